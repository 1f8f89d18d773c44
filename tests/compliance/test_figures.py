"""Public figures under attack: by comparing filters, sums, exports and quarters; and by three who make things up."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from bot.compliance.errors import FiguresRefused
from bot.compliance.facts import Fact
from bot.compliance.figures import FIELDS, Crowd, as_csv, published_for, tabulated
from bot.compliance.suppression import ALL
from flows.evidence import Says
from flows.law.duties import duties

INTERVIEW = duties()["support.10_interview"]
AT = datetime(2026, 8, 3, 3, 0, tzinfo=UTC)
QUARTER = "2026-Q3"


def _fact(worker: int, organisation: str, says: Says, duty: str = INTERVIEW.key, site: str | None = None) -> Fact:
    at = AT + timedelta(days=worker % 40)
    return Fact(f"case{worker}", f"worker{worker}", duties()[duty], says, at, (), organisation, site)


def _made(facts: list[Fact], where: dict[str, tuple[str, str]], crowd: dict[str, int] | None = None) -> Any:
    counted = Crowd(crowd or {}, {"a": tuple(crowd or ())})
    return tabulated(QUARTER, facts, lambda fact: where[fact.organisation_id], counted)


def _rows(made: Any, duty: str = INTERVIEW.key) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["sector"], row["region"]): row for row in made["rows"] if row["duty"] == duty}


def _crowded(seed: int) -> tuple[list[Fact], dict[str, tuple[str, str]]]:
    made = random.Random(seed)
    many = made.choice((9, 14, 25))
    where = {f"o{n}": (made.choice(("care", "construction")), made.choice(("kanto", "chubu"))) for n in range(many)}
    facts = []
    for worker in range(made.choice((25, 45, 70))):
        organisation = made.choice(sorted(where))
        says = Says.DEVIATION if made.random() < 0.6 else Says.FULFILLED
        facts.append(_fact(worker, organisation, says, made.choice((INTERVIEW.key, INTERVIEW.key, "docs.kept"))))
    return facts, where


def test_a_cell_needs_three_workers_of_three_organisations_beside_any_three() -> None:
    where = dict.fromkeys("abcdef", ("care", "kanto"))
    few = [_fact(1, "a", Says.DEVIATION), _fact(2, "b", Says.DEVIATION)]
    assert _made(few, where)["rows"] == _made([], where)["rows"] == [], "not even that somebody spoke"
    enough = [_fact(n, name, Says.DEVIATION) for n, name in enumerate("abcdef")]
    assert _rows(_made(enough, where))[("care", "kanto")]["not_fulfilled"] == 6
    assert _rows(_made(enough[1:], where)) == {}
    two = [_fact(n, name, Says.DEVIATION) for n, name in enumerate("aabbcc")]
    assert _rows(_made(two, where)) == {}, "less the two of one and one of another, two organisations are left"


def test_three_who_make_things_up_about_one_organisation_smear_nobody() -> None:
    where = dict.fromkeys("abcdef", ("care", "kanto"))
    made_up = [_fact(n, "a", Says.DEVIATION) for n in range(3)]
    assert _rows(_made(made_up, where)) == {}
    honest = [_fact(10 + n, name, Says.FULFILLED) for n, name in enumerate("bcdefbcdef")]
    assert _rows(_made(honest + made_up, where)) == {}, "all from one organisation"
    honest.append(_fact(30, "b", Says.DEVIATION))
    assert _rows(_made(honest + made_up, where)) == {}, "whoever takes the three off would know of the one"
    honest += [_fact(31 + n, name, Says.DEVIATION) for n, name in enumerate("cdefb")]
    assert _rows(_made(honest + made_up, where))[("care", "kanto")]["not_fulfilled"] == 9


def test_who_is_most_of_a_place_of_work_is_not_counted_out_loud() -> None:
    where = dict.fromkeys("abcdefg", ("care", "kanto"))
    facts = [_fact(n, name, Says.DEVIATION, site=f"site-{name}") for n, name in enumerate("aabbcdefg")]
    assert _rows(_made(facts, where, {"site-a": 4}))[("care", "kanto")]["answered"] == 9
    assert _rows(_made(facts, where, {"site-a": 3})) == {}


def test_whoever_is_confirmed_for_no_place_may_be_at_any_of_them() -> None:
    where = dict.fromkeys("abcdefg", ("care", "kanto"))
    facts = [_fact(n, name, Says.DEVIATION) for n, name in enumerate("aabbcdefg")]
    assert _rows(_made(facts, where, {"site-a": 4}))[("care", "kanto")]["answered"] == 9
    assert _rows(_made(facts, where, {"site-a": 3})) == {}
    assert _rows(_made(facts, where, {"site-a": 40, "other-a": 3})) == {}


def test_no_share_is_told_of_a_duty_that_nobody_can_call_fulfilled() -> None:
    where = dict.fromkeys("abcdef", ("care", "kanto"))
    facts = [_fact(n, name, Says.DEVIATION, "safety.violence") for n, name in enumerate("abcdef")]
    made = _made(facts, where)
    row = _rows(made, "safety.violence")[("care", "kanto")]
    assert (row["answered"], row["not_fulfilled"]) == (None, 6)
    assert as_csv([made]).splitlines()[1].endswith(",,,6")


@pytest.mark.sampled(8)
@pytest.mark.parametrize("duty", [INTERVIEW.key, "docs.kept"])
@pytest.mark.parametrize("seed", range(12))
def test_no_withheld_number_follows_from_the_published_ones(seed: int, duty: str) -> None:
    """Every table of two sectors and two regions that fits what is published, both parts and all sums, is tried. How
    many were asked in the whole country is an upper bound for each place."""
    facts, where = _crowded(seed)
    made = _made(facts, where)
    base = {at: row["asked"] for at, row in _rows(made, ALL).items()}
    rows = _rows(made, duty)
    sectors, regions = (sorted({place[axis] for place in where.values()}) for axis in (0, 1))
    inside = list(product(sectors, regions))
    true = {
        name: {at: sum(f.says is says and where[f.organisation_id] == at for f in _about(facts, duty)) for at in inside}
        for name, says in (("no", Says.DEVIATION), ("yes", Says.FULFILLED))
    }
    told: dict[str, dict[tuple[str, str], int]] = {"no": {}, "yes": {}}
    for at, row in rows.items():
        told["no"][at] = row["not_fulfilled"]
        told["yes"][at] = row["answered"] - row["not_fulfilled"]
    for part, numbers in true.items():
        found = _possible(inside, sectors, regions, told[part], base, max(numbers.values()) + 3)
        for at in inside:
            if at not in told[part] and numbers[at]:
                assert len(found[at]) >= 3, (part, at, numbers, told)
                assert numbers[at] in found[at]


def _about(facts: list[Fact], duty: str) -> list[Fact]:
    """One word for each worker about a duty (each has one report here)."""
    return [fact for fact in facts if fact.duty.key == duty]


def _possible(
    inside: list[tuple[str, str]], sectors: list[str], regions: list[str], told: dict[tuple[str, str], int],
    base: dict[tuple[str, str], int | None], largest: int,
) -> dict[tuple[str, str], set[int]]:
    everywhere = base.get((ALL, ALL)) or largest
    limits = dict.fromkeys(inside, min(largest, everywhere))
    choices = [(told[at],) if at in told else range(limits[at] + 1) for at in inside]
    found: dict[tuple[str, str], set[int]] = {at: set() for at in inside}
    for numbers in product(*choices):
        whole = dict(zip(inside, numbers, strict=True))
        sums = {(s, ALL): sum(whole[(s, r)] for r in regions) for s in sectors}
        sums |= {(ALL, r): sum(whole[(s, r)] for s in sectors) for r in regions}
        sums[(ALL, ALL)] = sum(numbers)
        if all(sums[at] == number for at, number in told.items() if at in sums):
            for at in inside:
                found[at].add(whole[at])
    return found


def test_csv_and_json_withhold_the_same_and_say_what_each_field_is() -> None:
    facts, where = _crowded(11)
    made = _made(facts, where)
    lines = as_csv([made]).splitlines()
    assert len(lines) > 2, "something is told"
    assert lines[0].split(",") == list(FIELDS) == list(made["dictionary"])
    assert len(lines) == 1 + len(made["rows"])
    for line, row in zip(lines[1:], made["rows"], strict=True):
        assert line.split(",")[-1] == ("" if row["not_fulfilled"] is None else str(row["not_fulfilled"]))
    assert not any(word in as_csv([made]) for word in ("worker1", "case1", "o1"))


def test_only_a_closed_quarter_is_published() -> None:
    assert published_for("2026-Q3").isoformat() == "2026-10-31"
    assert published_for("2026-Q4").isoformat() == "2027-01-31"
    for wrong in ("2026", "2026-Q5", "2026-Q0", "20a6-Q1", "2026-Q33"):
        with pytest.raises(FiguresRefused):
            published_for(wrong)
