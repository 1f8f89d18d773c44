"""Coming in and going out: log-in, invitation, language."""

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access import accounts, guessing, login, passwords, recovery, sessions, totp
from bot.access.errors import AccessError, CodeNotValid
from bot.console.deps import ConsoleDeps
from bot.console.guard import STEP_COOKIE, Guard, StrangerPosted
from bot.console.pages import Pages
from bot.console.visit import LANGUAGES, Posted, Stranger, local_path
from bot.digests.account_news import tell_both

HOME = "/console"


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    _add_log_in(router, deps, pages, guard)
    _add_joining(router, deps, pages, guard)
    _add_language(router, deps, guard)


def _add_log_in(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """In two steps, and out again."""
    poster, stranger, sent = Depends(guard.poster), Depends(guard.stranger), Depends(guard.stranger_poster)

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
            return _inside(guard, passed.token, back)
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
        return _inside(guard, passed.token or "", back)

    @router.post("/console/logout")
    def log_out(posted: Posted = poster) -> Response:
        """End this log-in."""
        with deps.db.write() as uow:
            login.log_out(uow, posted.visit.session, posted.visit.now)
        response = RedirectResponse("/console/login", 303)
        guard.end_session(response)
        return response


def _add_joining(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """An account that was offered."""
    stranger, sent = Depends(guard.stranger), Depends(guard.stranger_poster)

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
        return _inside(guard, token, HOME if deps.demo else "/console/second-factor")


def _add_language(router: APIRouter, deps: ConsoleDeps, guard: Guard) -> None:
    """Which language the pages speak."""
    sent = Depends(guard.stranger_poster)

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


def _inside(guard: Guard, token: str, target: str = HOME) -> Response:
    response = RedirectResponse(target, 303)
    guard.keep_session(response, token)
    guard.end_step(response)
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
