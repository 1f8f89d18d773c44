"""The quick computation and the law counted minute by minute: not a yen apart."""

from random import Random

import pytest

from flows.law.pay.minutes import Minutes
from flows.law.pay.unpaid import Unpaid, unpaid
from tests.flows.law.pay.made_up import TODAY, claim_of, some_facts
from tests.flows.law.pay.slow_reference import slow

A_CASE = 50


@pytest.mark.sampled(2)
@pytest.mark.parametrize("part", range(200))
def test_random_logs_of_up_to_35_days(part: int) -> None:
    for number in range(part * A_CASE, (part + 1) * A_CASE):
        random = Random(number)
        facts = some_facts(random, random.randint(1, 35))
        result = unpaid(claim_of(facts), TODAY)
        assert isinstance(result, Unpaid)
        assert [result.low, result.high] == list(slow(facts, TODAY)), number


def test_the_random_logs_meet_every_rule() -> None:
    """Otherwise two computations that forget the same rule would agree."""
    met: set[str] = set()
    for number in range(150):
        random = Random(number)
        claim = claim_of(some_facts(random, 35))
        result = unpaid(claim, TODAY)
        assert isinstance(result, Unpaid)
        met |= {name for one in result.months for name in Minutes.__slots__ if getattr(one.minutes_high, name)}
        met |= set(result.assumptions) | set(result.not_covered)
        met |= {f"reading {one.fixed}" for one in result.readings}
        met |= {line.key for _, base in result.bases_high for line in base.lines}
    assert met >= {
        *Minutes.__slots__, "break_time_unknown", "over_midnight", "allowance_both_ways", "month_hours_assumed",
        "contract_beyond_the_limit", "between_answers", "fixed_pay_both_ways", "payday_unknown",
        "older_than_three_years", "reading counted", "reading joins", "base_hourly", "base_daily", "base_monthly",
        "base_allowances_join", "base_fixed_joins",
    }  # fmt: skip
