"""Solved is what the worker says, and it can be taken back."""


import pytest

from bot.cases.accept import accept
from bot.cases.consent import give_consent
from bot.cases.decline import decline
from bot.cases.errors import NotPossible, SecondPersonNeeded
from bot.cases.hand_on import hand_on
from bot.cases.messages import reply, worker_message
from bot.cases.questions import Outcome
from bot.cases.reached import claim_reached
from bot.cases.solved import propose_solved
from bot.cases.status import status
from bot.cases.unreachable import close_unreachable, propose_unreachable
from bot.cases.withdraw import withdraw
from bot.digests.standing import Standing, Why, standing
from tests.stories.ways import filed, filed_no_names, harbour_sees, reached, taken_by_harbour, told_of_the_end
from tests.stories.world import World


@pytest.fixture
def in_progress(world: World) -> World:
    """Harbour has reached the worker."""
    reached(world, "harbour", "bridge")
    return world


def test_the_workers_word_closes_the_case_and_is_asked_for_again(in_progress: World) -> None:
    world = in_progress
    world.staff("harbour", propose_solved)
    world.expect("worker", "case.solved.ask")
    assert world.look().state == "awaiting_confirmation"
    world.taps("solved", "yes")
    world.expect("harbour", "solved")
    world.expect("worker", "case.closed_resolved")
    assert world.look().state == "resolved"
    assert world.clock_kind() is None
    world.fast_forward(days=1)
    world.expect("worker", "case.still_solved.ask")
    world.taps("still_solved", "yes")
    world.expect("worker", "case.still_solved_thanks")
    world.fast_forward(days=13)
    world.expect("worker", "case.still_solved.ask")
    world.fast_forward(days=60)  # silence after the end opens nothing
    assert world.look().state == "resolved"


def test_who_is_never_written_to_first_is_promised_no_day(in_progress: World) -> None:
    """What we ask waits until they look or write: that is what they read."""
    world = in_progress
    with world.db.write() as uow:
        case = world.case(uow)
        assert status(uow, case)[0] == "case.status.in_progress"
        uow.workers.update_profile(case.worker_id, write_first="never")
        assert status(uow, case)[0] == "case.status.in_progress_waits"
    world.staff("harbour", propose_solved)
    world.expect("worker", "case.solved.ask")
    world.taps("solved", "yes")
    world.expect("harbour", "solved")
    world.expect("worker", "case.closed_resolved_waits")


def test_no_opens_the_case_again_and_the_clock_goes_on(in_progress: World) -> None:
    world = in_progress
    world.staff("harbour", propose_solved)
    world.expect("worker", "case.solved.ask")
    world.taps("solved", "yes")
    world.expect("harbour", "solved")
    world.expect("worker", "case.closed_resolved")
    world.fast_forward(days=1)
    world.expect("worker", "case.still_solved.ask")
    world.taps("still_solved", "no")
    world.expect("harbour", "reopened")
    world.expect("coordinator", "reopened")
    world.expect("worker", "case.reopened")
    assert (world.look().state, world.clock_kind()) == ("accepted", "pause")
    world.fast_forward(days=2)
    world.expect("harbour", "pause_lapsed")
    world.expect("bridge", "offer")
    world.expect("worker", "case.pause_lapsed_added")


def test_not_solved_keeps_the_case_open(in_progress: World) -> None:
    world = in_progress
    world.staff("harbour", propose_solved)
    world.expect("worker", "case.solved.ask")
    world.taps("solved", "no")
    world.expect("harbour", "not_solved")
    world.expect("worker", "case.not_solved_thanks")
    assert (world.look().state, world.clock_kind()) == ("in_progress", "check_in")
    assert standing(*harbour_sees(world)) == (Standing.MINE, Why.NOT_SOLVED), "the next step is theirs"
    world.staff("harbour", reply, text="Kemarin kami menelepon perusahaan.", language="id")
    world._unread.clear()
    assert standing(*harbour_sees(world)) == (Standing.WORKER, Why.WE_WROTE)


def test_a_case_never_closes_because_the_worker_does_not_answer(in_progress: World) -> None:
    world = in_progress
    world.staff("harbour", propose_solved)
    world.expect("worker", "case.solved.ask")
    world.fast_forward(days=3)
    world.expect("worker", "case.solved.ask")
    world.fast_forward(days=4)
    world.expect("harbour", "silence")
    world.expect("coordinator", "silence")
    world.expect("worker", "case.solved.ask")
    assert world.look().state == "awaiting_confirmation"


def test_solved_can_not_be_proposed_before_the_worker_was_reached(world: World) -> None:
    taken_by_harbour(world, "harbour")
    with pytest.raises(NotPossible, match="not yet said that they were reached"):
        world.staff("harbour", propose_solved)


def test_withdrawing_stops_everything_and_tells_who_had_it(in_progress: World) -> None:
    world = in_progress
    world.worker(withdraw)
    world.expect("harbour", "withdrawn")
    world.expect("worker", "case.withdrawn")
    assert world.look().state == "withdrawn"
    world.fast_forward(days=30)


def test_messages_go_both_ways(in_progress: World) -> None:
    world = in_progress
    assert world.staff("harbour", reply, text="Can you send the payslip?", language="ne")
    assert world.expect("worker", "case.staff_says").params["text"] == "Can you send the payslip?"
    world.worker(worker_message, text="yes tomorrow")
    world.expect("harbour", "message")
    with world.db.read() as uow:
        said = [(m["author"], m["text"]) for m in uow.cases.messages(world.case_id)]
    assert said == [("staff", "Can you send the payslip?"), ("worker", "yes tomorrow")]


def test_unreachable_needs_the_whole_ladder_and_two_people_and_a_message_opens_it_again(world: World) -> None:
    world.file()
    world.expect("worker", "case.filed", "case.offered_last")
    world.expect("coordinator", "no_partner")
    world.expect("deputy", "no_partner")
    with pytest.raises(NotPossible, match="ladder has not come to its end"):
        world.staff("coordinator", propose_unreachable, note="No answer.")
    world.fast_forward(days=1)
    told_of_the_end(world)
    world.staff("coordinator", propose_unreachable, note="No answer for weeks.")
    with pytest.raises(SecondPersonNeeded):
        world.staff("coordinator", close_unreachable)
    world.staff("deputy", close_unreachable)
    world.expect("coordinator", "ended")
    assert world.look().state == "unreachable"
    world.fast_forward(days=30)
    world.worker(worker_message, text="I am here")
    world.expect("coordinator", "message", "reopened", "no_partner")
    world.expect("deputy", "no_partner")
    world.expect("worker", "case.reopened", "case.offered_last", "case.alone.ask")
    assert world.look().state == "offered"


def test_a_worker_who_was_reached_after_all_is_not_unreachable(world: World) -> None:
    """The ladder had ended long ago; since then they have said that help came. Their word ends the case."""
    filed(world, "harbour")
    world.fast_forward(days=8)
    world._unread.clear()
    assert "terminal" in world.happened()
    world.staff("harbour", accept)
    world.staff("harbour", claim_reached, note="Spoke on the telephone.")
    world.taps("reached", "yes")
    world._unread.clear()
    with pytest.raises(NotPossible, match="heard of since"):
        world.staff("coordinator", propose_unreachable, note="We would like to close it.")
    world.fast_forward(days=60)  # four check-ins without an answer
    assert "silence" in world.happened()
    world._unread.clear()
    world.staff("coordinator", propose_unreachable, note="No answer for weeks.")
    world.staff("deputy", close_unreachable)
    world._unread.clear()
    assert world.look().state == "unreachable"


def test_who_answers_that_nobody_reached_them_is_not_unreachable(world: World) -> None:
    filed(world, "harbour")
    world.fast_forward(days=8)
    assert "terminal" in world.happened()
    world.staff("harbour", accept)
    world.staff("harbour", claim_reached, note="Spoke on the telephone.")
    world._unread.clear()
    world.taps("reached", "no")
    world._unread.clear()
    with pytest.raises(NotPossible, match="heard of since"):
        world.staff("coordinator", propose_unreachable, note="We would like to close it.")


def test_who_says_who_may_read_after_it_was_proposed_is_not_unreachable(world: World) -> None:
    filed_no_names(world)
    world.fast_forward(days=8)
    assert "terminal" in world.happened()
    world._unread.clear()
    world.staff("coordinator", propose_unreachable, note="No answer for weeks.")
    with world.db.write() as uow:
        case = uow.cases.locked(world.case_id)
        assert case is not None
        give_consent(uow, world.notifier, case, [world.ids["bridge"]], [], None, world.now)
    with pytest.raises(NotPossible, match="heard of since"):
        world.staff("deputy", close_unreachable)
    world.listen()
    world._unread.clear()


def test_who_writes_after_the_end_is_not_unreachable_because_everybody_is_told_of_it_again(world: World) -> None:
    """Only once somebody has tried to reach them after that, and the ladder has come to its end anew."""
    filed(world, "harbour")
    world.fast_forward(days=8)
    world.worker(worker_message, text="I am here, please call me.")
    ends = world.happened().count("terminal")
    world._unread.clear()
    world.fast_forward(days=8)
    world._unread.clear()
    assert world.happened().count("terminal") > ends, "everybody was told again"
    with pytest.raises(NotPossible, match="heard of since"):
        world.staff("coordinator", propose_unreachable, note="We would like to close it.")
    world.staff("harbour", accept)
    world._unread.clear()
    world.fast_forward(days=15)  # its time runs out, and nobody else is left
    world._unread.clear()
    world.staff("coordinator", propose_unreachable, note="No answer for weeks.")
    world.staff("deputy", close_unreachable)
    world._unread.clear()
    assert world.look().state == "unreachable"


@pytest.mark.parametrize("gives", ["hands on", "gives back"])
def test_a_no_to_who_has_given_the_case_away_since_stops_no_ladder(world: World, gives: str) -> None:
    reached(world, "harbour", "bridge")
    world.staff("harbour", propose_solved, note="Paid.")
    world.expect("worker", "case.solved.ask")
    if gives == "hands on":
        world.staff("harbour", hand_on, to=world.ids["bridge"], note="They speak it.")
    else:
        world.staff("harbour", decline, reason="cannot")
    world._unread.clear()
    before = world.clock_kind()
    assert world.taps("solved", "no") is Outcome.OK
    assert (world.look().state, world.clock_kind()) == ("offered", before), "bridge is still asked"
    world._unread.clear()
    world.staff("bridge", accept)
    world.expect("worker", "case.accepted")
