"""What was compiled once serves all processes of a run."""

import compileall
import multiprocessing
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

_KEPT: dict[str, "LRUCache[Any, Any]"] = {}
_ROOT = Path(__file__).parents[2]
_OURS = ("bot", "flows", "storage", "tests")


def keep() -> None:
    """From now on statements that were compiled once serve every database of the same kind in this process.

    The program opens one database and keeps what it compiled; a test run opens thousands, and a fifth of its time went
    into compiling the same statements for each."""
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        setattr(dialect, "__eq__", lambda one, other: type(one) is type(other))  # noqa: B010  # not its own type's
        setattr(dialect, "__hash__", lambda one: hash(type(one)))  # noqa: B010  # the same
    made = Engine.__init__

    def begin(engine: Engine, *args: Any, **kwargs: Any) -> None:
        made(engine, *args, **kwargs)
        engine._compiled_cache = _KEPT.setdefault(engine.dialect.name, LRUCache(3000))

    setattr(Engine, "__init__", begin)  # noqa: B010  # a class's own beginning can't be assigned otherwise


def ahead(config: pytest.Config, processes: int = 2) -> None:
    """Compile every file before the processes that run the tests begin. In a fresh clone each of them would do it for
    itself, all at the same time: that took half a minute."""
    files = [path for folder in _OURS for path in sorted((_ROOT / folder).rglob("*.py"))]
    shares = [
        multiprocessing.get_context("fork").Process(target=_compile, args=(config, files[share::processes]))
        for share in range(processes)
    ]
    for share in shares:
        share.start()
    for share in shares:
        share.join()


def _compile(config: pytest.Config, files: Sequence[Path]) -> None:
    for path in files:
        if path.name.startswith("test_") or path.name == "conftest.py":
            # The part of pytest that lets a failed assert tell its values. It has no name for the public: where that
            # has changed, each process compiles for itself as before.
            with suppress(ImportError, SyntaxError):
                _with_asserts(config, path)
        else:
            compileall.compile_file(path, quiet=2)


def _with_asserts(config: pytest.Config, path: Path) -> None:
    from _pytest.assertion import rewrite

    folder = rewrite.get_cache_dir(path)
    kept = folder / (path.name[:-3] + rewrite.PYC_TAIL)
    if rewrite.try_makedirs(folder) and rewrite._read_pyc(path, kept) is None:
        source_hash, code = rewrite._rewrite_test(path, config)
        rewrite._write_pyc(config.stash[rewrite.assertstate_key], code, source_hash, kept)
