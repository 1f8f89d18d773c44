"""The shipped texts go through the habits of PO editors and through a spreadsheet, and nothing is lost."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from bot.wording.edition import Rules
from bot.wording.proposing import Outcome, propose
from bot.wording.served import Wording
from bot.wording.sheets import as_po, as_xlsx, from_po, from_xlsx, rows_of
from bot.wording.sync import sync
from bot.wording.taking import take_files
from storage.database import Database
from storage.keys import Keyring
from tests.conversation.talk import SETTINGS
from tests.wording.desk import CRITICAL, NOW

WORKER = Path("LC_MESSAGES", "worker.po")
Entry = tuple[str, str, str, str, tuple[str, ...]]


@pytest.fixture
def served(sqlite_tables: str, tmp_path: Path) -> Iterator[tuple[Database, Path]]:
    """The shipped English, Vietnamese and Nepali, published."""
    folder = tmp_path / "locales"
    for language in ("en", "vi", "ne"):
        shutil.copytree(SETTINGS.locales_dir / language, folder / language)
    database = Database(sqlite_tables, Keyring.new())
    with database.write() as uow:
        assert not take_files(uow, folder, NOW, CRITICAL).faults
    yield database, folder
    database.close()


def entries(path: Path) -> dict[str, Entry]:
    """What a file says, in whatever order and width."""
    return {
        one.msgctxt: (one.msgid, one.msgstr, one.comment, one.tcomment, tuple(sorted(one.flags)))
        for one in polib.pofile(str(path))
    }


def saved_by_an_editor(path: Path) -> None:
    """Other order and width, no flags, more in the header, Windows' line ends, a mark at the beginning."""
    file = polib.pofile(str(path), wrapwidth=60)
    file.sort(key=lambda one: (one.msgid, one.msgctxt), reverse=True)
    for one in file:
        one.flags = []
    file.metadata |= {"X-Generator": "Poedit 3.6", "Last-Translator": "", "PO-Revision-Date": "2026-11-20 10:00+0900"}
    path.write_bytes(b"\xef\xbb\xbf" + str(file).replace("\n", "\r\n").encode())


def test_a_file_that_an_editor_saved_says_what_it_said(served: tuple[Database, Path]) -> None:
    database, folder = served
    path = folder / "vi" / WORKER
    before = entries(path)
    saved_by_an_editor(path)
    with database.write() as uow:
        taken = take_files(uow, folder, NOW, CRITICAL)
        assert (taken.faults, taken.published.number, taken.published.waiting) == ((), 1, 0)
    path.write_bytes(path.read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n"))
    done = sync(folder / "en" / WORKER, path, "vi")
    assert (done.added, done.changed, done.removed) == (0, 0, 0)
    assert entries(path) == before, "order, flags and comments come back from English"


def test_two_thousand_texts_come_back_unchanged_within_three_seconds(served: tuple[Database, Path]) -> None:
    database, folder = served
    wording = Wording(database)
    wording.refresh()
    release = wording.now
    keys = [key for key in release.subset("en", "") if not key.startswith("staff.")]
    rows = {language: rows_of(release, language, {}, keys) for language in ("vi", "ne")}
    book, files = as_xlsx(rows, release.number), {lang: as_po(lang, own, release.number) for lang, own in rows.items()}
    from_files = [edit for content in files.values() for edit in from_po(content)]
    begun = time.process_time()
    from_sheet = from_xlsx(book).edits
    with database.write() as uow:
        done = propose(uow, from_sheet, 0, "coordinator", now=NOW, rules=Rules(CRITICAL, folder), source="xlsx")
    assert time.process_time() - begun < 3
    assert len(done.answers) == 2 * len(keys) > 2000
    assert {answer.outcome for answer in done.answers} == {Outcome.UNCHANGED}
    assert done.number == release.number
    assert from_files == from_sheet
