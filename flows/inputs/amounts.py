"""What the parsers of numbers, hours and money share: from several quantities to one answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

from flows.inputs.lexicon import Lexicon
from flows.inputs.quantities import Quantity, is_range
from flows.inputs.results import NotUnderstood, Parsed, Understood, Value
from flows.inputs.scan import MAX_ANSWER, Token, scan
from flows.inputs.senses import SenseKind

LARGEST = 1e12
_FAR = 100
"""So many times what a question expects at most is no answer to it, and not asked back as one."""
_TALKATIVE = 8
"""Unknown words beside a bare number from which on the number may be about something else."""


def refuse_early(raw: str) -> NotUnderstood | None:
    """Empty and story-long answers."""
    text = raw.strip()
    if not text:
        return NotUnderstood("empty")
    return NotUnderstood("too_long") if len(text) > MAX_ANSWER else None


def read_tokens(raw: str, lexicon: Lexicon) -> tuple[Token, ...]:
    """The first reading of a short text; a word that is open between meanings matters for dates only."""
    return scan(raw.strip(), lexicon)[0]


def negative(tokens: Sequence[Token]) -> bool:
    """Whether the answer begins with a minus that touches its number."""
    return len(tokens) > 1 and tokens[0].sign == "-" and bool(tokens[1].digits) and tokens[1].glued


def says_nothing(raw: str, lexicon: Lexicon) -> bool:
    """Whether the answer is a word for none at all."""
    return _is_one_of(raw, lexicon, lexicon.nothing)


def says_unpaid(raw: str, lexicon: Lexicon) -> bool:
    """Whether the answer says that no money came: `paisa diyena`, `d bayad po`."""
    return _is_one_of(raw, lexicon, lexicon.unpaid)


def _is_one_of(raw: str, lexicon: Lexicon, listed: Set[str]) -> bool:
    said = lexicon.fold(raw)
    return said in listed or " ".join(word for word in said.split() if word not in lexicon.polite) in listed


def half_of(tokens: Sequence[Token], found: Sequence[Quantity]) -> bool:
    """Half of 180,000 (180000の半分): a half that no number has taken is no full amount."""
    taken = {place for quantity in found for place in range(quantity.start, quantity.end)}
    return any(token.sense(SenseKind.HALF) and place not in taken for place, token in enumerate(tokens))


def talkative(tokens: Sequence[Token]) -> bool:
    """Whether so much else is said that a bare number may not be the answer."""
    return sum(not token.known for token in tokens) > _TALKATIVE


def answer(
    tokens: Sequence[Token],
    found: Sequence[Quantity],
    value_of: Callable[[float], Value],
    limits: tuple[float, float],
    *,
    doubtful: bool = False,
) -> Parsed:
    """One answer from the quantities that can be meant. `limits` are in the unit of the quantities' values."""
    if not found:
        return NotUnderstood("no_number")
    candidates = _candidates(tokens, found)
    if candidates is None:
        return NotUnderstood("many_numbers")
    if any(number > LARGEST for number in candidates):
        return NotUnderstood("too_large")
    low, high = limits
    if high > 0 and all(number > _FAR * high for number in candidates):
        return NotUnderstood("too_large")
    values = list(dict.fromkeys(value_of(number) for number in candidates))
    fits = all(low <= number <= high for number in candidates)
    ambiguous = tuple(values) if len(values) > 1 else ()
    return Understood(values[0], ambiguous=ambiguous, implausible=doubtful or not fits)


def _candidates(tokens: Sequence[Token], found: Sequence[Quantity]) -> list[float] | None:
    if len({quantity.values for quantity in found}) == 1:
        return list(found[0].values)
    if len(found) == 2 and is_range(tokens, *found):
        return _range(*found)
    return None


def _range(low: Quantity, high: Quantity) -> list[float]:
    """Both ends, the lower one first. `1.500-2.000`: the readings that keep the order."""
    ends = sorted({low.values[0], high.values[0]})
    return ends
