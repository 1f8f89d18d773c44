"""What a worker sends as proof is fetched whole, or not at all."""

import pytest

from bot.channels.telegram import files
from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.errors import FileTooLarge, Refused, Temporary
from bot.channels.telegram.files import download, fetch
from bot.channels.telegram.updates import parse
from bot.testing.bot_api import BotApiServer, FaultKind
from bot.testing.phone import Phone

pytestmark = pytest.mark.anyio

CHAT = 7001


class Taken:
    """What was fetched, piece by piece."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    async def __call__(self, piece: bytes) -> None:
        self.pieces.append(piece)

    @property
    def content(self) -> bytes:
        return b"".join(self.pieces)


async def test_a_photo_comes_back_as_it_was_sent(telegram: BotApiServer, api: TelegramApi) -> None:
    photo, taken = bytes(range(256)) * 5000, Taken()
    worker = Phone(telegram, CHAT)
    await worker.send_photo(photo, caption="payslip")
    event = parse(worker.last_update).event

    assert await download(api, event["ref"], taken) == len(photo)
    assert taken.content == photo
    assert len(taken.pieces) > 1
    assert max(map(len, taken.pieces)) <= files.CHUNK


async def test_voice_and_document_too(telegram: BotApiServer, api: TelegramApi) -> None:
    worker = Phone(telegram, CHAT)
    await worker.send_voice(b"OggS voice")
    voice = parse(worker.last_update).event
    await worker.send_document(b"%PDF", "契約書.pdf", "application/pdf")
    document = parse(worker.last_update).event
    taken, other = Taken(), Taken()

    await download(api, voice["ref"], taken)
    await download(api, document["ref"], other)
    assert (taken.content, other.content) == (b"OggS voice", b"%PDF")
    assert (document["name"], document["mime"]) == ("契約書.pdf", "application/pdf")


async def test_an_empty_file(telegram: BotApiServer, api: TelegramApi) -> None:
    taken = Taken()
    stored = telegram.account.keep_file("empty", b"")

    assert await download(api, stored.file_id, taken) == 0
    assert taken.pieces == []


async def test_a_file_larger_than_telegram_hands_out(telegram: BotApiServer, api: TelegramApi) -> None:
    taken = Taken()
    stored = telegram.account.keep_file("film.mp4", bytes(files.LARGEST + 1))

    with pytest.raises(FileTooLarge, match="20 MB"):
        await download(api, stored.file_id, taken)
    assert taken.pieces == []


async def test_a_file_larger_than_allowed_is_not_even_begun(telegram: BotApiServer, api: TelegramApi) -> None:
    taken = Taken()
    stored = telegram.account.keep_file("photo.jpg", bytes(3000))

    with pytest.raises(FileTooLarge):
        await download(api, stored.file_id, taken, largest=2999)
    assert taken.pieces == []


async def test_a_file_that_grows_on_the_way_is_cut_off(telegram: BotApiServer, api: TelegramApi) -> None:
    taken = Taken()
    stored = telegram.account.keep_file("photo.jpg", bytes(100))

    found = await api.find_file(stored.file_id)
    stored.content = bytes(5000)
    with pytest.raises(FileTooLarge):
        await fetch(api, found, taken, largest=1000)
    assert len(taken.content) <= 1000


async def test_a_file_telegram_does_not_have(api: TelegramApi) -> None:
    with pytest.raises(Refused):
        await download(api, "no such file", Taken())


async def test_a_file_that_is_gone_between_asking_and_fetching_is_tried_again(
    telegram: BotApiServer, api: TelegramApi
) -> None:
    found = await api.find_file(telegram.account.keep_file("photo.jpg", b"x").file_id)
    telegram.account.files.clear()

    with pytest.raises(Temporary, match="404"):
        await fetch(api, found, Taken())


async def test_an_outage_is_temporary(telegram: BotApiServer, api: TelegramApi) -> None:
    stored = telegram.account.keep_file("photo.jpg", b"x")
    telegram.fail(FaultKind.RESET, "getFile")

    with pytest.raises(Temporary):
        await download(api, stored.file_id, Taken())
