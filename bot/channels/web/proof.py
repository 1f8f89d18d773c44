"""A small sum that a phone solves before it begins a conversation, while very many begin at once (ALTCHA, version 2).

The phone tries numbers until one gives the bytes that the challenge asks for; that costs it a second or two, and us a
signature. It is no riddle for people: nobody has to read, see or click anything, and nobody else's server is asked.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

LASTS = timedelta(minutes=10)
"""For how long a challenge may be solved; a slow phone needs some seconds."""
ROUNDS = 4_000
"""Rounds of PBKDF2 for each number tried."""
FEWEST, MOST = 100, 400
"""The number looked for lies between these: on average a million rounds, about a second on a phone."""
ALGORITHM = "PBKDF2/SHA-256"
"""What every browser's own cryptography has."""


@dataclass(frozen=True)
class Solved:
    """A sum that was solved: its mark counts once, and is forgotten after ``until``."""

    mark: str
    until: datetime


class Proofs:
    """Sets sums and checks them. ``secret`` is the same on every replica; nothing is kept here."""

    def __init__(self, secret: str) -> None:
        self._signing = hashlib.sha256(f"challenge\0{secret}".encode()).hexdigest()
        self._answers = hashlib.sha256(f"answer\0{secret}".encode()).hexdigest()

    def challenge(self, now: datetime) -> dict[str, Any]:
        """A sum to solve, as the page gets it; ``data.most`` is the largest number to try."""
        import altcha  # only where somebody floods us

        made = altcha.create_challenge(
            ALGORITHM, ROUNDS, counter=FEWEST + secrets.randbelow(MOST - FEWEST + 1), expires_at=now + LASTS,
            data={"most": MOST}, hmac_secret=self._signing, hmac_key_secret=self._answers,
        )  # fmt: skip
        return made.to_dict()

    def check(self, proof: str, now: datetime) -> Solved | None:
        """What was solved, or None: not ours, too late, or wrong. Whether it was used before is not known here."""
        import altcha

        try:
            payload = altcha.Payload.from_base64(proof)
            result = altcha.verify_solution(payload, self._signing, hmac_key_secret=self._answers)
        except Exception:  # whatever somebody made up instead
            return None
        signature, expires_at = payload.challenge.signature, payload.challenge.parameters.expires_at
        if not result.verified or signature is None or expires_at is None:
            return None
        until = datetime.fromtimestamp(expires_at, UTC)
        return Solved(signature, until) if now <= until else None
