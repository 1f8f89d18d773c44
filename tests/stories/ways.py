"""How far a story has come when it begins where it is about something else."""

from datetime import datetime
from typing import Any

from bot.cases.accept import accept
from bot.cases.decline import decline
from bot.cases.hand_on import HandedOn, hand_on
from bot.cases.notifier import Said
from bot.cases.reached import claim_reached
from storage.models import COORDINATOR, Case
from storage.repositories.access import Viewer
from storage.repositories.seen import Glimpse
from tests.stories.world import World


def filed(world: World, *partners: str, **report: Any) -> Case:
    """A report is sent, and harbour is the first who is asked."""
    case = world.file(*partners, **report)
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    return case


def filed_no_names(world: World) -> None:
    """A worker has not said who may read: harbour is asked without names, and the coordinator hears of it."""
    world.file(consent=False)
    world.expect("worker", "case.filed_no_names")
    world.expect("harbour", "offer")
    world.expect("coordinator", "no_consent")


def taken_by_harbour(world: World, *partners: str, **report: Any) -> Case:
    """A report is sent, and harbour has taken it on."""
    case = filed(world, *partners, **report)
    world.staff("harbour", accept)
    world.expect("worker", "case.accepted")
    return case


def contact_confirmed(world: World, by: str = "harbour") -> None:
    """Somebody has spoken with the worker, who says so too."""
    world.staff(by, claim_reached, note="Spoke on the telephone.")
    world.expect("worker", "case.reached.ask")
    world.taps("reached", "yes")
    world.expect(by, "contact_confirmed")
    world.expect("worker", "case.reached_thanks")


def reached(world: World, *partners: str, **report: Any) -> Case:
    """A report is sent, harbour has taken it on, and the worker says that it was really reached."""
    case = taken_by_harbour(world, *partners, **report)
    contact_confirmed(world)
    return case


def next_asked(world: World) -> None:
    """Harbour was asked and says nothing: it is reminded, and a day later bridge is asked beside it."""
    world.fast_forward(days=1)
    world.expect("harbour", "reminder")
    world.expect("worker", "case.reminded")
    world.fast_forward(days=1)
    world.expect("harbour", "added")
    world.expect("bridge", "offer")
    world.expect("worker", "case.asking_next")


def coordinator_asked(world: World) -> None:
    """Harbour, the last on the list, says nothing: it is reminded, and a day later the coordinator is asked."""
    world.fast_forward(days=1)
    world.expect("harbour", "reminder")
    world.expect("worker", "case.reminded")
    world.fast_forward(days=1)
    world.expect("coordinator", "coordinator")
    world.expect("worker", "case.coordinator_asked", "case.alone.ask")


def bridge_takes_over(world: World) -> None:
    """Harbour, which has the case, lets its time run out: bridge is asked beside it, and takes it on."""
    world.fast_forward(days=2)
    world.expect("harbour", "pause_lapsed")
    world.expect("bridge", "offer")
    world.expect("worker", "case.pause_lapsed_added")
    world.staff("bridge", accept)
    world.expect("worker", "case.accepted")
    world.expect("harbour", "not_lead")


def handed_to_bridge(world: World) -> HandedOn:
    """Harbour has had the case for an hour, when the coordinator hands it on to bridge, which is on the list."""
    taken_by_harbour(world, "harbour", "bridge")
    world.clock.advance(hours=1)
    handed: HandedOn = world.staff(COORDINATOR, hand_on, to=world.ids["bridge"], note="They speak it.")
    world.expect("harbour", "added")
    world.expect("bridge", "offer")
    world.expect("worker", "case.handed_on")
    return handed


def asked_about_one_more(world: World) -> Said:
    """The worker is alone, and is asked whether one more may be asked; returns that question."""
    world.expect("worker", "case.alone.ask")
    world.taps("alone", "yes")
    return world.expect("worker", "case.ask_next.ask")


def asked_about_bridge_alone(world: World) -> None:
    """A worker who has not said who may read is asked about bridge alone, while harbour has been asked."""
    filed_no_names(world)
    world.staff("coordinator", hand_on, to=world.ids["bridge"])
    asked_about_one_more(world)


def bridge_asked_without_names(world: World) -> None:
    """Harbour can't: the clock asks bridge, which the worker has not agreed to yet."""
    world.staff("harbour", decline, reason="full")
    world.expect("bridge", "offer")
    world.expect("worker", "case.asked_no_names")


def told_of_the_end(world: World) -> None:
    """The ladder has ended, and nobody has answered: those who see to it are told so, and the worker."""
    world.expect("coordinator", "terminal")
    world.expect("deputy", "terminal")
    world.expect("worker", "case.nobody_yet")


def climbs_in_two_hours(world: World) -> None:
    """Contact is due within two hours: nobody answers, and each step of the ladder comes within them."""
    world.fast_forward(hours=2)
    world.expect("harbour", "reminder", "added")
    world.expect("bridge", "offer")
    world.expect("coordinator", "coordinator", "terminal")
    world.expect("deputy", "terminal")
    world.expect("worker", "case.reminded", "case.asking_next", "case.coordinator_asked", "case.nobody_yet")


def harbour_sees(world: World) -> tuple[Glimpse, datetime]:
    """What Harbour's list says of the case, and when."""
    with world.db.read() as uow:
        [seen] = uow.access.work_list(Viewer(world.people["harbour"].id, world.ids["harbour"], "staff"))
        return seen, world.now
