"""Numbers by the week, alerts that wait, and groups: the same on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.errors import Erased
from storage.keys import Keyring

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def db(tables_url: str) -> Iterator[Database]:
    """An empty database."""
    made = Database(tables_url, Keyring.new())
    yield made
    made.close()


def test_counts_of_a_week_add_up(db: Database) -> None:
    for reached, answered in ((3, 1), (2, 0), (-1, 0)):
        with db.write() as uow:
            uow.weeks.add_steps({
                ("2026-W48", "ne", "opening.intro"): (reached, answered),
                ("2026-W47", "ne", "opening.intro"): (1, 1),
            })
    with db.read() as uow:
        (one,) = uow.weeks.steps(["2026-W48"])
        (both,) = uow.weeks.steps(["2026-W47", "2026-W48", "2026-W49"])
    assert (one.step, one.language, int(one.reached), int(one.answered)) == ("opening.intro", "ne", 4, 1)
    assert (int(both.reached), int(both.answered)) == (7, 4)


def test_what_was_filed_asked_and_missed_between_two_moments(db: Database) -> None:
    with db.write() as uow:
        for days in (0, 6, 8):
            case = uow.cases.create(
                worker_id="w", conversation_id="c", run_id="r", topic="job_loss", language="ne", policy="standard",
                filed_at=NOW + timedelta(days=days),
            )  # fmt: skip
            offer = uow.cases.add_offer(case.id, "north", 0, consented=True, now=NOW + timedelta(days=days))
            offer.acted_at = NOW + timedelta(days=days, hours=1) if days == 6 else None
            for kind in ("filed", "terminal"):
                uow.cases.record(case, kind, actor_kind="clock", actor_id=None, data={}, now=NOW + timedelta(days=days))
    with db.read() as uow:
        since, until = NOW, NOW + timedelta(days=7)
        assert [row.topic for row in uow.weeks.filed(since, until)] == ["job_loss"] * 2
        assert [row.kind for row in uow.weeks.missed(since, until)] == ["terminal"] * 2
        (asked,) = uow.weeks.asked(since, until)
    assert (asked.partner_id, asked.asked, asked.answered) == ("north", 2, 1)
    assert asked.last == NOW + timedelta(days=6, hours=1)


def test_a_held_alert_is_one_for_each_case_and_the_newest_reason(db: Database) -> None:
    with db.write() as uow:
        for kind in ("offer", "urgent"):
            uow.access.hold_alert("aoki", "case", kind, NOW, NOW)
    with db.write() as uow:
        assert uow.access.held_alerts(NOW - timedelta(seconds=1)) == []
        assert uow.access.held_alerts(NOW) == [("aoki", "case", "urgent")]
        assert [uow.access.drop_held("aoki", "case") for _ in range(2)] == [True, False]


def test_which_group_it_was_can_not_be_read_once_it_has_ended(db: Database) -> None:
    with db.write() as uow:
        team = uow.team_chats.link("north", "-100200", "lead", "ja", "Asia/Tokyo", NOW)
        assert b"-100200" not in team.chat
        other = uow.team_chats.link("south", "-100300", "lead", "ja", "Asia/Tokyo", NOW)
    with db.write() as uow:
        found = uow.team_chats.by_chat("-100200")
        assert found is not None
        uow.team_chats.end(found)
        assert uow.team_chats.by_chat("-100200") is None
        with pytest.raises(Erased):
            uow.team_chats.address(team)
        kept = uow.team_chats.of("south")
        assert kept is not None
        assert (kept.id, uow.team_chats.address(kept)) == (other.id, "-100300")


def test_a_newer_alert_takes_the_place_of_one_that_has_not_left(db: Database) -> None:
    with db.write() as uow:
        uow.vault.new_subject("staff:aoki", NOW)

        def queue(name: str, lane: str, case_id: str | None, at: datetime) -> None:
            uow.outbox.queue(
                lane_id=lane, channel="email", subject="staff:aoki", payload={"n": name}, now=at, dedupe=name,
                case_id=case_id,
            )  # fmt: skip

        later = NOW + timedelta(minutes=1)
        queue("old", "staff:aoki:email", "case", NOW)
        queue("other case", "staff:aoki:email", "another", NOW)
        queue("digest", "staff:aoki:email", None, NOW)
        queue("another lane", "staff:aoki:telegram", "case", NOW)
        queue("same moment", "staff:aoki:email", "case", later)
        queue("news", "staff:aoki:email", "case", later)
        assert uow.access.replace_alerts("staff:aoki:email", "case", "news", later, before=later) == 1
        assert uow.outbox.is_waiting("same moment")
        assert uow.access.replace_alerts("staff:aoki:email", "case", "news", later, before=None) == 1
        waiting = [n for n in ("old", "other case", "digest", "another lane", "same moment", "news")
                   if uow.outbox.is_waiting(n)]  # fmt: skip
    assert waiting == ["other case", "digest", "another lane", "news"]
