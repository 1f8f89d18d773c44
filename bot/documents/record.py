"""The process record of a case, as lines: what happened when, whom it was told to, which duties it concerns, what the
worker did, what the evidence is. Pure: plain values in, lines out; nothing is read, no clock is looked at.

Each line is said twice, in Japanese and in the worker's language, and says whose word it is. What stands for urgency,
debt or family never becomes a line (`record.yaml`, `Rules`).
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.clock import date_in_japan
from flows.model import Kind, Step, Structure

RULES = Path(__file__).with_name("record.yaml")
JAPANESE = "ja"
_QUESTION = re.compile(r".*?(?:[?？]|か。|လား။|လဲ။)", re.DOTALL)
"""Up to the end of the first sentence that asks."""
_EXACT = (Kind.MONEY, Kind.HOURS, Kind.NUMBER)
"""What is counted in belongs to the number."""


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
    """It says that a duty was not fulfilled, or what became of one: it comes before others on the first page."""


@dataclass(frozen=True)
class Harmful:
    """Which answers to a question could harm. ``passed``: only once this clock has run out."""

    why: Harm
    chosen: frozenset[str] = frozenset()
    passed: str | None = None


@dataclass(frozen=True)
class Rules:
    """`record.yaml`, read."""

    never: frozenset[str]
    never_chosen: Mapping[str, frozenset[str]]
    names: frozenset[str]
    did: frozenset[str]
    harms: Mapping[str, Harmful]
    events: Mapping[str, Word]

    def tells(self, step: str) -> bool:
        """Whether an answer to this question may be a line."""
        return step not in self.never and f"{step.partition('.')[0]}.*" not in self.never


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
    """A photo, document or recording. ``kind``: what it is, in both languages."""

    id: str
    kind: Both
    at: datetime
    size: int
    sha256: str


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


@cache
def rules(path: Path = RULES) -> Rules:
    """The shipped rules."""
    plain = yaml.safe_load(path.read_text("utf-8"))
    return Rules(
        frozenset(plain["never"]), {step: frozenset(names) for step, names in plain["never_chosen"].items()},
        frozenset(plain["names"]), frozenset(plain["did"]),
        {
            row["step"]: Harmful(Harm(row["why"]), frozenset(row.get("chosen", ())), row.get("passed"))
            for row in plain["harms"]
        },
        {kind: Word(word) for kind, word in plain["events"].items()},
    )  # fmt: skip


@dataclass(frozen=True)
class Speaker:
    """How things are said: ``text`` (language, key, values), ``answer`` (language, flow, step, value)."""

    language: str
    text: Callable[..., str]
    answer: Callable[[str, str, Step, Any], str]

    def both(self, key: str, **values: Both) -> Both:
        """A text in both languages."""
        return Both(
            self.text(JAPANESE, key, **{name: value.ja for name, value in values.items()}),
            self.text(self.language, key, **{name: value.own for name, value in values.items()}),
        )


    def answered(self, flow: str, step: Step, value: Any) -> Both:
        """An answer in both languages."""
        return Both(self.answer(JAPANESE, flow, step, value), self.answer(self.language, flow, step, value))


def lines(told: Told, structure: Structure, speaker: Speaker, by: Rules | None = None) -> list[Line]:
    """All lines that a record of this may have, part by part."""
    by = by or rules()
    found: list[Line] = []
    for given in (*told.answers, *told.checks):
        line = _answer(given, told, structure, speaker, by)
        if line is not None:
            found.append(line)
    for request in told.requests:
        found += _request(request, speaker)
    found += _happenings(told.happenings, speaker, by)
    if told.estimate is not None:
        sums = {"low": told.estimate.low, "high": told.estimate.high}
        found.append(Line("estimate", Part.HOURS, Word.PROGRAM, speaker.both("doc.record.estimate.line", **sums)))
        found.append(Line("estimate_how", Part.HOURS, Word.PROGRAM, speaker.both("doc.record.estimate_how.line")))
    for file in told.files:
        size = f"{max(1, round(file.size / 1024)):,} kB"
        text = Both(f"{file.kind.ja}・{size}", f"{file.kind.own} · {size}")
        found.append(
            Line(f"f{file.id}", Part.EVIDENCE, Word.PROGRAM, text, at=file.at, small=f"SHA-256 {file.sha256}")
        )
    order = list(Part)
    return sorted(found, key=lambda line: order.index(line.part))


def chosen(all_lines: Sequence[Line], without: Collection[str] = (), *, anonymous: bool = False) -> list[Line]:
    """The lines that the worker wants in it. ``anonymous``: none that names somebody, and months instead of days."""
    kept = [line for line in all_lines if line.id not in without and not (anonymous and line.names)]
    if anonymous:
        # who holds a file could tell by its hash that it is the one
        kept = [replace(line, text=line.veiled or line.text, small="") for line in kept]
    # an explanation goes with the sum it explains
    return [one for one in kept if one.id != "estimate_how" or any(other.id == "estimate" for other in kept)]


def _happenings(happenings: Sequence[Happening], speaker: Speaker, by: Rules) -> list[Line]:
    """Who was told. Without names organisations are called A, B, C in the order in which they come in."""
    found: list[Line] = []
    letters: dict[str, str] = {}
    for one in happenings:
        word = by.events.get(one.kind)
        if word is None:
            continue
        key, part = f"doc.record.{one.kind}.line", Part.DID if one.kind == "filed" else Part.TOLD
        if one.partner is None:
            found.append(Line(f"e{one.seq}", part, word, speaker.both(key), at=one.at))
            continue
        letter = letters.setdefault(one.partner.ja, chr(ord("A") + len(letters) % 26))
        veiled = speaker.both(key, partner=Both(f"団体{letter}", letter))
        text = speaker.both(key, partner=one.partner)
        found.append(Line(f"e{one.seq}", part, word, text, at=one.at, veiled=veiled))
    return found


def _request(one: Request, speaker: Speaker) -> Iterator[Line]:
    """What became of a duty after the worker spoke of it."""
    key = "doc.record.correction_requested.line"
    yield Line(
        f"c{one.id}", Part.DUTIES, Word.CONFIRMED, speaker.both(key, duty=one.duty, date=one.due), at=one.at,
        veiled=speaker.both(key, duty=one.duty, date=one.due_month), weighty=True,
    )  # fmt: skip
    if one.reply is not None:
        said = speaker.both(f"doc.record.reply_{one.reply}.line", duty=one.duty)
        yield Line(f"d{one.id}", Part.DUTIES, Word.CONFIRMED, said, at=one.reply_at, weighty=True)
    if one.mended is not None:
        said = speaker.both(f"doc.record.mended_{'yes' if one.mended else 'no'}.line", duty=one.duty)
        yield Line(f"m{one.id}", Part.DUTIES, Word.WORKER, said, at=one.mended_at, weighty=True)


def _answer(given: Given, told: Told, structure: Structure, speaker: Speaker, by: Rules) -> Line | None:
    flow, _, name = given.step.partition(".")
    found = structure.flows.get(flow)
    if found is None or name not in found.position or not by.tells(given.step):
        return None
    step = found.steps[found.position[name]]
    value = _without(given.value, by.never_chosen.get(given.step, frozenset()))
    if step.audience != "staff" or step.kind is Kind.FILE or not _says_something(value):
        return None
    own_words = step.kind is Kind.TEXT
    text = _own_words(value, speaker) if own_words else speaker.answered(flow, step, value)
    if not text.own:
        return None
    day = step.kind is Kind.DATE and isinstance(value, str)
    veiled = speaker.answered(flow, replace(step, kind=Kind.MONTH), value[:7]) if day else None
    asked = speaker.both(f"{given.step}.ask")
    about = asked if step.kind in _EXACT else Both(question(asked.ja), question(asked.own))
    part, key = Part.DID if given.step in by.did else Part.HAPPENED, ""
    duty = told.duties.get(step.evidence or "")
    if part is Part.HAPPENED and duty is not None:
        part, key = Part.DUTIES, step.evidence or ""
        about = Both(f"【{duty.ja}】{about.ja}", f"【{duty.own}】{about.own}")
    fulfilled = told.fulfilled.get(given.id, told.fulfilled.get(given.step))
    if part is Part.DUTIES and fulfilled is not None:
        state = speaker.both(f"doc.record.{'fulfilled' if fulfilled else 'deviation'}.label")
        text = Both(f"{text.ja}（{state.ja}）", f"{text.own} ({state.own})")
    word = Word.WORKER if given.by is None else Word.CONFIRMED
    if given.by is not None:
        text = Both(f"{text.ja}（{given.by.ja}）", f"{text.own} ({given.by.own})")
    return Line(
        given.id, part, word, text, about, given.at, _harm(given.step, value, told, by),
        names=own_words or given.step in by.names or given.by is not None, veiled=veiled, duty=key,
        step=given.step, weighty=part is Part.DUTIES and fulfilled is False,
    )


def _own_words(value: Any, speaker: Speaker) -> Both:
    said = str(value).strip()
    same = speaker.language == JAPANESE
    return Both(said if same else speaker.text(JAPANESE, "doc.record.own_words.line"), said)


def _without(value: Any, never: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [one for one in value if one not in never]
    return None if isinstance(value, str) and value in never else value


def _says_something(value: Any) -> bool:
    return value is not None and value != [] and not (isinstance(value, dict) and "skipped" in value)


def _harm(step: str, value: Any, told: Told, by: Rules) -> Harm | None:
    found = by.harms.get(step)
    if found is None or (found.passed is not None and found.passed not in told.passed):
        return None
    said = set(value) if isinstance(value, list) else {value}
    return found.why if not found.chosen or found.chosen & said else None


def question(text: str) -> str:
    """A question without the help with answering that follows it. What stands before it stays: it may turn its meaning
    round ("These are duties. Which did you not get?")."""
    found = _QUESTION.match(text)
    return " ".join((found[0] if found else text).split())


def when(at: datetime | None, *, anonymous: bool) -> str:
    """The day in Japan a line is of, as digits, the same in every language; the month in the anonymous version."""
    if at is None:
        return ""
    day = date_in_japan(at)
    return f"{day:%Y-%m}" if anonymous else day.isoformat()

