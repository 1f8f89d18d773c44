"""Pay below the minimum wage in a report of unpaid overtime: the worker hears of it, record and letters name it."""

import pytest

from tests.conversation.papers import opened, press, text
from tests.conversation.talk import Talk
from tests.conversation.test_letters import shown
from tests.conversation.ways import file_report, reach

TOO_LOW = "So your pay may be too low."
DUTY = "At least the minimum wage"


def told(talk: Talk, pay: str, form: str = "hourly", **taps: str) -> str:
    """A report with the pay; everything that was said."""
    reach(talk, f"{form}_pay", ready="add_details", pay_form=form)
    talk.say(pay)
    file_report(talk, ready="add_details", pay_form=form, **taps)
    return "\n".join(bubble.text for bubble in talk.heard)


def test_1200_yen_in_tokyo_may_be_too_low(talk: Talk) -> None:
    heard = told(talk, "1200")
    assert f"about 1,200 yen for one hour. The minimum wage of your prefecture is 1,280 yen today. {TOO_LOW}" in heard


@pytest.mark.parametrize(("pay", "form"), [("1280", "hourly"), ("200000", "monthly"), ("204800", "monthly")])
def test_of_pay_that_may_be_enough_nothing_is_said(talk: Talk, pay: str, form: str) -> None:
    """200,000 yen for 160 hours are 1,250: below. 204,800 are 1,280."""
    assert (TOO_LOW in told(talk, pay, form)) is (pay == "200000")


def test_what_was_enough_in_those_months_is_not_called_too_low(talk: Talk) -> None:
    assert TOO_LOW not in told(talk, "1250", since_month="_skip", last_time="earlier")


def test_the_letter_names_the_minimum_wage_with_both_amounts_until_it_is_taken_out(talk: Talk) -> None:
    told(talk, "1200")
    said = shown(talk, "Ask for unpaid wages")
    assert "1,200 yen < 1,280 yen" in text(said)
    assert "Minimum Wage Act Art. 4, 9" in text(said)
    press(talk, said, "Take out lines")
    talk.press("c:0:home/letter.claim.line.below_minimum")
    said = talk.press("c:0:home/letter.claim.go")
    assert "1,280 yen" not in text(said)
    assert "Minimum Wage Act" not in text(said)


def test_of_enough_pay_the_letter_says_nothing(talk: Talk) -> None:
    told(talk, "1300")
    assert DUTY not in text(shown(talk, "Ask for unpaid wages"))


def test_the_record_says_it_as_the_word_of_the_program(talk: Talk) -> None:
    told(talk, "1200")
    record = text(opened(talk))
    assert "1,200 yen < 1,280 yen" in record


def test_of_a_months_pay_which_is_asked_without_housing_no_paper_says_that_it_is_too_low(talk: Talk) -> None:
    """198,000 yen and 20,000 for housing, in 160 hours, are more than 1,280: only a person can tell."""
    assert TOO_LOW in told(talk, "198000", "monthly")
    assert DUTY not in text(opened(talk))
    letter = text(shown(talk, "Ask for unpaid wages"))
    assert "198,000 yen" in letter
    assert "1,280" not in letter
    assert DUTY not in letter
