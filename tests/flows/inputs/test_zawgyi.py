"""A Burmese worker's phone types Zawgyi: what it means is read, and Unicode is never taken for it."""

import re
import unicodedata
from datetime import date
from typing import Any

import polib
import pytest

from flows.inputs import Limits, Understood, danger, parse, yes_no, zawgyi
from flows.inputs.fold import clean
from flows.inputs.lexicon import Lexicon
from flows.inputs.zawgyi import is_zawgyi, to_unicode
from tests.flows.inputs.conftest import LOCALES

TYPED = {
    "အႏၲရာယ္ရွိတယ္ ကယ္ပါ": "အန္တရာယ်ရှိတယ် ကယ်ပါ",
    "အလုပ္ထုတ္ခံရတယ္": "အလုပ်ထုတ်ခံရတယ်",
    "မဂၤလာပါ": "မင်္ဂလာပါ",
    "ကၽြန္ေတာ္ ေနမေကာင္းဘူး": "ကျွန်တော် နေမကောင်းဘူး",
    "ျမန္မာ": "မြန်မာ",
    "ေက်းဇူးတင္ပါတယ္": "ကျေးဇူးတင်ပါတယ်",
    "ႀကိဳတင္": "ကြိုတင်",
    "ရွိတယ္": "ရှိတယ်",
    "၂၀၂၆ ႏိုဝင္ဘာ ၂၄": "၂၀၂၆ နိုဝင်ဘာ ၂၄",
}
"""What is typed in Zawgyi, and the same in Unicode."""


@pytest.mark.parametrize("typed", TYPED)
def test_zawgyi_is_read_as_unicode(typed: str) -> None:
    assert to_unicode(typed) == TYPED[typed]
    assert clean(typed) == clean(TYPED[typed])


def test_a_cry_for_help_in_zawgyi_is_danger(every_lexicon: dict[str, Lexicon]) -> None:
    assert danger.find("အႏၲရာယ္ရွိတယ္ ကယ္ပါ", every_lexicon.values())


def test_yes_no_and_days_are_read(every_lexicon: dict[str, Lexicon]) -> None:
    mine = every_lexicon["my"]
    assert yes_no.parse("ဟုတ္ကဲ့", mine) == Understood(True)
    assert yes_no.parse("မဟုတ္ဘူး", mine) == Understood(False)
    assert parse("date", "မေန႔က", mine, date(2026, 11, 21), limits=Limits()) == Understood("2026-11-20")


def _words(found: Any) -> list[str]:
    """Every word of a lexicon."""
    if isinstance(found, str):
        return [found]
    if isinstance(found, dict):
        return [word for one in found.values() for word in _words(one)]
    return [word for one in found for word in _words(one)] if isinstance(found, list) else []


def _shipped(every_lexicon: dict[str, Lexicon]) -> list[str]:
    catalogue = polib.pofile(str(LOCALES / "my" / "LC_MESSAGES" / "worker.po"))
    return [*(entry.msgstr for entry in catalogue), *_words(every_lexicon["my"].words.model_dump(mode="json"))]


def test_nothing_that_is_shipped_in_unicode_is_taken_for_it(every_lexicon: dict[str, Lexicon]) -> None:
    shipped = _shipped(every_lexicon)
    assert len(shipped) > 1_500
    assert [text for text in shipped if is_zawgyi(text)] == []


@pytest.mark.parametrize("typed", ["႑႒", "မိတ်ဆွေ", "မိတ္ဆွေ", "ကမ္ဘာ", "ရွှေ", "ရွာ", "ယောက်ျား", "ဥက္ကဋ္ဌ", "အင်္ဂလိပ်"])
def test_unicode_stays_as_it_is(typed: str) -> None:
    assert to_unicode(typed) == typed


_SYLLABLE = re.compile(
    "(\u1004\u103a\u1039)?([\u1000-\u102a\u103f\u104e])((?:\u1039[\u1000-\u1021])*)([\u102b-\u1032\u1036-\u1038\u103a-\u103e]*)"
)
_BELOW = {letter: sign for sign, letter in reversed(zawgyi._BELOW.items())}
_AS_TYPED = {"\u103a": "\u1039", "\u103b": "\u103a", "\u103d": "\u103c", "\u103e": "\u103d"}


def _in_zawgyi(text: str) -> str:
    """The same as the old font's keyboards store it: e and ra before the letter, what stands below it in one sign."""

    def typed(found: re.Match[str]) -> str:
        kinzi, letter, below, marks = found.groups()
        before = "".join(sign for sign in ("\u1031", "\u103c") if sign in marks).replace("\u103c", "\u103b")
        behind = "".join(_AS_TYPED.get(sign, sign) for sign in marks if sign not in "\u1031\u103c")
        stacked = "".join(_BELOW[sign] for sign in below.replace("\u1039", ""))
        return before + {"\u103f": "\u1086"}.get(letter, letter) + stacked + ("\u1064" if kinzi else "") + behind

    return _SYLLABLE.sub(typed, unicodedata.normalize("NFC", text))


def test_every_word_of_the_lexicon_comes_back_from_zawgyi(every_lexicon: dict[str, Lexicon]) -> None:
    # ဥ် and ဉ် are one letter to the eye, and in Zawgyi
    shipped = [text.replace("\u1025\u103a", "\u1009\u103a") for text in _shipped(every_lexicon)]
    there_and_back = [(text, _in_zawgyi(text)) for text in shipped]
    recognised = [(text, old) for text, old in there_and_back if is_zawgyi(old)]
    assert len(recognised) > 0.9 * sum(text != old for text, old in there_and_back)
    wrong = [(text, to_unicode(old)) for text, old in recognised if clean(to_unicode(old)) != clean(text)]
    assert wrong == []
