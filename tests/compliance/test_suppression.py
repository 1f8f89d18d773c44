"""Somebody who has every published number and tries all tables that fit them: no withheld number of people is found."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import product

import pytest

from bot.compliance.suppression import ALL, Place, summed, withheld

LARGEST = 5
"""The attacker tries each number up to this."""
SEEDS = range(24)


def attacked(
    table: Mapping[Place, int], rows: list[str], columns: list[str], hidden: frozenset[Place],
    most: Mapping[Place, int] | None = None,
) -> dict[Place, set[int]]:
    """Withheld place → every number it could be, as the published ones stand. Nothing of the program is used here."""
    told = {place: number for place, number in summed(table, rows, columns).items() if place not in hidden}
    inside = [(row, column) for row in rows for column in columns]
    limits = most or {}
    choices = [
        (told[place],) if place in told else range(min(LARGEST, limits.get(place, LARGEST)) + 1) for place in inside
    ]
    possible: dict[Place, set[int]] = {place: set() for place in hidden}
    for numbers in product(*choices):
        whole = dict(zip(inside, numbers, strict=True))
        for row in rows:
            whole[(row, ALL)] = sum(whole[(row, column)] for column in columns)
        for column in columns:
            whole[(ALL, column)] = sum(whole[(row, column)] for row in rows)
        whole[(ALL, ALL)] = sum(whole[(row, ALL)] for row in rows)
        fits = all(whole[place] == number for place, number in told.items())
        if fits and all(whole[place] <= limit for place, limit in limits.items()):
            for place in hidden:
                possible[place].add(whole[place])
    return possible


def _table(seed: int, largest: int = 5) -> tuple[dict[Place, int], list[str], list[str]]:
    made = random.Random(seed)
    rows, columns = ["a", "b"][: made.choice((1, 2, 2))], ["x", "y", "z"][: made.choice((1, 2, 3))]
    return {(row, column): made.randrange(largest) for row in rows for column in columns}, rows, columns


@pytest.mark.sampled(8)
@pytest.mark.parametrize("seed", SEEDS)
def test_no_withheld_number_is_found_by_trying_every_table(seed: int) -> None:
    table, rows, columns = _table(seed)
    whole = summed(table, rows, columns)
    hidden = withheld([table], {place for place, number in whole.items() if 0 < number < 3})
    assert {place for place, number in whole.items() if number < 3} <= hidden
    for place, possible in attacked(table, rows, columns, hidden).items():
        assert whole[place] in possible or whole[place] > LARGEST
        if whole[place]:
            assert len(possible) >= 3, (place, possible, whole, hidden)


@pytest.mark.parametrize("seed", SEEDS[:12])
def test_nor_where_it_is_known_how_many_there_can_be_at_most(seed: int) -> None:
    table, rows, columns = _table(seed, 4)
    whole = summed(table, rows, columns)
    made = random.Random(seed + 1000)
    most = {place: max(3, number + made.randrange(4)) for place, number in table.items() if made.random() < 0.6}
    hidden = withheld([table], {place for place, number in whole.items() if 0 < number < 3}, most)
    for place, possible in attacked(table, rows, columns, hidden, most).items():
        if whole[place]:
            assert len(possible) >= 3, (place, possible, whole, hidden, most)


@pytest.mark.parametrize("seed", SEEDS[:12])
def test_nor_in_two_parts_whose_whole_is_known(seed: int) -> None:
    """Two columns in one row: who said yes, who said no, and how many were asked; every pair of tables is tried."""
    made = random.Random(seed)
    rows, columns = ["a"], ["x", "y"]
    yes, no = ({("a", column): made.randrange(4) for column in columns} for _ in range(2))
    most = {place: max(3, yes[place] + no[place] + made.randrange(2)) for place in yes}
    small = {p for part in (yes, no) for p, number in summed(part, rows, columns).items() if 0 < number < 3}
    hidden = withheld([yes, no], small, most)
    told = [{p: n for p, n in summed(part, rows, columns).items() if p not in hidden} for part in (yes, no)]
    fitting = []
    for numbers in product(range(5), repeat=4):
        pair = [{("a", "x"): x, ("a", "y"): y} for x, y in (numbers[:2], numbers[2:])]
        wholes = [summed(part, rows, columns) for part in pair]
        fits = all(whole[p] == n for whole, known in zip(wholes, told, strict=True) for p, n in known.items())
        if fits and all(pair[0][p] + pair[1][p] <= limit for p, limit in most.items()):
            fitting.append(wholes)
    for n, part in enumerate((yes, no)):
        for place, number in summed(part, rows, columns).items():
            if place in hidden and number:
                assert len({pair[n][place] for pair in fitting}) >= 3, (place, yes, no, most, hidden)


def test_one_small_number_beside_large_ones_takes_another_along() -> None:
    table = {("a", "x"): 1, ("a", "y"): 9, ("b", "x"): 8, ("b", "y"): 7}
    hidden = withheld([table], {("a", "x")})
    assert len(hidden) > 1  # else the row's sum less 9 would tell it
    assert ("a", "x") in hidden


def test_parts_of_a_whole_are_withheld_together() -> None:
    yes = {("a", "x"): 1, ("a", "y"): 5, ("b", "x"): 6, ("b", "y"): 4}
    no = {("a", "x"): 9, ("a", "y"): 3, ("b", "x"): 0, ("b", "y"): 5}
    rows, columns = ["a", "b"], ["x", "y"]
    hidden = withheld([yes, no], {("a", "x")})
    for part in (yes, no):
        whole = summed(part, rows, columns)
        for place, possible in attacked(part, rows, columns, hidden).items():
            assert not whole[place] or len(possible) >= 3 or whole[place] > LARGEST
