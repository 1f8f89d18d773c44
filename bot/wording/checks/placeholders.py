"""Placeholders such as ``{date}``: a worker would read a hole or a brace where one is lost or misspelt."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from ..filling import placeholders
from ..finding import Severity
from .book import EVERYBODY, Text, TextRule

_WHOLE = re.compile(r"\{[a-z][a-z0-9_]*\}")


def look(text: Text) -> Iterator[str]:
    """Those of the English that are missing, those it does not have, and braces that hold anything else."""
    wanted, found = placeholders(text.source), placeholders(text.text)
    missing, unknown = sorted(wanted - found), sorted(found - wanted)
    for name in unknown:
        near = get_close_matches(name, missing, 1, 0.6)
        if near:
            missing.remove(near[0])
            yield f"{{{name}}} is not known here. Did you mean {{{near[0]}}}?"
        else:
            known = ", ".join(f"{{{w}}}" for w in sorted(wanted)) or "none"
            yield f"{{{name}}} is not known here. Known: {known}."
    if missing:
        names = ", ".join(f"{{{m}}}" for m in missing)
        yield f"{names} is missing. Put it where the value belongs."
    braces = text.text.count("{")
    if braces != text.text.count("}") or len(_WHOLE.findall(text.text)) != braces:
        yield "A brace { } is not closed or holds more than a name."


RULE = TextRule("placeholders", Severity.FAULT, look, EVERYBODY)
