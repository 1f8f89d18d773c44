"""Back in through a second person: somebody has lost password or phone.

Whoever looks after the account begins it, and gets no code: that goes to a contact which the person had confirmed
themself, so that nobody takes over a colleague's account. From that moment on nothing old opens it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.access.errors import HasContact, NoOwnRecovery, NothingConfirmed
from storage.ids import new_code
from storage.models import Staff
from storage.uow import UnitOfWork

LASTS = timedelta(hours=24)
PURPOSE = "recover"


@dataclass(frozen=True)
class Opening:
    """A code that opens an account: whose, and who had it made if it is a recovery."""

    staff_id: str
    purpose: str
    by: str | None


def reached_by(staff: Staff, *, mail: bool) -> str | None:
    """The contact a code goes to: email, telegram or none. `mail`: whether mail can be sent."""
    if mail and staff.email_confirmed_at is not None:
        return "email"
    return "telegram" if staff.telegram_confirmed_at is not None else None


def begin(uow: UnitOfWork, staff: Staff, by: Staff, now: datetime, *, mail: bool) -> str:
    """End every log-in, password and factor of an account; the code for its owner (24 hours).

    Raises NoOwnRecovery, NothingConfirmed (there is nowhere to send it; hand a new invitation over instead).
    """
    if by.id == staff.id:
        raise NoOwnRecovery
    if reached_by(staff, mail=mail) is None:
        raise NothingConfirmed
    staff.password_hash = None
    uow.access.set_totp(staff, None)
    uow.access.remove_passkeys(staff.id)
    uow.access.revoke(now, staff_id=staff.id)
    uow.access.drop_codes(staff.id)
    uow.access.silence_chat(staff)
    code = new_code(20)
    uow.access.add_code(code, staff.id, PURPOSE, now, now + LASTS, by=by.id)
    return code


def settle_chat(uow: UnitOfWork, staff: Staff, now: datetime, *, mail: bool) -> None:
    """The code was used. Where it came through the linked chat, that chat is the owner's and acts for them again; where
    it came by mail, the chat may lie in other hands, and has to be linked anew."""
    if reached_by(staff, mail=mail) == "telegram":
        uow.access.set_telegram(staff, uow.access.telegram(staff), now)


def must_not_bypass(staff: Staff, *, mail: bool) -> None:
    """Before a new invitation is shown to somebody else. Raises HasContact where the person can be reached."""
    if reached_by(staff, mail=mail) is not None:
        raise HasContact


def opening(uow: UnitOfWork, code: str, now: datetime) -> Opening | None:
    """What an invitation or recovery code would open now, without using it up."""
    for purpose in ("invite", PURPOSE):
        staff_id = uow.access.whose_code(code, purpose, now)
        if staff_id is not None:
            return Opening(staff_id, purpose, uow.access.who_made(code, purpose))
    return None
