"""A native reader signs the critical texts of a language, one by one: only then does it count as reviewed."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polib
import pytest

from bot.wording import reviewed as signed
from bot.wording.edition import Rules
from bot.wording.proposing import publish_waiting
from bot.wording.publishing import publish
from bot.wording.served import Wording
from storage.database import Database
from storage.keys import Keyring
from tests.conversation.talk import SETTINGS

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
CRITICAL = frozenset({"card.emergency", "card.self_harm"})
WORKER = Path("LC_MESSAGES", "worker.po")


@pytest.fixture
def database(sqlite_tables: str) -> Iterator[Database]:
    opened = Database(sqlite_tables, Keyring.new())
    yield opened
    opened.close()


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SETTINGS.locales_dir, tmp_path / "locales"))


def change(folder: Path, key: str, pattern: str, by: str) -> None:
    """Change the Vietnamese entry of a key."""
    path = folder / "vi" / "LC_MESSAGES" / "worker.po"
    entries = path.read_text("utf-8").split("\n\n")
    [at] = [n for n, entry in enumerate(entries) if f'msgctxt "{key}"' in entry]
    changed = re.sub(pattern, by, entries[at], count=1, flags=re.S | re.M)
    assert changed != entries[at]
    entries[at] = changed
    path.write_text("\n\n".join(entries), "utf-8")


def sign(folder: Path, key: str, who: str = "reader") -> None:
    """A native reader signs the Vietnamese text as it is in the file."""
    texts = {
        language: {entry.msgctxt: entry.msgstr for entry in polib.pofile(str(folder / language / WORKER))}
        for language in ("en", "vi")
    }
    signed.sign(folder, "vi", [(key, texts["en"][key], texts["vi"][key])], who, NOW)


def reviewed(database: Database, folder: Path) -> frozenset[str]:
    """Publish what the files say; which languages count as reviewed then."""
    with database.write() as uow:
        publish(uow, folder, NOW, CRITICAL)
    wording = Wording(database)
    wording.refresh()
    return wording.now.reviewed


def test_a_language_counts_once_the_last_critical_text_is_signed(database: Database, locales: Path) -> None:
    assert reviewed(database, locales) == {"en"}
    sign(locales, "card.emergency")
    assert reviewed(database, locales) == {"en"}
    sign(locales, "card.self_harm")
    assert reviewed(database, locales) == {"en", "vi"}


@pytest.mark.parametrize(
    ("pattern", "by"), [(r'^msgstr .*\Z', 'msgstr ""'), (r"^(#\. CRITICAL)", r"#, fuzzy\n\1")], ids=["empty", "fuzzy"]
)
def test_a_critical_text_that_is_not_there_was_never_reviewed(
    database: Database, locales: Path, pattern: str, by: str
) -> None:
    for key in CRITICAL:
        sign(locales, key)
    change(locales, "card.self_harm", pattern, by)
    assert reviewed(database, locales) == {"en"}


def test_an_edit_unsigns_itself_and_taking_it_back_does_not(database: Database, locales: Path) -> None:
    for key in CRITICAL:
        sign(locales, key)
    assert "vi" in reviewed(database, locales)
    path = locales / "vi" / WORKER
    before = path.read_bytes()
    change(locales, "card.self_harm", r'"\Z', ' Gọi ngay."')
    reviewed(database, locales)
    with database.write() as uow:
        publish_waiting(uow, None, "coordinator", now=NOW, rules=Rules(CRITICAL, locales))
    assert reviewed(database, locales) == {"en"}
    path.write_bytes(before)
    reviewed(database, locales)
    with database.write() as uow:
        publish_waiting(uow, None, "coordinator", now=NOW, rules=Rules(CRITICAL, locales))
    assert reviewed(database, locales) == {"en", "vi"}


def test_signing_twice_writes_one_line_and_a_broken_line_is_told(database: Database, locales: Path) -> None:
    for _ in range(2):
        sign(locales, "card.emergency", "a reader, with a comma")
    path = locales / "vi" / "reviewed.csv"
    assert len(path.read_text("utf-8").splitlines()) == 2, "the names of the columns and one text"
    with path.open("a", encoding="utf-8") as file:
        file.write("card.self_harm\n")
    with database.write() as uow:
        faults = publish(uow, locales, NOW, CRITICAL).faults
    assert [(fault.file, fault.line) for fault in faults] == [("vi/reviewed.csv", 3)]


def test_a_fault_in_the_file_leaves_the_language_as_it_was(database: Database, locales: Path) -> None:
    for key in CRITICAL:
        sign(locales, key)
    assert "vi" in reviewed(database, locales)
    change(locales, "card.self_harm", r'"\Z', ' {nonsense}"')
    assert "vi" in reviewed(database, locales)
