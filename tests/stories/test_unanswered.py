"""Nobody answers: the clock carries the report on to the end."""

from datetime import timedelta

from bot.cases.accept import accept
from bot.clock import date_in_japan
from bot.digests.standing import Standing, Why, standing
from bot.digests.week import numbers
from storage.models import COORDINATOR
from storage.repositories.access import Viewer
from tests.stories.world import World


def test_an_unanswered_report_climbs_to_the_end_and_goes_on_asking(world: World) -> None:
    case = world.file("harbour", "bridge")
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    assert world.last["case.offered"].params["until"] == world.now + timedelta(days=2)

    world.fast_forward(hours=23)  # nothing before the working day is over
    world.fast_forward(hours=1)
    world.expect("harbour", "reminder")
    world.expect("worker", "case.reminded")

    world.fast_forward(days=1)
    world.expect("harbour", "added")
    world.expect("bridge", "offer")
    assert world.expect("worker", "case.asking_next").params["next"] == "bridge"

    world.fast_forward(days=4)  # two working days: a weekend lies between
    world.expect("coordinator", "coordinator")
    world.expect("worker", "case.coordinator_asked")

    world.fast_forward(days=1)
    world.expect("coordinator", "terminal")
    world.expect("deputy", "terminal")
    world.expect("worker", "case.nobody_yet")
    assert world.now == case.filed_at + timedelta(days=7)  # the fifth working day

    world.fast_forward(days=3)
    world.expect("coordinator", "terminal")
    world.expect("deputy", "terminal")
    world.expect("worker", "case.nobody_yet")
    world.fast_forward(days=5)
    world.expect("coordinator", "terminal")
    world.expect("deputy", "terminal")
    world.expect("worker", "case.nobody_yet")
    assert world.look().state == "offered"


def test_the_last_on_the_list_was_silent_too_once_the_coordinator_is_asked(world: World) -> None:
    """Else the one partner who lets every report pass would be "still waiting" for ever, in its own list and in the
    numbers of the week. It can still accept."""
    world.file("harbour")
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    world.fast_forward(days=1)
    world.expect("harbour", "reminder")
    world.expect("worker", "case.reminded")
    world.fast_forward(days=1)
    world.expect("coordinator", "coordinator")
    world.expect("worker", "case.coordinator_asked", "case.alone.ask")
    assert world.offers() == {"harbour": "lapsed", COORDINATOR: "open"}
    viewer = Viewer(world.people["harbour"].id, world.ids["harbour"], "staff")
    with world.db.read() as uow:
        [seen] = uow.access.work_list(viewer)
        assert standing(seen, world.now) == (Standing.OVERDUE, Why.ANSWER_LATE)
        week = date_in_japan(world.now)
        [asked] = numbers(uow, week - timedelta(days=week.weekday()), world.now).partners
    assert asked.silent
    world.staff("harbour", accept)
    world.expect("coordinator", "taken")
    world.expect("worker", "case.accepted")
