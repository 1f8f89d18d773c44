"""A picture → a copy with nothing but its pixels, and a small one to look at."""

import io
import json
from dataclasses import dataclass

from PIL import GifImagePlugin, Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_PLUGINS = (JpegImagePlugin, PngImagePlugin, GifImagePlugin, WebPImagePlugin, MpoImagePlugin)
"""Imported here, not when a picture asks for it. The last is for JPEGs that hold several pictures."""

MOST_PIXELS = 33_000_000
"""Pixels that are decoded. A larger JPEG is decoded at half, a quarter or an eighth of its size."""
MOST_BYTES = 20 * 1024 * 1024
"""Of a copy; a lossless one above it becomes a JPEG."""
SMALL = 320
"""Pixels of the longer side of the small picture."""


class TooLarge(Exception):
    """More pixels than are decoded, however few bytes they take."""


@dataclass(frozen=True)
class Made:
    """One picture made from another. ``mime``: image/jpeg or image/png; sides in pixels."""

    mime: str
    width: int
    height: int
    data: bytes


def make(data: bytes) -> tuple[Made, Made]:
    """The copy and the small picture. Raises whatever Pillow raises on a damaged or hostile file, which is anything.

    The copy is drawn from the pixels anew, turned as a camera's note on its position says, so that nothing else of the
    file can come along: no place, time, device, comment, preview, colour profile, nor bytes behind the picture. Of
    several pictures in one file it is the first.
    """
    image, drawn = _pixels(data)
    copy = _saved(image, drawn)
    image.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    return copy, _jpeg(image, quality=78)


def warm() -> None:
    """Do everything once with tiny pictures, so that nothing is left to be imported."""
    for form in ("JPEG", "PNG", "GIF", "WEBP"):
        tiny = io.BytesIO()
        Image.new("RGB", (1, 1)).save(tiny, form)
        make(tiny.getvalue())
    json.dumps({"warm": [1, "x"]})


def _pixels(data: bytes) -> tuple[Image.Image, bool]:
    """The picture without anything else, and whether it is of a kind that keeps every pixel."""
    Image.MAX_IMAGE_PIXELS = 8 * MOST_PIXELS
    image: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
    drawn = image.format in ("PNG", "GIF")
    _draw_smaller(image)
    image.load()
    image = _plain(ImageOps.exif_transpose(image))
    image.info = {}  # what the writers below would take along by themselves
    return image, drawn


def _draw_smaller(image: Image.Image) -> None:
    width, height = image.size
    parts = next((n for n in (1, 2, 4, 8) if width * height <= MOST_PIXELS * n * n), 8)
    if parts > 1:
        image.draft(None, (width // parts, height // parts))
    if image.width * image.height > MOST_PIXELS:
        raise TooLarge


def _plain(image: Image.Image) -> Image.Image:
    """Grey, coloured, or coloured with transparency: what every program can show."""
    if image.mode.startswith("I"):  # 16 bits of grey, from scanners
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in ("1", "L"):
        return image.convert("L")
    return image.convert("RGB")


def _saved(image: Image.Image, drawn: bool) -> Made:
    """Photos as JPEG, drawings and screenshots as PNG."""
    if drawn or image.mode == "RGBA":
        out = io.BytesIO()
        image.save(out, "PNG")
        if out.tell() <= MOST_BYTES:
            return Made("image/png", image.width, image.height, out.getvalue())
    return _jpeg(image, quality=90)


def _jpeg(image: Image.Image, quality: int) -> Made:
    if image.mode == "RGBA":
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Made("image/jpeg", image.width, image.height, out.getvalue())
