"""Staff accounts, for leads and coordinators: inviting, changing, closing, and who is away."""

from datetime import MAXYEAR, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access import accounts, recovery
from bot.access.errors import AccessError
from bot.access.factors import secured
from bot.access.policy import Action
from bot.access.roles import Role
from bot.cases.interpreting_rules import PAID_BY
from bot.cases.left import has_left
from bot.console.case_page import local_hour
from bot.console.clock_words import organisation
from bot.console.deps import ConsoleDeps
from bot.console.errors import Forbidden, Invalid, Missing
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import LANGUAGES, Posted, Visit
from bot.console.work_list import done_key
from bot.digests.account_news import send_way_back
from bot.wording.languages import ENDONYMS
from storage.models import Staff
from storage.uow import UnitOfWork


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    _add_inviting(router, deps, pages, guard)
    _add_leaving(router, deps, pages, guard)


def _add_inviting(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """Who is here, and who is to come."""
    reader, poster = Depends(guard.reader), Depends(guard.poster)

    @router.get("/console/people")
    def people(request: Request, visit: Visit = reader) -> Response:
        """Everybody this person looks after."""
        visit.must(Action.SEE_STAFF)
        return _page(deps, pages, visit, done=done_key(request))

    @router.post("/console/people")
    def invite(posted: Posted = poster) -> Response:
        """A new account; its one-time link is shown once, to be handed over."""
        visit = posted.visit
        visit.must(Action.EDIT_STAFF)
        role_id, _, partner_id = posted.get("role").partition("@")
        role = Role.parse(role_id)
        if not visit.manages(role, partner_id or None):
            raise Forbidden
        email = posted.get("email", longest=254)
        if "@" not in email or any(c.isspace() for c in email):
            raise Invalid("email", "/console/people", "staff.invalid.email")
        try:
            with deps.db.write() as uow:
                accounts.must_not_gain_sight(uow, visit.staff, role)
                staff, code = accounts.invite(
                    uow,
                    email=email,
                    role=role,
                    partner_id=partner_id or None,
                    locale=posted.one_of("locale", LANGUAGES),
                    now=visit.now,
                    name=posted.get("name", longest=80),
                )
                _note(uow, visit, "invited", staff)
        except AccessError as error:
            return _page(deps, pages, visit, status=422, problem=pages.sentence(visit.lang, error))
        return _page(deps, pages, visit, link=f"{deps.base_url}/console/join#{code}", code=code, invitee=staff.name)

    @router.post("/console/people/{staff_id}/again")
    def invite_again(staff_id: str, posted: Posted = poster) -> Response:
        """A new link: the person sets a new password and second factor with it."""
        visit = posted.visit
        try:
            with deps.db.write() as uow:
                staff = _managed(uow, visit, staff_id)
                accounts.must_not_gain_sight(uow, visit.staff, Role.parse(staff.role))
                recovery.must_not_bypass(staff, mail=deps.mail)
                code = accounts.invite_again(uow, staff, visit.now)
                _note(uow, visit, "invited_again", staff)
        except AccessError as error:
            return _page(deps, pages, visit, status=422, problem=pages.sentence(visit.lang, error))
        return _page(deps, pages, visit, link=f"{deps.base_url}/console/join#{code}", code=code, invitee=staff.name)


def _add_leaving(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """Who lost the way in, is away, or has left."""
    poster = Depends(guard.poster)

    @router.post("/console/people/{staff_id}/recover")
    def recover(staff_id: str, posted: Posted = poster) -> Response:
        """Password or phone is lost: everything old ends, and the person alone gets a link to begin anew."""
        visit = posted.visit
        try:
            with deps.db.write() as uow:
                staff = _managed(uow, visit, staff_id)
                code = recovery.begin(uow, staff, visit.staff, visit.now, mail=deps.mail)
                link = f"{deps.base_url}/console/join#{code}"
                send_way_back(uow, deps.words.now, staff, visit.staff.name, link, visit.now, mail=deps.mail)
                _note(uow, visit, "recovery_begun", staff)
        except AccessError as error:
            return _page(deps, pages, visit, status=422, problem=pages.sentence(visit.lang, error))
        return RedirectResponse("/console/people?done=recovery_begun", 303)

    @router.post("/console/people/{staff_id}/away")
    def away(staff_id: str, posted: Posted = poster) -> Response:
        """The last day on which somebody is away, and who stands in; an empty day: back again."""
        visit, day = posted.visit, posted.get("until")
        until = _end_of(day, visit) if day else None
        if day and (until is None or until <= visit.business):
            raise Invalid("until", "/console/people", "staff.invalid.future_day")
        with deps.db.write() as uow:
            staff = _managed(uow, visit, staff_id)
            substitute = uow.access.get(posted.get("substitute")) if posted.get("substitute") else None
            if substitute is not None and not _stands_in(substitute, staff):
                raise Invalid("substitute", "/console/people", "staff.invalid.choose")
            staff.away_until = until
            staff.substitute_id = substitute.id if substitute is not None else None
            _note(uow, visit, "away_set", staff)
        return RedirectResponse("/console/people?done=person_saved", 303)

    @router.post("/console/people/{staff_id}/close")
    def close(staff_id: str, posted: Posted = poster) -> Response:
        """Somebody has left: their log-ins end at once."""
        visit = posted.visit
        if staff_id == visit.staff.id:
            raise Invalid("account", "/console/people", "staff.invalid.own_account")
        with deps.db.write() as uow:
            staff = _managed(uow, visit, staff_id)
            has_left(uow, deps.notifier, deps.means, staff, visit.now, visit.business)
            _note(uow, visit, "account_closed", staff)
        return RedirectResponse("/console/people?done=person_closed", 303)


def _page(deps: ConsoleDeps, pages: Pages, visit: Visit, *, status: int = 200, **values: Any) -> Response:
    with deps.db.read() as uow:
        rows = _rows(uow, deps, visit)
        options = _options(uow, deps, visit)
        invited = uow.access.open_codes("invite", visit.now)
        way_back = uow.access.open_codes(recovery.PURPOSE, visit.now)
    shown: dict[str, Any] = {"problem": None, "done": None, "link": None, "code": None, "invitee": None}
    return pages.page(
        visit,
        "people.html",
        status=status,
        rows=rows,
        options=options,
        invited=invited,
        way_back=way_back,
        spoken=tuple(ENDONYMS),
        paid_by=PAID_BY,
        **(shown | values),
    )


def _end_of(day: str, visit: Visit) -> datetime | None:
    """The midnight that ends a day from a date field; None if it is none."""
    begin = local_hour(day, visit, hour=0)
    return begin + timedelta(days=1) if begin is not None and begin.year < MAXYEAR else None


def _last_day_away(staff: Staff, visit: Visit) -> datetime | None:
    """A moment of it; None for who is here."""
    until = staff.away_until
    return until - timedelta(minutes=1) if until is not None and until > visit.business else None


def _managed(uow: UnitOfWork, visit: Visit, staff_id: str) -> Staff:
    """The account, if this person looks after it; otherwise it is not there."""
    visit.must(Action.EDIT_STAFF)
    staff = uow.access.get(staff_id)
    if staff is None or not staff.active or not visit.manages(Role.parse(staff.role), staff.partner_id):
        raise Missing
    return staff


def _stands_in(substitute: Staff, staff: Staff) -> bool:
    """Whether somebody can be told instead of a colleague: of the same organisation, and no interpreter, who is told of
    no case."""
    return substitute.partner_id == staff.partner_id and substitute.role != Role.INTERPRETER.value


def _rows(uow: UnitOfWork, deps: ConsoleDeps, visit: Visit) -> list[dict[str, Any]]:
    rows = []
    profiles = uow.interpreting.profiles()
    for staff in uow.access.everyone():
        if staff.active and visit.manages(Role.parse(staff.role), staff.partner_id):
            rows.append(
                {
                    "staff": staff,
                    "profile": profiles.get(staff.id),
                    "organisation": organisation(deps.words.now, visit.lang, uow, staff.partner_id)
                    if staff.partner_id
                    else "",
                    "joined": staff.password_hash is not None,
                    "secured": secured(uow, staff),
                    "away": _last_day_away(staff, visit),
                    "self": staff.id == visit.staff.id,
                    "reached": recovery.reached_by(staff, mail=deps.mail) is not None,
                    "colleagues": [
                        (s.id, s.name)
                        for s in uow.access.everyone(staff.partner_id)
                        if s.active and s.id != staff.id and _stands_in(s, staff)
                    ],
                }
            )
    return rows


def _options(uow: UnitOfWork, deps: ConsoleDeps, visit: Visit) -> list[tuple[str, str, str]]:
    """Roles this person can give: value, role, organisation."""
    options = []
    for partner in uow.partners.all():
        for role in (Role.STAFF, Role.LEAD, Role.INTERPRETER):
            if visit.manages(role, partner.id):
                name = organisation(deps.words.now, visit.lang, uow, partner.id)
                options.append((f"{role}@{partner.id}", role.value, name))
    for role in (Role.COORDINATOR, Role.DEPUTY, Role.INTERPRETER, Role.AUDITOR, Role.ADMIN):
        if visit.manages(role, None):
            options.append((role.value, role.value, ""))
    return options


def _note(uow: UnitOfWork, visit: Visit, action: str, staff: Staff) -> None:
    log(uow, visit, action, "staff", staff.id)
