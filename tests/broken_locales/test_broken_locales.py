"""Every way to break a language's file is found with file and line, and harms nobody but at most that language.

Each folder is one defect over the files in `good/`, and in `expected.txt` what has to be said about it.
"""

import shutil
from pathlib import Path

import pytest

from bot.wording.checking import check, check_lexicons
from flows.loader import load
from tests.support.ports import unused_port
from tests.support.program import Program

HERE = Path(__file__).parent
DEFECTS = sorted(folder.name for folder in HERE.iterdir() if (folder / "expected.txt").exists())
LOCALES = HERE.parents[1] / "locales"
PO = "LC_MESSAGES/worker.po"


@pytest.mark.parametrize("defect", DEFECTS)
def test_the_defect_is_named_with_file_and_line(defect: str, tmp_path: Path) -> None:
    locales = tmp_path / "locales"
    shutil.copytree(HERE / "good" / "locales", locales)
    shutil.copytree(HERE / defect / "locales", locales, dirs_exist_ok=True)
    structure = load(HERE / "good" / "flows").structure
    found = [str(fault) for fault in check(locales, structure, printed=())] + check_lexicons(locales)
    assert found == (HERE / defect / "expected.txt").read_text("utf-8").splitlines()


def test_the_good_files_are_good() -> None:
    assert check(HERE / "good" / "locales", load(HERE / "good" / "flows").structure) == []


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A demonstration that has started once with files of its own, which were good."""
    shutil.copytree(LOCALES, tmp_path / "locales")
    program = Program(tmp_path / "data", unused_port(), LOCALES_DIR=str(tmp_path / "locales"), DEMO="1")
    with program:
        pass
    return program


def break_file(program: Program, path: str, old: str, new: str) -> int:
    """Somebody edits a file; returns the line."""
    file = Path(program.environment["TODOKE_LOCALES_DIR"]) / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old.strip())].count("\n") + 1


def test_a_typing_error_holds_back_one_language_and_its_last_good_texts_serve_on(program: Program) -> None:
    line = break_file(program, f"vi/{PO}", 'msgstr "Xin chào. Bạn hãy chọn ngôn ngữ."', 'msgstr "Xin chào.')
    with program:
        assert f"vi/{PO}:{line}" in program.output()
        assert "Todoke" in program.run("chat", "--lang", "vi", given="").stdout
        assert "Bắt đầu" in program.run("chat", "--new", "--lang", "vi", given="").stdout, "the last good texts"
        assert "सुरु" in program.run("chat", "--new", "--lang", "ne", given="").stdout
    checked = program.run("check")
    assert checked.returncode == 1
    assert f"vi/{PO}:{line}" in checked.stdout


def test_a_broken_word_list_is_held_back_and_the_last_good_one_understands_on(program: Program) -> None:
    line = break_file(program, "ne/lexicon.yaml", "\nyes: [", "\nyess: [")
    with program:
        assert f"ne/lexicon.yaml:{line}" in program.output()
        # start, unpaid overtime, afraid, and then the hours in words
        said = program.run("chat", "--lang", "ne", given="1\n1\n2\nsathi ghanta\n").stdout
        assert "45 देखि 60" in said
    assert f"ne/lexicon.yaml:{line}" in program.run("check").stdout


def test_a_word_list_that_was_never_good_closes_its_language_and_no_other(tmp_path: Path) -> None:
    shutil.copytree(LOCALES, tmp_path / "locales")
    program = Program(tmp_path / "data", unused_port(), LOCALES_DIR=str(tmp_path / "locales"), DEMO="1")
    line = break_file(program, "ne/lexicon.yaml", "\nyes: [", "\nyess: [")
    with program:
        assert f"ne/lexicon.yaml:{line}" in program.output()
        assert "Bắt đầu" in program.run("chat", "--new", "--lang", "vi", given="").stdout
        assert "सुरु" not in program.run("chat", "--new", "--lang", "ne", given="").stdout


def test_an_english_word_list_that_was_never_good_stops_the_first_start_with_its_line(tmp_path: Path) -> None:
    shutil.copytree(LOCALES, tmp_path / "locales")
    program = Program(tmp_path / "data", unused_port(), LOCALES_DIR=str(tmp_path / "locales"), DEMO="1")
    line = break_file(program, "en/lexicon.yaml", "\nyes: [", "\nyess: [")
    ended = program.run("serve")
    assert ended.returncode != 0
    assert f"en/lexicon.yaml:{line}" in ended.stderr
    assert "Traceback" not in ended.stderr
