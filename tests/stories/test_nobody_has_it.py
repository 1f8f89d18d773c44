"""Who has a case is out, long after the coordinator was asked: nobody is left to wait for it, and somebody is told."""

import pytest

from bot.cases.accept import accept
from bot.cases.alone_now import worker_is_alone
from bot.cases.facts import record_fact
from bot.cases.reached import claim_reached
from tests.stories.world import World


@pytest.fixture(autouse=True)
def quiet(world: World) -> None:
    """Only harbour is there: the list is short."""
    world.change_partner("bridge", active=False)


def reached_after_the_coordinator_was_asked(world: World, *, named: bool = True) -> None:
    world.file(*(("harbour",) if named else ()), consent=named)
    world.expect("worker", *(("case.filed", "case.offered") if named else ("case.filed_no_names",)))
    world.expect("harbour", "offer")
    if not named:
        world.expect("coordinator", "no_consent")
    world.fast_forward(days=2 if named else 8)
    world._unread.clear()
    assert world.offers()["coordinator"] == "open"
    world.staff("harbour", accept)
    world.staff("harbour", claim_reached, note="Spoke on the telephone.")
    world.taps("reached", "yes")
    assert world.look().contacted_at is not None
    world._unread.clear()


def told_at_once(world: World) -> list[str]:
    """What the coordinator is told now."""
    told = [said.what for said in world._unread if said.to == world.people["coordinator"].id]
    world._unread.clear()
    return told


def test_a_tie_is_found(world: World) -> None:
    world.change_partner("harbour", ties=["Aoba Foods"])
    reached_after_the_coordinator_was_asked(world)
    world.staff("harbour", record_fact, variable="support_name", value="Aoba Foods", note="On a letter.")
    assert told_at_once(world) == ["tie_found", "all_declined"]
    assert (world.clock_kind(), world.look().contacted_at) == ("rung", None)
    assert world.offers()["coordinator"] == "open"


def test_the_worker_does_not_want_them_to_read(world: World) -> None:
    reached_after_the_coordinator_was_asked(world, named=False)
    world.worker_case(worker_is_alone)
    world.taps("may_read", "no")
    told = told_at_once(world)
    assert {"coordinator", "all_declined"} & set(told), told
    assert world.clock_kind() == "rung"
