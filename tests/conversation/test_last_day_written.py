"""A day written under "When did you last work there?": it chooses the button, is kept, and the clock counts from it."""

import pytest

from tests.conversation.talk import Talk
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
