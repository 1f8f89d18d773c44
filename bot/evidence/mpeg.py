"""MPEG audio: frames that follow each other, each as long as its header says (ISO 11172-3, 13818-3, and 2.5)."""

FRAMES = 3
"""So many in a row are no accident."""

_V1 = {
    1: (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    2: (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
}
_V2_FIRST = (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256)
_V2 = {1: _V2_FIRST, 2: (_SECOND := (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)), 3: _SECOND}
"""Kilobits a second by layer."""
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
"""Samples a second by the header's version."""


def is_mpeg(head: bytes, tail: bytes) -> bool:
    """Whether a file is a recording: frames follow each other from its beginning, or from behind its tag.

    Behind a tag that is longer than ``head`` (a picture of the cover) they are looked for in ``tail``.
    """
    at = 0
    if head.startswith(b"ID3"):
        if len(head) < 10 or any(byte & 0x80 for byte in head[6:10]):
            return False
        at = 10 + sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
        while at < len(head) and head[at] == 0:  # filled up
            at += 1
        if at >= len(head):
            return any(_chain(tail, n) for n in range(len(tail) - 4) if tail[n] == 0xFF)
    return _chain(head, at)


def _chain(data: bytes, at: int) -> bool:
    for _ in range(FRAMES):
        length = _length(data[at : at + 4])
        if length is None or at + length > len(data):
            return False
        at += length
    return True


def _length(header: bytes) -> int | None:
    """Bytes of a frame by its header; None if it is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    rate, padding, speed = header[2] >> 2 & 3, header[2] >> 1 & 1, header[2] >> 4
    if version == 1 or layer == 4 or rate == 3 or speed in (0, 15):
        return None
    bits = (_V1 if version == 3 else _V2)[layer][speed] * 1000
    if layer == 1:
        return (12 * bits // _RATES[version][rate] + padding) * 4
    samples = 144 if layer == 2 or version == 3 else 72
    return samples * bits // _RATES[version][rate] + padding
