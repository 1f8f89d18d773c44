"""Fetching updates: nothing is lost, whatever happens in between."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.polling import Lease, Pace, poll
from bot.channels.telegram.setup import use_polling, use_webhook
from bot.channels.telegram.updates import ALLOWED_UPDATES, Inbound
from bot.errors import StorageFull
from bot.testing import updates
from bot.testing.bot_api import BotApiServer, FaultKind
from bot.testing.phone import Phone
from tests.channels.telegram.conftest import CHAT, Inbox, until

pytestmark = pytest.mark.anyio

QUICK = Pace(long_poll=1, lease_every=0.05, first_wait=0.02, longest_wait=0.1, conflict_wait=0.05)


async def mine() -> bool:
    return True


@asynccontextmanager
async def polling(
    api: TelegramApi, inbox: Inbox, lease: Lease = mine, pace: Pace = QUICK
) -> AsyncIterator[Counter[str]]:
    """A poller at work; it has to stop promptly at the end."""
    stop, counts = asyncio.Event(), Counter[str]()
    task = asyncio.create_task(poll(api, inbox, stop, lease, pace=pace, counts=counts))
    try:
        yield counts
    finally:
        stop.set()
        await asyncio.wait_for(task, 2)


async def test_what_workers_say_is_stored_in_order(
    telegram: BotApiServer, api: TelegramApi, inbox: Inbox
) -> None:
    worker = Phone(telegram, CHAT)
    await worker.type("before the poller started")
    async with polling(api, inbox) as counts:
        for number in range(150):
            await worker.type(str(number))
        await telegram.settled()

    assert inbox.texts == ["before the poller started", *map(str, range(150))]
    assert counts == {"new": 151}


async def test_only_what_is_asked_for_comes(telegram: BotApiServer, api: TelegramApi, inbox: Inbox) -> None:
    async with polling(api, inbox):
        await until(lambda: telegram.delivery.allowed is not None)
        telegram.deliver({"message_reaction": {"chat": updates.private(CHAT)}})
        await Phone(telegram, CHAT).type("hello")
        await telegram.settled()

    assert telegram.delivery.allowed == list(ALLOWED_UPDATES)
    assert [inbound.event["type"] for inbound in inbox.stored] == ["text"]


async def test_the_offset_advances_only_after_the_update_is_stored(
    telegram: BotApiServer, api: TelegramApi, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Phone(telegram, CHAT)
    inbox.broken = StorageFull()
    for number in range(3):
        await worker.type(str(number))
    async with polling(api, inbox) as counts:
        await until(lambda: inbox.attempts >= 3)
        assert len(telegram.delivery.pending) == 3
        inbox.broken = None
        await telegram.settled()

    assert inbox.texts == ["0", "1", "2"]
    assert counts["not_stored"] >= 3
    assert caplog.text.count("StorageFull") == 1  # said once, not at every attempt


async def test_a_restart_takes_up_where_it_was_and_duplicates_are_known(
    telegram: BotApiServer, api: TelegramApi, inbox: Inbox
) -> None:
    worker = Phone(telegram, CHAT)
    await worker.type("one")
    async with polling(api, inbox):
        await until(lambda: inbox.texts == ["one"])
    await worker.type("two")
    async with polling(api, inbox):
        await until(lambda: "two" in inbox.texts)
        await telegram.settled()

    assert inbox.texts == ["one", "two"]


async def test_a_stop_in_the_middle_of_a_batch_loses_nothing(
    telegram: BotApiServer, api: TelegramApi, inbox: Inbox
) -> None:
    worker, stop = Phone(telegram, CHAT), asyncio.Event()
    for number in range(10):
        await worker.type(str(number))

    async def store_three(inbound: Inbound) -> bool:
        if inbox.attempts == 2:
            stop.set()
        return await inbox(inbound)

    await asyncio.wait_for(poll(api, store_three, stop, mine, pace=QUICK), 2)
    assert inbox.texts == ["0", "1", "2"]
    async with polling(api, inbox):
        await telegram.settled()

    assert inbox.texts == [str(number) for number in range(10)]


@pytest.mark.parametrize("kind", [kind for kind in FaultKind if kind is not FaultKind.TIMEOUT])
async def test_trouble_at_telegram_passes(
    telegram: BotApiServer, api: TelegramApi, inbox: Inbox, kind: FaultKind
) -> None:
    telegram.fail(kind, "getUpdates", times=3, retry_after=1)
    if kind is FaultKind.TOO_MANY_REQUESTS:
        telegram.faults.waiting[0].times = 1
    await Phone(telegram, CHAT).type("hello")
    async with polling(api, inbox) as counts:
        await telegram.settled()

    assert inbox.texts == ["hello"]
    assert counts["poll_error"] >= 1


async def test_a_webhook_set_by_somebody_is_waited_out(
    telegram: BotApiServer, api: TelegramApi, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    await use_webhook(api, "http://127.0.0.1:1", "a-secret-of-somebody")
    async with polling(api, inbox) as counts:
        await until(lambda: counts["poll_error"] >= 3)
        await use_polling(api)
        await Phone(telegram, CHAT).type("hello")
        await telegram.settled()

    assert inbox.texts == ["hello"]
    assert caplog.text.count("webhook is active") == 1


async def test_a_second_program_on_the_same_bot_is_told_about(
    telegram: BotApiServer, api: TelegramApi, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    async with polling(api, inbox) as counts:
        await until(lambda: bool(telegram.account.calls) or telegram.delivery.allowed is not None)
        await asyncio.sleep(0.05)
        await api.call("getUpdates", {"timeout": 0})
        await until(lambda: counts["poll_error"] >= 1)
        await Phone(telegram, CHAT).type("hello")
        await telegram.settled()

    assert inbox.texts == ["hello"]
    assert "stop the other one" in caplog.text


async def test_a_wrong_token_is_an_error_in_the_log_and_no_crash(
    telegram: BotApiServer, inbox: Inbox, api: TelegramApi, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = TelegramApi("123:" + "x" * 35, telegram.root_url, api.session)
    async with polling(wrong, inbox) as counts:
        await until(lambda: counts["poll_error"] >= 3)

    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 1
    assert "@BotFather" in errors[0].getMessage()


async def test_an_update_that_cannot_be_read_does_not_stop_the_others(
    telegram: BotApiServer, api: TelegramApi, inbox: Inbox
) -> None:
    telegram.delivery.add({"message": {"text": "no chat"}})
    await Phone(telegram, CHAT).type("hello")
    async with polling(api, inbox) as counts:
        await telegram.settled()

    assert inbox.texts == ["hello"]
    assert counts == {"unreadable": 1, "new": 1}


class Turn:
    """A lease that two replicas share; `holder` has it."""

    def __init__(self) -> None:
        self.holder = "first"

    def of(self, name: str) -> Callable[[], Awaitable[bool]]:
        async def lease() -> bool:
            return self.holder == name

        return lease


async def test_the_replica_without_the_lease_does_not_ask(
    telegram: BotApiServer, api: TelegramApi, inbox: Inbox
) -> None:
    async with polling(api, inbox, Turn().of("second")):
        await asyncio.sleep(0.2)

    assert telegram.delivery.allowed is None


async def test_the_lease_changes_hands_in_the_middle_of_a_long_wait(
    telegram: BotApiServer, api: TelegramApi, inbox: Inbox
) -> None:
    turn, other = Turn(), Inbox()
    patient = Pace(long_poll=30, lease_every=0.05, first_wait=0.02, longest_wait=0.1, conflict_wait=0.05)
    worker = Phone(telegram, CHAT)
    async with (
        polling(api, inbox, turn.of("first"), patient) as first,
        polling(api, other, turn.of("second"), patient) as second,
    ):
        await worker.type("to the first")
        await until(lambda: inbox.texts == ["to the first"])
        turn.holder = "second"
        await asyncio.sleep(0.3)
        await worker.type("to the second")
        await until(lambda: "to the second" in other.texts)

    assert inbox.texts == ["to the first"]
    assert first["poll_error"] == second["poll_error"] == 0


async def test_a_lease_that_cannot_be_asked_for_is_not_held(
    telegram: BotApiServer, api: TelegramApi, inbox: Inbox
) -> None:
    broken = True

    async def lease() -> bool:
        if broken:
            raise OSError("no database")
        return True

    await Phone(telegram, CHAT).type("hello")
    async with polling(api, inbox, lease) as counts:
        await until(lambda: counts["poll_error"] >= 2)
        assert inbox.texts == []
        broken = False
        await telegram.settled()

    assert inbox.texts == ["hello"]
