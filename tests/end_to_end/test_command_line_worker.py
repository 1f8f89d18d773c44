"""A worker in a terminal: `todoke chat`, and what `todoke forecast` then says will happen."""

import json
import re
from pathlib import Path

import pytest

from tests.support.ports import unused_port
from tests.support.program import Program

LINE = re.compile(r"^\s+(\d+)\s\s(.+)$", re.M)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A demonstration that is not running: its sample partners come with its first start."""
    program = Program(tmp_path / "demo", unused_port(), DEMO="1")
    with program:
        pass
    return program


def test_a_report_typed_into_a_terminal_is_forecast_step_by_step(program: Program) -> None:
    # language is given, then: start, unpaid overtime, afraid, "50 ghanta", "6 mahina", SSW 1, the city, my pay,
    # send now, alone, (no ticks) done, partners done, raise, any time
    typed = ("1", "1", "2", "50 ghanta", "6 mahina", "1", "tokyo", "1", "1", "1", "7", "5", "1", "1")
    ended = program.run("chat", "--lang", "ne", given="\n".join(typed) + "\n")
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr
    assert "Todoke विदेशी" in ended.stdout
    [case] = program.cases()
    assert (case["topic"], case["language"], case["prefecture"]) == ("unpaid_overtime", "ne", "13")
    assert str(case["number"]) in ended.stdout

    said = program.run("forecast")
    assert said.returncode == 0
    steps = [line for line in said.stdout.splitlines() if str(case["number"]) in line]
    assert len(steps) >= 4, said.stdout
    for who in ("Sample Law Office", "coordinator"):
        assert any(who in line for line in steps), said.stdout
    as_json = json.loads(program.run("forecast", str(case["number"]), "--json").stdout)
    assert [step["due_at"] for step in as_json] == sorted(step["due_at"] for step in as_json)
    assert as_json[0]["due_at"] == case["due_at"], "the live row is the first step"


def test_a_number_presses_a_button_and_is_written_behind_an_equals_sign(program: Program) -> None:
    to_the_months = ("1", "1", "2", "50 ghanta")
    five_months = "बुझियो: 4 देखि 6 महिना"
    pressed = program.run("chat", "--lang", "ne", given="\n".join((*to_the_months, "5")) + "\n").stdout
    assert "= 5" in pressed.splitlines()[0], "it says so first"
    assert five_months not in pressed, "the fifth button is one to three years"
    written = program.run("chat", "--new", "--lang", "ne", given="\n".join((*to_the_months, "= 5")) + "\n").stdout
    assert five_months in written


def test_the_terminal_continues_where_it_stopped_and_begins_anew_when_told(program: Program) -> None:
    program.run("chat", "--lang", "vi", given="1\n")
    again = program.run("chat", given="")
    assert "Bạn gặp vấn đề gì?" in again.stdout or "⏰" in again.stdout
    anew = program.run("chat", "--new", "--lang", "id", given="")
    assert "Todoke" in anew.stdout
    assert "⏰" not in anew.stdout


def test_an_unknown_case_is_refused_with_a_sentence(program: Program) -> None:
    refused = program.run("forecast", "XXXX-XXXX")
    assert refused.returncode == 1
    assert "XXXX-XXXX" in refused.stderr
    assert "Traceback" not in refused.stderr
