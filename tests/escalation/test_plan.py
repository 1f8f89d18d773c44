"""Ladders planned backwards from the deadline."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.clock import JAPAN
from bot.escalation.duty import OFFICE, duty_between, parse_duty
from bot.escalation.plan import TURN, Facts, Plan, plan
from bot.escalation.policy import Policy, RungKind, Severity
from bot.escalation.policy_files import shipped
from bot.escalation.waits import Wait

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN).astimezone(UTC)
NORMAL = shipped().pick("unpaid_overtime", Severity.NORMAL)
URGENT = shipped().pick("unpaid_overtime", Severity.URGENT)

moments = st.integers(0, 60 * 24 * 1000).map(lambda minutes: TUESDAY + timedelta(minutes=minutes))
policies = st.sampled_from([NORMAL, URGENT])
partners = st.integers(0, 5).map(lambda n: tuple("abcde"[:n]))


def waits(made: Plan) -> list[tuple[str, float]]:
    """Each rung with its distance from Tuesday in days."""
    return [(r.partner or r.kind.value, (r.due_at - TUESDAY) / timedelta(days=1)) for r in made.rungs]


def test_the_usual_ladder() -> None:
    made = plan(NORMAL, Facts(since=TUESDAY, ask=("a", "b")), TUESDAY)
    assert waits(made) == [
        ("a", 0), ("reminder", 1), ("b", 2), ("coordinator", 6), ("terminal", 7),
    ]  # fmt: skip
    assert not made.shrunk


def test_the_urgent_ladder_counts_hours_of_somebodys_duty() -> None:
    made = plan(URGENT, Facts(since=TUESDAY, ask=("a", "b")), TUESDAY)
    assert [(r.due_at - TUESDAY) / timedelta(hours=1) for r in made.rungs] == [0, 1, 2, 4, 6]


def test_somebody_on_duty_on_sunday_is_enough() -> None:
    sunday = TUESDAY + timedelta(days=5)
    duty = parse_duty({"sun": [["09:00", "17:00"]]})
    made = plan(URGENT, Facts(since=sunday, ask=("a",), duty=duty), sunday)
    assert made.rungs[1].due_at == sunday + timedelta(hours=1)


def test_waits_shrink_so_that_the_last_rung_comes_a_margin_before_the_deadline() -> None:
    deadline = TUESDAY + timedelta(days=3)
    made = plan(NORMAL, Facts(since=TUESDAY, ask=("a", "b"), deadline_at=deadline), TUESDAY)
    assert made.rungs[-1].due_at == deadline - NORMAL.margin.length
    assert [r.due_at for r in made.rungs] == sorted({r.due_at for r in made.rungs})


def test_without_room_everything_goes_out_together() -> None:
    facts = Facts(since=TUESDAY, ask=("a", "b"), deadline_at=TUESDAY + timedelta(hours=3))
    assert {r.due_at for r in plan(NORMAL, facts, TUESDAY).rungs} == {TUESDAY}


def test_the_deadline_outranks_the_night() -> None:
    evening = TUESDAY + timedelta(hours=11)
    facts = Facts(since=evening, ask=("a",), contact_by=evening + timedelta(hours=2))
    assert plan(URGENT, facts, evening).rungs[-1].due_at == evening + timedelta(hours=2)


def test_with_nobody_to_ask_the_coordinator_is_asked_at_once() -> None:
    made = plan(NORMAL, Facts(since=TUESDAY, ask=()), TUESDAY)
    assert waits(made) == [("coordinator", 0), ("terminal", 1)]


def test_after_somebody_was_asked_the_rest_counts_from_there() -> None:
    facts = Facts(since=TUESDAY, ask=("b",), asked_at=TUESDAY, remind=False)
    assert waits(plan(NORMAL, facts, TUESDAY)) == [("b", 2), ("coordinator", 6), ("terminal", 7)]


@st.composite
def situations(draw: st.DrawFn) -> tuple[Policy, Facts, datetime]:
    """Any policy, any list, any deadline, seen at any moment after filing."""
    since = draw(moments)
    now = since + timedelta(minutes=draw(st.integers(0, 60 * 24 * 20)))
    ends = st.none() | st.integers(-60 * 24 * 3, 60 * 24 * 120).map(lambda m: now + timedelta(minutes=m))
    facts = Facts(
        since=since,
        ask=draw(partners),
        deadline_at=draw(ends),
        contact_by=draw(ends),
        wish_by=draw(ends),
        asked_at=draw(st.none() | st.just(now)),
        remind=draw(st.booleans()),
        coordinator=draw(st.booleans()),
        duty=draw(st.sampled_from([OFFICE, parse_duty({"sun": [["22:00", "24:00"]], "holiday": []})])),
    )
    return draw(policies), facts, now


@given(situations())
def test_rungs_come_in_order_and_never_in_the_past(situation: tuple[Policy, Facts, datetime]) -> None:
    policy, facts, now = situation
    times = [r.due_at for r in plan(policy, facts, now).rungs]
    assert times == sorted(times)
    assert times[0] >= now


@given(situations())
def test_the_last_rung_comes_before_the_margin_when_there_is_room(
    situation: tuple[Policy, Facts, datetime],
) -> None:
    policy, facts, now = situation
    last = plan(policy, facts, now).rungs[-1].due_at
    if facts.contact_by is not None:
        assert last <= max(facts.contact_by, now)
    if facts.deadline_at is not None and facts.deadline_at - policy.margin.length > now:
        assert last <= facts.deadline_at - policy.margin.length


@given(situations())
def test_where_only_our_own_time_presses_nobody_loses_a_turn_without_an_hour_of_duty(
    situation: tuple[Policy, Facts, datetime],
) -> None:
    policy, facts, now = situation
    own = parse_duty({"mon": [["09:00", "17:00"]], "thu": [["13:00", "21:00"]]})
    facts = replace(facts, deadline_at=None, contact_by=None, duties={"a": own})
    calm = replace(facts, wish_by=None, since=now + timedelta(days=3650))
    for rung, unhurried in zip(plan(policy, facts, now).rungs, plan(policy, calm, now).rungs, strict=True):
        assert rung.due_at <= unhurried.due_at, "never later than with time enough"
    asked, at = None, now
    for rung, unhurried in zip(plan(policy, facts, now).rungs, plan(policy, calm, now).rungs, strict=True):
        if rung.kind is RungKind.REMINDER:
            continue
        if asked is not None and rung.due_at < unhurried.due_at:
            assert duty_between(at, rung.due_at, own if asked == "a" else facts.duty) >= TURN
        asked, at = rung.partner or rung.kind.value, rung.due_at


def test_a_wish_to_reach_somebody_soon_keeps_to_office_hours() -> None:
    sunday = datetime(2026, 11, 22, 9, 57, tzinfo=JAPAN).astimezone(UTC)  # Monday is a public holiday
    wish = Wait.parse("3 working days").after(sunday, OFFICE)
    made = plan(NORMAL, Facts(since=sunday, ask=("a", "b", "c"), wish_by=wish), sunday)
    assert made.shrunk
    assert made.rungs[-1].due_at <= wish
    opens = datetime(2026, 11, 24, 9, 0, tzinfo=JAPAN)
    assert all(rung.due_at > opens and _in_office_hours(rung.due_at) for rung in made.rungs[1:])
    pressed = plan(NORMAL, Facts(since=sunday, ask=("a", "b", "c"), contact_by=wish), sunday)
    assert pressed.rungs[1].due_at < opens, "what the law or a danger asks for does not wait for offices"


def _in_office_hours(moment: datetime) -> bool:
    return any(begins <= moment <= ends for begins, ends in OFFICE.spans(moment.astimezone(JAPAN).date()))


@given(situations())
def test_no_rung_is_lost(situation: tuple[Policy, Facts, datetime]) -> None:
    policy, facts, now = situation
    rungs = plan(policy, facts, now).rungs
    assert [r.partner for r in rungs if r.partner is not None] == list(facts.ask)
    kinds = [r.kind for r in rungs]
    assert kinds[-1] is RungKind.TERMINAL
    assert kinds.count(RungKind.TERMINAL) == 1
    assert kinds.count(RungKind.COORDINATOR) == facts.coordinator
    asked_somebody = facts.asked_at is not None or facts.ask
    assert kinds.count(RungKind.REMINDER) == bool(facts.remind and asked_somebody)


@given(situations())
def test_waits_are_never_longer_than_written(situation: tuple[Policy, Facts, datetime]) -> None:
    policy, facts, now = situation
    assume(facts.asked_at is None and facts.ask)
    rungs = plan(policy, facts, now).rungs
    reminder = next((r for r in rungs if r.kind is RungKind.REMINDER), None)
    if reminder is not None:
        wait = dict(policy.waits)[RungKind.REMINDER]
        assert reminder.due_at <= wait.after(rungs[0].due_at, facts.duty)


@pytest.mark.parametrize("policy", [NORMAL, URGENT])
def test_a_plan_is_the_same_when_read_back(policy: Policy) -> None:
    made = plan(policy, Facts(since=TUESDAY, ask=("a", "b")), TUESDAY)
    assert tuple(type(r).from_data(r.to_data()) for r in made.rungs) == made.rungs


def test_a_reminder_that_is_slower_than_the_next_asking_never_holds_the_deadline_up() -> None:
    waits_ = {RungKind.REMINDER: "2 working days", RungKind.COORDINATOR: "3 hours", RungKind.TERMINAL: "8 hours"}
    kinds = tuple((kind, Wait.parse(waits_[kind]) if kind in waits_ else wait) for kind, wait in NORMAL.waits)
    policy = replace(NORMAL, waits=kinds)
    calm = plan(policy, Facts(since=TUESDAY, ask=("a",)), TUESDAY)
    assert [(r.due_at - TUESDAY) / timedelta(hours=1) for r in calm.rungs] == [0, 3, 3, 11]
    deadline = TUESDAY + timedelta(hours=30)
    pressed = plan(policy, Facts(since=TUESDAY, ask=("a",), deadline_at=deadline), TUESDAY)
    assert pressed.rungs[-1].due_at <= deadline - policy.margin.length
    assert [r.due_at for r in pressed.rungs] == sorted(r.due_at for r in pressed.rungs)
