"""The second factor of an account: a secret for an app, and passkeys on the same page."""

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access import guessing, login, totp
from bot.access.errors import AccessError, CodeNotValid
from bot.access.factors import secured
from bot.console.deps import ConsoleDeps
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.console.work_list import done_key


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader, poster = Depends(guard.reader), Depends(guard.poster)

    @router.get("/console/second-factor")
    def second_factor_page(request: Request, visit: Visit = reader) -> Response:
        """The QR code of a second factor that is being set up, or word that it is."""
        return factors_page(deps, pages, visit, done=done_key(request))

    @router.post("/console/second-factor/start")
    def start_second_factor(posted: Posted = poster) -> Response:
        """Make a new secret. On an account that is secured already it takes the password, and an app that is set up
        counts until the new one has shown a code."""
        visit, ticket = posted.visit, ""
        try:
            must_confirm(deps, posted)
            with deps.db.write() as uow:
                staff = uow.access.get(visit.staff.id)
                if staff is not None and totp.is_set_up(staff):
                    ticket = totp.begin_anew(uow, staff, visit.now)
                elif staff is not None:
                    totp.new_secret(uow, staff)
        except AccessError as error:
            return factors_page(deps, pages, visit, problem=pages.sentence(visit.lang, error))
        if ticket:
            return factors_page(deps, pages, visit, ticket=ticket)
        return RedirectResponse("/console/second-factor", 303)

    @router.post("/console/second-factor")
    def confirm_second_factor(posted: Posted = poster) -> Response:
        """The first code of the new secret: from now on it is asked for."""
        visit, ticket = posted.visit, posted.get("ticket")
        try:
            with deps.db.write() as uow:
                guessing.count_try(uow, "code", visit.staff.id, visit.now)
            with deps.db.write() as uow:
                staff = uow.access.get(visit.staff.id)
                if staff is None:
                    raise CodeNotValid
                if ticket:
                    totp.replace(uow, staff, ticket, posted.get("code"), visit.now)
                else:
                    totp.spend(uow, staff, posted.get("code"), visit.now)
                uow.access.clear_attempts("code", visit.staff.id)
                uow.access.revoke(visit.now, staff_id=staff.id, keep=visit.session.token_index)
                uow.access.audit(visit.viewer.chain, staff_id=staff.id, action="second_factor_set", now=visit.now)
        except AccessError as error:
            return factors_page(deps, pages, visit, problem=pages.sentence(visit.lang, error), ticket=ticket)
        return RedirectResponse("/console", 303)


def factors_page(
    deps: ConsoleDeps, pages: Pages, visit: Visit, *, problem: str | None = None, done: str | None = None,
    ticket: str = "",
) -> Response:
    """The page of everything that is a second factor: the QR code of one that is being set up, and passkeys. `ticket`:
    of one that is to replace another."""
    secret = qr = None
    is_set_up = totp.is_set_up(visit.staff)
    with deps.db.read() as uow:
        keys = uow.access.passkeys(visit.staff.id)
        if ticket:
            secret = totp.secret_anew(uow, visit.staff, ticket, visit.now)
        elif visit.staff.totp is not None and not is_set_up:
            secret = uow.access.totp_secret(visit.staff)
        if secret is not None:
            account = uow.access.email(visit.staff) or visit.staff.name
            qr = totp.qr_svg(totp.link(secret, account))
    return pages.page(
        visit, "second_factor.html", status=403 if problem else 200, secret=secret, qr=qr, problem=problem, done=done,
        is_set_up=is_set_up, keys=keys, site=deps.site, ticket=ticket,
    )  # fmt: skip


def must_confirm(deps: ConsoleDeps, posted: Posted) -> None:
    """An account that is secured already shows its password once more. Raises AccessError."""
    visit = posted.visit
    with deps.db.read() as uow:
        ask = secured(uow, visit.staff)
    if ask:
        login.confirm_password(deps.db, visit.staff, posted.get("password", longest=1024), visit.now)
