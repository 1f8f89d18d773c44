"""One spelling for many ways of typing: what every comparison in this package is made on."""

import re
import unicodedata

LONGEST = 1500
"""Characters looked at: more does not change a guess, and a hostile text stays cheap."""
LONGEST_WORD = 40

_NOT_LANGUAGE = re.compile(r"(?:https?://|www\.)\S*|\S+@\S+|[@#/]\w+")
_APOSTROPHES = str.maketrans(dict.fromkeys("\u02bb\u02bc\u02b9\u2018\u2019\u0060\u00b4", "'"))
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963])"
_WORD = re.compile(rf"{_LETTER}+(?:'{_LETTER}+)*")


def fold(text: str) -> str:
    """Bring a text to small letters, one form of each letter, no links, addresses and invisible signs."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text[:LONGEST])).lower()
    return _NOT_LANGUAGE.sub(" ", unicodedata.normalize("NFC", folded).translate(_APOSTROPHES))


def words(folded: str) -> list[str]:
    """List the words of a folded text written in an alphabet; an apostrophe inside belongs to the word."""
    return _WORD.findall(folded)


def is_word(letters: str) -> bool:
    """Whether letters can be a word: not one key held down, and no more than any language puts together."""
    return len(letters) <= LONGEST_WORD and (len(set(letters)) > 1 or len(letters) < 3)


def plain(word: str) -> str:
    """Take the marks off a word: what a phone keyboard without them would have written."""
    if word.isascii():
        return word
    bare = "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
    return bare.replace("đ", "d").replace("ı", "i")
