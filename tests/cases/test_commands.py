"""`todoke cases` and `todoke forecast`, as somebody at the command line sees them."""

import json
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cases.withdraw import withdraw
from bot.cli import cases, forecast
from bot.errors import NotFound
from bot.opening import open_database
from bot.settings import Settings
from tests.stories.world import TUESDAY, World


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_environment({"TODOKE_DATA_DIR": str(tmp_path)})


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    made = World(open_database(settings), TUESDAY)
    made.coordinators()
    made.partner("harbour")
    made.partner("bridge")
    made.file("harbour", "bridge", risks=("threat",))
    yield made
    made.db.close()


def asked(case: str | None = None, *, json: bool = False) -> Namespace:
    """`todoke forecast` without a policy to try."""
    return Namespace(json=json, case=case, case_option=None, all=False, policy=None)


def test_cases_for_programs(world: World, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert cases.run(Namespace(json=True, open=False), settings) == 0
    (case,) = json.loads(capsys.readouterr().out)
    assert case == {
        "id": world.case_id, "number": world.look().number, "topic": "unpaid_overtime", "state": "offered",
        "language": "ne", "prefecture": "13", "urgent": True, "rung": "reminder",
        "due_at": "2026-11-24T02:00:00+00:00", "deadline_at": "2026-11-24T09:00:00+00:00",
        "filed_at": "2026-11-24T01:00:00+00:00", "closed_at": None, "answers": 0,
    }  # fmt: skip


def test_cases_for_people(world: World, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    world.worker(withdraw)
    cases.run(Namespace(json=False, open=False), settings)
    shown = capsys.readouterr().out
    assert "withdrawn" in shown
    assert "1 case" in shown
    cases.run(Namespace(json=False, open=True), settings)
    assert capsys.readouterr().out == "0 cases\n"


def test_forecast_of_one_case_by_its_number(
    world: World, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    forecast.run(asked(world.look().number.lower(), json=True), settings)
    steps = json.loads(capsys.readouterr().out)
    assert [(step["what"], step["to"]) for step in steps] == [
        ("reminder", ["harbour"]), ("next_partner", ["bridge"]), ("coordinator", ["coordinator"]),
        ("terminal", ["coordinator", "deputy", "worker"]), ("terminal", ["coordinator", "deputy", "worker"]),
    ]  # fmt: skip
    assert "threat" not in json.dumps(steps)


def test_forecast_for_people(world: World, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    forecast.run(asked(), settings)
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("Tue 2026-11-24 11:00")
    assert f"{world.look().number}  reminder -> harbour" in first


def test_a_case_that_is_not_there(world: World, settings: Settings) -> None:
    with pytest.raises(NotFound, match="There is no case NOPE"):
        forecast.run(asked("NOPE"), settings)


def test_nothing_is_planned(world: World, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    world.worker(withdraw)
    forecast.run(asked(), settings)
    assert capsys.readouterr().out == "Nothing is planned.\n"
