"""`todoke forecast --policy FILE`: what a changed ladder would do, on the command line."""

import argparse
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli import forecast
from bot.escalation.forecast import forecast as forecasted
from bot.escalation.policy_files import FOLDER
from bot.opening import open_database
from bot.settings import Settings
from tests.stories.world import World


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation with one open case."""
    made = Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(tmp_path / "data")})
    database = open_database(made)
    world = World(database, datetime.now(UTC))
    world.coordinators()
    for name in ("harbour", "bridge"):
        world.partner(name)
    world.file("harbour", "bridge")
    world._unread.clear()
    world.close()
    return made


def run(settings: Settings, *words: str) -> int:
    parser = argparse.ArgumentParser()
    forecast.add(parser.add_subparsers())
    return forecast.run(parser.parse_args(["forecast", *words]), settings)


def policy(folder: Path, before: str, after: str) -> str:
    path = folder / "mine.yaml"
    text = (FOLDER / "standard.yaml").read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")
    return str(path)


def test_kept_and_new_stand_side_by_side(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy(tmp_path, "contact_within: 5 working days", "contact_within: 9 working days")
    mine = str(tmp_path / "mine.yaml")
    text = Path(mine).read_text("utf-8").replace("next_partner, after: 2 working", "next_partner, after: 3 working")
    Path(mine).write_text(text, "utf-8")
    assert run(settings, "--policy", mine, "--all") == 0
    said = capsys.readouterr().out.splitlines()
    assert any("later" in line and "next_partner -> bridge" in line for line in said)
    assert any(line.split(" | ")[1:] and "same" in line and line.endswith("reminder -> harbour") for line in said)
    assert said[-1].startswith("1 open case: 1 changes, ")
    assert said[-1].endswith("0 would become late. Nothing was changed.")
    number = said[0].split()[0]
    assert run(settings, "--policy", mine, "--case", number, "--json") == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert one["case"] == number
    moved = {step["what"]: step["later_seconds"] for step in one["steps"]}
    assert moved["reminder"] == 0
    assert moved["next_partner"] > 0
    assert [step["to"] for step in one["steps"] if step["what"] == "reminder"] == [["harbour"]]


def test_who_has_been_followed_by_the_next_is_reminded_no_more(settings: Settings) -> None:
    database = open_database(settings)
    try:
        with database.read() as uow:
            reminder, following, *_ = forecasted(uow, None, datetime.now(UTC))
            later = replace(reminder, due_at=following.due_at + timedelta(hours=5))
            to = [[partner.name for partner in map(uow.partners.get, line.to) if partner]
                  for line in forecast._to_whom(uow, [reminder, following, later])]  # fmt: skip
    finally:
        database.close()
    assert to == [["harbour"], ["bridge"], ["bridge"]]


def test_a_broken_file_is_named_with_its_line(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = policy(tmp_path, "margin: 1 day ", "margin: soon ")
    assert run(settings, "--policy", mine) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(f"{mine}:18: 'soon' is no length of time")
    assert said[-1] == "1 finding"
