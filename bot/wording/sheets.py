"""Texts as a spreadsheet (.xlsx) or a .po file to take away, and back again as changes.

Every row carries the release it was taken at (``base``): what somebody else changed meanwhile is refused, row by row.
A blank changes nothing.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import polib

from bot.errors import TodokeError

from .catalogue import odd_line
from .counted import counted
from .languages import ENDONYMS, named
from .plurals import join
from .proposing import Edit
from .served import Snapshot

COLUMNS = ("key", "English", "translation", "comment", "base", "language")
_WIDTHS = (36, 60, 60, 50, 8, 10)
_NEEDED = ("key", "translation", "base")
_HEAD = 10
"""Rows among which the one with the names of the columns is looked for: somebody may have put a title above."""
BASE_HEADER = "X-Todoke-Base"
LARGEST = 8 * 2**20
"""Bytes of an upload."""
_UNPACKED = 64 * 2**20
_ROWS = 20_000
_ERRORS = frozenset({"#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "#ERROR!"})
"""What a spreadsheet shows where a text began with = or -."""
_KNOWN = ", ".join(ENDONYMS)
_PO_NAME = re.compile(r"(?:todoke-)?(\w+?)(?:-\d+)?(?: ?\(\d+\))?\.po", re.IGNORECASE)
"""What a .po file is called: by its language, or as it was taken away; saved a second time with a number behind it."""
_DAMAGED = (zipfile.BadZipFile, LookupError, ValueError, TypeError, AttributeError, OSError)


class NotASheet(TodokeError):
    """This file can't be read as texts: {why}. Export one and change the column "translation" in it."""


@dataclass(frozen=True)
class Row:
    """One text to take away."""

    key: str
    english: str
    translation: str
    comment: str


def rows_of(served: Snapshot, language: str, comments: Mapping[str, str], keys: Iterable[str]) -> list[Row]:
    """What a language says now, in the order of ``keys``. ``comments``: what stands beside a text in English."""
    return [
        Row(key, served.find("en", key) or "", served.find(language, key) or "", comments.get(key, ""))
        for key in keys
        if served.has(key)
    ]


def as_xlsx(sheets: Mapping[str, Sequence[Row]], base: int) -> bytes:
    """One sheet for each language."""
    import openpyxl  # only where somebody takes a spreadsheet away or brings one: nobody waits for it at the start
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for language, rows in sheets.items():
        sheet = book.create_sheet(language)
        sheet.append(COLUMNS)
        for cell, width in zip(sheet[1], _WIDTHS, strict=True):
            cell.font = Font(bold=True)
            sheet.column_dimensions[cell.column_letter].width = width
        sheet.freeze_panes = "C2"
        for number, row in enumerate(rows, 2):
            for column, value in enumerate((row.key, row.english, row.translation, row.comment, base, language), 1):
                cell = sheet.cell(number, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # a text that begins with "=" is no formula
                    cell.alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass(frozen=True)
class Brought:
    """What a spreadsheet says: its changes, and what of it could not be told for texts, in sentences."""

    edits: list[Edit]
    aside: tuple[str, ...]


def from_xlsx(content: bytes) -> Brought:
    """The changes of a spreadsheet: every row with a translation. A sheet is known by its name, which is that of its
    language, or, under another name, by its column "language"; others are left aside.

    Raises NotASheet, also where no sheet is one of ours.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    _look_inside(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = [(sheet.title.strip(), sheet) for sheet in book.worksheets]
        titles = frozenset(named(title) for title, _ in sheets)
        read = [_Sheet(title, titles).read(sheet.iter_rows(values_only=True)) for title, sheet in sheets]
    except NotASheet:
        raise
    except (InvalidFileException, *_DAMAGED) as error:
        raise NotASheet(why="it is no .xlsx file, or a damaged one") from error
    whys = [why for sheet in read for why in sheet.whys]
    if not any(sheet.known for sheet in read):
        raise NotASheet(why=whys[0] if whys else "it is empty")
    edits = [edit for sheet in read for edit in sheet.edits]
    return Brought(edits, tuple(f"Left aside: {why}." for why in whys))


def _look_inside(content: bytes) -> None:
    if len(content) > LARGEST:
        raise NotASheet(why=f"it has more than {LARGEST // 2**20} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
    except zipfile.BadZipFile as error:
        raise NotASheet(why="it is no .xlsx file") from error
    if unpacked > _UNPACKED:
        raise NotASheet(why="unpacked it is far too large")


class _Sheet:
    """One sheet: the changes in it, what of it is left aside, and whether it is one of ours."""

    def __init__(self, title: str, titles: frozenset[str | None]) -> None:
        """``titles``: the languages that sheets of this file are called like."""
        self.edits: list[Edit] = []
        self.whys: list[str] = []
        self.known = False
        self._title, self._language, self._titles = title, named(title), titles
        self._at: dict[str, int] = {}
        self._odd = Counter[str]()

    def read(self, rows: Iterable[Sequence[Any]]) -> "_Sheet":
        """Read its rows. Raises NotASheet for too many, and for what a program has made of a text."""
        first: list[str] = []
        for number, row in enumerate(rows):
            if self._at:
                if number > _ROWS:
                    raise NotASheet(why=f"more than {_ROWS} rows")
                self._row({name: _cell(row, column) for name, column in self._at.items()})
                continue
            columns = {str(name).strip().lower(): place for place, name in enumerate(row) if name is not None}
            lacking = [name for name in _NEEDED if name not in columns]
            if not lacking:
                self._at = {name: columns[name] for name in (*_NEEDED, "language") if name in columns}
                self.known = self._language is not None
            elif columns and not first:
                first = lacking
            if number >= _HEAD:
                break
        if not self._at and first:
            self.whys.append(f"the first row of the sheet {self._title} lacks {', '.join(first)}")
        elif self._at:
            self._look_back()
        return self

    def _row(self, said: Mapping[str, str]) -> None:
        key, text, own = said["key"], said["translation"], named(said.get("language", ""))
        language = self._language or own
        self.known = self.known or language is not None
        if not key or not text.strip():
            return
        if language is None or own not in (None, language) or (self._language is None and own in self._titles):
            self._odd[own or ""] += 1
            return
        if text in _ERRORS:
            raise NotASheet(why=f"{text} stands at {key}: the program took the text for a formula")
        self.edits.append(Edit(language, key, text, _number(said["base"], key)))

    def _look_back(self) -> None:
        """Say what was left aside."""
        if not self.known or self._odd[""]:
            self.whys.append(f"its sheet {self._title} is not called like a language ({_KNOWN})")
        for own, times in self._odd.items():
            if own and self._language is None:
                self.whys.append(f"its sheet {self._title}, because there is a sheet {own} as well")
            elif own:
                rows = counted(times, "row")
                self.whys.append(f"{rows} of the sheet {self._title}, whose column language says {own}")


def _cell(row: Sequence[Any], column: int) -> str:
    value = row[column] if column < len(row) else None
    if isinstance(value, datetime) and value.time() == time():  # typed as a text, kept as a day
        value = value.date()
    if isinstance(value, bool):
        value = str(value).upper()  # as the spreadsheet shows it
    return "" if value is None else str(value).replace("\r\n", "\n").replace("_x000D_", "")


def _number(said: str, key: str) -> int:
    try:
        return int(float(said))
    except ValueError as error:
        raise NotASheet(why=f"the base of {key} is no number") from error


def as_po(language: str, rows: Sequence[Row], base: int) -> bytes:
    """A .po file for Poedit or Weblate."""
    file = polib.POFile(wrapwidth=100)
    file.metadata = {
        "Project-Id-Version": "todoke", "Language": language, "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit", BASE_HEADER: str(base),
    }  # fmt: skip
    for row in rows:
        flags = ["python-brace-format"] if "{" in row.english else []
        file.append(
            polib.POEntry(
                msgctxt=row.key, msgid=row.english, msgstr=row.translation, comment=row.comment, flags=flags
            )
        )
    return str(file).encode()


def from_po(content: bytes, language: str | None = None, *, name: str = "") -> list[Edit]:
    """The changes of a .po file that was taken away from here: every text that is there and not marked fuzzy.

    ``language``: unless its header says which. ``name``: the file's; one that is called like another language than its
    header says would overwrite that language's texts. Raises NotASheet.
    """
    if len(content) > LARGEST:
        raise NotASheet(why=f"it has more than {LARGEST // 2**20} MB")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        odd = odd_line(text)
        if odd is not None:
            raise NotASheet(why=f"in line {odd} a quotation mark is missing or one too many")
        file = polib.pofile(text)
    except UnicodeDecodeError as error:
        raise NotASheet(why="it is not UTF-8") from error
    except (OSError, ValueError, IndexError, AttributeError) as error:
        raise NotASheet(why="it is no .po file, or a damaged one") from error
    own = language or file.metadata.get("Language", "").strip()
    if not own:
        raise NotASheet(why="its header names no Language")
    if own not in ENDONYMS:
        raise NotASheet(why=f"its header names the Language {own}, and those known are {_KNOWN}")
    called = _PO_NAME.fullmatch(name)
    if called is not None and named(called[1]) not in (None, own):
        raise NotASheet(why=f"it is called {name}, and its header names the Language {own}; one of them is wrong")
    base = file.metadata.get(BASE_HEADER, "").strip()
    if not base.isdecimal():
        raise NotASheet(why=f"its header has no {BASE_HEADER}, so nobody can tell what has changed since")
    return [
        Edit(own, entry.msgctxt, text, int(base))
        for entry in file
        if (text := _said(entry)) and entry.msgctxt and not entry.obsolete and not entry.fuzzy
    ]


def _said(entry: polib.POEntry) -> str:
    """The text, with all its forms; nothing where one is missing."""
    forms = [form for _, form in sorted(entry.msgstr_plural.items())] if entry.msgid_plural else [entry.msgstr]
    return join(forms) if all(form.strip() for form in forms) else ""
