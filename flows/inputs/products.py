"""A product that somebody wrote out instead of a total: 3 jam x 20 hari, 3h×20, 5,000 x 10."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import prod

from flows.inputs.amounts import read_tokens
from flows.inputs.fold import clean
from flows.inputs.lexicon import Lexicon
from flows.inputs.quantities import SPANS, Quantity, quantities

_TIMES = re.compile(r"\s*(?:(?:(?<![a-zà-ỹ])|(?<=\dh))x|[×*]|\b(?:kali|nhân|nhan)\b)\s*(?=\d)")
_DIGIT = re.compile(r"\d")
_RESULT = re.compile(r"=.*$", re.DOTALL)
_MOST = {"day": 31.0, "week": 5.0, "": 31.0}
"""Of what hours are multiplied with in one month; a number without a unit is one of days."""
_TIMED = ("hour", "minute")
_OF_MONEY = frozenset({"", "yen"})


def hours(raw: str, lexicon: Lexicon) -> float | None:
    """The hours that a product comes to: one factor is of hours, the others count days or weeks."""
    factors = _factors(raw, lexicon)
    timed = [n for n, factor in enumerate(factors) if factor.unit in _TIMED]
    timed = timed or [n for n, factor in enumerate(factors) if not factor.unit][:1]
    counts = [factor for n, factor in enumerate(factors) if n not in timed]
    if len(timed) != 1 or any(factor.values[0] > _MOST.get(factor.unit, 0) for factor in counts):
        return None
    total = prod(factor.values[0] for factor in factors)
    return total / 60 if factors[timed[0]].unit == "minute" else total


def money(raw: str, lexicon: Lexicon) -> float | None:
    """The yen that a product comes to: one factor is of money, the others count something."""
    factors = _factors(raw, lexicon)
    paid = [factor for factor in factors if factor.unit == "yen" or (factor.scaled and not factor.unit)]
    paid = paid or sorted((f for f in factors if f.unit in _OF_MONEY), key=lambda f: -f.values[0])[:1]
    return prod(factor.values[0] for factor in factors) if len(paid) == 1 else None


def written(raw: str) -> bool:
    """Whether a sign of multiplication stands between two numbers."""
    first, *others = _parts(raw)
    return bool(others and _DIGIT.search(first))


def _parts(raw: str) -> list[str]:
    return _TIMES.split(_RESULT.sub("", clean(raw)))


def _factors(raw: str, lexicon: Lexicon) -> Sequence[Quantity]:
    """The factors from the left, each the only quantity of its part; none where a part holds another number of them."""
    parts = _parts(raw)
    found = [_of_one_part(quantities(read_tokens(part, lexicon))) for part in parts]
    return [one[0] for one in found] if len(parts) > 1 and all(len(one) == 1 for one in found) else []


def _of_one_part(found: Sequence[Quantity]) -> Sequence[Quantity]:
    """Of "3 hours a day" the three hours."""
    return [q for q in found if len(found) == 1 or q.unit not in SPANS or q.values[0] != 1]
