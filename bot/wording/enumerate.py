"""Every text the flows need, by key: the one list that serving, checking and counting go by."""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.model import ROOT, Kind, Structure

from .filling import PLACEHOLDER
from .languages import ENDONYMS

CARDS = ("card.emergency", "card.self_harm", "card.trafficking", "card.ask_danger")
LONGEST = {"ask": 220, "info": 500, "choice": 24}
"""Characters a worker reads at once; a choice is a button on a 360-px screen."""


@dataclass(frozen=True)
class Needed:
    """A text that a step needs: its key, whether it must not fall back to another language, what it is."""

    key: str
    critical: bool
    what: str  # ask, info, choice
    placeholders: frozenset[str]


def needed(structure: Structure) -> Iterator[Needed]:
    """The texts of every step of every flow."""
    for flow, step in structure.steps():
        base = f"{flow.id}.{step.id}"
        params = frozenset(step.params)
        if step.kind is Kind.INFO:
            yield Needed(f"{base}.info", step.critical, "info", params)
        elif step.kind.asks:
            yield Needed(f"{base}.ask", step.critical, "ask", params)
        for choice in step.choices:
            if flow.id == ROOT and choice.id in ENDONYMS:  # a language's button bears its own name
                continue
            yield Needed(f"{base}.choice.{choice.id}", step.critical, "choice", frozenset())


def critical_keys(structure: Structure) -> frozenset[str]:
    """The texts that must not be wrong: those of critical steps, and the cards."""
    return frozenset({n.key for n in needed(structure) if n.critical} | set(CARDS))


def unknown_placeholders(text: str, allowed: frozenset[str]) -> list[str]:
    """Placeholders of a text that its step does not fill."""
    return sorted(set(PLACEHOLDER.findall(text)) - allowed)
