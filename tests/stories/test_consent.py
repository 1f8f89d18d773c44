"""Nothing goes beyond the worker's list without a new yes; and the clock never waits for consent."""

import pytest

from bot.cases.accept import accept
from bot.cases.access import Access, access_to
from bot.cases.consent import give_consent
from bot.cases.decline import decline
from bot.cases.errors import NotPossible
from bot.cases.hand_on import HandedOn, hand_on
from bot.cases.reached import claim_reached
from storage.models import COORDINATOR
from tests.stories.world import World


def access(world: World, name: str) -> Access:
    with world.db.read() as uow:
        return access_to(uow, world.case(uow), world.people[name])


def test_without_consent_partners_get_an_offer_that_identifies_nobody(world: World) -> None:
    world.file(consent=False)
    world.expect("worker", "case.filed_no_names")
    world.expect("harbour", "offer")
    world.expect("coordinator", "no_consent")
    world.staff("harbour", accept)
    world.expect("worker", "case.accepted", "case.may_read.ask")
    assert access(world, "harbour") is Access.OFFER
    world.taps("may_read", "yes")
    world.expect("harbour", "consent_given")
    assert access(world, "harbour") is Access.FULL


def test_a_worker_who_does_not_want_this_one_gets_the_next(world: World) -> None:
    world.file(consent=False)
    world.expect("worker", "case.filed_no_names")
    world.expect("harbour", "offer")
    world.expect("coordinator", "no_consent")
    world.staff("harbour", accept)
    world.expect("worker", "case.accepted", "case.may_read.ask")
    world.taps("may_read", "no")
    world.expect("harbour", "consent_refused")
    world.expect("bridge", "offer")
    world.expect("worker", "case.offered")
    assert access(world, "harbour") is Access.NONE


def test_details_are_open_only_to_who_accepted(world: World) -> None:
    world.file("harbour", "bridge")
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    assert (access(world, "harbour"), access(world, "bridge")) == (Access.OFFER, Access.NONE)
    world.staff("harbour", accept)
    world.expect("worker", "case.accepted")
    assert access(world, "harbour") is Access.FULL


def test_a_struck_out_organisation_is_never_asked(world: World) -> None:
    world.file("harbour", refused=("bridge",))
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    world.staff("harbour", accept)
    world.expect("worker", "case.accepted")
    with pytest.raises(NotPossible, match="does not want"):
        world.staff("harbour", hand_on, to=world.ids["bridge"])


def test_handing_on_within_the_list_asks_the_other_at_once(world: World) -> None:
    world.file("harbour", "bridge")
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    world.staff("harbour", accept)
    world.expect("worker", "case.accepted")
    world.staff("harbour", claim_reached, note="Spoke on the telephone.")
    world.expect("worker", "case.reached.ask")
    world.taps("reached", "yes")
    world.expect("harbour", "contact_confirmed")
    world.expect("worker", "case.reached_thanks")
    assert world.staff("harbour", hand_on, to=world.ids["bridge"]) is HandedOn.OFFERED
    world.expect("harbour", "added")
    world.expect("bridge", "offer")
    world.expect("worker", "case.handed_on")
    assert access(world, "harbour") is Access.FULL
    world.fast_forward(days=1)
    world.expect("bridge", "reminder")
    world.expect("worker", "case.reminded")


def test_handing_on_beyond_the_list_asks_the_worker_first(world: World) -> None:
    world.file("harbour")
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    world.staff("harbour", accept)
    world.expect("worker", "case.accepted")
    assert world.staff("harbour", hand_on, to=world.ids["bridge"]) is HandedOn.ASKED_WORKER
    assert world.expect("worker", "case.ask_next.ask").params["next"] == "bridge"
    assert "bridge" not in world.offers()
    world.taps("ask_next", "yes")
    world.expect("harbour", "added")
    world.expect("bridge", "offer")
    world.expect("worker", "case.ask_next_yes")


def test_a_no_is_kept(world: World) -> None:
    world.file("harbour")
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    world.staff("harbour", accept)
    world.expect("worker", "case.accepted")
    world.staff("harbour", hand_on, to=world.ids["bridge"])
    world.expect("worker", "case.ask_next.ask")
    world.taps("ask_next", "no")
    world.expect("worker", "case.ask_next_no")
    world.expect("coordinator", "consent_refused")
    with pytest.raises(NotPossible, match="does not want"):
        world.staff("harbour", hand_on, to=world.ids["bridge"])


def test_the_coordinator_may_step_in_without_being_asked(world: World) -> None:
    world.file("harbour")
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    world.staff("coordinator", accept)
    world.expect("harbour", "taken")
    world.expect("worker", "case.accepted")
    assert world.look().lead_partner_id == COORDINATOR


def test_when_the_list_has_ended_the_worker_is_asked_about_one_more(world: World) -> None:
    world.file("harbour")
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    world.staff("harbour", decline, reason="cannot")
    world.expect("coordinator", "all_declined")
    world.expect("deputy", "all_declined")
    world.expect("worker", "case.declined_last")
    assert world.expect("worker", "case.ask_next.ask").params["next"] == "bridge"
    world.taps("ask_next", "yes")
    world.expect("bridge", "offer")
    world.expect("worker", "case.ask_next_yes")
    world.fast_forward(days=1)
    world.expect("bridge", "reminder")
    world.expect("worker", "case.reminded")


def test_the_clock_does_not_wait_for_that_answer_and_an_early_answer_ends_the_question(world: World) -> None:
    world.file("harbour")
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    world.staff("harbour", decline, reason="cannot")
    world.expect("coordinator", "all_declined")
    world.expect("deputy", "all_declined")
    world.expect("worker", "case.declined_last", "case.ask_next.ask")
    world.fast_forward(days=1)
    world.expect("coordinator", "terminal")
    world.expect("deputy", "terminal")
    world.expect("worker", "case.nobody_yet")
    world.staff("coordinator", accept)
    world.expect("worker", "case.accepted")
    world.staff("coordinator", claim_reached, note="Spoke on the telephone.")
    world.expect("worker", "case.reached.ask")
    world.taps("reached", "yes")
    world.expect("coordinator", "contact_confirmed")
    world.expect("worker", "case.reached_thanks")
    assert world.taps("ask_next", "yes") == "stale"
    assert "bridge" not in world.offers()


def test_a_worker_who_was_not_alone_says_later_who_may_read(world: World) -> None:
    world.file(consent=False)
    world.expect("worker", "case.filed_no_names")
    world.expect("harbour", "offer")
    world.expect("coordinator", "no_consent")
    with world.db.write() as uow:
        case = uow.cases.locked(world.case_id)
        assert case is not None
        give_consent(
            uow, world.notifier, case, [world.ids["bridge"], COORDINATOR], [world.ids["harbour"]], "raise", world.now
        )
    world.listen()
    assert access(world, "harbour") is Access.NONE
    world.expect("worker", "case.ask_next_yes")
    world.expect("bridge", "offer")
    assert world.offers() == {"harbour": "declined", "bridge": "open"}
