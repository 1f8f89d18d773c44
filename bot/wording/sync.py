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
    earlier = {e.msgctxt: e for e in polib.pofile(str(path), wrapwidth=100)} if path.exists() else {}
    merged = polib.POFile(wrapwidth=100)
    merged.header = _header(language)
    merged.metadata = {**english.metadata, "Language": language, "Plural-Forms": _PLURALS.get(language, _PLURALS[""])}
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


_PLURALS = {
    "": "nplurals=2; plural=(n != 1);",
    "vi": "nplurals=1; plural=0;",
    "id": "nplurals=1; plural=0;",
    "ja": "nplurals=1; plural=0;",
    "tl": "nplurals=2; plural=(n > 1);",
}


def _header(language: str) -> str:
    return (
        f"What a worker reads, in the language {language}. Every text is a draft until a native reader has signed it:\n"
        "then its line 'draft: …' is replaced by 'checked: <who>, <date>'. See locales/README.md before you edit."
    )
