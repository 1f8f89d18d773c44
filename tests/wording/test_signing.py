"""A native reader signs the critical texts of a language, one by one: only then does it count as reviewed."""

from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from bot.wording import reviewed as signed
from bot.wording.publishing import check_beside
from storage.database import Database
from storage.keys import Keyring
from tests.wording.desk import ASK, CARD, NOW, VIETNAMESE, Desk

CRITICAL = frozenset({CARD, ASK})
WORKER = Path("LC_MESSAGES", "worker.po")


@pytest.fixture
def desk(sqlite_tables: str, tmp_path: Path) -> Iterator[Desk]:
    """Two texts must not be wrong; nothing is published yet."""
    database = Database(sqlite_tables, Keyring.new())
    yield Desk(tmp_path / "locales", database, critical=CRITICAL)
    database.close()


def sign(desk: Desk, key: str, who: str = "reader") -> None:
    """A native reader signs the Vietnamese text as it is in the file."""
    texts = {
        language: {entry.msgctxt: entry.msgstr for entry in polib.pofile(str(desk.folder / language / WORKER))}
        for language in ("en", "vi")
    }
    signed.sign(desk.folder, "vi", [(key, texts["en"][key], texts["vi"][key])], who, NOW)


def reviewed(desk: Desk) -> frozenset[str]:
    """Publish what the files say; which languages count as reviewed then."""
    desk.save()
    return desk.served.reviewed


def test_a_language_counts_once_the_last_critical_text_is_signed(desk: Desk) -> None:
    assert reviewed(desk) == {"en"}
    sign(desk, CARD)
    assert reviewed(desk) == {"en"}
    sign(desk, ASK)
    assert reviewed(desk) == {"en", "vi"}


@pytest.mark.parametrize(("text", "fuzzy"), [("", False), (VIETNAMESE[ASK], True)], ids=["empty", "fuzzy"])
def test_a_critical_text_that_is_not_there_was_never_reviewed(desk: Desk, text: str, fuzzy: bool) -> None:
    for key in CRITICAL:
        sign(desk, key)
    desk.edit("vi", ASK, text, fuzzy=fuzzy)
    assert reviewed(desk) == {"en"}


def test_an_edit_unsigns_itself_and_taking_it_back_does_not(desk: Desk) -> None:
    for key in CRITICAL:
        sign(desk, key)
    assert "vi" in reviewed(desk)
    path = desk.folder / "vi" / WORKER
    before = path.read_bytes()
    desk.edit("vi", ASK, f"{VIETNAMESE[ASK]} Gọi ngay.")
    reviewed(desk)
    desk.publish()
    assert reviewed(desk) == {"en"}
    path.write_bytes(before)
    reviewed(desk)
    desk.publish()
    assert reviewed(desk) == {"en", "vi"}


def test_signing_twice_writes_one_line_and_a_broken_line_is_told(desk: Desk) -> None:
    for _ in range(2):
        sign(desk, CARD, "a reader, with a comma")
    path = desk.folder / "vi" / "reviewed.csv"
    assert len(path.read_text("utf-8").splitlines()) == 2, "the names of the columns and one text"
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{ASK}\n")
    assert [(fault.file, fault.line) for fault in desk.save().faults] == [("vi/reviewed.csv", 3)]


def test_a_signature_that_never_counts_is_told(desk: Desk) -> None:
    """A spreadsheet has made a number of a hash; a key was misspelt by hand. Nothing is held back."""
    sign(desk, CARD)
    path = desk.folder / "vi" / "reviewed.csv"
    head, line = path.read_text("utf-8").splitlines()
    key, english, *rest = line.split(",")
    broken = [head, line, ",".join((key, "1.23E+11", *rest)), ",".join(("card.emergencyy", english, *rest))]
    path.write_text("\n".join(broken), "utf-8")
    assert [str(fault) for fault in check_beside(desk.folder)] == [
        f"vi/reviewed.csv:3: [vi] {key}: The second and third column are no longer what was written. "
        "Sign this text anew.",
        "vi/reviewed.csv:4: [vi] card.emergencyy: There is no text card.emergencyy, so this line signs nothing. "
        "Mend the key, or delete the line.",
    ]
    assert desk.save().faults == ()


def test_a_fault_in_the_file_leaves_the_language_as_it_was(desk: Desk) -> None:
    for key in CRITICAL:
        sign(desk, key)
    assert "vi" in reviewed(desk)
    desk.edit("vi", ASK, f"{VIETNAMESE[ASK]} {{nonsense}}")
    assert "vi" in reviewed(desk)
    assert desk.served.text("vi", ASK) == VIETNAMESE[ASK]
