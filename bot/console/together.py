"""Entering a report together with a worker who is at the counter or on the telephone.

What is pressed and typed here goes the way of every message of a worker: into the inbox, through the same questions.
Only who began it sees it, and only until it is sent, deleted, or in the worker's own hands.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.access.totp import qr_svg
from bot.assisted.screen import Screen, screen
from bot.cases.actors import actor
from bot.cases.timeline import Happened, record
from bot.channels.web.errors import BadRequest, TextTooLong
from bot.channels.web.schema import Intake, parse_intake
from bot.console.deps import ConsoleDeps
from bot.console.errors import Invalid, Missing, Outdated
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.console.work_list import done_key
from bot.workers.intake import Arrival, store
from storage.ids import plain_code
from storage.models import AssistedDraft
from storage.repositories.assisted import CHANNEL
from storage.rows import Row
from storage.uow import UnitOfWork

PATH = "/console/together"
WAYS = ("counter", "phone")
LISTED = timedelta(days=30)
SLIPS = timedelta(days=7)
"""So long after a report was sent its worker can be given a (new) code by who entered it."""
_TEXT = 4_000
_PATIENCE = 3.0  # seconds in which an answer is nearly always taken; after that the page looks again by itself


@dataclass(frozen=True)
class Sitting:
    """What the page shows. ``seq``: the number of the next answer; ``taking``: the last one is not taken yet."""

    draft: AssistedDraft
    screen: Screen
    seq: int
    taking: bool
    open: bool
    leaving: bool
    slip: bool
    phone: bool
    number: str | None


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    _add_answering(router, deps, pages, guard)
    _add_afterwards(router, deps, pages, guard)


def _add_answering(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """Beginning one, and answering its questions."""
    reader, poster = Depends(guard.reader), Depends(guard.poster)

    @router.get(PATH)
    def begun(request: Request, visit: Visit = reader) -> Response:
        """One's own, and how to begin another."""
        visit.must(Action.ENTER)
        with deps.db.read() as uow:
            mine = [one for one in uow.assisted.mine(visit.staff.id) if one.begun_at > visit.now - LISTED]
            numbers = {one.id: _number(uow, one) for one in mine}
        return pages.page(visit, "together.html", mine=mine, numbers=numbers, ways=WAYS, done=done_key(request))

    @router.post(PATH)
    def begin(posted: Posted = poster) -> Response:
        """A worker is there and wishes for help."""
        visit = posted.visit
        visit.must(Action.ENTER)
        way = posted.one_of("way", WAYS)
        if posted.get("agreed") != "yes":
            raise Invalid("agreed", PATH, "staff.invalid.choose")
        asked_as = visit.viewer.asked_as
        if asked_as is None:
            raise Missing
        with deps.db.write() as uow:
            draft = uow.assisted.begin(visit.staff.id, asked_as, way, visit.now)
            event = {"type": "command", "name": "start", "argument": "", "languages": []}
            put(uow, deps, draft, 0, event)
            note(uow, visit, "together_begun", draft.id)
        handled(deps, draft)
        return RedirectResponse(f"{PATH}/{draft.id}", 303)

    @router.get(PATH + "/{draft_id}")
    def sit(draft_id: str, request: Request, visit: Visit = reader) -> Response:
        """The open question, in both languages."""
        visit.must(Action.ENTER)
        with deps.db.write() as uow:
            shown = _sitting(uow, visit, own_draft(uow, visit, draft_id))
            note(uow, visit, "together_read", draft_id)
        return pages.page(visit, "together_sitting.html", sitting=shown, done=done_key(request))

    @router.post(PATH + "/{draft_id}")
    def answer(draft_id: str, posted: Posted = poster) -> Response:
        """What the worker answers: a button, or their words."""
        visit, back = posted.visit, f"{PATH}/{draft_id}"
        visit.must(Action.ENTER)
        with deps.db.write() as uow:
            draft = own_draft(uow, visit, draft_id)
            tap, text = posted.get("tap", longest=64), posted.get("text", longest=_TEXT)
            if not tap and not text:
                raise Invalid("text", back, "staff.invalid.note")
            event = {"type": "tap", "data": tap} if tap else {"type": "text", "text": text}
            taken = _take(uow, deps, visit, draft, _checked(posted, event, back), text)
        if not taken:
            raise Outdated(back, text or None)
        handled(deps, draft)
        return RedirectResponse(back, 303)


def _add_afterwards(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """Where the worker is called, and the way back into what was said."""
    poster = Depends(guard.poster)

    @router.post(PATH + "/{draft_id}/contact")
    def contact(draft_id: str, posted: Posted = poster) -> Response:
        """Where the worker can be called, and when it is safe."""
        visit, back = posted.visit, f"{PATH}/{draft_id}"
        visit.must(Action.ENTER)
        with deps.db.write() as uow:
            draft = own_draft(uow, visit, draft_id)
            hours = {f"safe_{end}": hour for end in ("from", "to") if (hour := posted.get(end, longest=5))}
            event = {"type": "handover", "choice": "phone", "value": posted.get("phone", longest=40), **hours}
            if draft.taken_over_at is not None:
                raise Outdated(back)
            if not posted.get("phone", longest=40).strip():
                raise Invalid("phone", back)  # only the worker's own phone takes a number away
            checked = _checked(posted, event, back, "phone")
            put(uow, deps, draft, uow.inbox.highest(source_of(draft)) + 1, checked.event.model_dump(exclude_none=True))
            note(uow, visit, "together_contact", draft_id)
        handled(deps, draft)
        return RedirectResponse(f"{back}?done=together_contact", 303)

    @router.post(PATH + "/{draft_id}/slip")
    def slip(draft_id: str, posted: Posted = poster) -> Response:
        """A code for the worker, to print or to write down. It is shown this once."""
        visit, back = posted.visit, f"{PATH}/{draft_id}"
        visit.must(Action.ENTER)
        with deps.db.write() as uow:
            draft = own_draft(uow, visit, draft_id)
            row = uow.conversations.get(draft.conversation_id)
            if row is None or not _may_print(draft, row, visit):
                raise Outdated(back)
            code = uow.assisted.new_code(draft, row.worker_id, visit.now)
            _say_given(uow, visit, draft)
            note(uow, visit, "together_slip", draft_id)
        bot = deps.bot_name()
        telegram = f"https://t.me/{bot}?start={plain_code(code)}" if bot else None
        return pages.page(
            visit, "together_slip.html", draft=draft, code=code, url=f"{deps.base_url}/chat", telegram=telegram,
            spoken=row.language or "en", qr=qr_svg(telegram) if telegram else None,
            w=partial(deps.words.now.text, row.language or "en"),
        )  # fmt: skip


def own_draft(uow: UnitOfWork, visit: Visit, draft_id: str) -> AssistedDraft:
    """One's own. Raises Missing for everybody but who began it, also after they went to another organisation."""
    draft = uow.assisted.of(visit.staff.id, draft_id)
    if draft is None or draft.organisation != visit.viewer.asked_as:
        raise Missing
    return draft


def _sitting(uow: UnitOfWork, visit: Visit, draft: AssistedDraft) -> Sitting:
    row = uow.conversations.get(draft.conversation_id)
    if row is None:
        raise Missing
    gone = draft.taken_over_at is not None
    bubbles = [] if gone else uow.web.bubbles(row.id, row.worker_id, 0, 1_000)
    return Sitting(
        draft=draft,
        screen=screen(bubbles, visit.lang),
        seq=uow.inbox.highest(source_of(draft)) + 1,
        taking=uow.inbox.waiting(row.id)[0] is not None,
        open=draft.ended_at is None and not gone and not row.leaving,
        leaving=bool(row.leaving),
        slip=_may_print(draft, row, visit),
        phone=not gone and bool(uow.workers.profile(row.worker_id).get("phone")),
        number=_number(uow, draft),
    )


def _may_print(draft: AssistedDraft, row: Row[Any], visit: Visit) -> bool:
    late = draft.ended_at is not None and draft.ended_at < visit.now - SLIPS
    return draft.taken_over_at is None and not row.leaving and row.language is not None and not late


def _number(uow: UnitOfWork, draft: AssistedDraft) -> str | None:
    case = uow.cases.get(draft.case_id) if draft.case_id is not None else None
    return case.number if case is not None else None


def _checked(posted: Posted, event: Mapping[str, Any], back: str, field: str = "text") -> Intake:
    """The same shapes as from a worker's own phone. Raises Invalid."""
    try:
        return parse_intake(orjson.dumps({"seq": posted.number("seq"), "event": event}), _TEXT)
    except (BadRequest, TextTooLong) as error:
        raise Invalid(field, back) from error


def _take(
    uow: UnitOfWork, deps: ConsoleDeps, visit: Visit, draft: AssistedDraft, intake: Intake, text: str
) -> bool:
    """Store an answer. False: the page was older than the last answer, and this is not that very answer again."""
    seq, event = intake.seq, intake.event.model_dump()
    row = uow.conversations.get(draft.conversation_id)
    assert row is not None
    shown = uow.web.bubbles(row.id, row.worker_id, 0, 1_000)
    over = draft.ended_at is not None or row.leaving
    if over or seq != uow.inbox.highest(source_of(draft)) + 1:
        twice = any(one.get("seq") == seq and one.get("event") == event for one in shown)
        return twice or (over and not text)  # the last button of all, pressed twice
    rows = screen(shown, visit.lang).buttons
    label = text or next((b.label for line in rows for b in line if b.data == event["data"]), "")
    fresh = put(uow, deps, draft, seq, event)
    if fresh:
        said = {"type": "said", "shown": label, "lang": "" if text else row.language or "", "seq": seq, "event": event}
        uow.web.add_bubbles(row.id, row.worker_id, [("worker", said)], visit.now)
    return True


def put(uow: UnitOfWork, deps: ConsoleDeps, draft: AssistedDraft, seq: int, event: dict[str, Any]) -> bool:
    """Store what was said; False if something with this number was stored before."""
    row = uow.conversations.get(draft.conversation_id)
    assert row is not None
    [fresh] = store(uow, deps.clock, [Arrival(source_of(draft), seq, CHANNEL, "", event, (row.id, row.worker_id))])
    return fresh


def source_of(draft: AssistedDraft) -> str:
    """Under which name the inbox keeps what is entered here."""
    return f"{CHANNEL}:{draft.conversation_id}"


def handled(deps: ConsoleDeps, draft: AssistedDraft) -> None:
    """Wait for a moment until what was stored has been taken, so that the next page shows what follows from it."""
    deps.wake_inbox()
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        with deps.db.read() as uow:
            if uow.inbox.waiting(draft.conversation_id)[0] is None:
                return
        time.sleep(0.03)


def _say_given(uow: UnitOfWork, visit: Visit, draft: AssistedDraft) -> None:
    case = uow.cases.locked(draft.case_id) if draft.case_id is not None else None
    if case is not None:
        record(uow, case, Happened.WAY_IN_GIVEN, actor(visit.staff), visit.business, partner=draft.organisation)
        uow.cases.changed(case)


def note(uow: UnitOfWork, visit: Visit, action: str, draft_id: str) -> None:
    """Write into the organisation's log."""
    log(uow, visit, action, "draft", draft_id)
