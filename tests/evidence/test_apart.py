"""The process that parses pictures: what it makes, what it refuses, and what it can't do."""

import asyncio
import contextlib
import io
import sys
import time
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bot.evidence import run
from bot.evidence.apart import calls
from bot.evidence.apart.limits import Limits
from bot.evidence.apart.picture import SMALL
from bot.evidence.run import NoPicture, ParserEnded, ParserMissing, Picture
from tests.evidence.files import (
    COMMENT,
    DEVICE,
    HTML,
    SVG,
    bomb,
    chunks,
    drawing,
    encoded,
    endless,
    photo,
    segments,
)

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).parents[2]


def opened(picture: Picture) -> Image.Image:
    """A picture as somebody who receives it sees it."""
    image = Image.open(io.BytesIO(picture.data))
    image.load()
    assert image.size == (picture.width, picture.height)
    return image


async def test_place_and_device_go_in_and_none_comes_out() -> None:
    original = photo(1200, 900)
    assert DEVICE.encode() in original
    assert COMMENT in original
    before = Image.Exif()
    before.load(Image.open(io.BytesIO(original)).info["exif"])
    assert before.get_ifd(0x8825)[2] == (35.0, 41.0, 22.0), "the photo knows where it was taken"
    copy, small = await run.copies(original)
    for picture in (copy, small):
        assert picture.mime == "image/jpeg"
        assert set(segments(picture.data)) == {0xE0, 0xDB, 0xC0, 0xC4}, "what a decoder needs, and nothing else"
        assert not opened(picture).getexif()
        for trace in (DEVICE.encode(), COMMENT, b"Exif", b"ICC_PROFILE"):
            assert trace not in picture.data
    assert (copy.width, copy.height) == (1200, 900)
    assert max(small.width, small.height) == SMALL
    assert len(small.data) < 40_000


async def test_a_screenshot_loses_its_texts_and_no_pixel() -> None:
    texts = PngInfo()
    texts.add_text("Author", DEVICE)
    texts.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>" + DEVICE)
    exif = Image.Exif()
    exif[0x0110] = DEVICE
    image = drawing(mode="RGBA")
    original = encoded(image, "PNG", pnginfo=texts, exif=exif, icc_profile=b"profile", dpi=(300, 300))
    assert {b"tEXt", b"iTXt", b"eXIf", b"iCCP", b"pHYs"} <= set(chunks(original))
    copy, small = await run.copies(original)
    assert (copy.mime, small.mime) == ("image/png", "image/jpeg")
    assert set(chunks(copy.data)) == {b"IHDR", b"IDAT", b"IEND"}
    assert opened(copy).tobytes() == image.tobytes()


@pytest.mark.parametrize(("orientation", "corner"), [(1, (2, 2)), (3, (60, 44)), (6, (44, 2)), (8, (2, 60))])
async def test_a_photo_taken_sideways_stands_upright(orientation: int, corner: tuple[int, int]) -> None:
    copy, _ = await run.copies(photo(orientation=orientation))
    red, green, blue = opened(copy).convert("RGB").getpixel(corner)  # type: ignore[misc]  # a colour has three parts
    assert red > 200 > 80 > max(green, blue), "the red corner is where the eye saw it"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
async def test_every_way_to_write_colours_can_be_shown(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    image = Image.new("I;16", (64, 48), 40_000) if mode == "I;16" else drawing(mode="RGB").convert(mode)
    copy, small = await run.copies(encoded(image, form))
    assert opened(copy).mode in ("L", "RGB", "RGBA")
    assert opened(small).mode in ("L", "RGB")
    if mode == "I;16":
        assert opened(copy).getpixel((5, 5)) == 40_000 // 256


@pytest.mark.parametrize("form", ["GIF", "WEBP"])
async def test_other_pictures_of_phones_can_be_shown(form: str) -> None:
    copy, _ = await run.copies(encoded(drawing(), form))
    assert copy.mime == ("image/png" if form == "GIF" else "image/jpeg")


async def test_what_hangs_behind_a_picture_is_not_in_its_copy() -> None:
    copy, small = await run.copies(photo() + HTML)
    for picture in (copy, small):
        assert picture.data.endswith(b"\xff\xd9")
        assert b"script" not in picture.data


async def test_a_photo_with_more_pixels_than_are_decoded_is_drawn_smaller() -> None:
    copy, _ = await run.copies(encoded(Image.new("L", (9000, 8000), 90), "JPEG"))
    assert (copy.width, copy.height) == (4500, 4000)


@pytest.mark.parametrize("data", [
    pytest.param(b"", id="nothing"),
    pytest.param(HTML, id="a web page"),
    pytest.param(SVG, id="svg"),
    pytest.param(b"GIF89a=1;alert(1)//", id="a script that begins like a picture"),
    pytest.param(photo(800, 600)[:4_000], id="broken off"),
    pytest.param(photo()[:600] + b"\xff" * 400, id="damaged"),
    pytest.param(bomb(), id="a gigabyte in a few kilobytes"),
    pytest.param(bomb(8_000), id="more pixels than are decoded"),
    pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", id="a picture that is a program"),
    pytest.param(encoded(drawing(), "TIFF"), id="a kind that is not parsed"),
])  # fmt: skip
async def test_what_is_no_picture_says_so(data: bytes) -> None:
    with pytest.raises(NoPicture):
        await run.copies(data)


async def test_a_picture_that_would_eat_memory_finds_none() -> None:
    hungry = encoded(Image.new("RGB", (5_000, 5_000)), "PNG")
    with pytest.raises(NoPicture):
        await run.copies(hungry, Limits(memory=150 * 2**20))


async def test_a_picture_that_would_take_hours_is_ended() -> None:
    begun = time.monotonic()
    with pytest.raises(ParserEnded):
        await run.copies(endless(), Limits(cpu_seconds=1))
    assert time.monotonic() - begun < 20
    assert (await run.copies(photo()))[0].width == 64, "and the next one is shown"


def after(confined: str, deed: str) -> list[str]:
    """A process that gives up its rights and then does something with them."""
    code = f"""
import sys; sys.path.append(sys.argv[1])
import os, socket, ctypes, signal, resource, threading, subprocess, time
from bot.evidence.apart.limits import Limits, limit, close_doors
from bot.evidence.apart.calls import forbid_the_rest
{confined}
sys.stdin.buffer.read()
try:
    {deed}
except (OSError, RuntimeError, ValueError, MemoryError) as error:
    os.write(1, ("refused " + type(error).__name__).encode())
else:
    os.write(1, b"done")
"""
    return [sys.executable, "-I", "-c", code, str(ROOT)]


ALL = "limit(Limits()); close_doors(); assert forbid_the_rest()"
WITHOUT_FILTER = "limit(Limits()); close_doors()"
DEEDS = {
    "read a file": "open('/etc/passwd').read()",
    "write a file": "open('/dev/null', 'w').write('x')",
    "reach the network": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))",
    "open a socket": "socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
    "start a program": "subprocess.run(['/bin/true'])",
    "become a program": "os.execv('/bin/echo', ['echo', '-n', 'done'])",
    "make a process": "os.fork() or os._exit(0)",
    "make a thread": "threading.Thread(target=int).start()",
    "send a signal": "os.kill(os.getppid(), 0)",
    "raise its own limits": "resource.setrlimit(resource.RLIMIT_CPU, (-1, -1))",
    "look into another process": "open(f'/proc/{os.getppid()}/environ').read()",
}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a filter of calls is Linux's")
@pytest.mark.parametrize("deed", DEEDS)
async def test_whatever_takes_the_parser_over_can_do_nothing(deed: str) -> None:
    assert await run.say_and_listen(after("", DEEDS[deed]), b"") == b"done", "it could, were it not for the limits"
    assert (await run.say_and_listen(after(ALL, DEEDS[deed]), b"")).startswith(b"refused")


async def test_without_a_filter_of_calls_no_file_and_no_socket_can_be_opened() -> None:
    for deed in ("read a file", "write a file", "open a socket", "reach the network"):
        assert (await run.say_and_listen(after(WITHOUT_FILTER, DEEDS[deed]), b"")).startswith(b"refused"), deed


def test_a_machine_without_a_known_filter_goes_on_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert calls.forbid_the_rest() is False


async def test_memory_and_time_end_at_the_limit() -> None:
    limited = "limit(Limits(memory=200 * 2**20, cpu_seconds=1))"
    assert await run.say_and_listen(after(limited, "bytearray(300 * 2**20)"), b"") == b"refused MemoryError"
    with pytest.raises(ParserEnded):
        await run.say_and_listen(after(limited, "\n    while True: pass"), b"")


async def test_it_sees_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TODOKE_TELEGRAM_TOKEN", "1:SECRET")
    said = await run.say_and_listen(after("", "os.write(1, repr(dict(os.environ)).encode())"), b"")
    assert b"SECRET" not in said
    assert b"TODOKE" not in said


async def test_a_process_that_waits_for_ever_is_ended_with_all_it_started() -> None:
    start = "subprocess.Popen(['/bin/sleep', '61']); time.sleep(60)"
    with pytest.raises(ParserEnded):
        await run.say_and_listen(after("", start), b"", patience=1.5)
    assert not running(b"/bin/sleep\x0061\0")


async def test_a_program_that_is_told_to_stop_leaves_no_parser_behind() -> None:
    task = asyncio.create_task(run.say_and_listen(["/bin/sleep", "63"], b""))
    while not running(b"/bin/sleep\x0063\0"):  # noqa: ASYNC110  # the system tells nobody
        await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not running(b"/bin/sleep\x0063\0")


def running(line: bytes) -> bool:
    """Whether some process was started with this line."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it ends while we look
            if path.read_bytes() == line:
                return True
    return False


async def test_a_process_that_falls_silent_and_stays_is_ended() -> None:
    with pytest.raises(ParserEnded):
        await run.say_and_listen(after("", "os.close(0); os.close(1); os.close(2); time.sleep(62)"), b"", patience=1.5)


async def test_a_process_that_does_not_listen_is_ended() -> None:
    with pytest.raises(ParserEnded):
        await run.say_and_listen(["/bin/sleep", "64"], b"x" * 1_000_000, patience=0.5)
    assert not running(b"/bin/sleep\x0064\0")


async def test_a_process_that_talks_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MOST_SAID", 1_000_000)
    with pytest.raises(ParserEnded):
        await run.say_and_listen(after("", "\n    while True: os.write(1, bytes(65536))"), b"")


@pytest.mark.parametrize("answer", [
    b"",
    b"nonsense",
    b"[]\n",
    b'{"made": []}\n',
    b'{"made": [["text/html", 1, 1, 6], ["text/html", 1, 1, 6]]}\n<html><html>',
    b'{"made": [["image/jpeg", 1, 1, 6], ["image/jpeg", 1, 1, 6]]}\n<html><html>',
    b'{"made": [["image/jpeg", 1, 1, -6], ["image/jpeg", 1, 1, 99]]}\n' + photo(),
    b'{"made": [["image/jpeg", 0, 1, 3], ["image/jpeg", 1, 1, 3]]}\n\xff\xd8\xff\xff\xd8\xff',
])  # fmt: skip
def test_an_answer_is_not_believed(answer: bytes) -> None:
    with pytest.raises(ParserEnded):
        run._read(answer)


async def test_an_incomplete_installation_is_told_apart_from_a_bad_picture() -> None:
    with pytest.raises(ParserMissing, match="No module named 'not_there'"):
        await run.say_and_listen([sys.executable, "-I", "-c", "import not_there"], b"x" * 1_000_000)
    with pytest.raises(ParserMissing):
        await run.say_and_listen(["/not/there"], b"")
