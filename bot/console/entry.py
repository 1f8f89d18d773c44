"""Coming in and going out: log-in, invitation, second factor, language."""

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access import accounts, guessing, login, passwords, recovery, sessions, totp
from bot.access.errors import AccessError, CodeNotValid
from bot.access.factors import secured
from bot.console.deps import ConsoleDeps
from bot.console.guard import STEP_COOKIE, Guard, StrangerPosted
from bot.console.pages import Pages
from bot.console.passkeys import second_factor
from bot.console.visit import LANGUAGES, Posted, Stranger, Visit, local_path
from bot.console.work_list import done_key
from bot.digests.account_news import tell_both

HOME = "/console"


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    stranger, sent = Depends(guard.stranger), Depends(guard.stranger_poster)
    reader, poster = Depends(guard.reader), Depends(guard.poster)

    def inside(token: str, target: str = HOME) -> Response:
        response = RedirectResponse(target, 303)
        guard.keep_session(response, token)
        guard.end_step(response)
        return response

    @router.get("/console/login")
    def login_page(request: Request, visitor: Stranger = stranger) -> Response:
        """The log-in form."""
        back = local_path(request.query_params.get("next"))
        return pages.page(visitor, "login.html", back=back or "", email="", problem=None)

    @router.post("/console/login")
    def log_in(posted: StrangerPosted = sent) -> Response:
        """First step: e-mail address and password."""
        back = local_path(posted.get("next")) or HOME
        email = posted.get("email", 254)
        visitor = posted.visitor
        try:
            passed = login.with_password(deps.db, email, posted.get("password"), visitor.address, visitor.now)
        except AccessError as error:
            problem = pages.sentence(visitor.lang, error)
            return pages.page(visitor, "login.html", status=403, back=back, email=email, problem=problem)
        if passed.token is not None:
            return inside(passed.token, back)
        response = pages.page(visitor, "login_code.html", back=back, problem=None, codes=passed.codes)
        guard.keep_step(response, passed.ticket or "")
        return response

    @router.post("/console/login/code")
    def log_in_with_code(request: Request, posted: StrangerPosted = sent) -> Response:
        """Second step: the code of the authenticator app."""
        back = local_path(posted.get("next")) or HOME
        visitor, ticket = posted.visitor, request.cookies.get(STEP_COOKIE, "")
        try:
            code = posted.get("code", 20)
            passed = login.with_code(deps.db, ticket, code, visitor.address, visitor.now)
        except CodeNotValid:
            problem = pages.sentence(visitor.lang, CodeNotValid())
            return pages.page(visitor, "login.html", status=403, back=back, email="", problem=problem)
        except AccessError as error:
            problem = pages.sentence(visitor.lang, error)
            return pages.page(visitor, "login_code.html", status=403, back=back, problem=problem, codes=True)
        return inside(passed.token or "", back)

    @router.post("/console/logout")
    def log_out(posted: Posted = poster) -> Response:
        """End this log-in."""
        with deps.db.write() as uow:
            login.log_out(uow, posted.visit.session, posted.visit.now)
        response = RedirectResponse("/console/login", 303)
        guard.end_session(response)
        return response

    @router.get("/console/join")
    def join_page(visitor: Stranger = stranger) -> Response:
        """Opening an account with an invitation; its link carries the code behind a #, never sent."""
        return pages.page(visitor, "join.html", code="", name="", problem=None)

    @router.post("/console/join")
    def join(posted: StrangerPosted = sent) -> Response:
        """Choose a password; the second factor follows."""
        visitor, code, name = posted.visitor, posted.get("code", 60), posted.get("name", 80)
        try:
            token = _join(deps, posted, code, name)
        except AccessError as error:
            problem = pages.sentence(visitor.lang, error)
            return pages.page(visitor, "join.html", status=403, code=code, name=name, problem=problem)
        return inside(token, HOME if deps.demo else "/console/second-factor")

    @router.get("/console/second-factor")
    def second_factor_page(request: Request, visit: Visit = reader) -> Response:
        """The QR code of a second factor that is being set up, or word that it is."""
        return second_factor(deps, pages, visit, done=done_key(request))

    @router.post("/console/second-factor/start")
    def start_second_factor(posted: Posted = poster) -> Response:
        """Make a new secret. On an account that is secured already it takes the password."""
        visit = posted.visit
        try:
            with deps.db.read() as uow:
                ask = secured(uow, visit.staff)
            if ask:
                login.confirm_password(deps.db, visit.staff, posted.get("password", longest=1024), visit.now)
            with deps.db.write() as uow:
                staff = uow.access.get(visit.staff.id)
                if staff is not None:
                    totp.new_secret(uow, staff)
        except AccessError as error:
            return second_factor(deps, pages, visit, problem=pages.sentence(visit.lang, error))
        return RedirectResponse("/console/second-factor", 303)

    @router.post("/console/second-factor")
    def confirm_second_factor(posted: Posted = poster) -> Response:
        """The first code of the new secret: from now on it is asked for."""
        visit = posted.visit
        try:
            with deps.db.write() as uow:
                guessing.count_try(uow, "code", visit.staff.id, visit.now)
            with deps.db.write() as uow:
                staff = uow.access.get(visit.staff.id)
                if staff is None:
                    raise CodeNotValid
                totp.spend(uow, staff, posted.get("code"), visit.now)
                uow.access.clear_attempts("code", visit.staff.id)
                uow.access.revoke(visit.now, staff_id=staff.id, keep=visit.session.token_index)
                uow.access.audit(visit.viewer.chain, staff_id=staff.id, action="second_factor_set", now=visit.now)
        except AccessError as error:
            return second_factor(deps, pages, visit, problem=pages.sentence(visit.lang, error))
        return RedirectResponse(HOME, 303)

    @router.post("/console/language")
    def choose_language(request: Request, posted: StrangerPosted = sent) -> Response:
        """Japanese or English, remembered by the browser and, once logged in, by the account."""
        lang = posted.get("lang") if posted.get("lang") in LANGUAGES else "ja"
        response = RedirectResponse(local_path(posted.get("back")) or HOME, 303)
        guard.keep_language(response, lang)
        token = request.cookies.get("todoke_staff", "")
        with deps.db.write() as uow:
            session = sessions.find(uow, token, posted.visitor.now) if token else None
            if session is not None and session.csrf_matches(posted.get("csrf")):
                session.staff.locale = lang
        return response


def _join(deps: ConsoleDeps, posted: StrangerPosted, code: str, name: str) -> str:
    visitor = posted.visitor
    network = guessing.network_of(visitor.address)
    with deps.db.write() as uow:
        guessing.count_try(uow, "address", network, visitor.now)
        found = recovery.opening(uow, code, visitor.now)
        staff = uow.access.get(found.staff_id) if found is not None else None
        email = uow.access.email(staff) if staff is not None else None
    if email is None:
        raise CodeNotValid
    hashed = passwords.hash_password(posted.get("password"), not_like=email)
    with deps.db.write() as uow:
        joined = accounts.join(uow, code=code, name=name, password_hash=hashed, now=visitor.now)
        uow.access.clear_attempts("address", network, tries=1)
        if not deps.demo:
            totp.new_secret(uow, joined)
        token = sessions.start(uow, joined.id, visitor.now)
        chain = joined.partner_id or "operator"
        recovered = found is not None and found.purpose == recovery.PURPOSE
        if found is not None and recovered:
            recovery.settle_chat(uow, joined, visitor.now, mail=deps.mail)
            by = uow.access.get(found.by) if found.by else None
            tell_both(uow, deps.words.now, joined, by, visitor.now, mail=deps.mail)
        action = "recovered" if recovered else "joined"
        uow.access.audit(chain, staff_id=joined.id, action=action, now=visitor.now)
    return token
