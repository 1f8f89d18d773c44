"""What there can be in a story: policies, organisations, reports, and whatever happens then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

import hypothesis
from hypothesis import strategies as st

from bot.clock import JAPAN
from bot.escalation.changing import change, written
from bot.escalation.policy import Policies, Policy, RungKind
from bot.escalation.policy_files import shipped
from storage.models import COORDINATOR

EMPLOYER, BROKER = "Aoba Foods", "Kita Placement"
ORGANISATIONS = ("one", "two", "three", "four")
waits = st.sampled_from(["30 minutes", "2 hours", "1 duty hour", "4 duty hours", "1 working day", "2 working days"])
longer = st.sampled_from(["3 hours", "8 duty hours", "3 working days", "5 days"])
duties = st.sampled_from(
    [
        None,
        {"mon": [["09:00", "12:00"]]},
        {"sat": [["10:00", "20:00"]], "sun": [["10:00", "20:00"]], "holiday": [["10:00", "12:00"]]},
        {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")},
        {"wed": [["22:00", "24:00"]], "thu": [["00:00", "02:00"]]},
    ]
)
partners = st.fixed_dictionaries(
    {
        "duty": duties,
        "capacity": st.sampled_from([None, None, 0, 1]),
        "ties": st.sampled_from([(), (), (EMPLOYER,), (BROKER,)]),
    }
)
starts = st.sampled_from(
    [
        datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN),
        datetime(2026, 11, 27, 17, 59, tzinfo=JAPAN),  # the end of a Friday
        datetime(2026, 12, 30, 23, 30, tzinfo=JAPAN),  # before New Year
        datetime(2027, 3, 28, 3, 0, tzinfo=JAPAN),  # elsewhere clocks are put forward
        datetime(2027, 4, 28, 9, 0, tzinfo=JAPAN),  # before Golden Week
    ]
)
hours = st.sampled_from([0, 1, 2, 5, 13, 24, 30, 49, 73, 170])
who = st.sampled_from([*ORGANISATIONS, COORDINATOR])
days = st.sampled_from([None, 0, 1, 4, 20])
words = st.sampled_from(["I am well.", f"They come from {EMPLOYER}.", f"{BROKER} has called."])
DAYS = ("flight_date", "housing_until", "stay_expiry", "contract_end")
EVENTS = st.one_of(
    st.tuples(st.just("passes"), hours),
    st.tuples(st.just("outage"), st.sampled_from([1, 20, 100, 400])),
    st.tuples(st.just("clock_jumps"), st.sampled_from([-60, 60])),
    st.tuples(st.sampled_from(["accepts", "declines", "reached", "confirms", "solved", "replans"]), who),
    st.tuples(st.just("snoozes"), st.tuples(who, hours)),
    st.tuples(st.just("hands_on"), st.tuples(who, who)),
    st.tuples(st.sampled_from(["gives_up", "closes"]), st.sampled_from([COORDINATOR, "deputy"])),
    st.tuples(st.just("taps"), st.integers(0, 5)),
    st.tuples(st.sampled_from(["withdraws", "in_danger", "consents"]), st.just(0)),
    st.tuples(st.just("writes"), words),
    st.tuples(st.just("corrects"), st.tuples(st.sampled_from(["flight_date", "housing_until"]), days)),
    st.tuples(st.just("learns"), st.tuples(who, st.sampled_from(DAYS), days)),
    st.tuples(st.just("learns_name"), st.tuples(who, st.sampled_from([EMPLOYER, BROKER]))),
    st.tuples(st.just("is_bound"), st.tuples(st.sampled_from(ORGANISATIONS), st.sampled_from([EMPLOYER, BROKER]))),
    st.tuples(st.sampled_from(["closed_down", "back", "full", "dead"]), st.sampled_from(ORGANISATIONS)),
    st.tuples(st.just("shuts"), st.tuples(st.sampled_from(ORGANISATIONS), st.sampled_from([1, 3, 20]))),
    st.tuples(st.sampled_from(["leads", "loses_access"]), st.sampled_from(ORGANISATIONS)),
)
happenings = st.lists(EVENTS, min_size=2, max_size=20)


@cache
def _shipped_as_text() -> list[tuple[Policy, str]]:
    return [(policy, written(policy)) for policy in shipped().all]


@st.composite
def policies(draw: st.DrawFn) -> Policies:
    """A policy for each severity that the checker lets through."""
    files = {}
    for policy, text in _shipped_as_text():
        data = {kind: draw(waits if kind is RungKind.REMINDER else longer) for kind in RungKind}
        for kind, wait in policy.waits:
            if kind is not RungKind.FIRST_PARTNER:
                rung = f"rung: {kind.value}\n  after: "
                text = text.replace(f"{rung}{wait}", f"{rung}{data[kind]}")
        for name, choices in (
            ("contact_within", ["9 working days", "20 days"]),
            ("margin", ["0 hours", "4 hours", "1 day", "3 days"]),
            ("least_gap", ["0 minutes", "15 minutes", "6 hours"]),
        ):
            text = text.replace(f"\n{name}: {getattr(policy, name)}", f"\n{name}: {draw(st.sampled_from(choices))}")
        text = text.replace(f"accepted: {policy.pause_accepted}", f"accepted: {draw(waits)}")
        files[policy.name] = text
    made = change(shipped(), files, None)
    hypothesis.assume(not made.findings)
    return made.policies


@dataclass(frozen=True)
class Told:
    """What a worker reports. ``consent``: None says nothing, else how many of the list are struck out."""

    days: int | None
    flight: bool
    consent: int | None
    names: tuple[str, ...]
    risk: bool


tellings = st.builds(
    Told,
    days=st.sampled_from([None, 0, 1, 2, 5, 14, 60]),
    flight=st.booleans(),
    consent=st.sampled_from([None, 0, 0, 1, 2]),
    names=st.sampled_from([(), (EMPLOYER,), (EMPLOYER, BROKER)]),
    risk=st.booleans(),
)
