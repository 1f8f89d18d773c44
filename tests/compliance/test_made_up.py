"""Three who make reports up, about one organisation or three, saying yes or no: they put no number there, and by taking
their own off what is published they learn of nobody."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations_with_replacement, product

import pytest

from bot.compliance.figures import Crowd, tabulated
from bot.compliance.suppression import ALL, Place, summed
from flows.evidence import Says
from tests.compliance.test_figures import INTERVIEW, QUARTER, _fact

HERE: Place = ("care", "kanto")
NO, YES = Says.DEVIATION, Says.FULFILLED
Cell = tuple[Place, Says]
INSIDE = tuple(product(("care", "construction"), ("chubu", "kanto")))


def _published(words: Sequence[tuple[Cell, str]], silent: int = 0) -> tuple[dict[Cell, int], int | None]:
    """Who speaks of the interview where, and of which organisation → the numbers that anybody can read, the one of
    those who say yes by taking one from the other; and how many were asked. ``silent``: who speak of something else."""
    where = {f"{name} {place}": place for (place, _), name in words} | {f"s{n}": HERE for n in range(silent)}
    facts = [_fact(n, f"{name} {place}", says) for n, ((place, says), name) in enumerate(words)]
    facts += [_fact(1000 + n, f"s{n}", NO, "docs.kept") for n in range(silent)]
    made = tabulated(QUARTER, facts, lambda fact: where[fact.organisation_id], Crowd())
    told: dict[Cell, int] = {}
    asked = None
    for row in made["rows"]:
        if row["duty"] == INTERVIEW.key:
            at = (row["sector"], row["region"])
            told[(at, NO)], told[(at, YES)] = row["not_fulfilled"], row["answered"] - row["not_fulfilled"]
        elif row["duty"] == ALL:
            asked = row["asked"]
    return told, asked


def _here(no: int, yes: int, name: str = "honest", each: int = 1) -> list[tuple[Cell, str]]:
    """So many workers say no and yes, ``each`` of them at one organisation."""
    said = [NO] * no + [YES] * yes
    return [((HERE, says), f"{name}{n // each}") for n, says in enumerate(said)]


@pytest.mark.parametrize("named", ["ABC", "AAA", "DEF"])
def test_three_made_up_words_are_no_number_and_tell_of_no_other(named: str) -> None:
    honest = [((HERE, YES), name) for name in "DEFGHDEF"]
    assert _published(honest)[0][(HERE, NO)] == 0, "eight had their interview, and nobody says otherwise"
    made_up = [((HERE, NO), name) for name in named]
    assert _published([*honest, *made_up])[0] == {}, "a number that is made up"
    assert _published([*honest, ((HERE, NO), "G"), *made_up])[0] == {}, "less three it would be one"


def test_three_made_up_words_that_all_is_well_are_no_number_either() -> None:
    honest = [((HERE, NO), name) for name in "DEFGHDEF"]
    assert _published(honest)[0] == _published(honest)[0] | {(HERE, NO): 8, (HERE, YES): 0}
    for others in ([], [((HERE, YES), "G")], [((HERE, YES), "G"), ((HERE, YES), "H")]):
        assert _published([*honest, *others, *(((HERE, YES), name) for name in "ABC")])[0] == {}
    assert _published([((HERE, YES), name) for name in "ABCDE"])[0] == {}, "nor that nobody says no"
    assert _published([((HERE, YES), name) for name in "ABCDEF"])[0][(HERE, NO)] == 0


def test_nobody_is_most_of_those_who_are_left() -> None:
    assert _published([((HERE, NO), name) for name in "DDDEFABC"])[0] == {}, "three of five are at one organisation"
    assert _published([((HERE, NO), name) for name in "DDDEFGABC"])[0][(HERE, NO)] == 9


def test_how_many_were_asked_does_not_tell_how_few_did_not_speak_of_a_duty() -> None:
    spoke = _here(0, 8)
    for silent in range(1, 6):
        assert _published(spoke, silent)[1] is None, silent
    assert _published(spoke, 0)[1] == 8
    assert _published(spoke, 6)[1] == 14


@pytest.mark.sampled(8)
@pytest.mark.parametrize("each", [1, 2])
@pytest.mark.parametrize("made_up", [one for n in (1, 2, 3) for one in combinations_with_replacement((NO, YES), n)])
def test_whoever_knows_the_rule_and_sees_it_with_and_without_their_own_learns_no_small_number(
    made_up: Sequence[Says], each: int
) -> None:
    """Every number of honest workers at one place is tried, and what would then be published in both worlds."""
    own = [((HERE, says), f"fake{n}") for n, says in enumerate(made_up)]
    looks_so: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for no, yes in product(range(10), repeat=2):
        honest = _here(no, yes, each=each)
        worlds = [_published(honest)[0], _published([*honest, *own])[0]]
        for told, fakes in zip(worlds, ((), made_up), strict=True):
            for says in (NO, YES):
                left = told.get((HERE, says), 0) - fakes.count(says) if told.get((HERE, says)) else 0
                assert left == 0 or left >= 3, (no, yes, told)
        looks_so[repr(worlds)].add((no, yes))
    assert len(looks_so) > 10, "something is published"
    for fitting in looks_so.values():
        for part in (0, 1):
            numbers = {one[part] for one in fitting}
            assert len(numbers) > 1 or not numbers & {1, 2}, fitting


def _town(seed: int) -> tuple[dict[Cell, int], list[Cell]]:
    """How many honest workers say what where, and what up to three others make up."""
    made = random.Random(seed)
    sizes = made.choice([(0, 1, 2, 9), (1, 2, 7, 8, 9), (0, 6, 7, 9), (1, 8, 9, 10)])
    honest = {(place, says): made.choice(sizes) for place in INSIDE for says in (NO, YES)}
    if made.random() < 0.5:
        honest |= {(place, YES): 0 for place in INSIDE}
    return honest, [(made.choice(INSIDE), made.choice((NO, NO, YES))) for _ in range(made.randrange(4))]


def _fitting(told: Mapping[Place, int], own: Mapping[Place, int], largest: int) -> Iterator[dict[Place, int]]:
    """Every table of honest workers that fits what is published once one's own are taken off."""
    rows, columns = sorted({place[0] for place in INSIDE}), sorted({place[1] for place in INSIDE})
    ways = [(told[at] - own[at],) if at in told else range(largest + 1) for at in INSIDE]
    mine = summed(own, rows, columns)
    sums = [(at, number - mine[at]) for at, number in told.items() if ALL in at]
    within = {at: [n for n, one in enumerate(INSIDE) if at[0] in (ALL, one[0]) and at[1] in (ALL, one[1])]
              for at, _ in sums}  # fmt: skip
    for numbers in product(*ways):
        if all(sum(numbers[n] for n in within[at]) == number for at, number in sums):
            yield dict(zip(INSIDE, numbers, strict=True))


@pytest.mark.sampled(2)
@pytest.mark.parametrize("group", range(6))
def test_taking_ones_own_off_every_sum_tells_no_withheld_number(group: int) -> None:
    """Two sectors and two regions; every table that fits is tried."""
    tried = 0
    for seed in range(group * 25, group * 25 + 25):
        honest, made_up = _town(seed)
        words = [(cell, f"o{n}") for cell, number in honest.items() for n in range(number)]
        told, _ = _published([*words, *((cell, f"fake{n}") for n, cell in enumerate(made_up))])
        for says in (NO, YES):
            own = Counter(place for place, said in made_up if said is says)
            open_ones = {place: number for (place, said), number in told.items() if said is says}
            if not open_ones:
                continue
            for at, left in _less(open_ones, own).items():
                assert left >= 3 or open_ones[at] == 0, (seed, at, open_ones)
            hidden = {at: honest[(at, says)] for at in INSIDE if at not in open_ones and honest[(at, says)]}
            if not hidden:
                continue
            found: dict[Place, set[int]] = defaultdict(set)
            for table in _fitting(open_ones, own, max(honest.values()) + 3):
                for at in hidden:
                    found[at].add(table[at])
            for at, number in hidden.items():
                assert number in found[at]
                assert len(found[at]) >= 3, (seed, says, at, honest, made_up, told)
                tried += number in (1, 2)
    assert tried > 3, "too few of these towns had a small number to look for"


def _less(numbers: Mapping[Place, int], own: Mapping[Place, int]) -> dict[Place, int]:
    """Published numbers, less one's own there."""
    return {
        at: number - sum(n for one, n in own.items() if at[0] in (ALL, one[0]) and at[1] in (ALL, one[1]))
        for at, number in numbers.items()
    }
