"""Reading locale files: ``<lang>/LC_MESSAGES/<domain>.po``, entries found by their ``msgctxt``."""

import re
from dataclasses import dataclass
from pathlib import Path

import polib

from .filling import placeholders

DOMAINS = ("worker", "staff")
DRAFT = "draft:"
_LINE = re.compile(r'(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+)?"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True)
class Fault:
    """Why a locale file or entry is not served: where, what, and what to do."""

    file: str
    line: int
    language: str
    key: str | None
    message: str

    def __str__(self) -> str:
        key = f" {self.key}:" if self.key else ""
        return f"{self.file}:{self.line}: [{self.language}]{key} {self.message}"


@dataclass(frozen=True)
class Entry:
    """One text: the English it translates, the translation, where it stands."""

    key: str
    english: str
    text: str
    line: int
    fuzzy: bool
    draft: bool


@dataclass(frozen=True)
class Catalogue:
    """One file, read. ``faults`` non-empty: the file as a whole can't be used."""

    language: str
    domain: str
    entries: dict[str, Entry]
    faults: tuple[Fault, ...]


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
    odd = _odd_line(text)
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
        entries[key] = Entry(key, item.msgid, item.msgstr, line, "fuzzy" in item.flags, draft)
    return Catalogue(language, domain, entries, tuple(faults))


def placeholder_faults(catalogue: Catalogue, english: Catalogue) -> list[Fault]:
    """Entries whose placeholders are not those of the English text: a worker would read a hole or a brace."""
    faults = []
    name = f"{catalogue.language}/LC_MESSAGES/{catalogue.domain}.po"
    for key, entry in catalogue.entries.items():
        source = english.entries.get(key)
        if source is None or not entry.text:
            continue
        wanted, found = placeholders(source.text or source.english), placeholders(entry.text)
        missing, unknown = sorted(wanted - found), sorted(found - wanted)
        if missing:
            names = ", ".join(f"{{{m}}}" for m in missing)
            faults.append(
                Fault(name, entry.line, catalogue.language, key, f"{names} is missing. Put it where the value belongs.")
            )
        if unknown:
            names = ", ".join(f"{{{u}}}" for u in unknown)
            known = ", ".join(f"{{{w}}}" for w in sorted(wanted)) or "none"
            faults.append(
                Fault(name, entry.line, catalogue.language, key, f"{names} is not known here. Known: {known}.")
            )
        if entry.text.count("{") != entry.text.count("}") or len(_braces(entry.text)) != entry.text.count("{"):
            faults.append(
                Fault(name, entry.line, catalogue.language, key, "A brace { } is not closed or holds more than a name.")
            )
    return faults


def _braces(text: str) -> list[str]:
    return re.findall(r"\{[a-z][a-z0-9_]*\}", text)


def _odd_line(text: str) -> int | None:
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
