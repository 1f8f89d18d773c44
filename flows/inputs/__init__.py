"""Reading what people type: one parser per kind of answer; the words of a language come in as an argument.

`parse` never raises on any text. Danger words, stigmatising words and typed controls have their own modules:
`danger`, `stigma`, `intents`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from flows.errors import FlowError
from flows.inputs import choice, dates, hours, money, months, number, prefecture, text, yes_no
from flows.inputs.choice import Labels
from flows.inputs.lexicon import Lexicon, load_lexicons
from flows.inputs.lexicon_data import DangerKind, Intent, LexiconError
from flows.inputs.results import NO_LIMITS, REASONS, Limits, NotUnderstood, Parsed, Understood, Value

__all__ = [
    "KINDS",
    "NO_LIMITS",
    "REASONS",
    "DangerKind",
    "Intent",
    "Labels",
    "Lexicon",
    "LexiconError",
    "Limits",
    "NotUnderstood",
    "Parsed",
    "Understood",
    "UnknownKind",
    "Value",
    "load_lexicons",
    "parse",
]


class UnknownKind(FlowError):
    """No parser is registered for this kind of answer. Use one of flows.inputs.KINDS."""


@dataclass(frozen=True)
class _Question:
    """Everything besides the text that a parser may need."""

    lexicon: Lexicon
    today: date
    limits: Limits
    options: Labels


_Parser: TypeAlias = Callable[[str, _Question], Parsed]

_PARSERS: Mapping[str, _Parser] = {
    "choice": lambda raw, asked: choice.parse(raw, asked.lexicon, asked.options),
    "multi_choice": lambda raw, asked: choice.parse_many(raw, asked.lexicon, asked.options),
    "options": lambda raw, asked: choice.parse_many(raw, asked.lexicon, asked.options),
    "yes_no": lambda raw, asked: yes_no.parse(raw, asked.lexicon),
    "number": lambda raw, asked: number.parse(raw, asked.lexicon, asked.today, asked.limits),
    "hours": lambda raw, asked: hours.parse(raw, asked.lexicon, asked.limits),
    "money": lambda raw, asked: money.parse(raw, asked.lexicon, asked.limits),
    "date": lambda raw, asked: dates.parse(raw, asked.lexicon, asked.today, asked.limits),
    "month": lambda raw, asked: months.parse(raw, asked.lexicon, asked.today, asked.limits),
    "prefecture": lambda raw, asked: prefecture.parse(raw, asked.lexicon),
    "text": lambda raw, asked: text.parse(raw, asked.limits),
}

KINDS = frozenset(_PARSERS)
"""The kinds of answers that can be typed."""


def parse(
    kind: str,
    raw: str,
    lexicon: Lexicon,
    today: date,
    *,
    limits: Limits = NO_LIMITS,
    options: Labels | None = None,
) -> Parsed:
    """What a typed answer means.

    `today`: the date in Japan. `limits`: what is plausible, in the units that `Limits` names. `options`: for choice,
    multi_choice and options, what may be typed for each choice id, in the order of the buttons.
    Raises UnknownKind for a kind outside KINDS, and nothing for any text.
    """
    parser = _PARSERS.get(kind)
    if parser is None:
        raise UnknownKind(f"no parser reads answers of the kind {kind!r}")
    return parser(raw, _Question(lexicon, today, limits, options or {}))
