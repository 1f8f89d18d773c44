"""What is done now and then: forgetting what is over, erasing what was asked for, reminding."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import Clock
from bot.conversation.bubbles import bubble, one_per_row
from bot.conversation.notify import next_safe
from bot.conversation.outgoing import start
from bot.keeping.erasures import erase, keep
from bot.wording.served import Wording
from storage.database import Database
from storage.uow import UnitOfWork

log = logging.getLogger(__name__)

HANDLED_KEPT = timedelta(days=3)  # long enough to recognise an update that comes again
SENT_KEPT = timedelta(days=3)
SESSIONS_KEPT = timedelta(days=30)


class Housekeeping:
    """One round of it; safe to run in several processes."""

    def __init__(
        self, database: Database, wording: Wording, clock: Clock, structure: str, erasures: Path | None = None
    ) -> None:
        """``erasures``: the list of who wished to be deleted, outside of the database."""
        self._erasures = erasures
        self._to_scrub = True  # what an earlier process erased may still be in the database's files
        self._database = database
        self._wording = wording
        self._clock = clock
        self._structure = structure

    def run(self) -> int:
        """Do what is due; returns how many rows were touched."""
        now = self._clock.now()
        done = 0
        with self._database.write() as uow:
            done += uow.inbox.prune(now - HANDLED_KEPT) + uow.outbox.prune(now - SENT_KEPT)
            done += uow.access.prune_sessions(now - SESSIONS_KEPT)
            done += uow.conversations.drop_unused_structures(self._structure)
        with self._database.read() as uow:
            leaving, over = uow.workers.due_for_deletion(now), uow.conversations.due_expiries(now)
            nudges = uow.conversations.due_nudges(now)
        for worker_id in leaving:
            with self._database.write() as uow:
                erase(uow, worker_id, now)
            self._to_scrub = True
            log.info("a worker's data was erased")
        for conversation in over:
            with self._database.write() as uow:
                uow.conversations.forget_run(conversation.id)
        for conversation in nudges:
            with self._database.write() as uow:
                self._nudge(uow, conversation.id, now)
        self._to_scrub = self._to_scrub or bool(over)
        self._leave_nothing()
        return done + len(leaving) + len(over) + len(nudges)

    def _leave_nothing(self) -> None:
        """Copy wishes to the list, and make what was erased leave the database's files."""
        if self._erasures is not None:
            try:
                keep(self._database, self._erasures)
            except OSError as error:
                log.error("the list of erasures could not be written: %s", type(error).__name__)
        if self._to_scrub:
            self._to_scrub = not self._database.scrub()

    def _nudge(self, uow: UnitOfWork, conversation_id: str, now: datetime) -> None:
        conversation = uow.conversations.get(conversation_id)
        if conversation is None or conversation.nudge_at is None:
            return
        uow.conversations.clear_nudge(conversation_id)
        state = uow.conversations.open_state(conversation)
        wish = (state or {}).get("vars", {}).get("write_first")
        at = next_safe({"write_first": wish}, now) if isinstance(wish, str) else None
        if at is None or state is None:
            return
        language = conversation.language or "en"
        words = self._wording.now
        button = (words.text(language, "ui.continue"), f"c:{state['visit']}:resume")
        payload = bubble("say", language, words.text(language, "common.nudge"), rows=one_per_row([button]))
        start(uow, conversation, payload, now, due_at=at, dedupe=f"nudge:{conversation_id}:{conversation.run_id}")
