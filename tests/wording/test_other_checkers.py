"""What other people's checkers say of the shipped files: gettext's own, and that of the Translate Toolkit.

The latter is under the GPL and is run as a program of its own.
"""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from tests.support import tools

LOCALES = Path(__file__).parents[2] / "locales"
FILES = sorted(LOCALES.glob("*/LC_MESSAGES/*.po"))
GUESSES = (
    # Punctuation, capitals, quotes and brackets as English has them: other scripts and registers have their own, and
    # Japanese readings stand in brackets.
    "acronyms", "brackets", "doublequoting", "endpunc", "puncspacing", "simplecaps", "singlequoting", "startcaps",
    "startpunc",
    # A language may say in two sentences what English says in one, in fewer letters, or with a word twice.
    "doublewords", "long", "sentencecount", "short", "unchanged",
    # "80% of" is no printf format, and 14:00 may be 2 in the afternoon: our own rule on numbers reads that.
    "numbers", "printf",
    # What is still to be translated: `todoke check` counts it for languages in progress.
    "hassuggestion", "isfuzzy", "untranslated",
)  # fmt: skip
"""Checks of pofilter that guess at style. All others have to find nothing."""


def msgfmt(file: Path) -> str:
    """What gettext says of a file; "" if nothing."""
    program = tools.program("msgfmt", "apt install gettext")
    done = subprocess.run([program, "-c", "--check-format", "-o", "-", file], capture_output=True)
    return done.stderr.decode() or ("" if done.returncode == 0 else f"ended with {done.returncode}")


def pofilter(folder: Path, found: Path) -> list[str]:
    """Key and finding of everything that pofilter says."""
    leave_out = [f"--excludefilter={name}" for name in GUESSES]
    found.mkdir()
    program = [sys.executable, "-m", "translate.filters.pofilter", "--progress=none"]
    subprocess.run([*program, *leave_out, str(folder), str(found)], check=True, capture_output=True)
    return [
        f"{file.parts[-3]} {entry.msgctxt}: {line}"
        for file in sorted(found.rglob("*.po"))
        for entry in polib.pofile(str(file))
        for line in entry.tcomment.splitlines()
        if line.startswith("(pofilter)")
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parts[-3]}-{file.stem}")
def test_gettext_finds_nothing(file: Path) -> None:
    assert msgfmt(file) == ""


def test_gettext_would_have_found_something(tmp_path: Path) -> None:
    file = tmp_path / "worker.po"
    shipped = (LOCALES / "vi" / "LC_MESSAGES" / "worker.po").read_text("utf-8")
    file.write_text(shipped.replace("{partner}", "{partnr}", 1), "utf-8")
    assert "a format specification for argument" in msgfmt(file)


def test_pofilter_finds_nothing(tmp_path: Path, rng: random.Random, full: bool) -> None:
    """A run looks at a few of the languages, the full run at all of them."""
    languages = sorted(path.name for path in LOCALES.iterdir() if path.is_dir())
    for language in languages if full else rng.sample(languages, 5):
        shutil.copytree(LOCALES / language, tmp_path / "locales" / language)
    assert pofilter(tmp_path / "locales", tmp_path / "found") == []


def test_pofilter_would_have_found_something(tmp_path: Path) -> None:
    shutil.copytree(LOCALES / "vi", tmp_path / "locales" / "vi")
    file = tmp_path / "locales" / "vi" / "LC_MESSAGES" / "worker.po"
    po = polib.pofile(str(file))
    entry = po.find("case.accepted", by="msgctxt")
    assert entry is not None
    entry.msgstr = entry.msgstr.replace("{partner}", "{patner}")
    po.save(str(file))
    found = pofilter(tmp_path / "locales", tmp_path / "found")
    assert [line for line in found if line.startswith("vi case.accepted: (pofilter) pythonbraceformat")] == found
