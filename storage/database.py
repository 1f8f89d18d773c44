"""Opening a database, and units of work on it. SQLite and PostgreSQL; the only place that knows which it is.

SQLite: WAL, ``synchronous=FULL``, one writing connection (``BEGIN IMMEDIATE``) and read-only connections beside it,
so that reading never blocks intake. PostgreSQL: read committed, ``synchronous_commit=on``, locks by row claims.
"""

import asyncio
import contextlib
import os
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from urllib.parse import quote

import orjson
from sqlalchemy import URL, Connection, Engine, LargeBinary, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlmodel import SQLModel

from .errors import KeyMissing, StorageAway, StorageBusy, StorageFull, StorageMoved, WrongDatabase
from .keys import Keyring
from .uow import UnitOfWork
from .vault import KeyCache

P = ParamSpec("P")
T = TypeVar("T")

_FULL = re.compile(r"database or disk is full|No space left on device|could not extend file|disk full", re.I)
_AWAY = re.compile(
    r"connection (failed|refused|timed? ?out|is bad|is closed|to server)|terminating connection|server closed", re.I
)
_NO_DATABASE = re.compile(r"file is not a database|malformed")
_BUSY = re.compile(r"database is locked|deadlock detected|could not serialize|lock timeout", re.I)


_WRITTEN_ANEW = (
    "subject_key", "worker", "conversation", "recovery_code", "web_session", "worker_name", "erasure", "recording",
)  # fmt: skip
"""The tables of keys, of what people are found by, and of voices, which are not sealed: everybody is to hear them."""
_KEPT_FOR_OTHERS = text(
    "SELECT pg_snapshot_xmin(pg_current_snapshot()) < CAST(:now AS xid8)"
    " OR EXISTS (SELECT 1 FROM pg_stat_activity WHERE coalesce(datname, current_database()) = current_database()"
    " AND pid <> pg_backend_pid() AND age(backend_xmin) > age(CAST(CAST(:now AS xid8) AS xid)))"
    " OR EXISTS (SELECT 1 FROM pg_replication_slots WHERE age(xmin) > age(CAST(CAST(:now AS xid8) AS xid)))"
)
"""Whether PostgreSQL still keeps what was deleted before the transaction ``now``: for whoever began to change something
before, in any database of the server (every later look counts them as running), and for whoever, here or on a standby,
sees what was then. In numbers of transactions, since times of others are not told to a plain role."""
_LOOKS, _BETWEEN_LOOKS = 20, 0.25
"""How often, and with how many seconds between, whether somebody still sees what was deleted."""
_HELPERS = 64 * 1024
"""Bytes that SQLite needs to begin: the index of its log has 32 KiB."""
_SOON_MISSED = {
    "connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}  # fmt: skip
"""What a PostgreSQL address does not say for itself: a server that has vanished is missed within seconds, not hours."""
_WRITER_CACHE, _READER_CACHE = 8192, 2048
"""KiB for each connection. Readers are several, and what they read again soon the system keeps for all of them."""
_DURABLE = ("synchronous", "journal_mode")


@dataclass(frozen=True)
class Durability:
    """How a connection makes sure that what was committed survives a power cut."""

    synchronous: str
    """SQLite's ``synchronous`` (2 is FULL, 3 is EXTRA), PostgreSQL's ``synchronous_commit``."""
    journal: str = ""
    """SQLite's ``journal_mode``."""

    @property
    def safe(self) -> bool:
        """Whether a commit waits for the disk (on PostgreSQL also for the standbys that it is told to wait for)."""
        if self.journal:
            return self.synchronous in ("2", "3") and self.journal in ("wal", "delete", "truncate", "persist")
        return self.synchronous in ("on", "remote_apply")

    def __str__(self) -> str:
        return " ".join(part for part in (self.synchronous, self.journal) if part)


class Database:
    """A database with its keys. Threads may share it; ``close`` ends its connections and threads."""

    def __init__(
        self, url: str, keys: Keyring, *, max_pages: int | None = None, threads: int = 6, keys_file: Path | None = None
    ) -> None:
        """``keys_file``: where ``keys`` came from, so that a key that was added there is found while it runs."""
        self.url = make_url(url)
        self.keys = keys
        self._keys_file = keys_file
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.was_full = False
        """Set when there was no room for a change; whoever raises the alarm resets it."""
        self._cache = KeyCache()
        self._write_lock = threading.Lock()
        if self.sqlite:
            self._file = _OpenedFile(Path(self.url.database or ""))
            name = quote(str(self._file.path))
            self._writer = _sqlite_engine(f"file:{name}", max_pages=max_pages, opened=self._file.opened)
            self._reader = _sqlite_engine(f"file:{name}?mode=ro", readers=threads)
        else:
            self._writer = self._reader = _postgres_engine(self.url, threads)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="database")

    @property
    def name(self) -> str:
        """Which database it is, without passwords, for messages."""
        return str(self.url.database) if self.sqlite else self.url.render_as_string(hide_password=True)

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations."""
        return self._writer

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """A unit of work that is committed at the end of the block and undone if the block raises.

        Raises StorageFull when there is no room, StorageBusy when it was locked for too long, StorageAway or
        StorageMoved when it is not there: nothing has changed.
        """
        with _explained(self), self._one_writer(), self._writer.connect() as connection, connection.begin():
            uow = UnitOfWork(connection, self.keys, self._cache, self.newer_keys)
            try:
                yield uow
                uow.finish()
            except BaseException:
                uow.abandoned()
                raise
            finally:
                uow.close()

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A unit of work that only reads one consistent state."""
        with _explained(self), self._reader.connect() as connection, connection.begin():
            uow = UnitOfWork(connection, self.keys, self._cache, self.newer_keys)
            try:
                yield uow
            finally:
                uow.close()

    @contextmanager
    def snapshot(self) -> Iterator[UnitOfWork]:
        """A unit of work that only reads, and sees one moment however long it takes, while others go on writing."""
        if self.sqlite:
            with self.read() as uow:
                yield uow
            return
        with _explained(self), self._reader.connect() as connection:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                uow = UnitOfWork(connection, self.keys, self._cache, self.newer_keys)
                try:
                    yield uow
                finally:
                    uow.close()

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run blocking work with the database from asynchronous code."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: work(*args, **kwargs))

    def newer_keys(self) -> Keyring:
        """The keys as their file has them now. A file that is damaged or of another installation changes nothing."""
        with contextlib.suppress(KeyMissing):
            self.read_keys()
        return self.keys

    def read_keys(self) -> Keyring:
        """The same. Raises KeyMissing where the file can't be read or is of another installation."""
        if self._keys_file is not None:
            found = Keyring.load(self._keys_file)
            if found.fingerprint != self.keys.fingerprint:
                raise KeyMissing(f"The keys file {self._keys_file} is of another installation. Put the right one back.")
            for name in found.wrapping.keys() & self.keys.wrapping.keys():
                if found.wrapping[name] != self.keys.wrapping[name]:
                    raise KeyMissing(f"The keys file {self._keys_file} has another key {name}. Put the right one back.")
            self.keys = found
        return self.keys

    def forget_ciphers(self) -> None:
        """Read every data key anew."""
        self._cache.clear()

    def scrub(self) -> bool:
        """Make what was erased leave the files: False if somebody reads just now; then again later.

        SQLite overwrites what is deleted at once; here the log beside the file is emptied. PostgreSQL keeps old rows
        for long: the tables of keys, of what people are found by and of voices are written anew, the space of what else
        was deleted, which nobody can read without its key, is given free. Its statistics hold samples of rows: they are
        made and written anew, too. Its write-ahead log is not ours to empty.
        """
        if self.sqlite:
            with contextlib.closing(sqlite3.connect(self._file.path, isolation_level=None, timeout=1.0)) as connection:
                try:
                    return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                except sqlite3.OperationalError:
                    return False
        with _explained(self), self._writer.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            if not _nobody_sees_what_was(connection):
                return False
            for table in _WRITTEN_ANEW:
                connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {table}")
            for table in _sealed_tables():
                connection.exec_driver_sql(f"VACUUM (ANALYZE) {table}")
            connection.exec_driver_sql("VACUUM FULL pg_catalog.pg_statistic")  # only a warning where it is not ours
        return True

    def check(self) -> None:
        """Whether it can be opened at all. Raises StorageAway, WrongDatabase."""
        with _explained(self), self._writer.connect():
            pass

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Work on ``engine`` without a unit of work: its errors become StorageFull, StorageBusy, StorageAway."""
        with _explained(self):
            yield

    def no_room_for_helpers(self, error: BaseException | None) -> bool:
        """SQLite tells a full disk as an input or output error where it makes the files it needs beside its own."""
        if not self.sqlite or "disk I/O error" not in str(error):
            return False
        try:
            return shutil.disk_usage(self._file.path.parent).free < _HELPERS
        except OSError:
            return False

    def durability(self) -> Durability:
        """What the connections that serve say of their own durability, not a fresh one made to be asked."""
        answers = {self._ask() for _ in range(max(1, self._idle()))}
        return min(answers, key=lambda one: one.safe)

    def _ask(self) -> Durability:
        """Ask the connection that has been idle for longest: asking as often as there are idle ones asks each."""
        with self._one_writer(), self._writer.connect() as connection:
            if not self.sqlite:
                return Durability(str(connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()))
            answers = [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in _DURABLE]
            return Durability(str(answers[0]), str(answers[1]))

    def _idle(self) -> int:
        pool = self._writer.pool
        assert isinstance(pool, QueuePool)
        return pool.checkedin()

    def close(self) -> None:
        """End threads and connections."""
        self._pool.shutdown(wait=True)
        self._reader.dispose()
        self._writer.dispose()

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        if not self.sqlite:
            yield
            return
        with self._write_lock:
            self._file.check()
            yield


class _OpenedFile:
    """SQLite goes on writing into a file that was deleted or replaced: what is acknowledged then would be lost with the
    process. So it is seen before each change that the file is still the same."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WrongDatabase(
                f"The folder {path.parent} can't be made ({error.strerror}). Name another one in TODOKE_DATA_DIR, or "
                "let this user write there."
            ) from error
        self._identity: tuple[int, int] | None = None

    def opened(self) -> None:
        """A connection was opened: from the first one on it is this file."""
        if self._identity is None:
            self._identity = self._now()

    def check(self) -> None:
        """Raises StorageMoved."""
        if self._identity is not None and self._now() != self._identity:
            raise StorageMoved(str(self.path))

    def _now(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino


@contextmanager
def _explained(database: "Database") -> Iterator[None]:
    try:
        yield
    except Exception as error:
        driver = error.orig if isinstance(error, DBAPIError) else error
        if not (isinstance(driver, sqlite3.Error) or type(driver).__module__.startswith("psycopg")):
            raise
        if _FULL.search(str(driver)) or database.no_room_for_helpers(driver):
            database.was_full = True
            raise StorageFull from error
        if _BUSY.search(str(driver)):
            raise StorageBusy from error
        if _AWAY.search(str(driver)):
            raise StorageAway(database=database.name) from error
        raise


def _sqlite_engine(
    file: str, *, max_pages: int | None = None, readers: int = 0, opened: Callable[[], None] = lambda: None
) -> Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(file, uri=True, isolation_level=None, check_same_thread=False, timeout=15)
        try:
            prepare(connection)
            opened()
        except sqlite3.DatabaseError as error:
            connection.close()
            if _NO_DATABASE.search(str(error)):
                raise WrongDatabase(
                    f"{file.removeprefix('file:')} is no database, or damaged ({error}). Restore a backup, or name "
                    "another file in TODOKE_DATABASE_URL."
                ) from error
            raise
        return connection

    def prepare(connection: sqlite3.Connection) -> None:
        cursor = connection.cursor()
        if not readers:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.execute("PRAGMA secure_delete=ON")
            if max_pages is not None:
                cursor.execute(f"PRAGMA max_page_count={int(max_pages)}")
        cursor.execute(f"PRAGMA cache_size=-{_READER_CACHE if readers else _WRITER_CACHE}")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()

    engine = create_engine(
        "sqlite://", creator=connect, poolclass=QueuePool, pool_size=max(1, readers), max_overflow=2 if readers else 0,
        json_deserializer=orjson.loads,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if readers else "BEGIN IMMEDIATE")

    return engine


def _postgres_engine(url: URL, threads: int) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"), pool_size=threads, max_overflow=4, pool_pre_ping=False,
        pool_recycle=1800, isolation_level="READ COMMITTED", json_deserializer=orjson.loads,
        connect_args={name: value for name, value in _SOON_MISSED.items() if name not in url.query},
    )

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit=on")
            cursor.execute("SET lock_timeout='15s'")
            cursor.execute("SET timezone='UTC'")
        connection.commit()

    return engine


def database_now(connection: Connection) -> Any:
    """The database's own clock, which all replicas share (PostgreSQL); leases are measured by it."""
    return connection.execute(text("SELECT clock_timestamp()")).scalar_one()


def _nobody_sees_what_was(connection: Connection) -> bool:
    """Wait until whoever began before now has ended: PostgreSQL keeps for them, also in a table that is written anew,
    what was deleted meanwhile. It looks at tables by itself now and then, too."""
    now = connection.exec_driver_sql("SELECT CAST(pg_current_xact_id() AS text)").scalar_one()
    for _ in range(_LOOKS):
        if not connection.execute(_KEPT_FOR_OTHERS, {"now": now}).scalar_one():
            return True
        time.sleep(_BETWEEN_LOOKS)
    return False


def _sealed_tables() -> list[str]:
    """Tables that hold something sealed and are not written anew as a whole."""
    found = (
        table.name
        for table in SQLModel.metadata.sorted_tables
        if any(isinstance(column.type, LargeBinary) for column in table.columns)
    )
    return sorted(set(found) - set(_WRITTEN_ANEW))
