"""A picture that a worker sent gets a copy without metadata, made by whichever process comes first."""

import asyncio
import hashlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from bot.evidence.copies import COPY, LEASE, MISSING_TRIES, SMALL, make_due
from bot.evidence.keep import FileRefused
from bot.evidence.run import NoPicture, ParserEnded, ParserMissing, Picture
from storage.errors import Tampered
from storage.models import Attachment, AttachmentChunk
from storage.models.conversations import AttachmentCopy, CopyState
from storage.repositories.attachments import CHUNK
from storage.repositories.base import table_of
from tests.evidence.conftest import Locker
from tests.evidence.files import COMMENT, DEVICE, HTML, SVG, bomb, photo

pytestmark = pytest.mark.anyio
DRAWN = (Picture("image/jpeg", 4, 3, photo(4, 3)), Picture("image/jpeg", 2, 1, photo(2, 1)))


async def drawn(data: bytes) -> tuple[Picture, Picture]:
    """A parser that is quick."""
    return DRAWN


def failing(error: type[Exception], **fields: str) -> Any:
    """A parser that always fails so."""

    async def fail(data: bytes) -> tuple[Picture, Picture]:
        raise error(**fields)

    return fail


async def test_a_photo_with_its_place_is_kept_and_shared_without(locker: Locker) -> None:
    original = photo(800, 600)
    sent = await locker.send(original)
    assert locker.row(sent).copy_state is None, "nothing is parsed while the worker waits"
    assert await locker.look() == 1
    row, meta = locker.row(sent), locker.meta(sent)
    assert row.copy_state == CopyState.MADE
    assert locker.original(sent) == original, "the original is proof, and stays as it came"
    assert meta["sha256"] == hashlib.sha256(original).hexdigest()
    for part, size in ((COPY, (800, 600)), (SMALL, (320, 240))):
        data = locker.part(sent, part)
        about = meta["copies"][part]
        assert (about["mime"], about["size"]) == ("image/jpeg", len(data))
        assert (about["width"], about["height"]) == size
        assert DEVICE.encode() not in data
        assert COMMENT not in data
    assert await locker.look() == 0, "once is enough"


async def test_copies_are_sealed_each_for_its_place(locker: Locker) -> None:
    first, second = [await locker.send(photo(n, n)) for n in (40, 50)]
    assert await locker.look() == 2
    table = table_of(AttachmentCopy)
    with locker.database.write() as uow:
        rows = {(r.attachment_id, r.part): r.data for r in uow.connection.execute(select(table))}
        assert all(b"JFIF" not in data for data in rows.values())
        uow.connection.execute(
            update(table)
            .where(table.c.attachment_id == second, table.c.part == SMALL)
            .values(data=rows[first, SMALL])
        )
    assert locker.part(first, SMALL)
    with pytest.raises(Tampered):
        locker.part(second, SMALL)


async def test_sound_and_documents_stay_as_they_are(locker: Locker) -> None:
    pdf = await locker.send(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 /Author (somebody)", "file")
    voice = await locker.send(b"OggS\0\2" + bytes(20) + b"\x01\x13OpusHead", "voice")
    parsed: list[bytes] = []

    async def parser(data: bytes) -> tuple[Picture, Picture]:
        parsed.append(data)
        return DRAWN

    assert await locker.look(copies=parser) == 2
    assert [locker.row(one).copy_state for one in (pdf, voice)] == [CopyState.NO_PICTURE] * 2
    assert parsed == []


@pytest.mark.parametrize("data", [
    pytest.param(bomb(), id="a bomb"),
    pytest.param(photo(800, 600)[:4_000], id="broken off"),
    pytest.param(b"GIF89a=1;alert(1)//", id="a script that begins like a picture"),
])  # fmt: skip
async def test_what_cannot_be_shown_is_kept_all_the_same(locker: Locker, data: bytes) -> None:
    sent = await locker.send(data)
    assert await locker.look() == 1
    assert locker.row(sent).copy_state == CopyState.NOT_SHOWN
    assert locker.original(sent) == data
    assert locker.part(sent, COPY) == b""


@pytest.mark.parametrize("data", [HTML, SVG, b"MZ\x90\0" + bytes(600)])
async def test_what_only_calls_itself_a_photo_is_refused_at_the_door(locker: Locker, data: bytes) -> None:
    with pytest.raises(FileRefused):
        await locker.send(data, name="payslip.jpg")
    with locker.database.read() as uow:
        assert [row.state for row in uow.connection.execute(select(table_of(Attachment)))] == ["refused"]
        assert uow.connection.execute(select(table_of(AttachmentChunk))).first() is None


async def test_two_processes_at_once_draw_a_picture_once(locker: Locker) -> None:
    sent = [await locker.send(photo(30 + n, 30)) for n in range(4)]
    parsed: list[bytes] = []

    async def slow(data: bytes) -> tuple[Picture, Picture]:
        parsed.append(data)
        await asyncio.sleep(0.05)
        return DRAWN

    await asyncio.gather(*(locker.look(copies=slow) for _ in range(3)))
    assert len(parsed) == 4
    assert {locker.row(one).copy_state for one in sent} == {CopyState.MADE}


async def test_a_process_that_died_is_followed_by_another_and_can_add_nothing_late(locker: Locker) -> None:
    sent = await locker.send(photo())
    with locker.database.write() as uow:
        fence = uow.copies.take(locker.row(sent), locker.clock.now() + LEASE)
        assert fence is not None
        assert uow.copies.add_piece(sent, fence, COPY, 7, b"half of it")
    assert await locker.look(copies=drawn) == 0, "somebody is at it"
    locker.clock.advance(LEASE + timedelta(seconds=1))
    assert await locker.look(copies=drawn) == 1
    with locker.database.write() as uow:
        assert not uow.copies.add_piece(sent, fence, COPY, 8, b"the rest")
        assert not uow.copies.made(sent, fence, {})
    assert locker.part(sent, COPY) == DRAWN[0].data
    assert set(locker.meta(sent)["copies"]) == {COPY, SMALL}


async def test_a_parser_that_was_ended_gets_one_more_chance(locker: Locker) -> None:
    sent = await locker.send(photo())
    assert await locker.look(copies=failing(ParserEnded)) == 1
    assert locker.row(sent).copy_state is None
    locker.clock.advance(minutes=2)
    assert await locker.look(copies=drawn) == 1
    assert locker.row(sent).copy_state == CopyState.MADE

    other = await locker.send(photo())
    for _ in range(2):
        assert await locker.look(copies=failing(ParserEnded)) == 1
        locker.clock.advance(minutes=2)
    assert locker.row(other).copy_state == CopyState.NOT_SHOWN
    assert await locker.look(copies=drawn) == 0


async def test_a_picture_that_ends_its_parser_does_not_hold_up_the_others(locker: Locker) -> None:
    hostile = await locker.send(photo(41, 41))
    assert await locker.look(copies=failing(ParserEnded)) == 1
    locker.clock.advance(minutes=2)
    harmless = await locker.send(photo(42, 42))
    assert await make_due(locker.database, locker.clock, drawn) == 1
    assert (locker.row(hostile).copy_state, locker.row(harmless).copy_state) == (None, CopyState.MADE)


async def test_nobody_waits_for_all_the_pictures_of_somebody_else(locker: Locker) -> None:
    first, second, third, others = [await locker.send(photo(n, n)) for n in (41, 42, 43, 44)]
    with locker.database.write() as uow:
        _, somebody_else = uow.conversations.find_or_create("web", "somebody else", locker.clock.now())
        table = table_of(Attachment)
        uow.connection.execute(update(table).where(table.c.id == others).values(worker_id=somebody_else))
    with locker.database.read() as uow:
        assert [row.id for row in uow.copies.due(locker.clock.now())] == [first, others, second, third]


async def test_an_installation_without_its_parser_says_so_and_makes_up_for_it(
    locker: Locker, caplog: pytest.LogCaptureFixture
) -> None:
    sent = await locker.send(photo())
    missing = failing(ParserMissing, why="No module named 'PIL'")
    for _ in range(3):
        assert await locker.look(copies=missing) == 1
        locker.clock.advance(hours=1)
    assert "No module named 'PIL'" in caplog.text
    assert await locker.look(copies=drawn) == 1
    assert locker.row(sent).copy_state == CopyState.MADE

    given_up = await locker.send(photo())
    for _ in range(MISSING_TRIES):
        await locker.look(copies=missing)
        locker.clock.advance(hours=6)
    assert locker.row(given_up).copy_state == CopyState.NOT_SHOWN


async def test_deleting_everything_removes_original_and_copies(locker: Locker) -> None:
    sent = await locker.send(photo(900, 900))
    await locker.look()
    with locker.database.write() as uow:
        uow.workers.erase(locker.worker_id)
        for table in (Attachment, AttachmentChunk, AttachmentCopy):
            assert uow.connection.execute(select(table_of(table))).all() == []
    assert sent


async def test_a_worker_who_deletes_everything_while_a_picture_is_drawn_leaves_nothing(locker: Locker) -> None:
    await locker.send(photo())

    async def too_late(data: bytes) -> tuple[Picture, Picture]:
        with locker.database.write() as uow:
            uow.workers.erase(locker.worker_id)
        return DRAWN

    assert await locker.look(copies=too_late) == 1
    with locker.database.read() as uow:
        assert uow.connection.execute(select(table_of(AttachmentCopy))).all() == []


async def test_a_large_copy_is_kept_in_pieces(locker: Locker) -> None:
    sent = await locker.send(photo())
    large = Picture("image/jpeg", 9, 9, bytes(range(256)) * (3 * CHUNK // 256) + b"end")

    async def parser(data: bytes) -> tuple[Picture, Picture]:
        return large, DRAWN[1]

    await locker.look(copies=parser)
    assert locker.part(sent, COPY) == large.data


async def test_a_photo_kept_by_an_earlier_release_gets_its_copy(locker: Locker) -> None:
    sent = await locker.send(photo())
    with locker.database.write() as uow:  # a release that knows nothing of copies writes none of their columns
        uow.connection.execute(text("UPDATE attachment SET copy_state = NULL, copy_at = NULL, copy_tries = 0"))
    assert await locker.look(copies=drawn) == 1
    assert locker.row(sent).copy_state == CopyState.MADE


async def test_waiting_and_refused_files_are_not_looked_at(locker: Locker) -> None:
    with locker.database.write() as uow:
        for state in ("waiting", "refused", "failed"):
            uow.attachments.expect(
                worker_id=locker.worker_id, conversation_id=locker.conversation_id, media="photo", meta={}, size=1,
                now=locker.clock.now(), fetch_at=None, state=state,
            )  # fmt: skip
    assert await locker.look(copies=failing(NoPicture)) == 0
