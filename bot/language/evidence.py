"""How well a text in one alphabet fits each variant: n-grams, common words, the list of telling words."""

from collections import Counter
from dataclasses import dataclass
from math import exp, log

from bot.language.folding import words
from bot.language.listed import Hit, Listed, listed
from bot.language.models import Model, language_of, model
from bot.language.scripts import LATIN

GRAMS_WEIGHT = 0.4
"""n-grams of one word overlap: each counts for less than a sign of its own."""
WORD_CHANCE, PHRASE_CHANCE = 0.02, 0.05
"""How often a listed word or phrase comes in a worker's first message of its language."""
FILL = 1000
"""Words every vocabulary is filled up with, by what is common over all: a small corpus is no disadvantage."""
UNSEEN = 1e-6
SMALL = 20_000
"""Words assumed for a variant without a vocabulary."""
SAID_AGAIN = 2
"""How often a word counts: said once more it tells nothing new."""
TEMPER = 0.33
"""Evidence from one text is not independent; probabilities are flattened by this."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Probability of each variant, and whether anything but loans and Japanese workplace words was there."""

    variants: dict[str, float]
    telling: bool


def weigh(text: str, script: str) -> Verdict:
    """Weigh a folded text, written in one script of `models.GROUPS`."""
    known, telling_words = model(script), listed()
    tokens = words(text.replace("-", " "))
    hits = telling_words.hits(tokens) if script == LATIN else {}
    kept = _kept(tokens, hits, telling_words)
    telling = any(token not in telling_words.loans or at in hits for at, token in kept)
    scores = dict.fromkeys(known.variants, 0.0)
    for variant, likelihood in known.likelihoods(" ".join(token for _, token in kept) + " ").items():
        scores[variant] += GRAMS_WEIGHT * likelihood
    for at, token in kept:
        _add_word(scores, known, token, hits.get(at))
    for variant, parts in known.mixed.items():
        if any(
            language_of(variant) in hit.languages and tokens[at] not in telling_words.names
            for at, hit in hits.items()
        ):
            scores[variant] = sum(_mixed_word(known, parts, token, hits.get(at)) for at, token in kept)
    return Verdict(_probabilities(scores), telling and bool(kept))


def _kept(tokens: list[str], hits: dict[int, Hit], telling: Listed) -> list[tuple[int, str]]:
    """Leave out what says nothing: Japanese workplace words, English loans beside other words, a word over and over."""
    own = [
        (at, token)
        for at, token in enumerate(tokens)
        if (at in hits and hits[at].phrase) or token not in telling.neutral
    ]
    without_loans = [(at, token) for at, token in own if at in hits or token not in telling.loans]
    times = Counter[str]()
    kept = []
    for at, token in without_loans or own:
        times[token] += 1
        if times[token] <= SAID_AGAIN:
            kept.append((at, token))
    return kept


def _add_word(scores: dict[str, float], known: Model, token: str, hit: Hit | None) -> None:
    share = known.shares.get(token, 0.0)
    if not share and hit is None:
        return  # no variant knows it: no evidence
    filled = FILL * max(share, UNSEEN)
    for variant in scores:
        vocabulary = known.vocabularies.get(variant)
        if vocabulary is None:
            chance = filled / (SMALL + FILL)
        else:
            chance = (vocabulary.words.get(token, 0) + filled) / (vocabulary.total + FILL)
        if hit is not None and language_of(variant) in hit.languages:
            chance = max(chance, PHRASE_CHANCE if hit.phrase else WORD_CHANCE)
        scores[variant] += log(chance)


def _mixed_word(known: Model, parts: tuple[str, ...], token: str, hit: Hit | None) -> float:
    """Score one word that may be of any of some variants, each as likely as the other."""
    likelihoods = known.likelihoods(f"{token} ")
    scores = {part: GRAMS_WEIGHT * likelihoods[part] for part in parts}
    _add_word(scores, known, token, hit)
    best = max(scores.values())
    return best + log(sum(exp(score - best) for score in scores.values()) / len(parts))


def _probabilities(scores: dict[str, float]) -> dict[str, float]:
    best = max(scores.values())
    weights = {variant: exp(TEMPER * (score - best)) for variant, score in scores.items()}
    total = sum(weights.values())
    return {variant: weight / total for variant, weight in weights.items()}
