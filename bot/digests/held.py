"""Alerts that waited for the end of somebody's quiet hours."""

from bot.cases.notifier import StaffNotice
from bot.clock import Clock
from bot.digests.alerts import StaffNotifier
from storage.database import Database


def send_held(db: Database, alerts: StaffNotifier, clock: Clock) -> int:
    """Tell those whose quiet hours have ended what still waits; returns how many alerts go out.

    Each is looked at as it is now: what a colleague has seen to meanwhile wakes nobody.
    """
    now = clock.business()
    with db.read() as uow:
        waiting = uow.access.held_alerts(now)
    sent = 0
    for staff_id, case_id, kind in waiting:
        with db.write() as uow:
            staff, case = uow.access.get(staff_id), uow.cases.get(case_id)
            if not uow.access.drop_held(staff_id, case_id) or staff is None or case is None:
                continue
            sent += alerts.wake(uow, staff, StaffNotice(kind), case, now)
    return sent
