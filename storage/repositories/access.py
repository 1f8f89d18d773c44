"""Queries about staff accounts, sessions, one-time codes, tries at secrets, and the audit of who did what."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, delete, or_, update
from sqlmodel import col, select

from ..ids import new_id, plain_code
from ..models import Attempt, Invitation, Partner, Staff, StaffSession
from .audit import AuditTrail
from .base import table_of
from .digests import DigestLog
from .passkeys import Passkeys
from .staff_cases import StaffCases, Viewer

__all__ = ["AccessRepository", "Viewer"]

_STAFF = table_of(Staff)
_SESSION = table_of(StaffSession)
_CODE = table_of(Invitation)
_ATTEMPT = table_of(Attempt)


class AccessRepository(AuditTrail, StaffCases, DigestLog, Passkeys):
    """Staff accounts, sessions, codes, tries; audit, passkeys and reading cases come from the classes it is made of."""

    # ---- accounts

    def create(
        self,
        *,
        partner_id: str | None,
        role: str,
        name: str,
        email: str,
        locale: str,
        now: datetime,
        timezone: str = "Asia/Tokyo",
    ) -> Staff:
        """A new account without a password; its e-mail address is sealed under a key of its own."""
        staff = Staff(
            id=new_id(),
            partner_id=partner_id,
            role=role,
            name=name,
            locale=locale,
            timezone=timezone,
            created_at=now,
        )
        self.vault.new_subject(_subject(staff.id), now)
        self.set_email(staff, email)
        self.session.add(staff)
        self.session.flush()
        return staff

    def get(self, staff_id: str) -> Staff | None:
        """The account with this id."""
        return self.session.get(Staff, staff_id)

    def by_login(self, email: str) -> Staff | None:
        """The account that logs in with this address."""
        return self.session.exec(select(Staff).where(Staff.login_index == self._login_index(email))).first()

    def by_telegram(self, chat_id: str) -> Staff | None:
        """The active account whose linked chat this is."""
        index = self.vault.index("staff_telegram", chat_id)
        return self.session.exec(
            select(Staff).where(Staff.telegram_index == index, col(Staff.active).is_(True))
        ).first()

    def everyone(self, partner_id: str | None = None) -> Sequence[Staff]:
        """All accounts, or those of one organisation, by name."""
        statement = select(Staff).order_by(Staff.name, Staff.id)
        if partner_id is not None:
            statement = statement.where(Staff.partner_id == partner_id)
        return self.session.exec(statement).all()

    def organisations(self) -> dict[str, Partner]:
        """Every partner by id."""
        return {partner.id: partner for partner in self.session.exec(select(Partner)).all()}

    def email(self, staff: Staff) -> str | None:
        """The address the account logs in with and receives mail at."""
        if staff.email is None:
            return None
        return self.vault.open(_subject(staff.id), "staff", staff.id, "email", staff.email).decode()

    def set_email(self, staff: Staff, email: str) -> None:
        """Change the address; it counts as a contact only once it is confirmed again."""
        clean = email.strip()
        staff.login_index = self._login_index(clean)
        staff.email = self.vault.seal(_subject(staff.id), "staff", staff.id, "email", clean.encode())
        staff.email_confirmed_at = None

    def telegram(self, staff: Staff) -> str | None:
        """The chat linked to the account."""
        if staff.telegram is None:
            return None
        return self.vault.open(_subject(staff.id), "staff", staff.id, "telegram", staff.telegram).decode()

    def set_telegram(self, staff: Staff, chat_id: str | None, now: datetime) -> None:
        """Link a chat (taking it away from any other account) or, with None, unlink."""
        staff.telegram = staff.telegram_index = staff.telegram_confirmed_at = None
        if chat_id is not None:
            index = self.vault.index("staff_telegram", chat_id)
            cleared = update(_STAFF).where(_STAFF.c.telegram_index == index)
            self.uow.execute(cleared.values(telegram=None, telegram_index=None, telegram_confirmed_at=None))
            staff.telegram = self.vault.seal(_subject(staff.id), "staff", staff.id, "telegram", chat_id.encode())
            staff.telegram_index = index
            staff.telegram_confirmed_at = now
        self.session.flush()

    def silence_chat(self, staff: Staff) -> None:
        """Messages go on to the linked chat, and nothing that is pressed there acts for this account any more."""
        staff.telegram_index = None
        self.session.flush()

    def address(self, lane_id: str) -> str | None:
        """Where a message of the lane ``staff:<id>:email`` or ``…:telegram`` goes now; None: nowhere."""
        kind, staff_id, channel = lane_id.split(":", 2)
        staff = self.get(staff_id) if kind == "staff" else None
        if staff is None:
            return None
        return self.telegram(staff) if channel == "telegram" else self.email(staff)

    def totp_secret(self, staff: Staff) -> str | None:
        """The shared secret of the second factor."""
        if staff.totp is None:
            return None
        return self.vault.open(_subject(staff.id), "staff", staff.id, "totp", staff.totp).decode()

    def set_totp(self, staff: Staff, secret: str | None) -> None:
        """Replace the second factor; it counts once a first code has been used."""
        sealed = None
        if secret is not None:
            sealed = self.vault.seal(_subject(staff.id), "staff", staff.id, "totp", secret.encode())
        staff.totp, staff.totp_step = sealed, None
        self.session.flush()

    def use_totp_step(self, staff_id: str, step: int) -> bool:
        """Spend a time step; False if this or a later one was spent before (a code works once)."""
        unspent = or_(_STAFF.c.totp_step.is_(None), _STAFF.c.totp_step < step)
        spent = self.uow.execute(
            update(_STAFF).where(_STAFF.c.id == staff_id, unspent).values(totp_step=step).returning(_STAFF.c.id)
        ).first()
        staff = self.get(staff_id)
        if staff is not None:
            self.session.refresh(staff)
        return spent is not None

    # ---- sessions

    def add_session(
        self, token: str, staff_id: str, csrf: str, now: datetime, expires_at: datetime, method: str | None = None
    ) -> None:
        """Keep a log-in; of the token only a keyed hash is stored. `method`: how the person came in."""
        staff = self.get(staff_id)
        if staff is not None and staff.came_in_at is None:
            staff.came_in_at = now
        self.session.add(
            StaffSession(
                token_index=self._token_index(token),
                staff_id=staff_id,
                csrf=csrf,
                created_at=now,
                seen_at=now,
                expires_at=expires_at,
                method=method,
            )
        )
        self.session.flush()

    def find_session(self, token: str) -> StaffSession | None:
        """The log-in a cookie stands for, whatever its state."""
        return self.session.get(StaffSession, self._token_index(token))

    def sessions_of(self, staff_id: str, now: datetime) -> Sequence[StaffSession]:
        """A person's log-ins that have not ended, newest first."""
        return self.session.exec(
            select(StaffSession)
            .where(
                StaffSession.staff_id == staff_id,
                col(StaffSession.revoked_at).is_(None),
                StaffSession.expires_at > now,
            )
            .order_by(col(StaffSession.created_at).desc())
        ).all()

    def seen(self, token_index: str, now: datetime) -> None:
        """The log-in is in use."""
        self.uow.execute(update(_SESSION).where(_SESSION.c.token_index == token_index).values(seen_at=now))

    def revoke(
        self,
        now: datetime,
        *,
        token_index: str | None = None,
        staff_id: str | None = None,
        keep: str | None = None,
    ) -> int:
        """End one log-in, or all of a person except ``keep``; returns how many."""
        statement = update(_SESSION).where(_SESSION.c.revoked_at.is_(None))
        if token_index is not None:
            statement = statement.where(_SESSION.c.token_index == token_index)
        if staff_id is not None:
            statement = statement.where(_SESSION.c.staff_id == staff_id)
        if keep is not None:
            statement = statement.where(_SESSION.c.token_index != keep)
        return int(self.uow.execute(statement.values(revoked_at=now)).rowcount)

    def prune_sessions(self, before: datetime) -> int:
        """Delete log-ins, codes and tries that ended before ``before``; returns how many rows."""
        gone = 0
        for table, ended in (
            (_SESSION, _SESSION.c.expires_at),
            (_CODE, _CODE.c.expires_at),
            (_ATTEMPT, _ATTEMPT.c.at),
        ):
            gone += int(self.uow.execute(delete(table).where(ended < before)).rowcount)
        return gone + self.prune_tickets(before)

    # ---- one-time codes

    def add_code(
        self, code: str, staff_id: str, purpose: str, now: datetime, expires_at: datetime, *, replace: bool = True,
        by: str | None = None,
    ) -> None:
        """Keep a one-time code (keyed hash); with `replace`, earlier unused ones of its purpose stop working. `by`: the
        account of whoever had it made, where it is somebody else's."""
        earlier = delete(_CODE).where(
            _CODE.c.staff_id == staff_id, _CODE.c.purpose == purpose, _CODE.c.used_at.is_(None)
        )
        if replace:
            self.uow.execute(earlier)
        self.session.add(
            Invitation(
                code_index=self._code_index(purpose, code),
                staff_id=staff_id,
                purpose=purpose,
                created_at=now,
                expires_at=expires_at,
                by_staff_id=by,
            )
        )
        self.session.flush()

    def who_made(self, code: str, purpose: str) -> str | None:
        """The account of whoever had somebody else's code made."""
        found = self.session.get(Invitation, self._code_index(purpose, code))
        return found.by_staff_id if found is not None else None

    def drop_codes(self, staff_id: str) -> None:
        """Every unused code of an account stops working, whatever it was for."""
        self.uow.execute(delete(_CODE).where(_CODE.c.staff_id == staff_id, _CODE.c.used_at.is_(None)))

    def whose_code(self, code: str, purpose: str, now: datetime) -> str | None:
        """The account a code would work for now, without using it up."""
        found = self.session.get(Invitation, self._code_index(purpose, code))
        usable = found is not None and found.used_at is None and found.expires_at > now
        return found.staff_id if found is not None and usable else None

    def use_code(self, code: str, purpose: str, now: datetime) -> str | None:
        """Use a code up; returns its account, or None if it is unknown, used or too old."""
        used = update(_CODE).where(
            _CODE.c.code_index == self._code_index(purpose, code),
            _CODE.c.used_at.is_(None),
            _CODE.c.expires_at > now,
        )
        row = self.uow.execute(used.values(used_at=now).returning(_CODE.c.staff_id)).first()
        return str(row.staff_id) if row else None

    def open_codes(self, purpose: str, now: datetime) -> dict[str, datetime]:
        """Account → until when its code can be used."""
        rows = self.session.exec(
            select(Invitation).where(
                Invitation.purpose == purpose, col(Invitation.used_at).is_(None), Invitation.expires_at > now
            )
        )
        return {row.staff_id: row.expires_at for row in rows}

    # ---- tries at secrets

    def attempt(self, kind: str, value: str, now: datetime) -> Attempt:
        """The count of failed tries for an account or address, held until the end of the transaction."""
        key = self.vault.index(f"attempt_{kind}", value)
        self.uow.execute(self.insert(_ATTEMPT).values(key=key, failures=0, at=now).on_conflict_do_nothing())
        statement = select(Attempt).where(Attempt.key == key).execution_options(populate_existing=True)
        found: Attempt = self.session.exec(self.lock(statement)).one()
        return found

    def clear_attempts(self, kind: str, value: str, tries: int | None = None) -> None:
        """The right secret was given: take back ``tries`` of the count, or all of it."""
        key = self.vault.index(f"attempt_{kind}", value)
        count = _ATTEMPT.c.failures
        left = 0 if tries is None else case((count > tries, count - tries), else_=0)
        self.uow.execute(update(_ATTEMPT).where(_ATTEMPT.c.key == key).values(failures=left, until=None))

    # ---- how things are found again

    def _login_index(self, email: str) -> str:
        return self.vault.index("staff_login", email.strip().casefold())

    def _token_index(self, token: str) -> str:
        return self.vault.index("staff_session", token)

    def _code_index(self, purpose: str, code: str) -> str:
        return self.vault.index(f"code_{purpose}", plain_code(code))


def _subject(staff_id: str) -> str:
    return f"staff:{staff_id}"
