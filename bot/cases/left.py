"""Somebody of the staff has left."""

from datetime import datetime

from bot.access.accounts import close
from bot.alarms.endings import Means, end_over
from storage.models import Staff
from storage.uow import UnitOfWork

from .dead import nobody_left
from .interpreting_ends import interpreter_left
from .notifier import Notifier


def has_left(
    uow: UnitOfWork, notifier: Notifier, means: Means, staff: Staff, real: datetime, business: datetime
) -> None:
    """Close an account. If nobody answers for the organisation any more, its cases go on at once; who asked an
    interpreter hears that they are gone; alarms about the person end."""
    close(uow, staff, real)
    interpreter_left(uow, notifier, staff.id, business)
    if staff.partner_id is not None:
        nobody_left(uow, notifier, staff.partner_id, business)
    end_over(uow, notifier, means, real, business)
