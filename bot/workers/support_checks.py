"""Asking those who want it about their support, once every three months, at an hour they allowed."""

import logging
from datetime import datetime, time, timedelta

from bot.assisted.sitting import is_sitting
from bot.clock import JAPAN, Clock, date_in_japan
from bot.conversation.checks import dedupe_of, next_time, question
from bot.conversation.hours import next_safe
from bot.conversation.outgoing import start
from bot.conversation.worker_mail import worker_mail
from bot.wording.served import Wording
from flows.law.clocks import add_months
from storage.database import Database
from storage.errors import StorageAway, StorageBusy, StorageFull, StorageMoved
from storage.models import CaseState
from storage.uow import UnitOfWork

log = logging.getLogger(__name__)

LATER = timedelta(days=7)
"""After so long whoever has not answered is asked a second time, and no third. After so long it is looked again, too,
whether somebody can be asked."""


class SupportChecks:
    """One round of it; safe to run in several processes. ``mail``: what links in mails begin with; None: no mail."""

    def __init__(
        self, database: Database, wording: Wording, clock: Clock, *, demo: bool = False, mail: str | None = None,
        kept_months: int = 36,
    ) -> None:
        self._database = database
        self._wording = wording
        self._clock = clock
        self._demo = demo
        self._mail = mail
        self._kept_months = kept_months

    def run(self) -> int:
        """Ask who is due, and forget answers that never came to belong to a report; returns how many rows."""
        with self._database.read() as uow:
            due = uow.checks.due(self._clock.business())
        done = 0
        for worker_id in due:
            try:
                with self._database.write() as uow:
                    done += self._one(uow, worker_id)
            except (StorageFull, StorageBusy, StorageAway, StorageMoved):
                raise
            except Exception:
                log.exception("asking about support failed", extra={"id": worker_id})
        ends = add_months(date_in_japan(self._clock.now()), -self._kept_months)
        with self._database.write() as uow:
            return done + uow.checks.forget(datetime.combine(ends, time(), JAPAN))

    def _one(self, uow: UnitOfWork, worker_id: str) -> bool:
        now, row = self._clock.business(), uow.checks.held(worker_id)
        if row is None or row.due_at > now:
            return False
        if not uow.conversations.of_worker(worker_id):
            return uow.checks.stop(worker_id)  # their chat goes on as somebody else's, who came with a code
        if not self._send(uow, worker_id, now, first=row.asked == 0):
            uow.checks.ask_at(worker_id, now + LATER, now, asked=row.asked)
        return True

    def _send(self, uow: UnitOfWork, worker_id: str, now: datetime, *, first: bool) -> bool:
        """Queue the question. False: this is no moment for it."""
        worker, profile = uow.workers.get(worker_id), uow.workers.profile(worker_id)
        talks = [c for c in uow.conversations.of_worker(worker_id) if c.blocked_at is None and not is_sitting(c)]
        if worker is None or worker.delete_at is not None or not talks or any(c.leaving for c in talks):
            return False
        talk, safe = talks[0], next_safe(profile, now)
        if talk.expires_at is not None or _pressing(uow, worker_id):
            return False
        at = now if self._demo or talk.channel != "telegram" else safe
        if at is None:
            return False
        if first:
            uow.checks.ask_at(worker_id, now + LATER, now, asked=1)
        else:
            uow.checks.ask_at(worker_id, next_time(now - LATER), now)
        row = uow.checks.get(worker_id)
        assert row is not None
        words, language = self._wording.now, talk.language or "en"
        dedupe, real = dedupe_of(row), self._clock.now()
        offset = now - real
        start(uow, talk, question(words, language, may_stop=True), real, due_at=at - offset, dedupe=dedupe)
        if self._mail is not None and safe is not None and talk.channel == "web" and profile.get("email"):
            uow.outbox.queue(
                lane_id=f"worker:{worker_id}:email", channel="email", subject=worker_id,
                payload=worker_mail(words, language, self._mail, dedupe).payload(), now=real,
                due_at=safe - offset, paced=True, dedupe=f"mail:{dedupe}",
            )  # fmt: skip
        return True


def _pressing(uow: UnitOfWork, worker_id: str) -> bool:
    """Whether something urgent is going on: then nobody is asked about anything else."""
    return any(case.urgent and CaseState(case.state).open for case in uow.cases.of_worker(worker_id))
