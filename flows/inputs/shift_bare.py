"""Whether a line is hours, or words that are meant for somebody. In doubt it is words: hours can be written once more,
but a message that nobody gets is lost."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from flows.inputs.fold import clean, skeleton
from flows.inputs.lexicon import Lexicon
from flows.inputs.phrasebook import UNSPACED
from flows.inputs.scan import MAX_ANSWER, Token, scan
from flows.inputs.senses import SenseKind
from flows.inputs.shift import Read, day_of, parse, split, two_stretches
from flows.inputs.shift_items import away_words, in_digits, items_of, known, names_hours
from flows.inputs.shift_times import DAY, times_of
from flows.inputs.shift_week import in_whole_words

_NUMBERS = ("clock", "digits", "decimal")
_OF_TIME = frozenset({
    SenseKind.RANGE, SenseKind.RELATIVE, SenseKind.WEEKDAY, SenseKind.MONTH, SenseKind.MARK, SenseKind.MARKED,
    SenseKind.CLOCK_BEFORE, SenseKind.CLOCK_AFTER, SenseKind.SIDE, SenseKind.DAY,
})  # fmt: skip
_UNITS = ("minute", "hour")
_LONG = re.compile(rf"[{UNSPACED}]{{5,}}")
"""More letters than one word has where no spaces are set."""
_PICTURES = ("So", "Sc")
"""Emoji and the signs of money say something of their own."""


def is_bare(raw: str, lexicon: Lexicon, today: date) -> bool:
    """Whether a line says hours and nothing else, so that nobody can have been meant by it: every word of it is known,
    every number has its place, and something says "from, to"."""
    if "?" in clean(raw) or any(unicodedata.category(sign) in _PICTURES for sign in raw):
        return False
    found = read_whole(raw, lexicon, today) if strangers(raw, lexicon) == 0 else None
    if found is None or any((one.loose or 0) >= one.end - one.start for one in found.shifts):
        return False
    return _spans(raw, lexicon, today)


def is_perhaps(raw: str, lexicon: Lexicon) -> bool:
    """Whether a line names hours in known words alone, though not so that they can be read: "night shift", "from 8"."""
    plain = "?" not in clean(raw) and not any(unicodedata.category(sign) in _PICTURES for sign in raw)
    return plain and strangers(raw, lexicon) == 0 and names_hours(raw, lexicon)


def read_whole(raw: str, lexicon: Lexicon, today: date) -> Read | None:
    """As `parse`, where no number is left over."""
    found = parse(raw, lexicon, today)
    if found is None:
        return None
    items = items_of(day_of(raw, lexicon, today).rest, lexicon)
    if two_stretches(items) is not None:
        return found
    worked, pause = split(items)
    one = found.shifts[0]
    left = sum(kind in _NUMBERS for kind, _ in pause)
    fits = left == 0 or (left <= 2 and (bool(one.breaks) or one.loose is not None))
    return found if fits and sum(kind in _NUMBERS for kind, _ in worked) == 2 else None


def breaks_in_doubt(raw: str, found: Read, lexicon: Lexicon, today: date) -> bool:
    """Whether minutes that are read as a break may be something else, "9-18 overtime 2 hours": no word says break, and
    one is not known."""
    pause = split(items_of(day_of(raw, lexicon, today).rest, lexicon))[1]
    return bool(found.shifts[0].loose) and ("said", "") not in pause and strangers(raw, lexicon, asked=True) > 0


def not_worked(raw: str, found: Read, lexicon: Lexicon) -> bool:
    """Whether a line says, beside its hours, that they were not worked or not paid: "9-18 sick", 9-18 休み. What is a
    break, too, is one where the line says how long it was, or from when to when."""
    said, one = away_words(raw, lexicon), found.shifts[0]
    return bool(said - {"pause"}) or (bool(said) and one.loose is None and not one.breaks)


def strangers(raw: str, lexicon: Lexicon, *, asked: bool = False) -> int:
    """How many words of a line are no part of hours. ``asked``: where hours were asked, "I worked" is one.

    A long stretch in a script without spaces is several.
    """
    if len(raw) > MAX_ANSWER:
        return len(raw)
    beside = ("link", "own") if asked else ("link",)
    text = in_digits(in_whole_words(clean(raw), lexicon), lexicon)
    text = skeleton(text, romanised=lexicon.romanised)
    text = known(lexicon.lang, lexicon.romanised, beside).sub(" § ", text)
    return sum(_words(token) for token in scan(text, lexicon)[0])


def _words(token: Token) -> int:
    if token.digits or token.sign or any(
        sense.kind in _OF_TIME or (sense.kind in (SenseKind.UNIT, SenseKind.ONE) and sense.unit in _UNITS)
        for sense in token.senses
    ):
        return 0
    return 2 if _LONG.match(token.text) else 1


def _spans(raw: str, lexicon: Lexicon, today: date) -> bool:
    """Whether the first two numbers look like times: something between them says until, and both are written alike."""
    items = items_of(day_of(raw, lexicon, today).rest, lexicon)
    items = items if two_stretches(items) is not None else split(items)[0]
    numbers = [at for at, (kind, _) in enumerate(items) if kind in _NUMBERS]
    first, last = numbers[0], numbers[1]
    if items[first][0] == items[last][0] == "clock":
        return times_of(items)[0].minutes < DAY
    lengths = sorted(len(items[at][1]) for at in (first, last) if items[at][0] == "digits")
    alike = len(lengths) < 2 or lengths[1] <= 2 or (lengths[0] > 2 and lengths[1] == 4)
    until = any(kind != "other" or any(sign.isalpha() for sign in text) for kind, text in items[first + 1 : last])
    return alike and until and times_of(items)[0].minutes < DAY
