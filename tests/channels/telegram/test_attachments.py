"""What workers sent is fetched beside the conversation: later if it must be, and what can't be kept is told."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text

from bot.channels.telegram.api import RemoteFile, TelegramApi
from bot.channels.telegram.attachments import fetch_due
from bot.clock import FakeClock
from bot.testing.bot_api import BotApiServer, FaultKind
from storage.database import Database
from storage.keys import Keyring
from storage.uow import UnitOfWork
from tests.channels.telegram.conftest import CHAT

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PHOTO = b"\xff\xd8\xff\xe0" + b"a time card " * 3000 + b"\xff\xd9"
PROGRAM = b"MZ" + bytes(2000)


class Drawer:
    """Where files end up, and what their senders were told."""

    def __init__(self, database: Database, telegram: BotApiServer, api: TelegramApi) -> None:
        self.database, self.telegram, self.api = database, telegram, api
        self.clock = FakeClock(NOW)
        self.told: list[str] = []
        self.places: list[int] = []

    def sent(
        self, content: bytes | None, media: str = "photo", name: str = "photo.jpg", *, chat: int = CHAT, place: int = 0
    ) -> str:
        """Somebody has sent a file (None: one that Telegram has lost; ``place``: with others); returns its id."""
        ref = self.telegram.account.keep_file(name, content).file_id if content is not None else "lost"
        with self.database.write() as uow:
            conversation, worker = uow.conversations.find_or_create("telegram", str(chat), self.clock.now())
            return uow.attachments.expect(
                worker_id=worker, conversation_id=conversation, media=media, size=None,
                meta={"ref": ref, "name": name} | ({"place": place} if place else {}),
                now=self.clock.now(), fetch_at=self.clock.now(),
            )  # fmt: skip

    async def fetch(self) -> int:
        """One look at what waits."""

        def tell(_uow: UnitOfWork, _conversation: str, key: str, place: int) -> None:
            self.told.append(key)
            self.places.append(place)

        return await fetch_due(self.database, self.api, self.clock, tell)

    def state(self, attachment: str) -> tuple[str, str | None]:
        """What became of it, and why."""
        with self.database.read() as uow:
            row = uow.attachments.get(attachment)
            assert row is not None
            return row.state, row.reason

    def content(self, attachment: str) -> bytes:
        """What is kept of it."""
        with self.database.read() as uow:
            row = uow.attachments.get(attachment)
            assert row is not None
            return b"".join(uow.attachments.content(row))

    def spoil(self, statement: str, **values: Any) -> None:
        """Change what is kept behind the program's back."""
        with self.database.write() as uow:
            uow.connection.execute(text(statement), values)


@pytest.fixture
def keys() -> Keyring:
    """The installation's keys."""
    return Keyring.new()


@pytest.fixture
def database(sqlite_tables: str, keys: Keyring) -> Iterator[Database]:
    """Empty."""
    made = Database(sqlite_tables, keys)
    yield made
    made.close()


@pytest.fixture
def drawer(database: Database, telegram: BotApiServer, api: TelegramApi) -> Drawer:
    """Empty."""
    return Drawer(database, telegram, api)


async def test_a_photo_sent_before_an_outage_of_a_day_is_fetched_after_it(drawer: Drawer) -> None:
    photo = drawer.sent(PHOTO)
    drawer.telegram.outage()
    tried = 0
    for _ in range(24 * 4):
        tried += await drawer.fetch()
        drawer.clock.advance(minutes=15)
    assert tried > 5
    assert (drawer.state(photo), drawer.told) == (("waiting", None), [])

    drawer.telegram.heal()
    drawer.clock.advance(hours=4)
    assert await drawer.fetch() == 1
    assert drawer.state(photo) == ("stored", None)
    assert drawer.content(photo) == PHOTO


async def test_a_download_that_breaks_off_begins_anew_and_nothing_is_doubled(drawer: Drawer) -> None:
    photo = drawer.sent(PHOTO)
    drawer.telegram.fail(FaultKind.RESET, "getFile")
    await drawer.fetch()
    assert await drawer.fetch() == 0, "not at once"
    drawer.clock.advance(minutes=1)
    await drawer.fetch()
    assert drawer.content(photo) == PHOTO


async def test_a_file_that_nobody_can_fetch_is_given_up_in_the_end_and_told(drawer: Drawer) -> None:
    photo = drawer.sent(PHOTO)
    drawer.telegram.outage()
    for _ in range(24):
        await drawer.fetch()
        drawer.clock.advance(hours=4)
    assert drawer.state(photo) == ("failed", "Temporary")
    assert drawer.told == ["common.file_missing"]


@pytest.mark.parametrize(
    ("content", "media", "name", "becomes", "told"),
    [
        (b"<!DOCTYPE html><script>", "photo", "photo.jpg", ("refused", "not_what_it_claims"), "common.file_refused"),
        (PROGRAM, "file", "payslip.pdf", ("refused", "not_what_it_claims"), "common.file_refused"),
        (PHOTO, "voice", "voice.oga", ("refused", "not_what_it_claims"), "common.file_refused"),
        (b"", "file", "payslip.pdf", ("refused", "not_what_it_claims"), "common.file_refused"),
        (bytes(20 * 2**20 + 1), "file", "film.mp4", ("refused", "too_large"), "common.file_too_large"),
        (None, "photo", "photo.jpg", ("failed", "not_at_telegram"), "common.file_missing"),
    ],
    ids=["page", "program", "not_a_voice", "empty", "too_large", "lost"],
)
async def test_what_cannot_be_kept_leaves_nothing_and_is_told(
    drawer: Drawer, content: bytes | None, media: str, name: str, becomes: tuple[str, str], told: str
) -> None:
    """Whatever size and kind it claimed to have: those who lie about it are found out here."""
    file = drawer.sent(content, media, name, place=3)
    await drawer.fetch()
    assert (drawer.state(file), drawer.told, drawer.places) == (becomes, [told], [3])
    assert drawer.content(file) == b""


async def test_a_file_whose_note_has_rotted_holds_back_nobody_else(drawer: Drawer) -> None:
    rotten = drawer.sent(PHOTO)
    drawer.spoil("UPDATE attachment SET meta = CAST('rotten' AS BLOB) WHERE id = :id", id=rotten)
    photo = drawer.sent(PHOTO)
    await drawer.fetch()
    assert drawer.state(photo) == ("stored", None)
    assert (drawer.state(rotten), drawer.told) == (("failed", "unreadable"), ["common.file_missing"])


async def test_a_file_whose_owners_key_is_gone_holds_back_nobody_else(
    drawer: Drawer, sqlite_url: str, keys: Keyring
) -> None:
    gone = drawer.sent(PHOTO)
    drawer.spoil("DELETE FROM subject_key")
    drawer.database = Database(sqlite_url, keys)  # one that does not remember the key
    try:
        photo = drawer.sent(PHOTO, chat=CHAT + 1)
        await drawer.fetch()
        assert drawer.state(photo) == ("stored", None)
        assert (drawer.state(gone), drawer.told) == (("failed", "unreadable"), [])
    finally:
        drawer.database.close()


async def test_who_leaves_while_their_photo_is_on_its_way_leaves_nothing_behind(
    drawer: Drawer, telegram: BotApiServer, session: aiohttp.ClientSession
) -> None:
    class Slow(TelegramApi):
        async def find_file(self, file_id: str) -> RemoteFile:
            found = await super().find_file(file_id)
            with drawer.database.write() as uow:
                known = uow.conversations.find("telegram", str(CHAT))
                assert known is not None
                uow.workers.erase(known[1])
            return found

    drawer.sent(PHOTO)
    drawer.api = Slow(telegram.token, telegram.root_url, session)
    assert await drawer.fetch() == 1
    assert drawer.told == []
    with drawer.database.read() as uow:
        left = uow.connection.execute(text("SELECT (SELECT count(*) FROM attachment), count(*) FROM attachment_chunk"))
        assert tuple(left.one()) == (0, 0)
