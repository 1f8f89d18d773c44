"""A device that keeps passkeys, in software: it makes keys and signs as WebAuthn says, or as a thief would like."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One key on one device. `flags`: whether somebody was there, and whether the device knew who."""

    origin: str
    flags: int = PRESENT | VERIFIED
    uses: int = 1
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    user: str = ""

    def make(self, options: dict[str, Any]) -> str:
        """Answer of `navigator.credentials.create`."""
        self.user = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        data = self._data(options["rp"]["id"], self.flags | ATTESTED)
        data += bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer("webauthn.create", options["challenge"], attestationObject=attested)

    def sign(self, options: dict[str, Any], **instead: Any) -> str:
        """Answer of `navigator.credentials.get`; `challenge` or `user` can be given instead of the right ones."""
        data = self._data(options["rpId"], self.flags)
        told = self._told("webauthn.get", instead.get("challenge", options["challenge"]))
        signature = self.key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            "webauthn.get", instead.get("challenge", options["challenge"]), authenticatorData=data,
            signature=signature,
        )  # fmt: skip

    def _data(self, host: str, flags: int) -> bytes:
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4, "big")

    def _told(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, kind: str, challenge: str, **parts: bytes) -> str:
        parts["clientDataJSON"] = self._told(kind, challenge)
        response: dict[str, Any] = {name: _text(part) for name, part in parts.items()}
        return json.dumps(
            {"id": _text(self.id), "rawId": _text(self.id), "type": "public-key", "response": response,
             "clientExtensionResults": {}}
        )  # fmt: skip


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
