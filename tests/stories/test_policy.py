"""A case keeps the policy it began with until somebody plans it anew, and its timeline says so."""

from pathlib import Path

import pytest

from bot.cases.errors import NotPossible
from bot.cases.replan import replan
from bot.escalation.policy_files import FOLDER, load_policies
from tests.stories.world import World


def slower(tmp_path: Path) -> Path:
    """Policies with more patience."""
    for path in FOLDER.glob("*.yaml"):
        text = path.read_text("utf-8").replace("after: 2 working days", "after: 3 working days")
        text = text.replace("contact_within: 5 working days", "contact_within: 9 working days")
        (tmp_path / path.name).write_text(text, "utf-8")
    return tmp_path


def test_a_new_policy_counts_once_the_case_is_planned_anew(world: World, tmp_path: Path) -> None:
    before = world.file("harbour", "bridge").policy
    world.expect("worker", "case.filed", "case.offered")
    world.expect("harbour", "offer")
    policies = load_policies(slower(tmp_path))
    with pytest.raises(NotPossible, match="only a coordinator"):
        world.staff("harbour", replan, policies=policies)
    world.staff("coordinator", replan, policies=policies)
    assert world.look().policy != before
    assert world.happened()[-1] == "replanned"
    world.fast_forward(days=1)
    world.expect("harbour", "reminder")
    world.expect("worker", "case.reminded")
    world.fast_forward(days=1)  # the old policy would ask the next one now
    world.fast_forward(days=1)
    world.expect("harbour", "added")
    world.expect("bridge", "offer")
    world.expect("worker", "case.asking_next")
