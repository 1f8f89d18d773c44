"""Backups: every table in one consistent state, encrypted, without the keys, the same for SQLite and PostgreSQL.

A file is a line that says what it is, a header in JSON, and sealed pieces. The header names the wrapping key (by name)
under which the file's own random key is wrapped: without the keys file nothing in it can be read. Each piece is bound
to header, place and whether it is the last, so that a piece that was changed, moved or cut off is noticed.

Rows are read by one transaction that sees one moment (SQLite: a snapshot of the log; PostgreSQL: repeatable read), not
copied as pages: what was deleted before is not in them, and a backup of one database can be restored into the other.
"""

import base64
import hashlib
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import JSON, Connection, Table, delete, null, select, text
from sqlmodel import SQLModel

from . import schema
from .database import Database
from .errors import BackupDamaged, KeyMissing, WrongDatabase
from .uow import UnitOfWork

_META = SQLModel.metadata.tables["meta"]
MAGIC = b"TODOKE-BACKUP-1\n"
PIECE = 1 << 20
LEFT_OUT = frozenset({"replica", "lease"})
"""Tables that speak only of processes that run."""


@dataclass(frozen=True)
class Header:
    """What can be read of a backup without keys."""

    made_at: datetime
    revision: str
    fingerprint: str
    key: str
    wrapped: bytes

    def packed(self) -> bytes:
        """As it stands in the file."""
        wrapped = base64.b64encode(self.wrapped).decode()
        return orjson.dumps({**vars(self), "made_at": self.made_at.astimezone(UTC).isoformat(), "wrapped": wrapped})

    @classmethod
    def unpacked(cls, data: bytes) -> "Header":
        """Raises BackupDamaged."""
        try:
            kept = orjson.loads(data)
            wrapped = base64.b64decode(kept["wrapped"], validate=True)
            return cls(**{**kept, "made_at": datetime.fromisoformat(kept["made_at"]), "wrapped": wrapped})
        except (ValueError, TypeError, KeyError) as error:
            raise BackupDamaged from error


def write(database: Database, path: Path, now: datetime) -> int:
    """Back up everything as it is at this moment; returns the file's size in bytes.

    The file is there whole or not at all. Raises OSError, StorageError.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            with database.snapshot() as uow:
                name = uow.vault.key_in_use
                key = AESGCM.generate_key(256)
                header = Header(
                    now, schema.revision(uow.connection) or "", database.keys.fingerprint, name,
                    uow.vault.wrap(name, "backup", key),
                )
                _seal(out, header.packed(), key, _packed(_rows(uow.connection)))
            out.flush()
            os.fsync(out.fileno())
            size = out.tell()
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return size


def header_of(path: Path) -> Header:
    """What a backup says of itself. Raises BackupDamaged, OSError."""
    with path.open("rb") as source:
        return Header.unpacked(_head(source))


def restore(database: Database, path: Path, afterwards: Callable[[UnitOfWork], None] | None = None) -> dict[str, int]:
    """Fill an empty database; returns table → number of rows. All or nothing. Nobody of staff is logged in any more.

    ``afterwards`` is done in the same transaction.

    Raises BackupDamaged, KeyMissing (keys of another installation), WrongDatabase (there is something in it).
    """
    with path.open("rb") as source:
        packed = _head(source)
        header = Header.unpacked(packed)
        if header.fingerprint != database.keys.fingerprint:
            raise KeyMissing("This backup belongs to another installation than the keys file. Use the one it had.")
        schema.upgrade(database, header.revision)
        if schema.holds_data(database):
            raise WrongDatabase(f"The database {database.name} is not empty. A backup is restored into an empty one.")
        with database.write() as uow:
            key = uow.vault.unwrap(header.key, "backup", header.wrapped)
            counts = _fill(uow.connection, _lines(_opened(source, packed, key)))
            uow.connection.execute(delete(SQLModel.metadata.tables["staff_session"]))
            if afterwards is not None:
                afterwards(uow)
    schema.upgrade(database)
    return counts


# ---- rows


def _rows(connection: Connection) -> Iterator[bytes]:
    counts = {}
    for table in SQLModel.metadata.sorted_tables:
        if table.name in LEFT_OUT:
            continue
        columns = [str(column.name) for column in table.columns]
        yield orjson.dumps({"table": str(table.name), "columns": columns}) + b"\n"
        number = 0
        options = connection.execution_options(stream_results=True, yield_per=_at_once(table))
        for row in options.execute(select(table)):
            yield orjson.dumps([_said(value) for value in row]) + b"\n"
            number += 1
        counts[str(table.name)] = number
    yield orjson.dumps({"end": counts}) + b"\n"


def _at_once(table: Table) -> int:
    """How many rows are held at a time: fewer of those that hold files and texts."""
    return 20 if table.name in ("attachment_chunk", "attachment_copy", "release", "structure") else 500


def _said(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"b": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"t": value.astimezone(UTC).isoformat()}
    if isinstance(value, list | dict):
        return {"j": value}
    return value


def _meant(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    (kind, said), *_ = value.items()
    return base64.b64decode(said) if kind == "b" else datetime.fromisoformat(said) if kind == "t" else said


def _fill(connection: Connection, lines: Iterator[bytes]) -> dict[str, int]:
    counts: dict[str, int] = {}
    waiting: list[dict[str, Any]] = []
    table, columns = _META, [""]
    for line in lines:
        said = orjson.loads(line)
        if isinstance(said, list):
            waiting.append(dict(_values(table, columns, said)))
            if len(waiting) >= _at_once(table):
                _put(connection, table, waiting, counts)
            continue
        _put(connection, table, waiting, counts)
        if "end" in said:
            if said["end"] != counts:
                raise BackupDamaged
            _count_on(connection)
            return counts
        table, columns = SQLModel.metadata.tables[said["table"]], said["columns"]
        counts[table.name] = 0
    raise BackupDamaged


def _put(connection: Connection, table: Table, waiting: list[dict[str, Any]], counts: dict[str, int]) -> None:
    if waiting:
        connection.execute(table.insert(), waiting)
        counts[table.name] += len(waiting)
        waiting.clear()


def _values(table: Table, columns: list[str], said: list[Any]) -> Iterator[tuple[str, Any]]:
    for name, value in zip(columns, said, strict=True):
        column = table.columns.get(name)
        if column is not None:
            nothing = value is None and isinstance(column.type, JSON) and column.nullable
            yield name, null() if nothing else _meant(value)


def _count_on(connection: Connection) -> None:
    """PostgreSQL's counters go on after the highest number there is (SQLite's do by themselves)."""
    if connection.dialect.name == "sqlite":
        return
    for table in SQLModel.metadata.sorted_tables:
        for column in table.primary_key:
            asked = {"table": table.name, "column": column.name}
            name = connection.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), asked).scalar()
            if name is not None:
                highest = f"(SELECT COALESCE(MAX({column.name}), 0) + 1 FROM {table.name})"  # noqa: S608  # our names
                connection.execute(text(f"SELECT setval(:name, {highest}, false)"), {"name": name})


# ---- the file


def _packed(parts: Iterable[bytes]) -> Iterator[bytes]:
    squeeze = zlib.compressobj(1)
    for part in parts:
        yield squeeze.compress(part)
    yield squeeze.flush()


def _seal(out: BinaryIO, header: bytes, key: bytes, parts: Iterable[bytes]) -> None:
    out.write(MAGIC + len(header).to_bytes(4, "big") + header)
    cipher, place, waiting = AESGCM(key), 0, bytearray()

    def put(piece: bytes, last: bool) -> None:
        nonlocal place
        sealed = cipher.encrypt(place.to_bytes(12, "big"), piece, _bound(header, last))
        out.write(len(sealed).to_bytes(4, "big") + sealed)
        place += 1

    for part in parts:
        waiting += part
        while len(waiting) > PIECE:
            put(bytes(waiting[:PIECE]), last=False)
            del waiting[:PIECE]
    put(bytes(waiting), last=True)


def _head(source: BinaryIO) -> bytes:
    if source.read(len(MAGIC)) != MAGIC:
        raise BackupDamaged("This is no backup of Todoke, or of a newer release.")
    return source.read(int.from_bytes(source.read(4), "big"))


def _opened(source: BinaryIO, header: bytes, key: bytes) -> Iterator[bytes]:
    cipher, place, last = AESGCM(key), 0, False
    expand = zlib.decompressobj()
    while not last:
        size = int.from_bytes(source.read(4), "big")
        sealed = source.read(min(size, PIECE + 64))
        if len(sealed) != size or not size:
            raise BackupDamaged
        here = source.tell()
        last = not source.read(1)
        source.seek(here)
        try:
            piece = cipher.decrypt(place.to_bytes(12, "big"), sealed, _bound(header, last))
            yield expand.decompress(piece)
        except (InvalidTag, zlib.error) as error:
            raise BackupDamaged from error
        place += 1
    yield expand.flush()


def _lines(parts: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for part in parts:
        *whole, rest = (rest + part).split(b"\n")
        yield from whole


def _bound(header: bytes, last: bool) -> bytes:
    return hashlib.sha256(header).digest() + (b"last" if last else b"more")
