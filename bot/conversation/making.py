"""Papers that were ordered in a chat: drawn apart from every transaction, so that nobody's message waits for it, and
put into the chat in the transaction that keeps the file. Whoever is ended in between leaves it to the next; it comes
once, and never to who has asked meanwhile to be deleted."""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot.assisted.sitting import is_sitting
from bot.clock import Clock
from bot.documents.issuing import Draft, drawing
from bot.documents.rendering import NotRendered
from bot.wording.served import Wording
from storage.database import Database
from storage.errors import Erased, KeyMissing, Tampered
from storage.models import AlarmKind
from storage.rows import Row
from storage.taking import take_first
from storage.uow import UnitOfWork

from .bubbles import Payload, bubble
from .outgoing import reply

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)  # drawing takes less than a second
TRIES = 3


def order(
    uow: UnitOfWork, draft: Draft, *, worker_id: str, case_id: str | None, conversation_id: str, payload: Payload,
    now: datetime,
) -> str:
    """Have a paper drawn; ``payload``: the bubble that it comes with. Returns its id."""
    told = {**draft.told, "conversation": conversation_id, "payload": payload}
    return uow.papers.order(
        worker_id=worker_id, case_id=case_id, kind=draft.kind, draft=told, meta=draft.meta, now=now, code=draft.code
    )


def make_due(
    database: Database, clock: Clock, wording: Wording, changed: Callable[[str], None] = lambda _conversation: None
) -> int:
    """Draw one paper that waits, if any; returns how many were looked at. ``changed``: told
    the conversation something was said in.

    Any number of processes may do this at once.
    """
    now = clock.now()
    taken = take_first(database, lambda uow: uow.papers, now, now + LEASE)
    if taken is None:
        return 0
    row, fence = taken
    try:
        with database.read() as uow:
            told = uow.papers.draft(row)
    except Erased:
        with database.write() as uow:
            uow.papers.give_up(row.id, fence)
        return 1
    except KeyMissing as error:  # the keys are put back some day: it waits, as messages do
        log.warning("a paper can't be drawn yet: %s", error, extra={"paper": row.id})
        with database.write() as uow:
            uow.papers.put_off(row.id, fence, clock.now() + LEASE)
        return 1
    except Tampered as error:
        log.error("a paper can't be drawn: %s", error, extra={"paper": row.id})
        _fail(database, clock, wording, row, fence, None, type(error).__name__, changed)
        return 1
    if fence > TRIES:
        log.error("a paper was begun %d times and never drawn", TRIES, extra={"paper": row.id})
        _fail(database, clock, wording, row, fence, told["conversation"], NotRendered.__name__, changed)
        return 1
    try:
        content = drawing(told)
    except NotRendered as error:
        log.error("%s", error, extra={"paper": row.id})
        _fail(database, clock, wording, row, fence, told["conversation"], NotRendered.__name__, changed)
    else:
        _keep(database, clock, wording, row, fence, told, content, changed)
    return 1


def _keep(
    database: Database, clock: Clock, wording: Wording, row: Row[Any], fence: int, told: dict[str, Any],
    content: bytes, changed: Callable[[str], None],
) -> None:
    with database.write() as uow:
        conversation = _orderer(uow, row, told["conversation"])
        if conversation is None:
            uow.papers.give_up(row.id, fence)
            return
        if not uow.papers.drawn(row.id, fence, content, hashlib.sha256(content).hexdigest()):
            return
        gone = wording.text(str(told["payload"]["lang"]), "doc.chat.gone.info")
        file = {"id": row.id, "name": told["name"], "size": len(content), "gone": gone}
        reply(uow, conversation, [{**told["payload"], "paper": file}], clock.now())
    changed(conversation.id)


def _fail(
    database: Database, clock: Clock, wording: Wording, row: Row[Any], fence: int, conversation_id: str | None,
    error: str, changed: Callable[[str], None],
) -> None:
    """It can't be drawn: the worker is told, where it was ordered or else where they wrote last, and those who look
    after the installation."""
    with database.write() as uow:
        conversation = _orderer(uow, row, conversation_id or _newest(uow, row.worker_id))
        if not uow.papers.give_up(row.id, fence) or conversation is None:
            return
        language = conversation.language or "en"
        reply(uow, conversation, [bubble("note", language, wording.text(language, "common.step_failed"))], clock.now())
        uow.system.raise_alarm(AlarmKind.SET_ASIDE, conversation.id, {"error": error}, clock.now())
    changed(conversation.id)


def _orderer(uow: UnitOfWork, row: Row[Any], conversation_id: str | None) -> Row[Any] | None:
    """The conversation to tell of a paper, held; None once its worker has asked to be deleted, or somebody else goes on
    in it."""
    conversation = uow.conversations.locked(conversation_id) if conversation_id is not None else None
    worker = uow.workers.get(row.worker_id)
    if conversation is None or conversation.leaving or conversation.worker_id != row.worker_id:
        return None
    return None if worker is None or worker.delete_at is not None else conversation


def _newest(uow: UnitOfWork, worker_id: str) -> str | None:
    """The worker's own phone that was used last, if possible one that can be reached."""
    own = [one for one in uow.conversations.of_worker(worker_id) if not is_sitting(one)]
    return min(own, key=lambda one: one.blocked_at is not None).id if own else None
