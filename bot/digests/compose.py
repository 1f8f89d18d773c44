"""Writing one person's digest. Pure: cases in, a mail and a chat message out.

What waits for this person, what is overdue first. Number, age, due time and a link: topic, language, place
and names, and what is urgent, are only in the console, after log-in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.digests.mail import Mail
from bot.digests.mails import Block, case_mail
from bot.digests.standing import WAITING_FOR_US, Standing, Why, in_order, standing
from bot.digests.times import StaffTimes
from bot.wording.served import Snapshot
from storage.repositories.staff_cases import Glimpse

MOST_IN_CHAT = 15
"""Cases named in a chat message; the rest is counted."""


Entry = tuple[str, str, str]
"""A line: number, what is said about it, link."""


@dataclass(frozen=True)
class Reader:
    """Who the digest is for."""

    staff_id: str
    lang: str
    zone: ZoneInfo


@dataclass(frozen=True)
class Composed:
    """A digest, ready to be queued. `cases`: how many it names."""

    mail: Mail
    bubble: Mapping[str, Any]
    cases: int


def compose(
    words: Snapshot, reader: Reader, cases: Iterable[Glimpse], now: datetime, base_url: str, *, off: str | None = None
) -> Composed | None:
    """The digest of a day; None if nothing waits for this person. `off`: the link that turns digests off."""
    waiting = [row for row in in_order(cases, now) if row[0] in WAITING_FOR_US]
    if not waiting:
        return None
    times = StaffTimes(words, reader.lang, reader.zone, now)
    lines: tuple[list[Entry], list[Entry]] = [], []
    for group, why, seen in sorted(waiting, key=lambda row: _by_due_time(row[0], row[2], now)):
        late_one = group is Standing.OVERDUE
        lines[not late_one].append(_line(words, reader, times, seen, why if late_one else None, base_url))
    return put_together(words, reader, *lines, now, base_url, off=off)


def put_together(
    words: Snapshot, reader: Reader, overdue: list[Entry], others: list[Entry], now: datetime, base_url: str, *,
    off: str | None = None,
) -> Composed:
    """A digest of these lines."""
    times = StaffTimes(words, reader.lang, reader.zone, now)
    local_date = now.astimezone(reader.zone).date().isoformat()
    said = {"overdue": str(len(overdue)), "waiting": str(len(others)), "day": times.day(now)}
    key = "staff.digest.subject_overdue" if overdue else "staff.digest.subject"
    subject = words.text(reader.lang, key, **said)
    blocks = [
        Block(words.text(reader.lang, heading), group)
        for heading, group in (("staff.digest.overdue", overdue), ("staff.digest.waiting", others))
        if group
    ]
    mail = case_mail(
        words,
        reader.lang,
        subject=subject,
        intro=words.text(reader.lang, "staff.digest.intro", **said),
        blocks=blocks,
        base_url=base_url,
        id=f"digest:{reader.staff_id}:{local_date}",
        thread=f"digest:{reader.staff_id}:{local_date}",
        off=off,
    )
    return Composed(mail, _bubble(words, reader, subject, blocks, base_url), len(overdue) + len(others))


def about(words: Snapshot, lang: str, times: StaffTimes, seen: Glimpse) -> str:
    """What may be said about a case outside the console: its age and when it is due."""
    due = _due(seen)
    age = words.text(lang, "staff.digest.age", ago=times.age(seen.filed_at))
    if due is None:
        return age
    said = words.text(lang, "staff.digest.due", when=times.when(due), left=times.left(due))
    return words.text(lang, "staff.digest.line", age=age, due=said)


def told_of(words: Snapshot, lang: str, times: StaffTimes, seen: Glimpse, now: datetime) -> str:
    """What an alert says of a case: when it is due; of one that is overdue what is late, as the digest does."""
    group, why = standing(seen, now)
    return late(words, lang, times, seen, why) if group is Standing.OVERDUE else about(words, lang, times, seen)


def late(words: Snapshot, lang: str, times: StaffTimes, seen: Glimpse, why: Why) -> str:
    """The same of a case that is overdue: what is late. When its clock moves next may lie ahead."""
    age = words.text(lang, "staff.digest.age", ago=times.age(seen.filed_at))
    since = {Why.DEADLINE_PASSED: seen.deadline_at, Why.CLOCK_PASSED: seen.due_at, Why.REVIEW_LATE: seen.review_at}
    since |= {Why.ENTRY_DENIED: seen.review_at}
    since |= {Why.INTERPRETER_LATE: seen.interpreted_by, Why.INTERPRETER_SOUGHT: seen.sought_by}
    passed = since.get(why)
    said = words.text(lang, f"staff.why.{why}")
    if passed is not None:
        said = words.text(lang, "staff.digest.due", when=times.when(passed), left=times.left(passed))
    return words.text(lang, "staff.digest.line", age=age, due=said)


def _by_due_time(group: Standing, seen: Glimpse, now: datetime) -> tuple[bool, datetime, bool]:
    """What is overdue comes first, as it was ordered; the rest, of several groups under one heading, by its time."""
    if group is Standing.OVERDUE:
        return False, now, False
    return True, _due(seen) or datetime.max.replace(tzinfo=now.tzinfo), not seen.urgent


def _due(seen: Glimpse) -> datetime | None:
    """Until when it is to be done, of a case that is open."""
    return None if seen.closed_at is not None else seen.due_at or seen.deadline_at


def _line(
    words: Snapshot, reader: Reader, times: StaffTimes, seen: Glimpse, why: Why | None, base_url: str
) -> tuple[str, str, str]:
    said = about(words, reader.lang, times, seen) if why is None else late(words, reader.lang, times, seen, why)
    return seen.number, said, f"{base_url}/console/cases/{seen.number}"


def _bubble(words: Snapshot, reader: Reader, subject: str, blocks: list[Block], base_url: str) -> dict[str, Any]:
    lines, left = [subject], MOST_IN_CHAT
    for block in blocks:
        shown = block.lines[:left]
        left -= len(shown)
        if shown:
            lines += ["", block.heading, *(f"{number}  {said}" for number, said, _ in shown)]
    hidden = sum(len(block.lines) for block in blocks) - (MOST_IN_CHAT - left)
    if hidden:
        lines.append(words.text(reader.lang, "staff.digest.more", count=str(hidden)))
    lines += ["", f"{base_url}/console"]
    return {"type": "bubble", "kind": "staff", "lang": reader.lang, "text": "\n".join(lines), "rows": []}
