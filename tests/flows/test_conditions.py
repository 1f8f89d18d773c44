"""What a condition can still become."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.conditions import Condition

NAMES, VALUES = ("a", "b", "c"), (1, 2)
LEAVES = st.builds(lambda var, value: {"var": var, "is": value}, st.sampled_from(NAMES), st.sampled_from(VALUES))
PLAIN = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda group, parts: {group: parts}, st.sampled_from(("all", "any", "none")), st.lists(inner, max_size=3)
    ),
    max_leaves=8,
)
ANSWERS = st.fixed_dictionaries({name: st.sampled_from(VALUES) for name in NAMES})


@given(PLAIN, ANSWERS, st.sets(st.sampled_from(NAMES)))
def test_what_comes_true_could_come_true_all_the_time(
    plain: dict[str, Any], answers: dict[str, int], first: set[str]
) -> None:
    condition = Condition(plain)
    if condition.holds(answers):
        assert condition.may_hold({name: answers[name] for name in first})
    assert condition.may_hold(answers) is condition.holds(answers), "nothing is open any more"


@pytest.mark.parametrize(
    ("known", "may"), [({}, True), ({"topic": "help_now"}, True), ({"topic": "job_loss"}, False)]
)
def test_another_topic_is_out_of_reach_once_one_was_chosen(known: dict[str, str], may: bool) -> None:
    chosen = {"all": [{"var": "topic", "is": "help_now"}, {"var": "after", "is": "housing"}]}
    assert Condition({"any": [{"var": "topic", "is": "housing"}, chosen]}).may_hold(known) is may
