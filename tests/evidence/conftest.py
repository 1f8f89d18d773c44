"""A database with a worker in it, and files they sent."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.clock import FakeClock
from bot.evidence.copies import make_due
from bot.evidence.keep import keep_stream
from storage.database import Database
from storage.keys import Keyring
from storage.rows import Row

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Locker:
    """What a worker has sent, and the processes that look at it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = FakeClock(NOW)
        with database.write() as uow:
            self.conversation_id, self.worker_id = uow.conversations.find_or_create("web", "somebody", NOW)

    async def send(self, data: bytes, media: str = "photo", name: str = "IMG_0001.jpg") -> str:
        """A file comes over the web chat; returns its id. Raises FileRefused."""

        async def stream() -> AsyncIterator[bytes]:
            for begin in range(0, len(data), 100_000):
                yield data[begin : begin + 100_000]

        kept = await keep_stream(
            self.database, self.clock, conversation_id=self.conversation_id, media=media, name=name,
            mime="image/jpeg", stream=stream(),
        )  # fmt: skip
        assert kept is not None
        return kept

    async def look(self, **options: Any) -> int:
        """A worker process looks at everything that waits; returns at how many files."""
        looked = 0
        while await make_due(self.database, self.clock, **options):
            looked += 1
        return looked

    def row(self, attachment_id: str) -> Row[Any]:
        """The file's row."""
        with self.database.read() as uow:
            row = uow.attachments.get(attachment_id)
            assert row is not None
            return row

    def meta(self, attachment_id: str) -> dict[str, Any]:
        """What is known of a file."""
        with self.database.read() as uow:
            return uow.attachments.meta(self.row(attachment_id))

    def original(self, attachment_id: str) -> bytes:
        """The file as it came."""
        with self.database.read() as uow:
            return b"".join(uow.attachments.content(self.row(attachment_id)))

    def part(self, attachment_id: str, part: str) -> bytes:
        """What was drawn from it."""
        with self.database.read() as uow:
            return b"".join(uow.copies.content(self.row(attachment_id), part))


@pytest.fixture
def locker(tables_url: str) -> Iterator[Locker]:
    """On each kind of database."""
    opened = Database(tables_url, Keyring.new())
    yield Locker(opened)
    opened.close()
