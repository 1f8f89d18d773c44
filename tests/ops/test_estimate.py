"""`todoke estimate` as somebody uses it, and the example of its page computed."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.cli import estimate_words as words
from bot.cli.main import main
from flows.law.pay import base, caveats, claim, kinds, settle, told
from flows.law.pay.base import PayForm
from flows.law.pay.kinds import Work

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "estimate.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0]
DAY = {"date": "2026-10-05", "start": "09:00", "end": "19:00"}


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Write a file and run the command over it: exit code, what it printed, what it complained."""

    def ran(text: str | bytes, *options: str) -> tuple[int, str, str]:
        file = tmp_path / "hours.json"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        code = main(["estimate", str(file), "--on", "2026-11-26", *options])
        shown = capsys.readouterr()
        return code, shown.out, shown.err.replace(str(tmp_path) + "/", "")

    return ran


def test_the_example_of_the_page_comes_out_as_counted_by_hand(run: Any) -> None:
    code, shown, complained = run(EXAMPLE)
    assert (code, complained) == (0, "")
    by_hand = PAGE.split("```")[-1]
    bold = re.findall(r"\*\*([\d,]+(?: yen)?|[\d-]{10}|below it)\*\*", by_hand)
    assert len(bold) == 8
    for amount in bold:
        assert amount.removesuffix(" yen") in shown, amount
    assert shown.startswith("Still unpaid on 2026-11-26: 24,580 yen.\nDo not settle on this.")


def test_before_payday_nothing_is_called_unpaid(run: Any) -> None:
    """Payday is 25 November; on that day, too, the money may still come."""
    for day in ("2026-11-22", "2026-11-25"):
        _, shown, _ = run(EXAMPLE, "--on", day)
        first = f"Not due yet on {day}, payday is still to come: 24,580 yen, if payday does not bring it."
        assert shown.startswith(f"{first}\nDo not settle on this.")
        assert "24,580 yen (if payday (2026-11-25) does not bring it; lapses after 2029-11-25)" in shown
        data = json.loads(run(EXAMPLE, "--json", "--on", day)[1])
        assert (data["due"], data["payday_to_come"]) == ({"low": 0, "high": 0}, {"low": 24_580, "high": 24_580})
        assert (data["months"][0]["due"], data["months"][0]["paydays"]) == (False, ["2026-11-25"] * 2)


def test_months_past_payday_and_months_before_it_are_told_apart(run: Any) -> None:
    later = {"date": "2026-11-02", "start": "09:00", "end": "20:00", "breaks": [["12:00", "13:00"]]}
    whole = json.loads(EXAMPLE)
    whole["days"].append(later)
    whole["paid"] = {"months": {"2026-10": 5000, "2026-11": 0}}
    _, shown, _ = run(json.dumps(whole))
    assert shown.splitlines()[:2] == [
        "Still unpaid on 2026-11-26: 24,580 yen.",
        "Not due yet on 2026-11-26, payday is still to come: 3,000 yen, if payday does not bring it.",
    ]


def test_where_the_payday_is_not_known_it_may_still_be_to_come(run: Any) -> None:
    whole = {name: said for name, said in json.loads(EXAMPLE).items() if name != "pay_month"}
    _, shown, _ = run(json.dumps(whole))
    assert shown.splitlines()[:2] == [
        "Still unpaid on 2026-11-26: between 0 and 24,580 yen.",
        "Not due yet on 2026-11-26, payday is, or may be, still to come: between 0 and 24,580 yen, if payday does not "
        "bring it.",
    ]


def test_the_same_as_json(run: Any) -> None:
    code, shown, _ = run(EXAMPLE, "--json")
    data = json.loads(shown)
    assert (code, data["low"], data["high"], data["on"]) == (0, 24_580, 24_580, "2026-11-26")
    assert data["input"] == json.loads(EXAMPLE)


def test_where_nobody_said_what_was_paid_the_first_line_says_so(run: Any) -> None:
    unsaid = re.sub(r'"paid": .*\n', "", EXAMPLE)
    assert ", if nothing was paid where nobody said so." in run(unsaid)[1].splitlines()[0]
    named = EXAMPLE.replace('"each_month": 5000', '"months": {"2026-10": 5000}')
    assert "nobody said" not in run(named)[1].lower()


def test_mistakes_are_told_with_their_lines_and_nothing_is_printed(run: Any) -> None:
    code, shown, complained = run(EXAMPLE.replace('"24:00"', '"25:70"').replace("2026-10-11", "2026-11-27"))
    assert (code, shown) == (1, "")
    lines = complained.splitlines()
    assert re.fullmatch(r'hours\.json: line \d+, days\[4\]\.end: there is no time "25:70"', lines[0])
    assert "can't be computed as it stands" in lines[-1]


def test_two_statutory_rest_days_in_one_week_are_a_mistake_with_its_place(run: Any) -> None:
    """Sunday the 11th and Monday the 12th of October are in one week; Monday the 5th is in the week before."""
    monday = {"date": "2026-10-12", "start": "09:00", "end": "17:00"}
    whole = json.loads(EXAMPLE)
    whole["days"].append(monday)
    code, _, complained = run(json.dumps(whole | {"rest_days": ["2026-10-12"]}))
    assert code == 1
    assert "rest_days[0]: 2026-10-11 and 2026-10-12 are in the same week, which has one statutory rest" in complained
    assert run(json.dumps(whole | {"rest_days": ["2026-10-05"]}))[0] == 0
    assert run(json.dumps(whole | {"rest_days": ["2026-10-14"]}))[0] == 0, "nobody worked on that one"
    whole["days"][-1] = monday | {"rest_day": True}
    assert "days[7].rest_day: 2026-10-11 and 2026-10-12" in run(json.dumps(whole))[2]
    whole["days"][6]["rest_day"] = False
    assert run(json.dumps(whole))[0] == 0, "the rest day of that week was moved to Monday"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"prefecture": "1"}, 'prefecture: write the prefecture as its number with two digits, "01" Hokkaido to'),
        ({"prefecture": 13}, 'prefecture: write the prefecture as its number with two digits, "01" Hokkaido to'),
        ({"pay": {"form": "hourly", "yen": [1200, 1300]}}, "pay.yen: one whole number is needed here, no pair"),
        ({"pay": {"form": "hourly", "yen": 1200.5}}, "pay.yen: a whole number is needed"),
        ({"pay": {"form": "hour", "yen": 1200}}, "pay.form: write one of these: 'hourly', 'daily', 'monthly', 'piece'"),
        ({"schedule": {"hours": 50_000}}, "schedule.hours: this is longer than a month: at most 744 hours (44,640 min"),
        ({"pay_month": {"closes": 32}}, "pay_month.closes: this must be at most 31"),
        ({"paid": {"each_month": [1, 2, 3]}}, "paid.each_month: a pair of two values was expected"),
        ({"paid": {"months": [1]}}, "paid.months: names and values in { } were expected"),
        ({"whole_hours": "perhaps"}, "whole_hours: write true or false"),
        ({"whole_hours": "yes"}, "whole_hours: write true or false"),
        ({"status": "Intern"}, 'status: "Intern" is no status known here; write one of these: ssw1, ssw2, intern'),
        ({"status": "\ud800"}, "is no status known here"),
        ({"schedule": {"hours": 8}}, 'schedule.hours: 8 are minutes here; write hours as "8:00"'),
        ({"schedule": {"weekdays": []}}, "schedule.weekdays: at least 1 of them"),
        ({"pay": {"form": "monthly", "yen": 1, "month_hours": 173}}, '173 are minutes here; write hours as "160:00"'),
        ({"pay": {"form": "daily", "yen": 1, "day_hours": 0}}, "pay.day_hours: this must be more than 0"),
        ({"days": [{"date": None, "start": "9", "end": True}]}, "days[0].date: null is not a date"),
        ({"days": [DAY | {"breaks": [["09:00", "19:00"]]}]}, "days[0]: the breaks leave no time of work"),
        ({"days": [], "months": [{"month": "2026-09", "overtime": "700:00", "rest_day": "30:00"}]},
         "months[0]: these are more hours than the 30 days of the month have"),
        ({"days": [], "months": [{"month": "2026-09", "late_night": "211:00"}]},
         "months[0].late_night: 30 nights have at most 210 hours from 22:00 to 05:00"),
        ({"days": 5}, "days: a list in [ ] was expected"), ({"pay": []}, "pay: at least 1 of them"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_in_plain_words(run: Any, changed: dict[str, Any], says: str) -> None:
    code, _, complained = run(json.dumps(json.loads(EXAMPLE) | changed))
    assert code == 1
    assert says in complained
    assert "Input" not in complained
    assert "String" not in complained


@pytest.mark.parametrize(
    ("text", "says"), [(b"\xff\xfe{", "is not a text in UTF-8"), (b" \n", "line 1: the file is empty")]
)
def test_a_file_that_is_none(run: Any, text: bytes, says: str) -> None:
    code, _, complained = run(text)
    assert code == 1
    assert says in complained


def test_a_file_with_a_mark_at_its_beginning_is_read(run: Any) -> None:
    assert run(b"\xef\xbb\xbf" + EXAMPLE.encode())[0] == 0


def test_work_that_is_handed_to_a_person_says_why(run: Any) -> None:
    code, shown, _ = run(json.dumps(json.loads(EXAMPLE) | {"work": "fishery"}))
    assert code == 0
    assert shown.startswith("No amount is computed: a person who knows this field has to.\nFishery")
    assert "overtime" not in shown.split("The minimum wage holds here too")[0]


@pytest.mark.parametrize("work", ["agriculture", "livestock", "fishery", "manager"])
def test_the_premium_of_nights_is_counted_where_the_rules_on_hours_do_not_hold(run: Any, work: str) -> None:
    """Two hours after 22:00, 1,200 yen an hour: 600 yen, of which 5,000 for the month were paid, or nothing was."""
    whole = json.loads(EXAMPLE) | {"work": work}
    assert "is no less than this premium" in run(json.dumps(whole))[1]
    del whole["paid"]
    shown = run(json.dumps(whole))[1]
    assert "Of it at least 600 yen are not paid, unless the pay was agreed for work at night, too. Do not" in shown
    assert "2:00 h x 1,200 x 25 % = 600 yen: 22:00 to 05:00 (LSA 37(4))" in shown
    [month] = json.loads(run(json.dumps(whole), "--json")[1])["late_night"]
    assert month["low"]["unpaid"] == 600
    unknown = whole | {"pay": {"form": "monthly", "yen": 220_000}}
    assert json.loads(run(json.dumps(unknown), "--json")[1])["late_night"] == [], "the hours of a month are not known"
    assert "late_night" not in json.loads(run(json.dumps(whole | {"work": "standard"}), "--json")[1])


def test_what_depends_on_a_plan_says_nothing_of_nights(run: Any) -> None:
    shown = run(json.dumps(json.loads(EXAMPLE) | {"work": "flexitime"}))[1]
    assert "22:00" not in shown


@pytest.mark.parametrize("work", ["agriculture", "fishery", "manager", "variable_hours"])
def test_the_minimum_wage_holds_for_all_work(run: Any, work: str) -> None:
    """1,000 yen an hour in Tokyo, in October 2026: the minimum is 1,280."""
    whole = json.loads(EXAMPLE) | {"work": work, "pay": {"form": "hourly", "yen": 1000}}
    says = "minimum 1,280 yen, pay of an hour in this test 1,000 yen: below it"
    assert says in run(json.dumps(whole))[1]
    [check] = json.loads(run(json.dumps(whole), "--json")[1])["minimum_wage"]
    assert (check["yen"], check["below"], check["first"]) == (1280, True, "2026-10-05")
    del whole["prefecture"]
    assert "minimum wage" not in run(json.dumps(whole))[1].lower()


def test_totals_of_months_are_not_held_against_the_minimum_wage_and_it_says_why(run: Any) -> None:
    whole = json.loads(EXAMPLE) | {"days": [], "months": [{"month": "2026-10", "overtime": "15:00"}]}
    shown = run(json.dumps(whole))[1]
    assert "totals of months name no days" in shown
    assert "no prefecture" not in shown
    del whole["prefecture"]
    assert "The minimum wage: no prefecture was given." in run(json.dumps(whole))[1]


@pytest.mark.parametrize(
    "pay",
    [
        {"form": "monthly", "yen": 160_000}, {"form": "monthly", "yen": 160_000, "month_hours": "200:00"},
        {"form": "piece", "yen": 1000},
    ],
)
def test_where_the_hours_of_a_month_are_not_bound_by_law_none_are_made_up(run: Any, pay: dict[str, Any]) -> None:
    whole = json.loads(EXAMPLE) | {"work": "agriculture", "pay": pay}
    assert "minimum wage" not in run(json.dumps(whole))[1].lower()


def test_the_schema_and_the_missing_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Form"
    assert main(["estimate"]) == 1
    assert main(["estimate", "no-such-file.json"]) == 1
    assert main(["estimate", "x", "--on", "yesterday"]) == 1


def keys_in(module: Any, pattern: str) -> set[str]:
    return set(re.findall(pattern, Path(module.__file__).read_text(encoding="utf-8")))


def test_every_key_of_a_computation_has_its_words() -> None:
    told_of = keys_in(caveats, r'\("(\w+)", ') | keys_in(claim, r'\("(\w+)", ')
    told_of |= keys_in(told, r'\("(\w+)", (?:self\.presumed|unasked)\)')
    told_of |= keys_in(claim, r'(?:notes|gaps)=\("(\w+)"')
    said: Sequence[str] = [*words.ASSUMPTIONS, *words.NOT_COVERED]
    assert told_of == set(said)
    assert set(caveats.RULE_OF) <= set(said)
    assert keys_in(settle, r'\("(\w+)", minutes\.') == set(words.PARTS)
    assert keys_in(base, r'"(base_(?!by_)\w+)"') == set(words.BASES)
    reasons = {kinds.handed_over(work, "ssw1", form) for work in Work for form in PayForm}
    assert {one.reason for one in reasons if one} == set(words.REASONS)
