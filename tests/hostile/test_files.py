"""Files as they come from phones: photos that are none, sizes that are lies, and files where none was asked for."""

import asyncio
from typing import Any

import pytest

from bot.testing import updates
from bot.testing.phone import Phone
from tests.crash.installation import database_of
from tests.hostile.house import House

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120), pytest.mark.xdist_group("house")]
PHOTO = b"\xff\xd8\xff\xe0" + b"a time card " * 300 + b"\xff\xd9"
PAGE = b"<!DOCTYPE html><script>alert(1)</script>" + b" " * 600
PROGRAM = b"MZ" + bytes(2000)
TOO_LARGE = 20 * 2**20 + 1


def kept(house: House, phone: Phone) -> list[tuple[str, str | None, int]]:
    """State, reason and bytes of all files of this worker, in order."""
    with database_of(house.program) as database, database.read() as uow:
        found = uow.conversations.find("telegram", str(phone.chat_id))
        assert found is not None
        ids = [i for i, of in house.ask("SELECT id, conversation_id FROM attachment ORDER BY id") if of == found[0]]
        rows = [row for i in ids if (row := uow.attachments.get(i)) is not None]
        return [(row.state, row.reason, sum(map(len, uow.attachments.content(row)))) for row in rows]


async def settled(house: House, phone: Phone) -> list[tuple[str, str | None, int]]:
    """What is kept once nothing waits to be fetched any more."""
    for _ in range(100):
        found = await asyncio.to_thread(kept, house, phone)
        if found and not any(state == "waiting" for state, _, _ in found):
            return found
        await asyncio.sleep(0.1)
    raise AssertionError("a file still waits")


NOT_WHAT_THEY_CLAIM = (
    ("photo", "photo.jpg", PAGE), ("document", "payslip.pdf", PROGRAM), ("document", "contract.docx", PAGE),
    ("voice", "voice.oga", PHOTO), ("document", "payslip.pdf", b""),
)  # fmt: skip


async def test_what_is_not_what_it_claims_is_not_kept_and_the_worker_is_told(house: House) -> None:
    async def sends(kind: str, name: str, content: bytes) -> None:
        phone, _ = await house.asked("en", "start", "unpaid_overtime")
        match kind:
            case "photo":
                await phone.send_photo(content)
            case "voice":
                await phone.send_voice(content)
            case _:
                await phone.send_document(content, name, "application/pdf")
        await phone.wait_for("We cannot take this kind of file")
        question = await phone.question()
        assert await settled(house, phone) == [("refused", "not_what_it_claims", 0)], (name, content[:20])
        await phone.tap("safe", message_id=question.message_id)
        assert (await phone.question()).text != question.text, "the report goes on"

    await asyncio.gather(*(sends(*one) for one in NOT_WHAT_THEY_CLAIM))


async def test_a_file_that_lies_about_its_size_is_told_so_when_it_is_fetched(house: House) -> None:
    phone, _ = await house.asked("en", "start", "unpaid_overtime")
    stored = house.telegram.account.keep_file("film.mp4", bytes(TOO_LARGE))
    await phone._do(updates.file(phone.chat_id, "document", stored.file_id, 900, file_name="film.mp4"))
    await phone.wait_for("20 MB")
    assert await settled(house, phone) == [("refused", "too_large", 0)]


async def test_a_size_beyond_the_limit_is_told_at_once_and_nothing_is_fetched(house: House) -> None:
    before = house.telegram.account.counts["getFile"]

    async def sends(size: int) -> None:
        phone, _ = await house.asked("en", "start", "unpaid_overtime")
        await phone._do(updates.file(phone.chat_id, "video", "far-away", size))
        await phone.wait_for("20 MB")
        assert await settled(house, phone) == [("refused", "too_large", 0)], size

    await asyncio.gather(*map(sends, (TOO_LARGE, 4 * 2**30, 2**62)))
    assert house.telegram.account.counts["getFile"] == before


async def test_a_size_that_is_missing_or_none_is_no_reason_to_lose_a_photo(house: House) -> None:
    async def sends(size: int | None) -> None:
        phone, _ = await house.asked("en", "start", "unpaid_overtime")
        stored = house.telegram.account.keep_file("photo.jpg", PHOTO)
        update: dict[str, Any] = updates.file(phone.chat_id, "document", stored.file_id, 0, file_name="photo.jpg")
        update["message"]["document"]["file_size"] = size
        await phone._do(update)
        await phone.reply()
        assert await settled(house, phone) == [("stored", None, len(PHOTO))], size

    await asyncio.gather(*map(sends, (None, 0, -5)))


async def test_a_file_that_telegram_has_lost_is_asked_for_again(house: House) -> None:
    phone, _ = await house.asked("en", "start", "unpaid_overtime")
    await phone._do(updates.file(phone.chat_id, "photo", "nobody-has-it", 900))
    await phone.wait_for("did not arrive")
    assert await settled(house, phone) == [("failed", "not_at_telegram", 0)]


async def test_nothing_of_it_harms_the_next(house: House) -> None:
    assert house.ask("SELECT count(*) FROM inbox WHERE status = 'set_aside'") == [(0,)]
    await house.still_serves()
