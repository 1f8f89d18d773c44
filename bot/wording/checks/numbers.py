"""Numbers, dates and telephone numbers: they are the same in every language, in the digits of any."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from ..counted import counted
from ..finding import Severity
from .book import EVERYBODY, Text, TextRule

_DIGIT = re.compile(r"\d")
_NATIVE = re.compile("[०-९০-৯၀-၉០-៩๐-๙෦-෯０-９]+")
_BRACES = re.compile(r"\{[^{}]*\}")
PHONE = re.compile(r"(?<![\d.,])\+?\d{2,5}(?:[-‐–\s]\d{2,5}){1,4}(?![\d.,]*\d)|(?<![\d.,])0\d{8,10}(?!\d)")
SHORT = re.compile(r"(?<![\d.,×-])1(?:10|19|18|89)(?![\d.,]*\d|\s?%)")
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_STATUS = re.compile(r"SSW \d|特定技能(?:（[^）]*）)?\s*\d号")
_GROUPED = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})+")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:：](\d\d)(?!\d)")
_HOURS = re.compile(r"(?<![\d.,])(\d{1,2})[h.](\d\d)(?![.,]?\d)")
"""A time as Indonesians (17.25) and Brazilians (17h25) write it."""
_DAY = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_WORDS = {
    "one": (1,), "once": (1,), "a": (1,), "an": (1,), "single": (1,), "first": (1,), "last": (1,), "every": (1,),
    "each": (1,), "two": (2,), "twice": (2,), "both": (2,), "second": (2,), "more": (2,), "few": (2, 3), "three": (3,),
    "third": (3,), "four": (4,), "five": (5,), "six": (6,), "seven": (7,), "eight": (8,), "nine": (9,), "ten": (10,),
    "day": (1,), "week": (1,), "month": (1,), "year": (1,), "hour": (1,),
    "nothing": (0,), "none": (0,), "no": (0,), "half": (2,), "quarter": (4,), "january": (1,), "february": (2,),
    "march": (3,), "april": (4,), "may": (5,), "june": (6,), "july": (7,), "august": (8,), "september": (9,),
    "october": (10,), "november": (11,), "december": (12,),
}  # fmt: skip
"""What a number may be in the English in words."""


def look(text: Text) -> Iterator[str]:
    """Numbers of the English that the translation lacks, and numbers that only it has."""
    if not _DIGIT.search(text.source) and not _DIGIT.search(text.text):
        return
    timed = bool(_CLOCK.search(ascii_digits(text.source)))
    source, said = plain(text.source), plain(_HOURS.sub(r"\1:\2", text.text) if timed else text.text)
    wanted, found = _numbers(source), _numbers(said)
    spare = _spelt(source)
    missing = [n for n in sorted(wanted - found) if not _otherwise(n, found if timed else frozenset(), said)]
    odd = [
        n for n in sorted(found - wanted)
        if n not in spare and f"{n}万" not in said and not _otherwise(n, wanted if timed else frozenset(), source)
    ]  # fmt: skip
    yield from _told(missing, odd, "number", "Numbers and dates stay the same.")
    repeated, here = _counted(source), _counted(said)
    for number, times in sorted(repeated.items()):
        if 0 < here[number] < times:
            there, left = counted(times, "time"), counted(here[number], "time")
            yield f"The number {number} stands {there} in the English, {left} here. Is one missing?"
    native = _NATIVE.search(text.text)
    if native:
        yield f"{native.group()} is written in this script's own digits. Write 0 to 9, as on Japanese papers."


def telephones(text: Text) -> Iterator[str]:
    """Telephone numbers that are not those of the English, digit by digit."""
    if not _DIGIT.search(text.source) and not _DIGIT.search(text.text):
        return
    wanted, found = _phones(text.source), _phones(text.text)
    yield from _told(sorted(wanted - found), sorted(found - wanted), "telephone number", "Copy it digit by digit.")


def _told(missing: list[str], odd: list[str], what: str, do: str) -> Iterator[str]:
    """One sentence for one slip: what stands here in place of which."""
    for wrong, right in zip(odd, missing, strict=False):
        yield f"The {what} {wrong} stands here; the English says {right}. {do}"
    for number in missing[len(odd) :]:
        yield f"The {what} {number} of the English is missing here. {do}"
    for number in odd[len(missing) :]:
        yield f"The {what} {number} is not in the English. {do}"


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A text to look for numbers in: any script's digits as ASCII ones, days and times as numbers; placeholders and
    telephone numbers taken out."""
    text = _DAY.sub(r" \1; \2; \3 ", ascii_digits(text))
    text = _CLOCK.sub(lambda time: f" {time[1]} " if time[2] == "00" else f" {time[1]}; {time[2]} ", text)
    return SHORT.sub(" ", PHONE.sub(" ", text))


def ascii_digits(text: str) -> str:
    return _NATIVE.sub(lambda own: "".join(str(unicodedata.digit(c)) for c in own.group()), _BRACES.sub(" ", text))


@lru_cache(maxsize=8192)
def _numbers(text: str) -> frozenset[str]:
    """Numbers without separators of thousands, a decimal comma as a point. A language may repeat one."""
    return frozenset(number for number, _, _ in placed(text))


def placed(text: str) -> Iterator[tuple[str, int, int]]:
    """Each number of a plain text, as `_numbers` says them, with where it begins and ends."""
    for match in _NUMBER.finditer(text):
        number = match.group()
        if _GROUPED.fullmatch(number):
            number = re.sub(r"\D", "", number)
        yield number.replace(",", ".").lstrip("0") or "0", match.start(), match.end()


@lru_cache(maxsize=8192)
def _counted(text: str) -> Counter[str]:
    """How often each number stands there, those in the name of a status of residence left out."""
    return Counter(number for found in _NUMBER.findall(_STATUS.sub(" ", text)) for number in _numbers(found))


@lru_cache(maxsize=2048)
def _spelt(english: str) -> set[str]:
    """Numbers and months that the English writes in words."""
    return {str(n) for word in re.findall(r"[a-z]+", english.casefold()) for n in _WORDS.get(word, ())}


def _otherwise(number: str, there: frozenset[str], text: str) -> bool:
    """Whether a number is written another way on the other side: 14:00 as two in the afternoon, 10,000 as 1万."""
    if not number.isdigit():
        return False
    value = int(number)
    if value <= 24 and {str(value % 12), str(value % 12 + 12)} & there:
        return True
    return value >= 10_000 and f"{value / 10_000:g}万" in text


@lru_cache(maxsize=8192)
def _phones(text: str) -> set[str]:
    text = _DAY.sub(" ", ascii_digits(text))
    long = {re.sub(r"[‐–\s]", "-", found) for found in PHONE.findall(text) if sum(c.isdigit() for c in found) >= 7}
    return long | set(SHORT.findall(PHONE.sub(" ", text)))


RULE = TextRule("numbers", Severity.FINDING, look)
PHONE_RULE = TextRule("telephones", Severity.FAULT, telephones, EVERYBODY)
