"""Lays a process record out: what the template `record.typ` is filled with. Pure: lines in, plain data out."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno

from bot.clock import date_in_japan

from .record import JAPANESE, Both, Line, Part, Word, when
from .record_front import matter, ranks
from .telling import Teller

_TOPICS = ("opening.topic", "others.topic_2", "others.topic_3")
_UNBROKEN = re.compile(r"[!-~]{30,}")
_TOLD_BY = {"place": "about_you.prefecture", "card": "about_you.status", "wish": "about_you.want"}
"""Answers that stand at the top of the first page instead of among its lines."""


@dataclass(frozen=True)
class Front:
    """What the first page says of the case itself. ``number`` and ``helps`` (who is in charge) are not in the version
    without names. ``url``: where anybody can see whether the file was changed, with ``code``."""

    number: str
    topic: str
    helps: Both | None
    made: datetime
    url: str
    code: str
    anonymous: bool = False


def paper(teller: Teller, front: Front, kept: Sequence[Line]) -> dict[str, Any]:
    """What the template is filled with."""
    number = {line.id: at for at, line in enumerate(kept, 1)}
    parts = [(part, [line for line in kept if line.part is part]) for part in Part]
    notes = ["doc.record.of_the_worker.line", "doc.record.not_sent.line"]
    if front.anonymous:
        notes.insert(0, "doc.record.anonymous.line")

    rank = ranks([line for line in kept if line.step not in _TOLD_BY.values()])

    def shown(part: Part, whole: Sequence[Line], *, brief: bool) -> dict[str, Any]:
        rows = [
            {**_row(line, number[line.id], anonymous=front.anonymous, brief=brief), "rank": rank.get(line.id)}
            for line in whole
            if not brief or line.id in rank
        ]
        return {"title": _both(teller.both(f"doc.record.{part}.title")), "lines": rows}

    firsts = [shown(part, of, brief=True) for part, of in parts]
    left = [
        str(len(kept) - sum(one < some for one in rank.values()))
        for some in range(1, max(rank.values(), default=0) + 2)
    ]
    url, code = Both(front.url, front.url), Both(front.code, front.code)
    return {
        "title": teller.text(teller.language, "doc.record.title"), "language": teller.language,
        "heading": _both(teller.both("doc.record.title")), "single": teller.language == JAPANESE,
        "head": _head(teller, front, kept), "front": [one for one in firsts if one["lines"]],
        "more": [_both(teller.both("doc.record.more.line", count=Both(count, count))) for count in left],
        "matter": matter(rank, kept), "annex": [shown(part, of, brief=False) for part, of in parts if of],
        "annex_title": _both(teller.both("doc.record.annex.title")),
        "marks": [
            {"mark": word.value, "text": _both(teller.both(f"doc.record.mark_{word.value}.label"))} for word in Word
        ],
        "notes": [_both(teller.both(key)) for key in notes],
        "check": _both(teller.both("doc.record.check.line", url=url, code=code)),
        "qr": _qr(front.url), "code": front.code,
    }  # fmt: skip


def _head(teller: Teller, front: Front, kept: Sequence[Line]) -> list[dict[str, Any]]:
    """What stands at the top: of the answers only those that the worker left in."""
    day = date_in_japan(front.made)
    rows: list[tuple[str, Both | None]] = [
        ("number", None if front.anonymous else Both(front.number, front.number)),
        ("issued", teller.month(f"{day:%Y-%m}") if front.anonymous else teller.day(day)),
        ("about", _topic(teller, front.topic)),
    ]
    for label, step in _TOLD_BY.items():
        rows.append((label, next((line.text for line in kept if line.step == step), None)))
    rows.append(("helps", None if front.anonymous else front.helps))
    return [
        {"label": _both(teller.both(f"doc.record.{label}.label")), "value": _both(value)}
        for label, value in rows
        if value is not None
    ]


def _topic(teller: Teller, topic: str) -> Both | None:
    for question in _TOPICS:
        if teller.wording.has(f"{question}.choice.{topic}"):
            return teller.both(f"{question}.choice.{topic}")
    return None


def _row(line: Line, number: int, *, anonymous: bool, brief: bool) -> dict[str, Any]:
    return {
        "n": number, "mark": line.word.value,
        "at": when(line.at, anonymous=anonymous, timed=line.timed and not brief, until=line.until),
        "about": None if line.about is None else _both(line.about),
        "text": _both(Both(broken(line.text.ja), broken(line.text.own))), "small": "" if brief else line.small,
    }  # fmt: skip


def broken(text: str) -> str:
    """With places where a line may end in what somebody typed without a space."""
    return _UNBROKEN.sub(lambda run: "\u200b".join(re.findall(".{1,20}", run[0])), text)


def _both(said: Both) -> dict[str, str]:
    return {"ja": said.ja, "own": said.own}


def _qr(url: str) -> str:
    out = io.BytesIO()
    segno.make_qr(url, error="m").save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode()
