"""The whole life of the process: give up its rights, read a picture or a recording, write what was made of it."""

import io
import json
import os
import sys

from .limits import Limits, close_doors, limit

RECORDING = "recording"


def main(arguments: list[str]) -> None:
    """``arguments``: memory in bytes, computing time in seconds, and RECORDING where it is one.

    Writes one line of JSON, ``{"made": [[mime, width, height, bytes], …]}`` for the copy and the small picture, and
    then their data; of a recording ``{"milliseconds": n}`` and the recording; or ``{"unreadable": kind of error}``.
    """
    memory, cpu_seconds = map(int, arguments[:2])
    limit(Limits(memory, cpu_seconds))
    heard = arguments[2:] == [RECORDING]

    from . import calls

    if heard:
        from . import recording
    else:
        from . import picture

        picture.warm()
    close_doors()
    calls.forbid_the_rest()
    # Up to here a complaint is about the installation; from here on it might repeat what is read.
    os.close(2)
    sys.stderr = io.StringIO()
    try:
        if heard:
            milliseconds, sound = recording.make(sys.stdin.buffer.read())
            _say({"milliseconds": milliseconds}, sound)
            return
        made = picture.make(sys.stdin.buffer.read())
    except Exception as why:
        _say({"unreadable": type(why).__name__})
        return
    _say({"made": [[one.mime, one.width, one.height, len(one.data)] for one in made]}, *(one.data for one in made))


def _say(head: dict[str, object], *parts: bytes) -> None:
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n")
    for part in parts:
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()
