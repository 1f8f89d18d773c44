"""A staff member's contact has failed for good: it no longer counts, and if it was the last one, cases move on."""

from datetime import datetime

from bot.cases.dead import recipient_dead
from bot.cases.notifier import Notifier
from storage.uow import UnitOfWork


def contact_gone(uow: UnitOfWork, notifier: Notifier, lane_id: str, now: datetime) -> None:
    """The lane `staff:<id>:email` or `staff:<id>:telegram` leads nowhere any more. `now` is business time."""
    _, staff_id, channel = lane_id.split(":", 2)
    staff = uow.access.get(staff_id)
    if staff is None:
        return
    if channel == "telegram":
        uow.access.set_telegram(staff, None, now)
    else:
        staff.email_confirmed_at = None
    uow.flush()
    if staff.email_confirmed_at is None and staff.telegram_confirmed_at is None:
        recipient_dead(uow, notifier, staff.id, now)
