"""Every way to break a language's file is found with file and line, and harms nobody but at most that language
(tests/hostile/test_broken_files.py).

Each folder is one defect over the files in `good/`, and in `expected.txt` what has to be said about it. A folder with
flows of its own is all there is.
"""

import shutil
from pathlib import Path

import pytest

from bot.wording.checking import check, check_lexicons
from flows.loader import load

HERE = Path(__file__).parent
DEFECTS = sorted(folder.name for folder in HERE.iterdir() if (folder / "expected.txt").exists())


@pytest.mark.sampled(40)
@pytest.mark.parametrize("defect", DEFECTS)
def test_the_defect_is_named_with_file_and_line(defect: str, tmp_path: Path) -> None:
    locales = tmp_path / "locales"
    own = HERE / defect / "flows"
    if not own.exists():
        shutil.copytree(HERE / "good" / "locales", locales)
    shutil.copytree(HERE / defect / "locales", locales, dirs_exist_ok=True)
    structure = load(own if own.exists() else HERE / "good" / "flows").structure
    found = [str(fault) for fault in check(locales, structure, printed=())] + check_lexicons(locales, structure)
    assert found == (HERE / defect / "expected.txt").read_text("utf-8").splitlines()


def test_the_good_files_are_good() -> None:
    assert check(HERE / "good" / "locales", load(HERE / "good" / "flows").structure) == []
