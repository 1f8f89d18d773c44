"""What is done now and then: forgetting what is over, erasing what was asked for, reminding."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.cases.notifier import Notifier
from bot.clock import Clock
from bot.compliance.kept import forget_note, forget_reply, views_over
from bot.conversation.bubbles import bubble, one_per_row
from bot.conversation.hours import next_safe
from bot.conversation.outgoing import start
from bot.conversation.worktime_book import WAITS
from bot.conversation.worktime_reminder import remind
from bot.keeping.erasures import delete_file, erase, forget, forget_hours, keep, scrub
from bot.keeping.retention import end, name_end
from bot.wording.holding import CURRENT
from bot.wording.served import Wording
from storage.database import Database
from storage.errors import Erased, StorageAway, StorageBusy, StorageFull, StorageMoved, Tampered
from storage.models import AlarmKind
from storage.uow import UnitOfWork

log = logging.getLogger(__name__)

HANDLED_KEPT = timedelta(days=3)  # long enough to recognise an update that comes again: Telegram repeats for a day
SAID_KEPT = timedelta(days=30)  # the same for a phone on the web chat, which repeats what it got no receipt for
LOOKED_BACK = timedelta(days=2)  # what was left while nobody tidied up for longer than this goes after SAID_KEPT
SENT_KEPT = timedelta(days=3)
UPLOAD = timedelta(hours=2)  # no phone needs longer for 20 MB; what is not whole by then never will be
SESSIONS_KEPT = timedelta(days=30)
RELEASES_KEPT = 30
"""Releases of the texts that can be published again. Of older ones their changes are kept."""
CLOSED_KEPT_MONTHS = 36
READ_SINCE = "scrub_kept_waiting_since"
"""The fact since when somebody has always been reading what was erased, at every look."""
LONG_READ = timedelta(days=1)
FILES = "files"
"""The subject of the alarm that says so."""


class Housekeeping:
    """One round of it; safe to run in several processes."""

    def __init__(
        self, database: Database, wording: Wording, clock: Clock, structure: Callable[[], str], notifier: Notifier,
        erasures: Path | None = None, closed_kept: int = CLOSED_KEPT_MONTHS,
    ) -> None:
        """``structure``: the hash of what new conversations get. ``erasures``: the list of who wished to be deleted,
        outside of the database. ``closed_kept``: for how many months closed cases are kept."""
        self._erasures = erasures
        self._notifier = notifier
        self._closed_kept = closed_kept
        self._database = database
        self._wording = wording
        self._clock = clock
        self._structure = structure

    def run(self) -> int:
        """Do what is due; returns how many rows were touched."""
        now, business = self._clock.now(), self._clock.business()
        done = 0
        with self._database.write() as uow:
            since = now - HANDLED_KEPT - LOOKED_BACK
            done += uow.inbox.prune(now - HANDLED_KEPT, source="telegram:", since=since)
            done += uow.inbox.prune(now - SAID_KEPT) + uow.outbox.prune(now - SENT_KEPT)
            done += uow.access.prune_sessions(now - SESSIONS_KEPT)
            done += uow.structures.drop_unused(self._structure(), published=CURRENT)
            done += uow.wording.thin(RELEASES_KEPT)
            uow.hours.end_for_all(now + WAITS)
        with self._database.read() as uow:
            leaving = list(uow.workers.due_for_deletion(now))
            over = [row.id for row in uow.conversations.due_expiries(now)]
            unfinished, removed = uow.attachments.broken_off(now - UPLOAD), uow.attachments.taken_away(now)
            nudges = [row.id for row in uow.conversations.due_nudges(now)]
            reminders, logs = uow.hours.due(now), uow.hours.over(now)
            endless, ended = uow.cases.endless(), uow.cases.over(business)
            notes, views = uow.corrections.notes_over(), views_over(uow, self._closed_kept, business)
        gone = self._each("erasing", leaving, lambda uow, worker_id: erase(uow, worker_id, now))
        self._say_what_stays(leaving, now)
        if gone:
            log.info("what workers told was erased", extra={"workers": gone})
        self._each("naming an end", endless, lambda uow, case: self._name_end(uow, case, business))
        over_now = self._each("ending", ended, lambda uow, case: end(uow, case, now, business))
        if over_now:
            log.info("closed cases came to their end", extra={"cases": over_now})
        gone += over_now
        gone += self._each("forgetting", over, lambda uow, conversation: forget(uow, conversation, now))
        gone += self._each("forgetting", logs, lambda uow, worker_id: forget_hours(uow, worker_id, now))
        gone += self._each(
            "clearing an upload", unfinished, lambda uow, file: uow.attachments.refuse(file, "refused", "broken_off")
        )
        gone += self._each("deleting a file", removed, lambda uow, file: delete_file(uow, file, now))
        gone += self._each("forgetting an answer", notes, lambda uow, one: forget_note(uow, one, now))
        gone += self._each(
            "forgetting a reply", views, lambda uow, one: forget_reply(uow, one, self._closed_kept, business)
        )
        nudged = self._each("reminding", nudges, lambda uow, conversation: self._nudge(uow, conversation, now))
        words = self._wording.now
        nudged += self._each("reminding", reminders, lambda uow, worker_id: remind(uow, words, worker_id, now))
        self._leave_nothing(now)
        return done + gone + nudged

    def _name_end(self, uow: UnitOfWork, case_id: str, business: datetime) -> None:
        name_end(uow, self._notifier, case_id, self._closed_kept, business)

    def _each(self, what: str, ids: list[str], work: Callable[[UnitOfWork, str], object]) -> int:
        """One after the other, each in a transaction of its own: one that fails holds back nobody else.

        Returns how many went well; the others are due again in the next round.
        """
        well = 0
        for one in ids:
            try:
                with self._database.write() as uow:
                    work(uow, one)
                well += 1
            except (StorageFull, StorageBusy, StorageAway, StorageMoved):
                raise
            except Exception:
                log.exception("%s failed", what, extra={"id": one})
        return well

    def _say_what_stays(self, tried: list[str], now: datetime) -> None:
        """An alarm for each worker who is still there although they were to be erased; over once they are not."""
        with self._database.read() as uow:
            left = {uow.safety.mark_of(one) for one in set(tried) & set(uow.workers.due_for_deletion(now))}
            on = {row.subject for row in uow.system.open_alarms() if row.kind == AlarmKind.ERASURE}
        known = on - {FILES}
        if not left and not known:
            return
        with self._database.write() as uow:
            for mark in sorted(left):
                uow.system.raise_alarm(AlarmKind.ERASURE, mark, {}, now)
            for mark in sorted(known - left):
                uow.system.clear_alarm(AlarmKind.ERASURE, mark, now)

    def _leave_nothing(self, now: datetime) -> None:
        """Copy wishes to the list, and make what was erased leave the database's files."""
        if self._erasures is not None:
            try:
                keep(self._database, self._erasures)
            except OSError as error:
                log.error("the list of erasures could not be written: %s", type(error).__name__)
        done = scrub(self._database)
        with self._database.read() as uow:
            since = uow.system.fact(READ_SINCE)
        if done and not since:
            return
        with self._database.write() as uow:
            if done:
                uow.system.set_fact(READ_SINCE, "")
                uow.system.clear_alarm(AlarmKind.ERASURE, FILES, now)
            elif not since:
                uow.system.set_fact(READ_SINCE, now.isoformat())
            elif now - datetime.fromisoformat(since) > LONG_READ:
                log.error("what was erased can't leave the database's files: for a day somebody has been reading")
                uow.system.raise_alarm(AlarmKind.ERASURE, FILES, {}, now)

    def _nudge(self, uow: UnitOfWork, conversation_id: str, now: datetime) -> None:
        conversation = uow.conversations.get(conversation_id)
        if conversation is None or conversation.nudge_at is None:
            return
        uow.conversations.clear_nudge(conversation_id)
        if conversation.leaving:  # from another phone
            return
        try:
            state = uow.conversations.open_state(conversation)
        except (Erased, Tampered):
            return  # there is nothing to go on with
        wish = (state or {}).get("vars", {}).get("write_first")
        at = next_safe({"write_first": wish}, now) if isinstance(wish, str) else None
        if at is None or state is None:
            return
        language = conversation.language or "en"
        words = self._wording.now
        button = (words.text(language, "ui.continue"), f"c:{state['visit']}:resume")
        payload = bubble("say", language, words.text(language, "common.nudge"), rows=one_per_row([button]))
        start(uow, conversation, payload, now, due_at=at, dedupe=f"nudge:{conversation_id}:{conversation.run_id}")
