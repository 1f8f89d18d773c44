"""Amounts of yen: "12万", "150.000", "1,50,000", "150k", "15 man", "150 nghin", "150 ribu". The value is in yen."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from difflib import get_close_matches

from flows.inputs import products
from flows.inputs.amounts import (
    LARGEST,
    answer,
    half_of,
    negative,
    read_tokens,
    refuse_early,
    says_nothing,
    says_unpaid,
    talkative,
)
from flows.inputs.lexicon import Lexicon
from flows.inputs.quantities import Quantity, is_range, quantities, rates, spans_counted
from flows.inputs.results import Limits, NotUnderstood, Parsed, Understood
from flows.inputs.scan import Token
from flows.inputs.senses import SenseKind

DEFAULT = (0, 100_000_000)

_LITTLE = 100
"""A bare number below this is likely one of ten thousands of yen."""
_LITTLE_OF_LONG = 1000
"""The same of what was paid for a month, or in all: 250 may be thousands (hai trăm rưỡi)."""
_SPACED_GROUPS = re.compile(r"(?<![\d.,])(\d{1,3})((?:[ \u00a0\u2009\u202f]\d{3})+)(?![\d.,])")
_FOREIGN_SIGNS = frozenset("$€₱₫₹")
_LIKE_FROM = 4
_LIKE = 0.75
"""From how many letters on a word can be a misspelt number word, and how much of the two must be alike."""
_ZERO_CENTS = re.compile(r"[.,]0{1,2}$")


def parse(raw: str, lexicon: Lexicon, limits: Limits) -> Parsed:
    """Whole yen. Other currencies are not converted: `other_currency`.

    `limits.unit` names what the amount is for: a total, or an hour, day or month. What is said to be for each of
    something else is a `rate`; how often it was paid makes a sum of it, which the worker has to confirm.
    """
    refused = refuse_early(raw)
    if refused:
        return refused
    low, high = limits.within(*DEFAULT)
    if says_nothing(raw, lexicon) or says_unpaid(raw, lexicon):
        return Understood(0, implausible=not low <= 0 <= high)
    if products.written(raw):
        return _product(_join_spaced_groups(raw), lexicon, limits.unit)
    tokens = read_tokens(_join_spaced_groups(raw), lexicon)
    if negative(tokens):
        return NotUnderstood("too_small")
    found = spans_counted(tokens, quantities(tokens))
    if any(q.unit == "other_money" for q in found) or any(token.sign in _FOREIGN_SIGNS for token in tokens):
        return NotUnderstood("other_currency")
    amounts = _amounts(tokens, found)
    if any(_has_fraction(quantity) for quantity in amounts):
        return NotUnderstood("decimals")
    if amounts and half_of(tokens, found):
        return NotUnderstood("many_numbers")
    spans = rates(tokens, found) if limits.unit else set()
    if amounts and spans and limits.unit not in spans:
        return _sum(found, amounts, spans) or NotUnderstood("rate")
    bare = all(not quantity.unit and not quantity.scaled for quantity in amounts)
    least = _LITTLE_OF_LONG if limits.unit in ("month", "total") else _LITTLE
    little = bare and any(0 < value < least for quantity in amounts for value in quantity.values)
    doubtful = little or (bare and talkative(tokens)) or _not_all_read(tokens, found, amounts, lexicon)
    return answer(tokens, amounts, _yen, (low, high), doubtful=doubtful)


def _product(raw: str, lexicon: Lexicon, unit: str) -> Parsed:
    """5,000 x 10 months, where a total is asked for."""
    total = products.money(raw, lexicon) if unit in ("", "total") else None
    if total is None:
        return NotUnderstood("many_numbers")
    return NotUnderstood("too_large") if total > LARGEST else Understood(_yen(total), implausible=True)


def _sum(found: Sequence[Quantity], amounts: Sequence[Quantity], spans: Set[str]) -> Understood | None:
    """5,000 a month for 10 months: 50,000. It is our sum, not what was said."""
    times = [quantity.values[0] for quantity in found if quantity.unit in spans and quantity.values[0] != 1]
    if len(times) != 1 or len(spans) != 1 or len(amounts) != 1:
        return None
    return Understood(_yen(amounts[0].values[0] * times[0]), implausible=True)


def _yen(value: float) -> int:
    return round(value) if value <= LARGEST else 0


def _join_spaced_groups(raw: str) -> str:
    """`150 000` is one number."""
    return _SPACED_GROUPS.sub(lambda match: match[1] + re.sub(r"\D", "", match[2]), raw)


def _amounts(tokens: Sequence[Token], quantities_found: Sequence[Quantity]) -> list[Quantity]:
    """What can be money: numbers with yen or a scale, else numbers without a unit."""
    found = [_as_money(quantity) for quantity in quantities_found if quantity.unit in ("", "yen")]
    sure = [q for q in found if q.unit or q.scaled]
    if not sure:
        return found
    if len(found) == 2 and sure == found[1:] and is_range(tokens, *found):
        return [_lend_scale(tokens, found[0], found[1]), found[1]]
    return sure


def _not_all_read(
    tokens: Sequence[Token], found: Sequence[Quantity], amounts: Sequence[Quantity], lexicon: Lexicon
) -> bool:
    """Whether more of a number may stand there than was read: the 5 of `18 man lẻ 5`, a misspelt hundred before eighty
    thousand."""
    read = {(quantity.start, quantity.end) for quantity in amounts}
    if any(not q.unit and (q.start, q.end) not in read for q in found):
        return True
    beside = {place for quantity in amounts for place in (quantity.start - 1, quantity.end)}
    return any(0 <= place < len(tokens) and _like_a_number(tokens[place], lexicon) for place in beside)


def _like_a_number(token: Token, lexicon: Lexicon) -> bool:
    """Whether an unknown word looks like a number word: `cientos`, `ribuu`."""
    if token.known or len(token.text) < _LIKE_FROM:
        return False
    word = lexicon.fold(token.text)
    return word not in lexicon.polite and bool(get_close_matches(word, lexicon.number_words, 1, _LIKE))


def _lend_scale(tokens: Sequence[Token], low: Quantity, high: Quantity) -> Quantity:
    """`12〜15万` and `20-30k`: the scale of the last number is the first one's too."""
    if not high.scaled or low.values[0] >= high.values[0]:
        return low
    scales = [token.sense(SenseKind.SCALE) for token in tokens[high.start : high.end]]
    factor = next((scale.value for scale in reversed(scales) if scale), 1)
    lent = low.values[0] * factor
    return replace(low, values=(lent,), scaled=True) if lent <= high.values[0] else low


def _as_money(quantity: Quantity) -> Quantity:
    """Yen have no fraction: a separator parts groups, unless a scale follows (`1.5 man`)."""
    digits = quantity.digits
    if not digits:
        return quantity
    whole = _ZERO_CENTS.sub("", digits)
    if whole != digits and whole:
        return replace(quantity, values=(float(re.sub(r"\D", "", whole)),))
    return replace(quantity, values=quantity.values[:1])


def _has_fraction(quantity: Quantity) -> bool:
    return any(not float(value).is_integer() for value in quantity.values if value <= LARGEST)
