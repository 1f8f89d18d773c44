"""`todoke` as somebody types it."""

import os
import subprocess
import sys
import time
from argparse import Namespace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot import __version__, errors
from bot.cli import main as entry
from bot.cli.main import COMMANDS
from bot.settings import Settings
from flows.errors import FlowError
from storage.errors import StorageError

ROOT = Path(__file__).parents[2]


def todoke(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True)


def test_help_lists_every_command_with_a_line_and_comes_at_once() -> None:
    best = 9.0
    for _ in range(4):
        started = time.monotonic()
        shown = todoke("--help")
        best = min(best, time.monotonic() - started)
    assert shown.returncode == 0
    for name in COMMANDS:
        assert f"\n    {name} " in shown.stdout
    assert best < 0.6  # 0.1 s alone; other work shares the machine during a test run


def test_the_version_is_told() -> None:
    assert todoke("--version").stdout == f"todoke {__version__}\n"


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, bot.cli.main; print([m for m in sys.modules if m.split('.')[0] in "
    code += "('sqlalchemy', 'fastapi', 'telegram', 'orjson', 'pydantic', 'uvicorn', 'yaml')])"
    loaded = "from bot.cli.main import COMMANDS; from importlib import import_module; "
    loaded += "[import_module('bot.cli.' + name) for name in COMMANDS]; "
    shown = subprocess.run([sys.executable, "-c", loaded + code], cwd=ROOT, capture_output=True, text=True)
    assert (shown.stdout, shown.stderr) == ("[]\n", "")


def test_a_word_that_is_no_command_is_refused_with_the_list() -> None:
    shown = todoke("servee")
    assert shown.returncode == 2
    assert "invalid choice: 'servee'" in shown.stderr


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A command `try` whose deed a test chooses."""
    deed = SimpleNamespace(run=lambda args, settings: 0)

    def run(args: Namespace, settings: Settings) -> int:
        result: int = deed.run(args, settings)
        return result

    def add(subparsers: Any) -> None:
        subparsers.add_parser("try", help="try something")

    monkeypatch.setattr(entry_module, "COMMANDS", ("try",))
    monkeypatch.setattr(entry_module, "import_module", lambda name: SimpleNamespace(add=add, run=run))
    return deed


entry_module = sys.modules["bot.cli.main"]


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (errors.NotFound(what="case", key="X"), 1, "todoke: There is no case X."),
        (errors.StorageFull(), 3, "todoke: The disk or the database is full"),
        (FlowError("flows/x.yaml:3 something is wrong"), 1, "flows/x.yaml:3"),
        (StorageError("the database says no"), 1, "todoke: the database says no"),
    ],
)
def test_a_known_error_is_one_sentence(
    command: Any, capsys: pytest.CaptureFixture[str], error: Exception, code: int, says: str
) -> None:
    def fail(*_: object) -> int:
        raise error

    command.run = fail
    assert entry(["try"]) == code
    told = capsys.readouterr().err
    assert says in told
    assert "Traceback" not in told


def test_an_unexpected_error_tells_its_place_and_no_personal_data(
    command: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> int:
        raise RuntimeError("the answer was: my boss is Tanaka")

    command.run = fail
    assert entry(["try"]) == 1
    told = capsys.readouterr().err
    assert "RuntimeError at" in told
    assert "Tanaka" not in told


def test_wrong_settings_end_with_code_two(
    command: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TODOKE_PORT", "eighty")
    assert entry(["try"]) == 2
    assert "todoke: TODOKE_PORT: this is not a port." in capsys.readouterr().err


def test_an_interrupt_ends_quietly(command: Any, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    command.run = interrupt
    assert entry(["try"]) == 130
    assert capsys.readouterr().err == ""
