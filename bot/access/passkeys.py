"""Passkeys (WebAuthn): a key pair on somebody's device that opens the console here and on no look-alike.

A device asks for finger, face or PIN before it answers, so a passkey is both factors in one: whoever has one needs
neither password nor code. What is to be signed is a ticket that works once, for five minutes.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from bot.access import guessing, totp
from bot.access.errors import CodeNotValid, TooManyPasskeys, WrongSecret
from bot.access.login import Passed, let_in
from bot.access.site import Site
from storage.database import Database
from storage.models import Staff
from storage.uow import UnitOfWork

TICKET_LASTS = timedelta(minutes=5)
MOST = 10
"""Passkeys of one account."""
_IN = "passkey_in"
_VERIFIED = UserVerificationRequirement.REQUIRED


def begin_adding(uow: UnitOfWork, staff: Staff, site: Site, now: datetime) -> tuple[str, dict[str, Any]]:
    """The ticket, and what the browser hands to the device. Raises TooManyPasskeys."""
    kept = uow.access.passkeys(staff.id)
    if len(kept) >= MOST:
        raise TooManyPasskeys(most=MOST)
    ticket = uow.access.ticket(_adding(staff), now)
    options = generate_registration_options(
        rp_id=site.host, rp_name="Todoke", user_id=staff.id.encode(), user_display_name=staff.name,
        user_name=uow.access.email(staff) or staff.name, challenge=ticket.encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=_raw(key.credential)) for key in kept],
    )  # fmt: skip
    return ticket, json.loads(options_to_json(options))


def add(uow: UnitOfWork, staff: Staff, site: Site, ticket: str, answer: str, name: str, now: datetime) -> None:
    """Keep the passkey that a device has made. Raises CodeNotValid (begin again)."""
    if not uow.access.use_ticket(_adding(staff), ticket, now, TICKET_LASTS):
        raise CodeNotValid
    try:
        made = verify_registration_response(
            credential=answer, expected_challenge=ticket.encode(), expected_rp_id=site.host,
            expected_origin=site.origin, require_user_verification=True,
        )  # fmt: skip
    except WebAuthnException as error:
        raise CodeNotValid from error
    credential = _text(made.credential_id)
    if uow.access.passkey(credential) is not None:
        raise CodeNotValid
    if not totp.is_set_up(staff):
        uow.access.set_totp(staff, None)  # one that was begun would otherwise be finished without the password
    uow.access.add_passkey(
        staff.id, credential, made.credential_public_key, made.sign_count, name.strip()[:60] or "–", now
    )


def begin(db: Database, site: Site, now: datetime) -> tuple[str, dict[str, Any]]:
    """The ticket of a log-in, and what the browser hands to the device. Says nothing of who has a passkey."""
    with db.read() as uow:
        ticket = uow.access.ticket(_IN, now)
    options = generate_authentication_options(
        rp_id=site.host, challenge=ticket.encode(), user_verification=_VERIFIED
    )
    return ticket, json.loads(options_to_json(options))


def log_in(db: Database, site: Site, ticket: str, answer: str, address: str, now: datetime) -> Passed:
    """A device has signed. Raises CodeNotValid (too old or used: begin again), WrongSecret or TooManyTries."""
    network = guessing.network_of(address)
    with db.write() as uow:
        guessing.count_try(uow, "address", network, now)
    with db.write() as uow:
        if not uow.access.use_ticket(_IN, ticket, now, TICKET_LASTS):
            raise CodeNotValid
    with db.write() as uow:
        key = uow.access.passkey(_named(answer))
        staff = uow.access.get(key.staff_id) if key is not None else None
        # No password: not joined yet, or on the way back in through a second person.
        if key is None or staff is None or not staff.active or staff.password_hash is None:
            raise WrongSecret
        try:
            signed = verify_authentication_response(
                credential=answer, expected_challenge=ticket.encode(), expected_rp_id=site.host,
                expected_origin=site.origin, credential_public_key=key.public_key,
                credential_current_sign_count=key.uses, require_user_verification=True,
            )  # fmt: skip
        except WebAuthnException as error:
            raise WrongSecret from error
        key.uses, key.used_at = signed.new_sign_count, now
        uow.access.clear_attempts("address", network, tries=1)
        return Passed(token=let_in(uow, staff, now, method="passkey"))


def _named(answer: str) -> str:
    """Which passkey an answer says it is of. Raises WrongSecret if it is no answer of a device."""
    try:
        named = json.loads(answer)["id"]
    except (ValueError, TypeError, KeyError) as error:
        raise WrongSecret from error
    return named if isinstance(named, str) else ""


def _adding(staff: Staff) -> str:
    return f"passkey_add:{staff.id}"


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
