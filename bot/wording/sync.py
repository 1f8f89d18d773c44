"""Bringing a language's file into step with the English one, key by key. Never by similarity of the English text: two
questions that differ by a word are two questions."""

from dataclasses import dataclass
from pathlib import Path

import polib

from .plurals import count_of, header

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
    merged.metadata = {**shared, **_UNKNOWN, **own, "Language": language, "Plural-Forms": header(language)}
    added = changed = 0
    for source in english:
        known = earlier.pop(source.msgctxt, None)
        wording, many = _english(source)
        entry = polib.POEntry(
            msgctxt=source.msgctxt, msgid=wording, msgid_plural=many, comment=source.comment,
            flags=[f for f in source.flags if f != "fuzzy"],
            tcomment=known.tcomment if known is not None else DRAFT,
        )
        if many:
            entry.msgstr_plural = _forms(known, count_of(language))
        else:
            entry.msgstr = _last(known)
        if known is None:
            added += 1
        elif (known.msgid, known.msgid_plural) != (wording, many) and _last(known):
            changed += 1
            entry.flags.append("fuzzy")
            entry.previous_msgid, entry.previous_msgid_plural = known.msgid, known.msgid_plural or None
        elif known.fuzzy:
            entry.flags.append("fuzzy")
            entry.previous_msgid, entry.previous_msgid_plural = known.previous_msgid, known.previous_msgid_plural
        merged.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    merged.save(str(draft))
    draft.replace(path)
    return Synced(added, changed, len(earlier))


def _english(source: polib.POEntry) -> tuple[str, str]:
    """The English that is served: of one, and of more than one where it follows a number."""
    if not source.msgid_plural:
        return source.msgstr or source.msgid, ""
    return source.msgstr_plural.get(0) or source.msgid, source.msgstr_plural.get(1) or source.msgid_plural


def _forms(known: polib.POEntry | None, count: int) -> dict[int, str]:
    """As many forms as the language has. What followed no number before is what fits most of them."""
    if known is None:
        return dict.fromkeys(range(count), "")
    own = known.msgstr_plural or {count - 1: known.msgstr}
    return {number: own.get(number, "") for number in range(count)}


def _last(known: polib.POEntry | None) -> str:
    """The translation; of several forms that which fits most numbers."""
    if known is None:
        return ""
    return next((form for _, form in sorted(known.msgstr_plural.items(), reverse=True) if form), known.msgstr)


_OWN = ("PO-Revision-Date", "Last-Translator", "Language-Team")
_UNKNOWN = {
    "PO-Revision-Date": "2026-11-22 00:00+0000", "Last-Translator": "no native reader yet", "Language-Team": "none yet",
}  # fmt: skip
"""What a PO editor writes of whoever works on the file, until one has."""

_WHAT = {"worker": "What a worker reads", "documents": "What stands on papers", "staff": "What staff read"}


def _header(language: str, what: str) -> str:
    return (
        f"{what}, in the language {language}. Every text is a draft until a native reader has signed it;\n"
        "the signature stands in reviewed.csv. See locales/README.md before you edit."
    )
