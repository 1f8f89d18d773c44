"""One organisation leads; one whose time ran out keeps access until the coordinator has spoken to it."""

import pytest

from bot.cases.access import Access, access_to
from bot.cases.errors import NotPossible, ReasonNeeded
from bot.cases.leading import end_access, name_lead
from storage.models import COORDINATOR
from tests.stories.ways import bridge_takes_over, taken_by_harbour
from tests.stories.world import World


@pytest.fixture
def both(world: World) -> World:
    """Harbour's time ran out, bridge was added and has accepted: it leads."""
    taken_by_harbour(world, "harbour", "bridge")
    bridge_takes_over(world)
    return world


def sees(world: World, who: str) -> Access:
    with world.db.read() as uow:
        return access_to(uow, world.case(uow), world.people[who])


def test_the_coordinator_names_the_lead_and_both_are_told(both: World) -> None:
    both.staff(COORDINATOR, name_lead, partner_id=both.ids["harbour"], note="They know the employer.")
    both.expect("harbour", "lead")
    both.expect("bridge", "not_lead")
    assert both.look().lead_partner_id == both.ids["harbour"]
    assert both.happened()[-1] == "lead_named"
    with pytest.raises(NotPossible, match="leads already"):
        both.staff(COORDINATOR, name_lead, partner_id=both.ids["harbour"], note="Again.")
    with pytest.raises(NotPossible, match="only a coordinator"):
        both.staff("bridge", name_lead, partner_id=both.ids["bridge"], note="We want it back.")


def test_access_ends_once_the_coordinator_has_spoken_to_it(both: World) -> None:
    assert sees(both, "harbour") is Access.FULL
    with pytest.raises(ReasonNeeded):
        both.staff(COORDINATOR, end_access, partner_id=both.ids["harbour"], note=" ")
    both.staff(COORDINATOR, end_access, partner_id=both.ids["harbour"], note="They have nobody until spring.")
    both.expect("harbour", "ended")
    assert both.expect("worker", "case.access_ended").params["partner"] == "harbour"
    assert sees(both, "harbour") is Access.NONE
    assert both.happened()[-1] == "access_ended"


def test_nobody_is_cut_off_while_they_are_in_time(both: World) -> None:
    with pytest.raises(NotPossible, match="its time has not run out"):
        both.staff(COORDINATOR, end_access, partner_id=both.ids["bridge"], note="I would rather have another.")
    assert sees(both, "bridge") is Access.FULL
