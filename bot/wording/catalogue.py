"""Reading locale files: ``<lang>/LC_MESSAGES/<domain>.po``, entries found by their ``msgctxt``."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polib

from .finding import Finding
from .plurals import join

DRAFT = "draft:"
_FIELD = re.compile(r'"([A-Za-z-]+):')
_MARK = "\ufeff"
_LINE = re.compile(r'(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+)?"(?:[^"\\]|\\.)*"')
_ESCAPE = re.compile(r'\\(?![\\ntrvbf"])(.?)')
"""A sign after a backslash that the format does not have: programs read the text differently, or not at all."""
_CONFLICT = re.compile(r"<{7}|={7}|>{7}")
"""What git leaves where two people changed the same lines."""


Fault = Finding
"""A finding for which a file or entry is not served."""


@dataclass(frozen=True)
class Entry:
    """One text: the English it translates, the translation, in which line that stands (``key_line``: its key). A text
    that depends on a number has ``forms`` as well, by their number in the file; ``text`` is then the last of them,
    which fits most numbers, and ``english_many`` the English of more than one."""

    key: str
    english: str
    text: str
    line: int
    fuzzy: bool
    draft: bool
    forms: Mapping[int, str] = field(default_factory=dict)
    english_many: str = ""
    key_line: int = field(default=0, compare=False)

    @property
    def served(self) -> str:
        """The text as it is published: with all its forms."""
        return join(list(self.forms.values())) if self.text and self.forms else self.text

    @property
    def translates(self) -> str:
        """The English it translates as that is published: with its forms."""
        return join((self.english, self.english_many)) if self.english_many else self.english


@dataclass(frozen=True)
class Catalogue:
    """One file, read. ``faults`` non-empty: the file as a whole can't be used."""

    language: str
    domain: str
    entries: dict[str, Entry]
    faults: tuple[Fault, ...]
    header: Mapping[str, str] = field(default_factory=dict)
    begins_with_mark: bool = False
    header_lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """As findings name it."""
        return f"{self.language}/LC_MESSAGES/{self.domain}.po"


def read(path: Path, language: str, domain: str) -> Catalogue:
    """Read one file. Never raises on its content: what is wrong is in ``faults``."""
    name = f"{language}/LC_MESSAGES/{path.name}"
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        fault = Fault(name, 1, language, None, f"The file can't be read ({error.strerror}). Put it back.")
        return Catalogue(language, domain, {}, (fault,))
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        fault = Fault(name, line, language, None, "This is not UTF-8. Save the file with the encoding UTF-8.")
        return Catalogue(language, domain, {}, (fault,))
    marked = text.startswith(_MARK)
    text = text.removeprefix(_MARK).replace("\r\n", "\n").replace("\r", "\n")
    odd = odd_line(text)
    if odd is not None:
        message = "This is not a line of a .po file: a quotation mark is missing or one too many. Mend it."
        if _CONFLICT.match(text.splitlines()[odd - 1]):
            message = (
                "Two versions of the file stand side by side here. Keep one, and delete the lines <<<, === and >>>."
            )
        return Catalogue(language, domain, {}, (Fault(name, odd, language, None, message),))
    escape = _odd_escape(text)
    if escape is not None:
        message = f"{escape[1]} means nothing in a .po file. For a new line write \\n, for a backslash two of them."
        return Catalogue(language, domain, {}, (Fault(name, escape[0], language, None, message),))
    try:
        parsed = polib.pofile(text, check_for_duplicates=False)
    except (OSError, ValueError, IndexError, AttributeError) as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else 1
        fault = Fault(name, line, language, None, f"Not a valid .po file here: {_reason(error)}. Mend this line.")
        return Catalogue(language, domain, {}, (fault,))
    entries, faults = _entries(parsed, _places(text), name, language)
    if entries and not parsed.metadata:
        message = "The file has no header. Put its first entry back, as in locales/en."
        faults.insert(0, Fault(name, 1, language, None, message))
    return Catalogue(language, domain, entries, tuple(faults), parsed.metadata, marked, _header_lines(text))


def _entries(
    parsed: polib.POFile, places: list[tuple[int, int]], name: str, language: str
) -> tuple[dict[str, Entry], list[Fault]]:
    """The entries by key, and those that can't be told apart. ``places``: see `_places`."""
    entries: dict[str, Entry] = {}
    faults: list[Fault] = []
    for item in parsed:
        key, line = item.msgctxt, item.linenum or 1
        named, said = places[min(bisect_left(places, (line, 0)), len(places) - 1)] if places else (line, line)
        if item.obsolete:
            continue
        if not key:
            faults.append(Fault(name, line, language, None, "This entry has no msgctxt. Add its key."))
            continue
        if key in entries:
            first = entries[key].key_line
            faults.append(
                Fault(name, named, language, key, f"The key stands twice (first in line {first}). Delete one.")
            )
            continue
        draft = DRAFT in (item.tcomment or "") or DRAFT in (item.comment or "")
        forms = dict(sorted(item.msgstr_plural.items()))
        written = [form for form in forms.values() if form] if item.msgid_plural else [item.msgstr]
        served = written[-1] if written else ""
        fuzzy = "fuzzy" in item.flags
        entries[key] = Entry(key, item.msgid, served, said, fuzzy, draft, forms, item.msgid_plural, named)
    return entries, faults


def _places(text: str) -> list[tuple[int, int]]:
    """The lines of the key and of the translation of every entry that has both, in order. polib tells in which line an
    entry begins, comments included."""
    found: list[tuple[int, int]] = []
    key = 0
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.lstrip()
        if plain.startswith("msgctxt"):
            key = number
        elif plain.startswith("msgstr") and key:
            found.append((key, number))
            key = 0
    return found


def _odd_escape(text: str) -> tuple[int, str] | None:
    """The line of the first sign after a backslash that the format does not have, and what stands there."""
    for number, line in enumerate(text.split("\n"), 1):
        found = None if line.lstrip().startswith("#") else _ESCAPE.search(line.replace("\\\\", "  "))
        if found:
            return number, found.group()
    return None


def _header_lines(text: str) -> dict[str, int]:
    """In which line each field of the header stands."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("msgctxt"):
            break
        field_name = _FIELD.match(line)
        if field_name:
            found.setdefault(field_name.group(1), number)
    return found


def odd_line(text: str) -> int | None:
    """The number of the first line that is neither a comment nor a keyword with one quoted text. polib takes such lines
    and drops a letter."""
    for number, line in enumerate(text.splitlines(), 1):
        plain = line.strip()
        if plain and not plain.startswith("#") and not _LINE.fullmatch(plain):
            return number
    return None


def _reason(error: Exception) -> str:
    said = str(error)
    return said.split(": ", 1)[-1] if ": " in said else said
