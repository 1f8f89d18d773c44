"""Answers to press where a worker types one, so that every branch of a conversation that is looked at can be clicked
to. Pure."""

from datetime import date

from flows.asking import counted
from flows.model import Kind, Step

_DAYS = (-120, -20, 20, 200)
"""From today: over for long, just over, soon, far ahead."""
_AMOUNTS: dict[Kind, tuple[int, ...]] = {
    Kind.NUMBER: (1, 2, 10, 30),
    Kind.HOURS: (1, 8, 30, 100),
    Kind.MONEY: (1_000, 2_000, 15_000, 100_000, 250_000),  # of an hour, a day, a month; below and above a minimum wage
}


def samples(step: Step, today: date) -> tuple[str, ...]:
    """Plausible answers to a question as one would type them; none where its buttons say all there is to say."""
    low = step.minimum if step.minimum is not None else -float("inf")
    high = step.maximum if step.maximum is not None else float("inf")
    if step.kind is Kind.TEXT:
        return ("…",)
    if step.kind is Kind.DATE:
        return tuple(counted(step.kind, day, today) for day in _DAYS if low <= day <= high)
    if step.kind not in _AMOUNTS:
        return ()
    fitting = tuple(f"{amount:g}" for amount in _AMOUNTS[step.kind] if low <= amount <= high)
    return fitting or (f"{low:g}",)
