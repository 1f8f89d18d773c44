"""Files sent on the web chat of a running program: there as a whole, once, or not at all."""

import asyncio
import io
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from sqlalchemy import text

from tests.crash.installation import database_of
from tests.support.limited import Disk
from tests.support.ports import unused_port
from tests.support.program import Program

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120), pytest.mark.xdist_group("uploads")]
PAPER = b"%PDF-1.4 " + os.urandom(600_000)


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    return Disk(tmp_path_factory.mktemp("disk"))


@pytest.fixture(scope="module")
def program(disk: Disk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A real installation whose disk can fill up."""
    folder = tmp_path_factory.mktemp("uploads") / "data"
    running = Program(folder, unused_port(), module=Disk.MODULE, **disk.settings)
    running.start(60)
    yield running
    running.kill()


class Sender:
    """A phone with the chat open."""

    def __init__(self, session: aiohttp.ClientSession, token: str) -> None:
        self._session = session
        self._headers = {"Authorization": f"Bearer {token}"}

    async def send(self, seq: int, data: bytes, media: str = "file") -> tuple[int, str]:
        """Send a file; status and, if it was refused, why."""
        form = aiohttp.FormData({"seq": str(seq), "media": media})
        form.add_field("file", io.BytesIO(data), filename="paper")
        async with self._session.post("/chat/api/files", data=form, headers=self._headers) as answer:
            return answer.status, (await answer.json()).get("error", {}).get("code", "")

    async def write(self, seq: int, words: str) -> int:
        """Write something; the status."""
        event = {"seq": seq, "event": {"type": "text", "text": words}}
        async with self._session.post("/chat/api/events", json=event, headers=self._headers) as answer:
            return answer.status


@asynccontextmanager
async def phone(program: Program) -> AsyncIterator[Sender]:
    """Open the chat."""
    async with aiohttp.ClientSession(program.url) as session:
        async with session.post("/chat/api/session", json={"languages": ["en"]}) as answer:
            token = (await answer.json())["token"]
        yield Sender(session, token)


def kept(program: Program) -> list[tuple[str, str | None, int]]:
    """Every file there is a note of: state, reason, bytes in its pieces at least."""
    statement = """SELECT state, reason, (SELECT coalesce(sum(length(data)), 0) FROM attachment_chunk WHERE
        attachment_id = attachment.id) AS size FROM attachment ORDER BY received_at"""
    with database_of(program) as database, database.read() as uow:
        return [(row.state, row.reason, row.size) for row in uow.connection.execute(text(statement))]


@pytest.fixture(autouse=True)
def nothing_before(program: Program) -> None:
    """What other tests have sent is forgotten."""
    with database_of(program) as database, database.write() as uow:
        for table in ("attachment_chunk", "attachment"):
            uow.connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - one of two


async def test_what_is_not_what_it_claims_is_refused_and_the_next_message_is_taken(program: Program) -> None:
    async with phone(program) as worker:
        assert await worker.send(1, b"MZ" + bytes(3000), "photo") == (422, "file_refused")
        assert await worker.send(2, b"", "file") == (422, "file_refused")
        assert await worker.send(3, PAPER, "photo") == (422, "file_refused"), "a document is no photo"
        assert await worker.write(4, "hello") == 202
    assert kept(program) == [("refused", "refused", 0)] * 3


async def test_a_file_whose_receipt_was_lost_is_kept_once(program: Program) -> None:
    async with phone(program) as worker:
        assert (await worker.send(1, PAPER))[0] == 202
        assert (await worker.send(1, PAPER))[0] == 202
    first, second = kept(program)
    assert (first[:2], second) == (("stored", None), ("refused", "repeated", 0))
    assert first[2] > len(PAPER)


async def test_without_room_for_all_of_it_none_of_it_is_kept(program: Program, disk: Disk) -> None:
    async with phone(program) as worker:
        assert await worker.write(1, "hello") == 202
        with database_of(program) as database, database.read() as uow:
            pages = int(uow.connection.execute(text("PRAGMA page_count")).scalar_one())
        disk.file.write_text(str(pages + 80))  # enough for the first of many pieces
        try:
            assert await worker.send(2, PAPER * 10) == (503, "storage_full")
            assert [size for _, _, size in kept(program)] == [0]
        finally:
            disk.free()
        assert (await worker.send(2, PAPER))[0] == 202
    assert [size > len(PAPER) for _, _, size in kept(program)] == [False, True]


async def test_what_was_half_sent_when_the_program_died_is_cleared(program: Program) -> None:
    """Last: the program is killed."""
    async with phone(program) as worker:

        async def slowly() -> AsyncIterator[bytes]:
            for name, value in (('seq"', b"1\r\n"), ('media"', b"file\r\n"), ('file"; filename="x"', PAPER)):
                yield f'--b\r\nContent-Disposition: form-data; name="{name}\r\n\r\n'.encode() + value
            await asyncio.sleep(30)

        headers = {**worker._headers, "Content-Type": "multipart/form-data; boundary=b"}
        sending = asyncio.create_task(worker._session.post("/chat/api/files", data=slowly(), headers=headers))
        while not [size for _, _, size in await asyncio.to_thread(kept, program) if size]:  # noqa: ASYNC110  # another process tells nobody
            await asyncio.sleep(0.1)
        program.kill()
        await asyncio.gather(sending, return_exceptions=True)
    [(state, _, size)] = kept(program)
    assert (state, size > 0) == ("waiting", True)
    with database_of(program) as database, database.write() as uow:
        uow.connection.execute(text("UPDATE attachment SET received_at = '2026-01-01 00:00:00'"))
    await asyncio.to_thread(program.start, 60)
    for _ in range(100):
        if kept(program) == [("refused", "broken_off", 0)]:
            return
        await asyncio.sleep(0.2)
    raise AssertionError(f"still there: {kept(program)}")
