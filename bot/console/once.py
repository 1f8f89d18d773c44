"""A form is sent once, however often its button is pressed."""

from datetime import timedelta

from bot.console.visit import Posted
from storage.uow import UnitOfWork

FORM = "form"
"""What the tickets of forms are called."""
_LASTS = timedelta(hours=12)
"""As long as a log-in at most."""


def taken_before(uow: UnitOfWork, posted: Posted) -> bool:
    """Whether this very form has been carried out; if not, it counts as that once the transaction is kept.

    A form without a ticket, or with one that is too old, is judged by its revision alone.
    """
    visit, ticket = posted.visit, posted.get("ticket", longest=100)
    this = f"{ticket} {visit.path}"  # the forms of a page share its ticket: another one of it was not sent yet
    if not ticket:
        return False
    if uow.access.use_ticket(FORM, ticket, visit.now, _LASTS):
        return not uow.access.use_once(this, visit.now + _LASTS)
    return uow.access.was_used(ticket) and not uow.access.use_once(this, visit.now + _LASTS)
