"""A worker's PIN: an employer with the phone in hand can't say that help has come, nor delete everything."""

import pytest

from storage.models import CaseState
from tests.conversation.talk import Said, Talk
from tests.conversation.test_leaving import case_state
from tests.conversation.ways import file_report

PIN = "4071"


@pytest.fixture
def claimed(talk: Talk) -> Talk:
    """A report is with a partner, who says that they have reached the worker; the worker has a PIN."""
    file_report(talk)
    claim_after_setting_a_pin(talk)
    return talk


def claim_after_setting_a_pin(talk: Talk) -> None:
    """The partner's word waits for the worker's."""
    set_pin(talk)
    talk.staff("accept", "staff-help-desk")
    talk.staff("claim_reached", "staff-help-desk", note="Spoke on the telephone.")


def set_pin(talk: Talk) -> None:
    """Under the menu."""
    assert "4 to 8 digits" in talk.press("c:0:home/pin")[-1].text
    assert talk.say(PIN)[-1].text == "Your PIN is kept."


def texts(said: list[Said]) -> str:
    return "\n".join(one.text for one in said)


def test_that_help_came_counts_once_the_pin_was_typed(claimed: Talk) -> None:
    asked = claimed.answer("yes")
    assert "type your PIN" in texts(asked)
    assert case_state(claimed) == CaseState.ACCEPTED
    assert "not your PIN" in texts(claimed.say("1234"))
    assert case_state(claimed) == CaseState.ACCEPTED
    claimed.say("４０ ７１")  # as a Japanese keyboard writes it
    assert case_state(claimed) == CaseState.IN_PROGRESS


def test_that_nobody_came_needs_no_pin(claimed: Talk) -> None:
    claimed.answer("no")
    assert case_state(claimed) == CaseState.OFFERED


def test_deleting_needs_it_too(talk: Talk) -> None:
    file_report(talk)
    set_pin(talk)
    talk.command("delete")
    assert "type your PIN" in texts(talk.tap("delete/yes"))
    assert case_state(talk) == CaseState.OFFERED
    talk.say(PIN)
    assert case_state(talk) == CaseState.WITHDRAWN


def test_a_recovery_code_from_before_stands_for_a_forgotten_pin_but_nobody_elses(talk: Talk) -> None:
    file_report(talk)
    with talk.database.write() as uow:
        chat, stranger = uow.conversations.find_or_create("terminal", "another phone", talk.clock.now())
        other = uow.workers.new_recovery_code(stranger, chat, talk.clock.now())
        own = uow.workers.new_recovery_code(talk.worker_id, talk.conversation_id, talk.clock.now())
    claim_after_setting_a_pin(talk)
    talk.answer("yes")
    assert "not your PIN" in texts(talk.say(other))
    talk.say(own)
    assert case_state(talk) == CaseState.IN_PROGRESS


def test_who_holds_the_open_phone_cannot_have_a_code_made_that_stands_for_the_pin(claimed: Talk) -> None:
    claimed.wait(minutes=1)
    with claimed.database.write() as uow:
        fresh = uow.workers.new_recovery_code(claimed.worker_id, claimed.conversation_id, claimed.clock.now())
    claimed.answer("yes")
    assert "not your PIN" in texts(claimed.say(fresh))
    assert case_state(claimed) == CaseState.ACCEPTED


def test_a_new_pin_typed_twice_goes_to_nobody_and_nobody_learns_later_whether_a_number_is_the_pin(talk: Talk) -> None:
    file_report(talk)
    set_pin(talk)
    talk.wait(minutes=1)
    assert texts(talk.say("4071 ")) == "Your PIN is kept."
    assert "Your PIN is kept." not in texts(talk.say("4072"))
    talk.wait(minutes=10)
    assert "Your PIN is kept." not in texts(talk.say(PIN))


def test_guessing_is_slowed(claimed: Talk) -> None:
    for guess in ("0000", "1111", "2222", "3333", "4444"):
        claimed.answer("yes")
        assert "not your PIN" in texts(claimed.say(guess))
    claimed.answer("yes")
    assert "Too many wrong tries" in texts(claimed.say(PIN))
    assert case_state(claimed) == CaseState.ACCEPTED
    claimed.wait(minutes=16)
    claimed.answer("yes")
    claimed.say(PIN)
    assert case_state(claimed) == CaseState.IN_PROGRESS


def test_words_are_no_pin_and_are_heard_as_always(claimed: Talk) -> None:
    claimed.answer("yes")
    claimed.say("I am at the station, please call me.")
    with claimed.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert [m["text"] for m in uow.cases.messages(case.id)] == ["I am at the station, please call me."]


def test_a_pin_never_reaches_the_people_of_the_case_and_can_be_removed(claimed: Talk) -> None:
    assert "To remove it" in texts(claimed.press("c:0:home/pin"))
    assert "removed" in texts(claimed.say(PIN))
    claimed.answer("yes")
    assert case_state(claimed) == CaseState.IN_PROGRESS
    with claimed.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert uow.cases.messages(case.id) == []
