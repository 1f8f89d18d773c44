"""What is learnt after filing moves deadline and urgency, and the timeline says so with both dates and why."""

from datetime import datetime, timedelta

import pytest

from bot.cases.accept import accept
from bot.cases.errors import NotPossible, ReasonNeeded
from bot.cases.facts import record_fact
from bot.cases.urgency import read_urgency
from bot.clock import JAPAN
from storage.models import COORDINATOR
from tests.stories.world import World


@pytest.fixture
def taken(world: World) -> World:
    """Harbour has accepted; the stay ends in spring."""
    world.file("harbour", "bridge", stay_expiry="2027-03-20", status="ssw1")
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    world.staff("harbour", accept)
    world.expect("worker", "case.accepted")
    return world


def learn(world: World, variable: str, value: str | None, by: str = "harbour") -> None:
    world.staff(by, record_fact, variable=variable, value=value, note="The worker said so on the telephone.")


def reasons(world: World) -> dict[str, object]:
    with world.db.read() as uow:
        return {c.reason: c for c in read_urgency(uow, world.case(uow)).contributions}


def moved(world: World) -> dict[str, object]:
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
    assert (line["was"], line["due"]) == (before.deadline_at.isoformat(), after.deadline_at.isoformat())  # type: ignore[union-attr]
    assert line["because"] == ["flight"]
    assert "replanned" in taken.happened()
    taken.fast_forward(hours=4)  # the pause ends before the departure does, not after two days
    taken.expect("harbour", "pause_lapsed")
    taken.expect("bridge", "offer")
    taken.expect("worker", "case.pause_lapsed_added")


def test_a_flight_that_is_called_off_takes_its_reasons_away(world: World) -> None:
    world.file("harbour", "bridge", flight_when="this_week", flight_date="2026-11-27", risks=("flight_booked",))
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    world.staff("harbour", accept)
    world.expect("worker", "case.accepted")
    assert set(reasons(world)) == {"flight", "flight_booked"}
    learn(world, "flight_date", None)
    assert not world.look().urgent
    assert reasons(world) == {}
    assert set(moved(world)["gone"]) == {"flight", "flight_booked"}  # type: ignore[call-overload]


def test_days_of_the_law_name_their_article_and_sources(taken: World) -> None:
    learn(taken, "last_day_worked", "2026-11-20")
    learn(taken, "contract_end", "2026-11-30")
    learn(taken, "told_to_leave", "2026-11-10")
    learn(taken, "housing_until", "2026-12-20")
    found = reasons(taken)
    days = {reason: found[reason].due_at.date().isoformat() for reason in found}  # type: ignore[attr-defined]
    assert days == {
        "dismissal_30_days": "2026-12-10",
        "notice_14_days": "2026-12-14",
        "housing_ends": "2026-12-20",
        "three_months": "2027-02-20",
        "stay_end": "2027-03-20",
    }
    laws = {reason: found[reason].law for reason in found}  # type: ignore[attr-defined]
    assert laws["notice_14_days"] == "Immigration Act 19-16"
    assert laws["dismissal_30_days"] == "LSA 20"
    assert laws["housing_ends"] is None
    for reason, law in laws.items():
        assert bool(found[reason].sources) == (law is not None)  # type: ignore[attr-defined]
    assert found["notice_14_days"].checked  # type: ignore[attr-defined]


def test_a_rule_nobody_has_checked_for_this_card_is_marked(world: World) -> None:
    world.file("harbour", contract_end="2026-11-23", status="intern")
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    assert not reasons(world)["notice_14_days"].checked  # type: ignore[attr-defined]
    assert world.look().deadline_at is not None  # it still presses: nobody is told too late


def test_an_application_in_time_brings_the_special_period_and_a_refusal_ends_it(world: World) -> None:
    world.file("harbour", "bridge", stay_expiry="2026-12-05", status="ssw1")
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    world.staff("harbour", accept)
    world.expect("worker", "case.accepted")
    learn(world, "stay_applied", "2026-11-20")
    found = reasons(world)
    assert set(found) == {"special_period"}
    assert found["special_period"].due_at.date().isoformat() == "2027-02-05"  # type: ignore[attr-defined]
    learn(world, "stay_refused", "2026-11-24")
    world.expect(COORDINATOR, "urgent")
    assert set(reasons(world)) == {"stay_end", "stay_refused"}


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
