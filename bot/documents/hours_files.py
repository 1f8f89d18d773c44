"""A worker's hours to take away: the month as a paper in Japanese and their own language, the whole log as a table.

Only the worker gets them. Both show what was corrected or struck out beside what counts.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from bot.clock import date_in_japan, in_japan
from bot.wording import values
from bot.wording.readings import without_readings
from bot.wording.served import Snapshot
from flows.law.clocks import add_months
from flows.law.log import Figures, Noted, Written
from storage.uow import UnitOfWork

from .hours_words import Speaker
from .issuing import Draft
from .record import JAPANESE

KIND, TABLE = "hours", "hours_table"
COLUMNS = ("date", "start", "end", "breaks", "break_minutes", "worked_minutes", "state", "written_at")
"""Of the table; docs/hours.md says what each holds."""


def month_draft(
    wording: Snapshot, language: str, first: date, of: Sequence[Noted], found: Figures, business: datetime
) -> Draft:
    """What the paper of a month is drawn from."""
    ja, own = Speaker(wording, JAPANESE), Speaker(wording, language)

    def both(key: str, **filled: str) -> dict[str, str]:
        return {"ja": without_readings(ja.text(key, **filled)), "own": _own(own.text(key, **filled), language)}

    def said(one: str, other: str) -> dict[str, str]:
        return {"ja": without_readings(one), "own": _own(other, language)}

    totals = zip(ja.totals(first, found), own.totals(first, found), strict=True)
    above = zip(ja.above(found), own.above(found), strict=True)
    unknown = [both("hours.unknown.line", count=str(found.pause_unknown))] if found.pause_unknown else []
    title = {
        "ja": without_readings(ja.text("hours.paper.title", month=values.month(JAPANESE, f"{first:%Y-%m}"))),
        "own": _own(own.text("hours.paper.title", month=own.month(first)), language),
    }
    issued = date_in_japan(business)
    data = {
        "title": title["own"], "language": language, "single": language == JAPANESE, "heading": title,
        "notes": [both("hours.own.line"), both("hours.decision.line")],
        "head": [{"label": said(a[0], b[0]), "value": said(a[1], b[1])} for a, b in totals],
        "above": [said(a, b) for a, b in above], "unknown": unknown, "caps": both("hours.caps.info"),
        "columns": [both(f"hours.{name}.label") for name in ("date", "work", "pause", "worked", "noted")],
        "rows": [_row(ja, own, one, language) for one in of],
        "chart": _chart(first, of), "issued": issued.isoformat(),
    }  # fmt: skip
    return Draft(KIND, "hours", data, business, {"language": language, "month": f"{first:%Y-%m}"})


def keep_table(
    uow: UnitOfWork, worker_id: str, of: Iterable[Noted], now: datetime, business: datetime
) -> dict[str, Any]:
    """Make the table and keep it; returns what a bubble carries of it."""
    content = table(of)
    name = f"{date_in_japan(business).isoformat()}.csv"  # neutral: others may see the list of files
    meta = {"name": name, "mime": "text/csv; charset=utf-8", "sha256": hashlib.sha256(content).hexdigest()}
    paper_id = uow.papers.keep(worker_id=worker_id, case_id=None, kind=TABLE, content=content, meta=meta, now=now)
    return {"id": paper_id, "name": name, "size": len(content)}


def table(of: Iterable[Noted]) -> bytes:
    """The whole log as CSV: a row for everything that was ever written, in the order of the days."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for noted in of:
        for at, one in enumerate(noted.all):
            newest = at + 1 == len(noted.all)
            state = "struck_out" if one.day is None else "counts" if newest else "replaced"
            writer.writerow([*_cells(one), state, in_japan(one.at).isoformat(timespec="minutes")])
    return out.getvalue().encode()


def _cells(one: Written) -> Iterator[str]:
    yield one.on.isoformat()
    if one.day is None:
        yield from ("", "", "", "", "0")
        return
    worked = one.day.worked
    gaps = [(before[1], after[0]) for before, after in pairwise(worked)]
    yield _time(worked[0][0])
    yield _time(worked[-1][1])
    yield " ".join(f"{_time(begin)}-{_time(until)}" for begin, until in gaps)
    yield str(one.day.loose_break + sum(until - begin for begin, until in gaps)) if one.pause_told or gaps else ""
    yield str(one.minutes)


def _time(minutes: int) -> str:
    """``08:30``; past midnight it goes on as 25:30, so that a row is about one day."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _row(ja: Speaker, own: Speaker, noted: Noted, language: str) -> dict[str, Any]:
    one = noted.now
    shown = (ja, own)
    work, pause = (["—", "—"], ["", ""])
    if one.day is not None:
        work, pause = [it.work(one.day) for it in shown], [it.pause(one) for it in shown]
    history = [list(it.history(noted)) for it in shown]
    return {
        "day": noted.on.isoformat(), "weekday": {"ja": _plain(ja, noted.on), "own": _own(own.on(noted.on), language)},
        "struck": one.day is None, "work": _pair(work, language), "pause": _pair(pause, language),
        "worked": _sum(one.minutes), "noted": in_japan(one.at).strftime("%Y-%m-%d %H:%M"),
        "history": [_pair(list(both), language) for both in zip(*history, strict=True)],
    }  # fmt: skip


def _chart(first: date, of: Sequence[Noted]) -> list[dict[str, Any]]:
    """Minutes of each day of the month."""
    worked = {one.on: one.now.minutes for one in of}
    last = add_months(first, 1) - timedelta(days=1)
    days = [(number, worked.get(first.replace(day=number), 0)) for number in range(1, last.day + 1)]
    return [{"day": number, "minutes": sum_, "shown": _sum(sum_)} for number, sum_ in days]


def _sum(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _pair(said: Sequence[str], language: str) -> dict[str, str]:
    return {"ja": without_readings(said[0]).strip(), "own": _own(said[1], language).strip()}


def _plain(ja: Speaker, on: date) -> str:
    return without_readings(ja.on(on))


def _own(text: str, language: str) -> str:
    return without_readings(text) if language == JAPANESE else text
