"""`make run` and `make test` on a machine that has Python, git and make."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What `make` needs of a checkout, in a folder with a space in its name."""
    folder = tmp_path / "my todoke"
    needed = ("requirements.lock", "requirements-dev.lock", "scripts/environment", "scripts/install.py")
    for name in needed:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def environment(folder: Path, kind: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, **({"PATH": path} if path else {})}
    command = ["/bin/sh", str(folder / "scripts" / "environment"), kind]
    return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60)


def pretend_installer(folder: Path) -> None:
    """Takes the place of the real one, which would fetch fifty packages: tells what it was asked for."""
    (folder / "scripts" / "install.py").write_text(
        "import sys, pathlib\n"
        "binaries = pathlib.Path('.venv/bin'); binaries.mkdir(parents=True, exist_ok=True)\n"
        "for name in ('todoke', 'python'):\n"
        "    (binaries / name).write_text(''); (binaries / name).chmod(0o755)\n"
        "print('installing', sys.argv[1])\n"
    )


def test_the_second_start_touches_nothing_and_takes_no_time(checkout: Path) -> None:
    pretend_installer(checkout)
    assert "installing requirements.lock" in environment(checkout, "run").stdout
    started = time.monotonic()
    again = environment(checkout, "run")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert time.monotonic() - started < 1


def test_a_changed_lock_is_installed_and_an_environment_for_tests_also_runs(checkout: Path) -> None:
    pretend_installer(checkout)
    assert "installing requirements-dev.lock" in environment(checkout, "dev").stdout
    assert environment(checkout, "run").stdout == ""
    with (checkout / "requirements-dev.lock").open("a") as lock:
        lock.write("# newer\n")
    assert "installing requirements-dev.lock" in environment(checkout, "dev").stdout
    assert environment(checkout, "dev").stdout == ""


def test_an_installation_that_failed_is_tried_again(checkout: Path) -> None:
    (checkout / "scripts" / "install.py").write_text("raise SystemExit('no network')")
    assert environment(checkout, "run").returncode == 1
    pretend_installer(checkout)
    assert "installing" in environment(checkout, "run").stdout


def test_an_environment_that_was_copied_elsewhere_is_made_anew(checkout: Path, tmp_path: Path) -> None:
    pretend_installer(checkout)
    environment(checkout, "run")
    shutil.copytree(checkout, tmp_path / "copy")
    assert "installing" in environment(tmp_path / "copy", "run").stdout


def test_a_machine_without_a_suitable_python_is_told_what_to_install(checkout: Path, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("dirname", "cat", "cksum", "sh"):
        (tools / name).symlink_to(shutil.which(name) or "")
    old = tools / "python3"
    old.write_text("#!/bin/sh\n[ \"$1\" = --version ] && echo 'Python 3.9.2' && exit\nexit 1\n")
    old.chmod(0o755)
    told = environment(checkout, "run", path=str(tools))
    assert told.returncode == 1
    assert "Todoke needs Python 3.11 or newer" in told.stderr
    assert "found: Python 3.9.2" in told.stderr
    assert "sudo apt install python3 python3-venv" in told.stderr


def test_the_command_works_from_any_folder_even_beside_another_bot(tmp_path: Path) -> None:
    todoke = ROOT / ".venv" / "bin" / "todoke"
    if not todoke.exists():
        pytest.fail("scripts/environment did not make .venv/bin/todoke")
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__init__.py").write_text("raise SystemExit('the wrong bot')")
    shown = subprocess.run([todoke, "--version"], cwd=tmp_path, capture_output=True, text=True)
    assert shown.stdout.startswith("todoke ")
