"""Telegram asks to wait, does not answer, answers with errors, is gone for a while: everything arrives, in order."""

import asyncio
import time

import pytest

from bot.testing import updates
from bot.testing.bot_api.faults import FaultKind
from tests.crash.telling import Teller, heard_twice
from tests.hostile.house import House

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120), pytest.mark.xdist_group("breakable")]


async def test_told_to_wait_it_waits_and_then_goes_on_in_order(frail: House) -> None:
    phone, _ = await frail.asked("en")
    frail.telegram.fail(FaultKind.TOO_MANY_REQUESTS, "sendMessage", chat_id=phone.chat_id, retry_after=2)
    begun = time.monotonic()
    await phone.tap("start")
    await phone.question()
    assert time.monotonic() - begun >= 2
    tries = list(frail.telegram.account.calls_of("sendMessage", phone.chat_id))
    refused = next(n for n, call in enumerate(tries) if call.status == 429)
    assert tries[refused + 1].at - tries[refused].at >= 1.9, "nothing goes to this chat meanwhile"
    assert tries[refused + 1].params["text"] == tries[refused].params["text"], "the same message comes first"


async def test_who_writes_again_while_telegram_asks_to_wait_does_not_cut_the_wait_short(frail: House) -> None:
    phone, _ = await frail.asked("en")
    await frail.handled()
    frail.telegram.fail(FaultKind.TOO_MANY_REQUESTS, "sendMessage", chat_id=phone.chat_id, retry_after=3)
    await phone.tap("start")
    refused = await call_with_status(frail, phone.chat_id, 429)
    for text in ("hello?", "/status"):
        await phone.type(text)
        await asyncio.sleep(0.7)
    await frail.handled()
    after = [c.at - refused for c in frail.telegram.account.calls if c.chat_id == phone.chat_id and c.at > refused]
    assert len(after) >= 3, "all of it was answered"
    assert min(after) >= 2.9, "nothing goes to this chat meanwhile"


async def test_who_has_to_wait_keeps_nobody_else_waiting(frail: House) -> None:
    slow, _ = await frail.asked("en")
    await frail.handled()
    frail.telegram.fail(FaultKind.TOO_MANY_REQUESTS, "sendMessage", chat_id=slow.chat_id, retry_after=4)
    await slow.tap("start")
    await call_with_status(frail, slow.chat_id, 429)
    await frail.asked("en", "start")
    assert slow.see().asking() is None, "somebody else's report was begun meanwhile"
    await slow.question(within=15)


@pytest.fixture(scope="module")
async def model(breakable: House) -> Teller:
    """Somebody who told the story while all was well."""
    teller = breakable.teller()
    await teller.tell()
    return teller


async def test_errors_are_tried_again_and_nothing_is_missing(frail: House, model: Teller) -> None:
    kinds = (FaultKind.SERVER_ERROR, FaultKind.BAD_GATEWAY, FaultKind.RESET)
    tellers = [frail.teller() for _ in kinds]
    for kind, teller in zip(kinds, tellers, strict=True):
        for method, times in (("sendMessage", 2), ("editMessageReplyMarkup", 1)):
            frail.telegram.fail(kind, method, times=times, chat_id=teller.phone.chat_id)
        frail.telegram.fail(kind, "answerCallbackQuery")
    await asyncio.gather(*(teller.tell() for teller in tellers))
    await frail.handled()
    assert frail.telegram.faults.waiting == [], "all of it went wrong"
    for teller in tellers:
        assert heard_twice(model.heard(), teller.heard()) == 0


async def test_an_answer_lost_on_its_way_back_comes_twice_and_is_counted(frail: House, model: Teller) -> None:
    before = counted(frail)
    teller = frail.teller()
    frail.telegram.fail(FaultKind.LOST_REPLY, "sendMessage", times=2, chat_id=teller.phone.chat_id)
    await teller.tell()
    await frail.handled()
    twice = heard_twice(model.heard(), teller.heard())
    assert twice == 2
    assert counted(frail) - before >= twice


async def test_a_call_that_hangs_holds_back_its_own_chat_only(frail: House) -> None:
    slow, _ = await frail.asked("en")
    await frail.handled()
    frail.telegram.fail(FaultKind.TIMEOUT, "sendMessage", chat_id=slow.chat_id, seconds=4.0)
    await slow.tap("start")
    await asyncio.sleep(0.3)
    await frail.asked("en", "start")
    assert slow.see().asking() is None, "somebody else's report was begun meanwhile"
    await slow.question(within=20)


async def test_after_an_outage_everything_arrives_in_order(frail: House) -> None:
    choices = ("job_loss", "_prefer_not", "told_leave")
    model, _ = await frail.asked("en", "start", *choices)
    phone, _ = await frail.asked("en", "start")
    await frail.handled()
    begun = time.time()
    frail.telegram.outage(True)
    for visit, choice in enumerate(choices, start=3):
        await phone.tap_data(f"a:{visit}:{choice}", 1)
    await call_with_status(frail, None, 0, begun)
    await phone.nothing_for(1)
    assert len(frail.answers(phone)) == 5, "what is said meanwhile is taken and understood"
    assert frail.program.get("/healthz")[0] == 200
    frail.telegram.outage(False)
    await frail.handled()
    assert [m.text for m in phone.see().messages if m.sender == "bot"] == [
        m.text for m in model.see().messages if m.sender == "bot"
    ]


async def test_a_chat_that_is_gone_is_told_to_the_case(frail: House) -> None:
    """They blocked the bot without Telegram saying so: the next message finds out."""
    owner = frail.teller()
    await owner.tell()
    await frail.handled()
    frail.telegram.account.blocked_by.add(owner.phone.chat_id)
    frail.telegram.deliver(updates.message(owner.phone.chat_id, "/status"))
    await frail.handled()
    [(case,)] = frail.ask("SELECT id FROM case_file ORDER BY filed_at DESC LIMIT 1")
    happened = [kind for (kind,) in frail.ask("SELECT kind FROM case_event WHERE case_id = :id", id=case)]
    assert "blocked" in happened
    frail.telegram.account.blocked_by.discard(owner.phone.chat_id)
    await owner.phone.type("/status")
    await owner.phone.reply()


async def call_with_status(house: House, chat_id: int | None, status: int, since: float = 0) -> float:
    """Wait until a call about this chat (None: any) ended so (0: it broke off), and return when."""
    for _ in range(200):
        for call in reversed(house.telegram.account.calls):
            if call.status == status and chat_id in (None, call.chat_id) and call.at >= since:
                return call.at
        await asyncio.sleep(0.05)
    raise AssertionError(f"no call ended with {status}")


def counted(house: House) -> int:
    """How many messages are said to have come perhaps twice."""
    for line in house.program.get("/metrics")[1].splitlines():
        if line.startswith("todoke_perhaps_sent_twice "):
            return int(float(line.split()[1]))
    raise AssertionError("it is not said")
