"""A day written under "When is the flight?": it chooses the button and is kept."""

import pytest

from tests.conversation.talk import Talk
from tests.conversation.ways import file_report, reach


def asked_when(talk: Talk) -> None:
    reach(talk, "urgent", mission="job_loss")
    talk.tap("flight_booked")
    talk.tap("_done")
    assert (talk.at or "").endswith("flight_when")


@pytest.mark.parametrize(
    ("written", "choice", "day"),
    [
        ("24 Nov 2026", "today", "2026-11-24"), ("25 November 2026", "tomorrow", "2026-11-25"),
        ("2026-11-27", "this_week", "2026-11-27"), ("15 January 2027", "later", "2027-01-15"),
        ("tomorrow", "tomorrow", None),
    ],
)
def test_a_day_is_taken_and_kept(talk: Talk, written: str, choice: str, day: str | None) -> None:
    asked_when(talk)
    talk.say(written)
    assert (talk.answers["flight_when"], talk.answers.get("flight_date")) == (choice, day)


def test_the_day_is_not_asked_for_again(talk: Talk) -> None:
    asked_when(talk)
    talk.say("15 January 2027")
    assert "15 January 2027" in "\n".join(bubble.text for bubble in talk.heard), "it is shown back"
    file_report(talk, mission="job_loss", ready="add_details")
    assert not any("On which day is the flight" in bubble.text for bubble in talk.heard)


@pytest.mark.parametrize("written", ["20 Nov 2026", "my boss has the ticket"])
def test_a_day_gone_by_and_other_words_are_none(talk: Talk, written: str) -> None:
    asked_when(talk)
    talk.say(written)
    assert "flight_when" not in talk.answers
    assert "2026-11-03" not in talk.question.text, "no example of a day gone by"


def test_under_being_sent_home_it_is_the_same(talk: Talk) -> None:
    reach(talk, "flight", mission="forced_return")
    talk.say("27 November 2026")
    assert (talk.answers["flight_when"], talk.answers["flight_date"]) == ("this_week", "2026-11-27")
