"""What a parser gives back, and what it is given besides the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = str | int | float | bool | list[str]
"""JSON-able. choice: the id; multi_choice: ids; yes_no: bool; text: str; number: int or float; hours: minutes;
money: yen; date: "2026-11-03"; month: "2026-11"; prefecture: JIS code such as "13"."""


@dataclass(frozen=True)
class Understood:
    """The text was read as `value`.

    `ambiguous` holds two or more values when the text can be read in several ways or names a range; `value` is
    then the likeliest (of a range: the lower end) and the worker has to choose. `implausible`: the value, or one
    of the values, lies outside the limits or was guessed from a misspelling; the worker has to confirm.
    """

    value: Value
    ambiguous: tuple[Value, ...] = ()
    implausible: bool = False

    @property
    def certain(self) -> bool:
        """Whether the conversation may go on without asking back."""
        return not self.ambiguous and not self.implausible


@dataclass(frozen=True)
class NotUnderstood:
    """The text was not read. `reason` is one of REASONS, for choosing the example to show."""

    reason: str


REASONS = frozenset(
    {
        "empty",  # nothing, or nothing but emoji and punctuation
        "too_long",  # a story where a short answer was asked for; for text: longer than allowed
        "too_short",  # text: shorter than asked for
        "no_number",
        "many_numbers",  # several quantities and no telling which one is meant
        "too_large",
        "too_small",  # below zero
        "decimals",  # yen with a fraction
        "rate",  # hours a day or a week, where the question is about a longer time; money a month, where a total is
        "clock",  # times of day, where a duration was asked for
        "other_unit",  # days or months, where hours were asked for; money, where a number was
        "other_currency",
        "no_date",
        "not_a_day",  # a week, month or year, where a day was asked for
        "no_such_date",  # 31 April
        "bikram_sambat",  # a Nepali date: asked again in the calendar on Japanese papers, never converted
        "no_month",
        "no_prefecture",
        "region",  # Kansai or Tohoku: the prefecture has to be asked
        "no_yes_no",
        "both",  # yes and no in one answer
        "unknown",  # "I don't know" where yes or no was asked
        "no_choice",
    }
)

Parsed: TypeAlias = Understood | NotUnderstood


@dataclass(frozen=True)
class Limits:
    """What is plausible, inclusive; None: the kind's own default.

    hours: in hours. money: yen. number: as it is. text: characters. date: days from today (negative: past).
    month: months from the present one. `unit`: what a number counts (day, week, month, year …), or what money is for
    (total, hour, day, month), if that is known.
    """

    min: float | None = None
    max: float | None = None
    unit: str = ""

    def within(self, low: float, high: float) -> tuple[float, float]:
        """Both ends, with the given defaults where none is set."""
        return (low if self.min is None else self.min, high if self.max is None else self.max)


NO_LIMITS = Limits()
