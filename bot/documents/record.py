"""The process record of a case, as lines: what happened when, whom it was told to, which duties it concerns, what the
worker did, what the evidence is. Pure: plain values in, lines out; nothing is read, no clock is looked at.

Each line is said twice, in Japanese and in the worker's language, and says whose word it is. What stands for urgency,
debt or family never becomes a line (`record.yaml`, `Rules`).
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from bot.clock import in_japan
from flows.model import Kind, Step, Structure

from .record_told import (
    Both,
    Estimate,
    File,
    Given,
    Happening,
    Harm,
    Letter,
    Line,
    Part,
    Request,
    Told,
    Weight,
    Word,
)

__all__ = [
    "Both", "Estimate", "File", "Given", "Happening", "Harm", "Letter", "Line", "Part", "Request", "Told", "Weight",
    "Word",
]  # fmt: skip

RULES = Path(__file__).with_name("record.yaml")
JAPANESE = "ja"
_QUESTION = re.compile(r".*?(?:[?？]|か。|လား။|လဲ။)", re.DOTALL)
"""Up to the end of the first sentence that asks."""
_EXACT = (Kind.MONEY, Kind.HOURS, Kind.NUMBER)
"""What is counted in belongs to the number."""


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
    first: frozenset[str]
    front: Mapping[str, Weight]
    together: frozenset[str]
    events: Mapping[str, Word]

    def tells(self, step: str) -> bool:
        """Whether an answer to this question may be a line."""
        return step not in self.never and f"{step.partition('.')[0]}.*" not in self.never

    def weight(self, name: str, *, core: bool = False) -> Weight:
        """How much a question, ``core``: one of those before sending, or a line of the timeline matters."""
        return self.front.get(name, Weight.MAIN if core else Weight.MORE)


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
        frozenset(plain["first"]),
        {name: Weight[weight.upper()] for weight, names in plain["front"].items() for name in names},
        frozenset(plain["together"]), {kind: Word(word) for kind, word in plain["events"].items()},
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
        said = speaker.both("doc.record.estimate.line", **sums)
        found.append(Line("estimate", Part.HOURS, Word.PROGRAM, said, weighty=True))
        how = speaker.both("doc.record.estimate_how.line")
        found.append(Line("estimate_how", Part.HOURS, Word.PROGRAM, how, weighty=True))
    found += [told.below_minimum] if told.below_minimum is not None else []
    found += [_file(sent, speaker) for sent in _once(told.files)]
    found += [_letter(letter, speaker) for letter in told.letters]
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
    """Who was told. Without names organisations are called A, B, C in the order in which they come in. Messages in a
    row are one line under the id of the first, so that a line that was taken out stays out when another is written."""
    found: list[Line] = []
    letters: dict[str, str] = {}
    told = [one for one in happenings if one.kind in by.events]
    for _, run in groupby(told, lambda one: (one.kind, one.partner) if one.kind in by.together else one.seq):
        one, *more = run
        key, part = f"doc.record.{one.kind}.line", Part.DID if one.kind == "filed" else Part.TOLD
        veiled = None
        if one.partner is None:
            text = speaker.both(key)
        else:
            letter = letters.setdefault(one.partner.ja, chr(ord("A") + len(letters) % 26))
            veiled = _times(speaker.both(key, partner=Both(f"団体{letter}", letter)), 1 + len(more))
            text = speaker.both(key, partner=one.partner)
        found.append(
            Line(
                f"e{one.seq}", part, by.events[one.kind], _times(text, 1 + len(more)), at=one.at, veiled=veiled,
                timed=True, weight=by.weight(one.kind), until=more[-1].at if more else None,
            )
        )  # fmt: skip
    return found


def _times(said: Both, count: int) -> Both:
    return said if count == 1 else Both(f"{said.ja}（×{count}）", f"{said.own} (×{count})")


def _once(files: Sequence[File]) -> list[list[File]]:
    """Each file with all the times it came: the same one once more, by its hash, is no further evidence. One of which
    something else is said is a line of its own."""
    found: list[list[File]] = []
    for file in files:
        same = next((one for one in found if one[0].sha256 == file.sha256 and _fits(one, file)), None)
        if same is None:
            found.append([file])
        else:
            same.append(file)
    return found


def _fits(sent: Sequence[File], file: File) -> bool:
    """Whether nothing else is said of it than before."""
    asked, shows = {one.asked for one in (*sent, file)}, {one.shows for one in (*sent, file)}
    return len(asked - {None}) <= 1 and len(shows - {None}) <= 1


def _file(sent: Sequence[File], speaker: Speaker) -> Line:
    """A file with what the worker says that it shows. Without names only what it is. ``sent``: as often as it came."""
    file = next((one for one in sent if one.shows is not None), sent[0])
    asked = next((one.asked for one in sent if one.asked is not None), None)
    size = size_words(file.size)
    plain = _times(Both(f"{file.kind.ja}・{size}", f"{file.kind.own} · {size}"), len(sent))
    text = plain
    if file.shows is not None:
        mark = speaker.both(f"doc.record.mark_{Word.WORKER}.label")
        text = Both(f"{plain.ja}（{mark.ja}：{file.shows.ja}）", f"{plain.own} ({mark.own}: {file.shows.own})")
    return Line(
        f"f{sent[0].id}", Part.EVIDENCE, Word.PROGRAM, text, asked, at=sent[0].at, small=f"SHA-256 {file.sha256}",
        veiled=plain if file.own_words else None, timed=True, until=sent[-1].at if len(sent) > 1 else None,
    )  # fmt: skip


def _letter(one: Letter, speaker: Speaker) -> Line:
    """What the worker prepared, and that it was in time where that can be said."""
    text = speaker.both("doc.record.letter.line", title=one.title)
    if one.due is not None:
        by = speaker.both("doc.letter.due.label")
        text = Both(f"{text.ja}（{by.ja}：{one.due.ja}）", f"{text.own} ({by.own}: {one.due.own})")
    harm = Harm.LATE if one.late else None
    return Line(f"l{one.id}", Part.DID, Word.PROGRAM, text, at=one.at, harm=harm, names=one.due is not None)


def size_words(size: int) -> str:
    """``812 kB``, ``1.2 MB``: the same in every language."""
    kilobytes = max(1, round(size / 1024))
    return f"{kilobytes} kB" if kilobytes < 1000 else f"{size / 1024 / 1024:.1f} MB"


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
    named = given.step in by.names
    text = _own_words(value, speaker, named=named) if own_words else speaker.answered(flow, step, value)
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
    failed = part is Part.DUTIES and fulfilled is False
    word = Word.WORKER if given.by is None else Word.CONFIRMED
    if given.by is not None:
        text = Both(f"{text.ja}（{given.by.ja}）", f"{text.own} ({given.by.own})")
    return Line(
        given.id, part, word, text, about, given.at, _harm(given.step, value, told, by),
        names=own_words or named or given.by is not None, veiled=veiled, duty=key,
        step=given.step, weighty=failed or given.step in by.first,
        weight=by.weight(given.step, core=step.core),
    )


def _own_words(value: Any, speaker: Speaker, *, named: bool) -> Both:
    """What somebody typed; ``named``: a name, which nobody would translate."""
    said = str(value).strip()
    same = named or speaker.language == JAPANESE
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


def when(at: datetime | None, *, anonymous: bool, timed: bool = False, until: datetime | None = None) -> str:
    """The day in Japan a line is of, as digits, the same in every language; the month in the anonymous version.
    ``timed``: with the time of day; ``until``: of the last of several."""
    if at is None:
        return ""
    first, last = in_japan(at), in_japan(until or at)
    day = "%Y-%m" if anonymous else "%Y-%m-%d"
    began, ended = f"{first:{day}}", f"{last:{day}}"
    if anonymous or not timed:
        return began if began == ended else f"{began}–{ended}"
    began, ended = f"{began} {first:%H:%M}", f"{last:%H:%M}" if began == ended else f"{ended} {last:%H:%M}"
    return f"{began} JST" if f"{first:%H:%M}" == ended else f"{began} – {ended} JST"  # not "10:00 – 10:00"
