"""Accounts: invited by a coordinator, opened by a one-time link, closed at once when somebody leaves."""

from datetime import datetime, timedelta

from bot.access import recovery
from bot.access.errors import (
    AccountExists,
    CodeNotValid,
    ForCoordinators,
    NoPlaceInOrganisation,
    OrganisationMissing,
)
from bot.access.roles import Role
from bot.errors import NotFound
from storage.ids import new_code
from storage.models import Staff
from storage.uow import UnitOfWork

INVITATION_LASTS = timedelta(days=7)
CONFIRMATION_LASTS = timedelta(hours=24)
LINK_LASTS = timedelta(minutes=15)


def invite(
    uow: UnitOfWork,
    *,
    email: str,
    role: Role,
    partner_id: str | None,
    locale: str,
    now: datetime,
    name: str = "",
    timezone: str = "Asia/Tokyo",
) -> tuple[Staff, str]:
    """Make an account and the one-time code that opens it (7 days).

    Raises AccountExists, NotFound (no such partner), OrganisationMissing, NoPlaceInOrganisation (both NotAllowed).
    """
    if uow.access.by_login(email) is not None:
        raise AccountExists
    if not role.fits(partner_id):
        raise (OrganisationMissing if partner_id is None else NoPlaceInOrganisation)(role=role)
    if partner_id is not None and partner_id not in uow.access.organisations():
        raise NotFound(what="partner", key=partner_id)
    staff = uow.access.create(
        partner_id=partner_id,
        role=role.value,
        name=name.strip() or email.split("@")[0],
        email=email,
        locale=locale,
        timezone=timezone,
        now=now,
    )
    return staff, invite_again(uow, staff, now)


def must_not_gain_sight(uow: UnitOfWork, actor: Staff, role: Role) -> None:
    """An administrator sees no case, and so opens no account that does: whoever made the link could use it. Until a
    coordinator can log in nobody else is there to do it. Raises ForCoordinators.
    """
    sightless = (Role.ADMIN, Role.AUDITOR)
    if role in sightless or Role.parse(actor.role) not in sightless:
        return
    if any(Role.parse(one).coordinates for _, one in uow.partners.who_can_log_in()):
        raise ForCoordinators


def invite_again(uow: UnitOfWork, staff: Staff, now: datetime) -> str:
    """A new one-time code for an account; whoever uses it sets a new password and a new second factor."""
    code = new_code(20)
    uow.access.add_code(code, staff.id, "invite", now, now + INVITATION_LASTS)
    return code


def join(uow: UnitOfWork, *, code: str, name: str, password_hash: str, now: datetime) -> Staff:
    """Open an account with its invitation, or anew with a recovery. Ends earlier log-ins and second factors.

    Raises CodeNotValid.
    """
    found = recovery.opening(uow, code, now)
    staff_id = uow.access.use_code(code, found.purpose, now) if found is not None else None
    staff = uow.access.get(staff_id) if staff_id else None
    if staff is None or not staff.active:
        raise CodeNotValid
    staff.password_hash = password_hash
    if name.strip():
        staff.name = name.strip()[:80]
    uow.access.set_totp(staff, None)
    uow.access.remove_passkeys(staff.id)
    uow.access.revoke(now, staff_id=staff.id)
    uow.access.clear_attempts("account", staff.id)
    return staff


def close(uow: UnitOfWork, staff: Staff, now: datetime) -> None:
    """Somebody has left: log-ins end, contacts are unlinked, what waits is not sent; what they did stays on record."""
    staff.active = False
    uow.access.revoke(now, staff_id=staff.id)
    uow.access.remove_passkeys(staff.id)
    uow.access.drop_codes(staff.id)
    uow.access.set_telegram(staff, None, now)
    staff.email_confirmed_at = None
    for channel in ("email", "telegram"):
        uow.outbox.cancel(f"staff:{staff.id}:{channel}", now)


def start_confirmation(uow: UnitOfWork, staff: Staff, now: datetime) -> str:
    """The code to send to the account's e-mail address."""
    code = new_code(8)
    uow.access.add_code(code, staff.id, "confirm_email", now, now + CONFIRMATION_LASTS)
    return code


def confirm_email(uow: UnitOfWork, staff: Staff, code: str, now: datetime) -> None:
    """The code came back: mail may be sent there. Raises CodeNotValid."""
    if uow.access.whose_code(code, "confirm_email", now) != staff.id:
        raise CodeNotValid
    uow.access.use_code(code, "confirm_email", now)
    staff.email_confirmed_at = now


def start_telegram_link(uow: UnitOfWork, staff: Staff, now: datetime) -> str:
    """The code behind ``t.me/<bot>?start=link_<code>`` (15 minutes)."""
    code = new_code(16).replace("-", "")
    uow.access.add_code(code, staff.id, "link_telegram", now, now + LINK_LASTS)
    return code


def link_telegram(uow: UnitOfWork, code: str, chat_id: str, now: datetime) -> Staff:
    """``/start link_<code>`` arrived from a private chat: it is this person's from now on.

    The code has 80 bits and lives for 15 minutes, so tries need no counting. Raises CodeNotValid.
    """
    staff_id = uow.access.use_code(code, "link_telegram", now)
    staff = uow.access.get(staff_id) if staff_id else None
    if staff is None or not staff.active:
        raise CodeNotValid
    uow.access.set_telegram(staff, chat_id, now)
    uow.access.audit(
        staff.partner_id or "operator",
        staff_id=staff.id,
        action="telegram_linked",
        now=now,
        object_kind="staff",
        object_id=staff.id,
    )
    return staff
