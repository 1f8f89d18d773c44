"""Starts the process in which a picture is parsed, feeds it, and ends it when it takes too long or says too much."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from bot.errors import TodokeError

from .apart.limits import Limits
from .apart.main import RECORDING
from .kinds import kind_of

_ROOT = Path(__file__).resolve().parents[2]
_BEGIN = "import sys; sys.path.append(sys.argv[1]); from bot.evidence.apart.main import main; main(sys.argv[2:])"
_COPIES = ("image/jpeg", "image/png")
MOST_SAID = 24 * 1024 * 1024
"""Bytes of an answer: a copy of 20 MB and a small picture."""
MOST_COMPLAINED = 64 * 1024
"""Bytes of what it says before it reads a picture."""
PATIENCE = 45.0
"""Seconds for everything, on a machine that has much else to do."""


@dataclass(frozen=True)
class Picture:
    """What came back. ``mime``: image/jpeg or image/png; sides in pixels."""

    mime: str
    width: int
    height: int
    data: bytes


class NoPicture(TodokeError):
    """This can't be shown: it is damaged, too large, or of a kind that is not parsed. The original is kept."""


class NoRecording(TodokeError):
    """This is no recording that can be played: it has to be an Ogg file with Opus sound, whole and undamaged."""


class ParserEnded(TodokeError):
    """The parser used too much memory or time, or did not answer as it should, and was ended. It is tried again."""


class ParserMissing(TodokeError):
    """The parser of pictures can't be started: {why}. Run scripts/environment to complete the packages."""


def command(limits: Limits, *kind: str) -> list[str]:
    """How the parser is started: this Python without the user's settings, paths and packages. ``kind``: RECORDING."""
    most = (str(limits.memory), str(limits.cpu_seconds))
    return [sys.executable, "-I", "-W", "ignore", "-c", _BEGIN, str(_ROOT), *most, *kind]


async def recording(data: bytes, patience: float = PATIENCE) -> tuple[int, bytes]:
    """How many milliseconds an Ogg Opus file sounds, and the file with nothing but its sound. Raises NoRecording,
    ParserEnded, ParserMissing."""
    said = await say_and_listen(command(Limits(), RECORDING), data, patience)
    line, _, sound = said.partition(b"\n")
    try:
        head = json.loads(line)
        if "unreadable" in head:
            raise NoRecording
        milliseconds = int(head["milliseconds"])
    except (ValueError, KeyError, TypeError) as error:
        raise ParserEnded from error
    if not sound.startswith(b"OggS") or len(sound) > len(data) + 200:
        raise ParserEnded
    return milliseconds, sound


async def copies(data: bytes, limits: Limits | None = None, patience: float = PATIENCE) -> tuple[Picture, Picture]:
    """The copy and the small picture. Raises NoPicture, ParserEnded, ParserMissing."""
    return _read(await say_and_listen(command(limits or Limits()), data, patience))


async def say_and_listen(line: list[str], data: bytes, patience: float = PATIENCE) -> bytes:
    """What a process answers to ``data``; whatever happens, it is gone afterwards. Raises ParserEnded, ParserMissing.

    It gets no environment (there are passwords in ours), no open file and a session of its own.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *line, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env={}, cwd="/", start_new_session=True, close_fds=True,
        )  # fmt: skip
    except OSError as error:
        raise ParserMissing(why=type(error).__name__) from error
    try:
        async with asyncio.timeout(patience):
            async with asyncio.TaskGroup() as group:
                said = group.create_task(_listen(process, process.stdout, MOST_SAID))
                complaint = group.create_task(_listen(process, process.stderr, MOST_COMPLAINED))
                group.create_task(_say(process, data))
            code = await process.wait()
    except TimeoutError:
        raise ParserEnded from None
    finally:
        _kill(process)
        await _forget(process)
    if code > 0:
        last = complaint.result().decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise ParserMissing(why=last or f"exit code {code}")
    if code < 0:
        raise ParserEnded
    return said.result()


async def _say(process: asyncio.subprocess.Process, data: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(ConnectionError):  # it has ended; its exit code says why
        process.stdin.write(data)
        await process.stdin.drain()
    process.stdin.close()


async def _listen(process: asyncio.subprocess.Process, stream: asyncio.StreamReader | None, most: int) -> bytes:
    """What it says, to the end. Saying more than ``most`` bytes is its end."""
    assert stream is not None
    said = bytearray()
    while part := await stream.read(64 * 1024):
        if len(said) > most:
            _kill(process)
        else:
            said += part
    return bytes(said)


def _kill(process: asyncio.subprocess.Process) -> None:
    """End it and all it started."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


async def _forget(process: asyncio.subprocess.Process) -> None:
    """Read what it had still to say: the end of a process is not told before the end of its pipes is."""
    with contextlib.suppress(TimeoutError):  # something that got away holds a pipe: it is not waited for
        async with asyncio.timeout(5):
            for stream in (process.stdout, process.stderr):
                while stream is not None and await stream.read(64 * 1024):
                    pass
            await process.wait()


def _read(said: bytes) -> tuple[Picture, Picture]:
    """An answer taken apart. Who wrote it has handled a hostile file: nothing in it is believed."""
    line, _, rest = said.partition(b"\n")
    try:
        head = json.loads(line)
        if "unreadable" in head:
            raise NoPicture
        [copy, small] = [(str(mime), int(w), int(h), int(size)) for mime, w, h, size in head["made"]]
        pictures = _picture(copy, rest[: copy[3]]), _picture(small, rest[copy[3] :])
    except (ValueError, KeyError, TypeError) as error:
        raise ParserEnded from error
    return pictures


def _picture(told: tuple[str, int, int, int], data: bytes) -> Picture:
    mime, width, height, size = told
    if mime not in _COPIES or kind_of(data[:1024]) != mime or size != len(data) or min(width, height) < 1:
        raise ValueError
    return Picture(mime, width, height, data)
