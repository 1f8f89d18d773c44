"""Somebody can't take a case: the next one is asked in the same moment."""

import pytest

from bot.cases.accept import accept
from bot.cases.decline import decline
from bot.cases.errors import NotPossible
from bot.cases.questions import Outcome
from bot.cases.reached import claim_reached
from tests.stories.ways import contact_confirmed, coordinator_asked, filed, next_asked, taken_by_harbour
from tests.stories.world import World


def test_a_declined_report_goes_on_at_once(world: World) -> None:
    filed(world, "harbour", "bridge")
    world.fast_forward(hours=2)
    world.staff("harbour", decline, reason="full")
    world.expect("bridge", "offer")
    told = world.expect("worker", "case.declined")
    assert (told.params["partner"], told.params["next"]) == ("harbour", "bridge")

    world.fast_forward(days=1, hours=1)  # the new one has its own time: reminded after a working day
    world.expect("bridge", "reminder")
    world.expect("worker", "case.reminded")


def test_when_everybody_is_full_coordinator_and_deputy_are_told_now(world: World) -> None:
    filed(world, "harbour", "bridge")
    world.staff("harbour", decline, reason="full")
    world.expect("bridge", "offer")
    world.expect("worker", "case.declined")
    world.staff("bridge", decline, reason="full")
    world.expect("coordinator", "all_declined")
    world.expect("deputy", "all_declined")
    world.expect("worker", "case.declined_last")
    assert world.offers() == {"harbour": "declined", "bridge": "declined", "coordinator": "open"}


def test_an_organisation_that_is_full_when_its_turn_comes_is_passed_over(world: World) -> None:
    filed(world, "harbour", "bridge")
    world.fast_forward(days=1)
    world.expect("harbour", "reminder")
    world.expect("worker", "case.reminded")
    world.change_partner("bridge", capacity=0)
    world.fast_forward(days=1)
    world.expect("coordinator", "coordinator")
    world.expect("worker", "case.coordinator_asked")
    assert "skipped" in world.happened()
    assert "bridge" not in world.offers()


def test_declining_late_asks_nobody_further_while_the_next_one_still_has_time(world: World) -> None:
    filed(world, "harbour", "bridge")
    next_asked(world)
    world.staff("harbour", decline, reason="conflict")
    assert world.offers() == {"harbour": "declined", "bridge": "open"}


def test_handing_back_an_accepted_case_asks_the_next_one_with_time_of_its_own(world: World) -> None:
    filed(world, "harbour", "bridge")
    world.staff("harbour", accept)
    world.expect("worker", "case.accepted")
    world.fast_forward(days=1)
    world.staff("harbour", decline, reason="cannot")
    world.expect("bridge", "offer")
    world.expect("worker", "case.declined")
    assert world.look().lead_partner_id is None


def test_the_coordinator_can_not_decline(world: World) -> None:
    world.file()
    world.expect("worker", "case.filed", "case.offered_last")
    world.expect("coordinator", "no_partner")
    world.expect("deputy", "no_partner")
    with pytest.raises(NotPossible, match="stays with the coordinator"):
        world.staff("coordinator", decline, reason="full")


def test_a_reason_that_is_none_of_the_three_changes_nothing(world: World) -> None:
    filed(world, "harbour")
    with pytest.raises(NotPossible, match="there is no such reason"):
        world.staff("harbour", decline, reason="bored")
    assert world.offers() == {"harbour": "open"}


def taken_after_the_coordinator_was_asked(world: World) -> None:
    """Harbour, alone on the list, has accepted late: the coordinator was told that somebody has it."""
    filed(world, "harbour")
    coordinator_asked(world)
    world.staff("harbour", accept)
    world.expect("coordinator", "taken")
    world.expect("worker", "case.accepted")


def test_who_accepted_after_the_coordinator_was_asked_and_gives_it_back_leaves_nobody_waiting(world: World) -> None:
    taken_after_the_coordinator_was_asked(world)
    world.fast_forward(hours=1)
    world.staff("harbour", decline, reason="cannot")
    world.expect("coordinator", "all_declined")
    world.expect("deputy", "all_declined")
    world.expect("worker", "case.declined_last", "case.alone.ask")
    assert world.clock_kind() == "rung"
    assert world.offers() == {"harbour": "declined", "coordinator": "open"}


def test_who_had_reached_the_worker_and_gives_it_back_leaves_nobody_waiting_either(world: World) -> None:
    taken_after_the_coordinator_was_asked(world)
    contact_confirmed(world)
    world.staff("harbour", decline, reason="cannot")
    world.expect("coordinator", "all_declined")
    world.expect("deputy", "all_declined")
    world.expect("worker", "case.declined_last", "case.alone.ask")
    assert world.clock_kind() == "rung"


def test_a_yes_that_comes_after_the_case_was_given_back_brings_it_back_to_nobody(world: World) -> None:
    taken_by_harbour(world, "harbour", "bridge")
    world.staff("harbour", claim_reached, note="Spoke on the telephone.")
    world.expect("worker", "case.reached.ask")
    world.staff("harbour", decline, reason="conflict")
    world.expect("bridge", "offer")
    world.expect("worker", "case.declined")
    assert world.taps("reached", "yes") is Outcome.STALE
    assert world.offers() == {"harbour": "declined", "bridge": "open"}
    assert world.look().contacted_at is None
    world.fast_forward(days=1, hours=1)
    world.expect("bridge", "reminder")
    world.expect("worker", "case.reminded")  # and nobody asks again whether harbour called


def asked_all_at_once(world: World) -> None:
    """No time is left: everybody was asked at filing, the coordinator and the worker were told that nobody follows."""
    world.file("harbour", "bridge", flight_when="today", risks=("flight_booked", "flight_now"))
    world.expect("worker", "case.filed", "case.asked_all", "case.contacts_now")
    world.expect("harbour", "offer")
    world.expect("bridge", "offer")
    world.expect("coordinator", "terminal")
    world.expect("deputy", "terminal")


def test_when_all_were_asked_together_and_all_say_no_coordinator_deputy_and_worker_hear_of_it(world: World) -> None:
    asked_all_at_once(world)
    kind = world.clock_kind()
    world.staff("harbour", decline, reason="full")  # bridge may still take it
    world.staff("bridge", decline, reason="cannot")
    assert world.expect("coordinator", "all_declined").at_once
    world.expect("deputy", "all_declined")
    assert world.expect("worker", "case.declined_last").params["partner"] == "bridge"
    assert world.clock_kind() == kind
    assert world.happened().count("terminal") == 1
