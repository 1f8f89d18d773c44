"""A reminder for who writes down their hours: only if they wanted it, at the hour they chose, never on a day that is
filled already. The message says nothing of what it is about."""

from datetime import datetime, time, timedelta

from bot.assisted.sitting import is_sitting
from bot.clock import date_in_japan, in_japan
from bot.wording.served import Snapshot
from storage.uow import UnitOfWork

from .bubbles import bubble, one_per_row
from .hours import WINDOWS
from .outgoing import start
from .worktime_book import Book

TIMES = {"any_time": time(20), "evening": time(20), "noon": time(12, 30), "morning": time(8, 30), "sunday": time(20)}
"""When it comes, by the hours the worker chose (Japan time)."""
_LATE = timedelta(minutes=25)
"""Later than this it waits for the next day: the hour that was chosen may be over."""
_OF_YESTERDAY = time(15)
"""Before this hour the day that is asked about is the one before."""


def offered(uow: UnitOfWork, worker_id: str) -> list[str]:
    """What can be chosen: who told us when we may write is never reminded outside of that."""
    allowed = uow.workers.profile(worker_id).get("write_first")
    return [allowed] if allowed in TIMES and allowed != "any_time" else list(TIMES)


def wish(uow: UnitOfWork, worker_id: str) -> str | None:
    """The hours that were chosen; None: no reminder."""
    found: str | None = uow.hours.log(worker_id).get("remind")
    return found


def begin(uow: UnitOfWork, worker_id: str, when: str, now: datetime) -> None:
    """Remind from now on."""
    uow.hours.change(worker_id, remind=when)
    uow.hours.remind_at(worker_id, next_time(when, now))


def stop(uow: UnitOfWork, worker_id: str) -> None:
    """Remind no more."""
    uow.hours.change(worker_id, remind=None)
    uow.hours.remind_at(worker_id, None)


def follow(uow: UnitOfWork, worker_id: str, allowed: str, now: datetime) -> None:
    """The worker has said (anew) when we may write first: a reminder at other hours moves to those, or ends."""
    when = wish(uow, worker_id)
    if when is None or allowed in ("any_time", when):
        return
    if allowed in TIMES:
        begin(uow, worker_id, allowed, now)
    else:
        stop(uow, worker_id)


def next_time(when: str, now: datetime) -> datetime:
    """The next moment for it after ``now``."""
    local, weekday = in_japan(now), WINDOWS[when][2]
    for days in range(9):
        at = (local + timedelta(days=days)).replace(
            hour=TIMES[when].hour, minute=TIMES[when].minute, second=0, microsecond=0
        )
        if at > local and weekday in (None, at.weekday()):
            break
    return at.astimezone(now.tzinfo)


def remind(uow: UnitOfWork, wording: Snapshot, worker_id: str, now: datetime) -> bool:
    """Write to a worker whose reminder is due, if the day is still empty; the next one is planned."""
    log = uow.hours.log(worker_id)
    when = log.get("remind")
    if when not in TIMES:
        uow.hours.remind_at(worker_id, None)
        return False
    planned = next_time(when, now - _LATE - timedelta(minutes=1))
    uow.hours.remind_at(worker_id, next_time(when, now))
    worker = uow.workers.get(worker_id)
    talks = uow.conversations.of_worker(worker_id)  # the phone that was used last: it may be another one by now
    if worker is None or worker.delete_at is not None or any(one.leaving for one in talks) or planned > now:
        return False
    conversation = next((one for one in talks if one.blocked_at is None and not is_sitting(one)), None)
    if conversation is None:
        return False
    local = in_japan(now)
    about = date_in_japan(now) - timedelta(days=1 if local.time() < _OF_YESTERDAY else 0)
    book = Book(uow, worker_id)
    if book.running() is not None or book.on(about) is not None:
        return False
    language = conversation.language or "en"
    buttons = [
        (wording.text(language, "ui.continue"), "c:0:home/hours"),
        (wording.text(language, "hours.do.choice.remind_off"), "c:0:home/hours.remind.off"),
    ]
    payload = bubble("say", language, wording.text(language, "hours.reminder.info"), rows=one_per_row(buttons))
    return start(uow, conversation, payload, now, due_at=now, dedupe=uow.hours.reminder(worker_id, about))
