"""Every way to break a flow file is found before anything is served, with file, line and what to do.

Each folder is one defect: the flow files, and in `expected.txt` what has to be said about them.
"""

import os
import shutil
from pathlib import Path

import pytest

from flows.checks import check
from flows.loader import BrokenFlows, load
from tests.support.ports import unused_port
from tests.support.program import Program

HERE = Path(__file__).parent
DEFECTS = sorted(folder.name for folder in HERE.iterdir() if (folder / "expected.txt").exists())
DEFINITIONS = HERE.parents[1] / "flows" / "definitions"


@pytest.mark.parametrize("defect", DEFECTS)
def test_the_defect_is_named_with_file_and_line(defect: str) -> None:
    try:
        found = [str(finding) for finding in check(load(HERE / defect))]
    except BrokenFlows as error:
        found = [str(finding) for finding in error.findings]
    assert found == (HERE / defect / "expected.txt").read_text("utf-8").splitlines()


def test_the_check_command_says_it_and_fails(tmp_path: Path) -> None:
    broken = Program(tmp_path / "data", unused_port(), FLOWS_DIR=str(HERE / "branch_backwards"))
    ended = broken.run("check")
    assert ended.returncode == 1
    assert "opening.yaml:9: a is not a later step of opening." in ended.stdout
    assert ended.stdout.splitlines()[-1] == "1 finding"


def test_a_broken_flow_stops_a_first_start_with_the_line_to_mend(tmp_path: Path) -> None:
    program = Program(tmp_path / "data", unused_port(), FLOWS_DIR=str(HERE / "branch_backwards"))
    ended = program.run("serve")
    assert ended.returncode != 0
    assert "opening.yaml:9: a is not a later step of opening." in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_flow_broken_later_is_held_back_and_the_last_good_one_serves_on(tmp_path: Path) -> None:
    flows = tmp_path / "flows"
    shutil.copytree(DEFINITIONS, flows)
    program = Program(tmp_path / "data", unused_port(), FLOWS_DIR=str(flows), DEMO="1")
    with program:
        pass
    with (flows / "opening.yaml").open("a") as file:
        file.write("  - {id: language, kind: text}\n")
    line = (flows / "opening.yaml").read_text("utf-8").count("\n")
    with program:
        assert f"opening.yaml:{line}" in program.output()
        assert "the last good ones serve on" in program.output()
        shown = program.run("chat", "--lang", "en", given="1\n")
        assert "What is your problem about?" in shown.stdout, os.linesep.join((shown.stdout, shown.stderr))
