"""Who is on duty: tonight, the next days, over New Year; and the rota and closures that change it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.cases.notify import people_of, woken_by
from bot.clock import JAPAN, in_japan
from bot.console.clock_words import organisation
from bot.console.deps import ConsoleDeps
from bot.console.errors import Forbidden, Invalid, Missing
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.console.work_list import done_key
from bot.digests.quiet import sleeps_until
from bot.escalation.rota import duty_of, nobody_until
from flows.law.holidays_jp import is_new_year_closing, is_public_holiday
from storage.models import COORDINATOR, DutyShift, Staff
from storage.uow import UnitOfWork

PATH = "/console/duty"
_DAYS = 8
"""Today and the days of a week."""
_NEW_YEAR_FROM, _NEW_YEAR_TO = (12, 27), (1, 6)
_SHOWN_BEFORE = timedelta(days=90)
_LONGEST = timedelta(days=62)
"""Of one shift or closure."""


@dataclass(frozen=True)
class Day:
    """One day of an organisation, on Japan's clock. ``hours``: as people read them; empty: nobody answers."""

    at: datetime
    holiday: bool
    hours: tuple[str, ...]
    rota: tuple[str, ...]
    away: tuple[str, ...]


@dataclass(frozen=True)
class Answers:
    """An organisation now and in the days to come."""

    id: str
    name: str
    open: bool
    opens_at: datetime | None
    now: tuple[str, ...]
    """Who is told at once at this moment; of who has quiet hours, that it is so: somebody else may be told instead."""
    load: int
    capacity: int | None
    days: tuple[Day, ...]
    shifts: tuple[tuple[DutyShift, str], ...]
    people: tuple[tuple[str, str], ...]
    may_edit: bool


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader, poster = Depends(guard.reader), Depends(guard.poster)

    @router.get(PATH)
    def duty(request: Request, visit: Visit = reader) -> Response:
        """Everybody for coordinators; the own organisation for its staff."""
        visit.must(Action.SEE_DUTY)
        with deps.db.read() as uow:
            shown = [_answers(uow, deps, visit, one) for one in _seen(uow, visit)]
        return pages.page(visit, "duty.html", organisations=shown, done=done_key(request))

    @router.post(PATH)
    def add(posted: Posted = poster) -> Response:
        """Somebody's turn, or a time in which the organisation is closed."""
        visit, who = posted.visit, posted.get("who")
        one = posted.get("organisation") or visit.staff.partner_id or COORDINATOR
        visit.must(Action.EDIT_DUTY)
        if not _may_edit(visit, one):
            raise Forbidden
        begins, ends = _moment(posted, "begins"), _moment(posted, "ends")
        if not visit.business < ends or not begins < ends or ends - begins > _LONGEST:
            raise Invalid("ends", PATH, "staff.invalid.span")
        with deps.db.write() as uow:
            if one != COORDINATOR and uow.partners.get(one) is None:
                raise Missing
            people = dict(_people(uow, one))
            if who and who not in people:
                raise Invalid("who", PATH, "staff.invalid.choose")
            shift = uow.shifts.add(
                one, begins, ends, staff_id=who or None, closed=not who, made_by=visit.staff.id, now=visit.now
            )
            uow.shifts.forget_before(visit.business - _LONGEST)
            _note(uow, visit, "shift_added", shift.id)
        return RedirectResponse(f"{PATH}?done=duty_saved", 303)

    @router.post("/console/duty/{shift_id}/remove")
    def remove(shift_id: str, posted: Posted = poster) -> Response:
        """It does not take place."""
        visit = posted.visit
        visit.must(Action.EDIT_DUTY)
        with deps.db.write() as uow:
            shift = uow.shifts.get(shift_id)
            if shift is None or not _may_edit(visit, shift.organisation):
                raise Missing
            uow.shifts.remove(shift_id)
            _note(uow, visit, "shift_removed", shift_id)
        return RedirectResponse(f"{PATH}?done=duty_saved", 303)


def days_to_show(today: date) -> list[date]:
    """The next days, and those over New Year where they are not far."""
    days = [today + timedelta(days=n) for n in range(_DAYS)]
    year = today.year if (today.month, today.day) > _NEW_YEAR_TO else today.year - 1
    first, last = date(year, *_NEW_YEAR_FROM), date(year + 1, *_NEW_YEAR_TO)
    if first - today <= _SHOWN_BEFORE:
        over = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        days += [day for day in over if day > days[-1]]
    return days


def _seen(uow: UnitOfWork, visit: Visit) -> list[str]:
    if visit.staff.partner_id is not None:
        return [visit.staff.partner_id]
    return [COORDINATOR, *(partner.id for partner in uow.partners.all())]


def _may_edit(visit: Visit, one: str) -> bool:
    return visit.may(Action.EDIT_DUTY) and visit.staff.partner_id in (None, one)


def _people(uow: UnitOfWork, one: str) -> list[tuple[str, str]]:
    return [(person.id, person.name) for person in _staff(uow, one)]


def _staff(uow: UnitOfWork, one: str) -> list[Staff]:
    if one == COORDINATOR:
        return list(uow.partners.with_role("coordinator", "deputy"))
    return list(uow.partners.staff_of(one))


def _answers(uow: UnitOfWork, deps: ConsoleDeps, visit: Visit, one: str) -> Answers:
    now, duty = visit.business, duty_of(uow, one)
    told = people_of(uow, one, now)
    woken = woken_by(uow, one, told, now)
    partner = uow.partners.get(one)
    names = {person.id: person.name for person in _staff(uow, one)}
    shifts = [shift for shift in uow.shifts.of(one) if shift.ends_at > now]
    back = nobody_until(uow, one, now)
    opens = duty.opens_after(back or now)
    return Answers(
        id=one,
        name=organisation(deps.words.now, visit.lang, uow, one),
        open=opens == now,
        opens_at=opens,
        now=tuple(_told(uow, deps, visit, person) for person in told if person.id in woken),
        load=uow.cases.load([one]).get(one, 0),
        capacity=partner.capacity if partner is not None else None,
        days=tuple(_day(uow, one, day, shifts, names, back) for day in days_to_show(in_japan(now).date())),
        shifts=tuple((shift, names.get(shift.staff_id or "", "")) for shift in shifts),
        people=tuple(names.items()),
        may_edit=_may_edit(visit, one),
    )


def _told(uow: UnitOfWork, deps: ConsoleDeps, visit: Visit, person: Staff) -> str:
    asleep = sleeps_until(uow, person, visit.business, urgent=True) is not None
    return deps.words.now.text(visit.lang, "staff.duty.quiet", name=person.name) if asleep else person.name


def _day(
    uow: UnitOfWork, one: str, day: date, shifts: list[DutyShift], names: dict[str, str], back: datetime | None
) -> Day:
    """``back``: when the first is there again, if everybody is away: until then nobody answers."""
    begin = datetime.combine(day, time(), JAPAN)
    end = begin + timedelta(days=1)
    turns = [s for s in shifts if not s.closed and s.starts_at < end and s.ends_at > begin]
    spans = duty_of(uow, one).spans(day)
    if back is not None:
        spans = tuple((max(a, back), b) for a, b in spans if b > back)
    return Day(
        at=begin + timedelta(hours=12),
        holiday=is_public_holiday(day) or is_new_year_closing(day),
        hours=tuple(f"{in_japan(a):%H:%M}–{_until(b, end)}" for a, b in spans),
        rota=tuple(dict.fromkeys(names[s.staff_id] for s in turns if s.staff_id in names)),
        away=tuple(p.name for p in _staff(uow, one) if p.away_until is not None and p.away_until > begin),
    )


def _until(moment: datetime, midnight: datetime) -> str:
    return "24:00" if moment == midnight else f"{in_japan(moment):%H:%M}"


def _moment(posted: Posted, name: str) -> datetime:
    """A day and time on Japan's clock: rota and offices live there, wherever the person sits."""
    try:
        return datetime.fromisoformat(posted.get(name)).replace(tzinfo=JAPAN)
    except ValueError:
        raise Invalid(name, PATH, "staff.invalid.span") from None


def _note(uow: UnitOfWork, visit: Visit, action: str, shift_id: str) -> None:
    log(uow, visit, action, "shift", shift_id)
