"""Where what the people of a case say reaches somebody who told on the web page, and has left it."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.web.errors import BadRequest
from bot.channels.web.gateway import BubblePage
from bot.channels.web.stored import StoredGateway
from bot.clock import in_japan
from bot.workers.intake import Intake
from tests.conversation.talk import Ready, Talk
from tests.conversation.ways import come_with, file_report, reach

HELP_DESK = "staff-help-desk"


@pytest.fixture
def page(ready: Ready, tmp_path: Path) -> Talk:
    """The web page, where there is a mail server."""
    talk = Talk(ready, tmp_path / "talk", channel="web")
    talk.mail = True
    return talk


def give_mail(page: Talk) -> None:
    """Choose to hear by e-mail."""
    page.send({"type": "handover", "choice": "email", "value": "me@todoke.example"})


def write(page: Talk, text: str) -> None:
    """The people of the case write to the worker."""
    page.staff("reply", HELP_DESK, text=text, language="en")


def fetch(page: Talk, after: int) -> BubblePage:
    """The open page asks for what it does not have yet."""
    return asyncio.run(gateway_of(page).bubbles(page.conversation_id, after, 100))


def gateway_of(page: Talk) -> StoredGateway:
    """What the open page speaks with."""
    return StoredGateway(page.database, page.clock, page._wording, Intake(page.database, page.clock, lambda: None))


def newest(page: Talk) -> int:
    """The number of what stands last on the page."""
    with page.database.read() as uow:
        return uow.web.last(page.conversation_id)


def mails(page: Talk) -> list[datetime]:
    """When mails to this worker are due, in Japan's time."""
    waiting = "SELECT due_at FROM outbox WHERE channel = 'email' AND lane_id LIKE 'worker:%' AND status = 'queued'"
    with page.database.read() as uow:
        found = uow.connection.exec_driver_sql(waiting).scalars()
        return [in_japan(datetime.fromisoformat(f"{one}+00:00")) for one in found]


def shown(talk: Talk) -> str:
    """Everything that came to this chat, also what is on its way."""
    with talk.database.read() as uow:
        found = uow.web.bubbles(talk.conversation_id, talk.worker_id, 0)
        return "\n".join(one.get("text", "") for one in found)


def go_on_in_telegram(page: Talk, ready: Ready) -> Talk:
    """Follow the link that the page shows, or type its code there."""
    page.clock.advance(minutes=1)
    with page.database.write() as uow:
        code = uow.workers.new_recovery_code(page.worker_id, page.conversation_id, page.clock.now())
    phone = Talk(ready, page.folder, channel="telegram", phone="7001")
    phone.clock.advance(page.clock.now() - phone.clock.now())
    phone.command("start", code)
    phone._follow()
    return phone


def hears(phone: Talk, page: Talk) -> str:
    """What has come to the phone by now."""
    phone.clock.advance(page.clock.now() - phone.clock.now())
    phone.wait(seconds=1)
    return shown(phone)


def test_an_address_and_a_number_can_be_taken_away_and_nobody_writes_there_any_more(page: Talk) -> None:
    file_report(page)
    give_mail(page)
    hours = {"safe_from": "19:00", "safe_to": "21:00"}
    page.send({"type": "handover", "choice": "phone", "value": "09012345678", **hours})
    page.clock.advance(minutes=5)
    page.staff("accept", HELP_DESK)
    assert len(mails(page)) == 1
    said = page.send({"type": "handover", "choice": "email", "value": ""})
    assert said[-1].text == "E-mail: –\nSaved. You can change this later."
    assert mails(page) == [], "also what was on its way"
    said = page.send({"type": "handover", "choice": "phone", "value": ""})
    assert said[-1].text.startswith("Phone: –")
    write(page, "When may we call?")
    assert mails(page) == []
    with page.database.read() as uow:
        assert not {"email", "phone", "phone_from", "phone_to"} & uow.workers.profile(page.worker_id).keys()
    give_mail(page)
    page.clock.advance(minutes=5)
    write(page, "Are you there?")
    assert len(mails(page)) == 1, "given again, it is written to again"


def test_words_that_come_just_after_the_page_was_left_are_told_by_mail_when_half_an_hour_is_over(page: Talk) -> None:
    file_report(page)
    give_mail(page)
    left = page.clock.now()
    page.clock.advance(minutes=5)
    page.staff("accept", HELP_DESK)
    write(page, "When may we call?")
    page.staff("claim_reached", HELP_DESK, note="called")
    [due] = mails(page)
    assert (due - left).total_seconds() == 30 * 60, "one mail for all of it"


def test_the_mail_waits_for_a_safe_hour(page: Talk) -> None:
    file_report(page, write_first="evening")
    give_mail(page)
    page.staff("accept", HELP_DESK)
    [due] = mails(page)
    assert due.hour == 18


def test_no_mail_tells_of_what_was_read_on_the_page(page: Talk) -> None:
    file_report(page)
    give_mail(page)
    before = newest(page)
    page.staff("accept", HELP_DESK)
    assert fetch(page, before).bubbles, "it is on its way to the page, which may never get it"
    assert len(mails(page)) == 1
    fetch(page, newest(page))
    assert mails(page) == []
    write(page, "When may we call?")
    assert len(mails(page)) == 1, "what comes afterwards is told"


def test_a_page_that_lacks_the_newest_words_has_not_read_them(page: Talk) -> None:
    file_report(page)
    give_mail(page)
    page.staff("accept", HELP_DESK)
    first = newest(page)
    write(page, "When may we call?")
    fetch(page, first)
    assert len(mails(page)) == 1


def test_what_is_answered_on_the_page_at_once_brings_no_mail(page: Talk) -> None:
    file_report(page)
    give_mail(page)
    page.staff("accept", HELP_DESK)
    page.staff("claim_reached", HELP_DESK, note="called")
    fetch(page, newest(page))
    page.answer("yes")
    assert mails(page) == []


@pytest.mark.parametrize(
    "afterwards", [{"type": "handover", "choice": "telegram"}, {"type": "text", "text": "Also here."}, None]
)
def test_answers_come_to_telegram_whatever_is_done_on_the_old_page(
    page: Talk, ready: Ready, afterwards: dict[str, Any] | None
) -> None:
    file_report(page)
    phone = go_on_in_telegram(page, ready)
    page.clock.advance(minutes=1)
    if afterwards is not None:
        page.send(afterwards)
    page.staff("accept", HELP_DESK)
    write(page, "When may we call?")
    assert "When may we call?" in hears(phone, page)
    assert ("When may we call?" in shown(page)) is (afterwards is not None), "who just wrote there reads it there, too"
    assert mails(page) == []


def test_a_question_can_be_answered_in_either_chat(page: Talk, ready: Ready) -> None:
    file_report(page)
    phone = go_on_in_telegram(page, ready)
    page.clock.advance(minutes=1)
    page.say("Also here.")
    page.staff("accept", HELP_DESK)
    page.staff("claim_reached", HELP_DESK, note="called")
    hears(phone, page)
    phone.answer("yes")
    page._listen()
    assert "earlier question" in page.answer("yes")[-1].text


@pytest.mark.parametrize("typed", [True, False])
def test_what_was_answered_on_the_page_at_night_is_not_asked_in_telegram_in_the_morning(
    page: Talk, ready: Ready, typed: bool
) -> None:
    file_report(page)
    phone = go_on_in_telegram(page, ready)
    page.clock.advance(hours=12)
    page.say("Also here.")
    page.staff("accept", HELP_DESK)
    page.staff("claim_reached", HELP_DESK, note="called")
    page._listen()
    said = page.say("yes") if typed else page.answer("yes")
    assert "Your helper goes on." in "\n".join(one.text for one in said)
    page.clock.advance(hours=12)
    assert "they have talked with you" not in hears(phone, page)


def test_whoever_came_from_a_lost_telegram_is_not_written_to_there(ready: Ready, tmp_path: Path) -> None:
    lost = Talk(ready, tmp_path / "talk", channel="telegram", phone="7001")
    file_report(lost)
    with lost.database.write() as uow:
        code = uow.workers.new_recovery_code(lost.worker_id, lost.conversation_id, lost.clock.now())
    lost.clock.advance(minutes=1)
    opened = come_with(lost, code)
    lost.staff("accept", HELP_DESK)
    lost.staff("reply", HELP_DESK, text="When may we call?", language="en")
    with lost.database.read() as uow:
        waiting = "SELECT lane_id FROM outbox WHERE dedupe LIKE '%:reply%'"
        assert list(uow.connection.exec_driver_sql(waiting).scalars()) == [opened[0]]


def test_a_report_from_another_page_stays_there_and_it_is_said_how_to_come_to_it(page: Talk, ready: Ready) -> None:
    file_report(page)
    phone = go_on_in_telegram(page, ready)
    other = Talk(ready, page.folder, channel="web", phone="another page")
    file_report(other, mission="job_loss")
    with other.database.write() as uow:
        code = uow.workers.new_recovery_code(other.worker_id, other.conversation_id, other.clock.now())
    said = phone.command("start", code)
    assert "/chat → I have a code" in said[0].text
    assert "stays on its web page" in said[0].text
    other.staff("accept", HELP_DESK)
    assert "Sample Help Desk" in shown(other)


def test_a_second_report_of_the_same_page_goes_on_in_telegram_beside_the_first(page: Talk, ready: Ready) -> None:
    file_report(page)
    phone = go_on_in_telegram(page, ready)
    page.press("c:0:home/new")
    file_report(page, mission="job_loss")
    again = go_on_in_telegram(page, ready)
    assert again.conversation_id == phone.conversation_id
    with page.database.read() as uow:
        numbers = [str(case.number) for case in uow.cases.of_worker(page.worker_id)]
    assert len(numbers) == 2
    told = "\n".join(said.text for said in again.command("status"))
    assert all(number in told for number in numbers)


def test_a_report_that_comes_to_the_page_of_another_one_takes_no_words_from_it(page: Talk, ready: Ready) -> None:
    file_report(page)
    phone = go_on_in_telegram(page, ready)
    page.press("c:0:home/new")
    file_report(page, mission="job_loss")
    page.staff("accept", HELP_DESK)
    write(page, "We wait for you on Sunday at ten.")
    assert "on Sunday at ten" in shown(page)
    with page.database.write() as uow:
        code = uow.workers.new_recovery_code(page.worker_id, phone.conversation_id, page.clock.now())
    page.say(code)
    assert "on Sunday at ten" in shown(page)


def test_a_code_leads_to_where_the_questions_have_gone_on(page: Talk, ready: Ready) -> None:
    question = reach(page, "months")
    with page.database.write() as uow:
        code = uow.workers.new_recovery_code(page.worker_id, page.conversation_id, page.clock.now())
    phone = go_on_in_telegram(page, ready)
    phone.tap("m6")
    opened = come_with(page, code)
    with page.database.read() as uow:
        here = uow.conversations.get(opened[0])
        assert here is not None
        state = uow.conversations.open_state(here)
        assert here.worker_id == page.worker_id
    assert state is not None
    assert state["vars"]["months"] == "m6", question.text


def test_an_old_code_typed_where_the_answers_are_takes_nothing_away(page: Talk, ready: Ready) -> None:
    reach(page, "months")
    phone = go_on_in_telegram(page, ready)
    phone.tap("m6")
    asked = phone.question
    with page.database.write() as uow:  # the page that was left still shows a code
        code = uow.workers.new_recovery_code(page.worker_id, page.conversation_id, page.clock.now())
    assert phone.command("start", code)[-1].choices == asked.choices
    assert phone.answers["months"] == "m6"


def test_a_day_of_return_is_a_day_that_can_be_waited_for(page: Talk) -> None:
    file_report(page)
    today = in_japan(page.clock.now()).date()

    def comes_back(days: int) -> list[Any]:
        day = (today + timedelta(days=days)).isoformat()
        return page.send({"type": "handover", "choice": "return_on", "value": day})

    for days in (-9, 100, 3000):
        assert "choose a day" in comes_back(days)[-1].text
    comes_back(91)
    with page.database.read() as uow:
        assert uow.workers.profile(page.worker_id)["return_on"] == (today + timedelta(days=91)).isoformat()


def test_a_day_of_return_that_can_not_be_waited_for_is_refused_before_anything_says_saved(page: Talk) -> None:
    file_report(page)
    today = in_japan(page.clock.now()).date()

    def send(seq: int, days: int) -> bool:
        day = (today + timedelta(days=days)).isoformat()
        event = {"type": "handover", "choice": "return_on", "value": day}
        return asyncio.run(gateway_of(page).intake(page.conversation_id, seq, event))

    before = newest(page)
    for seq, days in enumerate((-2, 92, 3000), start=900_000):
        with pytest.raises(BadRequest):
            send(seq, days)
    assert newest(page) == before
    assert send(900_003, -1), "it may still be yesterday where the phone is"
    assert send(900_004, 91)
