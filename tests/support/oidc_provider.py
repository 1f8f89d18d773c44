"""An OpenID provider for tests: a process of its own that speaks HTTP and signs tokens, rightly or as it is told.

    python -m tests.support.oidc_provider PORT

`POST /control` takes JSON: `email`, `verified`, `now` (seconds), and `fault`, one of the names in FAULTS.
"""

import hashlib
import json
import secrets
import sys
import time
from base64 import b64decode, urlsafe_b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "todoke", "a secret with : and % in it"
FAULTS = (
    "another key", "no signature", "signed with our secret", "another nonce", "no nonce", "for somebody else",
    "of another issuer", "too old", "from tomorrow", "no token", "not JSON", "another code hash",
)  # fmt: skip


class Provider(ThreadingHTTPServer):
    """What it knows: keys, the codes it gave out, and what it is to do next."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.issuer = f"http://127.0.0.1:{port}"
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.strange = RSAKey.generate_key(2048, {"kid": "one"})
        self.codes: dict[str, dict[str, str]] = {}
        self.told: dict[str, Any] = {"email": "", "verified": True, "fault": None, "now": None}

    def id_token(self, asked: dict[str, str]) -> str:
        """A token for who asked, with the fault that was wished for."""
        fault, now = self.told["fault"], int(self.told["now"] or time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer, "sub": "4711", "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"],
            "email": self.told["email"], "email_verified": self.told["verified"],
        }  # fmt: skip
        match fault:
            case "another nonce":
                claims["nonce"] = secrets.token_hex(32)
            case "no nonce":
                del claims["nonce"]
            case "for somebody else":
                claims["aud"] = "another-program"
            case "of another issuer":
                claims["iss"] = "https://evil.example"
            case "too old":
                claims |= {"iat": now - 7200, "exp": now - 3600}
            case "from tomorrow":
                claims["nbf"] = now + 86_400
            case "another code hash":
                claims["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA"
        if fault == "no signature":
            head = _text(json.dumps({"alg": "none"}).encode())
            return f"{head}.{_text(json.dumps(claims).encode())}."
        if fault == "signed with our secret":
            return jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key(SECRET * 2))
        key = self.strange if fault == "another key" else self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


class Handler(BaseHTTPRequestHandler):
    """The endpoints."""

    server: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        issuer = self.server.issuer
        if parts.path == "/.well-known/openid-configuration":
            self._say(200, {"issuer": issuer, "authorization_endpoint": f"{issuer}/authorize",
                            "token_endpoint": f"{issuer}/token", "jwks_uri": f"{issuer}/keys"})  # fmt: skip
        elif parts.path == "/keys":
            self._say(200, {"keys": [self.server.key.as_dict(private=False)]})
        elif parts.path == "/authorize" and asked.get("client_id") == CLIENT and asked.get("response_type") == "code":
            code = secrets.token_urlsafe(24)
            self.server.codes[code] = asked
            back = asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"], "iss": issuer})
            self.send_response(302)
            self.send_header("Location", back)
            self.end_headers()
        else:
            self._say(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        if self.path == "/control":
            self.server.told |= json.loads(body)
            return self._say(200, {})
        form = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self.server.codes.pop(form.get("code", ""), None)  # a code works once
        basic = b64decode(self.headers.get("authorization", "").removeprefix("Basic ")).decode()
        client, _, secret = basic.partition(":")
        proof = _text(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        right = (unquote(client), unquote(secret)) == (CLIENT, SECRET)
        if asked is None or not right or proof != asked["code_challenge"] or asked["code_challenge_method"] != "S256":
            return self._say(400, {"error": "invalid_grant"})
        if form.get("redirect_uri") != asked["redirect_uri"]:
            return self._say(400, {"error": "invalid_grant"})
        if self.server.told["fault"] == "not JSON":
            return self._say(200, "<html>")
        token = {} if self.server.told["fault"] == "no token" else {"id_token": self.server.id_token(asked)}
        return self._say(200, {"access_token": "opaque", "token_type": "Bearer", **token})

    def _say(self, status: int, said: Any) -> None:
        body = said.encode() if isinstance(said, str) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: what a test needs to know it asks for."""


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


if __name__ == "__main__":
    Provider(int(sys.argv[1])).serve_forever()
