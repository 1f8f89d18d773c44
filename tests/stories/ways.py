"""How far a story has come when it begins where it is about something else."""

from bot.cases.accept import accept
from bot.cases.reached import claim_reached
from tests.stories.world import World


def reached(world: World) -> None:
    """Of the report that was just filed: harbour has taken it on, and the worker says that it was really reached."""
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    world.staff("harbour", accept)
    world.expect("worker", "case.accepted")
    world.staff("harbour", claim_reached, note="Spoke on the telephone.")
    world.expect("worker", "case.reached.ask")
    world.taps("reached", "yes")
    world.expect("harbour", "contact_confirmed")
    world.expect("worker", "case.reached_thanks")


def next_asked(world: World) -> None:
    """Harbour was asked and says nothing: it is reminded, and a day later bridge is asked beside it."""
    world.fast_forward(days=1)
    world.expect("harbour", "reminder")
    world.expect("worker", "case.reminded")
    world.fast_forward(days=1)
    world.expect("harbour", "added")
    world.expect("bridge", "offer")
    world.expect("worker", "case.asking_next")
