"""Structured logs: one line for each message, on standard error, without personal data or tokens.

To a file or a collector each line is a JSON object; on a terminal it is a sentence a person can read. Facts
go into `extra`, as short names and plain values, never into the sentence:

    log = logging.getLogger(__name__)
    log.info("case offered", extra={"case": case.number, "rung": 2})

Whatever slips in all the same (tokens, e-mail addresses, telephone numbers) is blotted out. An exception is
told by its type and place; its message only where it can't repeat what a worker wrote.
"""

import logging
import os
import re
import sqlite3
import sys
from datetime import UTC, datetime
from functools import lru_cache
from typing import TextIO

import orjson

INFO, WARNING = logging.INFO, logging.WARNING

_BLOTS = (
    (":", re.compile(r"(?<!\d)\d{3,}:[A-Za-z0-9_-]{30,}"), "<token>"),
    ("authorization", re.compile(r"(?i)(authorization[\"']?\s*[:=] *)(?:[\"']?\w+ )?[^\s,}]+"), r"\1<token>"),
    ("bearer", re.compile(r"(?i)(bearer\s+)[A-Za-z0-9._~+/=-]{6,}"), r"\1<token>"),
    ("@", re.compile(r"(://[^/\s:@]+:)[^@\s/]+@"), r"\1<password>@"),
    ("@", re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), "<email>"),
    ("0", re.compile(r"(?<![\w.:/-])0(?:\d{1,4}[ -]\d{1,4}[ -]\d{3,4}|\d{9,10})(?![\w:])"), "<phone>"),
    ("+", re.compile(r"\+\d[\d ()-]{7,17}\d"), "<phone>"),
)
"""What is blotted out, in this order: a sign without which it can't be there, the pattern, the mark."""

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
_LEVELS = {value: name.lower() for name, value in logging.getLevelNamesMapping().items()}
_QUIET = ("httpx", "httpcore", "telegram", "apscheduler", "aiosqlite", "alembic", "asyncio", "multipart",
          "uvicorn.error", "aiosmtplib", "tzlocal")  # fmt: skip
"""Loggers that speak of every request or tell addresses; only their warnings are heard."""

_QUOTABLE = (OSError, sqlite3.Error, ImportError, NameError, AttributeError)
"""Errors whose message never repeats data of a person."""


def setup(stream: TextIO | None = None, *, human: bool | None = None, level: int = logging.INFO) -> None:
    """Send every logger's lines to `stream` (standard error), as JSON unless it is a terminal.

    Calling it again replaces what the first call did.
    """
    target = stream if stream is not None else sys.stderr
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, LineHandler)]:
        root.removeHandler(handler)
    root.addHandler(LineHandler(target, _is_terminal(target) if human is None else human))
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that is late on a busy machine is no news
    access = logging.getLogger("uvicorn.access")
    access.handlers.clear()
    access.propagate = False
    logging.captureWarnings(True)
    # A faulty log call would otherwise print its arguments as they are.
    logging.raiseExceptions = False
    # Never shown, and a third of a line's cost.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


class LineHandler(logging.Handler):
    """Writes a record as one line in one write, so that lines of several processes never mix."""

    def __init__(self, stream: TextIO, human: bool) -> None:
        super().__init__()
        self._stream = stream
        self._render = _sentence if human else _json

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._stream.write(self._render(record))
            self._stream.flush()
        except (OSError, ValueError):
            pass  # the reader of the log has gone; the work has not
        except Exception:
            self.handleError(record)


def blot(text: str) -> str:
    """`text` without tokens, passwords, e-mail addresses and telephone numbers."""
    if len(text) < 6 or (text.isalnum() and not text.isdigit()):
        return text
    lowered = text.lower()
    for sign, pattern, mark in _BLOTS:
        if sign in lowered:
            text = pattern.sub(mark, text)
    return text


def describe(error: BaseException) -> str:
    """Type and place of an error, and its message when that can't hold what a person wrote."""
    text = type(error).__name__
    original = getattr(error, "orig", None)  # the driver's error inside SQLAlchemy's, which quotes parameters
    if isinstance(error, _QUOTABLE) or is_ours(error):
        text += f": {error}"
    elif isinstance(original, _QUOTABLE):
        text += f": {original}"
    elif state := getattr(original or error, "sqlstate", None):
        text += f": SQLSTATE {state}"
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{_short(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    if places:
        text += " at " + " > ".join(places[-8:])
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return text if cause is None else f"{text}; because of {describe(cause)}"


def _fields(record: logging.LogRecord) -> dict[str, object]:
    found = {}
    for name, value in record.__dict__.items():
        if name not in _STANDARD:
            plain = value is None or isinstance(value, int | float)
            found[name] = value if plain else blot(str(value))
    if record.exc_info and record.exc_info[1] is not None:
        found["error"] = blot(describe(record.exc_info[1]))
    return found


@lru_cache(maxsize=2)
def _second(stamp: int) -> str:
    return datetime.fromtimestamp(stamp, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _json(record: logging.LogRecord) -> str:
    line = {
        "at": f"{_second(int(record.created))}.{int(record.msecs):03d}Z",
        "level": _LEVELS.get(record.levelno, record.levelname),
        "logger": record.name,
        "message": blot(record.getMessage()),
        **_fields(record),
    }
    return orjson.dumps(line).decode() + "\n"


def _sentence(record: logging.LogRecord) -> str:
    clock = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
    level = "" if record.levelno == logging.INFO else f"{record.levelname.lower()}: "
    facts = "".join(f"  {name}={value}" for name, value in _fields(record).items())
    return f"{clock} {level}{blot(record.getMessage())}{facts}".replace("\n", " ") + "\n"


class Trouble:
    """One line when something can't go on, and one when it does, however often it was tried in between. ``name`` is how
    the log calls it."""

    def __init__(self, log: logging.Logger, name: str) -> None:
        self._log = log
        self._name = name
        self._told = ""

    def waits(self, error: Exception) -> None:
        """It can't go on for now; said when that begins, and when the reason has become another one."""
        if str(error) != self._told:
            self._log.error("%s: waiting. %s", self._name, error)
            self._told = str(error)

    def over(self) -> None:
        """It has worked."""
        if self._told:
            self._log.warning("%s: going on", self._name)
            self._told = ""


def is_ours(error: BaseException) -> bool:
    """Whether an error of this program says a sentence written for people.

    `flows` and `storage` have root errors of their own, since they can't import this package's.
    """
    roots = ("bot.errors", "flows.errors", "storage.errors")
    return any(kind.__module__ in roots for kind in type(error).__mro__)


def _short(filename: str) -> str:
    return os.sep.join(filename.split(os.sep)[-2:])


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:
        return False
