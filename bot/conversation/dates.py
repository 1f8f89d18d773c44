"""The worker's time limits, in words, and the same as a calendar file in which they are only numbered."""

import hashlib
from collections.abc import Container, Mapping
from typing import TYPE_CHECKING

from bot.cases.known import known_facts, said_at
from bot.clock import date_in_japan
from bot.documents.dates import MIME, Entry, calendar
from bot.documents.issuing import too_many
from bot.wording import values
from flows.compute import known_days
from flows.law.clocks import Clock
from flows.law.running import running
from storage.models import Case

from . import home
from .bubbles import Payload, bubble
from .filed import case_of

if TYPE_CHECKING:
    from .service import Conversations, Turn

KIND = "calendar"
NUMBERS: Mapping[str, int] = {
    "immigration_notice": 1, "activity_gap": 2, "renewal": 3, "end_of_stay": 3, "special_period": 4,
    "dismissal_notice": 5, "wage_limitation": 6,
}  # fmt: skip
"""The number of a time limit, as its text says it."""
COMPANY: Mapping[str, str] = {
    "employer_notice": "doc.chat.dates_employer.info", "interview_every": "doc.chat.dates_interview.info",
}  # fmt: skip
"""Limits of the accepting side, each with its text: they are told after the worker's own, and stand in no calendar."""
COMPANY_PASSED = "doc.chat.dates_company_passed.info"
"""Stands below one of them whose day has passed."""
AHEAD: Mapping[str, str] = {
    "immigration_notice": "job_loss.clock_notice.info", "activity_gap": "job_loss.clock_three.info",
    "renewal": "job_loss.stay_ends.info", "end_of_stay": "job_loss.stay_ends.info",
    "special_period": "doc.chat.dates_special.info", "dismissal_notice": "doc.chat.dates_dismissal.info",
    "wage_limitation": "doc.chat.dates_wages.info",
}  # fmt: skip
PASSED: Mapping[str, str] = {
    "immigration_notice": "job_loss.clock_notice_passed.info", "activity_gap": "job_loss.clock_three_passed.info",
    "renewal": "job_loss.stay_ended.info", "end_of_stay": "job_loss.stay_ended.info",
    "wage_limitation": "doc.chat.dates_wages_over.info",
}  # fmt: skip
"""What to do although the day has passed, also where none lies ahead any more. Of the others nothing is to be done."""
ADVICE: Mapping[str, str] = {"ask_about_older_months": "doc.chat.dates_wages_older.info"}
"""A limit that lies ahead, told in other words for what it advises."""


def possible(service: "Conversations", turn: "Turn") -> bool:
    """Whether there is something to say of a time limit, ahead or passed, and it is the worker's own phone."""
    found = _clocks(service, turn, {*NUMBERS, *COMPANY}) if turn.helper is None else []
    return any(clock.key in (*PASSED, *COMPANY) or _ahead(service, turn, clock) for clock in found)


def pressed(service: "Conversations", turn: "Turn", name: str) -> bool:
    """The button ``dates``; False: it is another."""
    if name != "dates":
        return False
    if service.active(turn) or not possible(service, turn):
        home.show(service, turn)
    else:
        _show(service, turn)
    return True


def _show(service: "Conversations", turn: "Turn") -> None:
    """Every time limit with how it was counted, and the file."""
    case = case_of(turn)
    assert case is not None
    today = date_in_japan(service.clock.business())
    told = []
    for clock in sorted(_clocks(service, turn), key=lambda one: NUMBERS[one.key]):
        ahead = ADVICE.get(clock.advice, AHEAD[clock.key])
        key = PASSED.get(clock.key) if clock.passed(today) else ahead
        if key is not None:
            shown = {"date": values.day(turn.language, clock.due), "days": str(clock.days_left(today))}
            told.append(turn.wording.text(turn.language, key, **shown))
    for clock in _clocks(service, turn, COMPANY):
        day = values.day(turn.language, clock.due)
        keys = [COMPANY[clock.key], *([COMPANY_PASSED] if clock.passed(today) else [])]
        told.append("\n".join(turn.wording.text(turn.language, key, date=day) for key in keys))
    turn.out.append(bubble("say", turn.language, "\n\n".join(told)))
    _file(service, turn, case)


def _file(service: "Conversations", turn: "Turn", case: Case) -> None:
    """The calendar of the worker's own limits. The same days in the same words make no second one."""
    now = service.clock.business()
    entries = []
    for clock in _clocks(service, turn):
        if _ahead(service, turn, clock):
            number = NUMBERS[clock.key]
            title = turn.wording.text(turn.language, "doc.chat.dates.title", number=str(number))
            entries.append(Entry(clock.due, title, str(number)))
    if not entries:  # all that lies ahead are limits of the company
        return
    days = [[entry.on.isoformat(), entry.title] for entry in entries]
    file = _kept(turn, case, days)
    if file is None:
        if too_many(turn.uow, case.worker_id, turn.now, KIND):
            service.note(turn, "doc.chat.limit.info")
            return
        content, name = calendar(entries, now), f"calendar-{date_in_japan(now).isoformat()}.ics"
        meta = {"name": name, "mime": MIME, "sha256": hashlib.sha256(content).hexdigest(), "days": days}
        paper_id = turn.uow.papers.keep(
            worker_id=case.worker_id, case_id=case.id, kind=KIND, content=content, meta=meta, now=turn.now
        )
        file = {"id": paper_id, "name": name, "size": len(content)}
    text = turn.wording.text(turn.language, "doc.chat.dates.info", title=entries[0].title)
    turn.out.append(bubble("say", turn.language, text, paper=file))


def _kept(turn: "Turn", case: Case, days: list[list[str]]) -> Payload | None:
    """The newest calendar, if it holds just these days."""
    row = turn.uow.papers.newest(case.worker_id, KIND)
    if row is None or row.case_id != case.id:
        return None
    meta = turn.uow.papers.meta(row)
    return {"id": row.id, "name": meta["name"], "size": meta["size"]} if meta.get("days") == days else None


def _clocks(service: "Conversations", turn: "Turn", which: Container[str] = NUMBERS) -> list[Clock]:
    case = case_of(turn)
    if case is None or case.erased_at is not None:
        return []
    today = date_in_japan(service.clock.business())
    said = {name: date_in_japan(at) for name, at in said_at(turn.uow, case).items()}
    found = running(known_days(known_facts(turn.uow, case), today, said), today)
    return [clock for clock in found if clock.key in which]


def _ahead(service: "Conversations", turn: "Turn", clock: Clock) -> bool:
    return not clock.passed(date_in_japan(service.clock.business()))
