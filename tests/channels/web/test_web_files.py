"""Files arrive whole or not at all, and never lie unencrypted on the disk on their way."""

import hashlib
import tempfile
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.channels.web.gateway import PaperFile
from bot.channels.web.upload import plain_name
from tests.channels.web.conftest import Phone, Server

pytestmark = pytest.mark.anyio
LIMIT = 20 * 1024 * 1024


async def test_a_photo_arrives_as_it_was_and_never_lies_on_the_disk(
    server: Server, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_disk(*args: Any, **options: Any) -> None:
        raise AssertionError("evidence would lie in a temporary file")

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", no_disk)
    monkeypatch.setattr("starlette.formparsers.SpooledTemporaryFile", no_disk)
    photo = bytes(range(256)) * 20_000
    assert (await phone.upload(photo)).status_code == 202
    (stored,) = server.gateway.only.files
    assert (stored.media, stored.name, stored.mime) == ("photo", "payslip.jpg", "image/jpeg")
    assert stored.sha256 == hashlib.sha256(photo).hexdigest()


async def test_the_same_file_twice_is_one(server: Server, phone: Phone) -> None:
    await phone.upload(b"abc")
    phone.seq -= 1
    assert (await phone.upload(b"abc")).status_code == 202
    assert len(server.gateway.only.files) == 1


async def test_a_file_at_the_limit_is_taken_and_one_above_is_not(make_server: Any) -> None:
    server = make_server(file_limit=50_000)
    phone = await server.phone()
    assert (await phone.upload(b"x" * 50_000)).status_code == 202
    refused = await phone.upload(b"x" * 50_001)
    assert refused.status_code == 413
    error = refused.json()["error"]
    assert (error["code"], error["limit"]) == ("file_too_large", 50_000)
    assert len(server.gateway.only.files) == 1


async def test_a_file_far_too_large_is_refused_before_it_is_read(server: Server, phone: Phone) -> None:
    read = []

    async def huge() -> AsyncIterator[bytes]:
        read.append(True)
        yield b"x"

    told = {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": str(LIMIT * 2)}
    headers = {**phone.headers, **told}
    refused = await phone.client.post("/chat/api/files", content=huge(), headers=headers)
    assert refused.status_code == 413
    assert not read


def form(*parts: bytes, end: bool = True) -> bytes:
    """A multipart body."""
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts)
    return body + (b"--b--\r\n" if end else b"")


SEQ = b'Content-Disposition: form-data; name="seq"\r\n\r\n1'
MEDIA = b'Content-Disposition: form-data; name="media"\r\n\r\nphoto'
FILE = b'Content-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\nabc'


@pytest.mark.parametrize("body", [
    b"",
    b"nonsense",
    form(),
    form(SEQ, MEDIA),
    form(FILE, SEQ, MEDIA),
    form(MEDIA, FILE),
    form(SEQ, FILE),
    form(SEQ, MEDIA, FILE, FILE),
    form(SEQ, MEDIA, FILE, end=False),
    form(SEQ.replace(b"1", b"-1"), MEDIA, FILE),
    form(SEQ.replace(b"1", "१".encode()), MEDIA, FILE),
    form(SEQ, MEDIA.replace(b"photo", b"virus"), FILE),
    form(SEQ, MEDIA.replace(b"photo", b"p" * 500), FILE),
    form(*[SEQ] * 20, MEDIA, FILE),
    form(SEQ, MEDIA, FILE.replace(b"image/jpeg", b"x" * 10_000)),
])  # fmt: skip
async def test_a_form_that_is_not_ours_leaves_nothing(server: Server, phone: Phone, body: bytes) -> None:
    headers = {**phone.headers, "Content-Type": "multipart/form-data; boundary=b"}
    refused = await phone.client.post("/chat/api/files", content=body, headers=headers)
    assert refused.status_code == 422, refused.text
    assert server.gateway.only.files == []
    assert server.gateway.only.events == []


async def test_a_form_that_comes_byte_by_byte_is_whole(server: Server, phone: Phone) -> None:
    async def drops() -> AsyncIterator[bytes]:
        for byte in form(SEQ, MEDIA, FILE):
            yield bytes([byte])

    headers = {**phone.headers, "Content-Type": "multipart/form-data; boundary=b"}
    assert (await phone.client.post("/chat/api/files", content=drops(), headers=headers)).status_code == 202
    assert server.gateway.only.files[0].sha256 == hashlib.sha256(b"abc").hexdigest()


async def test_only_a_form_is_read(phone: Phone) -> None:
    for kind in ("application/json", "multipart/form-data", ""):
        headers = {**phone.headers, "Content-Type": kind}
        assert (await phone.client.post("/chat/api/files", content=b"x", headers=headers)).status_code == 422


async def test_a_name_in_any_script_arrives(server: Server, phone: Phone) -> None:
    await phone.upload(b"abc", name="給与明細 तलब.jpg")
    assert server.gateway.only.files[0].name == "給与明細 तलब.jpg"


@pytest.mark.parametrize(("told", "kept"), [
    ("../../etc/passwd", "passwd"),
    ("C:\\Users\\boss\\proof.pdf", "proof.pdf"),
    ("a\x00b\r\n\u202egpj.exe", "abgpj.exe"),
    ("..", ""),
    ("long" * 100 + ".jpeg", ("long" * 100)[:109] + ".jpeg"),
    ("long" * 100, ("long" * 100)[:120]),
])  # fmt: skip
def test_a_name_cannot_lead_anywhere(told: str, kept: str) -> None:
    assert plain_name(told) == kept


async def test_a_paper_is_saved_under_its_neutral_name_and_kept_nowhere(server: Server, phone: Phone) -> None:
    server.gateway.only.papers["p1"] = PaperFile('2026-11-24.pdf"\r\nx: y', "application/pdf", b"%PDF-")
    got = await phone.client.get("/chat/api/papers/p1", headers=phone.headers)
    assert (got.status_code, got.content, got.headers["content-type"]) == (200, b"%PDF-", "application/pdf")
    assert got.headers["content-disposition"] == 'attachment; filename="2026-11-24.pdf---x--y"'
    assert got.headers["cache-control"] == "no-store"
    assert (await phone.client.get("/chat/api/papers/p1")).status_code == 401, "without the phone's token"
    missing = await phone.client.get("/chat/api/papers/p2", headers=phone.headers)
    assert missing.json()["error"]["code"] == "no_such_paper"
