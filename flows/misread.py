"""What to say of a written answer that could not be taken: why, where a sentence helps to write it again."""

from datetime import date

from .events import Typed
from .inputs import Limits, NotUnderstood, parse
from .model import Kind, Step

EXAMPLE = "common.try_example"
WAY = "common.try_way"
"""Where there is nothing to write an example of."""
_PRESSED = (Kind.CHOICE, Kind.MULTI_CHOICE, Kind.OPTIONS, Kind.FILE)

NEPALI_DAY = "input.date.bikram_sambat"
_SAID = {
    ("hours", "rate"): "input.hours.rate",
    ("date", "bikram_sambat"): NEPALI_DAY,
    ("money", "other_currency"): "input.money.other_currency",
}


def hint(step: Step, event: Typed, today: date) -> str:
    """The key of the line above the question: what is asked for, or else just an example."""
    if step.kind in _PRESSED and (step.input is None or step.day is not None):
        return NEPALI_DAY if step.day is not None and _is_nepali_day(event, today) else WAY
    kind = step.input or step.kind.value
    if not any(kind == explained for explained, _ in _SAID):
        return EXAMPLE
    limits = Limits(step.minimum, step.maximum, step.unit)
    found = parse(kind, event.text, event.lexicon, today, limits=limits)
    return _SAID.get((kind, found.reason), EXAMPLE) if isinstance(found, NotUnderstood) else EXAMPLE


def _is_nepali_day(event: Typed, today: date) -> bool:
    found = parse(Kind.DATE.value, event.text, event.lexicon, today, limits=Limits(None, 0))
    return isinstance(found, NotUnderstood) and found.reason == "bikram_sambat"
