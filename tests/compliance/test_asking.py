"""What a worker is asked about a correction, in every language: their own answers, quoted in their own words."""

from __future__ import annotations

from datetime import date

import pytest

from bot.cases.notifier import QuestionKind, Words
from bot.conversation.notify import shown
from bot.wording.filling import placeholders
from bot.wording.languages import ENDONYMS
from flows.evidence import reading
from flows.law.duties import duties
from tests.support.texts import texts


@pytest.mark.parametrize("language", sorted(ENDONYMS))
def test_the_question_quotes_the_answer_and_names_who_asks_whom_until_when(language: str) -> None:
    words = texts()
    asked = Words("missed_support.interview_last.ask"), Words("missed_support.interview_last.choice.never")
    params = shown(
        words, language,
        {"partner": "North", "organisation": "Kasuga", "until": date(2026, 12, 15), "said": asked,
         "info": Words("case.correction.info")},
    )  # fmt: skip
    for kind in (QuestionKind.CORRECTION, QuestionKind.CORRECTED):
        told = words.text(language, kind.ask_key, **params)
        for key in asked:
            assert words.text(language, key.key) in told
        assert "Kasuga" in told
        assert "{" not in told
        for choice in kind.choices:
            assert words.text(language, kind.choice_key(choice))
    told = words.text(language, QuestionKind.CORRECTION.ask_key, **params)
    assert "North" in told
    assert words.text(language, "case.correction.info") in told


def test_whatever_speaks_to_a_duty_can_be_quoted() -> None:
    words = texts()
    for step, speaks in reading().items():
        said = {*speaks.fulfilled, *speaks.deviation, *speaks.each}
        if not said:
            continue
        keys = [f"{step}.ask"]
        keys += [f"ui.{one}" if said <= {"yes", "no"} else f"{step}.choice.{one}" for one in said]
        for key in keys:
            text = words.find("en", key)
            assert text, key
            assert not placeholders(text), key


def test_every_duty_that_answers_speak_to_can_be_asked_for_in_a_letter() -> None:
    known = duties()
    spoken = {duty for speaks in reading().values() for duty in (speaks.duty, *speaks.each.values()) if duty}
    assert spoken <= known.keys()
    assert all(known[duty].ja and known[duty].law for duty in spoken)
