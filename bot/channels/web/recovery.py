"""Recovery codes: how they look, and how they are read back from a person's hand.

Twelve signs of Crockford's alphabet (no I, L, O, U), 60 bits, written in three groups: `7K2M-QX4T-9BHE`.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12

_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DASHES = frozenset("-‐‑‒–—―−ー_.·")


def new_code() -> str:
    """A new code in its stored form, without dashes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """A stored code as a person reads it, in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read(typed: str) -> str | None:
    """The stored form of what somebody typed, or None if it can't be a code.

    Small letters, spaces, dashes, full-width signs, and O for 0 or I and L for 1 are all understood.
    """
    if len(typed) > 100:
        return None
    folded = unicodedata.normalize("NFKC", typed).upper()
    kept = "".join(sign for sign in folded if not sign.isspace() and sign not in _DASHES)
    code = kept.translate(_READ_AS)
    return code if len(code) == LENGTH and all(sign in ALPHABET for sign in code) else None
