"""Bringing a language's file into step with the English one, key by key. Never by similarity of the English text: two
questions that differ by a word are two questions."""

from dataclasses import dataclass
from pathlib import Path

import polib

DRAFT = "draft: not yet checked by a native reader"


@dataclass(frozen=True)
class Synced:
    """What was changed in one file."""

    added: int
    changed: int
    removed: int


def sync(english_path: Path, path: Path, language: str) -> Synced:
    """Rewrite ``path`` with the keys, order, comments and English of ``english_path``, keeping its translations.

    Where the English changed, the translation stays but is marked fuzzy and the former English is kept beside it.
    """
    english = polib.pofile(str(english_path), wrapwidth=100)
    before = polib.pofile(str(path), wrapwidth=100) if path.exists() else polib.POFile()
    earlier = {e.msgctxt: e for e in before}
    merged = polib.POFile(wrapwidth=100)
    merged.header = _header(language, _WHAT.get(path.stem, _WHAT["worker"]))
    own = {name: value for name, value in before.metadata.items() if name in _OWN or name.startswith("X-")}
    shared = {name: value for name, value in english.metadata.items() if name not in _OWN}
    plural = _PLURALS.get(language, _PLURALS[""])
    merged.metadata = {**shared, **_UNKNOWN, **own, "Language": language, "Plural-Forms": plural}
    added = changed = 0
    for source in english:
        known = earlier.pop(source.msgctxt, None)
        wording = source.msgstr or source.msgid
        entry = polib.POEntry(
            msgctxt=source.msgctxt, msgid=wording, comment=source.comment,
            flags=[f for f in source.flags if f != "fuzzy"],
            msgstr=known.msgstr if known is not None else "",
            tcomment=known.tcomment if known is not None else DRAFT,
        )
        if known is None:
            added += 1
        elif known.msgid != wording and known.msgstr:
            changed += 1
            entry.flags.append("fuzzy")
            entry.previous_msgid = known.msgid
        elif known.fuzzy:
            entry.flags.append("fuzzy")
            entry.previous_msgid = known.previous_msgid
        merged.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    merged.save(str(draft))
    draft.replace(path)
    return Synced(added, changed, len(earlier))


_OWN = ("PO-Revision-Date", "Last-Translator", "Language-Team")
_UNKNOWN = {
    "PO-Revision-Date": "2026-11-22 00:00+0000", "Last-Translator": "no native reader yet", "Language-Team": "none yet",
}  # fmt: skip
"""What a PO editor writes of whoever works on the file, until one has."""
_ONE_FORM, _ONE_IS_SPECIAL, _NONE_AND_ONE = (
    "nplurals=1; plural=0;", "nplurals=2; plural=(n != 1);", "nplurals=2; plural=(n > 1);",
)  # fmt: skip
_PLURALS = {
    "": _ONE_IS_SPECIAL,
    **dict.fromkeys(("vi", "id", "ja", "my", "km", "zh_Hans", "th"), _ONE_FORM),
    **dict.fromkeys(("tl", "bn", "si", "pt_BR"), _NONE_AND_ONE),
}
"""After CLDR 47; where it has forms for zero, for millions or for digits, the nearest of two."""


_WHAT = {"worker": "What a worker reads", "documents": "What stands on papers", "staff": "What staff read"}


def _header(language: str, what: str) -> str:
    return (
        f"{what}, in the language {language}. Every text is a draft until a native reader has signed it;\n"
        "the signature stands in reviewed.csv. See locales/README.md before you edit."
    )
