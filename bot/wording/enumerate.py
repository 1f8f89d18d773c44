"""Every text the flows and papers need, by key: the one list that serving, checking and counting go by. And which file
a key is in: what is said in a chat (``worker``), what stands on papers (``documents``), what staff read (``staff``)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from flows.model import ROOT, Kind, Structure

from .filling import PLACEHOLDER
from .languages import ENDONYMS

CARDS = ("card.emergency", "card.self_harm", "card.trafficking", "card.ask_danger")
LONGEST = {"ask": 220, "info": 500, "choice": 24}
"""Characters a worker reads at once; a choice is a button on a 360-px screen."""
DOMAINS = ("worker", "documents", "staff")
"""The files of a language, by name."""
VARIANTS = ("together", "coordinator")
"""What the key of a step's text ends with that is said where somebody of an organisation writes it down together with
the worker, or where nobody but the coordinator can be asked."""
_PAPERS = Path(__file__).with_name("papers.yaml")
_PREFIXES = {"doc": "documents", "hours": "documents", "staff": "staff"}
PAPER, CHAT = "doc.", "doc.chat."
"""What keys of papers begin with; those of them that are read on a phone, before a paper is made."""
LONGEST_ON_PAPER = {"title": 90, "label": 60, "line": 400, "": 1200}
"""Characters by the last part of a key: a heading, a narrow column, one line among others, a paragraph."""


@dataclass(frozen=True)
class Needed:
    """A text that a step or a paper needs: its key, whether it must not fall back to another language, what it is."""

    key: str
    critical: bool
    what: str  # ask, info, choice; of a paper the last part of its key
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


def needed_in(domain: str, structure: Structure) -> Iterator[Needed]:
    """The texts of one file that are known by name: those of steps, or of papers."""
    if domain == "worker":
        yield from needed(structure)
    elif domain == "documents":
        yield from papers()


@cache
def papers() -> tuple[Needed, ...]:
    """The texts of papers (`papers.yaml`)."""
    listed: dict[str, list[str]] = yaml.safe_load(_PAPERS.read_text("utf-8"))
    return tuple(Needed(key, False, key.rpartition(".")[2], frozenset(names)) for key, names in listed.items())


def domain_of(key: str) -> str:
    """The file that a key belongs to."""
    return _PREFIXES.get(key.partition(".")[0], "worker")


def on_paper(key: str) -> bool:
    """Whether a text is printed: it has room, and Japanese officers read it without readings."""
    return key.startswith(PAPER) and not key.startswith(CHAT)


def critical_keys(structure: Structure) -> frozenset[str]:
    """The texts that must not be wrong: those of critical steps, also as they are said otherwise, and the cards. Not
    every text is said otherwise: whoever asks compares with the texts there are."""
    steps = {n.key for n in needed(structure) if n.critical}
    return frozenset(steps | {f"{key}_{variant}" for key in steps for variant in VARIANTS} | set(CARDS))


def unknown_placeholders(text: str, allowed: frozenset[str]) -> list[str]:
    """Placeholders of a text that its step does not fill."""
    return sorted(set(PLACEHOLDER.findall(text)) - allowed)
