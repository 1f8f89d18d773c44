"""What was said of a day ("this month", "tomorrow") counts from the moment it was said, whatever is learnt later."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cases.accept import accept
from bot.cases.facts import record_fact
from bot.cases.urgency import read_urgency
from bot.clock import JAPAN
from flows.compute import MONTHS_BACK
from flows.loader import load
from tests.stories.world import World

DEFINITIONS = Path(__file__).parents[2] / "flows" / "definitions"

LAST_EVENING = datetime(2026, 11, 30, 23, 0, tzinfo=JAPAN)
"""The next hour is another day and another month."""


def said(*, of: dict[str, str], days: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    return of, days


RELATIVE = [
    said(of={"last_worked": "this_month"}, days={"three_months": "2027-02-01", "notice_14_days": "2026-11-15"}),
    said(of={"last_worked": "last_month"}, days={"three_months": "2027-01-01", "notice_14_days": "2026-10-15"}),
    said(of={"last_worked": "months_2_3"}, days={"notice_14_days": "2026-08-15"}),
    said(of={"last_worked": "longer"}, days={}),
    said(of={"last_worked": "still_working"}, days={}),
    said(of={"flight_when": "today"}, days={"flight": "2026-12-01"}),  # 23:00 and two hours
    said(of={"flight_when": "tomorrow"}, days={"flight": "2026-12-01"}),
    said(of={"flight_when": "this_week"}, days={}),
    said(of={"flight_when": "later"}, days={}),
    said(of={"bed_tonight": "no_bed"}, days={}),
    said(of={"bed_tonight": "few_days"}, days={}),
]


def days_of(world: World) -> dict[str, str]:
    """The days that follow from what was said, without times for contact."""
    with world.db.read() as uow:
        found = read_urgency(uow, world.case(uow)).contributions
    own = ("three_months", "notice_14_days", "flight")
    return {c.reason: c.due_at.astimezone(JAPAN).date().isoformat() for c in found if c.due_at and c.reason in own}


def forget(world: World) -> None:
    """Who is told what, is another story."""
    world.listen()
    world._unread.clear()


@pytest.mark.parametrize(("answers", "days"), RELATIVE, ids=lambda one: "-".join(one.values()) or "nothing")
def test_a_fact_recorded_on_a_later_day_moves_nothing_that_was_said_before(
    tables_url: str, answers: dict[str, Any], days: dict[str, str]
) -> None:
    world = World(tables_url, LAST_EVENING)
    world.coordinators()
    world.partner("harbour")
    world.file("harbour", situation="left", status="ssw1", **answers)
    assert days_of(world) == days
    world.staff("harbour", accept)
    for wait in (timedelta(hours=2), timedelta(days=3), timedelta(days=40)):
        world.clock.advance(wait)
        with world.db.write() as uow:
            record_fact(
                uow, world.notifier, world.case_id, world.people["harbour"], None, world.now,
                variable="housing_until", value=(world.now + timedelta(days=200)).date().isoformat(), note="told",
            )  # fmt: skip
        if "three_months" in days and world.now.date().isoformat() > days["three_months"]:
            days = {reason: day for reason, day in days.items() if reason != "three_months"}
        assert days_of(world) == days
    forget(world)
    world.close()


def test_every_answer_that_depends_on_its_day_is_looked_at_above() -> None:
    structure = load(DEFINITIONS).structure
    asked = {step.save: {choice.id for choice in step.choices} for _, step in structure.steps()}
    looked = {(name, value) for of, _ in RELATIVE for name, value in of.items()}
    assert asked["last_worked"] >= set(MONTHS_BACK)
    for name in ("last_worked", "flight_when"):
        assert {(name, choice) for choice in asked[name]} <= looked


def test_a_flight_that_was_today_stays_today(world: World) -> None:
    """Two hours later is the latest there was to reach them; a fact recorded two days after does not make it new."""
    world.file("harbour", "bridge", flight_when="today", risks=("flight_booked", "flight_now"))
    world.staff("harbour", accept)
    before = days_of(world)
    world.clock.advance(timedelta(days=2))
    world.staff("harbour", record_fact, variable="stay_expiry", value="2027-06-30", note="told")
    assert days_of(world) == before == {"flight": "2026-11-24"}
    forget(world)


def test_the_same_day_recorded_twice_was_said_once(world: World) -> None:
    world.file("harbour", "bridge")
    world.staff("harbour", accept)
    for _ in range(2):
        world.staff("harbour", record_fact, variable="flight_date", value="2026-11-24", note="told")
        with world.db.read() as uow:
            flight = next(c for c in read_urgency(uow, world.case(uow)).contributions if c.reason == "flight")
        assert flight.due_at == datetime(2026, 11, 24, 12, tzinfo=JAPAN)
        world.clock.advance(timedelta(hours=1))
    forget(world)


@pytest.mark.parametrize(
    ("fact", "day", "reason"),
    [("stay_refused", "2026-11-24", "stay_refused"), ("housing_until", "2026-11-23", "no_bed"),
     ("last_day_worked", "2026-08-20", "three_months_passed")],
)  # fmt: skip
def test_writing_down_facts_buys_no_time(world: World, fact: str, day: str, reason: str) -> None:
    """The time for contact a reason gave at first stays, also once it has passed."""
    world.file("harbour", "bridge", stay_expiry="2027-03-20", status="ssw1")
    world.staff("harbour", accept)
    world.staff("harbour", record_fact, variable=fact, value=day, note="told")
    times = []
    for number in range(4):
        with world.db.read() as uow:
            found = read_urgency(uow, world.case(uow)).contributions
        times.append(next(c.due_at for c in found if c.reason == reason))
        world.clock.advance(timedelta(hours=20))
        world.staff("harbour", record_fact, variable="told_to_leave", value=f"2026-11-1{number}", note="told")
    assert len(set(times)) == 1
    forget(world)
