"""People do not begin at the beginning, change what they wrote, put the bot into groups, and come back."""

from typing import Any

import pytest

from bot.testing import updates
from tests.hostile.house import House

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]


async def test_a_text_before_start_begins_the_conversation(house: House) -> None:
    phone = house.phone()
    await phone.type("saya tidak dibayar")
    shown = await phone.question()
    assert {"en", "id", "vi"} <= {b.choice for b in shown.buttons}


PICTURE = {"file_id": "p", "file_unique_id": "u", "width": 90, "height": 60, "file_size": 900}
VOICE = {"file_id": "v", "file_unique_id": "u", "duration": 3, "file_size": 900}
STICKER = {"file_id": "s", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1, "is_animated": False,
           "is_video": False}  # fmt: skip
PLACE = {"latitude": 35.0, "longitude": 139.0}


@pytest.mark.parametrize(
    "content",
    [{"photo": [PICTURE], "caption": "my payslip"}, {"voice": VOICE}, {"sticker": STICKER}, {"location": PLACE}],
    ids=["photo", "voice", "sticker", "location"],
)  # fmt: skip
async def test_whatever_somebody_new_sends_the_conversation_begins(house: House, content: dict[str, Any]) -> None:
    phone = house.phone()
    await phone._do(updates.message(phone.chat_id, **content))
    shown = await phone.question()
    assert {"en", "id", "vi"} <= {b.choice for b in shown.buttons}


async def test_a_tap_on_a_message_of_a_forgotten_conversation_leads_to_the_beginning(house: House) -> None:
    phone = house.phone()
    house.telegram.deliver(updates.tap(phone.chat_id, "a:7:send_now", 1))
    shown = await phone.question()
    assert {"en", "id", "vi"} <= {b.choice for b in shown.buttons}
    await house.handled()
    assert not house.telegram.account.callbacks, "the button is not left waiting"


async def test_a_changed_message_that_never_came_counts_as_the_first_words(house: House) -> None:
    """The bot was away for so long that Telegram has forgotten the message itself."""
    phone = house.phone()
    house.telegram.deliver(updates.edited(phone.chat_id, 77, "saya tidak dibayar"))
    shown = await phone.question()
    assert "id" in {b.choice for b in shown.buttons}
    await house.handled()
    assert house.answers(phone) == [("opening.first_words", "saya tidak dibayar")]


@pytest.mark.parametrize("data", ["a:7:send_now", "c:4:back", "c:0:delete/yes", "q:01abc:yes", "n"])
async def test_a_tap_before_anything_else_is_answered_or_left_alone(house: House, data: str) -> None:
    phone = house.phone()
    house.telegram.deliver(updates.tap(phone.chat_id, data, 1))
    await house.handled()
    await phone.type("/start")
    await phone.question()


async def test_start_in_the_middle_keeps_what_was_said(house: House) -> None:
    phone, _ = await house.asked("en", "start", "unpaid_overtime")
    before = house.answers(phone)
    await phone.type("/start")
    await phone.reply()
    assert house.answers(phone) == before
    assert "unpaid_overtime" not in [b.choice for b in (await phone.reply()).buttons]
    await phone.type("/start")
    await house.handled()
    assert house.answers(phone) == before, "whoever is impatient loses nothing either"


async def test_an_edited_message_is_no_second_answer(house: House) -> None:
    phone, _ = await house.asked("en", "start", "unpaid_overtime", "safe")
    await phone.type("50 hours")
    await phone.question()
    before = house.answers(phone)
    await phone.edit("5 hours")
    await phone.wait_for("changed an earlier message")
    assert house.answers(phone) == before
    assert before[-1][0].startswith("unpaid_overtime.")


async def test_in_a_group_it_says_once_to_write_alone_and_keeps_quiet_otherwise(house: House) -> None:
    group, person = -1_000_500, house.phone().chat_id
    house.telegram.open_chat(group)
    here = updates.group(group)
    house.telegram.deliver(updates.membership(person, "member", chat=here))
    await house.handled()
    said = house.telegram.conversation(group)
    assert ["private chat" in m.text for m in said] == [True]
    for text in ("hello all", "has anybody been paid?", "yes", "/start@another_bot"):
        house.telegram.deliver(updates.message(person, text, chat=here))
    house.telegram.deliver(updates.message(person, chat=here, photo=[PICTURE]))
    house.telegram.deliver(updates.message(person, chat=here, migrate_to_chat_id=group - 1))
    for update in (updates.edited(person, 3, "hello everybody"), updates.tap(person, "a:1:en", 1)):
        content = update.get("edited_message") or update["callback_query"]["message"]
        content["chat"] = here
        house.telegram.deliver(update)
    await house.handled()
    assert not house.telegram.account.callbacks, "no button is left waiting"
    bot = [m for m in house.telegram.conversation(group) if m.sender == "bot"]
    assert len(bot) == 1, "what people say to each other is nobody's business here"
    house.telegram.deliver(updates.message(person, "/start", chat=here))
    await house.handled()
    bot = [m for m in house.telegram.conversation(group) if m.sender == "bot"]
    assert len(bot) == 2
    assert not any(m.keyboard for m in bot), "nothing is asked where everybody reads along"
    house.telegram.deliver(updates.membership(person, "left", chat=here))
    await house.handled()


@pytest.mark.parametrize(
    "content",
    [{"sticker": STICKER}, {"location": PLACE}, {"contact": {"phone_number": "1", "first_name": "x"}},
     {"dice": {"emoji": "🎲", "value": 3}}, {"poll": {"id": "1"}}, {"new_chat_title": "x"}, {"text": "x", "quote": 5}],
)  # fmt: skip
async def test_other_kinds_of_messages_are_answered(house: House, content: dict[str, Any]) -> None:
    phone, _ = await house.asked("en", "start")
    before = house.answers(phone)
    phone.last_update = updates.message(phone.chat_id, **content)
    await phone._do(phone.last_update)
    await phone.reply()
    assert house.answers(phone) == before


async def test_who_blocks_the_bot_and_comes_back_goes_on(house: House) -> None:
    owner = house.teller()
    await owner.tell()
    await owner.phone.block()
    await house.handled()
    [(blocked,)] = house.ask("SELECT count(*) FROM conversation WHERE blocked_at IS NOT NULL")
    assert blocked >= 1
    [(case,)] = house.ask("SELECT id FROM case_file ORDER BY filed_at DESC LIMIT 1")
    happened = [kind for (kind,) in house.ask("SELECT kind FROM case_event WHERE case_id = :id", id=case)]
    assert "blocked" in happened, "the case is told: a sign of danger"
    await owner.phone.unblock()
    await owner.phone.type("/status")
    await owner.phone.reply()


async def test_nothing_of_it_harms_the_next(house: House) -> None:
    assert house.ask("SELECT count(*) FROM inbox WHERE status = 'set_aside'") == [(0,)]
    await house.still_serves()
