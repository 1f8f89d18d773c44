"""A worker's yes is for one letter: to whom it was asked about, by whom it was asked, before it goes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest

from bot.cases.notifier import QuestionKind
from bot.cases.questions import Outcome, answer_question
from bot.compliance.records import like_a_name
from bot.compliance.standing import can_go_out, took_part
from storage.models import Case, Organisation
from storage.uow import UnitOfWork
from tests.console.conftest import Town
from tests.console.reports import INTERVIEW, Report


@pytest.fixture
def report(town: Town) -> Report:
    """Files reports."""
    return Report(town)


def _prepared(town: Town, report: Report, language: str = "vi", due: str = "2026-12-15") -> str:
    """A report whose worker is being asked; returns its number."""
    number = report(language)
    report.reached(number)
    report.about(number)
    assert town.log_in("north").act(town, number, "correction", duty=INTERVIEW, due=due).status_code == 303
    return number


def _agreed(town: Town, report: Report, language: str = "vi") -> tuple[str, str]:
    """A report whose worker agreed, and the request."""
    number = _prepared(town, report, language)
    report.answers(number, QuestionKind.CORRECTION, "yes")
    return number, report.corrections()[-1]


def _case(uow: UnitOfWork, number: str) -> Case:
    case = uow.cases.find(number)
    assert case is not None
    return case


def _other_lead(uow: UnitOfWork, town: Town, number: str) -> None:
    _case(uow, number).lead_partner_id = town.partners["south"]


def _another_organisation(uow: UnitOfWork, town: Town, number: str) -> None:
    case = _case(uow, number)
    for link in uow.organisations.of_case(case.id):
        uow.session.delete(link)


def _found_to_be_another(uow: UnitOfWork, town: Town, number: str) -> None:
    (link,) = uow.organisations.of_case(_case(uow, number).id)
    kept = Organisation(
        id="kept", kind="accepting", name="春日グループ", spellings=[], created_at=town.clock.now(), created_by=""
    )
    uow.organisations.save(kept)
    uow.session.flush()
    uow.organisations.merge(link.organisation_id, kept.id, "", "Same.", town.clock.now())


@pytest.mark.parametrize("changes", [_other_lead, _another_organisation, _found_to_be_another])
def test_a_yes_holds_no_more_when_what_it_was_given_for_has_changed(
    town: Town, report: Report, changes: Callable[[UnitOfWork, Town, str], None]
) -> None:
    number, correction = _agreed(town, report)
    with town.db.write() as uow:
        changes(uow, town, number)
    page = town.log_in("north").get(f"/console/corrections/{correction}").text
    assert "The letter can't go out any more" in unescape(page)
    assert "It went out today" not in page, "no button that is refused"
    merged = "was merged into 春日グループ since"
    assert (merged in page) is (changes is _found_to_be_another)
    assert "no worker has agreed to it" in town.log_in("north").send(f"/console/corrections/{correction}/sent").text
    with town.db.read() as uow:
        found = uow.corrections.get(correction)
        assert found is not None
        assert found.requested_at is None


@pytest.mark.parametrize("changes", [_found_to_be_another, _other_lead])
def test_who_agreed_to_a_letter_that_can_go_out_no_more_is_asked_anew_before_its_day(
    town: Town, report: Report, changes: Callable[[UnitOfWork, Town, str], None]
) -> None:
    number, correction = _agreed(town, report)
    north = town.log_in("north")
    again = north.act(town, number, "correction", duty=INTERVIEW, due="2026-12-20")
    assert "asked about it already" in again.text
    with town.db.write() as uow:
        changes(uow, town, number)
        found = uow.corrections.get(correction)
        assert found is not None
        assert not can_go_out(uow, found)
    if changes is _other_lead:
        return  # the new one asks; nothing stands in its way
    assert north.act(town, number, "correction", duty=INTERVIEW, due="2026-12-20").status_code == 303
    report.answers(number, QuestionKind.CORRECTION, "yes")
    (newer,) = [one for one in report.corrections() if one != correction]
    assert "春日グループ 御中" in north.get(f"/console/corrections/{newer}").text
    assert north.send(f"/console/corrections/{newer}/sent").status_code == 303


def test_a_letter_that_went_out_is_shown_as_it_was_sent_also_after_its_record_was_merged(
    town: Town, report: Report
) -> None:
    number, correction = _agreed(town, report)
    north = town.log_in("north")
    assert north.send(f"/console/corrections/{correction}/sent").status_code == 303
    sent = north.get(f"/console/corrections/{correction}").text
    to = next(line for line in sent.split("<p>") if "御中" in line)
    with town.db.write() as uow:
        _found_to_be_another(uow, town, number)
    page = north.get(f"/console/corrections/{correction}").text
    assert to in page
    assert "春日グループ 御中" not in page
    assert "was merged into 春日グループ since" in page
    assert "What the organisation answered" in page


def test_a_yes_after_the_letter_went_out_counts_for_nothing(town: Town, report: Report) -> None:
    first, correction = _agreed(town, report)
    second = _prepared(town, report, "id")  # the same letter, until the same day
    assert report.corrections() == [correction]
    with town.db.read() as uow:
        (question,) = uow.cases.open_questions(_case(uow, second).id, QuestionKind.CORRECTION.value)
    assert town.log_in("north").send(f"/console/corrections/{correction}/sent").status_code == 303
    with town.db.write() as uow:
        answer_question(uow, town.notifier, question.id, "yes", town.clock.business())
    with town.db.read() as uow:
        found = uow.corrections.get(correction)
        assert found is not None
        part = {word.case_id: took_part(found, word) for word in uow.corrections.words(correction)}
        assert part == {_case(uow, first).id: True, _case(uow, second).id: False}


def test_who_has_not_said_yet_when_the_letter_goes_out_is_asked_no_more(town: Town, report: Report) -> None:
    _, correction = _agreed(town, report)
    second = _prepared(town, report, "id")
    assert town.log_in("north").send(f"/console/corrections/{correction}/sent").status_code == 303
    town.notifier.take()
    with town.db.write() as uow:
        (alone,) = uow.cases.open_questions(_case(uow, second).id, QuestionKind.ALONE.value)
        assert answer_question(uow, town.notifier, alone.id, "yes", town.clock.business()) is Outcome.OK
    assert QuestionKind.CORRECTION.ask_key not in [said.what for said in town.notifier.take()]


def test_a_request_whose_day_came_before_it_went_out_can_be_made_anew(town: Town, report: Report) -> None:
    number, correction = _agreed(town, report)
    town.clock.advance(timedelta(days=40))
    north = town.log_in("north")
    assert "its day has come" in north.send(f"/console/corrections/{correction}/sent").text
    due = (town.clock.now() + timedelta(days=20)).date().isoformat()
    assert north.act(town, number, "correction", duty=INTERVIEW, due=due).status_code == 303
    report.answers(number, QuestionKind.CORRECTION, "yes")
    (newer,) = [one for one in report.corrections() if one != correction]
    assert north.send(f"/console/corrections/{newer}/sent").status_code == 303


def test_another_day_is_another_letter(town: Town, report: Report) -> None:
    _prepared(town, report, "vi", due="2026-12-15")
    _prepared(town, report, "id", due="2026-12-20")
    assert len(report.corrections()) == 2


def test_another_partners_worker_is_not_told_of(town: Town, report: Report) -> None:
    """One worker whose report only the south reads said the same; the north learns it from nobody."""
    own = report("id")
    report.reached(own)
    organisation = report.about(own)
    theirs, south = report("vi", partner="south"), town.log_in("south")
    report.reached(theirs, "south")
    assert south.act(town, theirs, "organisation", organisation=organisation, named="Kasuga").status_code == 303
    north = town.log_in("north")
    third = report("en")
    report.accepted(third)
    assert "deviation_repeated" not in report.happened(theirs)
    report.about(third)
    assert "deviation_repeated" in report.happened(third)  # of its own first report it may know
    with town.db.write() as uow:
        uow.cases.erase(_case(uow, own).id, town.clock.now())
        uow.cases.erase(_case(uow, third).id, town.clock.now())
    last = report("ne")
    report.accepted(last)
    assert north.act(town, last, "organisation", organisation=organisation, named="Kasuga").status_code == 303
    assert "deviation_repeated" not in report.happened(last)


@pytest.mark.parametrize(
    ("written", "is_one"),
    [("Cty Kasuga Seisakusho", True), ("春日製作所（本社）", True), ("the boss took my passport and ran off", False),
     ("社長が怒った。", False), ("x" * 41, False), ("", False)],
)  # fmt: skip
def test_only_what_reads_like_a_name_is_remembered(written: str, is_one: bool) -> None:
    assert like_a_name(written) is is_one
