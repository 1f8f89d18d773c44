"""The result of a computation as plain data, for JSON: numbers and text keys, each rule with how sure it is."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from flows.law.amounts import Line, Span
from flows.law.pay.base import Base
from flows.law.pay.caveats import RULE_OF
from flows.law.pay.kinds import HandedOver
from flows.law.pay.minimum import MinimumCheck
from flows.law.pay.minutes import Minutes
from flows.law.pay.settle import Settled
from flows.law.pay.unpaid import Month, Unpaid
from flows.law.rules import rule


def as_data(result: Unpaid | HandedOver) -> dict[str, Any]:
    """Everything that a result says. Days are ISO dates, amounts whole yen unless a line shows hundredths."""
    if isinstance(result, HandedOver):
        return {
            "computed": False, "reason": result.reason, "law": result.law,
            "late_night_holds": result.late_night_holds, "late_night": [_month(one) for one in result.nights],
            "minimum_wage": _minimum(result.minimum),
        }  # fmt: skip
    return {
        "computed": True,
        "low": result.low,
        "high": result.high,
        "due": {"low": result.due_low, "high": result.due_high},
        "payday_to_come": {"low": result.ahead_low, "high": result.ahead_high},
        "lapsed": {"low": result.lapsed_low, "high": result.lapsed_high},
        "warning": result.warning,
        "fixed_overtime_pay": [asdict(one) for one in result.readings if one.fixed != "none"],
        "base": {"low": _bases(result.bases_low), "high": _bases(result.bases_high)},
        "months": [_month(one) for one in result.months],
        "minimum_wage": _minimum(result.minimum),
        "assumptions": [_caveat(key) for key in result.assumptions],
        "not_covered": [_caveat(key) for key in result.not_covered],
        "laws": list(result.laws),
        "paid": {
            "each_month": _span(result.claim.paid_each),
            "months": {end.isoformat(): _span(span) for end, span in result.claim.paid.items()},
        },
    }


def _minimum(checks: Iterable[MinimumCheck]) -> list[dict[str, Any]]:
    return [{**asdict(one), "first": one.first.isoformat(), "last": one.last.isoformat()} for one in checks]


def _month(one: Month) -> dict[str, Any]:
    return {
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "paydays": [day.isoformat() for day in one.paydays],
        "due": one.due,
        "lapses": [day.isoformat() for day in one.lapses],
        "lapsed": {"low": one.lapsed_low, "high": one.lapsed_high},
        "low": _settled(one.minutes_low, one.low),
        "high": _settled(one.minutes_high, one.high),
    }


def _settled(minutes: Minutes, one: Settled) -> dict[str, Any]:
    return {
        "minutes": asdict(minutes), "lines": _lines(one.lines),
        "owed": one.owed, "paid": one.paid, "unpaid": one.unpaid,
    }  # fmt: skip


def _bases(bases: Iterable[tuple[date, Base]]) -> list[dict[str, Any]]:
    return [
        {"from": None if since == date.min else since.isoformat(), "lines": _lines(base.lines)} for since, base in bases
    ]


def _lines(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [{"key": line.key, **line.numbers, "law": line.law} for line in lines]


def _caveat(key: str) -> dict[str, Any]:
    if key not in RULE_OF:
        return {"key": key}
    found = rule(RULE_OF[key])
    return {
        "key": key, "law": found.law, "confidence": found.basis.confidence.value,
        "sources": list(found.basis.sources),
    }  # fmt: skip


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.low, span.high]
