"""Whoever is asked after somebody has accepted can accept as well: a case that was handed on is really taken over."""

import pytest

from bot.cases.accept import accept
from bot.cases.access import Access, access_to
from bot.cases.decline import decline
from bot.cases.errors import NotPossible
from bot.cases.hand_on import HandedOn, hand_on
from bot.cases.leading import end_access
from bot.cases.questions import Outcome
from bot.cases.reached import claim_reached
from bot.cases.status import status
from bot.escalation.forecast import forecast
from storage.models import COORDINATOR
from tests.stories.ways import (
    asked_about_bridge_alone,
    asked_about_one_more,
    bridge_asked_without_names,
    bridge_takes_over,
    filed,
    filed_no_names,
    handed_to_bridge,
    next_asked,
    reached,
    taken_by_harbour,
)
from tests.stories.world import World


def agrees_to_bridge(world: World) -> None:
    asked_about_one_more(world)
    world.taps("ask_next", "yes")
    world.expect("harbour", "added")
    world.expect("bridge", "offer")
    world.expect("worker", "case.ask_next_yes")


def told_who_keeps_it(world: World, who: str) -> None:
    """Whoever handed it on can go on reading: the worker knows."""
    assert world.expect("worker", "case.keeps_access").params["partner"] == who


def test_handed_on_beyond_the_list_it_is_the_others_once_the_worker_has_agreed(world: World) -> None:
    taken_by_harbour(world, "harbour")
    world.clock.advance(hours=1)
    assert world.staff("harbour", hand_on, to=world.ids["bridge"], note="Nearer.") is HandedOn.ASKED_WORKER
    assert "handed_on" not in world.happened(), "nothing was handed on yet"
    agrees_to_bridge(world)
    told_who_keeps_it(world, "harbour")
    assert world.offers() == {"harbour": "lapsed", "bridge": "open"}
    with world.db.read() as uow:
        [line] = [line for line in uow.cases.events(world.case_id) if line.kind == "handed_on"]
    assert (line.data["partner"], line.data["to"]) == (world.ids["harbour"], world.ids["bridge"])
    world.staff("bridge", accept)
    world.expect("worker", "case.accepted")
    case = world.look()
    assert (case.state, case.lead_partner_id) == ("accepted", world.ids["bridge"])
    with world.db.read() as uow:
        assert access_to(uow, world.case(uow), world.people["harbour"]) is Access.FULL, "who hands it on keeps access"


def test_a_coordinator_hands_on_what_somebody_has_and_the_other_can_take_it(world: World) -> None:
    assert handed_to_bridge(world) is HandedOn.OFFERED
    world.staff("bridge", accept)
    world.expect("worker", "case.accepted")
    assert world.offers() == {"harbour": "accepted", "bridge": "accepted"}


def test_who_was_asked_before_somebody_accepted_is_still_too_late(world: World) -> None:
    filed(world, "harbour", "bridge")
    next_asked(world)
    world.clock.advance(hours=1)
    world.staff("bridge", accept)
    world.expect("harbour", "taken")
    world.expect("worker", "case.accepted")
    with pytest.raises(NotPossible, match="another organisation has accepted"):
        world.staff("harbour", accept)


def test_who_was_asked_beside_somebody_and_can_not_leaves_it_to_them(world: World) -> None:
    handed_to_bridge(world)
    world.staff("bridge", decline, reason="full")
    assert world.clock_kind() == "pause"
    case = world.look()
    assert (case.state, case.lead_partner_id) == ("accepted", world.ids["harbour"])
    with world.db.read() as uow:
        key, params = status(uow, world.case(uow))
    assert (key, params["partner"]) == ("case.status.accepted", "harbour"), "it is not with the coordinator"
    world.fast_forward(days=2)  # harbour has its time again, and nobody else is asked meanwhile
    world.expect("harbour", "pause_lapsed")
    world.expect("coordinator", "coordinator")
    world.expect("worker", "case.pause_lapsed_added")


def test_of_two_who_have_it_the_one_that_is_waited_for_gives_it_back(world: World) -> None:
    handed_to_bridge(world)
    world.staff("bridge", accept)
    world.expect("worker", "case.accepted")
    world.staff("bridge", decline, reason="cannot")
    with world.db.read() as uow:
        [line] = forecast(uow, world.case_id, world.now)
    assert (line.what, line.to[0]) == ("pause_ends", world.ids["harbour"])


@pytest.mark.parametrize("leaves", ["hands on", "declines"])
def test_the_time_to_reach_a_worker_begins_anew_when_who_had_reached_them_is_out(world: World, leaves: str) -> None:
    reached(world, "harbour", "bridge")
    world.fast_forward(days=2)
    world.clock.advance(days=20)
    if leaves == "hands on":
        world.staff("harbour", hand_on, to=world.ids["bridge"])
        world.expect("harbour", "added")
        world.expect("bridge", "offer")
        world.expect("worker", "case.handed_on")
        told_who_keeps_it(world, "harbour")
    else:
        world.staff("harbour", decline, reason="cannot")
        world.expect("bridge", "offer")
        world.expect("worker", "case.declined")
    by = world.look().deadline_at
    assert by is not None
    assert by > world.now, "not overdue before anybody could do anything"
    assert "deadline_moved" in world.happened()


def test_a_yes_to_somebody_who_has_accepted_meanwhile_lets_them_read(world: World) -> None:
    """Asked about bridge alone, while the clock asks it without names, and it accepts before the answer comes."""
    filed_no_names(world)
    world.staff("coordinator", hand_on, to=world.ids["bridge"])
    world.expect("worker", "case.alone.ask")
    bridge_asked_without_names(world)
    world.staff("bridge", accept)
    world.expect("worker", "case.alone.ask")
    world.taps("alone", "yes")
    world.expect("worker", "case.ask_next.ask", "case.may_read.ask")
    world.taps("ask_next", "yes")
    world.expect("bridge", "consent_given")
    with world.db.read() as uow:
        assert access_to(uow, world.case(uow), world.people["bridge"]) is Access.FULL
        assert uow.cases.open_questions(world.case_id) == []
    assert world.clock_kind() == "pause"


def test_whose_time_ran_out_hands_on_nothing_that_another_has(world: World) -> None:
    """Else it could undo that the other has reached the worker."""
    world.partner("lantern")
    taken_by_harbour(world, "harbour", "bridge", "lantern")
    bridge_takes_over(world)
    with pytest.raises(NotPossible, match="another organisation has it now"):
        world.staff("harbour", hand_on, to=world.ids["lantern"])
    world.staff("bridge", hand_on, to=world.ids["lantern"])
    world.expect("harbour", "added")
    world.expect("bridge", "added")
    world.expect("lantern", "offer")
    world.expect("worker", "case.handed_on")
    told_who_keeps_it(world, "bridge")


def test_a_coordinator_who_steps_in_after_contact_undoes_nothing(world: World) -> None:
    """The worker was reached: nobody tries to reach them again, and they are asked how it is as before."""
    reached(world, "harbour")
    world.staff(COORDINATOR, accept)
    case = world.look()
    assert (case.state, case.lead_partner_id) == ("in_progress", world.ids["harbour"])
    assert case.contacted_at is not None
    world.fast_forward(days=3)
    world.expect("worker", "case.check_in.ask")
    with world.db.read() as uow:
        assert access_to(uow, world.case(uow), world.people[COORDINATOR]) is Access.FULL


def listed(world: World) -> list[str]:
    with world.db.read() as uow:
        consent = uow.cases.consent(world.case_id)
        assert consent is not None
        return list(consent.partners)


def test_a_yes_to_a_hand_on_takes_nothing_from_who_has_taken_the_case_meanwhile(world: World) -> None:
    """Harbour would have handed it to lantern; its time ran out, and bridge has reached the worker."""
    world.partner("lantern")
    taken_by_harbour(world, "harbour", "bridge")
    assert world.staff("harbour", hand_on, to=world.ids["lantern"]) is HandedOn.ASKED_WORKER
    world.expect("worker", "case.alone.ask")
    bridge_takes_over(world)
    world.staff("bridge", claim_reached, note="Spoke on the telephone.")
    world.expect("worker", "case.reached.ask")
    world.taps("alone", "yes")
    world.expect("worker", "case.ask_next.ask")
    world.taps("ask_next", "yes")
    case = world.look()
    assert (case.state, case.lead_partner_id, world.clock_kind()) == ("accepted", world.ids["bridge"], "pause")
    assert world.offers() == {"harbour": "lapsed", "bridge": "accepted"}
    assert world.ids["lantern"] in listed(world), "the yes is kept"
    assert "handed_on" not in world.happened()
    world.fast_forward(days=7)  # lantern is asked when bridge's time is over, too
    assert world.offers()["lantern"] == "open"
    world._unread.clear()


def test_a_yes_to_what_a_coordinator_would_have_handed_on_takes_it_from_nobody_either(world: World) -> None:
    filed(world, "harbour")
    world.staff(COORDINATOR, hand_on, to=world.ids["bridge"])
    world.expect("worker", "case.alone.ask")
    world.clock.advance(hours=1)
    world.staff("harbour", accept)
    world.expect("worker", "case.accepted")
    world.taps("alone", "yes")
    world.expect("worker", "case.ask_next.ask")
    world.taps("ask_next", "yes")
    assert (world.look().state, world.clock_kind(), world.offers()) == ("accepted", "pause", {"harbour": "accepted"})
    assert world.ids["bridge"] in listed(world)


def test_a_yes_to_what_a_coordinator_hands_on_although_somebody_has_it_is_done(world: World) -> None:
    taken_by_harbour(world, "harbour")
    world.clock.advance(hours=1)
    world.staff(COORDINATOR, hand_on, to=world.ids["bridge"])
    agrees_to_bridge(world)
    assert world.offers() == {"harbour": "accepted", "bridge": "open"}


@pytest.mark.parametrize("answered", [True, False])
def test_who_was_asked_without_names_before_the_yes_came_is_not_asked_twice(world: World, answered: bool) -> None:
    asked_about_bridge_alone(world)
    bridge_asked_without_names(world)
    world.clock.advance(hours=1)
    if answered:
        world.staff("bridge", decline, reason="full")
        world._unread.clear()  # who else hears of it, told elsewhere
    world.taps("ask_next", "yes")
    assert world.offers()["bridge"] == ("declined" if answered else "open")
    assert world.happened().count("offered") == 2
    if not answered:
        world.expect("bridge", "consent_given")
        world.expect("worker", "case.ask_next_yes")


def test_who_was_talked_with_does_not_read_that_nobody_did_when_the_next_one_is_silent(world: World) -> None:
    reached(world, "harbour", "bridge")
    world.staff("harbour", hand_on, to=world.ids["bridge"], note="They speak it.")
    world._unread.clear()
    world.fast_forward(days=8)
    told = {said.what for said in world._unread if said.to == "worker"}
    assert "case.nobody_yet" in told
    assert "case.nobody_reached_you" not in told
    world._unread.clear()


def test_a_yes_to_who_handed_it_on_since_takes_it_from_nobody_who_was_asked(world: World) -> None:
    taken_by_harbour(world, "harbour", "bridge")
    world.staff("harbour", claim_reached, note="Spoke on the telephone.")
    world.expect("worker", "case.reached.ask")
    world.staff("harbour", hand_on, to=world.ids["bridge"], note="They speak it.")
    world._unread.clear()
    assert world.taps("reached", "yes") is Outcome.STALE
    assert world.offers() == {"harbour": "lapsed", "bridge": "open"}
    world.staff("harbour", claim_reached, note="Called all the same.")  # said since: that is asked, and counts
    world.expect("worker", "case.reached.ask")
    assert world.taps("reached", "yes") is Outcome.OK
    assert world.look().contacted_at is not None
    world._unread.clear()


def test_a_yes_to_who_has_no_access_any_more_brings_it_back_to_nobody(world: World) -> None:
    taken_by_harbour(world, "harbour", "bridge")
    world.staff("harbour", claim_reached, note="Spoke on the telephone.")
    world.expect("worker", "case.reached.ask")
    world.fast_forward(days=12)
    world._unread.clear()
    world.staff(COORDINATOR, end_access, partner_id=world.ids["harbour"], note="Spoke with them.")
    world._unread.clear()
    assert world.taps("reached", "yes") is Outcome.STALE
    assert world.offers()["harbour"] == "declined"
    assert world.look().contacted_at is None
