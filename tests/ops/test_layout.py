"""Who may use what: the parts of the program as the design names them.

The import contracts of pyproject.toml say most of it (`make contracts`); here is what they can't say.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import cache

from tests.support import source
from tests.support.source import ROOT

pytestmark = source.READ_TOGETHER
PACKAGES = ("bot", "flows", "storage")
Nodes = tuple[ast.AST, ...]


def modules(*folders: str) -> Iterator[tuple[str, Nodes]]:
    for folder in folders:
        for path in source.files(folder):
            yield str(path.relative_to(ROOT)), source.nodes(path)


@cache
def imports(nodes: Nodes, name: str) -> frozenset[str]:
    """The absolute names a module imports; `name` is its path."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = name.split("/")[: -node.level] if node.level else []
            module = ".".join([*package, *([node.module] if node.module else [])])
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def test_one_file_reads_the_environment() -> None:
    readers = {
        name
        for name, nodes in modules(*PACKAGES)
        for node in nodes
        if (isinstance(node, ast.Attribute) and node.attr in ("environ", "environb", "getenv"))
        or (isinstance(node, ast.Name) and node.id in ("environ", "getenv"))
    }
    assert readers == {"bot/settings.py"}


KEEPERS = {
    "sqlalchemy": ("storage/",),
    "sqlmodel": ("storage/",),
    "alembic": ("storage/",),
    "telegram": ("bot/channels/telegram/", "bot/testing/"),
    "apscheduler": ("bot/workers/scheduler.py", "bot/workers/scheduler/"),
    "argon2": ("bot/access/",),
    "typst": ("bot/documents/",),
    "icalendar": ("bot/documents/dates.py",),
    "PIL": ("bot/evidence/apart/",),
    "puremagic": ("bot/evidence/kinds.py",),
    "bot.testing": ("bot/testing/",),
}
"""A library, and the only place that may import it."""


def test_a_library_is_known_in_one_place() -> None:
    strays = {
        f"{name} imports {library}"
        for name, nodes in modules(*PACKAGES)
        for used in imports(nodes, name)
        for library, places in KEEPERS.items()
        if f"{used}.".startswith(f"{library}.") and not name.startswith(places)
    }
    assert strays == set()


def test_the_law_uses_nothing_of_ours() -> None:
    ours = {
        f"{name} imports {used}"
        for name, nodes in modules("flows/law")
        for used in imports(nodes, name)
        if used.split(".")[0] in ("bot", "storage", "locales")
        or (used.split(".")[0] == "flows" and not used.startswith("flows.law"))
    }
    assert ours == set()


def test_the_flows_touch_no_clock_no_network_and_no_files_but_their_own_definitions() -> None:
    outside = ("socket", "urllib.request", "http", "asyncio", "subprocess", "sqlite3", "aiohttp", "httpx")
    used = {
        f"{name} imports {module}"
        for name, nodes in modules("flows")
        for module in imports(nodes, name)
        if module.split(".")[0] in outside or module in outside
    }
    assert used == set()


POLICY = ("flows", "storage", "bot/alarms", "bot/cases", "bot/conversation", "bot/escalation", "bot/digests",
          "bot/access", "bot/wording")  # fmt: skip


def asks_the_time(nodes: Iterable[ast.AST]) -> list[int]:
    """The lines that ask `datetime` or `date` for the present."""
    return [
        node.lineno
        for node in nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("now", "utcnow", "today")
        and ast.unparse(node.func.value).split(".")[-1] in ("datetime", "date")
    ]


def test_no_rule_asks_what_time_it_is() -> None:
    """`now` is handed in; a migration is begun by nobody who could hand it in."""
    assert asks_the_time(ast.walk(ast.parse("import datetime\nx = datetime.datetime.now()"))) == [2]
    asked = {name for name, nodes in modules(*POLICY) if asks_the_time(nodes) and "/migrations/" not in name}
    assert asked <= {"storage/repositories/ladder.py"}  # leases: SQLite has no clock of its own to ask


def test_files_stay_small() -> None:
    """Most files under 250 lines; none above 450, whatever the reason."""
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for folder in PACKAGES
        for path in source.files(folder)
        if path.parent.name != "versions"  # a migration is written once, whole
    }
    assert {name: lines for name, lines in lengths.items() if lines > 450} == {}
    assert sum(lines > 250 for lines in lengths.values()) * 5 <= len(lengths)


def test_functions_fit_a_screen() -> None:
    """Sixty lines, and no more: what is longer is read in pieces, and should be written so."""
    longest = {
        f"{name}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for name, nodes in modules(*PACKAGES)
        if "/migrations/versions/" not in name  # a migration is written once, whole
        for function in nodes
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in longest.items() if lines > 60} == {}
