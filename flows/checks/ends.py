"""A choice after which nothing follows leaves a worker alone in the middle of a conversation, without a word."""

from typing import Any

from ..loader import Finding, Loaded
from ..model import END, Flow, Kind, Step

_SEEN = frozenset(Kind) - {Kind.COMPUTE}
"""Steps that a worker notices."""


def silent_ends(loaded: Loaded) -> list[Finding]:
    """Choices after which the conversation ends without END having been written, while after others it goes on."""
    structure = loaded.structure
    findings: list[Finding] = []

    def through(flow: Flow, within: tuple[str, ...]) -> None:
        for at, step in enumerate(flow.steps):
            if step.kind is Kind.CHOICE:
                stops = [choice.id for choice in step.choices if _stops(flow, at, choice.id)]
                if stops and len(stops) < len(step.choices):
                    for n, choice in enumerate(step.choices):
                        if choice.id in stops:
                            message = (
                                f"After the choice {choice.id} nothing follows: the conversation just stops. "
                                "Give it a step, or write that it goes to END."
                            )
                            findings.append(loaded.finding(flow.id, ("steps", at, "choices", n), message))
        last = flow.steps[-1]
        if last.flow is not None and last.flow not in within:  # nothing follows it either
            through(structure.flows[last.flow], (*within, last.flow))

    through(structure.flows[structure.root], (structure.root,))
    return findings


def _stops(flow: Flow, at: int, choice: str) -> bool:
    """Whether certainly no later step is asked after this choice, and nobody wrote so."""
    step = flow.steps[at]
    begin = at + 1
    for branch in step.next:
        holds = True if branch.when is None else _holds(branch.when.plain, step.save, choice)
        if holds is None:
            return False
        if holds:
            if branch.go == END:
                return False
            begin = flow.position[branch.go]
            break
    return all(_skipped(later, step.save, choice) for later in flow.steps[begin:] if later.kind in _SEEN)


def _skipped(step: Step, variable: str, value: str) -> bool:
    return step.ask_if is not None and _holds(step.ask_if.plain, variable, value) is False


def _holds(plain: Any, variable: str, value: str) -> bool | None:
    """Whether a condition holds when only this variable is known; None if that depends on others."""
    if "all" in plain:
        return _and([_holds(part, variable, value) for part in plain["all"]])
    if "any" in plain:
        return _not(_and([_not(_holds(part, variable, value)) for part in plain["any"]]))
    if "none" in plain:
        return _and([_not(_holds(part, variable, value)) for part in plain["none"]])
    if plain.get("var") != variable:
        return None
    if "is" in plain:
        return bool(plain["is"] == value)
    if "not" in plain:
        return bool(plain["not"] != value)
    return value in plain["in"] if "in" in plain else None


def _not(holds: bool | None) -> bool | None:
    return None if holds is None else not holds


def _and(parts: list[bool | None]) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True
