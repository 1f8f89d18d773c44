"""Telegram knocks: who is let in, what is stored, and what is answered."""

import logging
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import aiohttp
import orjson
import pytest
from fastapi import FastAPI

from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.setup import use_webhook
from bot.channels.telegram.webhook import LARGEST, PATH, Webhook, in_front_of
from bot.errors import StorageFull
from bot.testing import updates
from bot.testing.bot_api import BotApiServer
from bot.testing.phone import Phone
from tests.channels.telegram.conftest import CHAT, SECRET, Inbox, Site, serving, until

pytestmark = pytest.mark.anyio

HEADER = "X-Telegram-Bot-Api-Secret-Token"


def an_update(update_id: int = 900, text: str = "hello") -> dict[str, Any]:
    update = updates.message(CHAT, text, message_id=1)
    return {"update_id": update_id} | update


@pytest.fixture
def knock(site: Site, session: aiohttp.ClientSession) -> Any:
    """Post something to the webhook; the status comes back."""

    async def post(body: Any, headers: Mapping[str, str] | None = None) -> int:
        content = BytesIO(body if isinstance(body, bytes) else orjson.dumps(body))
        sent = {HEADER: SECRET} if headers is None else headers
        async with session.post(site.webhook, data=content, headers=sent) as answer:
            return answer.status

    return post


async def test_an_update_is_stored_and_acknowledged(knock: Any, inbox: Inbox, site: Site) -> None:
    assert await knock(an_update()) == 200
    assert inbox.texts == ["hello"]
    assert site.counts == {"new": 1}


async def test_the_same_update_twice_is_one(knock: Any, inbox: Inbox, site: Site) -> None:
    assert [await knock(an_update()), await knock(an_update())] == [200, 200]
    assert inbox.texts == ["hello"]
    assert site.counts == {"new": 1, "duplicate": 1}


@pytest.mark.parametrize(
    "headers", [{}, {HEADER: ""}, {HEADER: "wrong"}, {HEADER: SECRET + "x"}, {HEADER: SECRET[:-1]}]
)
async def test_without_the_secret_nothing_is_stored(
    knock: Any, inbox: Inbox, site: Site, headers: dict[str, str]
) -> None:
    assert await knock(an_update(), headers) == 403
    assert inbox.attempts == 0
    assert site.counts == {"forbidden": 1}


async def test_a_webhook_without_a_secret_is_never_opened(inbox: Inbox) -> None:
    with pytest.raises(ValueError, match="secret"):
        Webhook("", inbox)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b'{"update_id": 1', b"[]", b"7", b'{"message": {}}']
)
async def test_what_is_no_update_is_refused_and_counted(
    knock: Any, inbox: Inbox, site: Site, body: bytes
) -> None:
    assert await knock(body) == 400
    assert inbox.attempts == 0
    assert site.counts == {"malformed": 1}


async def test_an_update_of_which_nothing_can_be_read_is_not_brought_for_ever(
    knock: Any, inbox: Inbox, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    assert await knock({"update_id": 901, "message": {"text": "something private"}}) == 200
    assert inbox.attempts == 0
    assert site.counts == {"unreadable": 1}
    assert "901" in caplog.text
    assert "private" not in caplog.text


async def test_a_kind_of_update_nobody_knew_is_passed_on_as_unknown(knock: Any, inbox: Inbox) -> None:
    assert await knock({"update_id": 902, "telepathy": {}}) == 200
    assert inbox.stored[0].event == {"type": "unknown", "kind": "telepathy"}


async def test_a_body_too_large_is_refused_whether_it_says_so_or_not(
    knock: Any, inbox: Inbox, site: Site, session: aiohttp.ClientSession
) -> None:
    body = orjson.dumps(an_update(text="x" * LARGEST))

    async def in_pieces() -> Any:
        for start in range(0, len(body), 100_000):
            yield body[start : start + 100_000]

    assert await knock(body) == 413
    async with session.post(site.webhook, data=in_pieces(), headers={HEADER: SECRET}) as answer:
        assert answer.status == 413
    assert inbox.attempts == 0
    assert site.counts == {"too_large": 2}


async def test_an_update_in_many_small_pieces_is_read(
    inbox: Inbox, site: Site, session: aiohttp.ClientSession
) -> None:
    async def in_pieces() -> Any:
        for byte in orjson.dumps(an_update()):
            yield bytes([byte])

    async with session.post(site.webhook, data=in_pieces(), headers={HEADER: SECRET}) as answer:
        assert answer.status == 200
    assert inbox.texts == ["hello"]


async def test_a_get_is_not_for_this_address(site: Site, session: aiohttp.ClientSession) -> None:
    async with session.get(site.webhook) as answer:
        assert answer.status == 405


async def test_in_front_of_the_application_it_takes_its_own_address_only(
    inbox: Inbox, session: aiohttp.ClientSession
) -> None:
    app = FastAPI()

    @app.get("/elsewhere")
    async def elsewhere() -> str:
        return "still there"

    async with serving(in_front_of(app, Webhook(SECRET, inbox))) as root_url:
        async with session.get(f"{root_url}/elsewhere") as answer:
            assert await answer.json() == "still there"
        body = orjson.dumps(an_update())
        async with session.post(f"{root_url}{PATH}", data=body, headers={HEADER: SECRET}) as answer:
            assert answer.status == 200
        async with session.get(f"{root_url}{PATH}") as answer:
            assert answer.status == 405
    assert inbox.texts == ["hello"]


@pytest.mark.parametrize("trouble", [StorageFull(), OSError("disk"), RuntimeError("anything")])
async def test_what_could_not_be_stored_is_not_acknowledged(
    knock: Any, inbox: Inbox, site: Site, trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    inbox.broken = trouble
    assert await knock(an_update()) == 503
    inbox.broken = None
    assert await knock(an_update()) == 200

    assert inbox.texts == ["hello"]
    assert site.counts == {"not_stored": 1, "new": 1}
    assert type(trouble).__name__ in caplog.text


async def test_telegram_brings_again_what_was_not_stored_in_order_and_holds_up_nobody_else(
    telegram: BotApiServer, api: TelegramApi, inbox: Inbox, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "bot.channels.telegram.webhook")
    await use_webhook(api, site.root_url, SECRET)
    worker, other = Phone(telegram, CHAT), Phone(telegram, CHAT + 1)
    inbox.broken = StorageFull()
    for number in range(5):
        await worker.type(f"first {number}")
        await other.type(f"second {number}")
    await until(lambda: telegram.delivery.statuses[503] >= 4)
    inbox.broken = None
    await telegram.settled()

    assert [text for text in inbox.texts if "first" in text] == [f"first {n}" for n in range(5)]
    assert [text for text in inbox.texts if "second" in text] == [f"second {n}" for n in range(5)]
    assert telegram.delivery.webhook_info()["last_error_message"] == "Wrong response from the webhook: 503"


async def test_an_update_telegram_brings_twice_is_stored_once(
    telegram: BotApiServer, api: TelegramApi, inbox: Inbox, site: Site
) -> None:
    await use_webhook(api, site.root_url, SECRET)
    worker = Phone(telegram, CHAT)
    await worker.type("once")
    await telegram.settled()
    telegram.delivery.add(worker.last_update)
    await telegram.settled()

    assert inbox.texts == ["once"]
    assert site.counts == {"new": 1, "duplicate": 1}
