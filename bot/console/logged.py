"""The log of an organisation: who read and did what in the console."""

from bot.console.visit import Visit
from storage.uow import UnitOfWork


def log(uow: UnitOfWork, visit: Visit, action: str, kind: str | None = None, object_id: str | None = None) -> None:
    """A line in it. ``kind``, ``object_id``: what was read or changed, if it is one thing."""
    uow.access.audit(
        visit.viewer.chain, staff_id=visit.staff.id, action=action, now=visit.now, object_kind=kind,
        object_id=object_id,
    )
