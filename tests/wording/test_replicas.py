"""Several processes publish and serve the same texts, on either database."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.wording.meaning import Verdict
from bot.wording.proposing import Edit, Outcome, Proposed, decide, propose, rollback
from bot.wording.served import Wording
from storage.database import Database
from storage.keys import Keyring
from tests.wording.desk import ASK, CARD, HOURS, NOW, VIETNAMESE, Desk


@pytest.fixture
def replicas(tables_url: str, tmp_path: Path) -> Iterator[tuple[Desk, Database]]:
    """A desk, and a second process on the same database."""
    keys = Keyring.new()
    desk, other = Desk(tmp_path / "locales", Database(tables_url, keys)), Database(tables_url, keys)
    desk.save()
    yield desk, other
    other.close()
    desk.database.close()


def test_two_who_publish_at_once_lose_nothing_of_each_other(replicas: tuple[Desk, Database]) -> None:
    desk, other = replicas
    base = desk.served.number

    def change(database: Database, key: str, text: str) -> Proposed:
        with database.write() as uow:
            return propose(uow, [Edit("vi", key, text)], base, "coordinator", now=NOW, rules=desk.rules)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(change, desk.database, ASK, "Bạn cần gì?")
        second = pool.submit(change, other, HOURS, "Bao nhiêu giờ?")
        done = [first.result(), second.result()]
    assert [one.answers[0].outcome for one in done] == [Outcome.ACCEPTED] * 2
    assert sorted(one.number for one in done) == [base + 1, base + 2]
    assert (desk.says("vi", ASK), desk.says("vi", HOURS)) == ("Bạn cần gì?", "Bao nhiêu giờ?")


def test_a_replica_that_starts_with_an_older_folder_puts_no_old_words_back(
    replicas: tuple[Desk, Database], tmp_path: Path
) -> None:
    desk, _ = replicas
    shutil.copytree(desk.folder, tmp_path / "older")
    desk.edit("vi", ASK, "Bạn cần gì?")
    desk.edit("en", HOURS, "How many hours each week?")
    desk.save()
    assert desk.start(tmp_path / "older").waiting == 2
    assert (desk.says("vi", ASK), desk.says("en", HOURS)) == ("Bạn cần gì?", "How many hours each week?")
    assert desk.waiting["vi", ASK] == (VIETNAMESE[ASK], "former")
    desk.edit("vi", CARD, "Hãy gọi 110.")
    desk.save()
    assert desk.waiting == {("vi", CARD): ("Hãy gọi 110.", "critical")}, "with the newer folder nothing old waits"


def test_who_takes_an_edit_back_while_the_program_rests_publishes_it(replicas: tuple[Desk, Database]) -> None:
    desk, _ = replicas
    desk.edit("vi", ASK, "Bạn cần gì?")
    desk.save()
    desk.edit("vi", ASK, VIETNAMESE[ASK])
    desk.start()
    desk.edit("vi", HOURS, "Bao nhiêu giờ?")
    desk.save()
    assert desk.says("vi", ASK) == "Bạn cần gì?"
    desk.publish(("vi", ASK))
    assert desk.says("vi", ASK) == VIETNAMESE[ASK]
    desk.edit("vi", ASK, "Bạn cần gì?")
    desk.save()
    assert desk.says("vi", ASK) == "Bạn cần gì?", "saved while it runs, it is served at once"


def test_what_one_publishes_the_other_serves_whole_at_its_next_look(replicas: tuple[Desk, Database]) -> None:
    desk, other = replicas
    wording = Wording(other)
    wording.refresh()
    snapshot = wording.now
    desk.propose(Edit("en", ASK, "What has happened?"), base=snapshot.number)
    with desk.database.write() as uow:
        decide(uow, ASK, Verdict.ANOTHER, "coordinator", now=NOW, rules=desk.rules)
    assert wording.refresh()
    assert wording.text("vi", ASK) == "What has happened?"
    assert snapshot.text("vi", ASK) == VIETNAMESE[ASK], "who is in the middle of a message goes on with what it took"
    wording.fallbacks.note(wording.now.number, "vi", ASK, "en")
    with other.write() as uow:
        wording.fallbacks.write(uow, NOW)
        rollback(uow, 1, "deputy", now=NOW, rules=desk.rules)
    with other.read() as uow:
        assert [(row.source, row.published_by) for row in uow.wording.releases(3)] == [
            ("rollback", "deputy"), ("meaning", "coordinator"), ("console", "coordinator"),
        ]  # fmt: skip
        assert [row.after for row in uow.wording.history("en", ASK)] == ["What is it about?", "What has happened?"]
        [counted] = uow.wording.fallbacks()
    assert (counted.language, counted.key, counted.times) == ("vi", ASK, 2)
    assert desk.says("vi", ASK) == VIETNAMESE[ASK]
    with other.write() as uow:
        assert uow.wording.thin(1) == 3
