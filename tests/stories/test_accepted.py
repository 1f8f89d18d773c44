"""Acknowledged is not contacted: accepting pauses the ladder, only the worker's word stops it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.cases.accept import accept
from bot.cases.errors import NotPossible, ReasonNeeded, SecondPersonNeeded
from bot.cases.reached import claim_reached, confirm_contact
from bot.cases.snooze import snooze
from bot.cases.status import status
from bot.clock import JAPAN
from bot.escalation.check_ins import worry
from bot.escalation.ladder import Ladder
from storage.errors import StaleRow
from storage.models import LIVE
from tests.stories.ways import contact_confirmed, filed, next_asked, taken_by_harbour
from tests.stories.world import World


@pytest.fixture
def taken(world: World) -> World:
    """Harbour has accepted."""
    taken_by_harbour(world, "harbour", "bridge")
    assert world.clock_kind() == "pause"
    return world


def test_a_lapsed_pause_adds_the_next_one_and_tells_both(taken: World) -> None:
    taken.fast_forward(days=1, hours=23)
    taken.fast_forward(hours=1)
    taken.expect("harbour", "pause_lapsed")
    taken.expect("bridge", "offer")
    told = taken.expect("worker", "case.pause_lapsed_added")
    assert (told.params["partner"], told.params["next"]) == ("harbour", "bridge")
    assert taken.offers() == {"harbour": "lapsed", "bridge": "open"}  # the first keeps its access


def test_the_worker_is_not_told_that_nobody_answered_while_somebody_has_it(taken: World) -> None:
    """Harbour took it and can still help; it is the one asked after it that said nothing."""
    taken.fast_forward(days=2)
    taken.expect("harbour", "pause_lapsed")
    taken.expect("bridge", "offer")
    taken.expect("worker", "case.pause_lapsed_added")
    taken.fast_forward(days=1)
    taken.expect("bridge", "reminder")
    taken.expect("worker", "case.reminded")
    taken.fast_forward(days=3)
    taken.expect("coordinator", "coordinator")
    told = taken.expect("worker", "case.asking_next")
    assert told.params["partner"] == "bridge"


def test_once_nobody_is_left_the_status_says_that_who_took_it_still_has_it(world: World) -> None:
    """Not that nobody has answered: beneath it stands who reads what the worker writes."""
    taken_by_harbour(world, "harbour")
    world.fast_forward(days=2)
    world.expect("harbour", "pause_lapsed")
    world.expect("coordinator", "coordinator")
    world.expect("worker", "case.pause_lapsed_added", "case.alone.ask")
    with world.db.read() as uow:
        key, params = status(uow, world.case(uow))
    assert (key, params["partner"]) == ("case.status.with_coordinator_too", "harbour")


def test_accepting_again_after_time_ran_out_does_not_keep_others_away(taken: World) -> None:
    taken.fast_forward(days=2)
    taken.expect("harbour", "pause_lapsed")
    taken.expect("bridge", "offer")
    taken.expect("worker", "case.pause_lapsed_added")
    with pytest.raises(NotPossible, match="your time ran out"):
        taken.staff("harbour", accept)
    taken.staff("bridge", accept)
    taken.expect("worker", "case.accepted")
    taken.expect("harbour", "not_lead")  # from now on only bridge contacts the employer
    assert taken.look().lead_partner_id == taken.ids["bridge"]


def test_the_worker_says_nobody_reached_me_and_the_ladder_goes_on(taken: World) -> None:
    taken.staff("harbour", claim_reached, note="Spoke on the telephone.")
    taken.expect("worker", "case.reached.ask")
    taken.taps("reached", "no")
    taken.expect("worker", "case.not_reached_thanks", "case.pause_lapsed_added")
    taken.expect("harbour", "not_reached")
    taken.expect("bridge", "offer")


def test_a_claim_extends_the_pause_once_and_then_the_ladder_goes_on(taken: World) -> None:
    taken.staff("harbour", claim_reached, note="Left a message.")
    taken.expect("worker", "case.reached.ask")
    taken.fast_forward(days=2)
    taken.expect("worker", "case.reached.ask")  # asked once more
    taken.staff("harbour", claim_reached, note="Left another message.")
    taken.expect("worker", "case.reached.ask")
    taken.fast_forward(days=3)
    taken.expect("worker", "case.reached.ask")
    taken.fast_forward(days=2)  # seven days after the first claim, not after the second
    taken.expect("harbour", "pause_lapsed")
    taken.expect("bridge", "offer")
    taken.expect("worker", "case.pause_lapsed_added")


def test_a_claim_over_new_year_takes_no_time_away(world: World) -> None:
    """Two working days are longer than seven days then."""
    world.clock._now = datetime(2026, 12, 28, 10, tzinfo=JAPAN).astimezone(UTC)
    taken_by_harbour(world, "harbour", "bridge")
    until = world.last["case.accepted"].params["until"]
    assert isinstance(until, datetime)
    assert until > world.now + timedelta(days=7)
    world.staff("harbour", claim_reached, note="Spoke on the telephone.")
    world.expect("worker", "case.reached.ask")
    with world.db.read() as uow:
        row = uow.ladder.row(world.case_id, LIVE)
        assert row is not None
        assert (row.kind, row.due_at) == ("pause", until)


def test_a_claim_needs_a_note(taken: World) -> None:
    with pytest.raises(ReasonNeeded):
        taken.staff("harbour", claim_reached, note="  ")


def test_the_worker_says_yes_and_check_ins_begin(taken: World) -> None:
    contact_confirmed(taken)
    assert taken.look().state == "in_progress"
    for days in (3, 4, 14, 14):
        taken.fast_forward(days=days)
        taken.expect("worker", "case.check_in.ask")
        taken.taps("check_in", "fine")
        taken.expect("worker", "check_in.fine_thanks")


def test_a_stale_button_changes_nothing(taken: World) -> None:
    contact_confirmed(taken)
    before = taken.look()
    assert taken.taps("reached", "no") == "stale"
    after = taken.look()
    assert (after.state, after.rev, after.head) == (before.state, before.rev, before.head)


def test_a_page_that_is_out_of_date_changes_nothing(taken: World) -> None:
    old = taken.look().rev
    taken.staff("harbour", claim_reached, note="Spoke on the telephone.")
    taken.expect("worker", "case.reached.ask")
    before = taken.look()
    with pytest.raises(StaleRow):
        taken.staff("harbour", claim_reached, rev=old, note="Spoke on the telephone.")
    assert taken.look().head == before.head


def test_without_a_channel_a_second_named_person_confirms(taken: World) -> None:
    taken.person("second", partner_id=taken.ids["harbour"])
    taken.notifier.reachable = False
    taken.staff("harbour", claim_reached, note="Met at the dormitory.")
    for who in ("harbour", "second", "coordinator"):
        taken.expect(who, "unreachable_channel")
    with pytest.raises(SecondPersonNeeded):
        taken.staff("harbour", confirm_contact, note="It was me.")
    taken.staff("second", confirm_contact, note="I was there too.")
    for who in ("harbour", "second"):
        taken.expect(who, "contact_confirmed")
    assert taken.look().state == "in_progress"
    taken.fast_forward(days=60)  # check-ins that can't be sent are no silence
    assert "check_in_missed" not in taken.happened()


def test_where_the_worker_can_be_asked_nobody_else_confirms(taken: World) -> None:
    taken.staff("harbour", claim_reached, note="Spoke on the telephone.")
    taken.expect("worker", "case.reached.ask")
    with pytest.raises(NotPossible, match="only their answer counts"):
        taken.staff("coordinator", confirm_contact, note="I believe it.")


def test_more_time_is_given_once_and_with_a_limit(taken: World) -> None:
    given = taken.staff("harbour", snooze, reason="Waiting for a call", until=taken.now.replace(year=2027))
    assert given == taken.now.replace(day=27)  # three working days
    with pytest.raises(NotPossible, match="more time already"):
        taken.staff("harbour", snooze, reason="Still waiting", until=given)
    taken.fast_forward(days=3)
    taken.expect("harbour", "pause_lapsed")
    taken.expect("bridge", "offer")
    taken.expect("worker", "case.pause_lapsed_added")


def test_an_organisation_that_was_added_later_can_ask_for_time_as_well(taken: World) -> None:
    taken.staff("harbour", snooze, reason="Waiting for a call", until=taken.now.replace(day=27))
    taken.fast_forward(days=3)
    taken.expect("harbour", "pause_lapsed")
    taken.expect("bridge", "offer")
    taken.expect("worker", "case.pause_lapsed_added")
    until = taken.now.replace(day=28)
    assert taken.staff("bridge", snooze, reason="Our speaker is back tomorrow", until=until) == until
    with pytest.raises(NotPossible, match="more time already"):
        taken.staff("harbour", snooze, reason="Once more", until=until)


def test_asking_for_less_time_than_there_is_takes_none_away(taken: World) -> None:
    until = taken.last["case.accepted"].params["until"]
    an_hour = taken.now + timedelta(hours=1)
    assert taken.staff("harbour", snooze, reason="Back in an hour", until=an_hour) == until
    taken.fast_forward(hours=47)
    taken.nothing_else()


def test_asking_for_time_before_accepting_only_silences_the_reminder(world: World) -> None:
    filed(world, "harbour", "bridge")
    world.staff("harbour", snooze, reason="On a trip", until=world.now.replace(day=27))
    world.fast_forward(days=1)
    world.fast_forward(days=1)
    world.expect("harbour", "added")
    world.expect("bridge", "offer")
    world.expect("worker", "case.asking_next")


def test_whoever_was_asked_too_is_let_go_and_asked_again_if_it_comes_to_that(world: World) -> None:
    filed(world, "harbour", "bridge")
    next_asked(world)
    world.staff("harbour", accept)  # late, but welcome
    world.expect("bridge", "taken")
    world.expect("worker", "case.accepted")
    assert world.offers() == {"harbour": "accepted", "bridge": "ended"}
    world.fast_forward(days=4)
    world.expect("harbour", "pause_lapsed")
    world.expect("bridge", "offer")
    world.expect("worker", "case.pause_lapsed_added")


def test_what_was_confirmed_once_is_not_confirmed_again_without_a_new_claim(taken: World) -> None:
    """Contact came into doubt since: the old word of a first person does not count for a second time."""
    taken.person("second", partner_id=taken.ids["harbour"])
    taken.notifier.reachable = False
    taken.staff("harbour", claim_reached, note="Met at the dormitory.")
    for who in ("harbour", "second", "coordinator"):
        taken.expect(who, "unreachable_channel")
    taken.staff("second", confirm_contact, note="I was there too.")
    for who in ("harbour", "second"):
        taken.expect(who, "contact_confirmed")
    taken.worker_case(lambda uow, notifier, case, now: worry(Ladder(uow, notifier, case, now), "danger"))
    with pytest.raises(NotPossible, match="nobody has said"):
        taken.staff("second", confirm_contact, note="As I said.")
    taken.staff("harbour", claim_reached, note="Met again.")
    taken.staff("second", confirm_contact, note="I was there again.")
    for who in ("harbour", "second"):
        taken.expect(who, "contact_confirmed")
