"""Filling placeholders. Only plain ``{names}``: a translator's text reaches nothing but the values it was given."""

import re
from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def placeholders(text: str) -> frozenset[str]:
    """The names a text expects."""
    return frozenset(PLACEHOLDER.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in; a name without a value is left out, never shown as a brace."""
    if "{" not in text:
        return text
    return PLACEHOLDER.sub(lambda found: values.get(found.group(1), ""), text)
