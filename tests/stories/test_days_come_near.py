"""Time alone brings a case under the urgent policy and tells those on it: no day of the law passes in silence."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.cases.accept import accept
from bot.cases.facts import record_fact
from bot.cases.notifier import DaysLeft
from bot.cases.notify import told_as
from bot.cases.reached import claim_reached
from bot.cases.solved import propose_solved
from bot.cases.urgency import read_urgency
from bot.cases.withdraw import withdraw
from bot.clock import JAPAN
from bot.workers.auditor import inspect
from storage.models import COORDINATOR, LIVE, WEIGH, AlarmKind
from tests.stories.world import World

END_OF_STAY = datetime(2026, 12, 7, 17, tzinfo=JAPAN)
NEAR = END_OF_STAY - timedelta(days=3)


def reached(world: World, **answers: Any) -> None:
    """Harbour has taken the case and reached the worker."""
    world.file("harbour", "bridge", status="ssw1", **answers)
    world.staff("harbour", accept)
    world.staff("harbour", claim_reached, note="Met at the station.")
    world.taps("reached", "yes")
    world._unread.clear()


def until(world: World, moment: datetime) -> None:
    """Time passes up to a moment; what is said meanwhile is not this story's."""
    while world.now < moment:
        world._unread.clear()
        due = world._next_due()
        world.clock.advance(min(due or moment, moment) - world.now if (due or moment) > world.now else timedelta())
        world.tick()
        if due is None or due > moment:
            world.clock.advance(moment - world.now)
            world.tick()


def lines(world: World, kind: str) -> list[dict[str, object]]:
    with world.db.read() as uow:
        return [dict(line.data) for line in uow.cases.events(world.case_id) if line.kind == kind]


def test_the_end_of_the_stay_of_somebody_who_was_reached_is_told_three_days_before(world: World) -> None:
    reached(world, stay_expiry="2026-12-07")
    assert world.look().deadline_at == END_OF_STAY  # the next day of the law, not the time for contact that was met
    assert not world.look().urgent
    until(world, NEAR - timedelta(minutes=1))
    world._unread.clear()
    assert not world.look().urgent
    world.clock.advance(timedelta(minutes=1))
    world.tick()
    world.expect("harbour", "day_near")
    world.expect(COORDINATOR, "day_near")
    said = world.expect("worker", "job_loss.stay_ends.info")
    assert said.params == {"date": END_OF_STAY.date(), "days": DaysLeft(END_OF_STAY.date())}
    assert DaysLeft(END_OF_STAY.date()).on(world.now.date()) == 3
    assert "bridge" not in {line["to"] for line in world._readable()}
    world.nothing_else()
    assert world.look().urgent
    said_so = [(one["clock"], datetime.fromisoformat(str(one["due"]))) for one in lines(world, "day_near")]
    assert said_so == [("stay_end", END_OF_STAY)]
    assert lines(world, "replanned")[-1]["why"] == "urgent"
    assert world.clock_kind() == "check_in"  # still exactly its own clock
    until(world, END_OF_STAY - timedelta(minutes=1))
    assert len(lines(world, "day_near")) == 1  # once


def test_once_the_day_is_over_it_is_said_and_somebody_has_to_look(world: World) -> None:
    reached(world, stay_expiry="2026-12-07")
    until(world, datetime(2026, 12, 7, 23, 59, tzinfo=JAPAN))
    world._unread.clear()
    world.clock.advance(timedelta(minutes=1))
    world.tick()
    world.expect("harbour", "day_over")
    world.expect(COORDINATOR, "day_over")
    assert world.expect("worker", "job_loss.stay_ended.info").params == {"date": END_OF_STAY.date()}
    world.nothing_else()
    with world.db.read() as uow:
        found = {c.reason for c in read_urgency(uow, world.case(uow)).contributions}
        assert uow.ladder.row(world.case_id, WEIGH) is None  # nothing is left that time alone would change
    assert found == {"stay_ended"}
    assert world.look().urgent


def test_somebody_whom_nobody_has_reached_comes_under_the_urgent_ladder(world: World) -> None:
    """The ladder had come to its end; its next look lay after the day."""
    world.file("harbour", "bridge", status="ssw1", stay_expiry="2026-12-10")
    day = datetime(2026, 12, 10, 17, tzinfo=JAPAN)
    until(world, day - timedelta(days=3, minutes=1))
    assert world.clock_kind() == "review"
    assert not world.look().urgent
    world._unread.clear()
    world.clock.advance(timedelta(minutes=1))
    world.tick()
    assert world.look().urgent
    told = {(line["to"], line["what"]) for line in world._readable()}
    assert {(COORDINATOR, "day_near"), ("worker", "job_loss.stay_ends.info")} <= told
    with world.db.read() as uow:
        row = uow.ladder.row(world.case_id, LIVE)
        assert row is not None
        assert row.due_at < day
    world._unread.clear()


@pytest.mark.parametrize(
    ("answers", "reason", "text"),
    [
        ({"contract_end": "2026-12-01"}, "notice_14_days", "job_loss.clock_notice.info"),
        ({"last_day_worked": "2026-09-20"}, "three_months", "job_loss.clock_three.info"),
        ({"housing_until": "2026-12-15"}, "housing_ends", "case.day_near"),
        ({"flight_date": "2026-12-15"}, "flight", None),
    ],
)
def test_every_day_is_told_in_its_own_words(
    world: World, answers: dict[str, str], reason: str, text: str | None
) -> None:
    reached(world, **answers)
    with world.db.read() as uow:
        row = uow.ladder.row(world.case_id, WEIGH)
    assert row is not None
    until(world, row.due_at - timedelta(minutes=1))
    world._unread.clear()
    world.clock.advance(timedelta(minutes=1))
    world.tick()
    assert [one["clock"] for one in lines(world, "day_near")] == [reason]
    assert [line["what"] for line in world._readable() if line["to"] == "worker"] == ([text] if text else [])
    world._unread.clear()


def test_a_rule_nobody_has_checked_is_not_told_as_one(world: World) -> None:
    world.file("harbour", contract_end="2026-12-01", status="intern")
    world._unread.clear()
    until(world, datetime(2026, 12, 12, 17, tzinfo=JAPAN) - timedelta(minutes=1))
    world._unread.clear()
    world.clock.advance(timedelta(minutes=1))
    world.tick()
    assert "case.day_near" in [line["what"] for line in world._readable() if line["to"] == "worker"]
    assert "job_loss.clock_notice.info" not in [line["what"] for line in world._readable()]
    world._unread.clear()


def test_a_day_that_moves_away_is_not_told(world: World) -> None:
    reached(world, stay_expiry="2026-12-07")
    world.staff("harbour", record_fact, variable="stay_expiry", value="2027-12-07", note="The new card.")
    until(world, END_OF_STAY + timedelta(days=2))
    assert lines(world, "day_near") == []
    world._unread.clear()


def test_a_near_day_that_is_learnt_in_an_urgent_case_is_heard_by_the_others(world: World) -> None:
    reached(world, contract_end="2027-03-01", risks=("flight_booked",))
    for _ in range(2):  # recorded twice, told once
        world.staff("harbour", record_fact, variable="stay_expiry", value="2026-11-26", note="On the card.")
    world.expect(COORDINATOR, "day_near")  # harbour knows: it wrote it down
    world.nothing_else()
    until(world, datetime(2026, 11, 26, 16, tzinfo=JAPAN))
    assert len(lines(world, "day_near")) == 1
    world._unread.clear()


def test_the_auditor_sees_a_case_that_nobody_weighs(world: World) -> None:
    reached(world, stay_expiry="2026-12-07")
    world.clock.advance(NEAR - world.now + timedelta(minutes=10))
    with world.db.read() as uow:
        found = inspect(uow, world.now, world.now)
    assert f"{world.case_id}:{WEIGH}" in [f.subject.rpartition(":")[0] for f in found if f.kind is AlarmKind.OVERDUE]


def test_a_closed_case_is_weighed_no_more(world: World) -> None:
    reached(world, stay_expiry="2026-12-07")
    world.worker(withdraw)
    with world.db.read() as uow:
        assert uow.ladder.row(world.case_id, WEIGH) is None
    world._unread.clear()


def test_a_case_that_is_opened_again_is_weighed_at_once(world: World) -> None:
    """While it was closed time went on."""
    reached(world, stay_expiry="2027-01-20")
    world.staff("harbour", propose_solved)
    world.taps("solved", "yes")
    until(world, datetime(2027, 1, 18, 10, tzinfo=JAPAN))
    assert lines(world, "day_near") == []
    world._unread.clear()
    world.taps("still_solved", "no")
    assert [one["clock"] for one in lines(world, "day_near")] == ["stay_end"]
    assert world.look().urgent
    assert ("worker", "job_loss.stay_ends.info") in {(line["to"], line["what"]) for line in world._readable()}
    world._unread.clear()


def test_whose_time_was_over_gets_none_anew_because_a_day_came_near_in_the_same_outage(world: World) -> None:
    world.file("harbour", "bridge", status="ssw1", stay_expiry="2026-12-07")
    world.staff("harbour", accept)
    world._unread.clear()
    world.outage(seconds=(NEAR + timedelta(hours=1) - world.now).total_seconds())
    world._unread.clear()
    assert {"day_near", "pause_lapsed"} <= set(world.happened())
    assert world.offers()["harbour"] == "lapsed"


def test_that_a_day_comes_near_is_not_read_once_it_is_over(world: World) -> None:
    """It may wait for the worker's hours for days, or because the program stood still."""
    reached(world, stay_expiry="2026-12-07")
    until(world, NEAR + timedelta(minutes=1))
    name = told_as(world.look(), "near:stay_end:2026-12-07", "job_loss.stay_ends.info")
    with world.db.write() as uow:
        uow.outbox.queue(
            lane_id="worker:sunday", channel="telegram", subject=world.look().worker_id, payload={"text": "?"},
            now=world.now, dedupe=name,
        )  # fmt: skip
    until(world, END_OF_STAY + timedelta(days=1))
    with world.db.read() as uow:
        assert not uow.outbox.is_waiting(name)
    world._unread.clear()
