"""Three workers of one organisation say in three languages that the interview never came: the board shows it,
correction is requested, the organisation answers, two confirm, the third says no. The board, the cases and the workers'
records say exactly that."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.cases.notifier import QuestionKind, Words
from bot.cases.pin import set_pin
from bot.cases.questions import Outcome, answer_question
from bot.cases.timeline import Happened
from bot.cases.withdraw import withdraw
from bot.documents.issuing import record_lines
from bot.documents.telling import Teller
from bot.wording import values
from storage.models import COORDINATOR
from tests.console.conftest import Town
from tests.console.reports import INTERVIEW, Report

FOUR_WAYS = {
    "vi": "Cty Kasuga Seisakusho", "id": "PT kasuga seisakujo", "ne": "春日製作所（本社）", "en": "カスガ セイサクショ"
}


@pytest.fixture
def report(town: Town) -> Report:
    """Files reports."""
    return Report(town)


def _record(town: Town, number: str, language: str) -> list[str]:
    """What the worker's own process record says in this language of what became of a duty, the oldest first."""
    with town.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        teller = Teller(town.words.now, town.deps.structure(), language)
        made = record_lines(uow, case, teller, town.clock.business())
    return [line.text.own.partition(":")[0] for line in made if line.id[0] in "cdm"]


def test_three_workers_a_request_an_answer_and_who_says_what(town: Town, report: Report) -> None:
    numbers = [report(language, name=FOUR_WAYS[language]) for language in ("vi", "id", "ne")]
    north, coordinator = town.log_in("north"), town.log_in("coordinator")
    for number in numbers:
        report.reached(number)

    first = north.act(
        town, numbers[0], "organisation", organisation="new", kind="accepting", name="春日製作所",
        named=FOUR_WAYS["vi"], keep="yes",
    )
    assert first.headers["location"].endswith("done=organisation_confirmed")
    organisation = report.organisation("春日製作所")
    coordinator.send(
        f"/console/organisations/{organisation}", kind="accepting", name="春日製作所", name_kana="カスガセイサクショ",
        name_latin="Kasuga Seisakusho", spellings=FOUR_WAYS["vi"], number="", sector="manufacturing",
    )
    for number, language in zip(numbers[1:], ("id", "ne"), strict=True):
        shown = north.get(f"/console/cases/{number}").text
        assert f'value="{organisation}" required' in shown  # offered, whatever the spelling; a person confirms
        north.act(town, number, "organisation", organisation=organisation, named=FOUR_WAYS[language], keep="yes")
    assert "Another worker of this organisation said the same" in north.get(f"/console/cases/{numbers[1]}").text

    assert report.cell(north, organisation) == "✕ 3"
    assert "not fulfilled, say 3" in north.get("/console/board").text
    assert report.cell(coordinator, organisation) == "✕ 3"

    for number in numbers:
        north.act(town, number, "correction", duty=INTERVIEW, due="2026-12-15")
        said = report.answers(number, QuestionKind.CORRECTION, "yes")
        assert said.params["said"] == (
            Words("missed_support.interview_last.ask"), Words("missed_support.interview_last.choice.never"),
        )  # fmt: skip
    (correction,) = report.corrections()
    letter = north.get(f"/console/corrections/{correction}").text
    assert "春日製作所 御中" in letter
    assert "「定期的な面談」に関する確認と改善のお願い" in letter
    assert "2026年12月15日までに" in letter
    assert "根拠：特定技能基準省令第3条" in letter
    assert not any(word in letter.split('class="letter"')[1].split("</div>")[0] for word in (*numbers, "3人", "三人"))
    assert north.send(f"/console/corrections/{correction}/sent").status_code == 303
    assert report.cell(north, organisation) == "→ 3"
    assert "1 request unanswered" in north.get(f"/console/board/{organisation}").text

    town.clock.advance(timedelta(days=10))
    north, coordinator = town.log_in("north"), town.log_in("coordinator")
    north.send(f"/console/corrections/{correction}/reply", reply="done", note="By e-mail: interviews were held.")
    assert report.cell(north, organisation) == "→ 3"  # what the organisation says of itself changes nothing
    languages, words = ("vi", "id", "ne"), ("yes", "yes", "no")
    for number, word, cell in zip(numbers, words, ("✓✓ 1/3", "✓✓ 2/3", "≠ 2/3"), strict=True):
        report.answers(number, QuestionKind.CORRECTED, word)
        assert report.cell(north, organisation) == cell, "one worker's word is not that of three"

    assert report.cell(coordinator, organisation) == "≠ <3/3"
    page = north.get(f"/console/board/{organisation}").text
    assert "disputed; not fulfilled, say 3; put right, say 2; not put right, say 1" in page
    assert "put right, say 2 of 3; not put right, says or say 1" in page
    assert "half of the corrections took at most 10 days" in page
    assert "put right, say 2 of 3; not put right, says or say 1" in north.get(f"/console/corrections/{correction}").text
    for number, language, word in zip(numbers, languages, words, strict=True):
        says, other = ("put right", "not put right") if word == "yes" else ("not put right", "put right")
        case = north.get(f"/console/cases/{number}").text
        assert f"The worker says: {says}." in case
        assert f"The worker says: {other}." not in case
        assert f"says that it is {says}: Support 10" in case
        assert "the organisation answered the request: says that it is put right" in case
        assert report.happened(number)[-1] == (
            Happened.CORRECTION_MENDED if word == "yes" else Happened.CORRECTION_NOT_MENDED
        )
        for reader in ("en", language):
            parts = ("correction_requested", "reply_done", f"mended_{word}")
            filled = {"date": values.day(reader, date(2026, 12, 15)), "duty": ""}
            lines = [town.words.now.text(reader, f"doc.record.{part}.line", **filled) for part in parts]
            assert _record(town, number, reader) == [line.rstrip(": ") for line in lines]


def test_without_the_workers_yes_nothing_is_sent(town: Town, report: Report) -> None:
    number = report("vi", name="Kasuga")
    north = town.log_in("north")
    report.accepted(number)
    report.about(number)
    assert north.act(town, number, "correction", duty=INTERVIEW, due="2026-12-15").status_code == 409  # not reached yet
    report.reached(number)
    assert north.act(town, number, "correction", duty=INTERVIEW, due="2026-11-26").status_code == 409  # too soon
    assert north.act(town, number, "correction", duty="pay.overtime", due="2026-12-15").status_code == 409  # not said
    assert north.act(town, number, "correction", duty=INTERVIEW, due="2026-12-15").status_code == 303
    (correction,) = report.corrections()
    assert north.send(f"/console/corrections/{correction}/sent").status_code == 409  # not agreed yet
    report.answers(number, QuestionKind.CORRECTION, "no")
    refused = north.send(f"/console/corrections/{correction}/sent")
    assert refused.status_code == 409
    assert "no worker wants it" in refused.text
    assert report.cell(north, report.organisation("春日製作所")) == "✕ 1"


def test_somebody_who_was_not_alone_never_says_fulfilled(town: Town, report: Report) -> None:
    alone = report("vi", name="Kasuga", interview="months_3")
    watched = report("id", name="Kasuga", interview="months_3", alone=False)
    north = town.log_in("north")
    for number in (alone, watched):
        report.reached(number)
        organisation = report.about(number)
    assert report.cell(north, organisation) == "✓ 1"


def test_a_request_that_nobody_answers_is_overdue_and_the_workers_can_be_asked(town: Town, report: Report) -> None:
    number, correction = report.requested("vi")
    town.clock.advance(timedelta(days=30))
    north = town.log_in("north")
    organisation = report.organisation("春日製作所")
    assert report.cell(north, organisation) == "! 1"
    assert north.send(f"/console/corrections/{correction}/ask").status_code == 303
    report.answers(number, QuestionKind.CORRECTED, "yes")
    assert report.cell(north, organisation) == "✓✓ 1"
    assert north.send(f"/console/corrections/{correction}/ask").status_code == 409  # everybody has said so


@pytest.mark.parametrize(("reply", "cell"), [("promised", "→ 1"), ("disputed", "≠ 1"), ("refused", "✕ 1")])
def test_what_an_organisation_answers_changes_no_workers_word(
    town: Town, report: Report, reply: str, cell: str
) -> None:
    number, correction = report.requested("vi")
    north = town.log_in("north")
    assert north.send(f"/console/corrections/{correction}/reply", reply=reply, note="By telephone.").status_code == 303
    assert report.cell(north, report.organisation("春日製作所")) == cell
    assert "not put right, says or say 0" in north.get(f"/console/corrections/{correction}").text
    assert Happened.CORRECTION_REPLIED in report.happened(number)


def test_who_does_not_read_the_cases_learns_no_small_number(town: Town, report: Report) -> None:
    number, correction = report.requested("vi")
    organisation = report.organisation("春日製作所")
    coordinator = town.log_in("coordinator")
    assert report.cell(coordinator, organisation) == "→ <3"
    assert number not in coordinator.get(f"/console/board/{organisation}").text
    assert number not in coordinator.get(f"/console/corrections/{correction}").text
    south = town.log_in("south")
    assert "春日" not in south.get("/console/board").text
    assert south.get(f"/console/board/{organisation}").status_code == 404


def test_a_worker_is_asked_only_when_alone(town: Town, report: Report) -> None:
    number = report("vi", name="Kasuga")
    north = town.log_in("north")
    report.reached(number)
    report.about(number)
    town.notifier.take()
    north.act(town, number, "correction", duty=INTERVIEW, due="2026-12-15")
    assert [said.what for said in town.notifier.take() if said.to == "worker"] == ["case.alone.ask"]


def test_what_a_worker_said_goes_with_the_case(town: Town, report: Report) -> None:
    number, correction = report.requested("vi")
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        uow.cases.erase(case.id, town.clock.now())
        assert uow.corrections.words(correction) == []
        assert uow.organisations.linked() == []


def test_a_report_that_was_taken_back_counts_no_more_and_nothing_is_sent_for_it(town: Town, report: Report) -> None:
    number = report("vi")
    north = town.log_in("north")
    report.reached(number)
    organisation = report.about(number)
    north.act(town, number, "correction", duty=INTERVIEW, due="2026-12-15")
    report.answers(number, QuestionKind.CORRECTION, "yes")
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        withdraw(uow, town.notifier, case.id, town.clock.business())
    (correction,) = report.corrections()
    refused = north.send(f"/console/corrections/{correction}/sent")
    assert refused.status_code == 409
    assert "no worker has agreed to it" in refused.text
    with town.db.read() as uow:
        assert uow.organisations.linked([organisation]) == []


def test_staff_are_reminded_of_who_must_not_know(town: Town, report: Report) -> None:
    number = report("vi", more=(("filing.must_not", ["employer_knows"]),))
    report.reached(number)
    report.about(number)
    assert "said that the employer must not learn of it" in town.log_in("north").get(f"/console/cases/{number}").text


def test_an_answer_in_somebody_elses_hand_needs_the_pin(town: Town, report: Report) -> None:
    number = report("vi", name="Kasuga")
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        set_pin(uow, case.worker_id, "2468", town.clock.business())
        question = uow.cases.ask(
            case.id, case.conversation_id, QuestionKind.CORRECTED.value, town.clock.business(), partner_id=COORDINATOR,
            data={"correction": "none"},
        )
        asked = question.id
    with town.db.write() as uow:
        assert answer_question(uow, town.notifier, asked, "yes", town.clock.business()) is Outcome.PIN
