"""Each language in its own letters: a text that was left in another script, or a letter that only looks right."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from bot.language import guess

from ..finding import Severity
from .book import Text, TextRule
from .words import small_words

OWN = {
    "vi": "LATIN", "id": "LATIN", "tl": "LATIN", "en": "LATIN", "pt_BR": "LATIN", "es": "LATIN", "uz": "LATIN",
    "ne": "DEVANAGARI", "bn": "BENGALI", "si": "SINHALA", "my": "MYANMAR", "km": "KHMER", "th": "THAI",
    "mn": "CYRILLIC", "ja": "KANA", "zh_Hans": "CJK",
}  # fmt: skip
_NAMES = {
    "LATIN": "Latin", "DEVANAGARI": "Devanagari", "BENGALI": "Bengali", "SINHALA": "Sinhala", "MYANMAR": "Burmese",
    "KHMER": "Khmer", "THAI": "Thai", "CYRILLIC": "Cyrillic", "KANA": "Japanese", "CJK": "Chinese", "GREEK": "Greek",
    "HANGUL": "Korean", "ARABIC": "Arabic",
}  # fmt: skip
_ON_PAPER = frozenset({"LATIN", "CJK", "KANA"})
"""Scripts that stand in every language: names, abbreviations, and the Japanese words workers see on paper."""
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK"})
"""Alphabets with letters that look the same."""
_SIGNS = {"IDEOGRAPHIC": "CJK", "MASCULINE": "", "FEMININE": ""}
"""Letters that are called after what they do: 々 as in 時々, º and ª as in 1º."""
_ELSEWHERE = ("opening.language.choice.", "prefecture.", "region.", "spoken.", "units.", "format.")
"""Own names of languages, names of places, Japanese to say aloud, signs."""
_UZBEK = re.compile("[OoGg]['’‘`´]")
_WORD = re.compile(r"[^\W\d_]+")
_PLACE = re.compile(r"\{\w+\}|https?://\S+|[\w.]+@[\w.]+|(?<!\w)/\w+|@\w+")
_ABBREVIATION = re.compile(r"[A-Z]+|[a-z]|Todoke")
_BRACKETS = re.compile(r"\([^()]*\)|（[^（）]*）|“[^“”]*”|「[^「」]*」")
_CLAUSE = re.compile(r"[A-Za-z]+(?:[’'-][a-z]+)?(?:[ ,]+[a-z]+(?:[’'-][a-z]+)?){3,}")
"""Four words in a row, as in no name: all but the first without a capital."""
_WORDS = re.compile(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*|[^\sA-Za-z]")
_ROW, _LOANS = 4, {"tl": 8}
"""How many words of the English in a row are no name and no loan."""
_MARKLESS, _SEVERAL, _ENOUGH = 20, 3, 20
"""From how many letters on Vietnamese has a mark; how many small words of another language are no chance; from how many
letters on a language can be told without any of its small words."""
_SURE, _HARDLY = 0.95, 0.01
"""How likely another language is, and at most its own, where a text is in the wrong file. No shipped one comes near."""
_SYLLABLES = re.compile("[ぁ-ゖァ-ヺー]+")
_TRADITIONAL = re.compile(
    "[們這個來說請嗎麼沒為對會國學體發實從還應樣點關與當歲證錢聽讀寫邊變戶號處據總經濟權鐵廳價圖團圍壓擇擔擴擊數斷條歡歸殘氣濕灣"
    "營獨獲產畫盡禮稱穩競筆節簡終絕統線緊縣繼聲臺興舉舊萬著蘇虛蟲術衛裝補製複見規視覺覽觀訊訂討訓記設許訴診試認誠誤課調論諾謀識"
    "譯議護讓財責貨販貴買費資賓賞賠賣質賴購趕跡車軍軟較輕輪輸轉農進遠適選郵鄰醜醫釋針銀門開陰陣陽隊際隨險難靈靜順須預領頭題願"
    "顯風飛飯飲館驗驚髮鬆鬧魚麗黃齊齒龍]"
)
"""Letters that Chinese has another form for since they were simplified. Papers in Japanese have some of them, too."""


def look(text: Text) -> Iterator[str]:
    """Letters of scripts that don't belong here, words of two scripts, and texts left in Latin letters."""
    own = OWN.get(text.language)
    if own is None:
        return
    anywhere = text.key.startswith(_ELSEWHERE) or text.key.endswith(".example")
    if text.language == "uz":
        apostrophe = _UZBEK.search(text.text)
        if apostrophe:
            yield f"“{apostrophe.group()}”: this letter is written with ʻ (U+02BB), not with an apostrophe."
    plain = _PLACE.sub(" ", text.text)
    seen = {script(c) for c in set(plain)} - {""}
    if len(seen & _ALIKE) > 1 or seen - _ON_PAPER - {own}:
        found = next(_wrong_words(plain, own, anywhere), None)
        if found is not None:
            yield found
            return
    left = seen and not anywhere and own not in seen and not _sign(plain)
    if left and not (own == "KANA" and "CJK" in seen):
        yield f"No {_NAMES[own]} letters. Is this text still to be translated?"
        return
    clause = _CLAUSE.search(_BRACKETS.sub(" | ", plain)) if own != "LATIN" and not anywhere else None
    if clause:
        yield f"“{clause.group()}” is in Latin letters. Is this part still to be translated?"
    elif own == "LATIN" and not anywhere and (text.language == "en" or text.text != text.source):
        if text.language != "en":
            yield from _left_in_english(text)
        yield from _another_language(text, plain)
    if text.language == "zh_Hans" and not anywhere:
        yield from _not_simplified(text)


def _left_in_english(text: Text) -> Iterator[str]:
    """Words that follow each other as in the English, in a language of the same letters. Tagalog takes whole phrases
    over."""
    row = _LOANS.get(text.language, _ROW)
    left = next((some for some in _rows(text.source, row) if some in text.text), None)
    if left is not None:
        yield f"“{left}” stands in the English, too. Is this part still to be translated?"


def _another_language(text: Text, plain: str) -> Iterator[str]:
    """Texts in another language of the same letters, and Vietnamese that was typed without its marks."""
    if text.language == "vi" and plain.isascii() and sum(map(str.isalpha, plain)) >= _MARKLESS:
        yield "No letter has a Vietnamese mark. Is this typed without marks, or still to be translated?"
        return
    known = small_words()
    words = _WORD.findall(plain.lower())
    if any(word in known[text.language] for word in words):
        return
    several = (other for other, small in known.items() if sum(word in small for word in words) >= _SEVERAL)
    found = next(several, None) or _guessed(text.language, plain)
    if found is not None:
        yield f"This reads like {found}, not like {text.language}. Was it put into the wrong file?"


@lru_cache(maxsize=4096)
def _guessed(language: str, plain: str) -> str | None:
    """Which other language of the same letters a text is in beyond doubt, as a worker's first words are told apart."""
    latin = "".join(" " if script(c) not in ("", "LATIN") else c for c in _BRACKETS.sub(" ", plain))
    if sum(map(str.isalpha, latin)) < _ENOUGH:
        return None
    likely = dict(guess(latin).languages)
    other = max(likely, key=lambda code: likely[code])
    sure = OWN[other] == "LATIN" and likely[other] >= _SURE and likely[language] <= _HARDLY
    return other if sure else None


@lru_cache(maxsize=4096)
def _rows(text: str, row: int) -> tuple[str, ...]:
    """Every row of so many words without capitals, apart from what stands in brackets and quotation marks."""
    words = _WORDS.findall(_BRACKETS.sub(" | ", _PLACE.sub(" | ", text)))
    rows = (words[at : at + row] for at in range(len(words) - row + 1))
    return tuple(" ".join(some) for some in rows if all(word[0].islower() for word in some))


def _not_simplified(text: Text) -> Iterator[str]:
    """Chinese in the letters of Taiwan and Hong Kong, or Japanese. What the English shows is a word on paper."""
    plain = _BRACKETS.sub(" ", text.text)
    odd = next((c for c in plain if _TRADITIONAL.match(c) and c not in text.source), None)
    if odd is not None:
        yield f"“{odd}” is not written so in simplified Chinese. Type it anew, or convert the text."
    japanese = next((word for word in _SYLLABLES.findall(plain) if word not in text.source), None)
    if japanese is not None:
        yield f"“{japanese}” is in Japanese letters. Write it in those of this language."


def _wrong_words(plain: str, own: str, anywhere: bool) -> Iterator[str]:
    """Words of two alphabets, and, unless other scripts may stand ``anywhere`` in this text, words in those."""
    for word in _WORD.findall(plain):
        scripts = {script(c) for c in word} - {""}
        alike = scripts & _ALIKE
        if len(alike) > 1:
            odd = next((c for c in word if script(c) in alike and script(c) != own), word[0])
            name = _NAMES.get(script(odd), script(odd).title())
            yield f"In “{word}” the letter “{odd}” is {name} and only looks right. Type it anew."
        foreign = scripts - _ON_PAPER - {own}
        if foreign and not anywhere:
            name = ", ".join(sorted(_NAMES.get(found, found.title()) for found in foreign))
            yield f"“{word}” is in {name} letters. Write it in those of this language."


def _sign(plain: str) -> bool:
    """A text that is a name or a sign in every language: SSW, OTIT, 2 MB."""
    words = [word for word in _WORD.findall(plain) if script(word[0]) == "LATIN"]
    return all(_ABBREVIATION.fullmatch(word) for word in words)


@lru_cache(maxsize=8192)
def script(letter: str) -> str:
    """The script of a letter; "" for signs, digits and marks that belong to any."""
    if not letter.isalpha():
        return ""
    name = unicodedata.name(letter, "")
    if name.startswith("MODIFIER") or "FULLWIDTH" in name:
        return ""
    first = name.partition(" ")[0]
    return "KANA" if first in ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HALFWIDTH") else _SIGNS.get(first, first)


RULE = TextRule("scripts", Severity.FINDING, look)
