"""The numbers of the law: every one with its source, every slip with its line."""

import re
from pathlib import Path

import pytest

from flows.law.errors import LawDataError
from flows.law.facts import HERE, Confidence, sources
from flows.law.rules import STATUSES, rules
from flows.loader import load

ROW = "rules:\n  - {id: a, value: 1, unit: days, law: X, confidence: A, sources: [S36], read: 2026-01-01}\n"


def test_every_rule_names_its_law_its_date_and_its_source() -> None:
    for rule in rules().values():
        assert rule.law
        assert rule.read.year >= 2025
        assert rule.basis.sources or rule.basis.confidence is Confidence.U


def test_no_source_is_listed_for_nothing() -> None:
    files = [path for path in HERE.glob("*.yaml") if path.name != "sources.yaml"]
    used = set(re.findall(r"\w+", " ".join(path.read_text(encoding="utf-8") for path in files)))
    assert set(sources()) - used == set()


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (ROW.replace("value: 1", "value: one"), 2, "whole number"),
        (ROW.replace("value: 1", "value: 0"), 2, "above zero"),
        (ROW.replace("unit: days, ", ""), 2, "'unit' is missing"),
        (ROW.replace("}", ", colour: red}"), 2, "'colour' is not a known name"),
        (ROW.replace("sources: [S36], ", ""), 2, "must name its sources"),
        (ROW.replace("[S36]", "[S999]"), 2, "not in sources.yaml"),
        (ROW.replace("}", ", by_status: {trainee: A}}"), 2, "not a known status"),
        (ROW.replace("id: a", "id: a, id: b"), 2, "written twice"),
        (ROW + ROW.removeprefix("rules:\n"), 3, "written twice"),
        (ROW.replace("2026-01-01", "1 May"), 2, "must be a date"),
        (ROW + "other: 1\n", 3, "not a known name"),
        ("rules: 3\n", 1, "must be a list"),
        ("- a\n", 1, "mapping"),
        ("", 1, "empty"),
        ("rules: [\n", 2, "expected the node"),
    ],
)
def test_a_slip_is_refused_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    broken = tmp_path / "rules.yaml"
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(LawDataError, match=says) as refused:
        rules(broken)
    assert (refused.value.path, refused.value.line) == (broken, line)


@pytest.mark.parametrize("step", ["clock_notice", "clock_notice_passed", "clock_notice_general"])
def test_the_fourteen_days_are_told_as_a_fact_only_where_somebody_has_checked_them(step: str) -> None:
    """To all others they are told as what may be."""
    steps = load(Path(__file__).parents[3] / "flows" / "definitions").structure.flows["job_loss"].steps
    when, notice = next(one for one in steps if one.id == step).ask_if, rules()["immigration_notice"]
    assert when is not None
    known = {"notice_known": step != "clock_notice_general", "notice_passed": step == "clock_notice_passed"}
    told = {status for status in STATUSES if when.holds({**known, "status": status})}
    assert told == {one for one in STATUSES if notice.applies_to(one) and notice.basis_for(one).firm}
