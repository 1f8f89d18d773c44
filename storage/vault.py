"""Encryption field by field, explicitly, bound to the row and column that the field belongs to.

A field is ``version byte | 12 byte nonce | AES-256-GCM ciphertext``. The associated data names subject, table, row
and column, so that a ciphertext moved elsewhere is refused. Each subject (worker, case, staff member) has a data key
of its own, kept wrapped in ``subject_key``; deleting that row makes everything of the subject unreadable for ever.
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from .errors import Erased, KeyMissing, Tampered
from .keys import Keyring
from .models import Meta, SubjectKey

_VERSION = b"\x01"
_KEYS = SubjectKey.__table__  # type: ignore[attr-defined]  # SQLModel adds it at class creation
_FIND = select(_KEYS.c.key_id, _KEYS.c.wrapped).where(_KEYS.c.subject == bindparam("subject"))
_FIND_SOME = select(_KEYS.c.subject, _KEYS.c.key_id, _KEYS.c.wrapped).where(
    _KEYS.c.subject.in_(bindparam("subjects", expanding=True))
)
_META = Meta.__table__  # type: ignore[attr-defined]  # the same
KEY_IN_USE = "key_in_use"
"""The fact that names the wrapping key for what is new."""
_IN_USE = select(_META.c.value).where(_META.c.key == KEY_IN_USE)


class KeyCache:
    """Ciphers of the subjects seen last, bounded so that memory does not grow with the number of workers."""

    def __init__(self, size: int = 4096) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, AESGCM] = OrderedDict()

    def get(self, subject: str) -> AESGCM | None:
        """The cipher of a subject if it was used lately."""
        with self._lock:
            found = self._kept.get(subject)
            if found is not None:
                self._kept.move_to_end(subject)
            return found

    def put(self, subject: str, cipher: AESGCM) -> None:
        """Remember a cipher; the one unused for longest is let go."""
        with self._lock:
            self._kept[subject] = cipher
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._kept.clear()

    def drop(self, subject: str) -> None:
        """Forget a cipher (its subject was erased)."""
        with self._lock:
            self._kept.pop(subject, None)


class Vault:
    """Seals and opens fields within one unit of work."""

    def __init__(
        self, connection: Connection, keys: Keyring, cache: KeyCache, newer: Callable[[], Keyring] | None = None
    ) -> None:
        """``newer`` reads the keys file again: another process may have put a key into it."""
        self._connection = connection
        self._keys = keys
        self._cache = cache
        self._newer = newer
        self._made: list[str] = []

    def new_subject(self, subject: str, now: datetime) -> None:
        """Make a data key for a new worker, case or staff member."""
        data_key = AESGCM.generate_key(256)
        name = self.key_in_use
        self._connection.execute(
            insert(_KEYS),
            {"subject": subject, "key_id": name, "wrapped": self.wrap(name, subject, data_key), "created_at": now},
        )
        self._cache.put(subject, AESGCM(data_key))
        self._made.append(subject)

    @property
    def key_in_use(self) -> str:
        """The name of the wrapping key for what is new: the database says which, once all replicas can read it."""
        name: str | None = self._connection.execute(_IN_USE).scalar()
        return name or self._keys.active

    def under(self) -> dict[str, int]:
        """Wrapping key → how many data keys it wraps."""
        counted = select(_KEYS.c.key_id, func.count()).group_by(_KEYS.c.key_id)
        return {row[0]: int(row[1]) for row in self._connection.execute(counted)}

    def unreadable(self) -> str | None:
        """The name of a wrapping key that the database needs and the keys file lacks."""
        needed = {*self.under(), self.key_in_use}
        return next(iter(sorted(needed - set(self._keys.wrapping))), None)

    def rewrap(self, limit: int) -> int:
        """Wrap data keys that are under another key by the one in use; returns how many."""
        name = self.key_in_use
        rows = self._connection.execute(
            select(_KEYS.c.subject, _KEYS.c.key_id, _KEYS.c.wrapped).where(_KEYS.c.key_id != name).limit(limit)
        ).all()
        for row in rows:
            wrapped = self.wrap(name, row.subject, self.unwrap(row.key_id, row.subject, row.wrapped))
            self._connection.execute(
                update(_KEYS)
                .where(_KEYS.c.subject == row.subject, _KEYS.c.key_id == row.key_id)
                .values(key_id=name, wrapped=wrapped)
            )
        return len(rows)

    @property
    def in_use(self) -> bool:
        """Whether anything was ever sealed in this database."""
        return self._connection.execute(select(_KEYS.c.subject).limit(1)).first() is not None

    def rolled_back(self) -> None:
        """The unit of work failed: keys it made do not exist."""
        for subject in self._made:
            self._cache.drop(subject)

    def erase(self, subject: str) -> None:
        """Delete the data key: everything sealed for this subject can never be read again."""
        self._connection.execute(delete(_KEYS).where(_KEYS.c.subject == subject))
        self._cache.drop(subject)

    def know(self, subjects: Sequence[str]) -> None:
        """Fetch the keys of many subjects at once, for a page that reads a little of each."""
        missing = [subject for subject in subjects if self._cache.get(subject) is None]
        if missing:
            for row in self._connection.execute(_FIND_SOME, {"subjects": missing}):
                self._cache.put(row.subject, AESGCM(self.unwrap(row.key_id, row.subject, row.wrapped)))

    def seal(self, subject: str, table: str, row: str | int, column: str, data: bytes) -> bytes:
        """Encrypt ``data`` for exactly this place. Raises Erased if the subject has no key."""
        nonce = os.urandom(12)
        return _VERSION + nonce + self._cipher(subject).encrypt(nonce, data, _place(subject, table, row, column))

    def open(self, subject: str, table: str, row: str | int, column: str, sealed: bytes) -> bytes:
        """Decrypt. Raises Tampered if the field was not sealed for this place, Erased if its key is gone."""
        try:
            return self._cipher(subject).decrypt(sealed[1:13], sealed[13:], _place(subject, table, row, column))
        except (InvalidTag, ValueError) as error:  # ValueError: not even long enough to be one
            raise Tampered(f"The field {table}.{column} does not belong to its row or was changed.") from error

    def seal_json(self, subject: str, table: str, row: str | int, column: str, value: Any) -> bytes:
        """``seal`` of a value as JSON."""
        return self.seal(subject, table, row, column, orjson.dumps(value))

    def open_json(self, subject: str, table: str, row: str | int, column: str, sealed: bytes) -> Any:
        """``open`` of a field sealed by ``seal_json``."""
        return orjson.loads(self.open(subject, table, row, column, sealed))

    def index(self, context: str, value: str) -> str:
        """The blind index of a value (see Keyring.index)."""
        return self._keys.index(context, value)

    def sign(self, text: str) -> str:
        """Sign a chain head (see Keyring.sign)."""
        return self._keys.sign(text)

    def _cipher(self, subject: str) -> AESGCM:
        cipher = self._cache.get(subject)
        if cipher is None:
            cipher = self._unwrap(subject)
            self._cache.put(subject, cipher)
        return cipher

    def _unwrap(self, subject: str) -> AESGCM:
        row = self._connection.execute(_FIND, {"subject": subject}).first()
        if row is None:
            raise Erased
        return AESGCM(self.unwrap(row.key_id, subject, row.wrapped))

    def unwrap(self, name: str, subject: str, wrapped: bytes) -> bytes:
        """The data key that ``wrap`` has wrapped. Raises KeyMissing."""
        try:
            return AESGCM(self._wrapping(name)).decrypt(wrapped[:12], wrapped[12:], f"subject|{subject}".encode())
        except InvalidTag as error:
            raise KeyMissing(f"The key {name!r} does not open this database: another keys file?") from error

    def wrap(self, name: str, subject: str, data_key: bytes) -> bytes:
        """A data key under the wrapping key of that name, bound to its subject."""
        nonce = os.urandom(12)
        return nonce + AESGCM(self._wrapping(name)).encrypt(nonce, data_key, f"subject|{subject}".encode())

    def _wrapping(self, name: str) -> bytes:
        if name not in self._keys.wrapping and self._newer is not None:
            self._keys = self._newer()
        key = self._keys.wrapping.get(name)
        if key is None:
            raise KeyMissing(f"The key {name!r} is not in the keys file. Restore the one of this database.")
        return key


def _place(subject: str, table: str, row: str | int, column: str) -> bytes:
    return f"{subject}|{table}|{row}|{column}".encode()
