"""Speaking with an OpenID provider over HTTP: where its endpoints are, its keys, and a code for a token."""

import json
from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.access.errors import NotFromProvider, ProviderAway
from bot.environment import Secret, is_loopback

LARGEST = 256 * 1024
"""Bytes of one answer."""
_PATIENCE = aiohttp.ClientTimeout(total=10)


@dataclass(frozen=True)
class Provider:
    """A provider as the operator set it up there."""

    issuer: str
    client_id: str
    secret: Secret


@dataclass(frozen=True)
class Endpoints:
    """Where the provider does what."""

    authorization: str
    token: str
    keys: str
    basic: bool
    """Whether the secret goes into a header; else into the form."""


async def discover(provider: Provider) -> Endpoints:
    """Ask the provider. Raises ProviderAway, NotFromProvider (somebody else answers)."""
    async with aiohttp.ClientSession(timeout=_PATIENCE) as http:
        said = await _json(http, "GET", f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    found = [said.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if said.get("issuer") != provider.issuer or not all(isinstance(one, str) and _safe(one) for one in found):
        raise NotFromProvider
    ways = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Endpoints(str(found[0]), str(found[1]), str(found[2]), basic="client_secret_basic" in ways)


async def exchange(
    provider: Provider, endpoints: Endpoints, code: str, verifier: str, back: str
) -> tuple[dict[str, Any], KeySet]:
    """The token for a code, and the keys it must be signed with. Raises ProviderAway, NotFromProvider."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    headers = {}
    if endpoints.basic:
        pair = f"{quote(provider.client_id, safe='')}:{quote(provider.secret, safe='')}"
        headers["Authorization"] = "Basic " + b64encode(pair.encode()).decode()
    else:
        form |= {"client_id": provider.client_id, "client_secret": str(provider.secret)}
    async with aiohttp.ClientSession(timeout=_PATIENCE) as http:
        token = await _json(http, "POST", endpoints.token, data=form, headers=headers)
        keys = await _json(http, "GET", endpoints.keys)
    try:
        return token, KeySet.import_key_set(keys)  # type: ignore[arg-type]  # what it holds is checked there
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise NotFromProvider from error


async def _json(http: aiohttp.ClientSession, method: str, address: str, **more: Any) -> dict[str, Any]:
    try:
        async with http.request(method, address, allow_redirects=False, **more) as answer:
            body = await answer.content.read(LARGEST)
            if answer.status >= 500:
                raise ProviderAway
            if answer.status != 200:
                raise NotFromProvider
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise ProviderAway from error
    try:
        said = json.loads(body)
    except ValueError as error:
        raise NotFromProvider from error
    if not isinstance(said, dict):
        raise NotFromProvider
    return said


def _safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
