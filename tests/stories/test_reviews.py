"""Every 90 days a named person looks whether an open case goes on, and the worker is told until when."""

from datetime import UTC, date, timedelta

import pytest

from bot.cases.errors import NotPossible, ReasonNeeded
from bot.cases.messages import worker_message
from bot.cases.reviews import Decision, due_at, review
from bot.cases.unreachable import close_unreachable
from bot.digests.standing import Standing, Why, standing
from bot.workers.auditor import inspect
from storage.models import COORDINATOR, LIVE, AlarmKind, CaseState, LadderKind
from storage.repositories.staff_cases import Viewer
from tests.stories.ways import taken_by_harbour
from tests.stories.world import World


@pytest.fixture
def open_case(world: World) -> World:
    """Harbour has accepted, and nothing more has happened."""
    taken_by_harbour(world, "harbour")
    return world


def stands(world: World, who: str) -> tuple[Standing, Why]:
    person = world.people[who]
    with world.db.read() as uow:
        seen = uow.access.glimpse(Viewer(person.id, person.partner_id, person.role), world.case(uow).number)
        assert seen is not None
        return standing(seen, world.now)


def late(world: World) -> list[str]:
    with world.db.read() as uow:
        return [f.details["case"] for f in inspect(uow, world.now, world.now) if f.kind is AlarmKind.REVIEW]


def look(
    world: World, who: str = COORDINATOR, decision: Decision = Decision.KEEP, days: float = 90, reason: str = "Court"
) -> None:
    until = world.now.astimezone(UTC) + timedelta(days=days)
    world.staff(who, review, decision=decision, until=until, reason=reason)


def test_after_90_days_the_case_waits_for_the_coordinator_and_a_week_later_it_is_an_alarm(open_case: World) -> None:
    number = open_case.look().number
    open_case.clock.advance(days=89)
    assert stands(open_case, COORDINATOR)[1] not in (Why.REVIEW_DUE, Why.REVIEW_LATE)
    open_case.clock.advance(days=2)
    assert stands(open_case, "harbour")[1] not in (Why.REVIEW_DUE, Why.REVIEW_LATE)
    with open_case.db.write() as uow:  # nothing else is late
        plan = {"partner": open_case.ids["harbour"], "why": "accepted"}
        later = open_case.now + timedelta(days=60)
        uow.ladder.put(open_case.case_id, LIVE, LadderKind.PAUSE, later, round=9, plan=plan)
        open_case.case(uow).deadline_at = open_case.now + timedelta(days=60)
    assert stands(open_case, COORDINATOR) == (Standing.MINE, Why.REVIEW_DUE)
    assert late(open_case) == []
    open_case.clock.advance(days=7)
    assert stands(open_case, COORDINATOR) == (Standing.OVERDUE, Why.REVIEW_LATE)
    assert late(open_case) == [number]
    assert CaseState(open_case.look().state).open  # it never ends by itself
    look(open_case)
    told = open_case.expect("worker", "case.review_keep")
    assert told.params["until"] == date(2027, 5, 31)
    assert late(open_case) == []
    assert stands(open_case, COORDINATOR)[1] is not Why.REVIEW_LATE
    assert open_case.happened()[-1] == "reviewed"


def test_a_review_has_a_reason_a_day_within_reach_and_a_coordinator(open_case: World) -> None:
    open_case.clock.advance(days=91)
    with pytest.raises(ReasonNeeded):
        look(open_case, reason=" ")
    for days in (91, -1):
        with pytest.raises(NotPossible, match="within the next 90 days"):
            look(open_case, days=days)
    with pytest.raises(NotPossible, match="only a coordinator"):
        look(open_case, "harbour")
    look(open_case)
    open_case.expect("worker", "case.review_keep")
    with pytest.raises(NotPossible, match="not due yet"):
        look(open_case)


def test_an_end_is_named_only_when_nobody_was_reached_and_leaves_time_to_write(world: World) -> None:
    world.file()
    world.expect("worker", "case.filed", "case.offered_last")
    world.expect(COORDINATOR, "no_partner")
    world.clock.advance(days=91)
    with pytest.raises(NotPossible, match="ladder has not come to its end"):
        look(world, decision=Decision.END, days=30)
    world.tick()
    world._unread.clear()  # the ladder's end, told elsewhere
    assert "terminal" in world.happened()
    with pytest.raises(NotPossible, match="at least 14 days"):
        look(world, decision=Decision.END, days=10)
    look(world, decision=Decision.END, days=30)
    world.expect("worker", "case.review_end")
    with pytest.raises(NotPossible, match="lies ahead"):
        world.staff("deputy", close_unreachable, note="Nobody has heard of them.")
    world.clock.advance(days=31)
    assert stands(world, COORDINATOR)[0] in (Standing.MINE, Standing.OVERDUE)
    world.staff("deputy", close_unreachable, note="Nobody has heard of them.")
    world.expect(COORDINATOR, "ended")
    assert world.look().state == CaseState.UNREACHABLE.value
    assert world.look().closed_by == world.people["deputy"].id


def test_whoever_writes_before_the_day_keeps_the_case_open(world: World) -> None:
    world.file()
    world.expect("worker", "case.filed", "case.offered_last")
    world.expect(COORDINATOR, "no_partner")
    world.clock.advance(days=91)
    world.tick()
    world._unread.clear()  # the ladder's end, told elsewhere
    look(world, decision=Decision.END, days=30)
    world.expect("worker", "case.review_end")
    world.worker(worker_message, text="I was ill. I am still here.")
    world.expect(COORDINATOR, "message")
    world.clock.advance(days=31)
    with pytest.raises(NotPossible, match="heard of since"):
        world.staff("deputy", close_unreachable, note="Nobody has heard of them.")


def test_who_wrote_long_ago_and_not_since_the_end_was_named_can_be_closed_on_its_day(world: World) -> None:
    world.file()
    world.expect("worker", "case.filed", "case.offered_last")
    world._unread.clear()  # who is told of it, told elsewhere
    world.fast_forward(days=10)
    world._unread.clear()
    world.worker(worker_message, text="I am still here.")
    world._unread.clear()
    world.fast_forward(days=81)
    world._unread.clear()  # that nobody has answered, every three working days
    look(world, decision=Decision.END, days=30)
    world.expect("worker", "case.review_end")
    world.clock.advance(days=31)
    world.staff("deputy", close_unreachable, note="Nobody has heard of them.")
    world.expect(COORDINATOR, "ended")
    assert world.look().state == CaseState.UNREACHABLE.value


def test_a_case_of_before_is_due_90_days_after_it_was_filed(open_case: World) -> None:
    with open_case.db.write() as uow:
        case = open_case.case(uow)
        case.review_at = None
        assert due_at(case) == case.filed_at + timedelta(days=90)
    open_case.clock.advance(days=98)
    assert late(open_case) == [open_case.look().number]
