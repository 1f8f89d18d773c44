"""The texts of the locale files as they stand, without the checks that come before they are served."""

import os
from functools import cache
from pathlib import Path

import orjson
import polib

from bot.wording.plurals import join
from bot.wording.served import Snapshot
from tests.support import tables

LOCALES = Path(__file__).parents[2] / "locales"


@cache
def texts() -> Snapshot:
    """Every language's texts of every file."""
    return Snapshot(1, plain_texts())


@cache
def plain_texts() -> dict[str, dict[str, str]]:
    """The same by language and key. The files are parsed once in a run."""
    if "TODOKE_TEST_FOLDER" not in os.environ:  # no run of tests: somebody tries something by hand
        return _parsed()
    folder = tables.once("texts", lambda folder: _keep(folder / "texts.json"))
    found: dict[str, dict[str, str]] = orjson.loads((folder / "texts.json").read_bytes())
    return found


def _keep(file: Path) -> None:
    file.write_bytes(orjson.dumps(_parsed()))


def _parsed() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/*.po")):
        language = path.parts[-3]
        found.setdefault(language, {}).update({e.msgctxt: text for e in polib.pofile(str(path)) if (text := said(e))})
    return found


def said(entry: polib.POEntry) -> str:
    """What an entry says, with all its forms."""
    return join([form for _, form in sorted(entry.msgstr_plural.items())]) if entry.msgid_plural else entry.msgstr
