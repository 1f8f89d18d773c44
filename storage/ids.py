"""Identifiers: sortable for rows, unspeaking for people."""

import os
import secrets
import time
import unicodedata

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_MISREAD = str.maketrans("OIL", "011")
_SPOKEN = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is misread aloud or by hand


def new_id() -> str:
    """A new identifier: 26 characters, 48 bits of time before 80 random bits, so that rows sort by age."""
    number = int(time.time() * 1000) << 80 | int.from_bytes(os.urandom(10))
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def new_case_number() -> str:
    """A number that a worker can read out on the telephone and that says nothing about them, like ``K7F3-2QMX``."""
    drawn = "".join(secrets.choice(_SPOKEN) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def new_code(length: int = 12) -> str:
    """A code to write down, in groups of four: 5 bits a character (12 characters are 60 bits)."""
    drawn = "".join(secrets.choice(_ALPHABET.upper()) for _ in range(length))
    return "-".join(drawn[at : at + 4] for at in range(0, length, 4))


def plain_code(code: str) -> str:
    """The code as it is compared: no hyphens or spaces, capitals (also of a Japanese keyboard), and signs that are
    misread put right."""
    plain = unicodedata.normalize("NFKC", code).upper()
    return "".join(c for c in plain if c.isalnum()).translate(_MISREAD)
