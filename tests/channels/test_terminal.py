"""What a terminal shows of buttons."""

import io
import shutil
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.channels.columns import columns
from bot.channels.terminal import converse, lines
from bot.cli import chat
from bot.errors import SettingsError
from bot.settings import Settings
from bot.wording.languages import ENDONYMS
from tests.support import tables


def typing(*typed: str) -> Callable[[str], str]:
    """Somebody who types this, and then ends."""
    left = list(typed)

    def read(_prompt: str) -> str:
        if not left:
            raise EOFError
        return left.pop(0)

    return read


def test_languages_stand_two_to_a_line_with_whole_names_in_their_order() -> None:
    names = [{"label": name, "lang": code} for code, name in ENDONYMS.items()]
    shown = list(lines([*names, {"label": "Back"}]))
    assert len(shown) == 9
    assert shown[0].split() == ["1", "Tiếng", "Việt", "2", "Bahasa", "Indonesia"]
    assert shown[-1].split() == ["17", "Back"]
    right = [columns(line[: line.index(f"  {2 * row:2d}  ")]) for row, line in enumerate(shown[:8], 1)]
    assert len(set(right)) == 1, "the second column begins at one place"
    assert all(any(name in line for line in shown) for name in ENDONYMS.values())


def test_other_answers_stand_one_to_a_line() -> None:
    assert list(lines([{"label": "Yes"}, {"label": "No"}])) == ["   1  Yes", "   2  No"]


def test_who_has_had_everything_deleted_goes_on_as_somebody_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copyfile(tables.served_file(), tmp_path / "todoke.db")
    settings = Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(tmp_path)})
    assert converse(settings, language="en", anew=False, read=typing("/delete", "1", "hello", "hello?")) == 0
    shown = capsys.readouterr().out
    assert "Deleted" in shown
    assert shown.rindex("Tiếng Việt") > shown.index("Deleted")


def test_a_terminal_without_these_letters_shows_question_marks_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(tables.served_file(), tmp_path / "todoke.db")
    settings = Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(tmp_path)})
    shown = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(shown, encoding="ascii"))
    assert converse(settings, language="vi", anew=False, read=typing("/menu")) == 0
    assert b"?" in shown.getvalue()


def test_a_language_there_is_none_of_is_refused_with_those_there_are(tmp_path: Path) -> None:
    settings = Settings.from_environment({"TODOKE_DATA_DIR": str(tmp_path)})
    with pytest.raises(SettingsError, match=r"--lang: there is no language xx\. There are vi, .*ne") as refused:
        chat.run(Namespace(lang="xx", new=False), settings)
    assert refused.value.exit_code == 2
