"""On Telegram, beside the questions: photos and files, blocking the bot, and coming back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.testing.bot_api import BotApiServer
from bot.testing.phone import Phone
from storage.database import Database
from storage.keys import Keyring
from tests.support.ports import unused_port
from tests.support.program import Program, telegram_settings
from tests.support.telegram import file_report

pytestmark = pytest.mark.anyio
PIXELS = b"\xff\xd8\xff\xe0" + b"the photographed time card of November" * 40 + b"\xff\xd9"


@pytest.fixture
async def telegram() -> AsyncIterator[BotApiServer]:
    """Telegram on this machine."""
    async with BotApiServer() as server:
        yield server


@pytest.fixture
async def program(telegram: BotApiServer, tmp_path: Path) -> AsyncIterator[Program]:
    """A real installation that polls."""
    settings = telegram_settings(telegram.root_url, TELEGRAM_MODE="polling", TELEGRAM_TOKEN=telegram.token)
    program = Program(tmp_path / "data", unused_port(), **settings)
    await asyncio.to_thread(program.start)
    yield program
    await asyncio.to_thread(program.stop)


def phone_of(telegram: BotApiServer, chat_id: int, language: str) -> Phone:
    """A phone whose chat is open."""
    telegram.open_chat(chat_id)
    return Phone(telegram, chat_id, language, patience=20)


def looked_up(program: Program, what: Any) -> Any:
    """What the database says, read beside the running program."""
    folder = program.folder
    database = Database(f"sqlite:///{folder / 'todoke.db'}", Keyring.load(folder / "keys.json"), threads=1)
    try:
        with database.read() as uow:
            return what(uow)
    finally:
        database.close()


async def until(look: Any, what: str, seconds: float = 30) -> Any:
    """Wait until ``look`` finds something, and return it."""
    for _ in range(int(seconds / 0.2)):
        if found := await asyncio.to_thread(look):
            return found
        await asyncio.sleep(0.2)
    raise AssertionError(f"waited {seconds:g} s for {what}")


async def about(phone: Phone, language: str, topic: str) -> None:
    """Somebody begins, in their language, and says what it is about."""
    await phone.type("/start")
    for choice in (language, "start", topic):
        await phone.wait_for_buttons(choice)
        await phone.tap(choice)


async def test_a_photo_is_fetched_and_kept_sealed(telegram: BotApiServer, program: Program) -> None:
    phone = phone_of(telegram, 7001, "vi")
    await file_report(phone, "job_loss", "vi")
    await phone.send_photo(PIXELS, caption="bảng chấm công")
    await phone.reply()

    def stored() -> Any:
        def look(uow: Any) -> Any:
            rows = uow.attachments.of_case(uow.cases.newest().id)
            return [(r.state, b"".join(uow.attachments.content(r))) for r in rows if r.state == "stored"]

        return looked_up(program, look)

    assert await until(stored, "the photo to be fetched") == [("stored", PIXELS)]
    for file in program.folder.glob("todoke.db*"):
        content = file.read_bytes()
        assert b"photographed time card" not in content, f"{file.name} holds the photo in the clear"
        assert "chấm công".encode() not in content, f"{file.name} holds the caption in the clear"


async def test_a_file_over_20_mb_is_told_so_and_the_question_is_asked_again(
    telegram: BotApiServer, program: Program
) -> None:
    phone = phone_of(telegram, 7002, "id")
    await about(phone, "id", "job_loss")
    question = await phone.wait_for_buttons("flight_booked")
    await phone.send_document(bytes(20 * 1024 * 1024 + 1), "film.mp4", "video/mp4")
    await phone.wait_for("20 MB")
    again = await phone.wait_for_buttons("flight_booked")
    assert again.text == question.text


async def test_blocking_the_bot_stands_on_the_timeline_and_coming_back_too(
    telegram: BotApiServer, program: Program
) -> None:
    phone = phone_of(telegram, 7003, "tl")
    await file_report(phone, "unpaid_overtime", "tl")

    def kinds() -> list[str]:
        return list(looked_up(program, lambda uow: [e.kind for e in uow.cases.events(uow.cases.newest().id)]))

    await phone.block()
    await until(lambda: "blocked" in kinds(), "the block on the timeline")
    await phone.unblock()
    await phone.type("Nandito na ulit ako")
    await until(lambda: "worker_wrote" in kinds(), "the message on the timeline")
    assert kinds().index("blocked") < kinds().index("unblocked") < kinds().index("worker_wrote")


async def test_clearing_the_chat_takes_it_off_the_phone_and_what_was_told_stays(
    telegram: BotApiServer, program: Program
) -> None:
    phone = phone_of(telegram, 7004, "ne")
    await about(phone, "ne", "unpaid_overtime")
    question = await phone.question()
    await phone.send_photo(PIXELS, caption="हाजिरी")
    await phone.reply()

    for control in ("menu", "clear", "clear/yes"):
        await phone.wait_for_buttons(control)
        await phone.tap(control)
    await until(lambda: len(telegram.conversation(7004)) == 1, "everything to be gone")
    (left,) = telegram.conversation(7004)
    assert [b["callback_data"].rpartition(":")[2] for row in left.keyboard for b in row] == ["resume"]

    await phone.tap("resume")
    again = await phone.question()
    assert again.text == question.text, "the question that was open is asked again"


async def test_deleting_everything_clears_the_chat_too(telegram: BotApiServer, program: Program) -> None:
    phone = phone_of(telegram, 7005, "en")
    await about(phone, "en", "job_loss")
    await phone.question()
    await phone.type("/delete")
    await phone.wait_for_buttons("delete/yes")
    await phone.tap("delete/yes")

    await until(lambda: len(telegram.conversation(7005)) == 1, "everything to be gone")
    assert "Deleted" in telegram.conversation(7005)[0].text
