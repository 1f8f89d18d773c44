"""A yes to a letter to the employer can be taken back from the menu, as long as the letter has not gone out."""

from dataclasses import replace

from bot.cases.timeline import Happened
from tests.conversation.corrections import prepared
from tests.conversation.papers import buttons, press, text
from tests.conversation.talk import Talk

BUTTON = "No letter after all"


def _agreed(talk: Talk) -> str:
    """The worker said yes to a letter; returns the request."""
    case_id, request = prepared(talk)
    with talk.database.write() as uow:
        ((_, word),) = uow.corrections.of_case(case_id)
        uow.corrections.say(request, replace(word, agreed=True, agreed_at=talk.clock.business()))
    return request


def test_a_yes_is_taken_back_with_one_tap(talk: Talk) -> None:
    request = _agreed(talk)
    said = press(talk, talk.command("status"), BUTTON)
    assert "You have taken back your yes. The letters that have not gone out yet will not speak of you" in text(said)
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        ((row, word),) = uow.corrections.of_case(case.id)
        assert word.agreed is False
        assert row.id == request
        assert row.ended_at is not None
        assert uow.cases.event_marks(case.id, Happened.CORRECTION_TAKEN_BACK.value)
    assert BUTTON not in [label for label, _ in buttons(talk.command("status"))]


def test_when_the_letter_has_gone_out_an_old_button_does_nothing(talk: Talk) -> None:
    request = _agreed(talk)
    menu = talk.command("status")
    with talk.database.write() as uow:
        row = uow.corrections.get(request)
        assert row is not None
        row.requested_at = talk.clock.business()
        uow.corrections.save(row)
    assert "You have taken back your yes" not in text(press(talk, menu, BUTTON))
    assert BUTTON not in [label for label, _ in buttons(talk.command("status"))]
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        ((_, word),) = uow.corrections.of_case(case.id)
        assert word.agreed
