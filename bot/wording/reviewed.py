"""What native readers have signed: ``locales/<lang>/reviewed.csv``, one line for each text. A line counts only for the
English and the translation it was written for, so an edit of either unsigns itself."""

import csv
import io
import os
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from bot.errors import TodokeError

from .catalogue import Fault
from .finding import Severity
from .meaning import mark

FILE = "reviewed.csv"
COLUMNS = ("key", "english", "translation", "who", "when")
SOURCE_LANGUAGE = "en"
_WHO = 80
_HASH = re.compile(r"[0-9a-f]{12}")


class NotSigned(TodokeError):
    """{file} could not be written ({reason}). Give the program the right to write there, or add the line by hand."""


def line_of(key: str, english: str, translation: str, who: str, when: datetime) -> tuple[str, ...]:
    """One line of the file."""
    return (key, mark(english), mark(translation), who, when.date().isoformat())


def read_reviewed(folder: Path, texts: Mapping[str, Mapping[str, str]]) -> dict[str, frozenset[str]]:
    """Language -> the keys whose text, as it is in ``texts``, was signed for the English as it is there."""
    english = texts.get(SOURCE_LANGUAGE, {})
    return {
        language: frozenset(
            key for key, of, said in _lines(folder / language / FILE)
            if key in own and key in english and (of, said) == (mark(english[key]), mark(own[key]))
        )
        for language, own in texts.items()
    }  # fmt: skip


def faults(folder: Path, language: str) -> list[Fault]:
    """Lines of a language's file that are none."""
    name = f"{language}/{FILE}"
    try:
        rows = list(_rows(folder / language / FILE))
    except (OSError, UnicodeDecodeError, csv.Error):
        return [Fault(name, 1, language, None, "This can't be read. Save it as UTF-8, columns with commas.")]
    return [
        Fault(name, number, language, None, f"A line has {len(COLUMNS)} columns: {', '.join(COLUMNS)}.")
        for number, row in rows
        if len(row) != len(COLUMNS)
    ]


def doubtful(folder: Path, language: str, known: Collection[str]) -> list[Fault]:
    """Lines that will never count: a key that there is not, or a hash that a spreadsheet has turned into a number.
    ``known``: the keys of the English texts."""
    found = []
    for number, (key, *hashes, who, _) in _placed(folder / language / FILE):
        message = ""
        if key not in known:
            message = f"There is no text {key}, so this line signs nothing. Mend the key, or delete the line."
        elif not who.strip():
            message = "Nobody is named in the fourth column: who has read this text?"
        elif not all(_HASH.fullmatch(one) for one in hashes):
            message = "The second and third column are no longer what was written. Sign this text anew."
        if message:
            found.append(Fault(f"{language}/{FILE}", number, language, key, message, severity=Severity.FINDING))
    return found


def sign(folder: Path, language: str, texts: Iterable[tuple[str, str, str]], who: str, now: datetime) -> int:
    """Add a line for each text (key, English, translation) that is not signed yet; returns how many were added.

    Raises NotSigned. Publish afterwards: what counts as reviewed is part of a release.
    """
    path = folder / language / FILE
    there = set(_lines(path))
    signer = " ".join(who.split())[:_WHO]
    fresh = [line_of(*text, signer, now) for text in texts if text[1] and text[2]]
    fresh = [line for line in fresh if line[:3] not in there]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if not path.exists():
        writer.writerow(COLUMNS)
    writer.writerows(fresh)
    try:
        before = path.read_bytes() if path.exists() else b""
        gap = b"\n" if before and not before.endswith(b"\n") else b""
        draft = path.with_name(path.name + ".new")
        draft.write_bytes(before + gap + out.getvalue().encode())
        os.replace(draft, path)
    except OSError as error:
        raise NotSigned(file=f"{language}/{FILE}", reason=error.strerror) from error
    return len(fresh)


def _lines(path: Path) -> list[tuple[str, str, str]]:
    """Key and the two hashes of every line that is whole."""
    return [(row[0], row[1], row[2]) for _, row in _placed(path)]


def _placed(path: Path) -> list[tuple[int, list[str]]]:
    """Every line that is whole, with its number."""
    try:
        return [(number, row) for number, row in _rows(path) if len(row) == len(COLUMNS)]
    except (OSError, UnicodeDecodeError, csv.Error):
        return []


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    if not path.exists():
        return []
    rows = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig")))
    return [(rows.line_num, row) for row in rows if row and tuple(row) != COLUMNS]
