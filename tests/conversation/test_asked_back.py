"""What can't be the answer as it stands is asked back in words that help: hours of a day where a month's are asked for,
a day of the Nepali calendar, money of home."""

import re

import pytest

from tests.conversation.talk import Talk
from tests.conversation.ways import reach

A_DAY = {
    "vi": "mỗi ngày 3 tiếng", "id": "3 jam sehari", "ne": "din ma 3 ghanta", "tl": "3 oras araw-araw",
    "en": "3 hours a day", "ja": "毎日3時間",
}  # fmt: skip
A_WEEK = {
    "vi": "tuan 10 tieng", "id": "seminggu 10 jam", "ne": "hapta ma 10 ghanta", "tl": "10 oras kada linggo",
    "en": "10 hours a week", "ja": "週10時間",
}  # fmt: skip
WITH_DAYS = {
    "vi": "mỗi ngày 3 tiếng, 20 ngày", "id": "3 jam sehari, 20 hari", "ne": "दिनको 3 घण्टा, 20 दिन",
    "tl": "3 oras kada araw, 20 araw", "en": "3 hours a day, 20 days", "ja": "毎日3時間、20日",
}  # fmt: skip
FURIGANA = re.compile("（[^）]*）")
MONTH = {"vi": "tháng", "id": "bulan", "ne": "महिना", "tl": "buwan", "en": "month", "ja": "月"}


@pytest.mark.parametrize("said", [A_DAY, A_WEEK], ids=["a day", "a week"])
@pytest.mark.parametrize("language", list(A_DAY))
def test_hours_a_day_or_a_week_are_asked_for_a_month(talk: Talk, language: str, said: dict[str, str]) -> None:
    reach(talk, "overtime_month", language=language)
    asked = talk.say(said[language])[-1]
    assert (talk.at or "").endswith("overtime_month"), "not taken as up to ten hours a month"
    assert "60" in asked.text
    assert MONTH[language] in asked.text


@pytest.mark.parametrize("language", list(WITH_DAYS))
def test_hours_a_day_and_days_are_counted_together_and_confirmed(talk: Talk, language: str) -> None:
    """As the sentence above says it may be written."""
    reach(talk, "overtime_month", language=language)
    assert WITH_DAYS[language] in FURIGANA.sub("", talk.say(A_DAY[language])[-1].text)
    talk.say(WITH_DAYS[language])
    assert (talk.at or "").endswith("overtime_month"), "our sum is not yet the worker's word"
    talk.say({"vi": "đúng", "id": "ya", "ne": "ho", "tl": "opo", "en": "yes", "ja": "はい"}[language])
    assert (talk.at or "").endswith("months")
    assert talk.answers["overtime_month"] == "h60"


def test_a_day_of_the_nepali_calendar_is_asked_for_by_the_names_of_both(talk: Talk) -> None:
    reach(talk, "last_day_worked", language="ne", mission="job_loss", ready="add_details")
    for typed in ("2083/7/15", "kartik 15", "कार्तिक १५"):
        asked = talk.say(typed)[-1]
        assert (talk.at or "").endswith("last_day_worked")
        assert "वि.सं." in asked.text
        assert "ई.सं." in asked.text


@pytest.mark.parametrize(("language", "typed"), [("tl", "P50,000"), ("id", "Rp 2.000.000"), ("ne", "50000 rupaiya")])
def test_money_of_home_is_asked_for_in_yen(talk: Talk, language: str, typed: str) -> None:
    reach(talk, "monthly_pay", language=language, ready="add_details", pay_form="monthly")
    asked = talk.say(typed)[-1]
    assert (talk.at or "").endswith("monthly_pay")
    assert {"tl": "Japanese yen", "id": "yen Jepang", "ne": "जापानी येन"}[language] in asked.text


def test_two_million_yen_a_month_are_asked_back(talk: Talk) -> None:
    reach(talk, "monthly_pay", language="id", ready="add_details", pay_form="monthly")
    asked = talk.say("2 juta")[-1]
    assert (talk.at or "").endswith("monthly_pay")
    assert "2,000,000" in asked.text


def since(talk: Talk, month: str, **taps: str) -> None:
    reach(talk, "since_month", ready="add_details", **taps)
    talk.say(month)


def test_more_months_than_there_are_since_the_month_told_are_asked_once_and_both_stay(talk: Talk) -> None:
    since(talk, "this month", months="m6")
    asked = talk.question
    assert (talk.at or "").endswith("months_or_since")
    assert "1 months at most" in asked.text
    talk.tap("since")
    assert (talk.at or "").endswith("paid_how"), "the last time was this month, too"
    assert (talk.answers["months"], talk.answers["since_month"]) == ("m6", "2026-11")
    assert talk.answers["months_or_since"] == "since"


def ended(talk: Talk, worked: str, end: str) -> None:
    """The last day of work, and the day on which the contract ended."""
    reach(talk, "last_day_worked", ready="add_details", mission="job_loss")
    talk.say(worked)
    reach(talk, "contract_end", ready="add_details", mission="job_loss", contract_kind="end_date")
    talk.say(end)


def test_work_after_the_end_of_the_contract_is_asked_about_once_and_both_stay(talk: Talk) -> None:
    ended(talk, "20 November 2026", "31 October 2026")
    assert (talk.at or "").endswith("contract_end")
    assert "is this day right?" in talk.question.text
    assert "31 October 2026" in talk.question.text
    talk.say("yes")
    assert (talk.at or "").endswith("pressed_paper")
    assert (talk.answers["last_day_worked"], talk.answers["contract_end"]) == ("2026-11-20", "2026-10-31")


def test_a_contract_that_ended_on_the_last_day_of_work_is_not_asked_about(talk: Talk) -> None:
    ended(talk, "20 November 2026", "20 November 2026")
    assert (talk.at or "").endswith("pressed_paper")


def test_a_day_that_was_wrong_is_written_anew(talk: Talk) -> None:
    ended(talk, "20 November 2026", "31 October 2026")
    talk.say("no")
    assert (talk.at or "").endswith("contract_end")
    talk.say("30 November 2026")
    assert talk.answers["contract_end"] == "2026-11-30"


def test_months_that_fit_the_month_told_are_not_asked_about(talk: Talk) -> None:
    since(talk, "August", months="m6")
    assert (talk.at or "").endswith("last_time"), "from August until November it is four months"


def test_since_this_month_it_is_not_asked_when_it_was_last(talk: Talk) -> None:
    since(talk, "this month", months="m1")
    assert (talk.at or "").endswith("paid_how"), '"earlier" beside "since this month" can\'t both be true'


@pytest.mark.parametrize("right", ["months", "_unknown"])
def test_where_this_month_may_not_be_right_the_last_time_is_asked(talk: Talk, right: str) -> None:
    since(talk, "this month", months="m6")
    talk.tap(right)
    assert (talk.at or "").endswith("last_time")
