"""A form is sent once, however often its button is pressed."""

from datetime import timedelta
from hashlib import sha256

from bot.console.visit import Posted
from storage.uow import UnitOfWork

FORM = "form"
"""What the tickets of forms are called."""
_LASTS = timedelta(hours=12)
"""As long as a log-in at most."""


def taken_before(uow: UnitOfWork, posted: Posted) -> bool:
    """Whether this very form, as it is filled in, has been carried out; if not, it counts as that once the transaction
    is kept. All forms of a page have one ticket: another of them, or the same with other words, is another.

    A form without a ticket, or with one that is too old, is judged by its revision alone.
    """
    visit, ticket = posted.visit, posted.get("ticket", longest=100)
    filled = sha256(repr((visit.path, sorted(posted.form.items()))).encode()).hexdigest()
    if not ticket or uow.access.use_ticket(FORM, ticket, visit.now, _LASTS, part=filled):
        return False
    return uow.access.was_used(ticket, part=filled)
