"""Texts that flows and papers need and English does not have yet: each is added to its file with what it is for."""

from dataclasses import dataclass
from pathlib import Path

import polib

from flows.model import Structure

from .checks.too_long import most_of
from .enumerate import Needed, needed_in

_WHAT = {
    "ask": "Question (at most {limit} characters, 3 sentences).",
    "info": "Notice (at most {limit} characters).",
    "choice": "Button (at most {limit} characters).",
}
_PRINTED = "On paper (at most {limit} characters)."


@dataclass(frozen=True)
class Lacking:
    """A text that a step or a paper needs and English does not have."""

    key: str
    comment: str


def lacking(file: polib.POFile, structure: Structure, domain: str = "worker") -> list[Lacking]:
    """What is to be written, in the order of the flows or papers."""
    there = {entry.msgctxt for entry in file}
    return [Lacking(text.key, _comment(text)) for text in needed_in(domain, structure) if text.key not in there]


def extract(path: Path, structure: Structure) -> list[str]:
    """Add an entry without text for each that is lacking, at the end of the file; returns their keys."""
    file = polib.pofile(str(path), wrapwidth=100)
    found = lacking(file, structure, path.stem)
    for text in found:
        file.append(polib.POEntry(msgctxt=text.key, msgid=text.key, msgstr="", comment=text.comment))
    if found:
        file.save(str(path))
    return [text.key for text in found]


def _comment(text: Needed) -> str:
    lines = [_WHAT.get(text.what, _PRINTED).format(limit=most_of(text.key))]
    if text.placeholders:
        lines.append("Filled in: " + ", ".join(f"{{{name}}}" for name in sorted(text.placeholders)) + ".")
    if text.critical:
        lines.append("CRITICAL: every language needs its own checked text.")
    return "\n".join(lines)
