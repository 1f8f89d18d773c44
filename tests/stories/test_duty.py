"""Who is on duty: rota, closures, New Year; and what the worker is told about waiting follows from it."""

from datetime import datetime

import pytest

from bot.access.accounts import close
from bot.cases.routing import Need, candidates_for
from bot.clock import JAPAN
from bot.escalation.rota import duty_of
from storage.models import COORDINATOR
from tests.stories.world import World


def shift(world: World, organisation: str, begins: str, ends: str, *, who: str | None = None) -> None:
    """Somebody's turn; nobody's: closed."""
    with world.db.write() as uow:
        uow.shifts.add(
            world.ids[organisation], at(begins), at(ends), staff_id=world.people[who].id if who else None,
            closed=who is None, made_by=world.people[COORDINATOR].id, now=world.now,
        )  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAPAN)


@pytest.fixture
def new_year(world: World) -> World:
    """Monday, 28 December, noon: the last working day of the year."""
    world.clock.advance(at("2026-12-28T12:00") - world.now)
    return world


def test_over_new_year_an_urgent_case_waits_for_whoever_is_on_the_rota(new_year: World) -> None:
    world = new_year
    world.clock.advance(hours=6)  # 18:00: everybody goes home until 4 January
    shift(world, "harbour", "2026-12-31T20:00", "2027-01-01T08:00", who="harbour")
    world.file("harbour", "bridge", risks=("minor",))
    world.expect("worker", "case.filed")
    told = world.expect("worker", "case.offered")
    world.expect("harbour", "offer")
    # Contact is due within a day: that outranks everybody's hours, and the worker is told that very time.
    until = told.params["until"]
    assert isinstance(until, datetime)
    world.fast_forward(seconds=(until - world.now).total_seconds())
    world.expect("harbour", "reminder", "added")
    world.expect("bridge", "offer")
    world.expect("worker", "case.reminded", "case.asking_next")


def test_without_a_turn_a_deputy_is_not_told_of_what_is_the_coordinators(world: World) -> None:
    world.file(consent=False)
    world.expect("worker", "case.filed_no_names")
    world.expect("harbour", "offer")
    assert world.expect(COORDINATOR, "no_consent").at_once
    world.nothing_else()


def test_in_a_deputys_turn_what_is_the_coordinators_wakes_the_deputy_alone(world: World) -> None:
    shift(world, COORDINATOR, "2026-11-24T00:00", "2026-11-26T00:00", who="deputy")
    world.file(consent=False)
    world.expect("worker", "case.filed_no_names")
    world.expect("harbour", "offer")
    assert not world.expect(COORDINATOR, "no_consent").at_once
    assert world.expect("deputy", "no_consent").at_once


def test_the_worker_is_told_the_longer_wait_when_offices_are_closed(new_year: World) -> None:
    world = new_year
    world.file("harbour", "bridge")
    told = world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    assert told.params["until"] == at("2027-01-05T12:00")  # two working days later, not two days


def test_who_is_closed_for_days_is_not_asked_and_comes_later(world: World) -> None:
    shift(world, "harbour", "2026-11-23T00:00", "2026-12-01T00:00")
    world.file("harbour", "bridge")
    told = world.expect("worker", "case.filed", "case.offered")
    assert told.params["partner"] == "bridge"
    world.expect("bridge", "offer")
    assert "skipped" not in world.happened()
    with world.db.read() as uow:
        need = Need("unpaid_overtime", None, "ne")
        assert [c.id for c in candidates_for(uow, need, world.now)] == [world.ids["bridge"], COORDINATOR]
        later = candidates_for(uow, need, at("2026-12-02T10:00"))
        assert {c.id for c in later} == {world.ids["harbour"], world.ids["bridge"], COORDINATOR}


def test_who_closes_before_it_could_answer_is_passed_over(new_year: World) -> None:
    world = new_year
    shift(world, "harbour", "2026-12-29T00:00", "2027-01-05T00:00")
    need = Need("unpaid_overtime", None, "ne")
    with world.db.read() as uow:
        at_noon = [c.id for c in candidates_for(uow, need, world.now)]  # six hours are left today
        in_the_evening = [c.id for c in candidates_for(uow, need, at("2026-12-28T17:00"))]
    assert set(at_noon) == {world.ids["harbour"], world.ids["bridge"], COORDINATOR}
    assert in_the_evening == [world.ids["bridge"], COORDINATOR]
    world.clock.advance(hours=7)  # 19:00
    world.file("harbour", "bridge")
    assert world.expect("worker", "case.filed", "case.offered").params["partner"] == "bridge"
    world.expect("bridge", "offer")


def test_an_alert_wakes_whose_turn_it_is_and_nobody_else(world: World) -> None:
    world.person("second", partner_id=world.ids["harbour"])
    shift(world, "harbour", "2026-11-24T00:00", "2026-11-25T00:00", who="second")
    world.file("harbour", risks=("minor",))
    world.expect("worker", "case.filed", "case.offered")
    assert world.expect("second", "offer").at_once
    assert not world.expect("harbour", "offer").at_once  # finds it in the digest


def test_whoever_is_away_is_stood_in_for_on_the_rota_too(world: World) -> None:
    substitute = world.person("substitute", partner_id=world.ids["harbour"])
    second = world.person("second", partner_id=world.ids["harbour"])
    with world.db.write() as uow:
        person = uow.partners.person(second.id)
        assert person is not None
        person.away_until, person.substitute_id = at("2026-11-30T00:00"), substitute.id
    shift(world, "harbour", "2026-11-24T00:00", "2026-11-25T00:00", who="second")
    world.file("harbour", risks=("minor",))
    world.expect("worker", "case.filed", "case.offered")
    assert world.expect("substitute", "offer").at_once
    assert not world.expect("harbour", "offer").at_once


@pytest.mark.parametrize("gone", ["left", "away"])
def test_nobody_loses_its_turn_in_hours_whose_person_is_not_there(world: World, gone: str) -> None:
    world.clock.advance(at("2026-11-24T19:00") - world.now)
    second = world.person("second", partner_id=world.ids["harbour"])
    shift(world, "harbour", "2026-11-24T20:00", "2026-11-25T08:00", who="second")
    with world.db.write() as uow:
        person = uow.partners.person(second.id)
        assert person is not None
        if gone == "left":
            close(uow, person, world.now)
        else:
            person.away_until = at("2026-11-30T00:00")  # and nobody stands in
    world.file("harbour", risks=("minor",))
    told = world.expect("worker", "case.filed", "case.offered")
    assert told.params["until"] == at("2026-11-25T11:00")  # two hours of the usual duty, not of tonight's
    world.expect("harbour", "offer")


def test_a_substitutes_turn_counts_and_the_rest_of_a_turn_after_an_absence(world: World) -> None:
    substitute = world.person("substitute", partner_id=world.ids["harbour"])
    second = world.person("second", partner_id=world.ids["harbour"])
    shift(world, "harbour", "2026-11-24T20:00", "2026-11-25T08:00", who="second")
    with world.db.write() as uow:
        person = uow.partners.person(second.id)
        assert person is not None
        person.away_until = at("2026-11-25T00:00")
    with world.db.read() as uow:
        hours = duty_of(uow, world.ids["harbour"])
    assert not hours.open_at(at("2026-11-24T23:00"))
    assert hours.open_at(at("2026-11-25T01:00"))
    with world.db.write() as uow:
        person = uow.partners.person(second.id)
        assert person is not None
        person.substitute_id = substitute.id
    with world.db.read() as uow:
        assert duty_of(uow, world.ids["harbour"]).open_at(at("2026-11-24T23:00"))


@pytest.mark.parametrize("who", ["alone", "with a substitute", "until tomorrow"])
def test_where_everybody_is_away_for_days_another_organisation_is_asked(world: World, who: str) -> None:
    substitute = world.person("substitute", partner_id=world.ids["harbour"])
    with world.db.write() as uow:
        person, other = (uow.partners.person(one.id) for one in (world.people["harbour"], substitute))
        assert person is not None
        assert other is not None
        person.away_until = at("2026-11-25T00:00" if who == "until tomorrow" else "2026-12-07T00:00")
        if who == "with a substitute":
            person.substitute_id = other.id
        else:
            other.away_until = at("2026-12-05T00:00")
    world.file("harbour", "bridge")
    asked = "bridge" if who == "alone" else "harbour"
    assert world.expect("worker", "case.filed", "case.offered").params["partner"] == asked
    told = {"alone": "bridge", "with a substitute": "substitute", "until tomorrow": "harbour"}[who]
    world.expect(told, "offer")
    if who == "until tomorrow":
        world.expect("substitute", "offer")  # with everybody away, everybody is told
