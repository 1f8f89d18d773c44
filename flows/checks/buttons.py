"""Buttons must fit: six choices on a screen, 64 bytes of data behind each (Telegram's limit)."""

from ..loader import Finding, Loaded
from ..model import Flow, Kind, Structure

MOST = 6
DATA_BYTES = 64
_LONGEST_VISIT = len("c:999999:change/")


def too_many(loaded: Loaded) -> list[Finding]:
    """Questions with more than six choices (the choice of language has one for each language)."""
    findings = []
    for flow in loaded.structure.flows.values():
        for at, step in enumerate(flow.steps):
            if len(step.choices) > MOST and step.id != "language":
                message = f"{len(step.choices)} choices; at most {MOST} fit a screen. Split the question."
                findings.append(loaded.finding(flow.id, ("steps", at, "choices"), message))
    return findings


def data_too_long(loaded: Loaded) -> list[Finding]:
    """Steps and choices whose ids are too long for a button's data; each once, whatever ways lead there."""
    found: dict[tuple[str, int], str] = {}
    structure = loaded.structure

    def through(flow: Flow, prefix: str) -> None:
        for at, step in enumerate(flow.steps):
            path = prefix + step.id
            if step.kind is Kind.SUB_FLOW:
                through(structure.flows[step.flow or ""], path + "/")
                continue
            longest = max((path, *(choice.id for choice in step.choices)), key=lambda name: len(name.encode()))
            if _LONGEST_VISIT + len(longest.encode()) > DATA_BYTES:
                known = found.get((flow.id, at), "")
                found[flow.id, at] = max(known, longest, key=lambda name: len(name.encode()))

    through(_root(structure), "")
    return [
        loaded.finding(flow, ("steps", at), f"{name} is too long for a button's data. Shorten the ids.")
        for (flow, at), name in found.items()
    ]


def _root(structure: Structure) -> Flow:
    return structure.flows[structure.root]
