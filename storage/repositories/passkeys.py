"""Passkeys, and tickets that work once without having been kept beforehand."""

import base64
import hmac
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from ..models import Passkey, SpentTicket
from .base import Repository, table_of

_PASSKEY = table_of(Passkey)
_SPENT = table_of(SpentTicket)
_TIME, _RANDOM = 6, 18
_CLOCKS_DIFFER = timedelta(minutes=1)


class Passkeys(Repository):
    """Public keys of people's devices, and the tickets that log-ins with them begin with."""

    def passkeys(self, staff_id: str) -> Sequence[Passkey]:
        """A person's passkeys, the oldest first."""
        return self.session.exec(
            select(Passkey).where(Passkey.staff_id == staff_id).order_by(col(Passkey.created_at))
        ).all()

    def passkey(self, credential: str) -> Passkey | None:
        """The passkey that a device names."""
        return self.session.get(Passkey, credential)

    def add_passkey(
        self, staff_id: str, credential: str, public_key: bytes, uses: int, name: str, now: datetime
    ) -> None:
        """Keep a new one."""
        self.session.add(
            Passkey(
                credential=credential, staff_id=staff_id, public_key=public_key, uses=uses, name=name, created_at=now
            )
        )
        self.session.flush()

    def remove_passkeys(self, staff_id: str, credential: str | None = None) -> int:
        """Take one passkey of a person away, or all; returns how many."""
        statement = delete(_PASSKEY).where(_PASSKEY.c.staff_id == staff_id)
        if credential is not None:
            statement = statement.where(_PASSKEY.c.credential == credential)
        return int(self.uow.execute(statement).rowcount)

    def ticket(self, purpose: str, now: datetime) -> str:
        """A random text that carries when it was made and our signature; nothing is written.

        So a stranger who asks for a thousand of them fills no table.
        """
        body = int(now.timestamp()).to_bytes(_TIME, "big") + secrets.token_bytes(_RANDOM)
        return _text(body) + _text(self._mark(purpose, body))

    def use_ticket(self, purpose: str, ticket: str, now: datetime, lasts: timedelta, *, part: str = "") -> bool:
        """Use a ticket of ours up, or a ``part`` of it; False if it is none, is too old or was used before."""
        made_at = self._made_at(purpose, ticket)
        if made_at is None or not made_at - _CLOCKS_DIFFER <= now < made_at + lasts:
            return False
        return self.use_once(ticket + part, made_at + lasts)

    def use_once(self, ticket: str, until: datetime) -> bool:
        """Use up what somebody else has checked, and remember it ``until`` then; False if it was used before."""
        index = self.vault.index("spent_ticket", ticket)
        row = self.insert(_SPENT).values(ticket_index=index, expires_at=until)
        return self.uow.execute(row.on_conflict_do_nothing().returning(_SPENT.c.ticket_index)).first() is not None

    def was_used(self, ticket: str, *, part: str = "") -> bool:
        """Whether a ticket, or a ``part`` of it, was used and that is not forgotten yet."""
        index = self.vault.index("spent_ticket", ticket + part)
        return self.uow.execute(_SPENT.select().where(_SPENT.c.ticket_index == index)).first() is not None

    def derived(self, purpose: str, ticket: str) -> str:
        """A secret that belongs to a ticket and need not be kept: 64 hex digits, by a key outside the database."""
        return self.vault.index(f"derived_{purpose}", ticket)

    def prune_tickets(self, before: datetime) -> int:
        """Forget used tickets that are too old to be taken anyway; returns how many."""
        return int(self.uow.execute(delete(_SPENT).where(_SPENT.c.expires_at < before)).rowcount)

    def _made_at(self, purpose: str, ticket: str) -> datetime | None:
        try:
            raw = base64.b64decode(ticket.encode("ascii"), b"-_", validate=True)
        except ValueError:
            return None
        body, mark = raw[: _TIME + _RANDOM], raw[_TIME + _RANDOM :]
        if not hmac.compare_digest(mark, self._mark(purpose, body)):
            return None
        return datetime.fromtimestamp(int.from_bytes(body[:_TIME], "big"), UTC)

    def _mark(self, purpose: str, body: bytes) -> bytes:
        return bytes.fromhex(self.vault.index(f"ticket_{purpose}", body.hex()))[:18]


def _text(raw: bytes) -> str:
    """Base64url; every part is a multiple of three bytes, so that none needs padding."""
    return base64.urlsafe_b64encode(raw).decode("ascii")
