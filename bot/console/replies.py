"""Ready answers: chosen in the reader's language, with blanks, beside what the worker will read."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Response

from bot.access.policy import Action, may
from bot.cases.messages import worker_language
from bot.cases.ready import BlankWrong, Ready, read_blanks, ready_answers, said, send_ready
from bot.console.answers import without_furigana
from bot.console.deps import ConsoleDeps
from bot.console.doing import doer
from bot.console.errors import Forbidden, Invalid, Missing
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.meanwhile import must_know_replies
from bot.console.once import FORM
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.wording import values
from bot.wording.blanks import LONGEST, Blank, Value
from storage.repositories.staff_cases import Glimpse
from storage.uow import UnitOfWork

_INPUTS = {Blank.DATE: "date", Blank.TIME: "time"}


@dataclass(frozen=True)
class Field:
    """A blank on the page."""

    name: str
    kind: Blank
    value: str
    wrong: bool

    @property
    def input(self) -> str:
        """The type of its field."""
        return _INPUTS.get(self.kind, "text")

    @property
    def longest(self) -> int:
        """Characters."""
        return LONGEST.get(self.kind, 12)


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader, poster, do = Depends(guard.reader), Depends(guard.poster), doer(deps, pages)

    @router.get("/console/cases/{number}/replies")
    def choose(number: str, visit: Visit = reader) -> Response:
        """All of them, in the reader's language."""
        seen = _opened(deps, visit, number)
        words = deps.words.now
        listed = [(one, _shown(deps, visit.lang, visit.lang, one, {})) for one in ready_answers(words)]
        return pages.page(visit, "replies.html", seen=seen, listed=listed)

    @router.get("/console/cases/{number}/replies/{reply_id}")
    def fill(number: str, reply_id: str, visit: Visit = reader) -> Response:
        """One, with its blanks."""
        _opened(deps, visit, number)
        return _page(deps, pages, visit, number, _found(deps, reply_id), {}, begun=False)

    @router.post("/console/cases/{number}/replies/{reply_id}")
    def send(number: str, reply_id: str, posted: Posted = poster) -> Response:
        """Show it with what was typed so far, or send it."""
        visit = posted.visit
        with deps.db.read() as uow:
            _writes(uow, visit, number)
        ready = _found(deps, reply_id)
        typed = {name: posted.get(f"blank_{name}") for name in ready.blanks}
        if posted.one_of("step", ("show", "send")) == "show":
            return _page(deps, pages, visit, number, ready, typed, begun=False, lines=posted.get("lines"))
        once = posted.get("once", longest=32)
        if not once.isalnum():
            raise Invalid("once", f"/console/cases/{number}")
        try:
            given = read_blanks(ready, typed, visit.business.astimezone(visit.zone))
        except BlankWrong:
            return _page(deps, pages, visit, number, ready, typed, begun=True, lines=posted.get("lines"))

        def act(uow: UnitOfWork, seen: Glimpse, _rev: int) -> str:
            must_know_replies(uow, posted, seen)
            sent = send_ready(
                uow, deps.notifier, deps.words.now, seen.id, visit.staff, visit.business, ready=ready, given=given,
                dedupe=once,
            )
            return "replied" if sent else "reply_kept"

        return do(posted, number, Action.REPLY, act)


def _opened(deps: ConsoleDeps, visit: Visit, number: str) -> Glimpse:
    with deps.db.write() as uow:
        seen, _ = _writes(uow, visit, number)
        log(uow, visit, "ready_answers", "case", seen.id)
    return seen


def _page(
    deps: ConsoleDeps, pages: Pages, visit: Visit, number: str, ready: Ready, typed: Mapping[str, str], *, begun: bool,
    lines: str = "",
) -> Response:
    with deps.db.read() as uow:
        seen, language = _writes(uow, visit, number)
        form = uow.access.ticket(FORM, visit.now)
    given, wrong = _so_far(ready, typed, visit)
    return pages.page(
        visit, "reply.html", status=422 if begun and wrong else 200, seen=seen, ready=ready, language=language,
        fields=[Field(name, kind, typed.get(name, ""), begun and name in wrong)
                for name, kind in ready.blanks.items()],
        theirs=_shown(deps, language, visit.lang, ready, given),
        ours=_shown(deps, visit.lang, visit.lang, ready, given),
        checked=language in deps.words.now.reviewed or language == "en", form=form, once=secrets.token_hex(8),
        today=visit.business.astimezone(visit.zone).date().isoformat(), lines=lines or seen.lines,
    )  # fmt: skip


def _writes(uow: UnitOfWork, visit: Visit, number: str) -> tuple[Glimpse, str]:
    """A case to whose worker this person may write, and the language they are written to in."""
    seen = uow.access.glimpse(visit.viewer, number)
    if seen is None:
        raise Missing
    if not may(visit.staff, Action.REPLY, seen, uow.cases.offers(seen.id)):
        raise Forbidden
    case = uow.cases.get(seen.id)
    if case is None:
        raise Missing
    return seen, worker_language(uow, case)


def _found(deps: ConsoleDeps, reply_id: str) -> Ready:
    for one in ready_answers(deps.words.now):
        if one.id == reply_id:
            return one
    raise Missing


def _so_far(ready: Ready, typed: Mapping[str, str], visit: Visit) -> tuple[dict[str, Value], tuple[str, ...]]:
    """The blanks that can be read, and those that can't yet."""
    now = visit.business.astimezone(visit.zone)
    try:
        return read_blanks(ready, typed, now), ()
    except BlankWrong as error:
        rest = Ready(ready.id, {name: kind for name, kind in ready.blanks.items() if name not in error.names})
        return read_blanks(rest, typed, now), error.names


def _shown(deps: ConsoleDeps, language: str, lang: str, ready: Ready, given: Mapping[str, Value]) -> str:
    """The text in a language; what is not filled in yet stands there by its name, in the reader's."""
    words = deps.words.now
    if not given and not ready.blanks:
        text = said(words, language, ready, {})
    else:
        shown = {name: values.param(words, language, name, value) for name, value in given.items()}
        empty = {
            name: f"［{words.text(lang, f'staff.blank.{kind}')}］"
            for name, kind in ready.blanks.items()
            if name not in given
        }
        text = words.text(language, ready.key, **empty, **shown)
    return without_furigana(text) if language == lang else text
