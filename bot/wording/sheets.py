"""Texts as a spreadsheet (.xlsx) or a .po file to take away, and back again as changes.

Every row carries the release it was taken at (``base``): what somebody else changed meanwhile is refused, row by row.
A blank changes nothing.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import openpyxl
import polib
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException

from bot.errors import TodokeError

from .catalogue import odd_line
from .languages import ENDONYMS
from .plurals import join
from .proposing import Edit
from .served import Snapshot

COLUMNS = ("key", "English", "translation", "comment", "base")
_WIDTHS = (36, 60, 60, 50, 8)
BASE_HEADER = "X-Todoke-Base"
LARGEST = 8 * 2**20
"""Bytes of an upload."""
_UNPACKED = 64 * 2**20
_ROWS = 20_000
_ERRORS = frozenset({"#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "#ERROR!"})
"""What a spreadsheet shows where a text began with = or -."""
_KNOWN = ", ".join(ENDONYMS)
_DAMAGED = (InvalidFileException, zipfile.BadZipFile, LookupError, ValueError, TypeError, AttributeError, OSError)


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
            for column, value in enumerate((row.key, row.english, row.translation, row.comment, base), 1):
                cell = sheet.cell(number, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # a text that begins with "=" is no formula
                    cell.alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def from_xlsx(content: bytes) -> list[Edit]:
    """The changes of a spreadsheet: every row with a translation. Each sheet is called like its language (`ENDONYMS`).

    Raises NotASheet.
    """
    _look_inside(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        found: list[Edit] = []
        for sheet in book.worksheets:
            found += _sheet(sheet.title.strip(), sheet.iter_rows(values_only=True))
        return found
    except NotASheet:
        raise
    except _DAMAGED as error:
        raise NotASheet(why="it is no .xlsx file, or a damaged one") from error


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


def _sheet(language: str, rows: Iterable[Sequence[Any]]) -> list[Edit]:
    found: list[Edit] = []
    at: dict[str, int] = {}
    for number, row in enumerate(rows):
        if number > _ROWS:
            raise NotASheet(why=f"more than {_ROWS} rows")
        if not at:
            at = {str(name).strip().lower(): column for column, name in enumerate(row) if name is not None}
            missing = [name for name in ("key", "translation", "base") if name not in at]
            if missing:
                raise NotASheet(why=f"the first row of the sheet {language} lacks {', '.join(missing)}")
            if language not in ENDONYMS:
                raise NotASheet(why=f"its sheet {language} is not called like a language ({_KNOWN})")
            continue
        key, text, base = (_cell(row, at[name]) for name in ("key", "translation", "base"))
        if text in _ERRORS:
            raise NotASheet(why=f"{text} stands at {key}: the program took the text for a formula")
        if key and text.strip():
            found.append(Edit(language, key, text, _number(base, key)))
    return found


def _cell(row: Sequence[Any], column: int) -> str:
    value = row[column] if column < len(row) else None
    if isinstance(value, datetime) and value.time() == time():  # typed as a text, kept as a day
        value = value.date()
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


def from_po(content: bytes, language: str | None = None) -> list[Edit]:
    """The changes of a .po file that was taken away from here: every text that is there and not marked fuzzy.

    ``language``: unless its header says which. Raises NotASheet.
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
