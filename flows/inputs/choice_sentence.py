"""The choices that a sentence speaks of: `gada tempat tidur malam ini, disuruh pulang` under "Choose everything that is
true now" is two of them, however much stands around their words.

A choice counts where one of its labels or other words stands in a part of the sentence, word by word and without a word
for no beside it, or where a part of the sentence stands in its label alone (`disuruh pulang` in "Disuruh pulang
(kikoku)").
"""

from __future__ import annotations

from flows.inputs.amounts import refuse_early
from flows.inputs.choice import Labels
from flows.inputs.choice_words import Words, begins, choices, read, spellings
from flows.inputs.lexicon import Lexicon
from flows.inputs.scan import parts

_FEWEST_LETTERS = 4
"""Of a label that counts wherever it stands; of two characters in Japanese."""
_FEWEST_WORDS = 2
_FEWEST_CHARACTERS = 4


def in_sentence(raw: str, lexicon: Lexicon, options: Labels) -> tuple[str, ...]:
    """The ids of the choices of which a text speaks, in the order of the buttons."""
    if refuse_early(raw):
        return ()
    found = {choice for part in parts(raw) for choice in _in_part(part, lexicon, options)}
    return tuple(choice for choice in options if choice in found)


def _in_part(part: str, lexicon: Lexicon, options: Labels) -> set[str]:
    said = read(part, lexicon)
    held = [
        (choice, at, at + len(written))
        for choice, labels in options.items()
        for label in labels
        for written in spellings(label, lexicon)
        if _is_word(written) and (at := written.place_in(said)) is not None
    ]
    if held:
        # "wala akong matutulugan" is one of the choices: its word for no denies none of the others
        denied = {place for place in said.denied if not any(start <= place < end for _, start, end in held)}
        return {choice for choice, _, _ in held} if not denied else set()
    if not _says_enough(said):
        return set()
    begun = [c for c, labels in options.items() if any(begins(part, label, lexicon) for label in labels)]
    one = begun or choices(part, lexicon, options)
    return {*one} if len(one) == 1 else set()


def _is_word(label: Words) -> bool:
    letters, japanese = sum(len(word.key) for word in label.words), any(word.kind == "cjk" for word in label.words)
    return letters >= (2 if japanese else _FEWEST_LETTERS)


def _says_enough(said: Words) -> bool:
    japanese = sum(word.kind == "cjk" for word in said.words)
    return len(said) - japanese >= _FEWEST_WORDS or japanese >= _FEWEST_CHARACTERS
