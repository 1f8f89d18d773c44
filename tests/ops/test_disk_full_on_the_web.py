"""There is no room left: the phone keeps what was answered and says so, staff are told, and later all goes on."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.limited import Disk
from tests.support.ports import unused_port
from tests.support.program import Program
from tests.support.web_worker import WebWorker

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.slow]
LONG = "They said there is no work any more. " * 40


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


@pytest.fixture
def program(disk: Disk, tmp_path: Path) -> Iterator[Program]:
    """A real installation whose disk can fill up."""
    with Program(tmp_path / "data", unused_port(), module=Disk.MODULE, **disk.settings) as running:
        yield running


def begin(program: Program) -> tuple[int, dict[str, str], Any]:
    """Another phone opens the chat: status, headers, answer."""
    sent = urllib.request.Request(
        program.url + "/chat/api/session", b'{"languages": ["en"]}', {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(sent, timeout=20) as answer:
            return answer.status, dict(answer.headers), json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), json.loads(error.read())


def use_up(program: Program) -> tuple[int, dict[str, str], Any]:
    """New phones come until what little room was left inside the pages is gone."""
    refused = 0
    for _ in range(200):
        answer = begin(program)
        refused = refused + 1 if answer[0] == 503 else 0
        if refused == 5:
            return answer
    raise AssertionError("there is room without end")


def joined(program: Program, page: Page) -> None:
    """Somebody has opened their invitation and is logged in."""
    link = program.run("staff", "invite", "one@example.org", "--role", "coordinator", "--locale", "en")
    page.goto(link.stdout.split()[0])
    page.locator("input[name=name]").fill("One")
    page.locator("input[name=password]").fill("five quiet herons crossing water")
    page.locator("form.card button.main").click()
    secret = str(page.locator("code.secret").text_content()).replace(" ", "")
    page.locator("input[name=code]").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("nav")).to_be_visible()


def add_partner(program: Program, page: Page, name: str) -> str:
    """Fill in the form; what the page says then."""
    page.goto(program.url + "/console/partners/new")
    page.locator("input[name=name]").fill(name)
    page.locator("textarea[name=ties]").fill("a body that pays us\n" * 90)
    page.locator("form.card button.main").click()
    return page.locator("main").inner_text()


def test_the_phone_keeps_the_answer_and_sends_it_once_there_is_room(
    program: Program, disk: Disk, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context().new_page()
    worker = WebWorker.at(page, program.url)
    for choice in ("en", "start", "job_loss"):
        worker.press(choice)

    disk.fill()
    status, headers, answer = use_up(program)
    assert (status, answer["error"]["code"]) == (503, "storage_full")
    assert int(headers["retry-after"]) > 0
    worker.write(LONG)
    expect(page.locator("#banner")).to_contain_text("Your answers are kept. We will try again.")
    expect(page.locator(".turn.worker .state.waiting")).to_contain_text("Waiting to send")
    assert program.get("/readyz")[0] == 503
    page.reload()
    expect(page.locator(".turn.worker .state")).to_contain_text("Waiting to send")

    disk.free()
    worker.patience = 60  # what meets the full disk once more waits for half a minute
    page.evaluate("dispatchEvent(new Event('online'))")  # it would try again by itself within half a minute
    expect(page.locator(".turn.worker .state")).to_contain_text("Sent")
    expect(page.locator("#banner")).to_be_empty()
    expect(page.locator(".turn.worker", has_text="no work any more")).to_have_count(1)
    worker.reads("I could not read this.")  # and the question once more
    worker.file_report("job_loss", "en")
    [case] = program.cases()
    worker.reads(case["number"])


def test_staff_are_told_and_nothing_is_half_done(
    program: Program, disk: Disk, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(viewport={"width": 1100, "height": 800}).new_page()
    joined(program, page)
    disk.fill()
    use_up(program)
    added = 0
    while added < 50 and "Nothing has changed" not in add_partner(program, page, f"Help Desk {added}"):
        added += 1
    assert added < 50, "there is room without end"
    disk.free()
    add_partner(program, page, "Help Desk Last")
    names = page.locator("table.cards").first.inner_text()
    assert names.count("Help Desk") == added + 1
    audit = program.run("staff", "audit")
    assert audit.returncode == 0, audit.stdout
