"""What a process record is made of, as plain values: everything that can be told, and the lines it becomes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any


class Part(StrEnum):
    """The parts of a record, in order; the text key is ``doc.record.<value>.title``."""

    HAPPENED = "happened"
    DUTIES = "duties"
    TOLD = "told"
    DID = "did"
    HOURS = "hours"
    EVIDENCE = "evidence"


class Word(StrEnum):
    """Whose word a line is; the text key is ``doc.record.mark_<value>.label``."""

    WORKER = "worker"
    CONFIRMED = "confirmed"
    PROGRAM = "program"


class Harm(StrEnum):
    """How a line could be used against the worker; the text key is ``doc.chat.harm_<value>.info``."""

    EXPIRY = "expiry"
    LATE = "late"
    LEFT = "left"
    SIGNED = "signed"


class Weight(IntEnum):
    """How much a line matters on the first page, beside those that weigh most (`Line.weighty`)."""

    MAIN = 1
    """What happened, and who was told."""
    MORE = 2
    ASIDE = 3
    """That somebody wrote a message."""


@dataclass(frozen=True)
class Both:
    """The same in Japanese and in the worker's language."""

    ja: str
    own: str


@dataclass(frozen=True)
class Line:
    """One line. ``about``: the question or duty it speaks to; ``text``: what is said of it. ``id`` stays the same as
    long as the line is there: by it the worker takes lines out. ``names``: left out of the version without names."""

    id: str
    part: Part
    word: Word
    text: Both
    about: Both | None = None
    at: datetime | None = None
    harm: Harm | None = None
    names: bool = False
    small: str = ""
    """In small print, the same in every language: a hash."""
    veiled: Both | None = None
    """What the version without names says instead."""
    duty: str = ""
    """The key of the duty it speaks to, in the part on duties."""
    step: str = ""
    """Of an answer: its question."""
    weighty: bool = False
    """It says who the employer is, that a duty was not fulfilled, what became of one, or how much is owed: it comes
    before others on the first page."""
    weight: Weight = Weight.MORE
    until: datetime | None = None
    """When the last of several was that stand in one line."""
    timed: bool = False
    """The time of day belongs to it: when somebody was told, when a file came."""


@dataclass(frozen=True)
class Given:
    """An answer as it is kept. ``by``: what others recorded, the name of their organisation in each language."""

    id: str
    step: str
    value: Any
    at: datetime
    by: Both | None = None


@dataclass(frozen=True)
class Happening:
    """A line of the timeline. ``partner``: the organisation's name in each language."""

    seq: int
    kind: str
    at: datetime
    partner: Both | None = None


@dataclass(frozen=True)
class File:
    """A photo, document or recording. ``kind``: what it is, in both languages. ``asked``: the question that it answers;
    ``shows``: what the worker says that it shows, in ``own_words`` or as one of a list."""

    id: str
    kind: Both
    at: datetime
    size: int
    sha256: str
    asked: Both | None = None
    shows: Both | None = None
    own_words: bool = False


@dataclass(frozen=True)
class Letter:
    """A letter that the worker had made. ``due``: where it says by when something is to be done that it was made in
    time for, with the day. ``late``: the day of the letter shows that it may have been too late for that."""

    id: str
    title: Both
    at: datetime
    due: Both | None = None
    late: bool = False


@dataclass(frozen=True)
class Estimate:
    """Unpaid overtime in yen as two amounts with their unit, in both languages."""

    low: Both
    high: Both


@dataclass(frozen=True)
class Request:
    """A request to put a duty right, in which this worker has part, and what became of it. ``reply``: as
    `storage.models.Reply`; ``mended``: the worker's last word."""

    id: str
    duty: Both
    at: datetime
    due: Both
    due_month: Both
    reply: str | None = None
    reply_at: datetime | None = None
    mended: bool | None = None
    mended_at: datetime | None = None


@dataclass(frozen=True)
class Told:
    """Everything a record is made of."""

    answers: Sequence[Given]
    happenings: Sequence[Happening]
    files: Sequence[File] = ()
    estimate: Estimate | None = None
    below_minimum: Line | None = None
    """That the pay told lies below the minimum wage, where the program could compare the two."""
    passed: Collection[str] = ()
    """The clocks that have run out: ``notice``."""
    status: str | None = None
    duties: Mapping[str, Both] = field(default_factory=dict)
    """The duties that bind, by key: their names."""
    fulfilled: Mapping[str, bool] = field(default_factory=dict)
    """By question, or by the id of an answer given in a check: whether it says that a duty was fulfilled. Missing: it
    says neither."""
    requests: Sequence[Request] = ()
    checks: Sequence[Given] = ()
    """What was answered in support checks."""
    letters: Sequence[Letter] = ()
