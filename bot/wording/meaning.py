"""When the English of a text becomes another: the same question in better words, or another question?

A translation of the former English is served on while it is the same question, and not served once it is another.
Until a person has decided, other numbers, dates or placeholders, and any change of a critical text, count as another.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol

from .filling import PLACEHOLDER, placeholders

_NUMBER = re.compile(r"\d+(?:[.,:/\-]\d+)*")
_SPELT = {
    "two": "2", "twice": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "half": "1/2",
}  # fmt: skip
_MONTHS = frozenset({
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
})  # fmt: skip
_SAID = re.compile(
    rf"{_NUMBER.pattern}|\b(?i:{'|'.join(_SPELT)})\b|\b(?:{'|'.join(_MONTHS - {'May'})}|May(?=,? \d))\b"
)
"""What English says of numbers and dates, in digits or in words. "One" says too much else."""
_LAW = re.compile(
    r"\b(?:Acts?|Articles?|(?i:laws?|legal\w*|illegal\w*|unlawful\w*|penalt\w+|courts?|forbid\w*|prohibit\w*|entitled"
    r"|inspection|your rights|minimum wage|time limits?|dut(?:y|ies)|permission))\b"
)
_LAW_KEYS = re.compile(
    r"\.(?:first_help|rule_\w+|\w+_rule|estimate_\w+|clock_\w+|stay_end\w*|no_work_before|ask_before_work"
    r"|no_card_first)\."
    r"|^doc\.(?:chat\.(?:dates|harm|letter)_|duty\.|letter\.)"
)
"""What the flows and papers say of a law by its place in them, whatever the words are."""


class Verdict(StrEnum):
    """What a person decides about a changed English text."""

    SAME = "same"
    """The same question in better words: translations stay."""
    ANOTHER = "another"
    """Another question: no translation of the former one is shown."""


def mark(text: str) -> str:
    """A short hash by which two texts are told apart."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def numbers(english: str) -> list[str]:
    """The numbers, dates and telephone numbers of an English text, as they follow each other, in digits or in words."""
    found = (match.group() for match in _SAID.finditer(_plain(english)))
    return [one if one in _MONTHS else _SPELT.get(one.casefold()) or _bare(one) for one in found]


def _in_digits(text: str) -> list[str]:
    """Those of a text in any language that are written in digits, of whatever script, as they follow each other."""
    return [_bare(found) for found in _NUMBER.findall(_plain(text))]


def _bare(number: str) -> str:
    return re.sub(r"\D", "", number)


def _plain(text: str) -> str:
    """A text without its blanks, and with the digits that we write."""
    return "".join(_digit(letter) for letter in PLACEHOLDER.sub(" ", text))


def _other_numbers(english: str, before: str, after: str) -> bool:
    """Whether a translation may say other numbers than before: other digits, the same for something else, or fewer than
    the English has numbers. What it says in words only a person can compare."""
    were, are = _in_digits(before), _in_digits(after)
    return were != are or len(are) < len(numbers(english)) or _rearranged(before, after)


def _rearranged(before: str, after: str) -> bool:
    """Whether a text with several numbers says the very same words in another order: each number may now be that of
    something else."""
    were, are = _letters(before), _letters(after)
    return len(set(_in_digits(before))) > 1 and were != are and sorted(were) == sorted(are)


def _letters(text: str) -> list[str]:
    return [letter for letter in text.casefold() if letter.isalnum()]


def _digit(letter: str) -> str:
    value = unicodedata.digit(letter, -1)
    return letter if value < 0 else str(value)


def presumed(before: str, after: str, *, critical: bool) -> Verdict:
    """What counts until a person has decided."""
    others = numbers(before) != numbers(after) or _rearranged(before, after)
    if critical or others or placeholders(before) != placeholders(after):
        return Verdict.ANOTHER
    return Verdict.SAME


def needs_two(key: str, english: str, before: str, after: str, *, is_source: bool = False) -> bool:
    """Whether a change of a published text needs a second person: it says another number, the same numbers in
    another order, or speaks of the law.
    ``is_source``: the text is itself the English."""
    if before == after:
        return False
    others = numbers(before) != numbers(after) or _rearranged(before, after)
    changed = others if is_source else _other_numbers(english, before, after)
    said = (english, after) if is_source else (english,)
    return changed or _LAW_KEYS.search(key) is not None or any(_LAW.search(one) for one in said)


class Asked(Protocol):
    """A row of TextMeaning."""

    key: str
    before: str
    after: str
    presumed: str
    verdict: str | None


class Meanings:
    """What was asked about the English texts so far, and decided."""

    def __init__(self, asked: Iterable[Asked]) -> None:
        self._by_key: dict[str, list[tuple[str, str, Verdict]]] = {}
        self._parted: dict[str, int] = {}
        for row in asked:
            if row.verdict == Verdict.ANOTHER:
                self._parted[row.key] = len(self._by_key.get(row.key, ()))
            self.add(row.key, row.before, row.after, Verdict(row.verdict or row.presumed))

    def add(self, key: str, before: str, after: str, verdict: Verdict) -> None:
        """The newest change of a key."""
        self._by_key.setdefault(key, []).append((mark(before), mark(after), verdict))

    def knows(self, key: str, of: str, current: str) -> bool:
        """Whether it was asked how the English with the hash ``of`` became the ``current`` one."""
        return self._between(key, of, current) is not None

    def parted(self, key: str, of: str) -> bool:
        """Whether a person has decided that the text became another question, and the English with the hash ``of`` is
        none of those since: it is not known to ask what is asked now."""
        steps, at = self._by_key.get(key, []), self._parted.get(key)
        return at is not None and of not in {after for _, after, _ in steps[at:]}

    def same(self, key: str, of: str, current: str) -> bool:
        """Whether a translation of the English with the hash ``of`` still says what the ``current`` one asks."""
        if of == current:
            return True
        steps = self._between(key, of, current)
        return steps is not None and all(verdict is Verdict.SAME for verdict in steps)

    def _between(self, key: str, of: str, current: str) -> list[Verdict] | None:
        steps = self._by_key.get(key, [])
        starts = [at for at, (before, _, _) in enumerate(steps) if before == of]
        if not starts or steps[-1][1] != current:
            return None
        return [verdict for _, _, verdict in steps[starts[-1] :]]
