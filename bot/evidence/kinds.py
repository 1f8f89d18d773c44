"""What a file really is, by its content: what it is called and what it claims does not count."""

from collections.abc import Iterator

import puremagic

LOOK = 64 * 1024
"""Bytes of a file's beginning that are looked at."""

_ZIP = b"PK\x03\x04"
_BY_ENDING = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".jpe": "image/jpeg", ".jfif": "image/jpeg", ".png": "image/png",
    ".gif": "image/gif", ".webp": "image/webp", ".heic": "image/heic", ".heif": "image/heic",
    ".pdf": "application/pdf", ".ogg": "audio/ogg", ".oga": "audio/ogg", ".opus": "audio/ogg", ".mp3": "audio/mpeg",
    ".mpga": "audio/mpeg", ".m4a": "audio/mp4", ".f4a": "audio/mp4", ".mp4": "video/mp4", ".3gp": "video/mp4",
    ".3ga": "video/mp4", ".mov": "video/mp4", ".webm": "audio/webm", ".wav": "audio/wav", ".amr": "audio/amr",
    ".aac": "audio/aac",
}  # fmt: skip
"""What is kept, by the ending that puremagic gives to a content."""

_OFFICE = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_BRANDS = {
    b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic", b"avif": "image/avif", b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
}  # fmt: skip
"""Brands of the container that phones use which are no films."""

_MARKUP = ("<!doctype", "<html", "<head", "<body", "<script", "<iframe", "<svg", "<?xml", "<?php", "#!")


def kind_of(head: bytes) -> str | None:
    """The MIME type of what begins with ``head``; None for what is not kept (programs, web pages, unknown forms)."""
    if not head:
        return None
    if head.startswith(_ZIP):
        return _office(head)
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS:
        return _BRANDS[head[8:12]]
    return _known(head) or _container(head) or _text(head)


def fits(media: str, mime: str) -> bool:
    """Whether this can be what the channel said it is."""
    if media == "photo":
        return mime.startswith("image/")
    if media == "voice":
        return mime.startswith(("audio/", "video/"))
    return True


def _known(head: bytes) -> str | None:
    """What the longest sign that puremagic finds at the beginning stands for."""
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        return None
    signs = [match for match in found if match.offset >= 0 and match.byte_match != b"RIFF"]
    longest = max((len(match.byte_match) for match in signs), default=0)
    return next(
        (
            _BY_ENDING[match.extension]
            for match in signs
            if match.extension in _BY_ENDING and len(match.byte_match) == longest
        ),
        None,
    )


def _container(head: bytes) -> str | None:
    """Recordings whose signs puremagic lacks."""
    if head[4:8] == b"ftyp":
        return "video/mp4"
    mpeg_audio = len(head) > 4 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 != 0xF0
    return "audio/mpeg" if mpeg_audio else None


def _office(head: bytes) -> str | None:
    """A document of an office program, by the names of the parts it is packed from; with macros it is a program."""
    names = list(_packed(head))
    if names[:1] not in ([b"[Content_Types].xml"], [b"_rels/.rels"]) or any(b"vbaProject" in name for name in names):
        return None
    return next((mime for part, mime in _OFFICE.items() if any(name.startswith(part) for name in names)), None)


def _packed(head: bytes) -> Iterator[bytes]:
    """Names of the parts that begin in ``head``."""
    at = 0
    while at >= 0 and at + 30 <= len(head):
        length = int.from_bytes(head[at + 26 : at + 28], "little")
        yield head[at + 30 : at + 30 + length]
        at = head.find(_ZIP, at + 30)


def _text(head: bytes) -> str | None:
    if b"\0" in head:
        return None
    try:
        text = (head[:-4] if len(head) > 4 else head).decode("utf-8-sig")  # the last letter may be cut
    except UnicodeDecodeError:
        return None
    lowered = text.strip().lower()
    return None if any(sign in lowered for sign in _MARKUP[:-1]) or lowered.startswith(_MARKUP) else "text/plain"
