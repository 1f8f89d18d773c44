"""Passkeys: adding one, removing one, coming in with one. The script beside it only carries words to the device."""

from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from bot.access.errors import AccessError, CodeNotValid
from bot.access.factors import remove_passkey
from bot.access.site import Site
from bot.console.deps import ConsoleDeps
from bot.console.errors import Missing
from bot.console.guard import PASSKEY_COOKIE, Guard, StrangerPosted
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.second_factor import factors_page, must_confirm
from bot.console.visit import Posted, Visit, local_path
from storage.models import Staff
from storage.uow import UnitOfWork

_LONGEST = 16_000
"""What a device answers, as JSON."""
_BACK = "/console/second-factor"


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part. What needs the WebAuthn library loads it when it is first used: it is slow."""
    _add_log_in(router, deps, pages, guard)
    _add_own(router, deps, pages, guard)


def _add_log_in(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """Coming in with one."""
    sent = Depends(guard.stranger_poster)

    @router.post("/console/login/passkey/begin")
    def begin(posted: StrangerPosted = sent) -> Response:
        """What a device is to sign; the same for everybody."""
        from bot.access import passkeys

        ticket, options = passkeys.begin(deps.db, _site(deps), posted.visitor.now)
        response = _told(200, options=options)
        guard.keep_ticket(response, ticket)
        return response

    @router.post("/console/login/passkey")
    def log_in(request: Request, posted: StrangerPosted = sent) -> Response:
        """A device has signed it."""
        from bot.access import passkeys

        visitor, back = posted.visitor, local_path(posted.get("next")) or "/console"
        ticket = request.cookies.get(PASSKEY_COOKIE, "")
        try:
            answer = posted.get("answer", _LONGEST)
            passed = passkeys.log_in(deps.db, _site(deps), ticket, answer, visitor.address, visitor.now)
        except AccessError as error:
            problem = pages.sentence(visitor.lang, error)
            return pages.page(visitor, "login.html", status=403, back=back, email="", problem=problem)
        response = RedirectResponse(back, 303)
        guard.keep_session(response, passed.token or "")
        guard.end_ticket(response)
        guard.end_step(response)
        return response


def _add_own(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """One's own."""
    poster = Depends(guard.poster)

    @router.post("/console/passkeys/begin")
    def begin_adding(posted: Posted = poster) -> Response:
        """What a device is to make a key for. An account that is secured already shows its password once more."""
        from bot.access import passkeys

        visit = posted.visit
        try:
            must_confirm(deps, posted)
            with deps.db.read() as uow:
                ticket, options = passkeys.begin_adding(uow, visit.staff, _site(deps), visit.now)
        except AccessError as error:
            return _told(403, problem=pages.sentence(visit.lang, error))
        response = _told(200, options=options)
        guard.keep_ticket(response, ticket)
        return response

    @router.post("/console/passkeys")
    def add(request: Request, posted: Posted = poster) -> Response:
        """The key that a device has made."""
        from bot.access import passkeys

        visit, ticket = posted.visit, request.cookies.get(PASSKEY_COOKIE, "")
        answer, name = posted.get("answer", longest=_LONGEST), posted.get("name", longest=60)
        try:
            with deps.db.write() as uow:
                passkeys.add(uow, _own(uow, visit), _site(deps), ticket, answer, name, visit.now)
                log(uow, visit, "passkey_added")
        except AccessError as error:
            return _refused(deps, pages, visit, error)
        response = RedirectResponse(f"{_BACK}?done=passkey_added", 303)
        guard.end_ticket(response)
        return response

    @router.post("/console/passkeys/remove")
    def remove(posted: Posted = poster) -> Response:
        """A device that is lost, sold or old: every other log-in ends, whichever it was made with."""
        visit = posted.visit
        try:
            must_confirm(deps, posted)
            with deps.db.write() as uow:
                if not remove_passkey(uow, _own(uow, visit), posted.get("credential", longest=2000)):
                    raise CodeNotValid
                uow.access.revoke(visit.now, staff_id=visit.staff.id, keep=visit.session.token_index)
                log(uow, visit, "passkey_removed")
        except AccessError as error:
            return _refused(deps, pages, visit, error)
        return RedirectResponse(f"{_BACK}?done=passkey_removed", 303)


def _site(deps: ConsoleDeps) -> Site:
    if deps.site is None:
        raise Missing
    return deps.site


def _told(status: int, **values: Any) -> JSONResponse:
    return JSONResponse(values, status)


def _refused(deps: ConsoleDeps, pages: Pages, visit: Visit, error: AccessError) -> Response:
    return factors_page(deps, pages, visit, problem=pages.sentence(visit.lang, error))


def _own(uow: UnitOfWork, visit: Visit) -> Staff:
    staff = uow.access.get(visit.staff.id)
    assert staff is not None
    return staff
