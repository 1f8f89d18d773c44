"""Whatever the policy, the deadline, the hours and the days: nobody is forgotten, nobody is asked who must not be.

Reports, staff, workers and the clock do what they like; after every single thing that happens the case is looked at.
10,000 such stories in the full run, a sample otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from bot.cases.eligibility import PartnerDraft, save_partner
from bot.clock import JAPAN
from bot.escalation.kept import use
from bot.escalation.outlook import planned
from bot.escalation.policy import Policies, RungKind
from bot.escalation.policy_files import shipped
from bot.escalation.waits import Unit, Wait
from storage.models import COORDINATOR, LadderKind, OfferState
from tests.stories.anything import Stage, Story
from tests.stories.chances import ORGANISATIONS, Told, happenings, partners, policies, starts, tellings

pytestmark = pytest.mark.timeout(3600)
IN_FULL, PARTS = 10_000, 20
"""So many stories in the full run, in parts that run beside each other."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Stage:
    """Where the stories play."""
    return Stage(tmp_path_factory.mktemp("ladders"), migrated_file)


@pytest.mark.sampled(1)
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_happens(stage: Stage, full: bool, seed: int, part: int) -> None:
    @hypothesis.seed(seed * PARTS + part)
    @hypothesis.settings(
        max_examples=IN_FULL // PARTS if full else 40,
        deadline=None,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(policies(), starts, st.tuples(*[partners] * 4), tellings, happenings)
    def story(
        made: Policies, start: datetime, drafts: tuple[dict[str, Any], ...], told: Told, events: list[tuple[str, Any]]
    ) -> None:
        world = stage.begin(start)
        try:
            with world.db.write() as uow:
                use(uow, made)
                uow.partners.know(list(world.ids.values()))
                for name, draft in zip(ORGANISATIONS, drafts, strict=True):
                    save_partner(uow, PartnerDraft(name=name, kind="ngo", **draft), world.now, world.ids[name])
            world.report(told)
            for name, value in events:
                world.happens(name, value)
        finally:
            world.end()

    story()


def test_who_is_asked_beside_somebody_left_out_has_the_time_that_was_planned(stage: Stage) -> None:
    """The last partner has closed when its turn comes, together with the coordinator's: the end comes at its time."""
    waits = {
        RungKind.FIRST_PARTNER: Wait(0, Unit.MINUTE), RungKind.REMINDER: Wait(30, Unit.MINUTE),
        RungKind.NEXT_PARTNER: Wait(3, Unit.WORKING_DAY), RungKind.COORDINATOR: Wait(3, Unit.HOUR),
        RungKind.TERMINAL: Wait(3, Unit.HOUR),
    }  # fmt: skip
    change_: dict[str, Any] = {"waits": tuple(waits.items()), "margin": Wait(0, Unit.HOUR)}
    change_["least_gap"] = Wait(15, Unit.MINUTE)
    world = Story(stage.fresh(), datetime(2026, 11, 24, 10, tzinfo=JAPAN))
    with world.db.write() as uow:
        use(uow, Policies(tuple(replace(policy, **change_) for policy in shipped().all)))
    world.coordinators()
    for name, ties in zip(ORGANISATIONS, (("Aoba Foods",), (), (), ()), strict=True):
        world.partner(name, duty=None, capacity=None, ties=ties)
    world.report(Told(days=None, flight=False, consent=None, names=("Aoba Foods",), risk=True))
    world.happens("closed_down", "four")
    world.happens("passes", 24)
    world.end()


def test_a_flight_told_after_something_that_presses_sooner_still_brings_the_end_forward(stage: Stage) -> None:
    """The case was to be answered today anyway; with a flight tomorrow and a day of margin nothing may wait."""
    start = datetime(2026, 11, 24, 10, tzinfo=JAPAN)
    world = stage.begin(start)
    with world.db.write() as uow:
        use(uow, Policies(tuple(replace(policy, margin=Wait(1, Unit.DAY)) for policy in shipped().all)))
    world.report(Told(days=None, flight=False, consent=None, names=(), risk=True))
    with world.db.read() as uow:
        assert planned(uow.ladder.due()[0].plan)[-1].due_at == start + timedelta(hours=8)
    world.happens("corrects", ("flight_date", 1))
    assert world.clock_kind() == LadderKind.REVIEW.value, "everybody was asked at once"
    assert set(world.offers()) == {*ORGANISATIONS, COORDINATOR} - {"four"}
    world.end()


def test_whoever_it_is_handed_to_in_the_moment_in_which_another_took_it_is_waited_for(stage: Stage) -> None:
    """In stories the clock stands between two events, and nothing says which of them came first."""
    waits = {kind: Wait(3, Unit.HOUR) for kind in RungKind} | {
        RungKind.FIRST_PARTNER: Wait(0, Unit.MINUTE), RungKind.REMINDER: Wait(30, Unit.MINUTE),
    }  # fmt: skip
    world = stage.begin(datetime(2026, 11, 24, 10, tzinfo=JAPAN))
    with world.db.write() as uow:
        use(uow, Policies(tuple(replace(policy, waits=tuple(waits.items())) for policy in shipped().all)))
    world.report(Told(days=None, flight=False, consent=0, names=(), risk=False))
    for name, value in (("accepts", "one"), ("hands_on", ("coordinator", "two")), ("passes", 1)):
        world.happens(name, value)
    assert world.offers()["two"] == OfferState.OPEN.value
    world.end()


def test_a_pause_keeps_its_end_where_the_clock_is_put_back_and_the_worker_agrees(stage: Stage) -> None:
    """A flight today has shortened it to an hour. An hour that the clock goes back by is none that anybody was given,
    and whoever may be asked now changes nothing in it."""
    brief: dict[str, Any] = {"pause_accepted": Wait(30, Unit.MINUTE), "pause_least": Wait(1, Unit.HOUR)}
    start = datetime(2026, 11, 24, 10, tzinfo=JAPAN)
    world = stage.begin(start)
    with world.db.write() as uow:
        use(uow, Policies(tuple(replace(policy, **brief) for policy in shipped().all)))
    world.report(Told(days=None, flight=False, consent=None, names=(), risk=False))
    for name, value in (
        ("accepts", "one"), ("corrects", ("flight_date", 0)), ("clock_jumps", -60), ("consents", 0),
    ):  # fmt: skip
        world.happens(name, value)
    with world.db.read() as uow:
        assert uow.ladder.due()[0].due_at == start + timedelta(hours=1)
    world.end()


@pytest.mark.parametrize("batch", [25, 1])
def test_a_day_that_came_near_in_an_outage_and_the_step_that_was_due_are_one_message(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    """Else the coordinator would be asked, and told a moment later that everybody had been. Also where the step, which
    is due longer, was claimed without the day: by another replica, or in a batch that ended between them."""
    monkeypatch.setattr("bot.escalation.tick.BATCH", batch)
    world = stage.begin(datetime(2026, 12, 30, 23, 30, tzinfo=JAPAN))
    quick = {
        RungKind.FIRST_PARTNER: Wait(0, Unit.MINUTE), RungKind.REMINDER: Wait(30, Unit.MINUTE),
        RungKind.NEXT_PARTNER: Wait(3, Unit.HOUR), RungKind.COORDINATOR: Wait(3, Unit.HOUR),
        RungKind.TERMINAL: Wait(8, Unit.DUTY_HOUR),
    }  # fmt: skip
    normal, urgent = sorted(shipped().all, key=lambda policy: policy.severity.value)
    changed = replace(normal, waits=tuple(quick.items()), margin=Wait(0, Unit.HOUR), least_gap=Wait(0, Unit.MINUTE))
    quick[RungKind.TERMINAL] = Wait(3, Unit.HOUR)
    hurried = replace(urgent, waits=tuple(quick.items()), margin=Wait(1, Unit.DAY), least_gap=Wait(0, Unit.MINUTE))
    long: dict[str, Any] = {"contact_within": Wait(9, Unit.WORKING_DAY)}
    with world.db.write() as uow:
        use(uow, Policies((replace(changed, **long), replace(hurried, **long))))
        partner = uow.partners.get(world.ids["one"])
        assert partner is not None
        partner.duty = {"mon": [["09:00", "12:00"]]}
        uow.partners.save(partner)
    world.report(Told(days=5, flight=False, consent=None, names=(), risk=False))
    world.happens("passes", 1)
    world.happens("outage", 100)
    world.end()


def test_a_reminder_and_the_next_one_after_somebody_who_has_closed_are_one_message(stage: Stage) -> None:
    """After an outage both are due: the first organisation reads once that another was added."""
    waits = {
        RungKind.FIRST_PARTNER: Wait(0, Unit.MINUTE), RungKind.REMINDER: Wait(30, Unit.MINUTE),
        RungKind.NEXT_PARTNER: Wait(8, Unit.DUTY_HOUR), RungKind.COORDINATOR: Wait(3, Unit.HOUR),
        RungKind.TERMINAL: Wait(3, Unit.HOUR),
    }  # fmt: skip
    none = Wait(0, Unit.MINUTE)
    change_: dict[str, Any] = {"waits": tuple(waits.items()), "margin": none, "least_gap": none}
    world = stage.begin(datetime(2026, 11, 24, 10, tzinfo=JAPAN))
    with world.db.write() as uow:
        use(uow, Policies(tuple(replace(policy, **change_) for policy in shipped().all)))
    world.report(Told(days=1, flight=False, consent=None, names=(), risk=False))
    world.happens("closed_down", "two")
    world.happens("outage", 20)
    assert world.offers()["three"] == OfferState.OPEN.value
    world.end()


def test_the_end_that_a_plan_made_after_an_outage_brings_at_once_is_part_of_the_same_message(stage: Stage) -> None:
    """Too little time is left for one more step: the coordinator is not asked, and then told that it is over."""
    waits = {
        RungKind.FIRST_PARTNER: Wait(0, Unit.MINUTE), RungKind.REMINDER: Wait(30, Unit.MINUTE),
        RungKind.NEXT_PARTNER: Wait(3, Unit.HOUR), RungKind.COORDINATOR: Wait(3, Unit.HOUR),
        RungKind.TERMINAL: Wait(8, Unit.DUTY_HOUR),
    }  # fmt: skip
    change_: dict[str, Any] = {"waits": tuple(waits.items()), "margin": Wait(0, Unit.HOUR)}
    change_ |= {"least_gap": Wait(6, Unit.HOUR), "contact_within": Wait(9, Unit.WORKING_DAY)}
    world = stage.begin(datetime(2027, 3, 28, 3, tzinfo=JAPAN))
    with world.db.write() as uow:
        use(uow, Policies(tuple(replace(policy, **change_) for policy in shipped().all)))
    world.report(Told(days=1, flight=True, consent=None, names=(), risk=False))
    world.happens("passes", 0)
    world.happens("outage", 20)
    assert world.clock_kind() == LadderKind.REVIEW.value, "it is over"
    world.end()


def test_what_a_coordinator_hands_on_although_somebody_has_it_can_be_taken(stage: Stage) -> None:
    world = stage.begin(datetime(2026, 11, 24, 10, tzinfo=JAPAN))
    world.report(Told(days=None, flight=False, consent=0, names=(), risk=False))
    world.happens("accepts", "one")
    world.happens("passes", 1)
    world.happens("hands_on", (COORDINATOR, "two"))
    assert world.offers()["two"] == OfferState.OPEN.value
    world.happens("passes", 1)
    world.happens("accepts", "two")
    assert world.offers() == {"one": OfferState.ACCEPTED.value, "two": OfferState.ACCEPTED.value}
    world.happens("declines", "two")
    assert world.clock_kind() == LadderKind.PAUSE.value
    world.end()
