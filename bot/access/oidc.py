"""Log-in through an organisation's own provider (OpenID Connect, code flow with PKCE).

The provider stands for the password, not for the second factor: whoever gets hold of somebody's mail account must not
have the cases with it. Accounts are found by an address that was confirmed here, and never made.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.access import guessing
from bot.access.errors import CodeNotValid, NotFromProvider, UnknownAtProvider
from bot.access.login import Passed, after_first_step
from bot.access.provider import Endpoints, Provider
from storage.database import Database
from storage.uow import UnitOfWork

LASTS = timedelta(minutes=10)
"""How long somebody may take at the provider."""
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures with a key of the provider's own; never one that whoever knows our secret could make."""
_LEEWAY = 60
_TICKET, _NONCE, _VERIFIER = "oidc", "oidc_nonce", "oidc_verifier"


@dataclass(frozen=True)
class Begun:
    """Where to send somebody, and the state that their browser keeps until they come back."""

    address: str
    state: str


def begin(db: Database, provider: Provider, endpoints: Endpoints, back: str, now: datetime) -> Begun:
    """Begin a log-in. Nothing is kept: nonce and verifier follow from the state, by a key outside the database."""
    with db.read() as uow:
        state = uow.access.ticket(_TICKET, now)
        challenge = create_s256_code_challenge(uow.access.derived(_VERIFIER, state))
        nonce = uow.access.derived(_NONCE, state)
    address = prepare_grant_uri(
        endpoints.authorization, provider.client_id, "code", back, "openid email", state, nonce=nonce,
        code_challenge=challenge, code_challenge_method="S256",
    )  # fmt: skip
    return Begun(address, state)


def take_back(db: Database, kept: str, given: str, address: str, now: datetime) -> str:
    """Somebody came back with the state their browser kept; returns the verifier for their code.

    Raises CodeNotValid (another browser's state, too late, or used before) and TooManyTries.
    """
    with db.write() as uow:
        guessing.count_try(uow, "address", guessing.network_of(address), now)
    with db.write() as uow:
        if not hmac.compare_digest(kept.encode(), given.encode()) or not uow.access.use_ticket(
            _TICKET, given, now, LASTS
        ):
            raise CodeNotValid
        return uow.access.derived(_VERIFIER, given)


def let_in_with(
    db: Database, provider: Provider, keys: KeySet, state: str, token: dict[str, Any], address: str, now: datetime
) -> Passed:
    """What the provider says of who came; the second step follows. Raises NotFromProvider, UnknownAtProvider."""
    with db.write() as uow:
        email = confirmed_email(provider, keys, uow.access.derived(_NONCE, state), token, now)
        return _first_step(uow, email, guessing.network_of(address), now)


def confirmed_email(provider: Provider, keys: KeySet, nonce: str, token: dict[str, Any], now: datetime) -> str:
    """The address in an ID token, once everything else in it is right. Raises NotFromProvider, UnknownAtProvider."""
    try:
        read = jwt.decode(str(token.get("id_token") or ""), keys, algorithms=list(ALGORITHMS))
        claims = CodeIDToken(
            read.claims, read.header,
            options={
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
            },
            params={"nonce": nonce, "client_id": provider.client_id, "access_token": token.get("access_token")},
        )  # fmt: skip
        claims.validate(now=int(now.timestamp()), leeway=_LEEWAY)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise NotFromProvider from error
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") is not True:
        raise UnknownAtProvider
    return email


def _first_step(uow: UnitOfWork, email: str, network: str, now: datetime) -> Passed:
    staff = uow.access.by_login(email)
    # No password: not joined yet, or on the way back in through a second person.
    if staff is None or not staff.active or staff.email_confirmed_at is None or staff.password_hash is None:
        raise UnknownAtProvider
    uow.access.clear_attempts("address", network, tries=1)
    return after_first_step(uow, staff, now, method="oidc")
