"""Days and months that can't be meant: not offered, not guessed, asked back. It is Tuesday 24 November 2026."""

import pytest

from tests.conversation.talk import Said, Talk
from tests.conversation.ways import reach


def values(said: Said) -> list[str]:
    """The days or months that are offered."""
    return [choice.removeprefix("=") for choice in said.choices if choice.startswith("=")]


def flight(talk: Talk) -> Said:
    """The question on which day the flight is."""
    reach(talk, "urgent", mission="job_loss")
    talk.tap("flight_booked")
    talk.tap("_done")
    return reach(talk, "flight_date", mission="job_loss", flight_when="later", ready="add_details")


def last_day(talk: Talk) -> Said:
    """The question on which day somebody worked last."""
    return reach(talk, "last_day_worked", mission="job_loss", ready="add_details", last_worked="this_month")


def test_a_flight_is_today_or_later(talk: Talk) -> None:
    assert values(flight(talk)) == ["2026-11-24", "2026-11-25"]
    asked = talk.say("yesterday")[-1]
    assert "is this day right?" in asked.text
    assert "flight_date" not in talk.answers
    talk.say("3 days later")
    assert talk.answers["flight_date"] == "2026-11-27"


def test_a_weekday_is_the_coming_one_for_a_flight_and_the_past_one_for_the_last_day_of_work(
    talk: Talk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    flight(talk)
    talk.say("Friday")
    assert talk.answers["flight_date"] == "2026-11-27"
    other = Talk(talk.ready, tmp_path_factory.mktemp("other") / "talk")
    last_day(other)
    other.say("Friday")
    assert other.answers["last_day_worked"] == "2026-11-20"


def test_the_last_day_of_work_is_not_in_the_future(talk: Talk) -> None:
    assert values(last_day(talk)) == ["2026-11-24", "2026-11-23"]
    asked = talk.say("2026-12-01")[-1]
    assert "is this day right?" in asked.text
    assert values(asked) == ["2026-12-01"], "who insists may"
    assert "last_day_worked" not in talk.answers
    talk.say("2026-11-02")
    assert talk.answers["last_day_worked"] == "2026-11-02"


def test_overtime_has_not_been_unpaid_since_next_month(talk: Talk) -> None:
    question = reach(talk, "since_month", ready="add_details")
    assert values(question) == ["2026-11", "2026-10", "2026-09"]
    assert "is this month right?" in talk.say("next month")[-1].text
    assert "since_month" not in talk.answers
    talk.say("March")
    assert talk.answers["since_month"] == "2026-03"


@pytest.mark.parametrize(("step", "shape"), [
    ("overtime_exact", {"kind": "hours", "min": 6, "max": 400}),
    ("hourly_pay", {"kind": "money", "min": 300, "max": 20000}),
    ("since_month", {"kind": "month", "max": "2026-11"}),
    ("proof", {"kind": "file", "accept": ["photo", "file", "voice"], "many": True}),
])  # fmt: skip
def test_the_page_is_told_which_keyboard_and_picker_fit(talk: Talk, step: str, shape: dict[str, object]) -> None:
    given = dict(reach(talk, step, ready="add_details").payload["input"])
    assert given.pop("placeholder")
    assert given == shape


def test_a_day_carries_the_first_and_the_last_that_fit(talk: Talk) -> None:
    given = flight(talk).payload["input"]
    assert (given["min"], given["max"]) == ("2026-11-24", "2027-11-24")


def test_the_limits_of_a_day_move_on_with_the_calendar(talk: Talk) -> None:
    last_day(talk)
    talk.wait(days=10)
    talk.tap("menu")
    talk.tap("close")
    assert talk.question.payload["input"]["max"] == "2026-12-04"
    assert values(talk.question)[0] == "2026-12-04"


def test_a_choice_has_no_picker(talk: Talk) -> None:
    assert "input" not in reach(talk, "months").payload


def test_each_language_is_marked_on_its_button_and_in_the_greeting(talk: Talk) -> None:
    first = next(said for said in talk.start("vi", "en") if said.kind == "ask")
    buttons = {b["label"]: b.get("lang") for row in first.payload["rows"] for b in row}
    assert buttons["Tiếng Việt"] == "vi"
    assert buttons["नेपाली"] == "ne"
    assert all(buttons.values())
    assert first.payload["langs"] == ["vi", "en"]
    assert len(first.text.split("\n\n")[-1].split("\n")) == 2


def test_each_language_is_marked_in_the_menu_too(talk: Talk) -> None:
    reach(talk, "months")
    talk.tap("menu")
    talk.tap("language")
    rows = talk.question.payload["rows"]
    assert {b["lang"] for row in rows for b in row if "/" in b["data"]} >= {"vi", "id", "ne", "tl", "en", "ja"}
    talk.tap("lang/vi")
    assert all("lang" not in b for row in talk.question.payload["rows"] for b in row), "the others are in the bubble's"
