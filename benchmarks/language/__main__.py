"""Measure the language guess on labelled sentences, beside plain langdetect, lingua and py3langid.

    python -m benchmarks.language SENTENCES.tsv [--words N] [--wrong]

`written-dev.tsv` beside this file are sentences written for it as workers type them in a chat (Taglish, informal
Indonesian, Nepali in Latin letters, Vietnamese without marks, and six languages the product does not speak);
`written-train.tsv` is the other half, which the word list was made from. Both are CC0 1.0.

The file has a heading and the columns language, variant, text, source. Languages that the product does not
speak belong in it too: for them the right answer is to preselect nothing. Two of the libraries compared with are not
among the packages that tests need: ``.venv/bin/pip install -r benchmarks/language/requirements.txt``.
"""

import argparse
import csv
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bot.language import LANGUAGES, NEIGHBOURS, guess, load

from .peers import OTHERS, Ask, code, peers


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
    peers: Counter[str] = field(default_factory=Counter)
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
    asked = peers()
    for module in OTHERS.keys() - asked.keys():
        print(f"{module} is not installed and left out: pip install -r benchmarks/language/requirements.txt\n")
    load()
    answers = {name: timed(ask, sentences) for name, ask in asked.items()}
    tallies: dict[tuple[str, str], Tally] = {}
    started = time.perf_counter()
    guesses = [guess(sentence.text, offered=(*LANGUAGES, *NEIGHBOURS)) for sentence in sentences]  # as `todoke guess`
    seconds = {name: taken for name, (_, taken) in answers.items()} | {"ours": time.perf_counter() - started}
    for number, (sentence, found) in enumerate(zip(sentences, guesses, strict=True)):
        tally = tallies.setdefault((sentence.language, sentence.variant), Tally())
        order = [language for language, _ in found.languages]
        tally.sentences += 1
        tally.peers.update(name for name, (said, _) in answers.items() if said[number] == sentence.language)
        tally.first += order[0] == sentence.language
        tally.first_two += sentence.language in order[:2]
        tally.first_three += sentence.language in order[:3]
        tally.preselected += found.preselect is not None
        if found.preselect not in (None, sentence.language):
            tally.wrong.append((str(found.preselect), sentence.text))
    report(tallies, tuple(asked))
    each = 1000 / len(sentences)
    print("\nms a sentence: " + ", ".join(f"{name} {taken * each:.2f}" for name, taken in seconds.items()))
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
            Sentence(code(language), variant, " ".join(text.split()[:words]))
            for language, variant, text, _ in rows
        ]


def timed(ask: Ask, sentences: list[Sentence]) -> tuple[list[str], float]:
    """Ask for every sentence and take the time."""
    started = time.perf_counter()
    answers = [ask(sentence.text) for sentence in sentences]
    return answers, time.perf_counter() - started


def report(tallies: dict[tuple[str, str], Tally], names: tuple[str, ...]) -> None:
    """Print a row for each way of writing, then the sums."""
    print(f"| language | written | sentences | {' | '.join(names)} | first | first two | first three | preselected "
          "| of these wrong |")  # fmt: skip
    print("|---|---|--:|" + "--:|" * len(names) + "--:|--:|--:|--:|--:|")
    sums: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for (language, variant), tally in sorted(tallies.items()):
        spoken = language in LANGUAGES
        counted = sums_of(tally)
        sums[spoken] += counted
        told = spoken or language in NEIGHBOURS
        row(language if spoken else f"{language} (not spoken)", variant, counted, told, names)
    row("**spoken**", "", sums[True], True, names)
    row("**not spoken**", "", sums[False], False, names)
    both = sums[True] + sums[False]
    right = 1 - both["wrong"] / max(both["preselected"], 1)
    print(f"\nPreselected and right: {right:.1%} of {both['preselected']} preselections.")


def sums_of(tally: Tally) -> Counter[str]:
    """Bring one tally into the form of the sums."""
    return tally.peers + Counter(
        sentences=tally.sentences, first=tally.first, first_two=tally.first_two, first_three=tally.first_three,
        preselected=tally.preselected, wrong=len(tally.wrong),
    )  # fmt: skip


def row(language: str, variant: str, sums: Counter[str], told: bool, names: tuple[str, ...]) -> None:
    """Print one row; a language that is not told apart has no right place in our order."""
    number = sums["sentences"] or 1
    ours = [f"{sums[key] / number:.1%}" if told else "–" for key in ("first", "first_two", "first_three")]
    shares = [*(f"{sums[name] / number:.1%}" for name in names), *ours, f"{sums['preselected'] / number:.1%}"]
    print(f"| {language} | {variant} | {sums['sentences']} | {' | '.join(shares)} | {sums['wrong']} |")


if __name__ == "__main__":
    main()
