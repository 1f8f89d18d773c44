"""Locale files that have not changed since they were published are not read again at the next start."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.wording import publishing
from bot.wording.edition import Rules
from bot.wording.proposing import Edit, propose
from bot.wording.publishing import Read, publish
from storage.database import Database
from storage.keys import Keyring
from tests.conversation.talk import SETTINGS

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


def test_files_are_read_when_anything_about_them_is_new(
    sqlite_tables: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(SETTINGS.locales_dir, tmp_path / "locales"))
    database, read = Database(sqlite_tables, Keyring.new()), []
    read_all = publishing.read_all

    def watched(folder: Path, *rest: Any) -> Read:
        read.append(folder)
        return read_all(folder, *rest)

    monkeypatch.setattr(publishing, "read_all", watched)

    def start(critical: frozenset[str] = frozenset()) -> tuple[int, bool, int]:
        """The release that is served then, whether a fault was found, and how often the files were read."""
        read.clear()
        with database.write() as uow:
            published = publish(uow, folder, NOW, critical)
        return published.number, bool(published.faults), len(read)

    assert start() == (1, False, 1)
    assert start() == (1, False, 0)
    assert start(frozenset({"card.emergency"})) == (2, False, 1), "other languages count as reviewed"

    file = folder / "vi" / "LC_MESSAGES" / "worker.po"
    good = file.read_bytes()
    file.write_bytes(good[: good.rindex(b'msgstr "') + 12])  # in the middle of a text
    assert start()[1:] == (True, 1)
    assert start()[1:] == (True, 1), "a fault is told at every start"
    file.write_bytes(good)
    assert start()[1:] == (False, 1)
    assert start()[1:] == (False, 0)

    with database.write() as uow:
        edit, rules = Edit("vi", "case.coordinator_name", "Điều phối viên"), Rules(frozenset(), folder)
        number = propose(uow, [edit], 2, "coordinator", now=NOW, rules=rules).number
    assert start() == (number, False, 0), "what was changed meanwhile in the console stays"
    database.close()
