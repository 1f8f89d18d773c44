"""What a worker is asked about a correction, in every language: their own answers, quoted in their own words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.cases.notifier import QuestionKind, Words
from bot.compliance.letter import written
from bot.conversation.notify import shown
from bot.wording.filling import placeholders
from bot.wording.languages import ENDONYMS
from flows.evidence import Given, Says, reading, spoken
from flows.law.duties import duties
from flows.law.facts import Confidence
from storage.models import Correction, Organisation, OrganisationKind
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


def _letter(duty: str, kind: str = OrganisationKind.ACCEPTING) -> str:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    named = Organisation(id="o", kind=kind, name="春日", spellings=[], created_at=at, created_by="")
    asked = Correction(id="c", organisation_id="o", duty=duty, partner_id="p", made_by="", made_at=at, due_at=at)
    return written(named, "支援会", asked).text


SPOKEN = sorted({one for speaks in reading().values() for one in (speaks.duty, *speaks.each.values()) if one})


@pytest.mark.parametrize("key", SPOKEN)
def test_a_letter_cites_the_law_only_where_a_source_says_so(key: str) -> None:
    about, letter = duties()[key], _letter(key)
    assert f"「{about.ja}」" in letter
    firm = about.basis.confidence is not Confidence.U
    assert ("法令等により" in letter) == (f"根拠：{about.law_ja}" in letter) == firm


def test_a_letter_speaks_of_the_workers_of_whom_it_is_sent_to() -> None:
    assert "貴機関で働く方" in _letter("support.10_interview")
    assert "貴団体の監理を受ける事業所で働く方" in _letter("intern.kumiai_visit", OrganisationKind.SUPERVISING)
    assert "貴機関の支援を受ける方" in _letter("support.10_interview", OrganisationKind.SUPPORT)


def _said(**answers: str) -> dict[str, Says]:
    given = [Given(f"job_loss.{name}", value) for name, value in answers.items()]
    return {duty: says for duty, (says, _) in spoken(given, answers).items()}


def test_short_notice_with_pay_in_its_place_is_lawful() -> None:
    assert _said(situation="told_leave", notice="under_30", notice_pay="paid") == {"notice.pay": Says.FULFILLED}
    assert _said(situation="told_leave", notice="under_30", notice_pay="part")["notice.dismissal"] is Says.DEVIATION
    assert _said(situation="told_leave", notice="under_30")["notice.dismissal"] is Says.DEVIATION


def test_a_copy_of_the_contract_says_nothing_of_whether_it_is_kept() -> None:
    for step in ("promise.contract_copy", "unpaid_overtime.fixed_shown"):
        assert spoken([Given(step, True)], {}) == {}
        assert spoken([Given(step, False)], {})
