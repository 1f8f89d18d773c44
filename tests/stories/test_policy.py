"""A case keeps the policy it began with until somebody plans it anew, and its timeline says so."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.cases.accept import accept
from bot.cases.errors import NotPossible
from bot.cases.replan import outdated, replan
from bot.escalation.kept import in_use, use
from bot.escalation.policy_files import FOLDER, load_policies
from tests.stories.ways import filed, next_asked, taken_by_harbour
from tests.stories.world import World


def with_more_patience(world: World, folder: Path) -> None:
    """The coordinator has edited the files, and the program was started anew."""
    for path in FOLDER.glob("*.yaml"):
        text = path.read_text("utf-8").replace("after: 2 working days", "after: 3 working days")
        text = text.replace("contact_within: 5 working days", "contact_within: 9 working days")
        (folder / path.name).write_text(text, "utf-8")
    with world.db.write() as uow:
        use(uow, load_policies(folder))


def test_a_new_policy_counts_once_the_case_is_planned_anew(world: World, tmp_path: Path) -> None:
    before = filed(world, "harbour", "bridge").policy
    due = world.look().deadline_at
    assert due is not None
    with_more_patience(world, tmp_path)
    with pytest.raises(NotPossible, match="only a coordinator"):
        world.staff("harbour", replan)
    world.staff("coordinator", replan)
    assert world.look().policy != before
    assert world.look().deadline_at == due + timedelta(days=6)  # four working days more, with a weekend in between
    assert world.happened()[-2:] == ["replanned", "deadline_moved"]
    world.fast_forward(days=1)
    world.expect("harbour", "reminder")
    world.expect("worker", "case.reminded")
    world.fast_forward(days=1)  # the old policy would ask the next one now
    world.fast_forward(days=1)
    world.expect("harbour", "added")
    world.expect("bridge", "offer")
    world.expect("worker", "case.asking_next")


def test_a_case_that_is_not_planned_anew_goes_on_as_it_began(world: World, tmp_path: Path) -> None:
    before = filed(world, "harbour", "bridge").policy
    with_more_patience(world, tmp_path)
    next_asked(world)
    assert world.look().policy == before
    assert filed(world, "harbour", "bridge").policy != before  # while new ones begin with the new policy


def test_who_has_taken_a_case_keeps_it_and_the_rest_follows_the_new_policy(world: World, tmp_path: Path) -> None:
    taken_by_harbour(world, "harbour", "bridge")
    with_more_patience(world, tmp_path)
    world.staff("coordinator", replan)
    assert world.offers() == {"harbour": "accepted"}
    assert world.clock_kind() == "pause"
    world.fast_forward(days=2)  # time after accepting is as long as before: the pause lapses
    world.expect("harbour", "pause_lapsed")
    world.expect("bridge", "offer")
    world.expect("worker", "case.pause_lapsed_added")
    world.fast_forward(days=1)
    world.expect("bridge", "reminder")
    world.expect("worker", "case.reminded")
    world.fast_forward(days=3)  # on Monday the old policy would ask the coordinator
    world.fast_forward(days=1)
    world.expect("coordinator", "coordinator")
    world.expect("worker", "case.asking_next")


def test_where_nothing_has_changed_there_is_nothing_to_plan_anew(world: World, tmp_path: Path) -> None:
    filed(world, "harbour", "bridge")
    with world.db.read() as uow:
        assert not outdated(uow, world.case(uow))
    with pytest.raises(NotPossible, match="already"):
        world.staff("coordinator", replan)
    with_more_patience(world, tmp_path)
    with world.db.read() as uow:
        assert outdated(uow, world.case(uow))
        assert len(in_use(uow).all) == 2
    world.staff("coordinator", replan)
    with pytest.raises(NotPossible, match="already"):
        world.staff("coordinator", replan)


def test_a_pause_never_ends_after_the_time_for_contact_that_the_policy_names(world: World, tmp_path: Path) -> None:
    for path in FOLDER.glob("*.yaml"):
        text = path.read_text("utf-8").replace("accepted: 2 working days", "accepted: 2 weeks")
        (tmp_path / path.name).write_text(text, "utf-8")
    with world.db.write() as uow:
        use(uow, load_policies(tmp_path))
    filed(world, "harbour", "bridge")
    world.staff("harbour", accept)
    until = world.expect("worker", "case.accepted").params["until"]
    assert until == world.look().deadline_at == world.now + timedelta(days=7)  # five working days
