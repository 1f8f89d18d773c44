"""After the report was sent an answer is changed: both are kept, the case is weighed anew, its people see it."""

from typing import Any

import pytest

from bot.cases.known import known_facts
from bot.cases.withdraw import withdraw
from storage.models import Case
from tests.conversation.talk import Said, Talk
from tests.conversation.ways import file_report, reach
from tests.support.texts import texts


def _button(said: list[Said], label: str) -> str:
    """The data of the button that begins so."""
    for bubble in said[::-1]:
        for row in bubble.payload.get("rows", ()):
            for button in row:
                if label in button["label"]:
                    return str(button["data"])
    raise AssertionError(f"no button has {label!r}: {[s.payload.get('rows') for s in said]}")


def _question(talk: Talk, about: str) -> list[Said]:
    """Open the list of answers and press the one whose question begins so, however far down it is."""
    said = talk.press("c:0:home/correct")
    for _ in range(6):
        try:
            return talk.press(_button(said, about))
        except AssertionError:
            said = talk.press(_button(said, "More"))
    raise AssertionError(f"no answer about {about!r}")


def _case(talk: Talk) -> tuple[Case, dict[str, Any], list[Any]]:
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        lines = [line for line in uow.cases.events(case.id) if line.kind == "answer_corrected"]
        return case, known_facts(uow, case), lines


def _ask(flow: str, step: str) -> str:
    return texts().text("en", f"{flow}.{step}.ask")[:30]


def test_an_answer_is_changed_after_the_report_was_sent(talk: Talk) -> None:
    file_report(talk)
    before = _case(talk)[1]["months"]
    status = talk.command("status")
    assert _button(status, "Change an answer") == "c:0:home/correct"
    _question(talk, _ask("unpaid_overtime", "months"))
    assert "months" in str(talk.at)
    other = "m36" if before != "m36" else "m6"
    said = talk.tap(other)
    assert any("old and the new answer" in one.text for one in said)
    assert talk.at is None
    case, known, lines = _case(talk)
    assert known["months"] == other
    (line,) = lines
    assert (line.data["before"], line.data["after"]) == (before, other)
    with talk.database.read() as uow:
        kept = [a for a in uow.conversations.answers(case.run_id, with_replaced=True) if a["variable"] == "months"]
    assert [(a["value"], a["replaced"]) for a in kept] == [(before, True), (other, False)]


def test_what_was_understood_of_a_changed_answer_is_shown_with_a_way_to_change_it_again(talk: Talk) -> None:
    file_report(talk, mission="job_loss")
    _question(talk, _ask("job_loss", "last_worked"))
    said = talk.say("20 August")[-1]
    assert "20 August 2026" in said.text
    assert "old and the new answer" in said.text
    assert set(said.controls) >= {"home/correct", "home/status"}


def test_a_photo_sent_while_an_answer_is_changed_belongs_to_the_report(talk: Talk) -> None:
    file_report(talk)
    asked = _question(talk, _ask("unpaid_overtime", "months"))[-1]
    said = talk.send({"type": "file", "media": "photo", "ref": "a-photo", "size": 120_000})
    assert said[-1].text == asked.text, "the question stays"
    with talk.database.read() as uow:
        assert [row.media for row in uow.attachments.of_case(_case(talk)[0].id)] == ["photo"]


def test_a_correction_moves_the_case_and_the_timeline_says_so(talk: Talk) -> None:
    file_report(talk, safe_now="safe")
    assert not _case(talk)[0].urgent
    _question(talk, _ask("unpaid_overtime", "safe_now"))
    talk.tap("threatened")
    case = _case(talk)[0]
    assert case.urgent
    with talk.database.read() as uow:
        kinds = [line.kind for line in uow.cases.events(case.id)]
    assert kinds.index("answer_corrected") < kinds.index("deadline_moved")


def test_it_is_typed_as_well_and_what_cannot_be_read_is_asked_again(talk: Talk) -> None:
    file_report(talk)
    _question(talk, _ask("unpaid_overtime", "overtime_month"))
    talk.say("blue")
    assert "overtime_month" in str(talk.at)
    talk.say("6 hours")
    assert talk.at is None
    assert _case(talk)[1]["overtime_month"] == "h10"


@pytest.mark.parametrize("way", ["status", "start", "stop"])
def test_whatever_else_is_wanted_gives_the_correction_up(talk: Talk, way: str) -> None:
    file_report(talk)
    before = _case(talk)[1]
    _question(talk, _ask("unpaid_overtime", "months"))
    talk.command(way)
    assert talk.at is None
    _, after, lines = _case(talk)
    assert (after, lines) == (before, [])
    talk.say("Where are you?")  # is a message again, not an answer
    with talk.database.read() as uow:
        assert [m["text"] for m in uow.cases.messages(_case(talk)[0].id)] == ["Where are you?"]


def test_a_report_that_is_half_told_is_not_mixed_with_one_that_was_sent(talk: Talk) -> None:
    file_report(talk)
    talk.press("c:0:home/new")
    reach(talk, "months")
    talk.press("c:0:home/correct")
    talk.press("c:0:home/fix.5")
    assert "months" in str(talk.at)
    assert _case(talk)[2] == []


def test_buttons_of_others_and_nonsense_change_nothing(talk: Talk) -> None:
    file_report(talk)
    for data in ("c:0:home/fix.99999", "c:0:home/fix.-1", "c:0:home/fix.x", "c:0:home/correct.99999999999"):
        talk.press(data)
        assert talk.at is None
    assert _case(talk)[2] == []


def test_what_was_not_asked_before_sending_can_be_added(talk: Talk) -> None:
    file_report(talk)
    listed = talk.press("c:0:home/correct")
    assert not any("This is enough" in label for one in listed for label in one.choices.values())
    said = talk.press(_button(listed, "Add details"))
    for _ in range(6):
        try:
            talk.press(_button(said, _ask("extra", "broker")))
            break
        except AssertionError:
            said = talk.press(_button(said, "More"))
    assert str(talk.at).endswith("broker")
    talk.say("Fuji Agency")
    _, known, (line,) = _case(talk)
    assert known["broker"] == "Fuji Agency"
    assert (line.data.get("before"), line.data["after"]) == (None, "Fuji Agency")
    talk.press("c:0:home/add.1")  # the language, which is answered elsewhere
    assert talk.at is None


def test_whoever_answers_after_the_report_was_closed_reads_where_it_stands(talk: Talk) -> None:
    file_report(talk)
    _question(talk, _ask("unpaid_overtime", "months"))
    with talk.database.write() as uow:
        case = uow.cases.newest()
        assert case is not None
        withdraw(uow, talk._service().notifier, case.id, talk.clock.business(), alone=True)
    said = talk.tap("m36")
    assert "you took it back" in said[-1].text
    assert _case(talk)[2] == [], "nobody is told of a change any more"


def test_never_write_first_holds_also_if_the_report_was_closed_meanwhile(talk: Talk) -> None:
    file_report(talk)
    _question(talk, _ask("filing", "write_first"))
    with talk.database.write() as uow:
        case = uow.cases.newest()
        assert case is not None
        withdraw(uow, talk._service().notifier, case.id, talk.clock.business(), alone=True)
    talk.tap("never")
    with talk.database.read() as uow:
        assert uow.workers.profile(talk.worker_id)["write_first"] == "never"
