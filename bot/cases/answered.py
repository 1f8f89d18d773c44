"""A message of the worker that is answered without writing: by telephone, or face to face."""

from datetime import datetime, timedelta

from storage.models import Case, Staff
from storage.uow import UnitOfWork

from .actors import organisation

BY = ("call", "meeting", "reached")
"""How; the text key ``staff.answered.by.<it>``."""
_MINUTE = timedelta(minutes=1)
"""Staff give the time of a call to the minute."""


def answered(uow: UnitOfWork, case: Case, by: Staff, at: datetime, how: str) -> bool:
    """Somebody spoke with the worker at ``at``: what the worker wrote before waits no longer. It stands in the
    conversation. False if nothing waits, or the worker has written since."""
    wrote = uow.cases.worker_wrote_last(case.id)
    if wrote is None or at + _MINUTE <= wrote:
        return False
    uow.cases.add_message(
        case.id, author="answered", text=how, now=at, partner_id=organisation(by), staff_id=by.id
    )  # fmt: skip
    return True
