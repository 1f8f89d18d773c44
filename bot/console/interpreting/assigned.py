"""What interpreters see: what was assigned to them, and what they say about it. Every opening is written down."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.cases import interpreting
from bot.cases.errors import NotPossible, ReasonNeeded, StillToInterpret
from bot.cases.interpreting import InWords
from bot.cases.interpreting_rules import ANSWER, INTO, MESSAGE, VOICE, conflicted
from bot.console.answers import without_furigana
from bot.console.clock_words import organisation
from bot.console.deps import ConsoleDeps
from bot.console.errors import Invalid, Missing
from bot.console.files import download
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.console.work_list import done_key
from storage.models import Case, Interpreting, InterpretingState
from storage.repositories.interpreting import Item, Rendered
from storage.uow import UnitOfWork

_HOME = "/console/interpreting"
_THEIRS = (InterpretingState.DONE.value, InterpretingState.DECLINED.value)
_WORDS = 10_000


@dataclass(frozen=True)
class Thing:
    """One thing to put into words. ``text``: the worker's own, None for a voice message."""

    item: Item
    at: datetime
    question: str | None
    text: str | None
    said: Rendered | None


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    _add_reading(router, deps, pages, guard)
    _add_saying(router, deps, pages, guard)


def _add_reading(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """What there is to do."""
    reader = Depends(guard.reader)

    @router.get(_HOME)
    def assigned(request: Request, visit: Visit = reader) -> Response:
        """What this interpreter has to do."""
        visit.must(Action.INTERPRET)
        with deps.db.write() as uow:
            rows = [row for row, _ in _own(uow, visit)]
            names = {row.id: organisation(deps.words.now, visit.lang, uow, row.partner_id) for row in rows}
            cases = {row.id: case for row, case in _own(uow, visit)}
            _note(uow, visit, "list_assigned")
        return pages.page(visit, "interpreting.html", rows=rows, cases=cases, names=names, done=done_key(request))

    @router.get(_HOME + "/{interpreting_id}")
    def one(interpreting_id: str, request: Request, visit: Visit = reader) -> Response:
        """One, with what is to be put into words. Every opening is written down before anything is shown."""
        return _page(deps, pages, visit, interpreting_id, done=done_key(request))

    @router.get(_HOME + "/{interpreting_id}/voice/{attachment_id}")
    def listen(request: Request, interpreting_id: str, attachment_id: str, visit: Visit = reader) -> Response:
        """A voice message, as a download with a name that tells nothing; the page plays it from here."""
        visit.must(Action.INTERPRET)
        with deps.db.read() as uow:
            row, case = interpreting.own(uow, visit.staff, interpreting_id)
            file = uow.attachments.get(attachment_id)
            theirs = [VOICE, attachment_id] in row.items and file is not None and file.case_id == case.id
            if not theirs or file is None or file.state != "stored":
                raise Missing
            content, mime = b"".join(uow.attachments.content(file)), uow.attachments.meta(file).get("mime", "")
        with deps.db.write() as uow:
            _note(uow, visit, "hear_assigned", case.id)
        return download(content, mime, f"{case.number}-{file.id[-4:]}", request.headers.get("range", ""))


def _add_saying(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """What it means in other words, and that it is done."""
    poster, large_poster = Depends(guard.poster), Depends(guard.large_poster)

    @router.post(_HOME + "/{interpreting_id}/words")
    def put_into_words(interpreting_id: str, posted: Posted = large_poster) -> Response:
        """What everything means that was typed on the page."""
        visit = posted.visit
        visit.must(Action.INTERPRET)
        with deps.db.read() as uow:
            if _was_ended(uow, visit, interpreting_id):
                return RedirectResponse(f"{_HOME}?done=once", 303)
            interpreting.own(uow, visit.staff, interpreting_id)
        written = _written(posted)
        here = f"{_HOME}/{interpreting_id}"
        if not written and any(text.strip() for text in posted.all("text")):
            return RedirectResponse(here, 303)  # all of it is kept already
        try:
            with deps.db.write() as uow:
                case = interpreting.own(uow, visit.staff, interpreting_id)[1]
                interpreting.put_into_words(uow, deps.notifier, visit.staff, interpreting_id, visit.business, written)
                _note(uow, visit, "put_into_words", case.id)
        except (NotPossible, ReasonNeeded) as error:
            typed = {one.item: one for one in written}
            problem = pages.sentence(visit.lang, error)
            return _page(deps, pages, visit, interpreting_id, problem=problem, typed=typed)
        with deps.db.read() as uow:
            over = all(row.id != interpreting_id for row, _ in _own(uow, visit))
        return RedirectResponse(f"{_HOME}?done=put_into_words" if over else here, 303)

    @router.post(_HOME + "/{interpreting_id}/end")
    def finish(interpreting_id: str, posted: Posted = poster) -> Response:
        """Done, or: I can't. Either way it is closed."""
        visit = posted.visit
        visit.must(Action.INTERPRET)
        try:
            with deps.db.write() as uow:
                if _was_ended(uow, visit, interpreting_id):
                    return RedirectResponse(f"{_HOME}?done=once", 303)
                case = interpreting.own(uow, visit.staff, interpreting_id)[1]
                can = posted.one_of("how", ("done", "cannot")) == "done"
                interpreting.finish(uow, deps.notifier, visit.staff, interpreting_id, visit.business, can=can)
                _note(uow, visit, "interpreting_ended", case.id)
        except StillToInterpret as error:
            return _page(deps, pages, visit, interpreting_id, problem=pages.sentence(visit.lang, error))
        return RedirectResponse(f"{_HOME}?done=interpreting_ended", 303)


def _written(posted: Posted) -> list[InWords]:
    """What was typed under each thing, without what stood there already: an old page undoes no newer words."""
    kinds, refs, texts, languages = (posted.all(name) for name in ("what", "ref", "text", "language"))
    if not len(kinds) == len(refs) == len(texts) == len(languages):
        raise Invalid("text", posted.visit.path)
    was = posted.all("was") or ("",) * len(texts)
    was_in = posted.all("was_in") or ("",) * len(texts)
    if not len(was) == len(was_in) == len(texts):
        raise Invalid("text", posted.visit.path)
    found = []
    for kind, ref, text, language, before, before_in in zip(kinds, refs, texts, languages, was, was_in, strict=True):
        if kind not in (MESSAGE, VOICE, ANSWER) or language not in INTO:
            raise Invalid("language", posted.visit.path, "staff.invalid.choose")
        said = text.strip()
        if len(said) > _WORDS:
            raise Invalid("text", posted.visit.path, "staff.invalid.too_long")
        if said and (said.splitlines() != before.strip().splitlines() or language != before_in):
            found.append(InWords((kind, ref), said, language))
    return found


def _page(deps: ConsoleDeps, pages: Pages, visit: Visit, interpreting_id: str, **more: Any) -> Response:
    visit.must(Action.INTERPRET)
    with deps.db.write() as uow:
        row, case = interpreting.own(uow, visit.staff, interpreting_id)
        things = [found for what, ref in row.items if (found := _thing(uow, deps, visit, case, (what, ref)))]
        note = uow.interpreting.note(row)
        who = organisation(deps.words.now, visit.lang, uow, row.partner_id)
        _note(uow, visit, "read_assigned", case.id)
        left = any(thing.said is None for thing in things)
    values = {"problem": None, "typed": {}, "done": None} | more
    status = 422 if values["problem"] else 200
    return pages.page(
        visit, "interpreting_one.html", status=status, row=row, case=case, things=things, note=note, who=who,
        into=INTO, left=left, **values,
    )  # fmt: skip


def _was_ended(uow: UnitOfWork, visit: Visit, interpreting_id: str) -> bool:
    """Whether this person has ended it already: the same button pressed twice."""
    row = uow.interpreting.get(interpreting_id)
    return row is not None and row.staff_id == visit.staff.id and row.state in _THEIRS


def _own(uow: UnitOfWork, visit: Visit) -> list[tuple[Interpreting, Case]]:
    """Those that are open to this person now, without those to which a tie was found."""
    mine = uow.interpreting.profile(visit.staff.id)
    found = uow.interpreting.assigned(visit.viewer)
    return [(row, case) for row, case in found if not conflicted(uow, case, visit.staff, mine)]


def _thing(uow: UnitOfWork, deps: ConsoleDeps, visit: Visit, case: Case, item: Item) -> Thing | None:
    said = next((one for one in uow.interpreting.renderings(case.id).get(item, {}).values() if one.staff_id), None)
    what, ref = item
    if what == MESSAGE:
        message = next((m for m in uow.cases.messages(case.id) if str(m["id"]) == ref), None)
        return Thing(item, message["at"], None, message["text"], said) if message is not None else None
    if what == VOICE:
        file = uow.attachments.get(ref)
        there = file is not None and file.state == "stored"  # else the worker has taken it away
        return Thing(item, file.received_at, None, None, said) if file is not None and there else None
    told = (*uow.conversations.answers(case.run_id), *uow.conversations.written(case.run_id))
    answer = next((a for a in told if str(a["visit"]) == ref), None)
    if answer is None:
        return None
    words, key = deps.words.now, f"{answer['step']}.ask"
    question = words.text(visit.lang, key if words.has(key) else "staff.case.old_question")
    return Thing(item, answer["at"], without_furigana(question), str(answer["raw"]), said)


def _note(uow: UnitOfWork, visit: Visit, action: str, case_id: str | None = None) -> None:
    log(uow, visit, action, "case" if case_id else None, case_id)
