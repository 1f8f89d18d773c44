"""Opening a database, and units of work on it. SQLite and PostgreSQL; the only place that knows which it is.

SQLite: WAL, ``synchronous=FULL``, one writing connection (``BEGIN IMMEDIATE``) and read-only connections beside it,
so that reading never blocks intake. PostgreSQL: read committed, ``synchronous_commit=on``, locks by row claims.
"""

import asyncio
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from .errors import StorageAway, StorageBusy, StorageFull, WrongDatabase
from .keys import Keyring
from .uow import UnitOfWork
from .vault import KeyCache

P = ParamSpec("P")
T = TypeVar("T")

_FULL = re.compile(r"database or disk is full|No space left on device|could not extend file|disk full", re.I)
_AWAY = re.compile(
    r"connection (failed|refused|timed out|is bad|is closed|to server)|terminating connection|server closed", re.I
)
_NO_DATABASE = re.compile(r"file is not a database|malformed")
_BUSY = re.compile(r"database is locked|deadlock detected|could not serialize|lock timeout", re.I)


class Database:
    """A database with its keys. Threads may share it; ``close`` ends its connections and threads."""

    def __init__(self, url: str, keys: Keyring, *, max_pages: int | None = None, threads: int = 6) -> None:
        self.url = make_url(url)
        self.keys = keys
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.was_full = False
        """Set when there was no room for a change; whoever raises the alarm resets it."""
        self._cache = KeyCache()
        self._write_lock = threading.Lock()
        if self.sqlite:
            path = Path(self.url.database or "")
            path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = _sqlite_engine(f"file:{quote(str(path))}", max_pages=max_pages)
            self._reader = _sqlite_engine(f"file:{quote(str(path))}?mode=ro", readers=threads)
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

        Raises StorageFull when there is no room, StorageBusy when it was locked for too long: nothing has changed.
        """
        with _explained(self), self._one_writer(), self._writer.connect() as connection, connection.begin():
            uow = UnitOfWork(connection, self.keys, self._cache)
            try:
                yield uow
                uow.flush()
            except BaseException:
                uow.abandoned()
                raise
            finally:
                uow.close()

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A unit of work that only reads one consistent state."""
        with _explained(self), self._reader.connect() as connection, connection.begin():
            uow = UnitOfWork(connection, self.keys, self._cache)
            try:
                yield uow
            finally:
                uow.close()

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run blocking work with the database from asynchronous code."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: work(*args, **kwargs))

    def check(self) -> None:
        """Whether it can be opened at all. Raises StorageAway, WrongDatabase."""
        with _explained(self), self._writer.connect():
            pass

    def durability(self) -> str:
        """What the serving connection says of its own durability: SQLite's ``synchronous`` (2 is FULL) or PostgreSQL's
        ``synchronous_commit``."""
        with self._one_writer(), self._writer.connect() as connection:
            ask = "PRAGMA synchronous" if self.sqlite else "SHOW synchronous_commit"
            return str(connection.exec_driver_sql(ask).scalar_one())

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
            yield


@contextmanager
def _explained(database: "Database") -> Iterator[None]:
    try:
        yield
    except Exception as error:
        driver = error.orig if isinstance(error, DBAPIError) else error
        if not (isinstance(driver, sqlite3.Error) or type(driver).__module__.startswith("psycopg")):
            raise
        if _FULL.search(str(driver)):
            database.was_full = True
            raise StorageFull from error
        if _BUSY.search(str(driver)):
            raise StorageBusy from error
        if _AWAY.search(str(driver)):
            raise StorageAway(database=database.name) from error
        raise


def _sqlite_engine(file: str, *, max_pages: int | None = None, readers: int = 0) -> Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(file, uri=True, isolation_level=None, check_same_thread=False, timeout=15)
        try:
            prepare(connection)
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
            cursor.execute("PRAGMA secure_delete=FAST")
            if max_pages is not None:
                cursor.execute(f"PRAGMA max_page_count={int(max_pages)}")
        cursor.execute("PRAGMA cache_size=-8192")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()

    engine = create_engine(
        "sqlite://", creator=connect, poolclass=QueuePool, pool_size=max(1, readers), max_overflow=2 if readers else 0
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if readers else "BEGIN IMMEDIATE")

    return engine


def _postgres_engine(url: URL, threads: int) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"), pool_size=threads, max_overflow=4, pool_pre_ping=False,
        pool_recycle=1800, isolation_level="READ COMMITTED",
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
