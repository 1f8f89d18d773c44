"""Measure the language guess on labelled sentences, beside plain langdetect.

    python -m benchmarks.language SENTENCES.tsv [--words N] [--wrong]

`written-dev.tsv` beside this file are sentences written for it as workers type them in a chat (Taglish, informal
Indonesian, Nepali in Latin letters, Vietnamese without marks, and six languages the product does not speak);
`written-train.tsv` is the other half, which the word list was made from. Both are CC0 1.0.

The file has a heading and the columns language, variant, text, source. Languages that the product does not
speak belong in it too: for them the right answer is to preselect nothing.
"""

import argparse
import csv
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from langdetect import DetectorFactory, LangDetectException, detect_langs

from bot.language import LANGUAGES, guess, load

CODES = {"pt": "pt_BR", "zh": "zh_Hans", "zh-cn": "zh_Hans", "zh-tw": "zh_Hans"}


@dataclass(frozen=True)
class Sentence:
    """One labelled sentence, with the language in the product's code."""

    language: str
    variant: str
    text: str


@dataclass
class Tally:
    """What was counted for one way of writing a language."""

    sentences: int = 0
    plain: int = 0
    first: int = 0
    first_two: int = 0
    first_three: int = 0
    preselected: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)


def main() -> None:
    """Read the sentences, ask both, print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sentences", type=Path)
    parser.add_argument("--words", type=int, metavar="N", help="cut every sentence to its first N words")
    parser.add_argument("--wrong", action="store_true", help="list the wrong preselections")
    args = parser.parse_args()
    sentences = read(args.sentences, args.words)
    DetectorFactory.seed = 0
    plain_language("warm")
    load()
    plain, plain_seconds = timed(plain_language, sentences)
    tallies: dict[tuple[str, str], Tally] = {}
    started = time.perf_counter()
    guesses = [guess(sentence.text) for sentence in sentences]
    seconds = time.perf_counter() - started
    for sentence, said, found in zip(sentences, plain, guesses, strict=True):
        tally = tallies.setdefault((sentence.language, sentence.variant), Tally())
        order = [language for language, _ in found.languages]
        tally.sentences += 1
        tally.plain += said == sentence.language
        tally.first += order[0] == sentence.language
        tally.first_two += sentence.language in order[:2]
        tally.first_three += sentence.language in order[:3]
        tally.preselected += found.preselect is not None
        if found.preselect not in (None, sentence.language):
            tally.wrong.append((str(found.preselect), sentence.text))
    report(tallies)
    each = 1000 / len(sentences)
    print(f"\nms a sentence: langdetect {plain_seconds * each:.2f}, ours {seconds * each:.2f}")
    if args.wrong:
        for (language, variant), tally in tallies.items():
            for said, text in tally.wrong:
                print(f"{language} {variant} -> {said}: {text}")


def read(path: Path, words: int | None) -> list[Sentence]:
    """Read the labelled sentences, whole or only their first words."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return [
            Sentence(CODES.get(language, language), variant, " ".join(text.split()[:words]))
            for language, variant, text, _ in rows
        ]


def plain_language(text: str) -> str:
    """Ask langdetect as it comes, with a seed so that the run can be repeated."""
    try:
        found = detect_langs(text)
    except LangDetectException:
        return ""
    return CODES.get(found[0].lang, str(found[0].lang))


def timed(ask: Callable[[str], str], sentences: list[Sentence]) -> tuple[list[str], float]:
    """Ask for every sentence and take the time."""
    started = time.perf_counter()
    answers = [ask(sentence.text) for sentence in sentences]
    return answers, time.perf_counter() - started


def report(tallies: dict[tuple[str, str], Tally]) -> None:
    """Print a row for each way of writing, then the sums."""
    print(
        "| language | written | sentences | langdetect | first | first two | first three | preselected "
        "| of these wrong |"
    )
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|")
    sums: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for (language, variant), tally in sorted(tallies.items()):
        spoken = language in LANGUAGES
        counted = sums_of(tally)
        sums[spoken] += counted
        row(language if spoken else f"{language} (not spoken)", variant, counted, spoken)
    row("**spoken**", "", sums[True], True)
    row("**not spoken**", "", sums[False], False)
    both = sums[True] + sums[False]
    right = 1 - both["wrong"] / max(both["preselected"], 1)
    print(f"\nPreselected and right: {right:.1%} of {both['preselected']} preselections.")


def sums_of(tally: Tally) -> Counter[str]:
    """Bring one tally into the form of the sums."""
    return Counter(
        sentences=tally.sentences, plain=tally.plain, first=tally.first, first_two=tally.first_two,
        first_three=tally.first_three, preselected=tally.preselected, wrong=len(tally.wrong),
    )  # fmt: skip


def row(language: str, variant: str, sums: Counter[str], spoken: bool) -> None:
    """Print one row; a language that is not spoken has no right place in our order."""
    number = sums["sentences"] or 1
    shares = [f"{sums[key] / number:.1%}" for key in ("plain", "first", "first_two", "first_three")]
    if not spoken:
        shares[1:] = ["–", "–", "–"]
    shares.append(f"{sums['preselected'] / number:.1%}")
    print(f"| {language} | {variant} | {sums['sentences']} | {' | '.join(shares)} | {sums['wrong']} |")


if __name__ == "__main__":
    main()
