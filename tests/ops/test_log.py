"""What the logs say, and what they never say."""

import io
import json
import logging
import sqlite3
import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot import log
from bot.errors import NotFound

TOKEN = "123456789:AAF-made_up_for_the_tests_0123456789"


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    before = root.level, list(root.handlers), logging.raiseExceptions
    levels = {name: logging.getLogger(name).level for name in ("httpx", "telegram", "uvicorn.error")}
    yield
    logging.captureWarnings(False)
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    logging.raiseExceptions = before[2]
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


class Page(io.StringIO):
    """Where the lines go; `last` is the newest, understood."""

    @property
    def last(self) -> dict[str, Any]:
        line: dict[str, Any] = json.loads(self.getvalue().splitlines()[-1])
        return line


@pytest.fixture
def page() -> Page:
    page = Page()
    log.setup(page)
    return page


def test_a_message_is_one_line_with_its_facts(page: Page) -> None:
    logging.getLogger("bot.cases").info("case offered", extra={"case": "K7F3-2Q", "rung": 2})
    line = page.last
    assert page.getvalue().count("\n") == 1
    assert line["at"].endswith("Z")
    assert {name: line[name] for name in ("level", "logger", "message", "case", "rung")} == {
        "level": "info", "logger": "bot.cases", "message": "case offered", "case": "K7F3-2Q", "rung": 2,
    }  # fmt: skip


def test_a_person_at_a_terminal_reads_a_sentence(page: Page) -> None:
    log.setup(page, human=True)
    logging.getLogger("bot.cases").warning("nobody\nanswered", extra={"case": "K7F3-2Q"})
    assert page.getvalue()[9:] == "warning: nobody answered  case=K7F3-2Q\n"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"https://api.telegram.org/bot{TOKEN}/getMe", "https://api.telegram.org/bot<token>/getMe"),
        ("Authorization: Bearer abc.def-ghi", "Authorization: <token>"),
        ("{'authorization': 'Basic dXNlcjpwYXNz'}", "{'authorization': <token>}"),
        ("bearer abcdefghij refused", "bearer <token> refused"),
        ("postgresql://todoke:hushhush@db/todoke", "postgresql://todoke:<password>@db/todoke"),
        ("mail to hoa.nguyen+x@mail.example.co.jp failed", "mail to <email> failed"),
        ("call 03-1234-5678", "call <phone>"),
        ("call 09012345678 now", "call <phone> now"),
        ("call +84 912 345 678", "call <phone>"),
    ],
)
def test_what_slips_into_a_line_is_blotted_out(page: Page, said: str, kept: str) -> None:
    logging.getLogger("bot").info(said)
    assert page.last["message"] == kept
    logging.getLogger("bot").info("again %s", said, extra={"fact": said})
    assert page.last["fact"] == kept


@pytest.mark.parametrize(
    "harmless",
    ["2026-11-21T05:00:00", "01jd8x0000abcdefghjkmnpqrs", "due in 0.05 s", "a:12:this_month", "10.0.0.1:80"],
)
def test_times_numbers_and_identifiers_stay_readable(page: Page, harmless: str) -> None:
    logging.getLogger("bot").info(harmless)
    assert page.last["message"] == harmless


def test_an_exception_tells_its_place_but_not_what_a_worker_wrote(page: Page) -> None:
    try:
        raise ValueError("my boss Tanaka took my passport")
    except ValueError:
        logging.getLogger("bot").exception("step failed")
    assert "Tanaka" not in page.getvalue()
    assert "ValueError at ops/test_log.py:" in page.last["error"]


def test_the_sentences_of_our_own_errors_and_of_the_disk_are_kept(page: Page) -> None:
    logger = logging.getLogger("bot")
    try:
        try:
            raise sqlite3.OperationalError("database or disk is full")
        except sqlite3.Error as error:
            raise NotFound(what="case", key="K7F3-2Q") from error
    except NotFound:
        logger.exception("could not show it")
    assert "There is no case K7F3-2Q" in page.last["error"]
    assert "because of OperationalError: database or disk is full" in page.last["error"]


def test_libraries_that_log_every_request_are_quiet(page: Page) -> None:
    for name in ("httpx", "telegram.ext.Application", "uvicorn.access", "apscheduler.executors.default"):
        logging.getLogger(name).info("GET /bot")
    assert page.getvalue() == ""


def test_a_faulty_log_call_or_a_closed_pipe_harms_nobody(
    page: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("bot").info("%d workers", "Nguyen")
    page.close()
    logging.getLogger("bot").info("nobody reads this")
    assert capsys.readouterr().err == ""


def test_a_line_is_cheap(page: Page) -> None:
    """Well under the 20 µs it takes on an idle machine, with room for a busy one: it is told per reply."""
    logger = logging.getLogger("bot")
    line = {"case": "K7F3-2Q", "ms": 1.5}
    assert min(_seconds(lambda: logger.info("sent", extra=line), 500) for _ in range(7)) < 60e-6


def _seconds(work: Any, times: int) -> float:
    started = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - started) / times


def test_what_keeps_something_from_its_work_is_said_once_and_that_it_is_over_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    trouble = log.Trouble(logging.getLogger("some.loop"), "inbox")
    trouble.over()
    for reason in ("the database is away", "the database is away", "the disk is full", "the disk is full"):
        trouble.waits(OSError(reason))
    trouble.over()
    trouble.over()
    trouble.waits(OSError("the database is away"))
    assert [record.getMessage() for record in caplog.records] == [
        "inbox: waiting. the database is away", "inbox: waiting. the disk is full", "inbox: going on",
        "inbox: waiting. the database is away",
    ]  # fmt: skip
