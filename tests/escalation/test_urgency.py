"""How pressing a case is, and why."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import JAPAN
from bot.escalation.policy import Severity
from bot.escalation.risks import RisksError, load_risks, shipped_risks
from bot.escalation.urgency import Urgency, assess, risk
from flows.yaml_source import load_yaml

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN).astimezone(UTC)
KEYS = Path(__file__).parents[2] / "flows" / "definitions" / "_keys.yaml"


def closing(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, 17, tzinfo=JAPAN).astimezone(UTC)


def test_nothing_pressing() -> None:
    found = assess({}, [], NOW)
    assert (found.contributions, found.severity, found.deadline(NOW)) == ((), Severity.NORMAL, None)


def test_the_deadline_is_the_earliest_and_every_reason_is_named() -> None:
    answers = {"notice_due": "2026-12-08", "three_months_date": "2027-02-10", "stay_date": "2026-12-20"}
    found = assess(answers, ["job_lost"], NOW)
    assert found.deadline(NOW) == closing(12, 8)
    assert [(c.reason, c.source) for c in found.contributions] == [
        ("job_lost", "answer.job_lost"), ("notice_14_days", "notice_due"), ("stay_end", "stay_date"),
        ("three_months", "three_months_date"),
    ]  # fmt: skip
    assert not found.urgent


def test_a_deadline_within_three_days_is_urgent() -> None:
    assert not assess({"stay_date": "2026-11-28"}, [], NOW).urgent
    assert assess({"stay_date": "2026-11-26"}, [], NOW).urgent


def test_the_notice_that_is_late_presses_nobody_but_is_shown() -> None:
    found = assess({"notice_due": "2026-11-20"}, [], NOW)
    assert found.deadline(NOW) is None
    assert [(c.reason, c.passed) for c in found.contributions] == [("notice_14_days", True)]


def test_three_months_that_have_passed_are_a_risk_of_their_own() -> None:
    found = assess({"three_months_date": "2026-11-20"}, [], NOW)
    assert [c.reason for c in found.contributions] == ["three_months_passed"]
    assert found.contact_by(NOW) is not None


@pytest.mark.parametrize(
    ("answers", "leaves"),
    [
        ({"flight_when": "today"}, NOW + timedelta(hours=2)),
        ({"flight_when": "tomorrow"}, datetime(2026, 11, 25, tzinfo=JAPAN)),
        ({"flight_when": "later", "flight_date": "2026-12-01"}, datetime(2026, 12, 1, tzinfo=JAPAN)),
        ({"flight_when": "this_week"}, None),
        ({"flight_date": {"skipped": "unknown"}}, None),
    ],
)
def test_a_departure(answers: dict[str, object], leaves: datetime | None) -> None:
    assert assess(answers, [], NOW).deadline(NOW) == leaves


def test_danger_is_hours_and_the_earliest_time_for_contact_counts() -> None:
    found = assess({}, ["no_bed", "danger_now", "threat"], NOW)
    assert found.urgent
    assert found.contact_by(NOW) == NOW + timedelta(hours=2)
    assert found.contributions[0].reason == "danger_now"


def test_a_risk_nobody_knows_is_noted_and_seen() -> None:
    found = assess({}, ["brand_new"], NOW)
    assert [(c.reason, c.nature) for c in found.contributions] == [("brand_new", "noted")]


def test_answers_that_are_no_dates_are_no_deadlines() -> None:
    assert assess({"stay_date": "soon", "notice_due": 3, "three_months_date": None}, [], NOW).contributions == ()


def test_it_reads_back_as_it_was() -> None:
    found = assess({"stay_date": "2026-12-20"}, ["threat", "alone_with_it"], NOW)
    assert Urgency.from_data(found.to_data()) == found


def test_reasons_come_and_go() -> None:
    calm = assess({}, ["afraid"], NOW)
    worried = calm.with_more([risk("silence_means_danger", "check_ins", NOW)], NOW)
    assert worried.urgent
    assert worried.without(["silence_means_danger"], NOW) == calm


def test_every_risk_that_flows_name_is_in_the_table_with_the_same_severity() -> None:
    named = load_yaml(KEYS).data["risk"]
    table = shipped_risks().by_key
    assert {key: row["severity"] for key, row in named.items()} == {
        key: table[key].weight.value for key in named if key in table
    }


@pytest.mark.parametrize(
    ("line", "says"),
    [("danger_now: {severity: huge}", "severity is one of"), ("danger_now: {severity: noted, soon: 1 day}", "'soon'"),
     ("danger_now: {severity: urgent, contact_within: soon}", "no length of time")],
)  # fmt: skip
def test_a_broken_table_is_named_with_its_line(tmp_path: Path, line: str, says: str) -> None:
    head = "urgent_when_left: 3 days\nraised_within: 1 day\nurgent_within: 1 day\nrisks:\n"
    (tmp_path / "risks.yaml").write_text(f"{head}  {line}\n", "utf-8")
    with pytest.raises(RisksError, match=f"risks.yaml:5: .*{says}"):
        load_risks(tmp_path / "risks.yaml")
