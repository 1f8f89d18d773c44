"""Right numbers in the wrong places: 119 beside the police, 40 hours a day and 8 a week.

Languages order their words differently, so order alone says nothing. What is compared is what stands beside a number.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ..finding import Severity
from .book import EVERYBODY, Text, TextRule
from .numbers import PHONE, SHORT, ascii_digits, placed, plain
from .sentences import sentences
from .too_long import READING
from .words import Service, emergency, squeezed, units

_WINDOW = 30
"""Characters behind an English number within which a unit belongs to it."""
_ENDS = re.compile(r"[.!?;:\n]")
_PERIOD = re.compile(r"\b(?:a|an|per|each|every)\s+$|/\s*$")
"""What stands before a unit that says for how long a number counts, not what is counted: 40 a week."""


def beside_services(text: Text) -> Iterator[str]:
    """110 and 119 beside the other's service. Within a sentence the numbers stand in the order of the services, before
    or behind them."""
    if "11" not in text.source:  # 110, 119
        return
    for sentence in sentences(READING.sub("", text.text)):
        digits = PHONE.sub(" ", ascii_digits(sentence))
        said = squeezed(digits, text.language)
        named: dict[str, tuple[int, str, Service]] = {}
        for service in emergency():
            found = service.words[text.language].search(said) if text.language in service.words else None
            if found:
                named[service.number] = (found.start(), found.group(), service)
        order = sorted(named, key=lambda number: named[number][0])
        known = {service.number for service in emergency()}
        called = [number for number in dict.fromkeys(SHORT.findall(digits)) if number in known]
        if called and len(called) == len(order) and called != order:
            _, word, service = named[order[0]]
            yield (
                f"{called[0]} stands beside “{word}”, but the number of {service.name} is {service.number}. "
                "Put each number beside its own word."
            )


def beside_units(text: Text) -> Iterator[str]:
    """Two numbers that have each other's units. Only numbers that stand once in both texts are compared, and only units
    that stand once, whose words are known in this language."""
    source = _marked(text.source, "en")
    if len(source.numbers) < 2:
        return
    said = _marked(READING.sub("", text.text), text.language)
    there = [unit for unit, _, _ in said.units]
    once = {unit for unit in there if there.count(unit) == 1}
    for one, other in pairwise(number for number in source.numbers if number in said.numbers):
        left, right = source.of_each(one, other)
        own, others = (left - right) & once, (right - left) & once
        straight = said.distance(one, own) + said.distance(other, others)
        crossed = said.distance(one, others) + said.distance(other, own)
        if own and others and crossed < straight:
            words = " and ".join(f"“{source.excerpt(number)}”" for number in (one, other))
            yield f"{one} and {other} have changed places; the English says {words}. Put each beside its own word."


@dataclass(frozen=True)
class _Marked:
    """Where in a text each number that stands there once begins and ends, and every unit."""

    text: str
    numbers: Mapping[str, tuple[int, int]]
    starts: tuple[int, ...]
    units: tuple[tuple[str, int, int], ...]

    def of_each(self, one: str, other: str) -> tuple[set[str], set[str]]:
        """The units of two numbers of an English text. Where only one says what is counted, the other counts the same:
        8 hours a day or 40 a week."""
        left, right = self._behind(one), self._behind(other)
        counted = [{unit for unit, _, period in found if not period} for found in (left, right)]
        shared = counted[0] ^ counted[1] if not all(counted) else set()
        return {unit for unit, _, _ in left} | shared, {unit for unit, _, _ in right} | shared

    def excerpt(self, number: str) -> str:
        """A number of an English text with its units, as they stand."""
        return " ".join(self.text[self.numbers[number][0] : max(end for _, end, _ in self._behind(number))].split())

    def distance(self, number: str, wanted: set[str]) -> int:
        """How far these units are, together; each stands once."""
        begin, end = self.numbers[number]
        return sum(max(start - end, begin - until, 0) for unit, start, until in self.units if unit in wanted)

    def _behind(self, number: str) -> list[tuple[str, int, bool]]:
        """The units between a number and the next one, or the end of what is said of it: with where each ends, and
        whether it says for how long."""
        end = self.numbers[number][1]
        said_of = _ENDS.search(self.text, end)
        stop = min([start for start in self.starts if start >= end], default=len(self.text))
        stop = min(stop, end + _WINDOW, said_of.start() if said_of else stop)
        return [
            (unit, until, bool(_PERIOD.search(self.text, end, start)))
            for unit, start, until in self.units if end <= start < stop
        ]  # fmt: skip


@lru_cache(maxsize=8192)
def _marked(text: str, language: str) -> _Marked:
    said = squeezed(plain(text), language)
    there = list(placed(said))
    names = [number for number, _, _ in there]
    once = {number: (start, end) for number, start, end in there if names.count(number) == 1}
    if len(once) < 2:
        return _Marked(said, once, (), ())
    words = [
        (unit, found.start(), found.end())
        for unit, known in units().items() if language in known
        for found in known[language].finditer(said)
    ]  # fmt: skip
    whole = tuple(
        word for word in words
        if not any(o[1] <= word[1] and word[2] <= o[2] and o[2] - o[1] > word[2] - word[1] for o in words)
    )  # fmt: skip
    return _Marked(said, once, tuple(start for _, start, _ in there), whole)


RULE = TextRule("swapped", Severity.FINDING, beside_units)
SERVICE_RULE = TextRule("telephones", Severity.FAULT, beside_services, EVERYBODY)
