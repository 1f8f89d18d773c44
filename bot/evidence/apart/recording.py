"""A recording (Ogg Opus) → the same sound with nothing else in it, and how long it lasts.

Ogg pages: RFC 3533; Opus in Ogg: RFC 7845; how long a packet of Opus sounds: RFC 6716, 3.1.
"""

import struct
from collections.abc import Iterator

_PAGE = struct.Struct("<4sBBqIIIB")
_FIRST, _LAST = 2, 4
_RATE = 48_000
_NONE = -1
_TAGS = b"OpusTags" + struct.pack("<I", 6) + b"Todoke" + struct.pack("<I", 0)


class NoRecording(Exception):
    """It is no Ogg Opus file, or a broken one."""


def _table() -> list[int]:
    made = []
    for byte in range(256):
        rest = byte << 24
        for _ in range(8):
            rest = ((rest << 1) ^ 0x04C11DB7 if rest & 0x80000000 else rest << 1) & 0xFFFFFFFF
        made.append(rest)
    return made


_CRC = _table()


def checksum(page: bytes) -> int:
    """Of a page whose own checksum is zero."""
    found = 0
    for byte in page:
        found = (found << 8) & 0xFFFFFFFF ^ _CRC[(found >> 24) ^ byte]
    return found


def page(packets: bytes, lacing: bytes, *, flags: int, granule: int, serial: int, number: int) -> bytes:
    """One page. ``lacing``: the lengths of its segments."""
    head = _PAGE.pack(b"OggS", 0, flags, granule, serial, number, 0, len(lacing))
    whole = head + lacing + packets
    return whole[:22] + struct.pack("<I", checksum(whole)) + whole[26:]


def make(data: bytes) -> tuple[int, bytes]:
    """Milliseconds, and the file made anew: one stream of sound, none of the comments, pictures or names that came
    with it. Raises NoRecording."""
    pages = list(_pages(data))
    if len(pages) < 3 or len({serial for _, _, serial, _, _ in pages}) != 1:
        raise NoRecording("not one stream")
    head = pages[0][4]
    if not pages[0][0] & _FIRST or head[:8] != b"OpusHead" or len(head) < 19 or head[8] >> 4 or head[9] not in (1, 2):
        raise NoRecording("not Opus")
    if head[18]:
        raise NoRecording("more than two channels")
    start = _after_tags(pages)
    serial = pages[0][2]
    made = [
        page(head[:19], bytes([19]), flags=_FIRST, granule=0, serial=serial, number=0),
        page(_TAGS, bytes([len(_TAGS)]), flags=0, granule=0, serial=serial, number=1),
    ]
    sounds = pages[start:]
    for number, (flags, granule, _, lacing, packets) in enumerate(sounds, 2):
        last = _LAST if number == len(sounds) + 1 else 0
        made.append(page(packets, lacing, flags=flags & 1 | last, granule=granule, serial=serial, number=number))
    skipped = struct.unpack_from("<H", head, 10)[0]
    granules = [granule for _, granule, _, _, _ in sounds if granule != _NONE]
    lasts = max(sum(map(_samples, _packets(sounds))), max(granules, default=0)) - skipped
    if lasts <= 0:
        raise NoRecording("no sound")
    return lasts * 1000 // _RATE, b"".join(made)


_Page = tuple[int, int, int, bytes, bytes]
"""Flags, granule position, serial number, lacing, packets."""


def _pages(data: bytes) -> Iterator[_Page]:
    at = expected = 0
    while at < len(data):
        if len(data) < at + _PAGE.size:
            raise NoRecording("cut off")
        mark, version, flags, granule, serial, number, _, segments = _PAGE.unpack_from(data, at)
        lacing = data[at + 27 : at + 27 + segments]
        end = at + 27 + segments + sum(lacing)
        whole = data[at:end]
        if mark != b"OggS" or version or len(lacing) != segments or end > len(data) or number != expected:
            raise NoRecording("not a page")
        if checksum(whole[:22] + bytes(4) + whole[26:]) != struct.unpack_from("<I", whole, 22)[0]:
            raise NoRecording("damaged")
        yield flags, granule, serial, lacing, whole[27 + segments :]
        at, expected = end, expected + 1


def _after_tags(pages: list[_Page]) -> int:
    """The first page behind the comments, which may take several and end with one."""
    if pages[1][4][:8] != b"OpusTags":
        raise NoRecording("no comments")
    for number, (_, _, _, lacing, _) in enumerate(pages[1:], 1):
        if lacing and lacing[-1] < 255:
            if any(length < 255 for length in lacing[:-1]):
                raise NoRecording("comments and sound on one page")
            return number + 1
    raise NoRecording("no sound")


def _packets(pages: list[_Page]) -> Iterator[bytes]:
    held = b""
    for flags, _, _, lacing, packets in pages:
        if not flags & 1:
            held = b""
        at = 0
        for length in lacing:
            held += packets[at : at + length]
            at += length
            if length < 255:
                yield held
                held = b""


def _samples(packet: bytes) -> int:
    """How long a packet sounds, at 48 kHz."""
    if not packet:
        return 0
    kind, frames = packet[0] >> 3, packet[0] & 3
    if kind < 12:
        size = (480, 960, 1920, 2880)[kind & 3]
    elif kind < 16:
        size = (480, 960)[kind & 1]
    else:
        size = (120, 240, 480, 960)[kind & 3]
    count = 1 if frames == 0 else 2 if frames < 3 else (packet[1] & 63 if len(packet) > 1 else 0)
    return min(size * count, 5760)
