"""What workers answer in the support check is seen on the board as other answers are: dated, and only once they were
verifiably reached."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.cases.notifier import QuestionKind, Words
from bot.keeping.erasures import erase_case
from storage.models import Run
from tests.console.conftest import Town
from tests.console.reports import INTERVIEW, Report

TALK = "support.7_complaints"


@pytest.fixture
def report(town: Town) -> Report:
    """Files reports."""
    return Report(town)


def check(town: Town, number: str, **said: Any) -> None:
    """The worker of a case answers a support check now."""
    now = town.clock.now()
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        chat = uow.conversations.get(case.conversation_id)
        assert chat is not None
        run = uow.conversations.start_run(chat, "none", now)
        for visit, (step, value) in enumerate(said.items()):
            uow.conversations.record(
                run_id=run, visit=visit, worker_id=case.worker_id, step=f"check.{step}", variable=f"check_{step}",
                language="vi", release=1, at=now, raw=str(value), value=value, replaces=False,
            )  # fmt: skip
        uow.conversations.finish_run(run, now, case.id)


def confirmed(town: Town, report: Report, **told: Any) -> tuple[str, str]:
    """A report whose worker was reached and whose organisation a person has confirmed: number and organisation."""
    number = report("vi", **told)
    report.reached(number)
    return number, report.about(number)


def test_the_interview_that_came_in_autumn_did_not_come_in_winter(town: Town, report: Report) -> None:
    number, organisation = confirmed(town, report, interview="months_3")
    assert report.cell(town.log_in("north"), organisation) == "✓ 1"
    town.clock.advance(timedelta(days=92))
    check(town, number, interview=False)
    north = town.log_in("north")
    page = north.get(f"/console/board/{organisation}").text
    assert "2026-Q4" in page
    assert "2027-Q1" in page
    assert report.cell(north, organisation) == "✕ 1"
    case = north.get(f"/console/cases/{number}").text
    assert "regular talk" in case


@pytest.mark.parametrize(
    ("boss", "cell"), [(False, "✓ 1"), (True, "✕ 1"), ({"skipped": "unknown"}, None)]
)
def test_with_the_boss_in_the_room_it_never_counts_as_fulfilled(
    town: Town, report: Report, boss: Any, cell: str | None
) -> None:
    number, organisation = confirmed(town, report, interview="unknown")
    check(town, number, interview=True, boss=boss, talk=True)
    north = town.log_in("north")
    if cell is None:
        assert "Support 10" not in north.get(f"/console/board/{organisation}").text
    else:
        assert report.cell(north, organisation) == cell


def test_nothing_counts_before_the_worker_was_reached_or_before_somebody_confirmed_whom_it_is_about(
    town: Town, report: Report
) -> None:
    number = report("vi", interview="unknown")
    report.accepted(number)
    check(town, number, talk=False)
    organisation = report.about(number)
    coordinator = town.log_in("coordinator")
    assert f"/console/board/{organisation}" not in coordinator.get("/console/board").text
    report.reached(number)
    assert f"/console/board/{organisation}" in coordinator.get("/console/board").text


def test_a_duty_that_does_not_bind_towards_this_card_is_not_held_against_anybody(town: Town, report: Report) -> None:
    number, organisation = confirmed(town, report, status="intern", interview="unknown")
    check(town, number, interview=False, papers=True)
    page = town.log_in("north").get(f"/console/board/{organisation}").text
    assert "Support 10" not in page
    assert "passport" in page.casefold()


def test_a_request_for_correction_quotes_the_newest_answer(town: Town, report: Report) -> None:
    number, _ = confirmed(town, report)
    town.clock.advance(timedelta(days=92))
    check(town, number, interview=False)
    assert town.log_in("north").act(town, number, "correction", duty=INTERVIEW, due="2027-03-20").status_code == 303
    said = report.answers(number, QuestionKind.CORRECTION, "yes")
    assert said.params["said"] == (Words("check.interview.ask"), Words("ui.no"))


def test_with_the_report_its_checks_are_erased(town: Town, report: Report) -> None:
    number, organisation = confirmed(town, report, interview="unknown")
    check(town, number, talk=False)
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        erase_case(uow, case, town.clock.now())
        assert uow.checks.of_case(case.id, case.worker_id) == []
    assert f"/console/board/{organisation}" not in town.log_in("coordinator").get("/console/board").text


def test_what_never_came_to_belong_to_a_report_is_forgotten_in_the_end(town: Town, report: Report) -> None:
    number = report("vi")
    check(town, number, talk=False)
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        (run,) = uow.session.exec(select(Run.id).where(Run.case_id == case.id, Run.id != case.run_id))
        uow.conversations.finish_run(run, town.clock.now(), None)
        assert uow.checks.forget(town.clock.now()) == 0
        assert uow.checks.forget(town.clock.now() + timedelta(days=1)) == 1
        assert uow.conversations.answers(run) == []
        assert uow.conversations.answers(case.run_id)
