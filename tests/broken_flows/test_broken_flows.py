"""Every way to break a flow file is found before anything is served, with file, line and what to do.

Each folder is one defect: the flow files, and in `expected.txt` what has to be said about them.
"""

from pathlib import Path

import pytest

from bot.cli import main
from flows.checks import check
from flows.loader import BrokenFlows, load
from tests.support.ports import unused_port
from tests.support.program import Program

HERE = Path(__file__).parent
DEFECTS = sorted(folder.name for folder in HERE.iterdir() if (folder / "expected.txt").exists())


@pytest.mark.parametrize("defect", DEFECTS)
def test_the_defect_is_named_with_file_and_line(defect: str) -> None:
    try:
        found = [str(finding) for finding in check(load(HERE / defect))]
    except BrokenFlows as error:
        found = [str(finding) for finding in error.findings]
    assert found == (HERE / defect / "expected.txt").read_text("utf-8").splitlines()


def test_the_check_command_says_it_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TODOKE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TODOKE_FLOWS_DIR", str(HERE / "branch_backwards"))
    assert main(["check"]) == 1
    told = capsys.readouterr().out
    assert "opening.yaml:9: a is not a later step of opening." in told
    assert "The texts and questions.yaml are looked at once the flows can be read." in told
    assert told.splitlines()[-1] == "1 finding"


def test_a_broken_flow_stops_a_first_start_with_the_line_to_mend(tmp_path: Path) -> None:
    program = Program(tmp_path / "data", unused_port(), FLOWS_DIR=str(HERE / "branch_backwards"))
    ended = program.run("serve")
    assert ended.returncode != 0
    assert "opening.yaml:9: a is not a later step of opening." in ended.stderr
    assert "Traceback" not in ended.stderr
