"""Somebody has saved a ladder policy with a mistake and starts the program: it is told where, and the last good one
serves on.
"""

import shutil
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import check
from bot.escalation import policy_files, risks
from bot.escalation.kept import in_use
from bot.escalation.policy import PolicyError, RungKind, Severity
from bot.escalation.risks import RisksError, check_risks, shipped_risks
from bot.opening import open_installation
from bot.settings import Settings
from storage.models import AlarmKind
from tests.support.begun import begin

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
SHIPPED = policy_files.FOLDER


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the policies, to be edited."""
    made = tmp_path / "policies"
    made.mkdir()
    for path in SHIPPED.glob("*.yaml"):
        (made / path.name).write_text(path.read_text("utf-8"), "utf-8")
    monkeypatch.setattr(policy_files, "FOLDER", made)
    return made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation of its own."""
    begin(tmp_path / "data")
    return Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(tmp_path / "data")})


def edit(folder: Path, before: str, after: str) -> None:
    path = folder / "standard.yaml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def start(settings: Settings) -> tuple[list[tuple[str, list[str]]], str]:
    """Start once: what is alarmed about policies, and how long the next partner is waited for in what is filed now."""
    database = open_installation(settings, NOW).database
    try:
        with database.read() as uow:
            alarms = [(a.kind, a.details["findings"]) for a in uow.system.open_alarms() if "polic" in a.kind]
            wait = in_use(uow).pick("unpaid_overtime", Severity.NORMAL).wait(RungKind.NEXT_PARTNER)
            return alarms, str(wait)
    finally:
        database.close()


def test_broken_on_the_first_start_it_is_refused_with_file_and_line(folder: Path, settings: Settings) -> None:
    edit(folder, "{rung: coordinator, after: 2 working days}", "{rung: boss, after: 2 working days}")
    with pytest.raises(PolicyError, match=r"policies/standard\.yaml:14: 'boss' is none of .* start again"):
        open_installation(settings, NOW)


def test_broken_later_the_last_good_ones_serve_on_until_it_is_mended(
    folder: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    edit(folder, "next_partner, after: 2 working days", "next_partner, after: 1500 minutes")
    edit(folder, "reminder, after: 1 working day", "reminder, after: 600 minutes")
    assert start(settings) == ([], "1500 minutes")
    edit(folder, "1500 minutes", "15 minuets")
    (alarm,), wait = start(settings)
    assert wait == "1500 minutes"
    assert alarm[0] == "policies_broken"
    assert alarm[1][0].startswith("policies/standard.yaml:13: '15 minuets' is no length of time")
    assert any(getattr(record, "finding", "").startswith("policies/standard.yaml:13") for record in caplog.records)
    edit(folder, "15 minuets", "2000 minutes")
    assert start(settings) == ([], "2000 minutes")


def test_the_check_names_file_and_line_before_anything_is_started(
    folder: Path, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(settings.locales_dir / "en", tmp_path / "locales" / "en")  # it is not about the texts
    settings = replace(settings, locales_dir=tmp_path / "locales")
    edit(folder, "topics: [all]", "topics: [all, overtime]")
    assert check.run(Namespace(language=[]), settings) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("policies/standard.yaml:5: there is no topic 'overtime'; there are ")
    assert told[-1] == "1 finding"
    assert all("draft" in line.lower() or "in progress" in line.lower() for line in told[1:-1])


@pytest.fixture
def broken_risks(tmp_path: Path) -> Iterator[Path]:
    """A table of risks with a mistake in it, read anew."""
    path = tmp_path / "risks.yaml"
    before, _, after = risks.FILE.read_text("utf-8").rpartition("severity: urgent")
    path.write_text(f"{before}severity: dire{after}", "utf-8")
    yield path
    risks.serve_risks(None)


def test_a_broken_table_of_risks_is_refused_where_there_was_no_good_one(
    broken_risks: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(risks, "FILE", broken_risks)
    with pytest.raises(RisksError, match=r"risks\.yaml:\d+: severity is one of"):
        open_installation(settings, NOW)
    assert check_risks(broken_risks)[0].startswith("risks.yaml:")


def test_with_a_broken_table_of_risks_the_last_good_one_serves_on_and_an_alarm_says_so(
    broken_risks: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_installation(settings, NOW).database.close()
    good = shipped_risks()
    with monkeypatch.context() as patched:
        patched.setattr(risks, "FILE", broken_risks)
        opened = open_installation(settings, NOW)
        with opened.database.read() as uow:
            (alarm,) = uow.system.open_alarms()
        opened.database.close()
    assert shipped_risks() == good
    assert (alarm.kind, alarm.subject) == (AlarmKind.POLICIES, "risks.yaml")
    assert "risks.yaml:" in alarm.details["findings"][0]
    opened = open_installation(settings, NOW)
    with opened.database.read() as uow:
        assert uow.system.open_alarms() == []
    opened.database.close()
