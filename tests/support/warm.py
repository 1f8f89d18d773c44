"""Programs that begin with the code already read: a process that has imported everything and served once stands ready
and divides itself. What it divides into is a process of its own like any other, can be waited for, told to stop and
killed; it only has the second behind it that importing takes. Whoever tests the beginning itself starts the interpreter
instead.
"""

import atexit
import ctypes
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, NoReturn

from tests.support.begun import begin
from tests.support.served import serve_once

ROOT = Path(__file__).resolve().parents[2]
_BECOME_PARENT_OF_ORPHANS = 36  # prctl's PR_SET_CHILD_SUBREAPER
_LONGEST = 1 << 20
_ONE_AT_A_TIME = threading.Lock()


class Started:
    """A process of ours, with what tests use of `subprocess.Popen`."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float) -> int:
        """Wait until it has ended. Raises TimeoutExpired."""
        until = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)
            time.sleep(0.01)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """`kill -9`."""
        self.send_signal(signal.SIGKILL)


def start(
    arguments: Sequence[str], environment: Mapping[str, str], out: IO[bytes], err: IO[bytes],
    given: IO[bytes] | None = None, module: str = "",
) -> Started:
    """Start `todoke` with these arguments; `module.prepare()` is called in it first."""
    with _ONE_AT_A_TIME, open(os.devnull, "rb") as nothing:
        ready = _ready()
        asked = json.dumps(
            {"arguments": list(arguments), "environment": dict(environment), "module": module}
        ).encode()
        ready.sendall(len(asked).to_bytes(4, "big"))
        socket.send_fds(ready, [asked], [(given or nothing).fileno(), out.fileno(), err.fileno()])
        return Started(int.from_bytes(_exactly(ready, 4), "big"))


@cache
def _ready() -> socket.socket:
    ctypes.CDLL(None).prctl(_BECOME_PARENT_OF_ORPHANS, 1, 0, 0, 0)
    ours, theirs = socket.socketpair()
    served = Path(tempfile.mkdtemp(prefix="warm-", dir=os.environ["TODOKE_TEST_FOLDER"]))
    begin(served)
    with theirs:
        stands = subprocess.Popen(
            [sys.executable, "-m", "tests.support.warm", str(theirs.fileno()), str(served)],
            pass_fds=[theirs.fileno()], cwd=ROOT,
            env={k: v for k, v in os.environ.items() if not k.startswith("TODOKE_")},
        )  # fmt: skip
    atexit.register(_end, ours, stands)
    return ours


def _end(ours: socket.socket, stands: "subprocess.Popen[bytes]") -> None:
    ours.close()  # also when this process is killed: then nobody holds that end of the pair any more
    stands.wait(10)


def _exactly(ready: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        more = ready.recv(count - len(got))
        if not more:
            raise EOFError
        got += more
    return got


def _stand_ready(ready: socket.socket) -> NoReturn:
    while True:
        try:
            size = int.from_bytes(_exactly(ready, 4), "big")
        except EOFError:
            os._exit(0)
        asked, fds, _, _ = socket.recv_fds(ready, _LONGEST, 3)
        while len(asked) < size:
            asked += ready.recv(size - len(asked))
        says, hears = os.pipe()
        between = os.fork()
        if not between:  # ends at once, so that whoever asked becomes the parent
            child = os.fork()
            if child:
                os.write(hears, child.to_bytes(4, "big"))
                os._exit(0)
            ready.close()
            os.close(says)
            os.close(hears)
            _begin(json.loads(asked), fds)
        os.close(hears)
        for fd in fds:
            os.close(fd)
        os.waitpid(between, 0)
        ready.sendall(os.read(says, 4))
        os.close(says)


def _begin(asked: dict[str, object], fds: Sequence[int]) -> NoReturn:
    for number, fd in enumerate(fds):
        os.dup2(fd, number)
        os.close(fd)
    os.environ.clear()
    environment, arguments = asked["environment"], asked["arguments"]
    assert isinstance(environment, dict)
    assert isinstance(arguments, list)
    os.environ.update(environment)
    become(arguments, str(asked["module"]))


def become(arguments: Sequence[str], module: str = "") -> NoReturn:
    """From now on this process is `todoke` with these arguments."""
    from bot.cli.main import main

    sys.argv = ["todoke", *arguments]
    try:
        if module:
            import_module(module).prepare()
        code = main(arguments)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    _end_here(code)


def _end_here(code: int) -> NoReturn:
    """End as the interpreter does, but let the memory go as a whole: an object freed by itself is first copied from the
    process that stands ready, and they are half a million."""
    threading._shutdown()  # type: ignore[attr-defined]  # waits for the threads that keep an interpreter from ending
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


def read_the_code() -> None:
    """What a start imports sooner or later."""
    from bot.cli.main import COMMANDS

    later = (
        "bot.serving.serve", "bot.demo.seed", "bot.access.provider", "alembic.command", "uvloop", "pydantic.v1",
        "uvicorn.protocols.http.httptools_impl", "uvicorn.lifespan.off", "encodings.ascii",
    )  # fmt: skip
    for name in (*(f"bot.cli.{name}" for name in COMMANDS), *later):
        import_module(name)


def _read_the_words() -> None:
    """The word lists and language models, which every start reads."""
    from bot import language
    from bot.settings import Settings
    from bot.wording.lexicons import read_files
    from flows.inputs import danger, topics

    words = read_files(Settings.from_environment({}).locales_dir)
    for lexicon in words.values():
        lexicon.prepare()
        topics.find("", (lexicon, words["en"]))
    danger.find("", tuple(words.values()))
    language.load()


if __name__ == "__main__":
    read_the_code()
    _read_the_words()
    serve_once(Path(sys.argv[2]))
    gc.collect()
    gc.freeze()  # a search for garbage would touch, and so copy, what every program shares
    _stand_ready(socket.socket(fileno=int(sys.argv[1])))
