"""What is learnt after filing moves deadline and urgency, and the timeline says so with both dates and why."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.cases.accept import accept
from bot.cases.corrections import corrected
from bot.cases.errors import NotPossible, ReasonNeeded
from bot.cases.facts import record_fact
from bot.cases.snooze import snooze
from bot.cases.urgency import read_urgency
from bot.clock import JAPAN
from bot.digests.standing import Standing, Why, standing
from bot.escalation.legal import of_facts
from storage.models import COORDINATOR
from tests.stories.ways import contact_confirmed, filed, harbour_sees, taken_by_harbour
from tests.stories.world import World


@pytest.fixture
def taken(world: World) -> World:
    """Harbour has accepted; the stay ends in spring."""
    taken_by_harbour(world, "harbour", "bridge", stay_expiry="2027-03-20", status="ssw1")
    return world


def learn(world: World, variable: str, value: str | None, by: str = "harbour") -> None:
    world.staff(by, record_fact, variable=variable, value=value, note="The worker said so on the telephone.")


def tells_of_a_flight(world: World, day: str) -> None:
    """The worker adds it to what they sent."""
    case = world.look()
    with world.db.write() as uow:
        uow.conversations.record(
            run_id=case.run_id, visit=9, worker_id=case.worker_id, step="story.flight_date", variable="flight_date",
            language="ne", release=1, at=world.now, raw=day, value=day, replaces=False,
        )  # fmt: skip
    world.worker(corrected, step="story.flight_date", variable="flight_date", before=None, after=day)


def reasons(world: World) -> dict[str, Any]:
    with world.db.read() as uow:
        return {c.reason: c for c in read_urgency(uow, world.case(uow)).contributions}


def moved(world: World) -> dict[str, Any]:
    """The newest line about a deadline."""
    with world.db.read() as uow:
        lines = [line.data for line in uow.cases.events(world.case_id) if line.kind == "deadline_moved"]
    return dict(lines[-1])


def test_a_flight_that_is_booked_later_makes_the_case_urgent_at_once(taken: World) -> None:
    before = taken.look()
    assert not before.urgent
    learn(taken, "flight_date", (taken.now + timedelta(days=1)).date().isoformat())
    taken.expect(COORDINATOR, "urgent")  # harbour knows: it wrote it down
    after = taken.look()
    assert after.urgent
    assert after.deadline_at == datetime(2026, 11, 25, tzinfo=JAPAN)
    line = moved(taken)
    deadlines = [case.deadline_at.isoformat() for case in (before, after) if case.deadline_at is not None]
    assert [line["was"], line["due"]] == deadlines
    assert line["because"] == ["flight"]
    assert "replanned" in taken.happened()
    taken.fast_forward(hours=4)  # the pause ends before the departure does, not after two days
    taken.expect("harbour", "pause_lapsed")
    taken.expect("bridge", "offer")
    taken.expect("worker", "case.pause_lapsed_added")


def test_what_was_put_off_is_put_off_no_more_once_it_is_urgent(taken: World) -> None:
    taken.staff("harbour", snooze, reason="Waiting for an interpreter", until=taken.now.replace(day=27))
    assert standing(*harbour_sees(taken)) == (Standing.WORKER, Why.SNOOZED)
    learn(taken, "flight_date", "2026-11-26")
    taken.expect(COORDINATOR, "urgent")
    assert standing(*harbour_sees(taken)) == (Standing.MINE, Why.NOT_REACHED_YET)


def test_what_was_put_off_stays_so_while_the_time_for_it_is_left(taken: World) -> None:
    until = taken.now.replace(day=26, hour=20)
    taken.staff("harbour", snooze, reason="Waiting for an interpreter", until=until)
    learn(taken, "contract_end", "2027-03-31")
    assert standing(*harbour_sees(taken)) == (Standing.WORKER, Why.SNOOZED)


def test_who_asked_for_time_before_answering_is_reminded_once_it_is_urgent(world: World) -> None:
    filed(world, "harbour", "bridge")
    world.staff("harbour", snooze, reason="On a trip", until=world.now.replace(day=27))
    tells_of_a_flight(world, "2026-11-28")
    world.expect("coordinator", "urgent", "corrected")
    world.expect("harbour", "reminder")
    world.fast_forward(minutes=59)


def test_who_has_had_its_time_gets_no_more_because_the_case_presses_more(taken: World) -> None:
    taken.fast_forward(days=1, hours=23, minutes=50)  # ten minutes are left to reach the worker
    learn(taken, "flight_date", (taken.now + timedelta(days=1)).date().isoformat())
    taken.expect(COORDINATOR, "urgent")
    taken.fast_forward(minutes=10)
    taken.expect("harbour", "pause_lapsed")
    taken.expect("bridge", "offer")
    taken.expect("worker", "case.pause_lapsed_added")
    taken.fast_forward(minutes=50)


def test_a_flight_that_is_called_off_takes_its_reasons_away(world: World) -> None:
    taken_by_harbour(
        world, "harbour", "bridge", flight_when="this_week", flight_date="2026-11-27", risks=("flight_booked",)
    )
    assert set(reasons(world)) == {"flight", "flight_booked"}
    learn(world, "flight_date", None)
    assert not world.look().urgent
    assert reasons(world) == {}
    assert set(moved(world)["gone"]) == {"flight", "flight_booked"}


def test_days_of_the_law_name_their_article_and_sources(taken: World) -> None:
    learn(taken, "last_day_worked", "2026-11-20")
    learn(taken, "contract_end", "2026-11-30")
    learn(taken, "told_to_leave", "2026-11-10")
    learn(taken, "housing_until", "2026-12-20")
    found = reasons(taken)
    days = {reason: found[reason].due_at.date().isoformat() for reason in found}
    assert days == {
        "dismissal_30_days": "2026-12-10",
        "notice_14_days": "2026-12-14",
        "housing_ends": "2026-12-20",
        "three_months": "2027-02-20",
        "stay_end": "2027-03-20",
    }
    laws = {reason: found[reason].law for reason in found}
    assert laws["notice_14_days"] == "Immigration Act 19-16"
    assert laws["dismissal_30_days"] == "LSA 20"
    assert laws["housing_ends"] is None
    for reason, law in laws.items():
        assert bool(found[reason].sources) == (law is not None)
    assert found["notice_14_days"].checked


def test_a_contract_end_counts_for_the_dismissed_once_staff_have_recorded_it(world: World) -> None:
    world.file(
        "harbour", situation="told_leave", last_worked="last_month", contract_end="2027-03-31", status="ssw1"
    )
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    assert "notice_14_days" not in reasons(world)
    world.staff("harbour", accept)
    world.expect("worker", "case.accepted")
    learn(world, "contract_end", "2026-12-31")
    assert reasons(world)["notice_14_days"].due_at.date().isoformat() == "2027-01-14"


def test_a_rule_nobody_has_checked_for_this_card_is_marked(world: World) -> None:
    filed(world, "harbour", contract_end="2026-11-23", status="intern")
    assert not reasons(world)["notice_14_days"].checked
    assert world.look().deadline_at is not None  # it still presses: nobody is told too late


def test_an_application_in_time_brings_the_special_period_and_a_refusal_ends_it(world: World) -> None:
    taken_by_harbour(world, "harbour", "bridge", stay_expiry="2026-12-05", status="ssw1")
    learn(world, "stay_applied", "2026-11-20")
    found = reasons(world)
    assert set(found) == {"special_period", "stay_end"}  # how many days were granted, nobody has said
    assert not found["special_period"].checked
    deadline = world.look().deadline_at
    assert deadline is not None
    assert deadline < datetime(2026, 12, 6, tzinfo=JAPAN)
    with world.db.read() as uow:
        assert read_urgency(uow, world.case(uow)).deadline(world.now) == datetime(2026, 12, 5, 17, tzinfo=JAPAN)
    learn(world, "days_granted", "30")
    assert set(reasons(world)) == {"stay_end"}
    learn(world, "days_granted", "365")
    found = reasons(world)
    assert set(found) == {"special_period"}
    assert found["special_period"].checked
    assert found["special_period"].law == "Immigration Act 20(6), for extensions with 21(4)"
    assert found["special_period"].due_at.date().isoformat() == "2027-02-05"
    learn(world, "stay_refused", "2026-11-24")
    world.expect(COORDINATOR, "urgent")
    assert set(reasons(world)) == {"stay_end", "stay_refused"}


@pytest.mark.parametrize("fact", ["stay_applied", "stay_refused", "told_to_leave", "last_day_worked"])
def test_what_is_still_ahead_has_not_happened(taken: World, fact: str) -> None:
    before = reasons(taken)
    with pytest.raises(NotPossible, match="still ahead"):
        learn(taken, fact, "2026-11-25")
    assert reasons(taken) == before
    assert "fact_recorded" not in taken.happened()
    learn(taken, fact, "2026-11-24")  # today is not ahead
    taken.listen()
    taken._unread.clear()


def test_a_plan_that_was_kept_as_a_fact_counts_once_its_day_has_come() -> None:
    """Such days were recorded before they were refused."""
    facts = {
        "stay_expiry": "2026-12-05", "days_granted": "365", "stay_applied": "2026-12-04", "stay_refused": "2026-12-10",
    }  # fmt: skip
    found = [
        [c.reason for c in of_facts(facts, datetime(2026, month, day, 10, tzinfo=JAPAN), {})]
        for month, day in ((11, 24), (12, 4), (12, 10))
    ]
    assert found == [["stay_end"], ["special_period"], ["stay_ended", "stay_refused"]]


def test_days_of_stay_are_a_number(taken: World) -> None:
    for value in ("a year", "0", "-30", "36500", "３６５日"):
        with pytest.raises(NotPossible, match="number of days"):
            learn(taken, "days_granted", value)


def test_a_threatened_departure_is_urgent_from_the_start(world: World) -> None:
    assert world.file("harbour", risks=("flight_threatened",)).urgent
    world.expect("worker", "case.filed", "case.offered")
    assert world.expect("harbour", "offer").at_once


def test_a_fact_needs_who_said_so_and_an_organisation_that_has_the_case(taken: World) -> None:
    with pytest.raises(ReasonNeeded):
        taken.staff("harbour", record_fact, variable="flight_date", value="2026-11-30", note=" ")
    for variable, value in (("flight_date", "soon"), ("favourite_colour", "red"), ("stay_expiry", "1066-10-14")):
        with pytest.raises(NotPossible):
            learn(taken, variable, value)
    with pytest.raises(Exception, match="no such case"):
        learn(taken, "flight_date", "2026-11-30", by="bridge")
    assert "fact_recorded" not in taken.happened()


def test_the_same_fact_twice_moves_nothing(taken: World) -> None:
    learn(taken, "stay_expiry", "2027-03-20")
    assert "deadline_moved" not in taken.happened()


def test_a_day_learnt_after_late_contact_is_on_the_timeline_too(taken: World) -> None:
    """They were reached after the time for it was over, which the case goes on to say. The next day of the law moves
    all the same."""
    taken.fast_forward(days=2)
    taken.expect("harbour", "pause_lapsed")
    taken.expect("bridge", "offer")
    taken.expect("worker", "case.pause_lapsed_added")
    taken.clock.advance(days=10)
    missed = taken.look().deadline_at
    assert missed is not None
    assert missed < taken.now
    contact_confirmed(taken)
    taken.expect("bridge", "ended")
    learn(taken, "housing_until", "2027-01-20")
    assert taken.look().deadline_at == missed
    line = moved(taken)
    assert line["due"] == datetime(2027, 1, 20, 17, tzinfo=JAPAN).astimezone(UTC).isoformat()
    assert line["because"] == ["housing_ends"]


def test_whoever_was_asked_minutes_before_a_flight_is_told_of_keeps_the_time_they_were_given(world: World) -> None:
    filed(world, "harbour", "bridge")
    world.fast_forward(minutes=10)
    tells_of_a_flight(world, world.now.date().isoformat())
    world.expect("harbour", "added")
    world.expect("bridge", "offer")
    world.expect("coordinator", "urgent", "terminal", "corrected")
    world.expect("deputy", "terminal")
    world.expect("worker", "case.nobody_yet")
    assert world.offers()["harbour"] == "open", "ten minutes are no silence"
