"""Locale files that have not changed since they were published are not read again at the next start."""

from pathlib import Path
from typing import Any

import pytest

from bot.wording import publishing
from bot.wording.proposing import Edit
from bot.wording.publishing import Read, publish
from storage.database import Database
from storage.keys import Keyring
from tests.wording.desk import CARD, HOURS, Desk


def test_files_are_read_when_anything_about_them_is_new(
    sqlite_tables: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, read = Database(sqlite_tables, Keyring.new()), []
    desk = Desk(tmp_path / "locales", database, critical=frozenset())
    read_all = publishing.read_all

    def watched(folder: Path, *rest: Any) -> Read:
        read.append(folder)
        return read_all(folder, *rest)

    monkeypatch.setattr(publishing, "read_all", watched)

    def start(critical: frozenset[str] = frozenset()) -> tuple[int, bool, int]:
        """The release that is served then, whether a fault was found, and how often the files were read."""
        read.clear()
        with database.write() as uow:
            published = publish(uow, desk.folder, desk.now, critical)
        return published.number, bool(published.faults), len(read)

    assert start() == (1, False, 1)
    assert start() == (1, False, 0)
    assert start(frozenset({CARD})) == (2, False, 1), "other languages count as reviewed"

    file = desk.folder / "vi" / "LC_MESSAGES" / "worker.po"
    good = file.read_bytes()
    file.write_bytes(good[: good.rindex(b'msgstr "') + 12])  # in the middle of a text
    assert start()[1:] == (True, 1)
    assert start()[1:] == (True, 1), "a fault is told at every start"
    file.write_bytes(good)
    assert start()[1:] == (False, 1)
    assert start()[1:] == (False, 0)

    number = desk.propose(Edit("vi", HOURS, "Mỗi tuần mấy giờ?"), base=2).number
    assert number > 2
    assert start() == (number, False, 0), "what was changed meanwhile in the console stays"
    database.close()
