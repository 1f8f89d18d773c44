"""The link in every digest that turns digests off: opening it shows a page, one press (or the mail program) acts.

It holds a random code, of which a keyed hash is kept, and says nothing of whose it is. It turns off digests and the
weekly numbers, never alerts.
"""

from datetime import datetime, timedelta

from bot.digests.quiet import colleagues
from bot.digests.schedule import receives
from storage.ids import new_code
from storage.models import Staff
from storage.uow import UnitOfWork

PURPOSE = "digests_off"
LASTS = timedelta(days=60)


def off_link(uow: UnitOfWork, staff: Staff, base_url: str, real: datetime) -> str:
    """A link for one mail to this person."""
    code = new_code(24).replace("-", "")
    uow.access.add_code(code, staff.id, PURPOSE, real, real + LASTS, replace=False)
    return f"{base_url}/console/digests-off/{code}"


def whose(uow: UnitOfWork, code: str, real: datetime) -> Staff | None:
    """Whose digests the link turns off; None if it is too old, or none of ours."""
    staff_id = uow.access.whose_code(code, PURPOSE, real)
    staff = uow.access.get(staff_id) if staff_id is not None else None
    return staff if staff is not None and staff.active else None


def turn_off(uow: UnitOfWork, staff: Staff, real: datetime) -> None:
    """No digests any more. The link may be used again: a mail program may press it twice."""
    if staff.digest_every == "never":
        return
    staff.digest_every = "never"
    chain = staff.partner_id or "operator"
    uow.access.audit(chain, staff_id=staff.id, action="digests_off", now=real, object_kind="staff", object_id=staff.id)


def reads_alone(uow: UnitOfWork, staff: Staff, now: datetime) -> bool:
    """Whether nobody else of the organisation gets a digest every day: then what would stand in it comes at once."""
    return not any(one.digest_every == "daily" and receives(one, now) for one in colleagues(uow, staff, now))
