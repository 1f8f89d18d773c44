"""The goals for worker-like text, on the half of the written sentences that taught nothing."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from bot.language import Guess, guess

DEV = Path(__file__).parents[2] / "benchmarks" / "language" / "written-dev.tsv"


@pytest.fixture(scope="module")
def guesses() -> dict[str, list[Guess]]:
    found: dict[str, list[Guess]] = defaultdict(list)
    with DEV.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            found[row["language"]].append(guess(row["text"]))
    return found


@pytest.mark.parametrize(
    ("language", "first", "first_three"),
    [("id", 0.88, 0.97), ("ne", 0.88, 0.96), ("tl", 0.95, 0.97), ("vi", 0.97, 0.99)],
)
def test_worker_like_text_is_recognised(
    guesses: dict[str, list[Guess]], language: str, first: float, first_three: float
) -> None:
    orders = [[name for name, _ in found.languages] for found in guesses[language]]
    assert sum(order[0] == language for order in orders) >= first * len(orders)
    assert sum(language in order[:3] for order in orders) >= first_three * len(orders)


@pytest.mark.parametrize("language", ["id", "ne", "tl", "vi"])
def test_it_is_preselected_mostly_and_hardly_ever_wrongly(
    guesses: dict[str, list[Guess]], language: str
) -> None:
    chosen = [found.preselect for found in guesses[language] if found.preselect]
    assert len(chosen) >= 0.85 * len(guesses[language])
    assert sum(choice == language for choice in chosen) >= 0.97 * len(chosen)


@pytest.mark.parametrize("language", ["fr", "de", "it", "tr", "nl", "pl"])
def test_languages_of_europe_are_seldom_taken_for_ours(
    guesses: dict[str, list[Guess]], language: str
) -> None:
    chosen = [found.preselect for found in guesses[language] if found.preselect]
    assert len(chosen) <= 0.15 * len(guesses[language])
