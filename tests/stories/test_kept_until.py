"""A closed case has an end: the worker hears the day, and on it what was told is gone, keys and all."""

from datetime import timedelta

import pytest

from bot.cases.solved import propose_solved
from bot.cases.timeline import verify
from bot.cases.withdraw import withdraw
from bot.clock import JAPAN
from bot.keeping import erasures
from bot.wording.served import Wording
from bot.workers.housekeeping import Housekeeping
from storage.errors import Erased
from tests.stories.ways import filed, reached
from tests.stories.world import World


def tidy(world: World, months: int = 36) -> None:
    """Housekeeping comes round."""
    wording = Wording(world.db)
    Housekeeping(world.db, wording, world.clock, lambda: "none", world.notifier, closed_kept=months).run()
    world.listen()


@pytest.fixture
def closed(world: World) -> World:
    """The worker said that it is solved, on 24 November 2026; two weeks later that it still is."""
    reached(world, "harbour", story="They keep my passport.")
    world.staff("harbour", propose_solved)
    world.expect("worker", "case.solved.ask")
    world.taps("solved", "yes")
    world.expect("harbour", "solved")
    world.expect("worker", "case.closed_resolved")
    return world


def later(world: World, **parts: float) -> None:
    """Time passes without the case's questions, which are another story."""
    with world.db.write() as uow:
        uow.ladder.drop(world.case_id)
    world.clock.advance(timedelta(**parts))


def test_the_worker_is_told_the_day_at_closing_and_on_it_everything_is_erased(closed: World) -> None:
    tidy(closed)
    told = closed.expect("worker", "case.kept_until")
    assert str(told.params["until"]) == "2029-11-24"
    tidy(closed)  # once
    worker = closed.look().worker_id
    later(closed, days=3 * 365)  # the 23rd: 2028 is a leap year
    tidy(closed)
    with closed.db.read() as uow:
        assert uow.cases.events(closed.case_id)
        assert uow.workers.get(worker) is not None
    later(closed, days=1)
    tidy(closed)
    with closed.db.read() as uow:
        assert uow.workers.get(worker) is None
        assert verify(uow, closed.case_id) == []
        with pytest.raises(Erased):
            uow.cases.events(closed.case_id)
        assert [one.deed for one in uow.safety.erasures()] == ["erased"]  # a backup brings nobody back
    assert closed.look().state == "resolved"


def test_a_case_that_is_opened_again_has_no_end_until_it_is_closed_again(closed: World) -> None:
    tidy(closed)
    closed.expect("worker", "case.kept_until")
    closed.fast_forward(days=1)
    closed.expect("worker", "case.still_solved.ask")
    closed.taps("still_solved", "no")
    closed.expect("harbour", "reopened")
    closed.expect("coordinator", "reopened")
    closed.expect("worker", "case.reopened")
    assert closed.look().erase_at is None
    later(closed, days=1)
    with closed.db.read() as uow:
        assert uow.cases.over(closed.now + timedelta(days=9999)) == []


def test_a_case_that_was_closed_long_ago_is_not_gone_before_its_worker_heard_of_it(closed: World) -> None:
    later(closed, days=5 * 365)
    tidy(closed)
    closed.expect("worker", "case.kept_until")
    until = closed.look().erase_at
    assert until is not None
    assert closed.now + timedelta(days=29) < until <= closed.now + timedelta(days=30)
    assert until.astimezone(JAPAN).hour == 0


def test_the_operator_says_for_how_many_months(closed: World) -> None:
    tidy(closed, months=12)
    assert str(closed.expect("worker", "case.kept_until").params["until"]) == "2027-11-24"


def test_one_that_goes_on_with_another_report_keeps_that_one_alone(closed: World) -> None:
    tidy(closed)
    closed.expect("worker", "case.kept_until")
    first = closed.look()
    filed(closed, "harbour", story="Now they do not pay.")
    second = closed.look()
    with closed.db.write() as uow:  # the same person's
        held = uow.cases.locked(second.id)
        assert held is not None
        held.worker_id = first.worker_id
    later(closed, days=3 * 365 + 1)
    with closed.db.write() as uow:
        uow.ladder.drop(second.id)
    tidy(closed)
    with closed.db.read() as uow:
        assert [case.id for case in uow.cases.of_worker(first.worker_id)] == [second.id]
        assert uow.conversations.answers(first.run_id) == []
        assert uow.cases.events(second.id)
        with pytest.raises(Erased):
            uow.cases.events(first.id)
        assert verify(uow, first.id) == []


def test_who_writes_another_report_just_now_is_not_gone_while_they_write(closed: World) -> None:
    tidy(closed)
    closed.expect("worker", "case.kept_until")
    case = closed.look()
    later(closed, days=3 * 365 + 1)
    with closed.db.write() as uow:
        chat = uow.conversations.get(case.conversation_id)
        assert chat is not None
        uow.conversations.save_state(
            chat, state={"vars": {}}, structure="none", run_id=None, language="ne", nudge_at=None,
            expires_at=closed.now + timedelta(days=30), case_id=None,
        )
    tidy(closed)
    with closed.db.read() as uow:
        assert uow.workers.get(case.worker_id) is not None
        with pytest.raises(Erased):
            uow.cases.events(case.id)
    later(closed, days=30)
    tidy(closed)  # what was begun is forgotten
    later(closed, days=1)
    tidy(closed)
    with closed.db.read() as uow:
        assert uow.workers.get(case.worker_id) is None


def test_who_deletes_is_told_no_day(closed: World) -> None:
    worker = closed.look().worker_id
    with closed.db.write() as uow:
        erasures.leave(uow, worker, closed.now + timedelta(days=7), closed.notifier, closed.now, closed.now)
    tidy(closed)
    assert closed.look().erase_at is None


def test_what_was_taken_back_has_an_end_as_well(world: World) -> None:
    filed(world, "harbour")
    world.worker(withdraw)
    world.expect("harbour", "ended")
    world.expect("worker", "case.withdrawn")
    tidy(world)
    world.expect("worker", "case.kept_until")
