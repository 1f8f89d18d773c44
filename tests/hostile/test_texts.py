"""Ten thousand hostile texts, taps on whatever is on the screen in between: each is answered, none breaks anything."""

import asyncio
import random

import pytest

from bot.testing import updates
from bot.testing.phone import Phone
from tests.hostile.house import House
from tests.hostile.texts import hostile

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(900), pytest.mark.xdist_group("house")]


@pytest.mark.slow
async def test_hostile_texts_at_every_question(house: House, rng: random.Random, full: bool) -> None:
    chats, each = (200, 50) if full else (12, 15)  # whoever writes many more at once has to wait
    phones = [house.phone(rng.choice(("en", "ja", "ne", "vi", "xx", ""))) for _ in range(chats)]
    written = await asyncio.gather(
        *(pester(house, phone, each, random.Random(rng.random())) for phone in phones)
    )
    await house.handled(within=600)
    assert sum(written) == each * chats
    assert house.ask("SELECT count(*) FROM inbox WHERE status = 'set_aside'") == [(0,)], house.program.output()
    dead = "SELECT count(*) FROM outbox WHERE status = 'dead' AND coalesce(error, '') <> 'cancelled'"
    assert house.ask(dead) == [(0,)]  # an answer is taken back when whoever wrote has deleted everything meanwhile
    for phone, count in zip(phones, written, strict=True):
        answers = sum(1 for call in house.telegram.account.calls_of("sendMessage", phone.chat_id) if call.status == 200)
        assert answers >= count, f"some text was not answered\n{phone.see()}"
    assert [kind for kind, _ in house.alarms() if kind in ("update_set_aside", "receipt_failed")] == []
    await house.still_serves()


async def pester(house: House, phone: Phone, count: int, rng: random.Random) -> int:
    """Write hostile texts, now and then pressing one of the buttons on the screen; returns how many texts were sent."""
    for number in range(count):
        if rng.random() < 0.4:
            await press_something(phone, rng)
        house.telegram.deliver(updates.message(phone.chat_id, hostile(rng), language_code=phone.language_code))
        if number % 5 == 0:
            await house.telegram.settled()
            await asyncio.sleep(0.02)
    return count


async def press_something(phone: Phone, rng: random.Random) -> None:
    """Any button of the last messages."""
    buttons = [b for message in phone.see().messages[-6:] for b in message.buttons]
    if buttons:
        button = rng.choice(buttons)
        await phone.tap_data(button.data, button.message_id)
