"""Files as workers send them, and as somebody would who means harm."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

DEVICE = "Sample Phone 12"
COMMENT = b"taken in the dormitory, room 203"


def drawing(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """Something to see: a corner of its own colour, so that turning shows."""
    image = Image.new(mode, (width, height), "white")
    image.paste("red", (0, 0, width // 4, height // 4))
    return image


def encoded(image: Image.Image, form: str, **options: Any) -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def photo(width: int = 64, height: int = 48, orientation: int = 1, **options: Any) -> bytes:
    """A JPEG as a phone makes it: with place, device, comment, colour profile and a preview."""
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = DEVICE, orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 41.0, 22.0), 3: "E", 4: (139.0, 41.0, 30.0)})
    return encoded(
        drawing(width, height), "JPEG", exif=exif, comment=COMMENT, icc_profile=b"a profile of " + DEVICE.encode(),
        **options,
    )  # fmt: skip


def segments(jpeg: bytes) -> list[int]:
    """The markers of a JPEG up to its pixels."""
    found, at = [], 2
    while jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


def chunks(png: bytes) -> list[bytes]:
    """The kinds of chunks of a PNG."""
    found, at = [], 8
    while at < len(png):
        found.append(png[at + 4 : at + 8])
        at += 12 + int.from_bytes(png[at : at + 4], "big")
    return found


def bomb(side: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that becomes a gigabyte. ``side``: hundreds of pixels."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = bytes((1 + side // 8) * 100)
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    hundred = packed.compress(rows) + packed.flush(zlib.Z_FULL_FLUSH)  # stands for itself, however often
    checksum = (len(rows) * (side // 100) % 65521) << 16 | 1  # of nothing but zeros
    data = b"\x78\xda" + hundred * (side // 100) + packed.flush() + struct.pack(">I", checksum)
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def endless(repeats: int = 20_000, side: int = 4_000) -> bytes:
    """A JPEG whose last scan is told over and over: small, and hours of work for a patient parser."""
    jpeg = encoded(Image.new("L", (side, side), 128), "JPEG", progressive=True)
    scans, at = [], jpeg.find(b"\xff\xda")
    while at >= 0:
        scans.append(at)
        at = jpeg.find(b"\xff\xda", at + 2)
    return jpeg[: scans[-1]] + jpeg[scans[-1] : -2] * repeats + b"\xff\xd9"


def packed(*names: str) -> bytes:
    """A zip with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
