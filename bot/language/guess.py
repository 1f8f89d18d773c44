"""The guess itself: which languages to greet in, and whether one is sure enough to be preselected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.language import evidence, han, scripts
from bot.language.folding import fold, is_word, words
from bot.language.models import language_of

LANGUAGES = (
    "vi", "id", "ne", "tl", "en", "ja", "my", "km", "zh_Hans", "th", "mn", "pt_BR", "es", "bn", "si", "uz",
)  # fmt: skip
"""Every language of the product, in the order of its menu."""

NEIGHBOURS = ("hi", "ko")
"""Told apart from the languages of the product where they are written in their own letters, and never preselected:
nobody is spoken to in them."""

SURE = 0.85
"""Probability from which a language is preselected. Measured in docs/benchmarks/language.md."""
SHARE = 0.6
"""Share of the letters that must be in the script the guess rests on."""
SIBLING = {"id": "ms"}
"""Malay is not offered, and whoever reads it reads Indonesian: between them it need not be settled. Indonesian is
preselected where it is the likelier and the two together are sure."""
FEWEST = {scripts.HAN: 2, scripts.KANA: 1}
"""Letters needed before anything is preselected; 3 where not named."""
HINT_WEIGHT, ENGLISH_WEIGHT = 4.0, 1.5
"""What the phone's language weighs in the order. Many phones run in English whatever their owner speaks."""

HINDI_IN_LATIN = "hi-latin"
"""Weighed, and named as none of the languages: a short text in Latin letters is likelier one of ours."""
_HINTS = {"fil": "tl", "in": "id", "pt": "pt_BR", "zh": "zh_Hans"}


@dataclass(frozen=True, slots=True)
class Guess:
    """All languages with their probability, likeliest first; what is missing to 1 is "none of these".

    `preselect` is the one language that is sure enough, or None.
    """

    languages: tuple[tuple[str, float], ...]
    preselect: str | None


def guess(text: str, *, hint: str | None = None, offered: Sequence[str] = LANGUAGES) -> Guess:
    """Guess the language of a message. Never raises, on any text.

    `hint` is the language code of the app, if known: it orders what the text leaves open and never
    preselects. `offered` limits the result to some languages, in their order when nothing else decides; it may name
    `NEIGHBOURS`, too.
    """
    found, sure = _read(fold(text))
    weights = _weights(hint, offered)
    total = sum(weights.values())
    scores = {language: found.get(language, 0.0) * weights[language] for language in offered}
    rest = 1.0 - sum(found.get(language, 0.0) for language in offered)
    known = sum(scores.values())
    # What the text leaves open between the offered languages is divided by the phone's language alone.
    nothing = not found
    ordered = sorted(
        (
            (language, weights[language] / total if nothing else score / (known + rest))
            for language, score in scores.items()
        ),
        key=lambda pair: (-pair[1], -weights[pair[0]]),
    )
    return Guess(
        languages=tuple((language, round(probability, 4)) for language, probability in ordered),
        preselect=sure if sure in offered and sure in LANGUAGES else None,
    )


def _read(text: str) -> tuple[Mapping[str, float], str | None]:
    """Probability per language (empty: no evidence), and the language that is sure."""
    weighed = scripts.weigh(text)
    if not weighed:
        return {}, None
    japanese = weighed.pop(scripts.HAN, 0.0) + weighed.pop(scripts.KANA, 0.0)
    script, weight = max([*weighed.items(), (scripts.HAN, japanese)], key=lambda pair: pair[1])
    share = weight / (weighed.total() + japanese)
    found, telling = _languages(text, script)
    language, probability = max(found.items(), key=lambda pair: pair[1], default=("", 0.0))
    sure = telling and share >= SHARE and probability + found.get(SIBLING.get(language, ""), 0.0) >= SURE
    return found, language if sure else None


def _languages(text: str, script: str) -> tuple[Mapping[str, float], bool]:
    if script == scripts.HAN:
        return _han(text)
    letters = scripts.only(text, script)
    telling = sum(map(str.isalpha, letters)) >= FEWEST.get(script, 3)
    if script in scripts.SINGLE:
        return {scripts.SINGLE[script]: 0.99}, telling
    if script == scripts.OTHER:
        return {"other": 1.0}, False
    if not any(map(is_word, words(letters))):
        return {}, False
    verdict = evidence.weigh(letters, script)
    return _by_language(verdict.variants), telling and verdict.telling


def _han(text: str) -> tuple[Mapping[str, float], bool]:
    if scripts.only(text, scripts.KANA).split():
        return {"ja": 0.99}, True
    signs = scripts.only(text, scripts.HAN).replace(" ", "")
    chinese = han.chinese_share(signs)
    return {"zh_Hans": chinese, "ja": 1 - chinese}, len(signs) >= FEWEST[scripts.HAN]


def _by_language(variants: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for variant, probability in variants.items():
        language = "other" if variant == HINDI_IN_LATIN else language_of(variant)
        found[language] = found.get(language, 0.0) + probability
    return found


def _weights(hint: str | None, offered: Sequence[str]) -> dict[str, float]:
    code = (hint or "").lower().replace("_", "-").partition("-")[0]
    hinted = _HINTS.get(code, code)
    weight = ENGLISH_WEIGHT if hinted == "en" else HINT_WEIGHT
    return {language: weight if language == hinted else 1.0 for language in offered}
