"""What each condition of withholding is for: without it a withheld number is found out, or more is withheld than need
be. Each table here is one that does so."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.compliance.suppression import ALL, Net, Place, summed, withheld
from tests.compliance.test_suppression import attacked

Table = dict[Place, int]


def _row(*numbers: int) -> Table:
    return {("a", column): number for column, number in zip("xyz", numbers, strict=False)}


def _square(*numbers: int) -> Table:
    return dict(zip((("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")), numbers, strict=True))


def _of(*places: str) -> set[Place]:
    """`ax`: row a, column x; `*` for a sum."""
    return {(ALL if at[0] == "*" else at[0], ALL if at[1] == "*" else at[1]) for at in places}


@pytest.mark.parametrize(
    ("honest", "made_up", "sensitive", "limits"),
    [
        pytest.param(_row(0, 1), _row(1, 0), _of("ax", "ay", "*x", "*y"), {}, id="none of three can be missing"),
        pytest.param(_square(0, 0, 1, 0), _square(1, 0, 1, 1), _of("ax", "by", "a*", "*y"), {}, id="one of three"),
        pytest.param(
            _row(5, 2), _row(0, 2), _of("ax", "ay", "*x", "*y"), _row(5, 5), id="nor more than everybody knows of"
        ),
        pytest.param(
            _row(5, 2), _row(0, 2), _of("ax", "ay", "*x", "*y"), _row(5, 6), id="nor those who said nothing of it"
        ),
    ],
)  # fmt: skip
def test_whoever_made_three_of_them_up_finds_no_withheld_number(
    honest: Table, made_up: Table, sensitive: set[Place], limits: Mapping[Place, int]
) -> None:
    """``limits``: how many there are at most, as everybody knows. Who of the three is in no number said nothing of it,
    where there is room for that."""
    together = {place: number + made_up[place] for place, number in honest.items()}
    hidden = withheld([together], sensitive, limits)
    rows, columns = sorted({row for row, _ in honest}), sorted({column for _, column in honest})
    silent = 3 - sum(made_up.values())
    others = {place: limit - made_up[place] - silent * (limit > together[place]) for place, limit in limits.items()}
    found = attacked(honest, rows, columns, hidden, others)
    for place, number in summed(honest, rows, columns).items():
        assert place not in hidden or not number or len(found[place]) >= 3, (place, found[place])


def test_a_number_that_everybody_knows_to_be_no_larger_is_counted_on_to_be_one_less_alone() -> None:
    hidden = withheld([_square(0, 5, 1, 2)], _of("*x", "bx"), {("b", "y"): 2})
    assert len(hidden) == 9, "nothing is told"


@pytest.mark.parametrize(
    ("parts", "sensitive", "limits", "told"),
    [
        pytest.param([_row(6, 0)], _of(), {}, _of("ax", "a*", "*x", "**"), id="nobody is no number to be found"),
        pytest.param(
            [_row(7, 5), _row(0, 2)], _of("a*", "ay", "**", "*y"), {("a", "y"): 7}, _of("ax", "*x"),
            id="where all who were asked spoke, a yes may be a no",
        ),
        pytest.param(
            [_square(2, 6, 0, 6)], _of("ax", "*x"), {("a", "x"): 6}, _of("**"), id="one honest worker may be missing"
        ),
        pytest.param(
            [_square(6, 0, 3, 3)], _of("*y", "bx", "by"), {}, _of("a*"), id="a sum goes only where nothing else does"
        ),
        pytest.param(
            [_row(6, 7)], _of(), {("b", "z"): 9}, _of("ax", "ay", "a*", "*x", "*y", "**"), id="nobody spoke there"
        ),
    ],
)  # fmt: skip
def test_no_more_is_withheld_than_need_be(
    parts: list[Table], sensitive: set[Place], limits: Mapping[Place, int], told: set[Place]
) -> None:
    whole = summed(parts[0], sorted({row for row, _ in parts[0]}), sorted({column for _, column in parts[0]}))
    assert whole.keys() - withheld(parts, sensitive, limits) == told


def _room(limits: Mapping[Place, int], **numbers: int) -> int:
    """How many values besides its own `a1` could have, all of these being withheld. Between the shortest way on which
    they can change and a second one, part of the first has to be taken back."""
    table = {(place[0], place[1]): number for place, number in numbers.items()}
    return Net(table, list(table), {**dict.fromkeys(table, 99), **limits}).room(("a", "1"))


def test_a_way_is_taken_back_through_a_number_that_could_not_be_smaller_at_first() -> None:
    """`b2` is larger by one on the first way, and as it was again on both."""
    assert _room({}, a1=1, b1=4, b2=0, a2=4, c1=4, c3=1, d3=4, d2=1, b4=1, e4=4, e5=1, a5=4) == 2


def test_a_way_is_taken_back_through_a_number_that_could_not_be_larger_at_first() -> None:
    """The same of `c2`, which is smaller by one on the first way."""
    known = {("c", "2"): 0}
    there = {"a1": 1, "b1": 4, "b2": 1, "c2": 4, "c3": 1, "a3": 4}
    beside = {"d1": 4, "d4": 1, "e4": 4, "e5": 1, "c5": 4, "f2": 4, "f6": 1, "g6": 4, "g7": 1, "a7": 4}
    assert _room(known, **there, **beside) == 2
