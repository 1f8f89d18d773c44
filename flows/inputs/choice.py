"""A typed answer to a question with buttons: the label, its number, its beginning, or words that stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from flows.inputs import choice_words as words
from flows.inputs import yes_no
from flows.inputs.amounts import refuse_early
from flows.inputs.fold import clean, fits, skeleton
from flows.inputs.lexicon import Lexicon
from flows.inputs.phrasebook import pieces
from flows.inputs.results import NotUnderstood, Parsed, Understood
from flows.inputs.scan import scan
from flows.inputs.senses import SenseKind

_NUMBERED = re.compile(r"\s*(?:no|n[oº]|so|số|nomor|numero|number|nambar|#)?\.?\s*\(?(\d{1,3})\s*[).:番]?\s*")
NONE = ("none", "none_of_these")
"""The choices that none of the others is so."""
_APART = re.compile(r"[,.;:!。、！，၊།।]|\s[-–—]\s")
_APART_BY_SPACE = re.compile(rf"{_APART.pattern}|\s")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff]")
_PARTING = re.compile(r"[,、;/+&\n。.]|\s+")

Labels = Mapping[str, Sequence[str]]
"""Choice id to everything that may be typed for it; in the order of the buttons, which numbers count."""


def parse(raw: str, lexicon: Lexicon, options: Labels) -> Parsed:
    """The id of one choice. A beginning that several labels share is ambiguous among them."""
    refused = refuse_early(raw)
    if refused:
        return refused
    matched = _match(raw, lexicon, options)
    if not matched:
        return NotUnderstood("no_choice" if lexicon.fold(raw) else "empty")
    return Understood(matched[0], ambiguous=matched if len(matched) > 1 else ())


def parse_many(raw: str, lexicon: Lexicon, options: Labels) -> Parsed:
    """The ids of several choices: a list of numbers or of labels ("1, 3", "lembur dan denda")."""
    refused = refuse_early(raw)
    if refused:
        return refused
    whole = _match(raw, lexicon, options)
    if len(whole) == 1:
        return Understood([whole[0]])
    chosen: list[str] = []
    for part in _parts(raw, lexicon):
        matched = _match(part, lexicon, options)
        if len(matched) != 1:
            return NotUnderstood("no_choice")
        chosen.append(matched[0])
    if not chosen:
        return NotUnderstood("empty")
    return Understood([choice for choice in options if choice in chosen])


def is_number(raw: str) -> bool:
    """Whether a text is the number of a button."""
    return _NUMBERED.fullmatch(clean(raw)) is not None


def stands_on(raw: str, lexicon: Lexicon, options: Labels) -> bool:
    """Whether a text is the label of a button, word for word."""
    known = {key for labels in options.values() for label in labels for key in _keys(label, lexicon)}
    return not known.isdisjoint(_said(raw, lexicon))


def is_list(raw: str, lexicon: Lexicon, options: Labels) -> bool:
    """Whether a text holds nothing but numbers of buttons and labels, or how labels begin."""
    return all(
        is_number(part) or stands_on(part, lexicon, options) or bool(begun(part, lexicon, options))
        for part in _parts(raw, lexicon)
    )


def _parts(raw: str, lexicon: Lexicon) -> Iterator[str]:
    """The parts of a list; words for "and" between them are left out."""
    by_sign = [part for part in re.split(r"[,、;/+&\n]", raw) if part.strip()]
    numbers = all(re.fullmatch(r"[\d\s]+", clean(part)) for part in by_sign)
    for part in _PARTING.split(clean(raw)) if numbers else by_sign:
        yield from (piece for piece in _without_and(part, lexicon) if piece)


def _without_and(part: str, lexicon: Lexicon) -> Iterator[str]:
    gathered: list[str] = []
    for word in part.split():
        (tokens, *_) = scan(word, lexicon) or ((),)
        if len(tokens) == 1 and tokens[0].sense(SenseKind.AND, SenseKind.OR):
            yield " ".join(gathered)
            gathered = []
        else:
            gathered.append(word)
    yield " ".join(gathered)


def _match(raw: str, lexicon: Lexicon, options: Labels) -> tuple[str, ...]:
    """The ids that a text stands for: exactly, by number, by its beginning, or by its words."""
    typed, *_ = said = _said(raw, lexicon)
    if not typed:
        return ()
    keys = {choice: {key for label in labels for key in _keys(label, lexicon)} for choice, labels in options.items()}
    exact = [choice for choice, known in keys.items() if typed in known]
    exact = exact or [choice for choice, known in keys.items() if not known.isdisjoint(said)]
    if exact:
        return tuple(_same_marks(raw, exact, options) or exact)
    numbered = _NUMBERED.fullmatch(clean(raw))
    if numbered:
        position = int(numbered[1])
        return (list(options)[position - 1],) if 1 <= position <= len(options) else ()
    beginning = begun(raw, lexicon, options)
    if yes_no.bare(raw, lexicon):
        return beginning
    found = beginning or words.choices(raw, lexicon, options)
    found = found or tuple(choice for choice, known in keys.items() if any(_cut_off(typed, key) for key in known))
    return tuple(choice for choice in found if choice not in NONE or _means_none(raw, lexicon, options[choice]))


def _said(raw: str, lexicon: Lexicon) -> list[str]:
    """A text folded, and without what adds nothing to it."""
    typed = lexicon.fold(raw)
    unadorned = " ".join(word for word in typed.split() if word not in lexicon.polite)
    return [typed, unadorned] if unadorned else [typed]


def begun(raw: str, lexicon: Lexicon, options: Labels) -> tuple[str, ...]:
    """The ids of labels that begin as was typed. A mere yes or no begins those alone in which it is set apart ("No, not
    now"): "No bed tonight" it does not, and whoever says no to a list of bad things has none of them."""
    mere = yes_no.bare(raw, lexicon)
    said = yes_no.parse(raw, lexicon) if mere else None
    none = tuple(choice for choice in NONE if choice in options)
    if isinstance(said, Understood) and not said.value and none:
        return none
    return tuple(
        choice
        for choice, labels in options.items()
        if any(words.begins(raw, label, lexicon) and (not mere or _set_apart(label, lexicon)) for label in labels)
    )


def _means_none(raw: str, lexicon: Lexicon, labels: Sequence[str]) -> bool:
    """Whether a part of a label means none of the others: "all" begins "All is counted", and may mean that none is."""
    typed = words.read(raw, lexicon)
    wholes = (written for label in labels for written in words.spellings(label, lexicon))
    return bool(typed.denied) or any(written.place_in(typed) is not None for written in wholes)


def _set_apart(label: str, lexicon: Lexicon) -> bool:
    """Whether a label begins with a yes or no that stands for itself."""
    breaks = _APART if not _UNSPACED.search(label) else _APART_BY_SPACE
    first, *rest = breaks.split(label, maxsplit=1)
    return bool(rest) and yes_no.bare(first, lexicon)


def _cut_off(typed: str, key: str) -> bool:
    """Whether a label goes on in the middle of the last word that was typed."""
    return key.startswith(typed) and not key.startswith(typed + " ")


def _keys(label: str, lexicon: Lexicon) -> Iterator[str]:
    """A label, without its furigana, and spelt in kana alone."""
    yield lexicon.fold(label)
    if "（" in label or "(" in label:
        yield lexicon.fold(words.FURIGANA.sub(r"\1", label))
        yield lexicon.fold(words.FURIGANA.sub(r"\2", label))


def _same_marks(raw: str, exact: Sequence[str], options: Labels) -> list[str]:
    """Of labels that differ only in marks (thu, thứ), those that the typed marks allow."""
    if len(exact) < 2:
        return list(exact)
    typed = " ".join(piece.text for piece in pieces(clean(raw), romanised=False))
    return [
        choice
        for choice in exact
        if any(
            skeleton(typed) == skeleton(written) and fits(typed, written)
            for label in options[choice]
            for written in [" ".join(piece.text for piece in pieces(clean(label), romanised=False))]
        )
    ]
