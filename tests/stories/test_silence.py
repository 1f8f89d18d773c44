"""What silence means is what the worker wished for; a worker nobody can write to is not silent."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.cases.asked import dedupe_of
from bot.cases.danger import worker_in_danger
from bot.cases.messages import worker_message
from bot.cases.silence import worker_blocked, worker_unblocked
from bot.cases.urgency import read_urgency
from storage.ids import new_id
from storage.models import Outbox
from storage.repositories.base import table_of
from tests.stories.ways import climbs_in_two_hours, filed, reached
from tests.stories.world import World


def in_progress(world: World, **report: Any) -> None:
    reached(world, "harbour", "bridge", **report)


def reasons(world: World) -> set[str]:
    with world.db.read() as uow:
        return {c.reason for c in read_urgency(uow, world.case(uow)).contributions}


def blocked(world: World, action: Any) -> None:
    with world.db.write() as uow:
        action(uow, world.notifier, world.look().worker_id, world.now)
    world.listen()


def two_missed(world: World) -> None:
    world.fast_forward(days=3)
    world.expect("worker", "case.check_in.ask")
    world.fast_forward(days=4)
    world.expect("worker", "case.check_in.ask")
    world.fast_forward(days=14)


def test_see_it_as_danger(world: World) -> None:
    in_progress(world, on_silence="raise")
    two_missed(world)
    world.expect("harbour", "silence")
    assert world.expect("coordinator", "silence").at_once
    assert (world.look().urgent, world.look().state, world.clock_kind()) == (True, "accepted", "pause")
    assert "replanned" in world.happened()
    world.fast_forward(hours=4)
    world.expect("harbour", "pause_lapsed")
    world.expect("bridge", "offer")
    world.expect("worker", "case.pause_lapsed_added")


def test_a_word_of_the_worker_ends_the_worry(world: World) -> None:
    in_progress(world, on_silence="raise")
    two_missed(world)
    world.expect("harbour", "silence")
    world.expect("coordinator", "silence")
    world.worker(worker_message, text="sorry, no phone")
    world.expect("harbour", "message")
    assert (world.look().state, world.look().urgent, world.clock_kind()) == ("in_progress", False, "check_in")
    assert reasons(world) == set()


def returns(world: World, **profile: str) -> None:
    """After sending, on the web chat, the worker says when they look there again."""
    in_progress(world, on_silence="raise", channel="web")
    with world.db.write() as uow:
        uow.workers.update_profile(world.look().worker_id, **profile)
    world.fast_forward(days=3)
    world.expect("worker", "case.check_in.ask")


def test_who_said_when_they_look_again_is_not_silent_before(world: World) -> None:
    day = (world.now + timedelta(days=40)).date()
    returns(world, return_on=day.isoformat())
    world.fast_forward(days=40)  # the question stands on the page, and nobody worries
    assert (world.look().urgent, reasons(world)) == (False, set())
    assert "check_in_missed" not in world.happened()
    world.fast_forward(days=4)  # they have not come: from that day on it counts as for everybody
    world.expect("worker", "case.check_in.ask")
    world.fast_forward(days=11, hours=1)
    world.expect("harbour", "silence")
    world.expect("coordinator", "silence")
    assert world.look().urgent


def test_a_telegram_chat_that_was_left_for_the_page_rings_no_more(world: World) -> None:
    """They began on Telegram and went on with a code on the web chat, where they say when they look again."""
    in_progress(world, on_silence="raise")
    with world.db.write() as uow:
        [left] = uow.conversations.of_worker(world.look().worker_id)
        page_id, _ = uow.conversations.find_or_create("web", new_id(), world.now)
        page = uow.conversations.get(page_id)
        assert page is not None
        uow.conversations.hand_over(left, page)
        for chat_id, at in ((left.id, world.now - timedelta(days=1)), (page_id, world.now)):
            uow.conversations.mark_pending({chat_id: at}, at)
        day = (world.now + timedelta(days=40)).date().isoformat()
        uow.workers.update_profile(world.look().worker_id, return_on=day)
    world.fast_forward(days=3)
    world.expect("worker", "case.check_in.ask")
    world.fast_forward(days=37)  # the question stands on the page, and nobody worries
    assert (world.look().urgent, reasons(world)) == (False, set())


def test_a_day_told_after_the_question_counts_as_well(world: World) -> None:
    in_progress(world, on_silence="keep_trying", channel="web")
    two_missed(world)
    world.expect("harbour", "silence")
    world.expect("coordinator", "silence")
    world.expect("worker", "case.check_in.ask")
    with world.db.write() as uow:
        day = (world.now + timedelta(days=13)).date().isoformat()
        uow.workers.update_profile(world.look().worker_id, return_on=day)
    world.fast_forward(days=20)  # a question was due on the day after they look again: nobody is told of silence anew
    assert world.happened().count("check_in_missed") == 2
    world.fast_forward(days=8)
    assert world.happened().count("check_in_missed") == 3
    world.expect("worker", "case.check_in.ask")
    world.expect("harbour", "silence")
    world.expect("coordinator", "silence")


@pytest.mark.parametrize("profile", [
    {"return_on": "2026-12-20", "email": "worker@example.org"},  # a mail rings before
    {"return_on": "9999-12-31"}, {"return_on": "2020-01-01"},
])  # fmt: skip
def test_no_other_day_makes_anybody_wait(world: World, profile: dict[str, str]) -> None:
    returns(world, **profile)
    world.fast_forward(days=4)
    world.expect("worker", "case.check_in.ask")
    world.fast_forward(days=14)
    world.expect("harbour", "silence")
    world.expect("coordinator", "silence")


def test_keep_trying(world: World) -> None:
    in_progress(world, on_silence="keep_trying")
    two_missed(world)
    world.expect("harbour", "silence")
    world.expect("coordinator", "silence")
    world.expect("worker", "case.check_in.ask")
    assert (world.look().urgent, world.look().state) == (False, "in_progress")
    world.taps("check_in", "fine")
    world.expect("worker", "check_in.fine_thanks")
    assert reasons(world) == set()


def test_wait_until_i_write(world: World) -> None:
    in_progress(world, on_silence="wait")
    two_missed(world)
    world.expect("worker", "case.check_in.ask")
    assert reasons(world) == set()


def test_not_fine_is_told_at_once_and_the_clock_goes_on(world: World) -> None:
    in_progress(world)
    world.fast_forward(days=3)
    world.expect("worker", "case.check_in.ask")
    world.taps("check_in", "not_fine")
    assert world.expect("harbour", "check_in_bad").at_once
    world.expect("coordinator", "check_in_bad")
    world.expect("worker", "check_in.not_fine_thanks", "check_in.not_fine_danger")
    assert (world.look().urgent, world.look().state, world.clock_kind()) == (True, "accepted", "pause")


@pytest.mark.parametrize(("wish", "urgent"), [("raise", True), ("keep_trying", False)])
def test_blocking_the_bot_is_a_sign_as_far_as_the_worker_wished(
    world: World, wish: str, urgent: bool
) -> None:
    in_progress(world, on_silence=wish)
    blocked(world, worker_blocked)
    world.expect("harbour", "silence")
    world.expect("coordinator", "silence")
    assert world.look().urgent is urgent
    blocked(world, worker_unblocked)
    assert world.look().urgent is False
    assert world.clock_kind() == "check_in"


def test_blocking_while_nobody_has_answered_hurries_the_ladder(world: World) -> None:
    filed(world, "harbour", "bridge", on_silence="raise")
    blocked(world, worker_blocked)
    world.expect("coordinator", "silence")
    world.expect("harbour", "reminder")  # it was asked while the case was calm
    world.notifier.reachable = False
    world.fast_forward(hours=4)  # instead of five working days
    world.expect("harbour", "reminder", "added")
    world.expect("bridge", "offer")
    world.expect("coordinator", "coordinator", "terminal")
    world.expect("deputy", "terminal")


def test_who_can_not_be_written_to_is_shown_as_such_and_not_counted_as_silent(world: World) -> None:
    in_progress(world, on_silence="raise")
    world.notifier.reachable = False
    world.fast_forward(days=3)
    world.expect("harbour", "unreachable_channel")
    world.expect("coordinator", "unreachable_channel")
    world.fast_forward(days=60)
    assert world.look().urgent is False
    assert world.happened().count("no_way_to_write") == 1


def test_danger_after_filing_is_told_at_once_and_hurries_the_ladder(world: World) -> None:
    filed(world, "harbour", "bridge")
    blocked(world, worker_in_danger)
    assert world.expect("coordinator", "check_in_bad").at_once
    assert world.expect("harbour", "reminder").at_once
    climbs_in_two_hours(world)


def test_danger_while_in_contact_gives_who_has_the_case_little_time(world: World) -> None:
    in_progress(world)
    blocked(world, worker_in_danger)
    world.expect("harbour", "check_in_bad")
    world.expect("coordinator", "check_in_bad")
    world.fast_forward(hours=2)
    world.expect("harbour", "pause_lapsed")
    world.expect("bridge", "offer")
    world.expect("worker", "case.pause_lapsed_added")


def test_a_question_that_has_not_gone_out_is_no_silence(world: World) -> None:
    """They allowed Sundays only, or Telegram can't be reached: nothing counts before they can have seen it."""
    in_progress(world, on_silence="raise")
    world.fast_forward(days=3)
    world.expect("worker", "case.check_in.ask")
    with world.db.write() as uow:
        (question,) = uow.cases.open_questions(world.look().id, "check_in")
        queued = uow.outbox.queue(
            lane_id="worker:sunday", channel="telegram", subject=world.look().worker_id, payload={"text": "?"},
            now=world.now, dedupe=dedupe_of(question),
        )  # fmt: skip
        assert queued
    world.fast_forward(days=4)
    assert "check_in_missed" not in world.happened()
    assert world.clock_kind() == "check_in"
    with world.db.write() as uow:
        uow.connection.execute(update(table_of(Outbox)).values(status="sent", sent_at=world.now))
    world.fast_forward(days=3)
    assert "check_in_missed" not in world.happened()
    world.fast_forward(days=1)
    assert world.happened().count("check_in_missed") == 1
    world.expect("worker", "case.check_in.ask")
