"""What the program itself is worried about, and what ends each alarm."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.alarms.endings import BY_PERSON
from bot.console.deps import ConsoleDeps
from bot.console.errors import Invalid, Missing, Outdated
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.console.work_list import done_key
from bot.digests.times import StaffTimes

PATH = "/console/alarms"
_NOTE = 300


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader, poster = Depends(guard.reader), Depends(guard.poster)

    @router.get("/console/alarms")
    def alarms(request: Request, visit: Visit = reader) -> Response:
        """What is on and what will end it; what people have looked at lately."""
        visit.must(Action.SEE_ALARMS)
        with deps.db.read() as uow:
            rows, past = uow.system.open_alarms(), uow.system.looked_at_lately()
            names = {person.id: person.name for person in uow.access.everyone()}
            names |= {partner.id: partner.name for partner in uow.partners.all()}
        return pages.page(
            visit, "alarms.html", rows=rows, past=past, names=names, by_person=BY_PERSON,
            details={row.id: _details(visit, row, pages.times(visit)) for row in rows},
            may_end=visit.may(Action.END_ALARMS), done=done_key(request),
        )  # fmt: skip

    @router.post("/console/alarms/{alarm_id}/looked-at")
    def looked_at(alarm_id: str, posted: Posted = poster) -> Response:
        """Somebody has seen to what happened: the alarm is over, and their note stays."""
        visit = posted.visit
        visit.must(Action.END_ALARMS)
        note = posted.get("note", longest=_NOTE)
        if not note:
            raise Invalid("note", PATH, "staff.invalid.note")
        with deps.db.write() as uow:
            alarm = uow.system.alarm(alarm_id)
            if alarm is None:
                raise Missing
            if alarm.kind not in BY_PERSON:
                raise Invalid("alarm", PATH, "staff.invalid.ends_itself")
            if not uow.system.looked_at(alarm_id, visit.staff.id, note, visit.now):
                raise Outdated(PATH, note)
            log(uow, visit, "alarm_looked_at", "alarm", alarm_id)
        return RedirectResponse(f"{PATH}?done=alarm_looked_at", 303)


def _details(visit: Visit, alarm: Any, times: StaffTimes) -> dict[str, Any]:
    """What is said of an alarm beside its kind, times as everywhere. Administrators learn of no case, nor number."""
    told: dict[str, Any] = alarm.details or {}
    may_see = visit.may(Action.SEE_LIST)
    return {name: _shown(value, times) for name, value in told.items() if may_see or name != "case"}


def _shown(value: Any, times: StaffTimes) -> Any:
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    return times.when(at) if at.tzinfo is not None else value
