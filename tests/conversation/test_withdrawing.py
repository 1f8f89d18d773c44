"""Taking one report back: nobody works on it any more, and everything else stays."""

from datetime import timedelta

from storage.models import CaseState
from tests.conversation.talk import Talk
from tests.conversation.test_leaving import delete
from tests.conversation.ways import file_report, two_reports


def states(talk: Talk) -> dict[str, str]:
    """Topic → the state of that report."""
    with talk.database.read() as uow:
        return {case.topic: case.state for case in uow.cases.of_worker(talk.worker_id)}


def ids(talk: Talk) -> dict[str, str]:
    with talk.database.read() as uow:
        return {case.topic: case.id for case in uow.cases.of_worker(talk.worker_id)}


def test_a_report_is_taken_back_after_a_question(talk: Talk) -> None:
    file_report(talk)
    talk.tap("home/status")
    asked = talk.tap("home/withdraw")[-1]
    case_id = ids(talk)["unpaid_overtime"]
    assert set(asked.controls) == {f"home/withdraw.{case_id}", "home/status"}
    assert states(talk) == {"unpaid_overtime": CaseState.OFFERED}
    said = talk.tap(f"home/withdraw.{case_id}")
    assert states(talk) == {"unpaid_overtime": CaseState.WITHDRAWN}
    assert said[0].text.startswith("Your report is taken back.")
    assert "home/withdraw" not in said[-1].controls, "nothing is left to take back"
    assert talk.press(f"c:0:home/withdraw.{case_id}")[-1].text.startswith("This button is from an earlier question.")


def test_of_two_reports_the_one_that_was_chosen_is_taken_back(talk: Talk) -> None:
    two_reports(talk)
    talk.command("status")
    asked = talk.tap("home/withdraw")[-1]
    assert len([name for name in asked.controls if name.startswith("home/withdraw.")]) == 2
    talk.tap(f"home/withdraw.{ids(talk)['unpaid_overtime']}")
    assert states(talk) == {"unpaid_overtime": CaseState.WITHDRAWN, "job_loss": CaseState.OFFERED}


def test_a_button_left_from_another_day_asks_once_more(talk: Talk) -> None:
    file_report(talk)
    talk.command("status")
    talk.tap("home/withdraw")
    talk.clock.advance(timedelta(days=1))
    talk.tap(f"home/withdraw.{ids(talk)['unpaid_overtime']}")
    assert states(talk) == {"unpaid_overtime": CaseState.OFFERED}


def test_it_needs_the_pin_if_one_was_set(talk: Talk) -> None:
    file_report(talk)
    talk.command("status")
    talk.tap("home/pin")
    talk.say("4711")
    talk.command("status")
    talk.tap("home/withdraw")
    assert "PIN" in talk.tap(f"home/withdraw.{ids(talk)['unpaid_overtime']}")[-1].text
    assert states(talk) == {"unpaid_overtime": CaseState.OFFERED}
    talk.say("4711")
    assert states(talk) == {"unpaid_overtime": CaseState.WITHDRAWN}


def test_what_was_taken_back_stays_so_when_a_deletion_is_undone(talk: Talk) -> None:
    two_reports(talk)
    talk.command("status")
    talk.tap("home/withdraw")
    talk.tap(f"home/withdraw.{ids(talk)['unpaid_overtime']}")
    talk.say(delete(talk))
    assert states(talk)["unpaid_overtime"] == CaseState.WITHDRAWN
    assert states(talk)["job_loss"] != CaseState.WITHDRAWN
