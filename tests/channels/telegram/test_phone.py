"""The scripted worker: sees what a person would see, and says plainly what did not happen."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.polling import Pace, poll
from bot.channels.telegram.send import send
from bot.channels.telegram.updates import Inbound
from bot.testing.bot_api import BotApiServer
from bot.testing.phone import Phone, PhoneFailure
from bot.testing.screen import Screen
from tests.channels.telegram.conftest import CHAT

pytestmark = pytest.mark.anyio

CONTROLS = [{"label": "Back", "data": "c:1:back"}, {"label": "Menu", "data": "c:1:menu"}]


class SmallBot:
    """Asks one question, marks the answer, thanks; to a text it says how long it is, to silence nothing."""

    def __init__(self, api: TelegramApi) -> None:
        self.api = api
        self.asked: dict[int, int] = {}

    async def __call__(self, inbound: Inbound) -> bool:
        event, chat = inbound.event, inbound.chat_id
        if event["type"] == "command":
            rows = [[{"label": label, "data": f"a:1:{label.lower()}"}] for label in ("Yes", "No")]
            question = {
                "type": "bubble",
                "text": f"Safe? ({inbound.language_code})",
                "rows": [*rows, CONTROLS],
            }
            self.asked[1] = (await send(self.api, chat, question)).message_id or 0
        elif event["type"] == "tap":
            await send(self.api, chat, {"type": "ack", "callback": event["callback"]})
            await send(self.api, chat, {"type": "answered", "visit": 1, "label": "✓"}, self.asked)
            await send(self.api, chat, {"type": "bubble", "text": f"Thank you for {event['data']}"})
        elif event["type"] in ("text", "edited") and event["text"] != "hush":
            await send(self.api, chat, {"type": "bubble", "text": f"{event['type']}: {len(event['text'])}"})
        elif event["type"] == "file":
            await send(
                self.api, chat, {"type": "bubble", "text": f"{event['media']} of {event['size']} bytes"}
            )
        return True


@pytest.fixture
async def worker(telegram: BotApiServer, api: TelegramApi) -> AsyncIterator[Phone]:
    """A worker whose Telegram is set to Nepali, in a chat with the small bot."""

    async def mine() -> bool:
        return True

    stop = asyncio.Event()
    bot = asyncio.create_task(poll(api, SmallBot(api), stop, mine, pace=Pace(long_poll=1)))
    yield Phone(telegram, CHAT, "ne", patience=5)
    stop.set()
    await bot


async def test_a_conversation(worker: Phone) -> None:
    await worker.type("/start")
    question = await worker.question()
    assert question.text == "Safe? (ne)"
    assert [[b.label for b in row] for row in question.rows] == [["Yes", "No"], ["Back", "Menu"]]

    await worker.tap("Yes")
    thanks = await worker.wait_for("Thank you")
    assert thanks.text == "Thank you for a:1:yes"
    assert worker.see().messages[1].buttons[0].label == "✓"

    await worker.type("नमस्ते")
    assert (await worker.reply()).text == "text: 6"
    await worker.edit("नम")
    assert (await worker.reply()).text == "edited: 2"


async def test_tapping_by_label_choice_or_data(worker: Phone) -> None:
    for what in ("No", "no", "a:1:no"):
        await worker.type("/start")
        await worker.wait_for_buttons("Yes", "no", "menu")
        await worker.tap(what)
        assert (await worker.reply()).text == "Thank you for a:1:no"


async def test_photo_document_and_voice(worker: Phone) -> None:
    await worker.send_photo(b"JFIF")
    assert (await worker.reply()).text == "photo of 4 bytes"
    await worker.send_document(b"%PDF-1", "a.pdf")
    assert (await worker.reply()).text == "file of 6 bytes"
    await worker.send_voice(b"OggS!")
    assert (await worker.reply()).text == "voice of 5 bytes"


async def test_what_was_said_before_is_never_taken_for_the_answer(worker: Phone) -> None:
    await worker.type("four")
    await worker.wait_for("text: 4")
    await worker.type("hush")

    with pytest.raises(PhoneFailure):
        await worker.wait_for("text: 4", within=0.2)


async def test_a_keyboard_marked_as_answered_is_not_a_new_message(worker: Phone) -> None:
    await worker.type("/start")
    await worker.question()
    await worker.tap("Yes")
    await worker.wait_for("Thank you")

    with pytest.raises(PhoneFailure):
        await worker.wait_for("Safe?", within=0.1)


async def test_waiting_for_something_about_the_whole_screen(worker: Phone) -> None:
    def three_replies(screen: Screen) -> int | None:
        said = [message for message in screen.messages if message.sender == "bot"]
        return len(said) if len(said) == 3 else None

    for text in ("a", "bb", "ccc"):
        await worker.type(text)
    assert await worker.wait_for(three_replies) == 3


async def test_silence(worker: Phone) -> None:
    await worker.type("hush")
    await worker.nothing_for(0.2)
    await worker.type("speak")
    with pytest.raises(PhoneFailure, match="expected silence"):
        await worker.nothing_for(0.3)


async def test_a_failure_shows_the_whole_conversation_and_what_went_on(worker: Phone) -> None:
    await worker.type("/start")
    await worker.question()
    await worker.type("hush")

    with pytest.raises(PhoneFailure) as caught:
        await worker.wait_for("Goodbye", within=0.1)
    story = str(caught.value)
    assert "waited 0.1 s for a message with 'Goodbye'" in story
    assert "worker /start" in story
    assert "Safe? (ne)" in story
    assert "[Yes = a:1:yes] [No = a:1:no]" in story
    assert "sendMessage -> 200" in story


async def test_a_button_that_is_not_there(worker: Phone) -> None:
    with pytest.raises(PhoneFailure, match="'Maybe', but there is no such button"):
        await worker.tap("Maybe")
    with pytest.raises(PhoneFailure, match="has sent none"):
        await worker.edit("text")
