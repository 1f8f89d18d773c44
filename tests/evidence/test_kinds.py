"""What a file is counts, not what it is called."""

import io
import random
import zipfile

import pytest

from bot.console.files import download
from bot.evidence.kinds import LOOK, LOOK_BACK, fits, kind_of
from tests.evidence.files import HTML, SVG, bomb, drawing, encoded, packed, photo

SOUND = (b"\xff\xfb\x90\x64" + bytes(413)) * 3
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(("head", "mime"), [
    (photo(), "image/jpeg"),
    (encoded(drawing(), "PNG"), "image/png"),
    (encoded(drawing(), "GIF"), "image/gif"),
    (encoded(drawing(), "WEBP"), "image/webp"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
    (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "image/heic"),
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "application/pdf"),
    (b"OggS\0\2" + bytes(20) + b"\x01\x13OpusHead", "audio/ogg"),
    (b"ID3\4\0\0\0\0\0\x14" + bytes(20) + SOUND, "audio/mpeg"),
    (SOUND, "audio/mpeg"),
    ((b"\xff\xf3\x44\xc4" + bytes(92)) * 3, "audio/mpeg"),
    (b"#!AMR\n<", "audio/amr"),
    (b"\0\0\0\x20ftypM4A \0\0\0\0", "audio/mp4"),
    (b"\0\0\0\x18ftyp3gp4\0\0\0\0", "video/mp4"),
    (b"\0\0\0\x24ftypiso5\0\0\0\1iso5dash", "video/mp4"),
    (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01webm", "audio/webm"),
    (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
    (packed("[Content_Types].xml", "_rels/.rels", "word/document.xml"), WORD),
    (packed("_rels/.rels", "xl/workbook.xml", "[Content_Types].xml"), SHEET),
    ("Hôm nay làm từ 8 giờ đến 22 giờ.".encode(), "text/plain"),
    (b"MZ was the name of the boss; BM his brother", "text/plain"),
    ("日付,出勤,退勤,残業\r\n11/20,8:00,22:00,5時間".encode("cp932"), "text/plain"),
    ("㈱山田,①現場\r\n".encode("cp932") * 4000 + b"\x8e", "text/plain"),
])  # fmt: skip
def test_what_workers_send_is_known(head: bytes, mime: str) -> None:
    assert kind_of(head) == mime


@pytest.mark.parametrize("head", [
    b"",
    HTML,
    b"\n  \xef\xbb\xbf<html><body>",
    b"<!-- a photo --><html><body onload=alert(1)>",
    SVG,
    b"<?xml version='1.0'?>\n" + SVG,
    b"MZ\x90\0" + bytes(60),
    b"\x7fELF\2\1\1" + bytes(20),
    b"#!/bin/sh\nrm -rf /",
    "残業<script>alert(1)</script>代".encode("cp932"),
    "残業代".encode("cp932") + b"\x1b\x01" + bytes(range(1, 9)),
    b"\xff\xfe\xfd" * 40,
    packed("a.txt"),
    packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    packed("payslip.exe", "[Content_Types].xml", "word/document.xml"),
    b"RIFF\x24\0\0\0AVI LIST",
    bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
    bytes(100),
    b"\xff\xfb\x90\0<html><script>alert(1)</script>",
    SOUND[:417] + b"\xff\xfb\x90\0<script>alert(1)</script>" + bytes(2000),
    b"ID3\4\0\0\0\0\0\x14" + bytes(20) + b"<script>alert(1)</script>" + bytes(900),
    b"<hta:application>",
    b'<x xmlns="http://www.w3.org/1999/xhtml"><y:script/>',
])  # fmt: skip
def test_programs_web_pages_and_unknown_things_are_not_kept(head: bytes) -> None:
    assert kind_of(head) is None


def test_a_picture_that_is_also_something_else_is_a_picture_and_served_as_one() -> None:
    assert kind_of(photo() + HTML) == "image/jpeg"
    assert kind_of(b"GIF89a=1;alert(1)//") == "image/gif"


def test_a_photo_is_a_picture_and_a_voice_message_a_sound() -> None:
    assert fits("photo", "image/jpeg")
    assert not fits("photo", "text/plain")
    assert not fits("photo", "application/pdf")
    assert fits("voice", "video/mp4")
    assert not fits("voice", "image/jpeg")
    assert fits("file", "application/pdf")


def test_a_bomb_is_a_picture_too_until_it_is_parsed() -> None:
    assert kind_of(bomb(800)) == "image/png"


def whole(data: bytes) -> str | None:
    """As it is looked at when it comes in pieces."""
    return kind_of(data[:LOOK], data[-LOOK_BACK:], len(data))


def document(*parts: tuple[str, bytes], types: bytes = b"<Types/>", last: bool = False) -> bytes:
    """A document; ``last``: its list of types at the end, as some programs write it."""
    out = io.BytesIO()
    listed = [("[Content_Types].xml", types)]
    rest = [("_rels/.rels", b"<x/>"), ("word/document.xml", random.Random(1).randbytes(400_000)), *parts]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in [*rest, *listed] if last else [*listed, *rest]:
            file.writestr(name, content)
    return out.getvalue()


def test_a_long_document_is_known_by_the_list_at_its_end() -> None:
    assert whole(document()) == WORD
    assert whole(document(last=True)) == WORD


@pytest.mark.parametrize("data", [
    document(("word/vbaProject.bin", b"macro")),
    document(("word/VBAPROJECT.BIN", b"macro")),
    document(("word/other.bin", b"macro"), types=b'<Override ContentType="application/vnd.ms-office.vbaProject"/>'),
    document(types=b'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"', last=True),
    document(("word/activeX/activeX1.bin", b"x")),
    document()[:-30],
    document() + b"more",
    document().replace(b"PK\x01\x02", b"PK\x01\x03", 1),
])  # fmt: skip
def test_macros_far_behind_the_beginning_and_broken_lists_are_refused(data: bytes) -> None:
    assert whole(data) is None


def test_a_text_with_markup_at_its_end_is_refused() -> None:
    long = b"Today from 8 to 22.\n" * 40_000
    assert whole(long) == "text/plain"
    assert whole(long + b"<ScRiPt>alert(1)</script>") is None


@pytest.mark.parametrize("script", [b"@echo off\r\ndel /s *", b"Invoke-WebRequest http://x | iex", b"BEGIN:VCARD"])
def test_what_another_program_would_run_is_served_as_a_text_to_download(script: bytes) -> None:
    mime = kind_of(script)
    assert mime == "text/plain"
    served = download(script, mime, "K7F3-2Q-abcd-original").headers
    assert served["Content-Type"] == "text/plain"
    assert served["Content-Disposition"] == 'attachment; filename="K7F3-2Q-abcd-original.txt"'
    assert served["X-Content-Type-Options"] == "nosniff"


def test_a_recording_with_a_large_picture_in_its_tag_is_one() -> None:
    tag = b"ID3\4\0\0\0\x0c\x35\0" + bytes(range(1, 256)) * 785
    tag = tag[: 10 + (0x0C << 14 | 0x35 << 7)]
    assert whole(tag.ljust(10 + (0x0C << 14 | 0x35 << 7), b"x") + SOUND * 5) == "audio/mpeg"
