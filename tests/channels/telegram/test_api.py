"""What Telegram answers, as what is to be done about it. And: the token is never shown."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.errors import (
    BadToken,
    ChatMigrated,
    Conflict,
    RecipientGone,
    Refused,
    RetryAfter,
    TelegramFailure,
    Temporary,
)
from bot.testing.bot_api import BotApiServer, FaultKind

pytestmark = pytest.mark.anyio

CHAT = 7001


async def say(api: TelegramApi, text: str = "hello", chat_id: int | str = CHAT) -> int:
    message = await api.call("sendMessage", {"chat_id": chat_id, "text": text})
    return int(message["message_id"])


async def test_a_message_arrives(telegram: BotApiServer, api: TelegramApi) -> None:
    message_id = await say(api, "नमस्ते")

    (shown,) = telegram.conversation(CHAT)
    assert (shown.message_id, shown.text) == (message_id, "नमस्ते")


async def test_a_chat_may_be_named_by_a_text(telegram: BotApiServer, api: TelegramApi) -> None:
    await say(api, chat_id=str(CHAT))

    assert len(telegram.conversation(CHAT)) == 1


async def test_who_the_bot_is(api: TelegramApi) -> None:
    me = await api.identify()

    assert (me.id, me.username) == (1000000001, "todoke_testing_bot")


async def test_too_many_messages_say_how_long_to_wait(telegram: BotApiServer, api: TelegramApi) -> None:
    telegram.fail(FaultKind.TOO_MANY_REQUESTS, "sendMessage", retry_after=17)

    with pytest.raises(RetryAfter, match="17 seconds") as caught:
        await say(api)
    assert caught.value.seconds == 17
    assert await say(api)


async def test_a_worker_who_has_blocked_the_bot_is_gone(telegram: BotApiServer, api: TelegramApi) -> None:
    telegram.account.blocked_by.add(CHAT)

    with pytest.raises(RecipientGone, match="blocked by the user"):
        await say(api)


async def test_a_chat_that_never_was_is_gone_too(api: TelegramApi) -> None:
    with pytest.raises(RecipientGone, match=r"[Cc]hat not found"):
        await say(api, chat_id=999)


@pytest.mark.parametrize("text", ["", "   \n", "\u200b", "a" * 4097])
async def test_a_message_that_can_never_be_sent_is_refused(api: TelegramApi, text: str) -> None:
    with pytest.raises(Refused):
        await say(api, text)


@pytest.mark.parametrize(
    "kind", [FaultKind.SERVER_ERROR, FaultKind.BAD_GATEWAY, FaultKind.RESET, FaultKind.TIMEOUT]
)
async def test_trouble_on_the_way_is_temporary(
    telegram: BotApiServer, session: aiohttp.ClientSession, kind: FaultKind
) -> None:
    api = TelegramApi(telegram.token, telegram.root_url, session, timeout=0.2)
    telegram.fail(kind, "sendMessage")

    with pytest.raises(Temporary):
        await say(api)
    assert telegram.conversation(CHAT) == []
    assert await say(api)


async def test_a_lost_answer_is_temporary_though_the_message_arrived(
    telegram: BotApiServer, api: TelegramApi
) -> None:
    telegram.fail(FaultKind.LOST_REPLY, "sendMessage")

    with pytest.raises(Temporary):
        await say(api)
    assert len(telegram.conversation(CHAT)) == 1


async def test_an_outage_is_temporary_until_it_ends(telegram: BotApiServer, api: TelegramApi) -> None:
    telegram.outage()
    for _ in range(3):
        with pytest.raises(Temporary):
            await say(api)
    telegram.outage(False)

    assert await say(api)


async def test_nobody_listens(session: aiohttp.ClientSession, free_port: int) -> None:
    api = TelegramApi("123:" + "x" * 35, f"http://127.0.0.1:{free_port}", session)

    with pytest.raises(Temporary):
        await say(api)


async def test_a_wrong_token(telegram: BotApiServer, session: aiohttp.ClientSession) -> None:
    api = TelegramApi("123:" + "x" * 35, telegram.root_url, session)

    with pytest.raises(BadToken):
        await api.identify()
    with pytest.raises(BadToken):
        await say(api)


async def test_updates_fetched_while_they_are_also_brought(telegram: BotApiServer, api: TelegramApi) -> None:
    await api.set_webhook("http://127.0.0.1:1/telegram/webhook", "s3cret", ("message",), 10)

    with pytest.raises(Conflict, match="webhook is active"):
        await api.call("getUpdates", {})


async def test_half_a_letter_becomes_a_question_mark(telegram: BotApiServer, api: TelegramApi) -> None:
    await say(api, "broken \ud83d letter")

    assert telegram.conversation(CHAT)[0].text == "broken ? letter"


async def test_a_document_is_sent_with_its_name(telegram: BotApiServer, api: TelegramApi) -> None:
    message_id = await api.send_document(CHAT, "record.pdf", b"%PDF-1.7 ...", "Your record")

    (shown,) = telegram.conversation(CHAT)
    assert shown.file is not None
    stored = telegram.account.files[shown.file[1]]
    assert (shown.message_id, shown.file[0], shown.text) == (message_id, "document", "Your record")
    assert (stored.name, stored.content) == ("record.pdf", b"%PDF-1.7 ...")


async def test_a_document_larger_than_telegram_takes_is_refused(api: TelegramApi) -> None:
    with pytest.raises(Refused, match="Too Large"):
        await api.send_document(CHAT, "record.pdf", bytes(51 * 1024 * 1024))


@asynccontextmanager
async def answering(status: int, body: bytes) -> AsyncIterator[str]:
    """A server that answers the same to everything; {path} in the body becomes what was asked for."""

    async def answer(request: web.BaseRequest) -> web.Response:
        return web.Response(body=body.replace(b"{path}", request.path.encode()), status=status)

    runner = web.ServerRunner(web.Server(answer, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, b'{"ok":false,"parameters":{"migrate_to_chat_id":-1009}}', ChatMigrated),
        (429, b"slow down", RetryAfter),
        (200, b"<html>a captive portal</html>", Temporary),
        (200, b"[]", Temporary),
        (200, b"{}", Temporary),
        (302, b"", Temporary),
        (400, b"not json", Refused),
        (599, b"", Temporary),
    ],
)
async def test_answers_no_bot_expects(
    session: aiohttp.ClientSession, status: int, body: bytes, error: type[TelegramFailure]
) -> None:
    async with answering(status, body) as root_url:
        with pytest.raises(error) as caught:
            await say(TelegramApi("123:" + "x" * 35, root_url, session))
    if isinstance(caught.value, ChatMigrated):
        assert caught.value.new_chat_id == -1009


async def test_the_token_is_in_no_error_and_no_log(
    telegram: BotApiServer, session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture, free_port: int
) -> None:
    secret = telegram.token.split(":")[1]
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, "telegram")  # at DEBUG the library prints every call's parameters
    here = TelegramApi(telegram.token, telegram.root_url, session, timeout=0.1)
    nowhere = TelegramApi(telegram.token, f"http://127.0.0.1:{free_port}", session)
    unspeakable = TelegramApi(telegram.token, "http://no such host", session)
    no_web = TelegramApi(telegram.token, "ftp://127.0.0.1", session)
    seen = [repr(here), str(here), f"{here}"]

    async def trouble(api: TelegramApi, kind: FaultKind | None = None) -> None:
        if kind is not None:
            telegram.fail(kind, times=2)
        for call in (say(api), api.identify()):
            try:
                await call
            except TelegramFailure as error:
                seen.extend((str(error), repr(error), *traceback.format_exception(error)))
                hanging_on = error.__context__ or error.__cause__
                seen.extend((repr(hanging_on), str(hanging_on)))

    for kind in FaultKind:
        await trouble(here, kind)
    await trouble(nowhere)
    await trouble(unspeakable)
    await trouble(no_web)
    for status, body in ((400, b'{"description": "no {path}"}'), (502, b"<html>no {path}</html>")):
        async with answering(status, body) as root_url:
            await trouble(TelegramApi(telegram.token, root_url, session))
    await asyncio.sleep(0)

    assert len([text for text in seen if "<token>" in text]) > 4
    assert not [text for text in seen if secret in text]
    assert secret not in caplog.text
