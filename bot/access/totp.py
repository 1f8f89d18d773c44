"""The second factor: six digits from an authenticator app (RFC 6238), each usable once."""

import base64
import io
from datetime import datetime, timedelta

import pyotp
import segno

from bot.access.errors import CodeNotValid, WrongSecret
from storage.ids import new_code
from storage.models import Staff
from storage.uow import UnitOfWork

STEP_SECONDS = 30
ANEW_LASTS = timedelta(minutes=15)
_ANEW = "totp_anew"
_AROUND = (0, -1, 1)  # phones' clocks are off by a few seconds


def new_secret(uow: UnitOfWork, staff: Staff) -> str:
    """Start setting a second factor up; it counts once ``confirm`` was given a code of it."""
    secret = pyotp.random_base32()
    uow.access.set_totp(staff, secret)
    return secret


def begin_anew(uow: UnitOfWork, staff: Staff, now: datetime) -> str:
    """Start replacing a second factor; the one that is there counts until a code of the new one was given. Returns the
    ticket that leads to the new secret, which is kept nowhere (15 minutes)."""
    ticket = new_code(32)
    uow.access.add_code(ticket, staff.id, _ANEW, now, now + ANEW_LASTS)
    return ticket


def secret_anew(uow: UnitOfWork, staff: Staff, ticket: str, now: datetime) -> str | None:
    """The new secret that a ticket leads to; None if it is too old, used, or somebody else's."""
    if uow.access.whose_code(ticket, _ANEW, now) != staff.id:
        return None
    return base64.b32encode(bytes.fromhex(uow.access.derived(_ANEW, f"{staff.id} {ticket}"))[:20]).decode()


def replace(uow: UnitOfWork, staff: Staff, ticket: str, code: str, now: datetime) -> None:
    """The first code of the new secret: from now on it counts. Raises CodeNotValid, WrongSecret; roll back then."""
    secret = secret_anew(uow, staff, ticket, now)
    if secret is None:
        raise CodeNotValid
    uow.access.set_totp(staff, secret)
    spend(uow, staff, code, now)
    uow.access.use_code(ticket, _ANEW, now)


def is_set_up(staff: Staff) -> bool:
    """Whether this account has a second factor that has been used."""
    return staff.totp is not None and staff.totp_step is not None


def link(secret: str, account: str, issuer: str = "Todoke") -> str:
    """The ``otpauth:`` address an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def qr_svg(address: str) -> str:
    """The address as a QR code: an SVG element without styles or scripts."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        border=4,
        light="#ffffff",
        svgclass=None,
        lineclass=None,
    )
    return out.getvalue().decode("ascii")


def spend(uow: UnitOfWork, staff: Staff, code: str, now: datetime) -> None:
    """Use a code up. Raises WrongSecret if it is wrong, too old, or was used before."""
    secret = uow.access.totp_secret(staff)
    if secret is None:
        raise CodeNotValid
    digits = "".join(c for c in code if c.isdigit())
    totp = pyotp.TOTP(secret)
    step = int(now.timestamp()) // STEP_SECONDS
    for around in _AROUND:
        if pyotp.utils.strings_equal(digits, totp.generate_otp(step + around)):
            if uow.access.use_totp_step(staff.id, step + around):
                return
            break
    raise WrongSecret
