"""Nothing goes beyond the worker's list without a new yes; and the clock never waits for consent."""

import pytest

from bot.cases.accept import accept
from bot.cases.access import Access, access_to
from bot.cases.alone_now import worker_is_alone
from bot.cases.consent import give_consent
from bot.cases.decline import decline
from bot.cases.errors import NotPossible
from bot.cases.hand_on import HandedOn, hand_on
from bot.cases.leading import end_access
from bot.cases.questions import Outcome
from bot.cases.status import status
from bot.escalation.outlook import planned
from storage.models import COORDINATOR, LIVE
from tests.stories.ways import (
    asked_about_bridge_alone,
    asked_about_one_more,
    bridge_asked_without_names,
    contact_confirmed,
    filed,
    filed_no_names,
    reached,
    taken_by_harbour,
    told_of_the_end,
)
from tests.stories.world import World


def access(world: World, name: str) -> Access:
    with world.db.read() as uow:
        return access_to(uow, world.case(uow), world.people[name])


def test_without_consent_partners_get_an_offer_that_identifies_nobody(world: World) -> None:
    filed_no_names(world)
    world.staff("harbour", accept)
    world.expect("worker", "case.alone.ask")
    world.taps("alone", "yes")
    world.expect("worker", "case.may_read.ask")
    assert access(world, "harbour") is Access.OFFER
    world.taps("may_read", "yes")
    world.expect("harbour", "consent_given")
    assert access(world, "harbour") is Access.FULL


def asked_whether_harbour_may_read(world: World) -> None:
    """Harbour, which was asked without names, has the case, and the worker is asked whether it may read."""
    filed_no_names(world)
    world.staff("harbour", accept)
    world.expect("worker", "case.alone.ask")
    world.taps("alone", "yes")
    world.expect("worker", "case.may_read.ask")


def test_a_late_yes_lets_nobody_read_who_has_given_the_case_back(world: World) -> None:
    asked_whether_harbour_may_read(world)
    world.staff("harbour", decline, reason="full")
    world.expect("bridge", "offer")
    world.expect("worker", "case.asked_no_names")
    assert world.taps("may_read", "yes") is Outcome.STALE, "harbour is not told that it may read"
    assert access(world, "harbour") is Access.NONE
    world.nothing_else()


def test_a_late_yes_lets_nobody_read_who_has_handed_the_case_on(world: World) -> None:
    asked_whether_harbour_may_read(world)
    world.staff("harbour", hand_on, to=COORDINATOR)
    world.expect("coordinator", "coordinator")
    world.expect("worker", "case.asked_no_names")
    assert world.taps("may_read", "yes") is Outcome.STALE
    assert access(world, "harbour") is Access.OFFER
    world.nothing_else()
    world.worker_case(worker_is_alone)
    world.expect("worker", "case.who_may.ask")


def test_a_late_yes_lets_nobody_read_whose_access_was_ended(world: World) -> None:
    asked_whether_harbour_may_read(world)
    world.fast_forward(days=2)
    world.expect("harbour", "pause_lapsed")
    world.expect("bridge", "offer")
    world.expect("worker", "case.asked_no_names")
    world.staff(COORDINATOR, end_access, partner_id=world.ids["harbour"], note="They can't any more.")
    world.expect("harbour", "ended")
    assert world.taps("may_read", "yes") is Outcome.STALE
    world.nothing_else()


def test_who_has_declined_does_not_hear_that_the_worker_has_said_who_may_read(world: World) -> None:
    filed_no_names(world)
    world.worker_case(worker_is_alone)
    world.expect("worker", "case.who_may.ask")
    world.staff("harbour", decline, reason="full")
    world.expect("bridge", "offer")
    world.expect("worker", "case.asked_no_names")
    world.taps("who_may", "yes")
    world.expect("bridge", "consent_given")
    world.expect("worker", "case.who_may.thanks")
    world.nothing_else()


def test_a_worker_who_does_not_want_this_one_gets_the_next(world: World) -> None:
    filed_no_names(world)
    world.staff("harbour", accept)
    world.expect("worker", "case.alone.ask")
    world.taps("alone", "yes")
    world.expect("worker", "case.may_read.ask")
    world.taps("may_read", "no")
    world.expect("harbour", "consent_refused")
    world.expect("bridge", "offer")
    world.expect("worker", "case.asked_no_names")
    assert access(world, "harbour") is Access.NONE


def test_details_are_open_only_to_who_accepted(world: World) -> None:
    filed(world, "harbour", "bridge")
    assert (access(world, "harbour"), access(world, "bridge")) == (Access.OFFER, Access.NONE)
    world.staff("harbour", accept)
    world.expect("worker", "case.accepted")
    assert access(world, "harbour") is Access.FULL


def test_a_struck_out_organisation_is_never_asked(world: World) -> None:
    taken_by_harbour(world, "harbour", refused=("bridge",))
    with pytest.raises(NotPossible, match="does not want"):
        world.staff("harbour", hand_on, to=world.ids["bridge"])


def test_handing_on_within_the_list_asks_the_other_at_once(world: World) -> None:
    reached(world, "harbour", "bridge")
    assert world.staff("harbour", hand_on, to=world.ids["bridge"]) is HandedOn.OFFERED
    world.expect("harbour", "added")
    world.expect("bridge", "offer")
    world.expect("worker", "case.handed_on", "case.keeps_access")
    assert access(world, "harbour") is Access.FULL
    world.fast_forward(days=1)
    world.expect("bridge", "reminder")
    world.expect("worker", "case.reminded")


def test_handing_on_beyond_the_list_asks_the_worker_first(world: World) -> None:
    taken_by_harbour(world, "harbour")
    assert world.staff("harbour", hand_on, to=world.ids["bridge"]) is HandedOn.ASKED_WORKER
    assert asked_about_one_more(world).params["next"] == "bridge"
    assert "bridge" not in world.offers()
    world.taps("ask_next", "yes")
    world.expect("harbour", "added")
    world.expect("bridge", "offer")
    world.expect("worker", "case.ask_next_yes", "case.keeps_access")


def test_a_no_is_kept(world: World) -> None:
    taken_by_harbour(world, "harbour")
    world.staff("harbour", hand_on, to=world.ids["bridge"])
    asked_about_one_more(world)
    world.taps("ask_next", "no")
    world.expect("worker", "case.ask_next_no")
    world.expect("coordinator", "consent_refused")
    with pytest.raises(NotPossible, match="does not want"):
        world.staff("harbour", hand_on, to=world.ids["bridge"])


def test_a_no_to_somebody_whom_the_clock_has_asked_meanwhile_takes_the_case_from_them(world: World) -> None:
    asked_about_bridge_alone(world)
    bridge_asked_without_names(world)
    world.taps("ask_next", "no")
    world.expect("worker", "case.ask_next_no")
    world.expect("bridge", "consent_refused")
    world.expect("coordinator", "consent_refused", "all_declined")
    world.expect("deputy", "all_declined")
    world.expect("worker", "case.asked_no_names")
    assert access(world, "bridge") is Access.NONE


def test_who_has_only_said_no_to_one_has_not_said_who_may(world: World) -> None:
    world.partner("lantern")
    asked_about_bridge_alone(world)
    world.taps("ask_next", "no")
    world.expect("worker", "case.ask_next_no")
    world.expect("coordinator", "consent_refused")
    world.staff("harbour", decline, reason="full")
    world.expect("lantern", "offer")
    world.expect("worker", "case.asked_no_names")
    assert "bridge" not in world.offers()
    assert access(world, "lantern") is Access.OFFER


def test_the_coordinator_may_step_in_without_being_asked(world: World) -> None:
    filed(world, "harbour")
    world.staff("coordinator", accept)
    world.expect("harbour", "taken")
    world.expect("worker", "case.accepted")
    assert world.look().lead_partner_id == COORDINATOR


def asked_about_bridge_at_the_end_of_the_list(world: World) -> None:
    """Harbour, alone on the list, can't: the worker, who is alone, is asked about one more."""
    filed(world, "harbour")
    world.staff("harbour", decline, reason="cannot")
    world.expect("coordinator", "all_declined")
    world.expect("deputy", "all_declined")
    world.expect("worker", "case.declined_last")
    assert asked_about_one_more(world).params["next"] == "bridge"


def bridge_asked_after_the_list_and_reminded(world: World) -> None:
    """The worker agrees to bridge, which says nothing for a day."""
    asked_about_bridge_at_the_end_of_the_list(world)
    world.taps("ask_next", "yes")
    world.expect("bridge", "offer")
    world.expect("worker", "case.ask_next_yes")
    world.fast_forward(days=1)
    world.expect("bridge", "reminder")
    world.expect("worker", "case.reminded")


def test_when_the_list_has_ended_the_worker_is_asked_about_one_more(world: World) -> None:
    bridge_asked_after_the_list_and_reminded(world)


def test_who_says_no_after_the_end_does_not_bring_the_end_once_more(world: World) -> None:
    bridge_asked_after_the_list_and_reminded(world)
    world.fast_forward(days=1)
    told_of_the_end(world)
    world.staff("bridge", decline, reason="full")
    world.expect("coordinator", "all_declined")
    world.expect("deputy", "all_declined")
    world.expect("worker", "case.declined_last")
    assert world.happened().count("terminal") == 1
    assert world.clock_kind() == "review"


def test_the_clock_does_not_wait_for_that_answer_and_an_early_answer_ends_the_question(world: World) -> None:
    asked_about_bridge_at_the_end_of_the_list(world)
    world.fast_forward(days=1)
    told_of_the_end(world)
    world.staff("coordinator", accept)
    world.expect("worker", "case.accepted")
    contact_confirmed(world, "coordinator")
    assert world.taps("ask_next", "yes") == "stale"
    assert "bridge" not in world.offers()


def only_bridge_may_read(world: World, on_silence: str | None = None) -> None:
    """The worker strikes out harbour, which was asked, and says that bridge may read."""
    with world.db.write() as uow:
        case = uow.cases.locked(world.case_id)
        assert case is not None
        may, struck = [world.ids["bridge"], COORDINATOR], [world.ids["harbour"]]
        give_consent(uow, world.notifier, case, may, struck, on_silence, world.now)
    world.listen()


def test_a_worker_who_was_not_alone_says_later_who_may_read(world: World) -> None:
    filed_no_names(world)
    only_bridge_may_read(world, on_silence="raise")
    assert access(world, "harbour") is Access.NONE
    world.expect("worker", "case.ask_next_yes")
    world.expect("bridge", "offer")
    assert world.offers() == {"harbour": "declined", "bridge": "open"}


def test_nobody_is_named_to_a_worker_who_is_not_alone_and_it_is_asked_when_they_are(world: World) -> None:
    filed_no_names(world)
    world.staff("harbour", accept)
    asked = world.expect("worker", "case.alone.ask")
    assert asked.params == {}
    world.taps("alone", "no")
    world.expect("worker", "case.alone.later")
    assert access(world, "harbour") is Access.OFFER
    world.worker_case(worker_is_alone)
    assert world.expect("worker", "case.may_read.ask").params["partner"] == "harbour"
    assert world.happened().index("consent_waits") < world.happened().index("consent_asked")


def test_a_question_that_could_not_be_put_does_not_hold_the_case_for_ever(world: World) -> None:
    filed_no_names(world)
    world.notifier.reachable = False
    world.staff("harbour", accept)
    world.expect("harbour", "unreachable_channel")
    world.expect("coordinator", "unreachable_channel")
    world.notifier.reachable = True
    world.worker_case(worker_is_alone)
    world.expect("worker", "case.may_read.ask")
    world.taps("may_read", "yes")
    world.expect("harbour", "consent_given")
    assert access(world, "harbour") is Access.FULL


def test_alone_at_last_the_worker_takes_one_out_of_the_list_and_knows_until_when_the_first_is_waited_for(
    world: World,
) -> None:
    filed_no_names(world)
    with world.db.read() as uow:
        row = uow.ladder.row(world.case_id, LIVE)
        assert row is not None
        second_from = next(rung.due_at for rung in planned(row.plan)[row.rung :] if rung.kind.asks)
    world.worker_case(worker_is_alone)
    asked = world.expect("worker", "case.who_may.ask")
    assert (asked.params["first"], asked.params["next"], asked.params["until"]) == ("harbour", "bridge", second_from)
    world.taps("who_may", "out0")
    assert world.expect("worker", "case.who_may.ask").params["first"] == "bridge"
    world.taps("who_may", "yes")
    world.expect("bridge", "offer")
    world.expect("worker", "case.ask_next_yes", "case.who_may.thanks")
    assert world.offers() == {"harbour": "declined", "bridge": "open"}


def test_with_nobody_allowed_to_read_the_coordinator_is_told_at_once(world: World) -> None:
    world.file(consent=False)
    world.expect("worker", "case.filed_no_names")
    world.expect("harbour", "offer")
    assert world.expect("coordinator", "no_consent").at_once
    world.worker_case(worker_is_alone)
    world.expect("worker", "case.who_may.ask")
    world.taps("who_may", "no")
    assert world.expect("coordinator", "no_consent").at_once
    world.expect("worker", "case.who_may.nobody")
    assert access(world, "harbour") is Access.OFFER
    with world.db.read() as uow:
        assert status(uow, world.case(uow))[0] == "case.status.no_names"
    world.worker_case(worker_is_alone)
    world.expect("worker", "case.who_may.ask")


def test_nobody_on_the_older_list_counts_for_who_could_read_meanwhile(world: World) -> None:
    filed_no_names(world)
    world.worker_case(worker_is_alone)
    world.expect("worker", "case.who_may.ask")
    world.staff("harbour", accept)
    world.expect("worker", "case.alone.ask")
    world.taps("alone", "yes")
    world.expect("worker", "case.may_read.ask")
    world.taps("may_read", "yes")
    world.expect("harbour", "consent_given")
    assert access(world, "harbour") is Access.FULL
    world.taps("who_may", "no")
    world.expect("worker", "case.who_may.nobody")
    world.expect("harbour", "no_consent")
    world.expect("coordinator", "no_consent")
    assert access(world, "harbour") is Access.OFFER, "the worker was told that nobody can read it"


def test_a_no_that_came_after_the_list_stays_when_the_list_is_agreed_to(world: World) -> None:
    filed_no_names(world)
    world.worker_case(worker_is_alone)
    world.expect("worker", "case.who_may.ask")
    world.staff("coordinator", hand_on, to=world.ids["bridge"])
    asked_about_one_more(world)
    world.taps("ask_next", "no")
    world.expect("worker", "case.ask_next_no")
    world.expect("coordinator", "consent_refused")
    world.taps("who_may", "yes")
    world.expect("harbour", "consent_given")
    world.expect("worker", "case.who_may.thanks")
    with world.db.read() as uow:
        assert uow.cases.refused(world.case_id) == (world.ids["bridge"],)
        consent = uow.cases.consent(world.case_id)
        assert consent is not None
        assert world.ids["bridge"] not in consent.partners


def test_who_struck_out_everybody_reads_that_nobody_reads_and_the_coordinator_is_told_at_once(world: World) -> None:
    world.file(refused=("harbour", "bridge"), nobody=True)
    world.expect("worker", "case.filed", "case.asked_no_names")
    assert world.expect("coordinator", "no_partner").at_once
    world.expect("deputy", "no_partner")
    with world.db.read() as uow:
        assert status(uow, world.case(uow))[0] == "case.status.no_names"


def test_the_time_to_reach_a_worker_begins_anew_when_they_strike_out_who_had_reached_them(world: World) -> None:
    filed_no_names(world)
    world.staff("harbour", accept)
    world.expect("worker", "case.alone.ask")
    contact_confirmed(world)
    world.clock.advance(days=20)
    only_bridge_may_read(world)
    world.expect("bridge", "offer")
    world.expect("worker", "case.ask_next_yes")
    by = world.look().deadline_at
    assert by is not None
    assert by > world.now, "not overdue before anybody could do anything"
    assert "deadline_moved" in world.happened()
