"""The choices that a sentence speaks of: `gada tempat tidur malam ini, disuruh pulang` under "Choose everything that is
true now" is two of them, however much stands around their words.

A choice counts where one of its labels or other words stands in a part of the sentence, word by word and without a word
for no beside it, or where a part of the sentence stands in its label alone (`disuruh pulang` in "Disuruh pulang
(kikoku)").
"""

from __future__ import annotations

import re

from flows.inputs.amounts import refuse_early
from flows.inputs.choice import Labels
from flows.inputs.choice_words import Words, begins, choices, read, spellings
from flows.inputs.lexicon import Lexicon

_PART = re.compile(r"[,、;:。!?！？\n]|\.(?=\s|$)|\s[-–—]\s")
_FEWEST_LETTERS = 4
"""Of a label that counts wherever it stands; of two characters in Japanese."""
_FEWEST_WORDS = 2
_FEWEST_CHARACTERS = 4


def in_sentence(raw: str, lexicon: Lexicon, options: Labels) -> tuple[str, ...]:
    """The ids of the choices of which a text speaks, in the order of the buttons."""
    if refuse_early(raw):
        return ()
    parts = [part for part in _PART.split(raw) if part.strip()]
    found = {choice for part in parts for choice in _in_part(part, lexicon, options)}
    return tuple(choice for choice in options if choice in found)


def _in_part(part: str, lexicon: Lexicon, options: Labels) -> set[str]:
    said = read(part, lexicon)
    found = {
        choice
        for choice, labels in options.items()
        if any(_holds(said, written) for label in labels for written in spellings(label, lexicon))
    }
    if found or not _says_enough(said):
        return found
    begun = [c for c, labels in options.items() if any(begins(part, label, lexicon) for label in labels)]
    one = begun or choices(part, lexicon, options)
    return {*one} if len(one) == 1 else set()


def _holds(said: Words, label: Words) -> bool:
    japanese = any(word.kind == "cjk" for word in label.words)
    letters = sum(len(word.key) for word in label.words)
    if letters < (2 if japanese else _FEWEST_LETTERS):
        return False
    at = label.place_in(said)
    return at is not None and not said.says_no_beside(at, at + len(label))


def _says_enough(said: Words) -> bool:
    japanese = sum(word.kind == "cjk" for word in said.words)
    return len(said) - japanese >= _FEWEST_WORDS or japanese >= _FEWEST_CHARACTERS
