"""Nobody answers: the clock carries the report on to the end."""

from datetime import timedelta

from bot.cases.accept import accept
from bot.cases.corrections import corrected
from bot.cases.hand_on import hand_on
from bot.clock import date_in_japan
from bot.digests.standing import Standing, Why, standing
from bot.digests.week import numbers
from storage.models import COORDINATOR
from storage.repositories.access import Viewer
from tests.stories.ways import coordinator_asked, filed, handed_to_bridge, told_of_the_end
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
    told_of_the_end(world)
    assert world.now == case.filed_at + timedelta(days=7)  # the fifth working day

    world.fast_forward(days=3)
    told_of_the_end(world)
    world.fast_forward(days=5)
    told_of_the_end(world)
    assert world.look().state == "offered"


def test_the_last_on_the_list_was_silent_too_once_the_coordinator_is_asked(world: World) -> None:
    """Else the one partner who lets every report pass would be "still waiting" for ever, in its own list and in the
    numbers of the week. It can still accept."""
    filed(world, "harbour")
    coordinator_asked(world)
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


def test_who_was_asked_ten_minutes_ago_was_not_silent_when_the_coordinator_is_handed_the_case(world: World) -> None:
    handed_to_bridge(world)
    world.clock.advance(minutes=10)
    world.staff("harbour", hand_on, to=COORDINATOR)
    world.expect(COORDINATOR, "coordinator")
    world._unread.clear()  # what the worker reads of it, told elsewhere
    assert world.offers() == {"harbour": "lapsed", "bridge": "open", COORDINATOR: "open"}
    assert bridge_stands(world)[0] is not Standing.OVERDUE
    world.fast_forward(days=10)  # the end comes in its turn
    world._unread.clear()
    assert "terminal" in world.happened()
    assert world.offers()["bridge"] == "lapsed"


def test_who_was_asked_ten_minutes_ago_was_not_silent_because_a_flight_leaves_no_time(world: World) -> None:
    filed(world, "harbour")
    world.clock.advance(minutes=10)
    flight = date_in_japan(world.now).isoformat()
    world.worker(corrected, step="flow.flight_date", variable="flight_date", before=None, after=flight)
    assert "coordinator_asked" in world.happened()
    assert world.offers()["harbour"] == "open"
    world._unread.clear()
    world.fast_forward(days=5)  # who says nothing until the end is told again was silent
    world._unread.clear()
    assert world.offers()["harbour"] == "lapsed"


def bridge_stands(world: World) -> tuple[Standing, Why]:
    viewer = Viewer(world.people["bridge"].id, world.ids["bridge"], "staff")
    with world.db.read() as uow:
        [seen] = uow.access.work_list(viewer)
        return standing(seen, world.now)
