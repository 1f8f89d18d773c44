"""What a worker writes after they said that it is solved, while we still ask whether it is."""

import pytest

from tests.conversation.talk import Talk
from tests.conversation.test_asked import asked, happened, messages, text_of
from tests.conversation.ways import file_report


@pytest.fixture
def solved(talk: Talk) -> Talk:
    """The report is closed by the worker's word."""
    file_report(talk)
    talk.staff("accept", "staff-help-desk")
    talk.staff("claim_reached", "staff-help-desk", note="Spoke on the telephone.")
    talk.answer("yes")
    talk.staff("propose_solved", "staff-help-desk", note="They paid.")
    talk.answer("yes")
    return talk


def state(talk: Talk) -> str:
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        return case.state


def test_it_was_not_solved_after_all(solved: Talk) -> None:
    solved.wait(days=1)
    solved.answer("yes")
    solved.wait(days=5)
    said = solved.say("The boss did not pay after all")
    assert "Kept with your report." in text_of(said)
    assert "choose your language" not in text_of(said)
    assert asked(said) == ["yes no"]
    assert messages(solved) == ["The boss did not pay after all"]
    assert state(solved) == "resolved", "only their word opens it again"
    assert "Your report is open again" in text_of(solved.answer("no"))
    assert "reopened" in happened(solved)


def test_a_thank_you_does_not_keep_them_from_answering_the_next_day(solved: Talk) -> None:
    assert "choose your language" not in text_of(solved.say("Thank you very much!"))
    assert asked(solved.wait(days=1)) == ["yes no"]
    assert "Your report is open again" in text_of(solved.say("no"))
    assert state(solved) != "resolved"


def test_photos_go_to_the_report_they_are_about_and_are_asked_about_once(solved: Talk) -> None:
    solved.wait(days=1)
    solved.answer("yes")
    solved.wait(days=5)
    said = solved.send({"type": "file", "media": "photo", "ref": "payslip", "size": 120_000, "caption": "Look"})
    said += solved.send({"type": "file", "media": "photo", "ref": "payslip-2", "size": 120_000})
    assert "choose your language" not in text_of(said)
    assert asked(said) == ["yes no"]
    assert messages(solved) == ["📎 Look", "📎"]
    with solved.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert len(uow.attachments.of_case(case.id)) == 2
    assert "Your report is open again" in text_of(solved.answer("no"))


def test_something_new_is_one_press_away(solved: Talk) -> None:
    solved.say("Now they keep my passport")
    solved.tap("home/new")
    assert solved.at is not None


def test_once_nothing_more_is_asked_words_begin_another_report(solved: Talk) -> None:
    solved.wait(days=1)
    solved.answer("yes")
    solved.wait(days=14)
    solved.answer("yes")
    solved.wait(days=1)
    solved.say("They keep my passport")
    assert messages(solved) == []
    assert solved.at is not None


def test_a_question_that_was_left_unanswered_does_not_stand_in_the_way_for_ever(solved: Talk) -> None:
    solved.wait(days=1)
    solved.wait(days=14)
    solved.wait(days=60)
    solved.say("They keep my passport")
    assert messages(solved) == []
    assert solved.at is not None
