"""For which a text is not served."""

import re

from .catalogue import Catalogue, Fault
from .filling import placeholders

_WHOLE = re.compile(r"\{[a-z][a-z0-9_]*\}")


def faults_of(catalogue: Catalogue, english: Catalogue) -> list[Fault]:
    """Everything for which a file is held back: it can't be read as a whole, or a worker would read a hole or a brace
    in one of its texts."""
    found = list(catalogue.faults)
    name = f"{catalogue.language}/LC_MESSAGES/{catalogue.domain}.po"
    for key, entry in catalogue.entries.items():
        source = english.entries.get(key)
        if source is None or not entry.text or entry.fuzzy:
            continue
        translated = source.text if catalogue is english else entry.english  # it may be of the English of last week
        for message in text_faults(translated, entry.text):
            found.append(Fault(name, entry.line, catalogue.language, key, message))
    return found


def text_faults(english: str, text: str, *, is_source: bool = False) -> list[str]:
    """Why one text can't be served beside the English it translates. ``is_source``: it is new English itself, which may
    do without a value that the one before showed."""
    wanted, found = placeholders(english), placeholders(text)
    missing, unknown = sorted(wanted - found) if not is_source else [], sorted(found - wanted)
    messages = []
    if missing:
        messages.append(f"{_names(missing)} is missing. Put it where the value belongs.")
    if unknown:
        messages.append(f"{_names(unknown)} is not known here. Known: {_names(sorted(wanted)) or 'none'}.")
    if text.count("{") != text.count("}") or len(_WHOLE.findall(text)) != text.count("{"):
        messages.append("A brace { } is not closed or holds more than a name.")
    return messages


def _names(names: list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
