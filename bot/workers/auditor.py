"""Watches the clock from outside: finds open cases that nothing carries on, and says so by an alarm and by
silence.

It runs in a thread of its own, apart from the scheduler whose failure it has to see. While an alarm of its
kinds is on, the heartbeat is withheld, so that somebody outside notices even when no alarm can be sent. At
each look it also ends the alarms of others whose reason is gone.
"""

import logging
import threading
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.alarms.endings import HasMeans, end_over, means_of, over
from bot.cases.notifier import Notifier
from bot.cases.opened import left_alone
from bot.cases.reviews import EVERY as EVERY_REVIEW
from bot.cases.reviews import due_at as review_due
from bot.clock import Clock
from bot.digests.alarm_mails import AlarmMails
from bot.digests.schedule import missed
from bot.digests.standing import REVIEW_LATE
from bot.keeping.held import stands_still
from bot.log import Trouble
from storage.database import Database
from storage.errors import StorageError
from storage.models import AlarmKind
from storage.uow import UnitOfWork

log = logging.getLogger(__name__)

EVERY = 10.0
"""Seconds between two looks: two ticks."""
HEARTBEAT_EVERY = timedelta(seconds=60)
OLD_OUTBOX = timedelta(minutes=15)
OLD_TICK = timedelta(seconds=30)
_TIMEOUT = 10.0

KINDS = (
    AlarmKind.WITHOUT_CLOCK, AlarmKind.OVERDUE, AlarmKind.OUTBOX, AlarmKind.DIGEST, AlarmKind.TICK, AlarmKind.REVIEW,
    AlarmKind.COORDINATION,
)  # fmt: skip
"""The alarms of the auditor: it raises them, and clears them when what it saw is gone."""
_BEATS_ON = {AlarmKind.REVIEW, AlarmKind.COORDINATION}
"""Those that people have to see to, while the program does its work."""
STOPS_HEARTBEAT = frozenset({*KINDS, AlarmKind.STUCK, AlarmKind.NO_COORDINATOR}) - _BEATS_ON


class HasHeartbeat(HasMeans, Protocol):
    """The settings that the auditor reads."""

    @property
    def heartbeat_url(self) -> str | None: ...


@dataclass(frozen=True)
class Finding:
    """Something that should not be. ``subject`` tells two of a kind apart; ``details`` hold no personal
    data.
    """

    kind: AlarmKind
    subject: str
    details: dict[str, Any] = field(default_factory=dict, compare=False)


def inspect(uow: UnitOfWork, real: datetime, business: datetime) -> list[Finding]:
    """Everything that looks wrong at this moment. Some of it may only be in passing: see ``Auditor.look``."""
    found = [Finding(AlarmKind.WITHOUT_CLOCK, case_id) for case_id in uow.ladder.without_clock()]
    for row in uow.ladder.overdue(business):
        mark = f"{row.case_id}:{row.slot}:{row.fence}"
        details = {"case": row.case_id, "due_at": row.due_at.isoformat()}
        found.append(Finding(AlarmKind.OVERDUE, mark, details))
    for case in uow.cases.not_reviewed(business - REVIEW_LATE, business - REVIEW_LATE - EVERY_REVIEW):
        found.append(Finding(AlarmKind.REVIEW, case.id, {"case": case.number, "due_at": review_due(case).isoformat()}))
    if missing := left_alone(uow):
        found.append(Finding(AlarmKind.COORDINATION, "", {"missing": [one.value for one in missing]}))
    oldest = uow.outbox.oldest_due(real)
    if oldest is not None and real - oldest > OLD_OUTBOX:
        found.append(Finding(AlarmKind.OUTBOX, "", {"since": oldest.isoformat()}))
    for digest in missed(uow, business):
        found.append(Finding(AlarmKind.DIGEST, digest.staff_id, {"date": digest.local_date}))
    ladder = uow.system.ticks().get("ladder")
    if ladder is None or abs(real - ladder.at) > OLD_TICK:  # "later than now" is what a clock set back leaves
        found.append(Finding(AlarmKind.TICK, "", {"last": ladder.at.isoformat() if ladder is not None else None}))
    return found


class Auditor:
    """Looks every few seconds until stopped. What it finds twice in a row is an alarm."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        settings: HasHeartbeat,
        notifier: Notifier,
        *,
        every: float = EVERY,
        send: Callable[[str], None] | None = None,
        mails: AlarmMails | None = None,
    ) -> None:
        self._db, self._clock, self._every = db, clock, every
        self._heartbeat_url = settings.heartbeat_url
        self._means = means_of(settings)
        self._notifier = notifier
        self._mails = mails
        self._send = send or beat
        self._before: set[Finding] = set()
        self._last_beat: datetime | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="auditor", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(_TIMEOUT + 1)

    def look(self) -> list[Finding]:
        """One look: raises and ends alarms, sends the heartbeat if it may. Returns what stood twice in a
        row.

        A clock that has just become due, or business time that was put forward, is gone at the second look.
        """
        real, business = self._clock.now(), self._clock.business()
        with self._db.read() as uow:
            found, before = inspect(uow, real, business), uow.system.open_alarms()
        standing = [finding for finding in found if finding in self._before]
        self._before = set(found)
        marks = {(f.kind, _subject(f)) for f in standing}
        gone = [row for row in before if row.kind in KINDS and (row.kind, row.subject) not in marks]
        if standing or gone:
            with self._db.write() as uow:
                for finding in standing:
                    uow.system.raise_alarm(finding.kind, _subject(finding), finding.details, real)
                for row in gone:
                    uow.system.clear_alarm(AlarmKind(row.kind), row.subject, real)
        if before:
            self._end_over(real, business)
        with self._db.read() as uow:
            on = uow.system.open_alarms()
        if not any(row.kind in STOPS_HEARTBEAT for row in on):
            self._beat(real)
        self._tell(on, real)
        return standing

    def _tell(self, on: Sequence[Any], real: datetime) -> None:
        """Say by mail and chat what is on. Last: nothing that goes wrong here holds back an alarm or its silence.

        Nothing leaves while a restored backup is held; what is on because of that is over when it could leave.
        """
        if self._mails is None or not (fresh := self._mails.fresh(on, real)):
            return
        with self._db.write() as uow:
            if stands_still(uow, real):
                return
            self._mails.tell(uow, fresh, real)
        self._mails.told(fresh, real)

    def _end_over(self, real: datetime, business: datetime) -> None:
        """End alarms of others. After our own are raised: whatever goes wrong here must not hold them back."""
        with self._db.read() as uow:
            some = bool(over(uow, self._means))
        if some:
            with self._db.write() as uow:
                end_over(uow, self._notifier, self._means, real, business)

    def _beat(self, real: datetime) -> None:
        if self._heartbeat_url is None:
            return
        if self._last_beat is not None and timedelta() <= real - self._last_beat < HEARTBEAT_EVERY:
            return
        try:
            self._send(self._heartbeat_url)
            self._last_beat = real
        except OSError as error:
            log.warning("the heartbeat could not be sent: %s", type(error).__name__)

    def _run(self) -> None:
        trouble = Trouble(log, "the auditor")
        while not self._stop.wait(self._every):
            try:
                self.look()
                trouble.over()
            except StorageError as error:
                trouble.waits(error)
            except Exception:
                log.exception("the auditor failed")


def beat(url: str) -> None:
    """Call the heartbeat's address. Raises OSError."""
    with urllib.request.urlopen(url, timeout=_TIMEOUT):  # noqa: S310 - settings accept only http and https
        pass


def _subject(finding: Finding) -> str:
    """Overdue clocks are one alarm a case, however often they are claimed meanwhile."""
    return finding.subject.split(":")[0] if finding.kind is AlarmKind.OVERDUE else finding.subject
