"""Recordings made of bytes: nobody's voice."""

import struct

from bot.evidence.apart.recording import page

_SILENCE = bytes([0x08, 0x0B, 0xE4])  # one frame of 20 ms, SILK, narrow


def ogg(seconds: float = 2.0, *, tags: bytes = b"", claims: float | None = None) -> bytes:
    """An Ogg Opus file of silence. ``tags``: a comment that came with it. ``claims``: how long it says it is."""
    frames, skipped, serial = round(seconds * 50), 312, 7
    head = struct.pack("<8sBBHIhB", b"OpusHead", 1, 1, skipped, 16_000, 0, 0)
    comments = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<I", 1) + struct.pack("<I", len(tags)) + tags
    lacing = bytes([255] * (len(comments) // 255) + [len(comments) % 255])
    made = [
        page(head, bytes([len(head)]), flags=2, granule=0, serial=serial, number=0),
        page(comments, lacing, flags=0, granule=0, serial=serial, number=1),
    ]
    for number, begin in enumerate(range(0, frames, 50), 2):
        count = min(50, frames - begin)
        last = begin + count == frames
        end = round((claims if claims is not None and last else (begin + count) / 50) * 48_000) + skipped
        made.append(
            page(
                _SILENCE * count, bytes([3]) * count, flags=4 if last else 0, granule=end, serial=serial, number=number
            )
        )
    return b"".join(made)
