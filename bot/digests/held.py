"""Alerts that waited: for the end of somebody's quiet hours, for their digest, or for others of the same moment."""

from collections import defaultdict

from bot.cases.notifier import StaffNotice
from bot.clock import Clock
from bot.digests.alerts import StaffNotifier
from storage.database import Database


def send_held(db: Database, alerts: StaffNotifier, clock: Clock) -> int:
    """Tell everybody for whom something has waited long enough what still waits; returns how many alerts that are.

    Each is looked at as it is now: what a colleague has seen to meanwhile wakes nobody.
    """
    now = clock.business()
    with db.read() as uow:
        waiting = uow.access.held_alerts(now)
    for_each: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for staff_id, case_id, kind in waiting:
        for_each[staff_id].append((case_id, kind))
    sent = 0
    for staff_id, held in for_each.items():
        with db.write() as uow:
            staff, told = uow.access.get(staff_id), []
            for case_id, name in held:
                kind, case = StaffNotice(name), uow.cases.get(case_id)
                if not uow.access.drop_held(staff_id, case_id) or staff is None or case is None:
                    continue
                if alerts.still(uow, staff, kind, case, now):
                    told.append((kind, case))
            if staff is not None:
                alerts.tell(uow, staff, told, now)
            sent += len(told)
    return sent
