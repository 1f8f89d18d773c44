"""Reading locale files: ``<lang>/LC_MESSAGES/<domain>.po``, entries found by their ``msgctxt``."""

import re
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


Fault = Finding
"""A finding for which a file or entry is not served."""


@dataclass(frozen=True)
class Entry:
    """One text: the English it translates, the translation, where it stands. A text that depends on a number has
    ``forms`` as well, by their number in the file; ``text`` is then the last of them, which fits most numbers, and
    ``english_many`` the English of more than one."""

    key: str
    english: str
    text: str
    line: int
    fuzzy: bool
    draft: bool
    forms: Mapping[int, str] = field(default_factory=dict)
    english_many: str = ""

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
    text = text.removeprefix(_MARK).replace("\r\n", "\n")
    odd = odd_line(text)
    if odd is not None:
        message = "This is not a line of a .po file: a quotation mark is missing or one too many. Mend it."
        return Catalogue(language, domain, {}, (Fault(name, odd, language, None, message),))
    try:
        parsed = polib.pofile(text, check_for_duplicates=False)
    except (OSError, ValueError, IndexError, AttributeError) as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else 1
        fault = Fault(name, line, language, None, f"Not a valid .po file here: {_reason(error)}. Mend this line.")
        return Catalogue(language, domain, {}, (fault,))
    entries: dict[str, Entry] = {}
    faults: list[Fault] = []
    for item in parsed:
        key, line = item.msgctxt, item.linenum or 1
        if item.obsolete:
            continue
        if not key:
            faults.append(Fault(name, line, language, None, "This entry has no msgctxt. Add its key."))
            continue
        if key in entries:
            first = entries[key].line
            faults.append(
                Fault(name, line, language, key, f"The key stands twice (first in line {first}). Delete one.")
            )
            continue
        draft = DRAFT in (item.tcomment or "") or DRAFT in (item.comment or "")
        forms = dict(sorted(item.msgstr_plural.items()))
        written = [form for form in forms.values() if form] if item.msgid_plural else [item.msgstr]
        served = written[-1] if written else ""
        entries[key] = Entry(key, item.msgid, served, line, "fuzzy" in item.flags, draft, forms, item.msgid_plural)
    return Catalogue(language, domain, entries, tuple(faults), parsed.metadata, marked, _header_lines(text))


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
