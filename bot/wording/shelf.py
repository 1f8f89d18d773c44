"""What the locale folder says beside the texts themselves, read again only where a file has changed."""

from pathlib import Path

import polib

from flows.errors import FlowError
from flows.inputs.lexicon import Lexicon, lexicon_languages, with_english

Stamp = tuple[int, int]
"""By which a file is known to be as it was: when it was changed, and its size."""


class Shelf:
    """The locale files of one folder. Threads may share it: at worst a file is read twice."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lexicons: tuple[tuple[Stamp, ...], dict[str, Lexicon]] = ((), {})
        self._comments: tuple[tuple[Stamp, ...], dict[str, str]] = ((), {})

    def comments(self) -> dict[str, str]:
        """What the English files say about their texts: what a step does, which answers follow, which law."""
        paths = [self.folder / "en" / "LC_MESSAGES" / f"{domain}.po" for domain in ("worker", "documents")]
        stamps, known = tuple(_stamp(path) for path in paths), self._comments
        if known[0] != stamps:
            found: dict[str, str] = {}
            for path in paths:
                found |= comments_in(path)
            self._comments = known = (stamps, found)
        return known[1]

    def lexicons(self) -> dict[str, Lexicon]:
        """Every language's words for what people type; a list with a fault is left out."""
        paths = [self.folder / language / "lexicon.yaml" for language in lexicon_languages(self.folder)]
        stamps, known = tuple(_stamp(path) for path in paths), self._lexicons
        if known[0] != stamps:
            found: dict[str, Lexicon] = {}
            for path in paths:
                try:
                    found[path.parent.name] = Lexicon.load(path)
                except (FlowError, OSError):
                    continue
            self._lexicons = known = (stamps, with_english(found))
        return known[1]


def comments_in(path: Path) -> dict[str, str]:
    """What stands beside the texts of one file; nothing if it can't be read."""
    try:
        return {entry.msgctxt: entry.comment for entry in polib.pofile(str(path)) if entry.msgctxt}
    except (OSError, ValueError, IndexError, AttributeError):
        return {}  # what is wrong with the file is said where its texts are taken in


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)
