"""What a changed policy would do is said beforehand; planned anew, the cases do exactly that."""

import itertools

import pytest

from bot.cases.accept import accept
from bot.cases.replan import replan
from bot.escalation.changing import change, written
from bot.escalation.forecast import forecast
from bot.escalation.kept import in_use, publish, published
from bot.escalation.policy import Policies, Severity
from bot.escalation.simulate import Effect, simulate
from tests.stories.ways import filed
from tests.stories.world import World

CHANGES = [
    ("next_partner\n  after: 2 working days", "next_partner\n  after: 3 working days"),
    ("after: 1 working day", "after: 90 minutes"),
    ("margin: 1 day", "margin: 6 days"),
    ("accepted: 2 working days", "accepted: 1 hour"),
]


def changed(world: World, before: str, after: str) -> Policies:
    """The standard policy with one thing changed, as a coordinator would paste it."""
    with world.db.read() as uow:
        kept = in_use(uow)
    text = written(kept.pick("unpaid_overtime", Severity.NORMAL))
    if before.startswith("next_partner"):
        text = text.replace("contact_within: 5", "contact_within: 9")
    made = change(kept, {"standard.yaml": text.replace(before, after)}, None)
    assert made.findings == ()
    assert len(made.changed) == 1
    return made.policies


def foretell(world: World, policies: Policies) -> Effect:
    with world.db.read() as uow:
        (effect,) = simulate(uow, policies, world.now)
    return effect


@pytest.mark.parametrize(("before", "after"), CHANGES)
@pytest.mark.parametrize("accepted", [False, True])
def test_what_is_foretold_is_what_planning_anew_does(world: World, before: str, after: str, accepted: bool) -> None:
    filed(world, "harbour", "bridge", three_months_date="2026-12-04")
    world.clock.advance(minutes=50)
    if accepted:
        world.staff("harbour", accept)
        world.expect("worker", "case.accepted")
    policies = changed(world, before, after)
    with world.db.read() as uow:
        kept = [(line.what, line.to, line.due_at) for line in forecast(uow, world.case_id, world.now)]
    effect = foretell(world, policies)
    assert [(m.what, m.to, m.kept_at) for m in effect.moves if m.kept_at] == kept, "what is, is told as it is"
    with world.db.write() as uow:
        publish(uow, policies, world.people["coordinator"].id, world.now)
    world.staff("coordinator", replan)
    with world.db.read() as uow:
        now = [(line.what, line.to, line.due_at) for line in forecast(uow, world.case_id, world.now)]
    told = sorted(((m.what, m.to, m.new_at) for m in effect.moves if m.new_at), key=lambda one: one[2])
    assert sorted(now, key=lambda one: one[2]) == told
    assert foretell(world, policies).moved == 0, "now there is nothing left to change"
    world._unread.clear()


def test_a_margin_that_is_longer_than_what_is_left_makes_a_case_late_and_says_so(world: World) -> None:
    number = world.file("harbour", "bridge", three_months_date="2026-12-04").number
    world._unread.clear()
    late = foretell(world, changed(world, "margin: 1 day", "margin: 12 days"))
    assert late.number == number
    assert late.becomes_late
    assert late.at_once
    assert all(m.later < 0 for m in late.moves)
    calm = foretell(world, changed(world, "margin: 1 day", "margin: 2 days"))
    assert not calm.becomes_late
    assert not calm.at_once


def test_looking_ahead_changes_nothing(world: World) -> None:
    world.file("harbour", "bridge")
    world._unread.clear()
    with world.db.read() as uow:
        before = (uow.ladder.row(world.case_id), world.look().rev, published(uow))
    for before_, after in itertools.islice(CHANGES, 2):
        assert foretell(world, changed(world, before_, after)).moved
    with world.db.read() as uow:
        assert (uow.ladder.row(world.case_id), world.look().rev, published(uow)) == before
