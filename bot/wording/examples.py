"""Examples of an answer that the program itself would not understand: whoever copies one has to be understood."""

from collections.abc import Collection, Iterator
from datetime import date

from flows.inputs import NO_LIMITS, Limits, NotUnderstood, parse
from flows.inputs.lexicon import Lexicon
from flows.model import Step, Structure

from .catalogue import Catalogue
from .finding import Finding, Severity

_READ_AS = {
    "hours": "hours", "number": "a number", "money": "an amount of money", "date": "a day", "month": "a month",
    "prefecture": "a prefecture", "yes_no": "yes or no",
}  # fmt: skip
"""What an answer is read as, by its kind. Of the others the example says what to press or send, or is any text."""
_DATED = frozenset({"date", "month"})
"""What is asked for lies near today: an example grows old, and no example can help it."""
_ANY_DAY = date(2026, 12, 1)


def misread(
    catalogue: Catalogue, known: Collection[str], lexicon: Lexicon, structure: Structure
) -> Iterator[Finding]:
    """Findings on the example that each question shows, its own or that of its kind. ``known``: the keys there are, so
    that an own one that is not translated yet is no other example."""
    told = set()
    for flow, step in structure.steps():
        kind, question = step.input or step.kind.value, f"{flow.id}.{step.id}"
        own, shared = f"{question}.example", f"input.{kind}.example"
        entry = catalogue.entries.get(own if own in known else shared)
        if kind not in _READ_AS or entry is None or not entry.text or entry.key in told:
            continue
        problem = _problem(kind, entry.text, step, lexicon)
        if problem is not None:
            told.add(entry.key)
            do = f"Add {own} with one that fits there." if entry.key == shared else "Write one that is clear there."
            message = f"Whoever answers {question} with this example, “{entry.text}”, {problem}. {do}"
            yield Finding(
                catalogue.file, entry.line, catalogue.language, entry.key, message, "examples", Severity.FINDING
            )


def _problem(kind: str, example: str, step: Step, lexicon: Lexicon) -> str | None:
    limits = NO_LIMITS if kind in _DATED else Limits(step.minimum, step.maximum, step.unit)
    found = parse(kind, example, lexicon, _ANY_DAY, limits=limits)
    if isinstance(found, NotUnderstood):
        return f"is not understood: it can't be read as {_READ_AS[kind]}"
    if found.ambiguous or (found.implausible and kind not in _DATED):
        return "is asked whether it is right"
    return None
