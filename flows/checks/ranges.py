"""Ranges turn a number into a choice: in the wrong order, most numbers would become the wrong one."""

from itertools import pairwise

from ..loader import Finding, Loaded
from ..model import Step


def ranges_in_order(loaded: Loaded) -> list[Finding]:
    """Ranges that do not rise, ranges behind the one for all the rest, and ranges of the wrong choice."""
    findings = []
    for flow in loaded.structure.flows.values():
        for at, step in enumerate(flow.steps):
            found = _not_rising(step) or _of_another_choice(step)
            findings += [loaded.finding(flow.id, ("steps", at, "ranges", n), message) for n, message in found]
    return findings


def _not_rising(step: Step) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    before: float | None = float("-inf")
    for n, one in enumerate(step.ranges):
        if before is None:
            found.append((n, f"The range of {one.choice} is never reached: the one before it, without to:, takes all."))
        elif one.to is not None and one.to <= before:
            found.append((n, f"to: {one.to:g} is not above to: {before:g} before it. Put the ranges in rising order."))
        before = one.to
    return found


def _of_another_choice(step: Step) -> list[tuple[int, str]]:
    """The first range whose choice comes twice, or is not between its neighbours' (the choices rise or fall)."""
    choices = [choice.id for choice in step.choices]
    places = [choices.index(one.choice) for one in step.ranges]
    falls = len(places) > 1 and places[0] > places[-1]
    for n, (before, place) in enumerate(pairwise(places), 1):
        if place == before or (place < before) is not falls:
            name = step.ranges[n].choice
            return [(n, f"The range of {name} stands out of place. Each choice has one, in the order of the choices.")]
    return []
