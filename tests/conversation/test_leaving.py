"""Deleting everything, thinking better of it, and going on elsewhere."""

import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.conversation.notify import reachable
from bot.serving.jobs import _tell
from bot.workers import inbox
from bot.workers.housekeeping import Housekeeping
from bot.workers.inbox import InboxWorker
from bot.workers.intake import Arrival, store
from storage.models import CaseState
from tests.conversation.talk import Ready, Talk
from tests.conversation.ways import come_with, file_report, reach

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def delete(talk: Talk) -> str:
    """Delete everything; returns the code that undoes it."""
    talk.command("delete")
    said = talk.tap("delete/yes")
    code = CODE.search(said[-1].text)
    assert code is not None, said[-1].text
    return code.group()


def case_state(talk: Talk) -> str:
    """The state of the one case."""
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        return case.state


def test_deleting_is_asked_first_and_can_be_left(talk: Talk) -> None:
    question = reach(talk, "months")
    asked = talk.command("delete")[-1]
    assert set(asked.controls) == {"delete/yes", "close"}
    assert talk.tap("close")[-1].choices == question.choices
    talk.tap("m6")
    assert talk.answers["months"] == "m6"


def test_a_button_left_from_another_day_asks_once_more(talk: Talk) -> None:
    file_report(talk)
    talk.command("delete")
    talk.clock.advance(timedelta(days=3))
    again = talk.tap("delete/yes")[-1]
    assert set(again.controls) == {"delete/yes", "close"}
    assert case_state(talk) != CaseState.WITHDRAWN
    talk.tap("delete/yes")
    assert case_state(talk) == CaseState.WITHDRAWN


def test_delete_can_be_written(talk: Talk) -> None:
    reach(talk, "months", language="ne")
    assert "delete/yes" in talk.say("sabai metaune")[-1].controls


def test_what_is_deleted_is_gone_from_the_chat_and_from_staff_at_once(talk: Talk) -> None:
    file_report(talk)
    delete(talk)
    assert case_state(talk) == CaseState.WITHDRAWN
    assert "vi" in talk.start("en")[-1].choices, "whoever writes now is somebody unknown"
    assert talk.answers == {}


@pytest.mark.parametrize("how", ["written", "linked", "sloppy"])
def test_the_code_brings_everything_back_and_the_report_goes_on(talk: Talk, how: str) -> None:
    file_report(talk)
    code = delete(talk)
    talk.clock.advance(days=2)
    talk.restart()
    if how == "linked":
        said = talk.command("start", code)
    else:
        said = talk.say(code if how == "written" else f" {code.lower().replace('-', ' ')} ")
    assert any("back" in s.text for s in said if s.kind == "note")
    assert case_state(talk) == CaseState.OFFERED
    assert "Report" in talk.command("status")[-1].text
    talk.say("I am here again.")
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert uow.cases.messages(case.id)


def test_a_half_finished_report_comes_back_at_its_question(talk: Talk) -> None:
    question = reach(talk, "months")
    code = delete(talk)
    assert talk.say(code)[-1].choices == question.choices
    assert talk.answers["overtime_month"] == "h60"


def test_the_code_still_works_after_somebody_else_has_used_the_phone(talk: Talk) -> None:
    file_report(talk)
    code = delete(talk)
    talk.start("vi")
    talk.say(code)
    assert case_state(talk) == CaseState.OFFERED
    assert "Report" in talk.command("status")[-1].text


def test_a_wrong_code_brings_nothing_back(talk: Talk) -> None:
    file_report(talk)
    delete(talk)
    talk.say("AAAA-BBBB-CCCC")
    assert case_state(talk) == CaseState.WITHDRAWN


def test_on_the_web_chat_the_phone_can_be_cleared_where_it_is_said_that_everything_is_deleted(
    ready: Ready, tmp_path: Path
) -> None:
    web = Talk(ready, tmp_path / "talk", channel="web")
    file_report(web)
    code = delete(web)
    [told] = [s for s in web.heard if code in s.text and s.kind == "note"]
    assert told.controls == {"clear": "Clear this phone"}
    assert told.payload["recovery_code"] == code


def test_nothing_is_written_to_somebody_who_has_left(talk: Talk) -> None:
    file_report(talk)
    delete(talk)
    assert talk.wait(days=6) == []


def test_neither_a_file_nor_a_report_left_in_the_middle_speaks_to_somebody_who_has_left(talk: Talk) -> None:
    """What is done beside the conversation was begun before, or the deletion came from another phone."""
    reach(talk, "months")
    program: Any = SimpleNamespace(wording=talk._wording, clock=talk.clock)
    with talk.database.write() as uow:
        uow.conversations.set_leaving(talk.conversation_id, True)
        here = uow.conversations.get(talk.conversation_id)
        state = talk.state()
        assert here is not None
        uow.conversations.save_state(
            here, state={**state, "vars": {**state["vars"], "write_first": "any_time"}}, structure=here.structure,
            run_id=here.run_id, language="en", nudge_at=talk.clock.now(), expires_at=here.expires_at, case_id=None,
        )  # fmt: skip
        _tell(program, uow, talk.conversation_id, "common.file_missing", 0)
    Housekeeping(talk.database, talk._wording, talk.clock, lambda: str(here.structure), talk._service().notifier).run()
    assert talk.wait(days=1) == []


def test_the_conversation_goes_on_on_another_phone(talk: Talk, ready: Ready, tmp_path: Path) -> None:
    reach(talk, "months", language="vi")
    with talk.database.write() as uow:
        code = uow.workers.new_recovery_code(talk.worker_id, talk.conversation_id, talk.clock.now())
        other, worker = uow.conversations.find_or_create(talk.channel, "another phone", talk.clock.now())
    talk.conversation_id, talk.worker_id, talk.phone = other, worker, "another phone"
    said = talk.command("start", code)
    assert "m6" in said[-1].choices
    assert said[-1].payload["lang"] == "vi"


def lost_telegram(ready: Ready, folder: Path) -> tuple[Talk, str]:
    """A report that was sent from Telegram, and the code that its menu shows."""
    phone = Talk(ready, folder, channel="telegram", phone="7001")
    file_report(phone, language="vi")
    phone.command("menu")
    said = phone.tap("home/code")[-1]
    code = CODE.search(said.text)
    assert code is not None, said.text
    assert list(said.controls) == ["clear"], "the chat may be seen by others"
    return phone, code.group()


def test_whoever_loses_their_telegram_account_comes_back_on_the_web_chat(ready: Ready, tmp_path: Path) -> None:
    phone, code = lost_telegram(ready, tmp_path / "talk")
    phone.send({"type": "blocked"})
    opened = come_with(phone, code)
    assert come_with(phone, code) == opened, "the code opens the same page again"
    assert opened[1] == phone.worker_id
    with phone.database.read() as uow:
        shown = [one for one in uow.web.bubbles(*opened, 0) if one["from"] == "bot"]
        case = uow.cases.newest()
        assert case is not None
        reached = reachable(uow, case)
        assert "unblocked" in [line.kind for line in uow.cases.events(case.id)]
    assert "Chào mừng" in shown[0]["text"]
    assert str(case.number) in shown[1]["text"]
    assert reached is not None
    assert reached.id == opened[0], "what is said next reaches them there"


def test_or_on_another_telegram_account(ready: Ready, tmp_path: Path) -> None:
    phone, code = lost_telegram(ready, tmp_path / "talk")
    new = Talk(ready, tmp_path / "talk", channel="telegram", phone="7002")
    new.say(code)
    new._follow()
    assert new.worker_id == phone.worker_id
    assert "home/code" in new.command("status")[-1].controls


def test_what_was_deleted_on_telegram_is_brought_back_on_the_web_chat(ready: Ready, tmp_path: Path) -> None:
    phone = Talk(ready, tmp_path / "talk", channel="telegram", phone="7001")
    file_report(phone)
    code = delete(phone)
    opened = come_with(phone, code)
    assert case_state(phone) == CaseState.OFFERED
    with phone.database.read() as uow:
        shown = [one.get("text", "") for one in uow.web.bubbles(*opened, 0)]
    assert any("Your report is back" in text for text in shown), shown


def test_the_code_is_not_shown_without_the_pin_where_there_is_one(ready: Ready, tmp_path: Path) -> None:
    phone = Talk(ready, tmp_path / "talk", channel="telegram", phone="7001")
    file_report(phone)
    phone.press("c:0:home/pin")
    phone.say("2580")
    assert not CODE.search(phone.press("c:0:home/code")[-1].text)
    assert CODE.search(phone.say("2580")[-1].text)


def own_code(talk: Talk) -> str:
    """A code that leads back to this chat."""
    with talk.database.write() as uow:
        return uow.workers.new_recovery_code(talk.worker_id, talk.conversation_id, talk.clock.now())


def kept_anywhere(talk: Talk) -> str:
    """Everything that somebody of the case could read of what was written."""
    with talk.database.read() as uow:
        case, conversation = uow.cases.newest(), uow.conversations.get(talk.conversation_id)
        assert conversation is not None
        runs = [run for run in (conversation.run_id, case.run_id if case is not None else None) if run is not None]
        told = [one["raw"] for run in runs for one in uow.conversations.answers(run)]
        told += [one["raw"] for run in runs for one in uow.conversations.written(run)]
        said = [one["text"] for one in uow.cases.messages(case.id)] if case is not None else []
        return "\n".join(map(str, (*told, *said)))


def test_a_code_is_passed_on_to_nobody(talk: Talk) -> None:
    """Whoever has it can read everything and say yes in the worker's name."""
    file_report(talk)
    code = own_code(talk)
    for written in (code, code.replace("-", "").lower()):
        assert "home/help" in {c for s in talk.say(written) for c in s.controls}, "the report is shown"
    talk.send({"type": "edited", "text": code})
    assert kept_anywhere(talk).find(code[:4]) == -1


def test_a_code_under_a_question_is_no_answer_and_no_word_of_the_report(talk: Talk) -> None:
    question = reach(talk, "what_happened", mission="something_else")
    code = own_code(talk)
    assert talk.say(code)[-1].choices == question.choices
    assert "what_happened" not in talk.answers
    assert code not in kept_anywhere(talk)


@pytest.mark.parametrize("when", ["first", "language", "later"])
def test_a_code_that_nobody_has_is_told_so(talk: Talk, when: str) -> None:
    if when == "language":
        talk.start("en")
    if when == "later":
        file_report(talk)
    said = talk.say("7K3F-2QMX-9PTB")
    assert any("do not know this code" in s.text for s in said)
    assert "7K3F-2QMX-9PTB" not in kept_anywhere(talk)
    assert when == "later" or "vi" in said[-1].choices


@pytest.mark.parametrize("words", ["want help fast", "over-time-work", "1234-5678-9012"])
def test_words_that_are_no_code_reach_the_people_of_the_case(talk: Talk, words: str) -> None:
    file_report(talk)
    talk.say(words)
    assert words in kept_anywhere(talk)


def test_the_link_to_telegram_opened_a_second_time_goes_on_with_the_report(ready: Ready, tmp_path: Path) -> None:
    web = Talk(ready, tmp_path / "talk", channel="web")
    file_report(web)
    code = own_code(web)
    phone = Talk(ready, tmp_path / "talk", channel="telegram", phone="7001")
    phone.command("start", code)
    phone._follow()
    said = phone.command("start", code)
    assert "home/help" in {c for s in said for c in s.controls}
    assert not any("vi" in s.choices for s in said), "no other report is begun"


def test_who_deletes_again_in_a_hurry_is_answered_to_the_last_word(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words still wait where everything was deleted while newer ones wait where the phone has begun anew, and that is
    deleted as well."""
    monkeypatch.setattr(inbox, "LANES", 1)  # as when many others wait
    delete(talk)
    come(talk, 1, {"type": "command", "name": "delete", "argument": ""})
    come(talk, 2, {"type": "tap", "data": "c:0:delete/yes"})
    come(talk, 3, {"type": "text", "text": "And one more thing."})
    worker = InboxWorker(talk.database, talk._service(), talk.clock)
    assert (worker.work(), worker.work()) == (1, 1)
    talk.clock.advance(timedelta(seconds=1))
    come(talk, 4, {"type": "text", "text": "Hello?"})
    while worker.work():
        pass
    with talk.database.read() as uow:
        assert uow.inbox.counts() == {"done": 4 + talk._seq}


def come(talk: Talk, number: int, event: dict[str, Any]) -> None:
    """Something comes from the phone, wherever it is by now, and is not handled yet."""
    with talk.database.write() as uow:
        owner = uow.conversations.find_or_create(talk.channel, talk.phone, talk.clock.now())
        store(uow, talk.clock, [Arrival("hurry", number, talk.channel, "", event, owner)])
