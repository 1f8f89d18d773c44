"""Whose word counts, once and how long: one worker with two reports, contact that was confirmed once, a yes that is
taken back, a no that is not asked again at every press, and who hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.cases.actors import WORKER, actor
from bot.cases.notifier import QuestionKind, StaffNotice
from bot.cases.questions import answer_question
from bot.cases.timeline import Happened, record
from bot.cases.urgency import read_urgency
from bot.compliance.worker_says import YES_UNTIL, taken_back, waiting_yes
from storage.models import COORDINATOR, Case
from storage.uow import UnitOfWork
from tests.console.conftest import Town
from tests.console.reports import INTERVIEW, Report


@pytest.fixture
def report(town: Town) -> Report:
    """Files reports."""
    return Report(town)


def _case(uow: UnitOfWork, number: str) -> Case:
    case = uow.cases.find(number)
    assert case is not None
    return case


def _of_one_worker(town: Town, number: str, other: str) -> None:
    with town.db.write() as uow:
        _case(uow, other).worker_id = _case(uow, number).worker_id


def _second(town: Town, report: Report, first: str) -> str:
    """The same worker sends another report about the same."""
    number = report("vi")
    _of_one_worker(town, first, number)
    report.reached(number)
    report.about(number)
    return number


def _agreed(town: Town, report: Report) -> tuple[str, str]:
    """A report whose worker said yes to a letter, and the request."""
    number = report("vi")
    report.reached(number)
    report.about(number)
    assert town.log_in("north").act(town, number, "correction", duty=INTERVIEW, due="2026-12-15").status_code == 303
    report.answers(number, QuestionKind.CORRECTION, "yes")
    return number, report.corrections()[-1]


# ---- one worker, several reports


def test_a_worker_with_two_reports_is_asked_once_and_counts_once(town: Town, report: Report) -> None:
    first, correction = report.requested("vi")
    second = _second(town, report, first)
    north, organisation = town.log_in("north"), report.organisation("春日製作所")
    refused = north.act(town, second, "correction", duty=INTERVIEW, due="2026-12-15")
    assert refused.status_code == 409
    assert "asked about it already" in refused.text
    assert report.cell(north, organisation) == "→ 1"
    north.send(f"/console/corrections/{correction}/reply", reply="done", note="By e-mail.")
    report.answers(first, QuestionKind.CORRECTED, "yes")
    assert "put right, say 1 of 1" in north.get(f"/console/board/{organisation}").text
    assert report.cell(north, organisation) == "✓✓ 1"


def test_a_report_that_was_taken_back_is_not_counted_with_a_request(town: Town, report: Report) -> None:
    first, correction = report.requested("vi")
    with town.db.write() as uow:
        _case(uow, first).state = "withdrawn"
    assert "put right, say 0 of 0" in town.log_in("north").get(f"/console/corrections/{correction}").text


def test_what_was_put_right_once_can_be_neglected_again(town: Town, report: Report) -> None:
    first, _ = report.requested("vi")
    north, organisation = town.log_in("north"), report.organisation("春日製作所")
    assert north.send(f"/console/corrections/{report.corrections()[0]}/ask").status_code == 303
    report.answers(first, QuestionKind.CORRECTED, "yes")
    assert north.act(town, first, "correction", duty=INTERVIEW, due="2026-12-20").status_code == 409
    town.clock.advance(timedelta(days=100))
    again = _second(town, report, first)
    north = town.log_in("north")
    assert report.cell(north, organisation) == "✕ 1", "what they said of the last time says nothing of this time"
    due = (town.clock.now() + timedelta(days=20)).date().isoformat()
    assert north.act(town, again, "correction", duty=INTERVIEW, due=due).status_code == 303


# ---- contact that was confirmed


def test_a_fact_stays_one_when_another_organisation_takes_the_case_over(town: Town, report: Report) -> None:
    number = report("vi")
    report.reached(number)
    organisation, north = report.about(number), town.log_in("north")
    assert north.act(town, number, "hand-on", to=COORDINATOR, note="For the pay.").status_code == 303
    with town.db.read() as uow:
        assert _case(uow, number).contacted_at is None
    assert report.cell(north, organisation) == "✕ 1"
    assert "contact is confirmed" not in north.get(f"/console/cases/{number}").text


@pytest.mark.parametrize(("then", "counts"), [(None, True), (Happened.REACHED_DENIED, False)])
def test_the_worker_may_deny_what_a_second_person_confirmed(
    town: Town, report: Report, then: Happened | None, counts: bool
) -> None:
    number = report("vi")
    report.accepted(number)
    with town.db.write() as uow:
        case, now = _case(uow, number), town.clock.business()
        record(uow, case, Happened.SECOND_PERSON_CONFIRMED, actor(town.people["north-lead"]), now)
        if then is not None:
            record(uow, case, then, WORKER, now)
        assert uow.organisations.verified(case.id) is counts


# ---- a yes that is taken back


def test_a_yes_can_be_taken_back_until_the_letter_goes_out(town: Town, report: Report) -> None:
    number, correction = _agreed(town, report)
    north = town.log_in("north")
    with town.db.write() as uow:
        worker = _case(uow, number).worker_id
        assert [one.id for _, one in waiting_yes(uow, worker)] == [correction]
        assert taken_back(uow, town.notifier, worker, town.clock.business())
        assert not waiting_yes(uow, worker)
    assert [said.what for said in town.notifier.take() if said.to != "worker"] == [StaffNotice.CORRECTION_ANSWERED] * 2
    assert "no worker wants it" in north.send(f"/console/corrections/{correction}/sent").text
    page = north.get(f"/console/cases/{number}").text
    assert "took back the yes to a request for correction" in page
    assert north.act(town, number, "correction", duty=INTERVIEW, due="2026-12-15").status_code == 303, "asked anew"


def test_whoever_was_parted_with_does_not_hear_that_a_yes_was_taken_back(town: Town, report: Report) -> None:
    number, _ = _agreed(town, report)
    assert town.log_in("north").act(town, number, "decline", reason="cannot").status_code == 303
    town.notifier.take()
    with town.db.write() as uow:
        assert taken_back(uow, town.notifier, _case(uow, number).worker_id, town.clock.business())
    heard = {said.to for said in town.notifier.take() if said.what == StaffNotice.CORRECTION_ANSWERED}
    assert heard == {town.people["coordinator"].id}


def test_after_the_letter_went_out_there_is_no_yes_to_take_back(town: Town, report: Report) -> None:
    number, correction = report.requested("vi")
    with town.db.write() as uow:
        worker = _case(uow, number).worker_id
        assert not waiting_yes(uow, worker)
        assert not taken_back(uow, town.notifier, worker, town.clock.business())
        found = uow.corrections.get(correction)
        assert found is not None
        assert found.ended_at is None


def test_a_colleagues_letter_goes_out_without_the_one_who_took_the_yes_back(town: Town, report: Report) -> None:
    first, correction = _agreed(town, report)
    second, same = _agreed(town, report)
    assert same == correction
    with town.db.write() as uow:
        taken_back(uow, town.notifier, _case(uow, first).worker_id, town.clock.business())
    assert town.log_in("north").send(f"/console/corrections/{correction}/sent").status_code == 303
    assert Happened.CORRECTION_REQUESTED not in report.happened(first)
    assert Happened.CORRECTION_REQUESTED in report.happened(second)


def test_who_says_yes_is_told_until_when_it_can_be_taken_back(town: Town, report: Report) -> None:
    number = report("vi")
    report.reached(number)
    report.about(number)
    town.log_in("north").act(town, number, "correction", duty=INTERVIEW, due="2026-12-15")
    for kind in (QuestionKind.ALONE, QuestionKind.CORRECTION):
        town.notifier.take()
        with town.db.write() as uow:
            (question,) = uow.cases.open_questions(_case(uow, number).id, kind.value)
            answer_question(uow, town.notifier, question.id, "yes", town.clock.business())
    assert YES_UNTIL in [said.what for said in town.notifier.take()]


# ---- asking again, and who hears


def test_who_said_no_is_not_asked_again_at_every_press(town: Town, report: Report) -> None:
    number, correction = report.requested("vi")
    ask, north = f"/console/corrections/{correction}/ask", town.log_in("north")
    assert north.send(ask).status_code == 303
    report.answers(number, QuestionKind.CORRECTED, "no")
    assert north.send(ask).status_code == 409
    town.clock.advance(timedelta(minutes=5))
    assert north.send(f"/console/corrections/{correction}/reply", reply="done", note="By post.").status_code == 303
    report.answers(number, QuestionKind.CORRECTED, "no")
    town.clock.advance(timedelta(days=15))
    assert town.log_in("north").send(ask).status_code == 303


def test_a_request_of_a_partner_that_was_parted_with_goes_to_the_coordinators(town: Town, report: Report) -> None:
    number, correction = report.requested("vi")
    coordinator, at = town.log_in("coordinator"), f"/console/corrections/{correction}"
    assert coordinator.send(f"{at}/reply", reply="done", note="By e-mail.").status_code == 409, "North sees to it"
    assert town.log_in("north").act(town, number, "decline", reason="cannot").status_code == 303
    assert town.log_in("north").get(at).status_code == 404
    town.notifier.take()
    assert coordinator.send(f"{at}/reply", reply="done", note="By e-mail.").status_code == 303
    report.answers(number, QuestionKind.CORRECTED, "no")


def test_what_presses_more_is_said_once_and_goes_when_it_was_another_organisation(town: Town, report: Report) -> None:
    numbers = [report("vi"), report("id")]
    for number in numbers:
        report.accepted(number)
        organisation = report.about(number)
    report.reached(numbers[0])
    report.reached(numbers[1])  # both were confirmed before anybody was reached
    assert "deviation_repeated" in report.happened(numbers[1])
    north = town.log_in("north")
    north.act(town, numbers[1], "organisation", organisation=organisation, named="Kasuga")
    assert report.happened(numbers[1]).count("deviation_repeated") == 1
    with town.db.read() as uow:
        (link,) = uow.organisations.of_case(_case(uow, numbers[1]).id)
        urgency = read_urgency(uow, _case(uow, numbers[1]))
    assert any(one.reason == "repeated_deviation" for one in urgency.contributions)
    assert north.act(town, numbers[1], f"organisation/{link.id}/end").status_code == 303
    with town.db.read() as uow:
        urgency = read_urgency(uow, _case(uow, numbers[1]))
    assert not any(one.reason == "repeated_deviation" for one in urgency.contributions)


def test_how_another_worker_wrote_the_name_is_shown_to_nobody(town: Town, report: Report) -> None:
    first = report("vi", name="Kasuga-san no kaisha")
    report.reached(first)
    north = town.log_in("north")
    north.act(
        town, first, "organisation", organisation="new", kind="accepting", name="春日製作所",
        named="Kasuga-san no kaisha", keep="yes",
    )  # fmt: skip
    other = report("id", name="Kasuga san no kaisya")
    report.accepted(other)
    page = north.get(f"/console/cases/{other}").text
    assert "春日製作所" in page
    assert "Kasuga-san no kaisha" not in page
