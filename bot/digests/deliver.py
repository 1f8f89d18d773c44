"""Putting digests in the outbox: noted and queued in one transaction, so that each goes out exactly once."""

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cases.whose import whose
from bot.clock import Clock
from bot.digests.assigned import compose_assigned
from bot.digests.compose import Reader, compose
from bot.digests.schedule import DueDigest, due, receives
from bot.digests.standing import Standing, standing
from bot.digests.stopping import off_link
from bot.wording.served import Snapshot
from storage.database import Database
from storage.errors import StorageError
from storage.models import Staff
from storage.repositories.access import Viewer
from storage.repositories.staff_cases import Glimpse
from storage.uow import UnitOfWork

log = logging.getLogger(__name__)


def send_due(
    db: Database, words: Snapshot, base_url: str, clock: Clock, *, mail: bool = True, told: set[DueDigest] | None = None
) -> int:
    """Queue every digest that is due; returns how many had something to say. Run it every minute or so.

    One that can't be made holds back nobody else's. ``told``: those of which the log has said so already.
    """
    now = clock.business()
    with db.read() as uow:
        waiting = due(uow, now)
    sent = 0
    for one in waiting:
        try:
            with db.write() as uow:
                sent += deliver(uow, words, base_url, one, now, clock.now(), mail=mail)
        except StorageError:
            raise
        except Exception:  # whatever it is; it is tried again, and the auditor sees that it is missing
            if told is None or one not in told:
                log.exception("a digest could not be made; it is tried again", extra={"staff": one.staff_id})
            if told is not None:
                told.add(one)
    return sent


def deliver(
    uow: UnitOfWork,
    words: Snapshot,
    base_url: str,
    one: DueDigest,
    now: datetime,
    real: datetime,
    *,
    mail: bool = True,
) -> bool:
    """Queue one person's digest; False if nothing waits for them, or another process was faster.

    `now` is business time, which cases live in; `real` is real time, which the outbox lives in.
    """
    staff = uow.access.get(one.staff_id)
    if staff is None or not receives(staff, now):
        return False
    reader = Reader(staff.id, staff.locale, ZoneInfo(staff.timezone))
    off = off_link(uow, staff, base_url, real) if mail and staff.email_confirmed_at is not None else None
    if staff.role == "interpreter":
        assigned = uow.interpreting.assigned(Viewer(staff.id, staff.partner_id, staff.role))
        due_by = [(case.number, row.due_at) for row, case in assigned]
        made = compose_assigned(words, reader, due_by, now, base_url, off=off)
    else:
        made = compose(words, reader, _waiting_for(uow, staff, now), now, base_url, off=off)
    if not uow.access.note_digest(staff.id, one.local_date, now, made.cases if made is not None else 0):
        return False
    tag = f"digest:{staff.id}:{one.local_date}"
    uow.access.replace_digests(staff.id, tag, real)
    if made is None:
        return False
    queue_for(uow, staff, made.mail.payload() if mail else None, dict(made.bubble), real, dedupe=tag)
    return True


def _waiting_for(uow: UnitOfWork, staff: Staff, now: datetime) -> list[Glimpse]:
    """A person's cases, without those that are a colleague's turn."""
    viewer = Viewer(staff.id, staff.partner_id, staff.role)
    people = whose(uow, viewer.asked_as or "", now)

    def anothers(seen: Glimpse) -> bool:
        return people.is_anothers(seen.offer, staff.id) and standing(seen, now)[0] is Standing.MINE

    return [seen for seen in uow.access.work_list(viewer) if not anothers(seen)]


def queue_for(
    uow: UnitOfWork,
    staff: Staff,
    mail: dict[str, object] | None,
    bubble: dict[str, object],
    real: datetime,
    *,
    dedupe: str,
    case_id: str | None = None,
    replaces: bool = False,
    before: datetime | None = None,
) -> int:
    """Queue for every confirmed contact of a person; returns for how many. `real` is real time.

    `replaces`: what was to be said about the case and has not left yet (queued before `before`, if given) is not sent
    any more, so that nobody finds ten alerts about one case after an outage.
    """
    contacts = []
    if mail is not None and staff.email_confirmed_at is not None:
        contacts.append(("email", mail))
    if staff.telegram_confirmed_at is not None:
        contacts.append(("telegram", bubble))
    for channel, payload in contacts:
        lane_id, name = f"staff:{staff.id}:{channel}", f"{dedupe}:{channel}"
        new = uow.outbox.queue(
            lane_id=lane_id,
            channel=channel,
            subject=f"staff:{staff.id}",
            payload=payload,
            now=real,
            due_at=real,
            paced=True,
            dedupe=name,
            case_id=case_id,
        )
        if new and replaces and case_id is not None:
            uow.access.replace_alerts(lane_id, case_id, name, real, before=before)
    return len(contacts)
