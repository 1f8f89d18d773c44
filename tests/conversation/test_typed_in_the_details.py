"""What people write under the questions of the details, and at the edges of buttons that are ranges."""

from typing import Any

import pytest

from tests.conversation.talk import Talk
from tests.conversation.ways import reach


@pytest.mark.parametrize(
    ("language", "question", "written", "choice"),
    [
        ("id", "ready", "tambah detail", "add_details"), ("tl", "ready", "dagdag detalye", "add_details"),
        ("ne", "ready", "thap bibaran", "add_details"), ("vi", "ready", "them chi tiet", "add_details"),
        ("id", "want", "mau ganti kerja", "change_job"), ("ne", "want", "arko company ma jana", "change_job"),
        ("tl", "write_first", "kahit anong oras", "any_time"), ("id", "write_first", "minggu aja", "sunday"),
        ("vi", "write_first", "buổi tối", "evening"), ("ja", "write_first", "いつでも", "any_time"),
    ],
)  # fmt: skip
def test_a_choice_in_other_words(talk: Talk, language: str, question: str, written: str, choice: str) -> None:
    reach(talk, question, language=language)
    talk.say(written)
    assert choice in [one["value"] for one in _recorded(talk) if one["raw"] == written]


@pytest.mark.parametrize(
    ("language", "written", "wish"),
    [
        ("en", "My boss must not know!", "employer_knows"), ("vi", "dung cho cong ty biet nhe", "employer_knows"),
        ("id", "jangan sampai bos tahu ya", "employer_knows"), ("tl", "wag sabihin sa amo ko po", "employer_knows"),
        ("ne", "company le thaha paunu hudaina", "employer_knows"), ("vi", "không muốn bị đuổi về nước", "sent_home"),
        ("ja", "会社に知られたくないです", "employer_knows"), ("ne", "gharma nabhannu hai", "family_told"),
    ],
)  # fmt: skip
def test_what_must_not_happen_is_told_with_a_no(talk: Talk, language: str, written: str, wish: str) -> None:
    """Elsewhere a no beside a button's words denies it; here it is how people say the wish."""
    reach(talk, "must_not", language=language)
    talk.say(written)
    if "must_not" not in talk.answers:
        talk.tap("_done")
    assert talk.answers["must_not"] == [wish]


def _recorded(talk: Talk) -> list[dict[str, Any]]:
    with talk.database.read() as uow:
        conversation = uow.conversations.get(talk.conversation_id)
        assert conversation is not None
        cases = uow.cases.of_worker(talk.worker_id)
        return uow.conversations.answers(cases[-1].run_id if cases else conversation.run_id)


def test_pay_for_the_whole_month(talk: Talk) -> None:
    reach(talk, "ready", language="ne")
    talk.tap("add_details")
    assert (talk.at or "").endswith("pay_form"), talk.at
    talk.say("mahina bhari ko")
    assert talk.answers["pay_form"] == "monthly"


@pytest.mark.parametrize(
    ("language", "written", "choice"),
    [
        ("en", "More than 80 hours", "over80"), ("vi", "Hơn 80 tiếng", "over80"), ("id", "lebih dari 80 jam", "over80"),
        ("ne", "80 घण्टाभन्दा बढी", "over80"), ("tl", "higit sa 80 oras", "over80"), ("ja", "80時間以上", "over80"),
        ("en", "more than 45", "h60"), ("vi", "tren 45 tieng", "h60"), ("ne", "45 ghanta bhanda badi", "h60"),
        ("en", "80 hours", "h80"), ("en", "6 hours", "h10"), ("en", "7-9 hours", "h10"),
        ("en", "45 to 60 hours", "h60"),
    ],
)  # fmt: skip
def test_more_than_the_end_of_a_range_is_the_next_one(talk: Talk, language: str, written: str, choice: str) -> None:
    reach(talk, "overtime_month", language=language)
    talk.say(written)
    assert talk.answers["overtime_month"] == choice


@pytest.mark.parametrize(
    ("language", "written", "asked"),
    [
        ("en", "40-50 hours", ["h45", "h60"]), ("vi", "khoang 40-50 tieng", ["h45", "h60"]),
        ("ja", "40~50時間", ["h45", "h60"]), ("en", "15-50", ["h20", "h45", "h60"]),
    ],
)  # fmt: skip
def test_a_range_that_lies_across_buttons_is_asked_about(
    talk: Talk, language: str, written: str, asked: list[str]
) -> None:
    reach(talk, "overtime_month", language=language)
    said = talk.say(written)[-1]
    assert [choice for choice in said.choices if not choice.startswith("_")] == asked
    assert "overtime_month" not in talk.answers
    talk.tap(asked[-1])
    assert talk.answers["overtime_month"] == asked[-1]
