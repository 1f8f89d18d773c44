"""Yes and no, as people write them: "co", "chua", "oo po", "hoina", "ga", "はい", 👍, y, 1."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from flows.inputs.amounts import refuse_early
from flows.inputs.fold import clean
from flows.inputs.lexicon import Lexicon, symbol
from flows.inputs.phrasebook import Phrasebook, Piece, pieces
from flows.inputs.results import NotUnderstood, Parsed, Understood

_MOST_WORDS = 10
"""Words of a sentence in which a leading or closing yes or no is the answer; in a longer one it may not be."""

_BREAK = re.compile(r"[,.;:!。、！]+|\s[-–—]\s|\n")
_QUESTION = re.compile(r"[?？]\s*$")


def parse(raw: str, lexicon: Lexicon) -> Parsed:
    """True for yes, False for no.

    A yes or no counts alone, in front (`no, they still have it`) or at the end (`talab paeko chhaina`). Both in
    one answer, a question, or "I don't know", is not understood.
    """
    refused = refuse_early(raw)
    if refused:
        return refused
    signs = {lexicon.symbols[sign] for sign in symbol(raw) if sign in lexicon.symbols}
    text = pieces(clean(raw.strip()), romanised=lexicon.romanised)
    in_words = any(piece.kind != "sign" for piece in text)
    unsaid = "" if signs else "empty"
    answer = _in_words(raw, lexicon) if in_words else unsaid
    if answer in ("yes", "no"):
        signs.add(answer == "yes")
    elif answer and not (answer == "no_yes_no" and signs):
        return NotUnderstood(answer)
    return NotUnderstood("both") if len(signs) == 2 else Understood(signs.pop())


def bare(raw: str, lexicon: Lexicon) -> bool:
    """Whether a text is an answer and nothing besides: `yes`, `ya sudah`, 👍."""
    if not any(piece.kind != "sign" for piece in pieces(clean(raw.strip()), romanised=lexicon.romanised)):
        return any(sign in lexicon.symbols for sign in symbol(raw))
    return _alone(_said(raw, lexicon)) in ("yes", "no")


def opening(raw: str, lexicon: Lexicon) -> bool | None:
    """The answer that a text is up to its first stop, whatever follows: `no, he went home`; None of `no one helps`."""
    first = _BREAK.split(raw.strip(), maxsplit=1)[0]
    found = parse(first, lexicon) if bare(first, lexicon) else None
    return bool(found.value) if isinstance(found, Understood) else None


def plain(raw: str, lexicon: Lexicon) -> bool:
    """Whether a text is a yes whatever was asked, and nothing besides: `iya kak`, ใช่, 👍; but not `ada`, "there is"."""
    words = [piece for piece in pieces(clean(raw.strip()), romanised=lexicon.romanised) if piece.kind != "sign"]
    if not words:
        plain = {symbol(word) for layer in lexicon.layers for word in layer.plain_yes}
        return bool(symbol(raw)) and plain.issuperset(symbol(raw))
    said = list(_plain(words, lexicon))
    return True in said and None not in said


def begins(raw: str, lexicon: Lexicon) -> bool:
    """Whether a text begins with such a yes, whatever follows: `yes he is here`; not `I have photos`."""
    words = [piece for piece in pieces(clean(raw.strip()), romanised=lexicon.romanised) if piece.kind != "sign"]
    return next((said for said in _plain(words, lexicon) if said is not False), None) is True


def _plain(words: Sequence[Piece], lexicon: Lexicon) -> Iterator[bool | None]:
    """Of each word whether it is a yes whatever was asked; False for one that says nothing, None from another on."""
    at, run = 0, ""
    while at < len(words):
        run = run or (words[at].key if words[at].kind == "cjk" else "")
        hit = lexicon.plain.find_cjk(run, 0) if run else lexicon.plain.find(words, at, marked=False)
        if hit is None:
            yield None
            return
        yield any(hit.readings[0])
        run = run[hit.length :]
        at += 0 if run else hit.length if words[at].kind != "cjk" else 1


def leading(raw: str, lexicon: Lexicon) -> Parsed:
    """As ``parse``; of a text too long for that, the yes or no it begins with, unless its first words hold both."""
    found = parse(raw, lexicon)
    if isinstance(found, Understood) or _QUESTION.search(raw):
        return found
    said = _said(raw, lexicon)
    if len(said) <= _MOST_WORDS or said[0] not in ("yes", "no"):
        return found
    opposite = {"yes": "no", "no": "yes"}[said[0]]
    return found if opposite in (*said[1:_MOST_WORDS], said[-1]) else Understood(said[0] == "yes")


def _in_words(raw: str, lexicon: Lexicon) -> str:
    """yes, no, or the reason why it is neither."""
    said = _said(raw, lexicon)
    whole = _alone(said)
    if whole:
        return whole
    if _QUESTION.search(raw):
        return "no_yes_no"
    beginning, *rest = _BREAK.split(raw.strip(), maxsplit=1)
    first = _alone(_said(beginning, lexicon)) if rest else None
    return first or _at_an_edge(said)


def _said(text: str, lexicon: Lexicon) -> list[str]:
    """yes, no, unknown, or "" for any other word; polite words are left out unless nothing else was said."""
    words = [piece for piece in pieces(clean(text), romanised=lexicon.romanised) if piece.kind != "sign"]
    meanings = list(_meanings(words, lexicon.replies))
    strong = [meaning[0] for meaning in meanings if "filler" not in meaning]
    return strong or [meaning[0] for meaning in meanings if meaning[0] != "filler"]


def _meanings(words: Sequence[Piece], book: Phrasebook[str]) -> Iterator[tuple[str, ...]]:
    at = 0
    while at < len(words):
        if words[at].kind == "cjk":
            yield from _japanese(words[at].key, book)
            at += 1
            continue
        found = book.find(words, at, marked=False)
        yield found.readings[0] if found else ("",)
        at += found.length if found else 1


def _japanese(run: str, book: Phrasebook[str]) -> Iterator[tuple[str, ...]]:
    """A run without spaces: what it begins with and what it ends with."""
    at = 0
    while found := book.find_cjk(run, at):
        yield found.readings[0]
        at += found.length
    if at == len(run):
        return
    yield ("",)
    for start in range(at + 1, len(run)):
        closing = book.find_cjk(run, start)
        if closing and start + closing.length == len(run):
            yield closing.readings[0]
            return


def _alone(said: Sequence[str]) -> str | None:
    """The answer when nothing but answers was said."""
    kinds = set(said)
    if not kinds or not kinds <= {"yes", "no", "unknown"}:
        return None
    if "unknown" in kinds:
        return "unknown"
    return said[0] if len(kinds) == 1 else "both"


def _at_an_edge(said: Sequence[str]) -> str:
    """The answer that leads or closes a short sentence."""
    if not said or len(said) > _MOST_WORDS:
        return "no_yes_no"
    if "unknown" in said:
        return "unknown"
    first, last = said[0], said[-1]
    if "yes" in said and "no" in said and (first != "no" or last):
        return "both"  # but chưa nhận được lương, no with a word inside that also means yes, is no
    return first or last or "no_yes_no"
