"""The demonstration's page and its controls. Reached from this machine only; a real installation has none of it."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader

from bot.access.login import demo_session
from bot.console.guard import COOKIE
from bot.environment import is_loopback
from bot.opening import OFFSET
from bot.wiring import Program
from bot.wording.edition import Rules
from bot.wording.enumerate import critical_keys
from bot.wording.proposing import Edit, Outcome, propose
from bot.workers.intake import Arrival, store
from flows.inputs.fold import clean
from storage.models import COORDINATOR as ASKED_LAST
from storage.models import Case, CaseState
from storage.uow import UnitOfWork

from .example import EXAMPLE
from .seed import COORDINATOR, PEOPLE

_FOLDER = Path(__file__).resolve().parent
_PAGES = Environment(loader=FileSystemLoader(_FOLDER / "templates"), autoescape=True)
_STATIC = {"demo.css": "text/css", "demo.js": "text/javascript"}
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
VIEWS = ("first", "second", "coordinator")
"""Whose console is shown: that of the partner asked first for the newest report, of the one asked second, or the
coordinator's."""


def make_router(program: Program) -> APIRouter:
    """``/`` and ``/demo/…``."""
    router = APIRouter(include_in_schema=False)
    _add_page(router, program)
    _add_controls(router, program)
    return router


def _add_page(router: APIRouter, program: Program) -> None:
    """The page, and whose console it shows."""

    @router.get("/")
    def page(request: Request) -> Response:
        _local(request)
        with program.database.write() as uow:
            token = demo_session(uow, _person(uow, "first"), program.clock.now())
        html = _PAGES.get_template("demo.html").render(now=program.clock.business())
        response = HTMLResponse(html, headers={"Content-Security-Policy": _CSP, "Cache-Control": "no-store"})
        _log_in(response, token)
        return response

    @router.get("/demo/static/{name}")
    def static(name: str) -> Response:
        if name not in _STATIC:
            raise HTTPException(404)
        return Response((_FOLDER / "static" / name).read_bytes(), media_type=_STATIC[name])

    @router.post("/demo/view")
    def view(request: Request, who: Annotated[str, Form()]) -> Response:
        _local(request)
        if who not in VIEWS:
            raise HTTPException(422)
        with program.database.write() as uow:
            token = demo_session(uow, _person(uow, who), program.clock.now())
        response = RedirectResponse("/console", status_code=303)
        _log_in(response, token)
        return response


def _add_controls(router: APIRouter, program: Program) -> None:
    """The clock that can be put forward, an example to type, and a question that can be changed."""

    @router.post("/demo/clock")
    def clock(request: Request, hours: Annotated[int, Form(ge=1, le=24 * 31)]) -> JSONResponse:
        _local(request)
        with program.database.write() as uow:
            seconds = float(uow.system.fact(OFFSET) or 0) + timedelta(hours=hours).total_seconds()
            uow.system.set_fact(OFFSET, str(seconds))
        program.offset.refresh(program.database)
        return JSONResponse(_state(program))

    @router.get("/demo/state")
    def state(request: Request) -> JSONResponse:
        _local(request)
        return JSONResponse(_state(program))

    @router.get("/demo/example")
    def example(request: Request) -> JSONResponse:
        _local(request)
        return JSONResponse(EXAMPLE)

    @router.get("/demo/question")
    def question(request: Request) -> JSONResponse:
        _local(request)
        return JSONResponse(_question(program))

    @router.post("/demo/question")
    def change(
        request: Request, key: Annotated[str, Form()], language: Annotated[str, Form()],
        text: Annotated[str, Form(max_length=1000)] = "",
    ) -> JSONResponse:
        _local(request)
        problem = _change(program, key, language, text)
        return JSONResponse({"problem": problem}, status_code=422 if problem else 200)


def _local(request: Request) -> None:
    """Only this machine. Raises HTTPException."""
    host = request.headers.get("host", "").rsplit(":", 1)[0].strip("[]")
    if request.client is None or not is_loopback(request.client.host) or not is_loopback(host):
        raise HTTPException(404)


def _log_in(response: Response, token: str) -> None:
    response.set_cookie(COOKIE, token, path="/console", httponly=True, samesite="lax")


def _asked(uow: UnitOfWork, case: Case | None) -> list[str]:
    """Who has been asked about a case, in order; the coordinators' id among them."""
    offers = uow.cases.offers(case.id) if case is not None else []
    return [offer.partner_id for offer in sorted(offers, key=lambda o: (o.offered_at, o.position))]


def _person(uow: UnitOfWork, who: str) -> str:
    """The member of staff whose console is shown (see VIEWS)."""
    if who == "coordinator":
        return COORDINATOR
    partners = [partner for partner in _asked(uow, uow.cases.newest()) if partner in PEOPLE]
    partners += [partner for partner in PEOPLE if partner not in partners]
    return PEOPLE[partners[VIEWS.index(who)]]


def _state(program: Program) -> dict[str, Any]:
    """The time, the newest report, how far its story has come, and the names of who has been asked."""
    with program.database.read() as uow:
        case = uow.cases.newest()
        asked = _asked(uow, case)
        names = {partner.id: partner.name for partner in uow.partners.all(active_only=False)}
    shown = [names[partner] for partner in asked if partner in names]
    number = case.number if case is not None else None
    now = program.clock.business().isoformat()
    return {"now": now, "report": number, "story": _story(case, asked), "asked": shown}


def _story(case: Case | None, asked: list[str]) -> str:
    if case is None:
        return "none"
    state = CaseState(case.state)
    if not state.open:
        return "closed"
    if state in (CaseState.FILED, CaseState.OFFERED):
        if ASKED_LAST in asked:
            return "coordinator"
        return "first" if len(asked) < 2 else "second"
    return "accepted"


def _question(program: Program) -> dict[str, Any]:
    """The question the phone shows now: its key, language and text."""
    with program.database.read() as uow:
        conversation = uow.conversations.newest("web")
        state = uow.conversations.open_state(conversation) if conversation is not None else None
        if conversation is None or state is None or not state["at"]:
            return {}
        structure = program.conversations.structures.of(uow, conversation.structure)
        flow, step = structure.step(state["at"])
        key, language = f"{flow.id}.{step.id}.ask", conversation.language or "en"
        return {"key": key, "language": language, "text": _raw(program, language, key)}


def _raw(program: Program, language: str, key: str) -> str:
    """A text as it is edited: with its placeholders."""
    served = program.wording.now
    return served.find(language, key) or served.find("en", key) or ""


def _change(program: Program, key: str, language: str, text: str) -> str | None:
    """Publish one changed text and have the phone ask again. Returns what is wrong with it, if anything."""
    served = program.wording.now
    if not served.has(key) or language not in served.languages:
        return f"There is no text {key} in {language}."
    if not clean(text).strip():  # also where all that is left can't be seen
        return "There are no words in it. The text was not changed."
    critical = critical_keys(program.conversations.structures.current)
    rules = Rules(critical, program.settings.locales_dir)
    with program.database.write() as uow:
        edit, now = Edit(language, key, text, base=served.number), program.clock.now()
        [answer] = propose(uow, [edit], served.number, COORDINATOR, now=now, rules=rules, at_once=True).answers
    if answer.outcome is Outcome.REFUSED:
        return "Somebody else changed this text a moment ago. Open it again."
    if answer.faults:
        return f"{' '.join(answer.faults)} The text was not changed."
    program.wording.refresh()
    with program.database.write() as uow:
        conversation = uow.conversations.newest("web")
        if conversation is not None and conversation.state is not None:
            seq = uow.inbox.highest(f"demo:{conversation.id}") + 1
            owner = (conversation.id, conversation.worker_id)
            store(uow, program.clock, [Arrival(f"demo:{conversation.id}", seq, "web", "", {"type": "again"}, owner)])
    program.inbox.wake_soon()
    return None
