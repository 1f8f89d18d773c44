"""Inbound events as they lie in the inbox → events of the engine."""

from dataclasses import dataclass

from flows.events import Control, Tap


@dataclass(frozen=True)
class QuestionTap:
    """A tap on a question that a case put to the worker (reached? solved?)."""

    question_id: str
    choice: str


@dataclass(frozen=True)
class StaffTap:
    """A tap by a member of staff on an alert in Telegram."""

    data: str


@dataclass(frozen=True)
class Inert:
    """A button that only shows something."""


def read_tap(data: str) -> Tap | Control | QuestionTap | StaffTap | Inert:
    """What a button's data says. Anything that is not ours is inert."""
    letter, _, rest = data.partition(":")
    first, _, last = rest.partition(":")
    if letter == "a" and _number(first) and last:
        return Tap(int(first), last)
    if letter == "c" and _number(first) and last:
        return Control(last, int(first))
    if letter == "q" and first and last:
        return QuestionTap(first, last)
    if letter == "s" and rest:
        return StaffTap(data)
    return Inert()


def _number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
