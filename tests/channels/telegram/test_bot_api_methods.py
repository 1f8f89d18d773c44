"""The Bot API server carries out and refuses calls as the real one does."""

from typing import Any

import aiohttp
import orjson
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.request import HTTPXRequest

from bot.testing import updates
from bot.testing.bot_api import BotApiServer
from tests.channels.telegram.conftest import CHAT, Caller

pytestmark = pytest.mark.anyio


def keyboard(data: str = "a:1:x", text: str = "A") -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": text, "callback_data": data}]]}


async def test_the_library_most_bots_use_gets_along_with_it(telegram: BotApiServer) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("A", callback_data="a:1:x")]])
    request = HTTPXRequest()
    async with Bot(telegram.token, base_url=f"{telegram.root_url}/bot", request=request) as bot:
        sent = await bot.send_message(CHAT, "hello", reply_markup=markup)
        await bot.edit_message_text("goodbye", CHAT, sent.message_id)
        document = await bot.send_document(CHAT, b"%PDF", filename="a.pdf")
        assert document.document is not None
        voice = await bot.send_voice(CHAT, b"OggS")
        photo = await bot.send_photo(CHAT, b"JFIF", caption="look")
        telegram.deliver(updates.message(CHAT, "hi"))
        (update,) = await bot.get_updates()

    assert sent.reply_markup == markup
    assert update.message is not None
    assert (update.message.text, document.document.file_name) == ("hi", "a.pdf")
    assert voice.voice
    assert photo.caption == "look"
    assert [message.text for message in telegram.conversation(CHAT)] == ["goodbye", "", "", "look", "hi"]


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"text": "a" * 4097}, "Bad Request: message is too long"),
        ({"text": "😀" * 2049}, "Bad Request: message is too long"),
        ({"text": ""}, "Bad Request: message text is empty"),
        ({"text": " \n\u200b"}, "Bad Request: message text is empty"),
        ({}, "Bad Request: message text is empty"),
        ({"text": "a", "reply_markup": keyboard("x" * 65)}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "a", "reply_markup": keyboard("é" * 33)}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "a", "reply_markup": keyboard("")}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "a", "chat_id": 999}, "Bad Request: chat not found"),
        ({"text": "a", "chat_id": ""}, "Bad Request: chat_id is empty"),
    ],
)
async def test_what_is_refused(
    call: Caller, telegram: BotApiServer, params: dict[str, Any], why: str
) -> None:
    assert await call.refusal("sendMessage", **({"chat_id": CHAT} | params)) == why
    assert telegram.conversation(CHAT) == []


async def test_what_just_fits(call: Caller) -> None:
    assert (await call("sendMessage", chat_id=CHAT, text="a" * 4096))[0] == 200
    assert (await call("sendMessage", chat_id=CHAT, text="a", reply_markup=keyboard("é" * 32)))[0] == 200


async def test_a_keyboard_sent_as_a_form_is_a_keyboard(
    telegram: BotApiServer, session: aiohttp.ClientSession, call: Caller
) -> None:
    form = {"chat_id": str(CHAT), "text": "a", "reply_markup": orjson.dumps(keyboard()).decode()}
    async with session.post(f"{call.url}/sendmessage", data=form) as answer:
        assert answer.status == 200
    async with session.get(f"{call.url}/sendMessage?chat_id={CHAT}&text=b") as answer:
        assert answer.status == 200

    first, second = telegram.conversation(CHAT)
    assert first.keyboard == keyboard()["inline_keyboard"]
    assert second.text == "b"


async def test_edits_change_what_the_phone_shows(call: Caller, telegram: BotApiServer) -> None:
    _, sent = await call("sendMessage", chat_id=CHAT, text="a", reply_markup=keyboard())
    which = {"chat_id": CHAT, "message_id": sent["result"]["message_id"]}

    assert (await call("editMessageReplyMarkup", **which, reply_markup=keyboard("n", "✓ A")))[0] == 200
    again = await call.refusal("editMessageReplyMarkup", **which, reply_markup=keyboard("n", "✓ A"))
    assert again.startswith("Bad Request: message is not modified")
    assert (await call("editMessageText", **which, text="b"))[0] == 200

    (shown,) = telegram.conversation(CHAT)
    assert (shown.text, shown.keyboard, shown.edits) == ("b", [], 2)
    gone = await call.refusal("editMessageText", chat_id=CHAT, message_id=99, text="b")
    assert gone == "Bad Request: message to edit not found"
    assert (await call("deleteMessage", **which))[0] == 200
    assert telegram.conversation(CHAT) == []
    assert await call.refusal("deleteMessage", **which) == "Bad Request: message to delete not found"


async def test_a_workers_own_message_can_not_be_edited(call: Caller, telegram: BotApiServer) -> None:
    telegram.deliver(updates.message(CHAT, "mine"))
    (mine,) = telegram.conversation(CHAT)
    why = await call.refusal("editMessageText", chat_id=CHAT, message_id=mine.message_id, text="yours")
    assert why == "Bad Request: message can't be edited"


async def test_a_tap_can_be_answered_once(call: Caller, telegram: BotApiServer) -> None:
    tap = updates.tap(CHAT, "a:1:x", 1)
    telegram.deliver(tap)
    query = {"callback_query_id": tap["callback_query"]["id"]}

    assert (await call("answerCallbackQuery", **query))[0] == 200
    assert "query is too old" in await call.refusal("answerCallbackQuery", **query)


async def test_who_blocks_the_bot_is_not_reached(call: Caller, telegram: BotApiServer) -> None:
    telegram.deliver(updates.membership(CHAT, "kicked"))
    status, answer = await call("sendMessage", chat_id=CHAT, text="a")
    assert (status, answer["description"]) == (403, "Forbidden: bot was blocked by the user")

    telegram.deliver(updates.membership(CHAT, "member"))
    assert (await call("sendMessage", chat_id=CHAT, text="a"))[0] == 200


async def test_a_wrong_token_and_a_method_that_is_not_there(
    telegram: BotApiServer, session: aiohttp.ClientSession, call: Caller
) -> None:
    async with session.get(f"{telegram.root_url}/bot1:wrong/getMe") as answer:
        assert (answer.status, (await answer.json())["description"]) == (401, "Unauthorized")
    assert await call.refusal("makeCoffee") == "Not Found"


async def test_a_file_is_stored_described_and_fetched(
    call: Caller, telegram: BotApiServer, session: aiohttp.ClientSession
) -> None:
    stored = telegram.account.keep_file("a b.jpg", b"JFIF")
    _, answer = await call("getFile", file_id=stored.file_id)
    path = answer["result"]["file_path"]
    async with session.get(f"{telegram.root_url}/file/bot{telegram.token}/{path}") as got:
        assert (got.status, await got.read()) == (200, b"JFIF")
    async with session.get(f"{telegram.root_url}/file/bot{telegram.token}/nothing/there") as got:
        assert got.status == 404
    assert answer["result"]["file_size"] == 4


async def test_an_upload_needs_its_file(
    telegram: BotApiServer, session: aiohttp.ClientSession, call: Caller
) -> None:
    form = aiohttp.FormData({"chat_id": str(CHAT)})
    form.add_field("document", bytes(1024), filename="a.bin")
    async with session.post(f"{call.url}/sendDocument", data=form) as answer:
        assert answer.status == 200

    assert telegram.conversation(CHAT)[0].file is not None
    why = await call.refusal("sendDocument", chat_id=CHAT)
    assert why == "Bad Request: there is no document in the request"
