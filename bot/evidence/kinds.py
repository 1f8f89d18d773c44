"""What a file really is, by its content: what it is called and what it claims does not count."""

import unicodedata

import puremagic

from .mpeg import is_mpeg
from .office import ZIP, office

LOOK = 64 * 1024
"""Bytes of a file's beginning that are looked at."""
LOOK_BACK = 256 * 1024
"""Bytes of its end: longer than the list of parts of any document that people write."""

_BY_ENDING = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".jpe": "image/jpeg", ".jfif": "image/jpeg", ".png": "image/png",
    ".gif": "image/gif", ".webp": "image/webp", ".heic": "image/heic", ".heif": "image/heic",
    ".pdf": "application/pdf", ".ogg": "audio/ogg", ".oga": "audio/ogg", ".opus": "audio/ogg", ".mp3": "audio/mpeg",
    ".mpga": "audio/mpeg", ".m4a": "audio/mp4", ".f4a": "audio/mp4", ".mp4": "video/mp4", ".3gp": "video/mp4",
    ".3ga": "video/mp4", ".mov": "video/mp4", ".webm": "audio/webm", ".wav": "audio/wav", ".amr": "audio/amr",
    ".aac": "audio/aac",
}  # fmt: skip
"""What is kept, by the ending that puremagic gives to a content."""

_BRANDS = {
    b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic", b"avif": "image/avif", b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
}  # fmt: skip
"""Brands of the container that phones use which are no films."""

_MARKUP = ("<!doctype", "<html", "<head", "<body", "<script", "<iframe", "<svg", "<?xml", "<?php", "<hta:", ":script",
    "xmlns=", "javascript:", "vbscript:")  # fmt: skip


def kind_of(head: bytes, tail: bytes | None = None, size: int | None = None) -> str | None:
    """The MIME type of what begins with ``head``; None for what is not kept (programs, web pages, unknown forms).

    ``tail``: its last bytes, and ``size``, of all. Without them ``head`` is the whole of it.
    """
    tail, size = head if tail is None else tail, len(head) if size is None else size
    if not head:
        return None
    if head.startswith(ZIP):
        return office(head, tail, size)
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS:
        return _BRANDS[head[8:12]]
    kind = _known(head) or _container(head) or _text(head, tail)
    return None if kind == "audio/mpeg" and not is_mpeg(head, tail) else kind


def may_become(head: bytes) -> bool:
    """Whether a file that begins like this can be kept, as far as can be said before its end has come."""
    return head.startswith((ZIP, b"ID3")) or kind_of(head) is not None


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


def _text(head: bytes, tail: bytes) -> str | None:
    """A text without markup at its beginning and end. What else a text may be for some program (a batch file, say) is
    served as a text, for downloading only."""
    if b"\0" in head or b"\0" in tail or _marked_up(tail.decode("utf-8", "ignore").lower()):
        return None
    begin = head[:-4] if len(head) > 4 else head  # the last letter may be cut
    try:
        text: str | None = begin.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _of_japanese_windows(begin)
    if text is None:
        return None
    lowered = text.strip().lower()
    return None if _marked_up(lowered) or lowered.startswith("#!") else "text/plain"


def _of_japanese_windows(begin: bytes) -> str | None:
    """A text in CP932, as time clocks and payroll programs in Japan write their tables; None for anything else."""
    for end in (len(begin), len(begin) - 1):  # a letter of two bytes may be cut
        try:
            text = begin[:end].decode("cp932")
        except UnicodeDecodeError:
            continue
        strange = any(unicodedata.category(sign) in ("Cc", "Co", "Cn") and sign not in "\t\r\n" for sign in text)
        return None if strange else text
    return None


def _marked_up(lowered: str) -> bool:
    return any(sign in lowered for sign in _MARKUP)
