"""Log-ins kept on the server, so that they can be ended; the cookie is a random token and nothing else."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.models import Staff
from storage.repositories.access import Viewer
from storage.uow import UnitOfWork

IDLE = timedelta(hours=1)
ABSOLUTE = timedelta(hours=12)
FRESH = timedelta(minutes=1)
"""A log-in seen within this time is not written down again."""


@dataclass(frozen=True)
class Session:
    """Somebody who is logged in."""

    token_index: str
    csrf: str
    staff: Staff
    stale: bool
    """Whether it is time to note that it is in use."""

    @property
    def viewer(self) -> Viewer:
        """Who is looking, as the repositories want to know it."""
        return Viewer(self.staff.id, self.staff.partner_id, self.staff.role)

    def csrf_matches(self, given: str | None) -> bool:
        """Whether a form was made for this log-in."""
        return given is not None and hmac.compare_digest(given.encode(), self.csrf.encode())


def start(uow: UnitOfWork, staff_id: str, now: datetime, method: str | None = None) -> str:
    """Log somebody in who has shown who they are; returns the cookie's token."""
    token = secrets.token_urlsafe(32)
    uow.access.add_session(token, staff_id, secrets.token_urlsafe(24), now, now + ABSOLUTE, method)
    return token


def name_of(token_index: str) -> str:
    """By which a page names one of several log-ins: not the cookie, and not how it is found either."""
    return hashlib.sha256(f"log-in {token_index}".encode()).hexdigest()[:24]


def end_one(uow: UnitOfWork, staff_id: str, name: str, now: datetime) -> bool:
    """End one of a person's own log-ins, as `name_of` names it; False if there is none."""
    for row in uow.access.sessions_of(staff_id, now):
        if hmac.compare_digest(name_of(row.token_index).encode(), name.encode()):  # bytes: it may be anything
            return uow.access.revoke(now, token_index=row.token_index) == 1
    return False


def find(uow: UnitOfWork, token: str, now: datetime) -> Session | None:
    """The log-in of a cookie, if it has not ended, idled away or been revoked and the account is active."""
    row = uow.access.find_session(token)
    if row is None or row.revoked_at is not None or row.expires_at <= now or now - row.seen_at > IDLE:
        return None
    staff = uow.access.get(row.staff_id)
    if staff is None or not staff.active:
        return None
    return Session(row.token_index, row.csrf, staff, stale=now - row.seen_at > FRESH)
