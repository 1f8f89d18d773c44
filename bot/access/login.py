"""Logging in, in two steps. Each takes short units of work, with the slow hashing between them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.access import guessing, passwords, sessions, totp
from bot.access.errors import CodeNotValid, WrongSecret
from storage.database import Database
from storage.ids import new_code
from storage.models import Staff
from storage.repositories.access import Viewer
from storage.uow import UnitOfWork

TICKET_LASTS = timedelta(minutes=5)
_TICKETS = {"password": "second_factor", "oidc": "second_factor_oidc"}
"""How the first step was done → what its ticket is for."""


@dataclass(frozen=True)
class Passed:
    """What a right secret leads to: a session, or the ticket for the second step."""

    token: str | None = None
    ticket: str | None = None
    codes: bool = True
    """Whether the second step can be a code of an authenticator app; if not, it is a passkey."""


def with_password(db: Database, email: str, password: str, address: str, now: datetime) -> Passed:
    """First step. Raises WrongSecret or TooManyTries; which part was wrong is not said."""
    network = guessing.network_of(address)
    with db.write() as uow:
        guessing.count_try(uow, "address", network, now)
        staff = uow.access.by_login(email)
        # Unknown addresses are slowed like known ones, or the waiting itself would tell them apart.
        guessing.count_try(uow, "account", staff.id if staff else email.strip().casefold(), now)
        kept = staff.password_hash if staff is not None and staff.active else None
    if not passwords.matches(kept, password) or staff is None or kept is None:
        raise WrongSecret
    better = passwords.hash_password(password) if passwords.outdated(kept) else None
    with db.write() as uow:
        found = uow.access.get(staff.id)
        if found is None or not found.active or found.password_hash != kept:
            raise WrongSecret
        if better is not None:
            found.password_hash = better
        uow.access.clear_attempts("address", network, tries=1)
        return after_first_step(uow, found, now, method="password")


def after_first_step(uow: UnitOfWork, staff: Staff, now: datetime, *, method: str) -> Passed:
    """Who somebody is has been shown: the ticket for the second step, or the log-in where there is none yet."""
    codes = totp.is_set_up(staff)
    if codes or uow.access.passkeys(staff.id):
        ticket = new_code(32)
        uow.access.add_code(ticket, staff.id, _TICKETS[method], now, now + TICKET_LASTS, replace=False)
        return Passed(ticket=ticket, codes=codes)
    return Passed(token=let_in(uow, staff, now, method=method))


def with_code(db: Database, ticket: str, code: str, address: str, now: datetime) -> Passed:
    """Second step. Raises CodeNotValid (start again), WrongSecret or TooManyTries."""
    network = guessing.network_of(address)
    with db.write() as uow:
        begun = ((way, uow.access.whose_code(ticket, purpose, now)) for way, purpose in _TICKETS.items())
        method, staff_id = next(((way, whose) for way, whose in begun if whose is not None), ("", None))
        if staff_id is None:
            raise CodeNotValid
        guessing.count_try(uow, "address", network, now)
        guessing.count_try(uow, "account", staff_id, now)
    with db.write() as uow:
        staff = uow.access.get(staff_id)
        if staff is None or not staff.active:
            raise WrongSecret
        totp.spend(uow, staff, code, now)
        if uow.access.use_code(ticket, _TICKETS[method], now) is None:
            raise CodeNotValid
        uow.access.clear_attempts("address", network, tries=1)
        return Passed(token=let_in(uow, staff, now, method=method))


def confirm_password(db: Database, staff: Staff, password: str, now: datetime) -> None:
    """Somebody logged in shows once more that it is them. Raises WrongSecret or TooManyTries."""
    with db.write() as uow:
        guessing.count_try(uow, "account", staff.id, now)
    if not passwords.matches(staff.password_hash, password):
        raise WrongSecret
    with db.write() as uow:
        uow.access.clear_attempts("account", staff.id)


def demo_session(uow: UnitOfWork, staff_id: str, now: datetime) -> str:
    """A log-in without secrets, for a demonstration on this machine; returns the cookie's token."""
    return sessions.start(uow, staff_id, now)


def log_out(uow: UnitOfWork, session: sessions.Session, now: datetime) -> None:
    """End this log-in."""
    uow.access.revoke(now, token_index=session.token_index)
    _note(uow, session.viewer, "log_out", now)


def let_in(uow: UnitOfWork, staff: Staff, now: datetime, *, method: str) -> str:
    """Begin the log-in of somebody who has shown who they are; returns the cookie's token.

    `method`: password, passkey or oidc, for the person's own list of log-ins.
    """
    uow.access.clear_attempts("account", staff.id)
    token = sessions.start(uow, staff.id, now, method)
    _note(uow, Viewer(staff.id, staff.partner_id, staff.role), "log_in", now)
    return token


def _note(uow: UnitOfWork, viewer: Viewer, action: str, now: datetime) -> None:
    uow.access.audit(viewer.chain, staff_id=viewer.staff_id, action=action, now=now)
