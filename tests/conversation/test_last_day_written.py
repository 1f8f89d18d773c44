"""A day written under "When did you last work there?": it chooses the button, is kept, and the clock counts from it."""

import pytest

from tests.conversation.papers import press
from tests.conversation.talk import Talk
from tests.conversation.test_correcting import _case, _question
from tests.conversation.test_mere_answers import chosen, question, read
from tests.conversation.ways import file_report, reach


def asked_when(talk: Talk) -> None:
    reach(talk, "last_worked", mission="job_loss", situation="told_leave")


@pytest.mark.parametrize(
    ("written", "choice", "day"),
    [
        ("5 Nov 2026", "this_month", "2026-11-05"), ("2026-10-31", "last_month", "2026-10-31"),
        ("20 August 2026", "months_2_3", "2026-08-20"), ("1 May 2026", "longer", "2026-05-01"),
        ("yesterday", "this_month", "2026-11-23"),
    ],
)
def test_a_day_is_taken_and_kept(talk: Talk, written: str, choice: str, day: str) -> None:
    asked_when(talk)
    talk.say(written)
    assert (talk.answers["last_worked"], talk.answers["last_day_worked"]) == (choice, day)
    heard = "\n".join(bubble.text for bubble in talk.heard)
    assert "could not read this" not in heard
    file_report(talk, mission="job_loss", ready="add_details")
    assert not any("the last day on which you really worked" in bubble.text for bubble in talk.heard)


def test_the_three_months_are_counted_from_it(talk: Talk) -> None:
    asked_when(talk)
    talk.say("5 Nov 2026")
    assert "5 November 2026" in "\n".join(bubble.text for bubble in talk.heard), "it is shown back"
    file_report(talk, mission="job_loss")
    assert "5 February 2027" in "\n".join(bubble.text for bubble in talk.heard)


def test_a_day_to_come_is_none(talk: Talk) -> None:
    asked_when(talk)
    talk.say("5 Dec 2026")
    assert "last_worked" not in talk.answers


def test_whoever_goes_back_and_taps_another_button_is_asked_for_the_day_again(talk: Talk) -> None:
    asked_when(talk)
    talk.say("5 Nov 2026")
    talk.tap("back")
    assert "When did you last work" in talk.question.text
    talk.tap("last_month")
    assert talk.answers["last_worked"] == "last_month"
    assert talk.answers["last_day_worked"] == {"skipped": "unknown"}
    reach(talk, "last_day_worked", mission="job_loss", ready="add_details")


def test_a_button_alone_leaves_the_day_to_its_own_question(talk: Talk) -> None:
    asked_when(talk)
    talk.tap("this_month")
    assert "last_day_worked" not in talk.answers
    reach(talk, "last_day_worked", mission="job_loss", ready="add_details")


def days_known(talk: Talk) -> tuple[object, object]:
    """When the worker last worked, and on which day, as the case has it."""
    _, known, _ = _case(talk)
    return known["last_worked"], known.get("last_day_worked")


@pytest.mark.parametrize("written_before", [True, False])
def test_a_day_that_is_written_after_sending_counts_from_then_on(talk: Talk, written_before: bool) -> None:
    asked_when(talk)
    talk.say("5 Nov 2026") if written_before else talk.tap("this_month")
    file_report(talk, mission="job_loss")
    _question(talk, "When did you last work")
    said = talk.say("20 October 2026")
    assert sum("old and the new answer" in one.text for one in said) == 1
    assert days_known(talk) == ("last_month", "2026-10-20"), "else the time limits count from a day that is wrong"
    assert "20 January 2027" in "\n".join(one.text for one in press(talk, talk.command("status"), "My dates"))


def test_another_button_after_sending_takes_the_day_away_that_was_written(talk: Talk) -> None:
    asked_when(talk)
    talk.say("5 Nov 2026")
    file_report(talk, mission="job_loss")
    _question(talk, "When did you last work")
    talk.tap("last_month")
    assert days_known(talk)[0] == "last_month"
    assert days_known(talk)[1] != "2026-11-05"


def test_the_same_button_once_more_leaves_the_day_that_was_written(talk: Talk) -> None:
    asked_when(talk)
    talk.say("5 Nov 2026")
    file_report(talk, mission="job_loss")
    _question(talk, "When did you last work")
    talk.tap("this_month")
    assert days_known(talk) == ("this_month", "2026-11-05"), "the time limits go on counting from it"


@pytest.mark.parametrize(
    ("language", "written", "choice"),
    [
        ("vi", "tháng trước nữa", "months_2_3"), ("en", "the month before last month", "months_2_3"),
        ("en", "more than 3 months ago", "longer"), ("vi", "ngày 5 tháng này", "this_month"),
        ("vi", "5 tháng này", "this_month"), ("id", "20 bulan ini", "this_month"),
        ("ne", "asti mahina", "last_month"),
    ],
)  # fmt: skip
def test_the_month_before_last_is_not_last_month(language: str, written: str, choice: str) -> None:
    assert chosen(read(*question("job_loss", "last_worked"), language, written)) == {choice}


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("vi", "5 tháng nay"), ("vi", "2 tuan nay"), ("id", "5 bulan ini"), ("en", "before last month"),
        ("ja", "先月より前"),
    ],
)  # fmt: skip
def test_how_long_somebody_has_not_worked_is_no_day_of_this_month(language: str, written: str) -> None:
    assert chosen(read(*question("job_loss", "last_worked"), language, written)) == set()
