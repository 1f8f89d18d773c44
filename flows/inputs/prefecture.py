"""Where somebody is: one of the 47 prefectures, by its name or a city's, in Latin, kana, kanji or another script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, StringConstraints

from flows.inputs import prefecture_spellings
from flows.inputs.amounts import refuse_early
from flows.inputs.fold import clean, skeleton
from flows.inputs.lexicon import Lexicon
from flows.inputs.phrasebook import CJK, LETTERS, SOUTH_EAST
from flows.inputs.results import NotUnderstood, Parsed, Understood
from flows.yaml_source import load_checked

SOURCE = Path(__file__).with_name("prefectures.yaml")

Region: TypeAlias = Literal["hokkaido", "tohoku", "kanto", "chubu", "kinki", "chugoku", "shikoku", "kyushu"]


class Prefecture(BaseModel):
    """One prefecture. `names`: kanji, kana, Latin, then other spellings; each city: a list of its spellings."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    code: Annotated[str, StringConstraints(pattern=r"^\d\d$")]
    region: Region
    names: list[str]
    cities: list[list[str]]

    @property
    def latin(self) -> str:
        """Its usual Latin name: Shizuoka."""
        return self.names[2]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    regions: dict[Region, list[str]]
    prefectures: list[Prefecture]


@lru_cache(maxsize=1)
def _file() -> _File:
    return load_checked(SOURCE, _File)


def prefectures() -> Sequence[Prefecture]:
    """All 47, in the order of their codes."""
    return _file().prefectures


def region_of(code: str) -> str:
    """The region of a JIS code; KeyError for a code that does not exist."""
    return {prefecture.code: prefecture.region for prefecture in prefectures()}[code]


def codes_in(region: str) -> tuple[str, ...]:
    """The codes of a region, in order."""
    return tuple(prefecture.code for prefecture in prefectures() if prefecture.region == region)


_TOKEN = re.compile(rf"(?P<cjk>[{CJK}]+)|(?P<run>[{SOUTH_EAST}]+)|(?P<word>[{LETTERS}]+)")
_LONG_VOWELS = re.compile(r"oh(?=[bcdfgjkmnprstz]|$)|ou|oo")
_SOUNDS = (
    ("uu", "u"), ("ii", "i"), ("shi", "si"), ("chi", "ti"), ("tsu", "tu"), ("fu", "hu"), ("ji", "zi"),
    ("dzu", "zu"), ("sh", "sy"), ("ch", "ty"), ("j", "zy"), ("zyy", "zy"), ("syy", "sy"), ("tyy", "ty"),
)  # fmt: skip
_BEFORE_LABIAL = re.compile(r"m(?=[bpm])")
_GLIDE = re.compile(r"(?<=[kgnhbmr])i(?=[ou])")
_TWICE = re.compile(r"([bdfghkmnprstwyz])\1")
_ENDINGS = ("ken", "si", "to", "hu", "ku", "city", "tyo", "mati", "do")
_SHORT = re.compile(r"[\u3041-\u3096]{1,2}|.")
_AFTER_SHORT = re.compile(r"(?:県|けん|市|し)?(?:です|[にで].{0,12})?")
"""A name as short as なら or 津 is inside many words: only a run that begins with it and then ends counts."""

_NOT = re.compile(
    r"\bnot\b(?! (?:sure|know|far))|n['’]?t (?:live|work|stay)\b|\bkhong (?:phai|o)\b|\bbukan\b|\btidak di\b|\bhindi\b"
    r"|\bhoina\b|होइन|じゃ\s?(?:な|あり)|で\s?は\s?(?:な|あり)|でない"
    r"|不是|不在"
    r"|ไม่ใช่|ไม่ได้อยู่|မဟုတ်|មិនមែន|\bбиш\b|\bnao\b|\bno (?:en|es|estoy)\b|নয়|නොවේ|නෙවෙයි|\bemas\b"
)
"""Said of a place, it is where somebody is not. A mere "no, Tokyo" corrects what was understood."""

_REACH = 3
"""Words that one name may be split into: Higashi Hiroshima, Kita Kyushu."""


def _sound(word: str) -> str:
    """One spelling for the ways of writing Japanese in Latin letters: Hyougo, Hiogo, Hyogo; Sizuoka, Shizuoka; and in
    those of other scripts: Хиросима, Хирошима."""
    if not word.isascii():
        word = prefecture_spellings.fold(word)
    text = _LONG_VOWELS.sub("o", word)
    for typed, folded in _SOUNDS:
        text = text.replace(typed, folded)
    return _TWICE.sub(r"\1", _GLIDE.sub("y", _BEFORE_LABIAL.sub("n", text)))


_IN_BRACKETS = re.compile(r"[(（][^)）]*[)）]")
_LONGEST_NAME = 60


@dataclass(frozen=True)
class _Names:
    """Spoken names by sound (Latin) or skeleton (other scripts), written ones in Japanese, longest first."""

    prefectures: dict[str, frozenset[str]]
    cities: dict[str, frozenset[str]]
    japanese: tuple[tuple[str, str, bool], ...]
    regions: frozenset[str]


@lru_cache(maxsize=1)
def _names() -> _Names:
    spoken: tuple[dict[str, set[str]], dict[str, set[str]]] = ({}, {})
    japanese: dict[tuple[str, bool], set[str]] = {}
    for prefecture in prefectures():
        listed = [(prefecture.names, False), *((city, True) for city in prefecture.cities)]
        for names, is_city in listed:
            for name in names:
                key = _key(name)
                if re.fullmatch(rf"[{CJK}]+", key):
                    japanese.setdefault((key, is_city), set()).add(prefecture.code)
                else:
                    spoken[is_city].setdefault(key, set()).add(prefecture.code)
    for name, code in prefecture_spellings.of_prefectures():
        spoken[False].setdefault(_key(name), set()).add(code)
    codes_of = {names[0]: code for code, names in _cities()}
    for name, kanji in prefecture_spellings.of_cities():
        spoken[True].setdefault(_key(name), set()).add(codes_of[kanji])
    written = [(key, code, city) for (key, city), codes in japanese.items() for code in sorted(codes)]
    written.sort(key=lambda entry: -len(entry[0]))
    return _Names(
        {key: frozenset(codes) for key, codes in spoken[0].items()},
        {key: frozenset(codes) for key, codes in spoken[1].items()},
        tuple(written),
        frozenset(_key(name) for names in _file().regions.values() for name in names),
    )


def _cities() -> Iterator[tuple[str, list[str]]]:
    """Code and spellings of every city."""
    return ((prefecture.code, names) for prefecture in prefectures() for names in prefecture.cities)


def _key(name: str) -> str:
    folded = skeleton(clean(name))
    return _sound("".join(match[0] for match in _TOKEN.finditer(folded)))


def parse(raw: str, lexicon: Lexicon) -> Parsed:
    """A JIS code such as "22".

    A prefecture's own name counts more than a city's; a name that is one letter off is taken, with a doubt. The
    lexicon gives the endings that its language adds to a name (टोकियोमा, in Tokyo).
    """
    refused = refuse_early(raw)
    if refused:
        return refused
    text = skeleton(clean(raw.strip()))
    if _NOT.search(clean(raw)) or _NOT.search(text):
        return NotUnderstood("no_prefecture")
    words = [match[0] for match in _TOKEN.finditer(text) if match.lastgroup == "word"]
    runs = [match[0] for match in _TOKEN.finditer(text) if match.lastgroup == "cjk"]
    unspaced = [match[0] for match in _TOKEN.finditer(text) if match.lastgroup == "run"]
    if not words and not runs and not unspaced:
        return NotUnderstood("empty")
    endings = _ENDINGS + prefecture_spellings.endings() + tuple(_key(suffix) for suffix in lexicon.words.suffixes)
    found = [*_spoken(words, endings), *(hit for run in runs for hit in _written(run))]
    found += [hit for run in unspaced for hit in _in_run(_sound(run))]
    codes = [code for code, is_city in found if not is_city] or [code for code, _ in found]
    if codes:
        values = tuple(dict.fromkeys(codes))
        return Understood(values[0], ambiguous=values if len(values) > 1 else ())
    if _regions(words, runs):
        return NotUnderstood("region")
    guess = _misspelt(words)
    return Understood(guess, implausible=True) if guess else NotUnderstood("no_prefecture")


def region_named(raw: str) -> Region | None:
    """The region that a text names, and nothing else, as a button does: Kanto, Kanto 関東 (Tokyo)."""
    text = skeleton(clean(_IN_BRACKETS.sub(" ", raw.strip()[:_LONGEST_NAME])))
    known = {_key(name): region for region, names in _file().regions.items() for name in names}
    named = {known.get(_sound(match[0])) for match in _TOKEN.finditer(text)}
    return named.pop() if len(named) == 1 else None


def _spoken(words: Sequence[str], endings: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Names in Latin or Devanagari letters, from the left, the longest first."""
    at = 0
    while at < len(words):
        for length in range(min(_REACH, len(words) - at), 0, -1):
            hits = list(_lookup(_sound("".join(words[at : at + length])), endings))
            if hits:
                yield from hits
                break
        at += length if hits else 1


def _lookup(key: str, endings: Sequence[str]) -> Iterator[tuple[str, bool]]:
    names = _names()
    stems = (key.removesuffix(end) for end in endings if key.endswith(end) and len(key) > len(end) + 2)
    for form in (key, *stems):
        if form in names.prefectures or form in names.cities:
            yield from ((code, False) for code in sorted(names.prefectures.get(form, ())))
            yield from ((code, True) for code in sorted(names.cities.get(form, ())))
            return


def _in_run(run: str) -> Iterator[tuple[str, bool]]:
    """Names in a run of a script without spaces."""
    names = _names()
    both = {**names.cities, **names.prefectures}
    for name in prefecture_spellings.in_run(run, both):
        yield from ((code, False) for code in sorted(names.prefectures.get(name, ())))
        yield from ((code, True) for code in sorted(names.cities.get(name, ())))


def _written(run: str) -> Iterator[tuple[str, bool]]:
    """Names in a Japanese run; a name inside a longer one that was found does not count (京都 in 東京都)."""
    rest = run
    for name, _, _ in _names().japanese:
        if name in rest and (not _SHORT.fullmatch(name) or _AFTER_SHORT.fullmatch(rest.removeprefix(name))):
            yield from ((code, city) for known, code, city in _names().japanese if known == name)
            rest = rest.replace(name, "\n" * len(name))


def _regions(words: Sequence[str], runs: Sequence[str]) -> bool:
    known = _names().regions
    return any(_sound(word) in known for word in words) or any(name in run for run in runs for name in known)


def _misspelt(words: Sequence[str]) -> str | None:
    """The only prefecture or city whose sound is one letter away from a word of a short answer."""
    if len(words) > _REACH:
        return None
    names = _names()
    hits: set[str] = set()
    for word in (_sound(word) for word in words):
        if len(word) < 5:
            continue
        for table in (names.prefectures, names.cities):
            for known, codes in table.items():
                if abs(len(known) - len(word)) <= 1 and len(known) >= 5 and _one_off(word, known):
                    hits |= codes
    return hits.pop() if len(hits) == 1 else None


def _one_off(first: str, second: str) -> bool:
    """Whether one letter was changed, left out, added, or swapped with its neighbour."""
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    a, b = first[start:], second[start:]
    swapped = len(a) > 1 and len(b) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:]
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]
