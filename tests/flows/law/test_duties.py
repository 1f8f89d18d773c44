"""The catalogue of duties: whom each binds and from when; every answer of the flows that speaks to one is read."""

from datetime import date
from pathlib import Path

import pytest

from flows.evidence import Given, Says, reading, spoken
from flows.law.duties import Bearer, duties, statuses
from flows.law.errors import LawDataError
from flows.law.facts import Confidence
from flows.loader import load

DEFINITIONS = Path(__file__).parents[3] / "flows" / "definitions"
TODAY = date(2026, 11, 24)
ROW = (
    "statuses: {ssw1: {ja: 一, en: one, from: 2019-04-01}}\nduties:\n"
    "  - {key: a, group: pay, ja: 甲, en: first, who: accepting, law: none, law_ja: 無, confidence: U, "
    "read: 2026-01-01, from: 2020-01-01}\n"
)


def test_the_ten_support_items_stand_there_with_their_japanese_names() -> None:
    items = duties()["support.ten_duties"].parts
    assert len(items) == 10
    assert [duties()[one].statuses for one in items] == [("ssw1",)] * 10
    assert duties()["support.10_interview"].ja == "定期的な面談"
    deadline = duties()["support.10_interview"].deadline
    assert deadline is not None
    assert deadline.every_months == 3


def test_every_duty_names_its_law_and_only_general_knowledge_has_no_source() -> None:
    for one in duties().values():
        assert one.law
        assert one.ja
        assert one.basis.sources or one.basis.confidence is Confidence.U


def test_a_duty_binds_towards_those_it_is_owed_to_and_while_it_is_in_force() -> None:
    interview, fees = duties()["support.10_interview"], duties()["skill.fees_cap"]
    assert interview.binds("ssw1", TODAY)
    assert not interview.binds("ssw2", TODAY)
    assert not interview.binds(None, TODAY)  # nothing is held against an employer on a guess
    assert not fees.binds("skill_dev", date(2027, 3, 31))
    assert fees.binds("skill_dev", date(2027, 4, 1))
    assert duties()["notify.quarterly"].binds("ssw1", date(2025, 3, 31))
    assert not duties()["notify.quarterly"].binds("ssw1", date(2025, 4, 1))
    assert statuses()["skill_dev"].valid_from == date(2027, 4, 1)
    assert duties()["intern.kumiai_visit"].who is Bearer.SUPERVISING


def test_rules_on_hours_do_not_bind_farms_except_towards_interns() -> None:
    breaks = duties()["hours.breaks"]
    assert breaks.binds("ssw1", TODAY, "food_service")
    assert not breaks.binds("ssw1", TODAY, "agriculture")
    assert breaks.binds("intern", TODAY, "agriculture")
    assert not breaks.binds("intern", TODAY, "fishery"), "no source says so; the estimate hands it to a person, too"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (ROW.replace("group: pay", "group: play"), 3, "must be one of"),
        (ROW.replace(" law: none,", ""), 3, "'law' is missing"),
        (ROW.replace("from: 2020-01-01", "from: 2020-01-01, to: 2019-01-01"), 3, "before 'from'"),
        (ROW.replace("2020-01-01}\n", "2020-01-01, within_days: 14}\n"), 3, "belong together"),
        (ROW.replace("2020-01-01}\n", "2020-01-01, parts: [b]}\n"), 3, "no other duty"),
        (ROW.replace("2020-01-01}\n", "2020-01-01, statuses: [trainee]}\n"), 3, "can't stand under"),
        (ROW.replace("ssw1:", "trainee:"), 1, "not a known status"),
        (ROW.replace("confidence: U", "confidence: B"), 3, "must name its sources"),
    ],
)
def test_a_slip_is_refused_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    broken = tmp_path / "duties.yaml"
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(LawDataError, match=says) as refused:
        duties(broken)
    assert refused.value.line == line


def test_every_line_about_answers_belongs_to_a_question_of_the_flows() -> None:
    flows = load(DEFINITIONS).structure.flows.values()
    assert reading().keys() <= {f"{flow.id}.{step.id}" for flow in flows for step in flow.steps}


def test_a_boss_in_the_room_outweighs_an_interview_in_time() -> None:
    interview = "support.10_interview"
    given = [
        Given("missed_support.interview_last", "months_3"),
        Given("missed_support.boss_in_room", True),
    ]
    says, by = spoken(given, {})[interview]
    assert says is Says.DEVIATION
    assert [one.step for one in by] == ["missed_support.boss_in_room"]


def test_each_chosen_item_of_a_list_is_a_duty_of_its_own() -> None:
    said = spoken([Given("missed_support.duties_b", ["interview", "japanese"])], {})
    assert {duty: says for duty, (says, _) in said.items()} == {
        "support.10_interview": Says.DEVIATION, "support.6_japanese": Says.DEVIATION,
    }  # fmt: skip
    all_came = spoken([Given("missed_support.duties_b", ["none_of_these"])], {})
    assert {says for says, _ in all_came.values()} == {Says.FULFILLED}
    assert len(all_came) == 5


def test_an_answer_counts_only_beside_the_one_that_gives_it_its_meaning() -> None:
    given = [Given("injury.company", ["hide"])]
    assert spoken(given, {"injury_cause": "private"}) == {}
    assert spoken(given, {"injury_cause": "at_work"})["injury.insurance"][0] is Says.DEVIATION
