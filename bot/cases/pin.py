"""A worker's PIN: who picks up the phone can't say in the worker's name that help has come, or delete everything."""

import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum

from storage.uow import UnitOfWork

FEWEST, MOST = 4, 8
"""Digits."""
TRIES = 5
WAIT = timedelta(minutes=15)
"""After so many wrong tries nobody may try for so long; each further round doubles it, up to a day."""
_LONGEST = timedelta(days=1)
AGAIN_WITHIN = timedelta(minutes=5)
"""Elsewhere a new PIN is typed twice: so somebody does here, too, and it must not go to those who help."""


class Tried(StrEnum):
    """What became of a try."""

    RIGHT = "right"
    WRONG = "wrong"
    WAIT = "wait"


def digits(text: str) -> str | None:
    """The digits of a typed PIN, of any script; None if the text is none."""
    bare = "".join(text.split())
    found = [unicodedata.digit(character, None) for character in bare]
    if not FEWEST <= len(bare) <= MOST or any(digit is None for digit in found):
        return None
    return "".join(str(digit) for digit in found)


def has_pin(uow: UnitOfWork, worker_id: str) -> bool:
    """Whether this worker has set one."""
    return "pin_hash" in uow.workers.profile(worker_id)


def set_pin(uow: UnitOfWork, worker_id: str, pin: str, now: datetime) -> None:
    """Keep a PIN: only its keyed hash, sealed with the profile."""
    kept = _hash(uow, worker_id, pin)
    uow.workers.update_profile(worker_id, pin_hash=kept, pin_since=now.isoformat(), pin_wrong=None, pin_until=None)


def just_set(uow: UnitOfWork, worker_id: str, typed: str, now: datetime) -> bool:
    """Whether this is the PIN that was set a moment ago. Later nobody is told: who holds the phone could guess."""
    profile, pin = uow.workers.profile(worker_id), digits(typed)
    since = profile.get("pin_since")
    if pin is None or since is None or now - datetime.fromisoformat(since) > AGAIN_WITHIN:
        return False
    return _hash(uow, worker_id, pin) == profile.get("pin_hash")


def remove_pin(uow: UnitOfWork, worker_id: str) -> None:
    """Nothing is asked any more."""
    uow.workers.update_profile(worker_id, pin_hash=None, pin_since=None, pin_wrong=None, pin_until=None)


def try_pin(uow: UnitOfWork, worker_id: str, typed: str, now: datetime) -> Tried:
    """Compare what was typed. A PIN can be forgotten, so a recovery code of this worker counts as well: one from before
    the PIN, as whoever holds the phone can have a new one shown."""
    profile = uow.workers.profile(worker_id)
    until = profile.get("pin_until")
    if until is not None and now < datetime.fromisoformat(until):
        return Tried.WAIT
    pin = digits(typed)
    right = pin is not None and _hash(uow, worker_id, pin) == profile.get("pin_hash")
    since = profile.get("pin_since")
    if right or (since is not None and _their_code(uow, worker_id, typed, datetime.fromisoformat(since))):
        uow.workers.update_profile(worker_id, pin_wrong=None, pin_until=None)
        return Tried.RIGHT
    wrong = int(profile.get("pin_wrong", 0)) + 1
    rounds, left = divmod(wrong, TRIES)
    pause = None if left else (now + min(WAIT * 2 ** min(rounds - 1, 8), _LONGEST)).isoformat()
    uow.workers.update_profile(worker_id, pin_wrong=wrong, pin_until=pause)
    return Tried.WRONG


def _their_code(uow: UnitOfWork, worker_id: str, typed: str, made_until: datetime) -> bool:
    found = uow.workers.conversation_of_code(typed, made_until=made_until)
    conversation = uow.conversations.get(found) if found is not None else None
    return conversation is not None and conversation.worker_id == worker_id


def _hash(uow: UnitOfWork, worker_id: str, pin: str) -> str:
    return uow.vault.index("pin", f"{worker_id}:{pin}")
