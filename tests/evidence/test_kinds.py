"""What a file is counts, not what it is called."""

import pytest

from bot.evidence.kinds import fits, kind_of
from tests.evidence.files import HTML, SVG, bomb, drawing, encoded, packed, photo

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
    (b"ID3\4\0\0" + bytes(30), "audio/mpeg"),
    (b"\xff\xfb\x90\x64" + bytes(30), "audio/mpeg"),
    (b"\xff\xf3\x44\xc4" + bytes(30), "audio/mpeg"),
    (b"#!AMR\n<", "audio/amr"),
    (b"\0\0\0\x20ftypM4A \0\0\0\0", "audio/mp4"),
    (b"\0\0\0\x18ftyp3gp4\0\0\0\0", "video/mp4"),
    (b"\0\0\0\x24ftypiso5\0\0\0\1iso5dash", "video/mp4"),
    (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01webm", "audio/webm"),
    (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
    (packed("[Content_Types].xml", "_rels/.rels", "word/document.xml"), WORD),
    (packed("_rels/.rels", "docProps/app.xml", "xl/workbook.xml"), SHEET),
    ("Hôm nay làm từ 8 giờ đến 22 giờ.".encode(), "text/plain"),
    (b"MZ was the name of the boss; BM his brother", "text/plain"),
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
    packed("a.txt"),
    packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    packed("payslip.exe", "[Content_Types].xml", "word/document.xml"),
    b"RIFF\x24\0\0\0AVI LIST",
    bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
    bytes(100),
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
