"""Passwords: argon2id, slow on purpose; hash and compare outside a unit of work, so that nothing waits."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.access.errors import WeakPassword

_HASHER = PasswordHasher()
SHORTEST = 12
_LONGEST = 1024
_FEWEST_DIFFERENT = 5


def hash_password(password: str, *, not_like: str = "") -> str:
    """The hash to keep. Raises WeakPassword if it is short, monotonous, or the e-mail address."""
    plain = password.strip()
    monotonous = len(set(plain.casefold())) < _FEWEST_DIFFERENT
    if not SHORTEST <= len(plain) <= _LONGEST or monotonous:
        raise WeakPassword
    if plain.casefold() == not_like.strip().casefold():
        raise WeakPassword
    return _HASHER.hash(plain)


def matches(kept: str | None, password: str) -> bool:
    """Whether this is the password. Takes as long without an account, so that nobody learns which exist."""
    try:
        _HASHER.verify(kept or _nobodys(), password.strip()[:_LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return _HASHER.hash("a password that no account has")
