"""The texts of the locale files as they stand, without the checks that come before they are served."""

from functools import cache
from pathlib import Path

import polib

from bot.wording.plurals import join
from bot.wording.served import Snapshot

LOCALES = Path(__file__).parents[2] / "locales"


@cache
def texts() -> Snapshot:
    """Every language's texts of every file."""
    return Snapshot(1, plain_texts())


@cache
def plain_texts() -> dict[str, dict[str, str]]:
    """The same by language and key."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/*.po")):
        language = path.parts[-3]
        found.setdefault(language, {}).update({e.msgctxt: text for e in polib.pofile(str(path)) if (text := said(e))})
    return found


def said(entry: polib.POEntry) -> str:
    """What an entry says, with all its forms."""
    return join([form for _, form in sorted(entry.msgstr_plural.items())]) if entry.msgid_plural else entry.msgstr
