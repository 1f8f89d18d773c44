"""Nobody answers: the clock carries the report on to the end."""

from datetime import timedelta

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
