"""The console in a real browser: without complaints, without reloading, on a phone, and with the keyboard."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Dialog, Page, expect

from bot.access import login
from storage.models import AlarmKind
from tests.console.conftest import Town
from tests.console.interpreters import accepted, ask, assigned, message_of, row_of, speaks, taps
from tests.console.reports import Report

Opener = Callable[..., Page]

pytestmark = pytest.mark.browser


@pytest.fixture
def address(town: Town, free_port: int) -> Iterator[str]:
    """The town's console, served."""
    server = uvicorn.Server(uvicorn.Config(town.app, port=free_port, log_level="error", lifespan="off"))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(server.serve(),))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{free_port}"
    server.should_exit = True
    thread.join()
    loop.close()


@pytest.fixture
def open_as(town: Town, browser: Browser, address: str) -> Iterator[Opener]:
    """`open_as(name, path, width)`: a page somebody has opened. The test fails if the page complained."""
    complaints: list[str] = []
    contexts = []

    def opened(name: str, path: str, width: int = 1280) -> Page:
        with town.db.write() as uow:
            token = login.demo_session(uow, town.people[name].id, town.clock.now())
        context = browser.new_context(viewport={"width": width, "height": 760}, locale="en-US")
        contexts.append(context)
        context.add_cookies([{"name": "todoke_staff", "value": token, "url": f"{address}/console"}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [line for line in complaints if "status of 409" not in line and "status of 422" not in line] == []


def test_a_case_is_worked_on_without_leaving_the_page(town: Town, open_as: Opener) -> None:
    number = town.file("north", urgent=True)
    page: Page = open_as("north", "/console")
    page.get_by_role("link", name=number).click()
    page.evaluate("window.same = true")
    page.get_by_role("button", name="Accept").click()
    notice = page.get_by_text("Accepted. Please contact the worker soon.")
    expect(notice).to_be_focused()
    page.get_by_label("Reply to the worker").fill("Please send a photo of your payslip.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".talk")).to_contain_text("Please send a photo of your payslip.")
    page.get_by_text("I have reached the worker").first.click()
    page.get_by_label("How, in a few words").fill("by phone")
    page.get_by_role("button", name="I have reached the worker").click()
    expect(page.get_by_text("The worker is asked to confirm.").first).to_be_visible()
    assert page.evaluate("window.same") is True


def test_what_is_begun_stays_when_something_else_is_sent(town: Town, open_as: Opener) -> None:
    number = accepted(town)
    page: Page = open_as("north", f"/console/cases/{number}")
    page.keyboard.press("r")
    page.keyboard.type("Please send a photo of")
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.keyboard.type("Asks for a payslip.")
    page.locator("form[action$='/note'] button").click()
    expect(page.get_by_text("Note saved.")).to_be_visible()
    expect(page.locator("#reply-text")).to_have_value("Please send a photo of")
    expect(page.locator("#note-text")).to_have_value("")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".talk")).to_contain_text("Please send a photo of")
    expect(page.locator("#reply-text")).to_have_value("")


def test_what_can_not_be_taken_is_said_in_its_form_and_nothing_typed_is_lost(town: Town, open_as: Opener) -> None:
    """A body is chosen, and its name left empty."""
    number = accepted(town)
    page: Page = open_as("north", f"/console/cases/{number}")
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    page.locator("#reply-text").fill("Half a reply")
    form = page.locator("form[action$='/fact']")
    form.locator("select").select_option(label="Employer")
    form.locator("[name=note]").fill("She told me on the telephone.")
    for _ in range(2):
        form.locator("button").click()
        expect(form.get_by_role("alert")).to_have_text("Write a few words.")
        expect(form.get_by_role("alert")).to_be_focused()
    expect(form.locator("[name=note]")).to_have_value("She told me on the telephone.")
    expect(page.locator("#reply-text")).to_have_value("Half a reply")
    form.locator("[name=name]").fill("Kasuga")
    form.locator("button").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert "record_fact" in town.audited(town.partners["north"])


def test_an_outdated_page_says_so_in_place(town: Town, open_as: Opener) -> None:
    number = town.file("north")
    page: Page = open_as("north", f"/console/cases/{number}")
    town.log_in("north-lead").act(town, number, "accept")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", name="This has changed in the meantime")).to_be_focused()
    page.get_by_role("link", name="Show it as it is now").click()
    expect(page.get_by_role("heading", name="What the worker told")).to_be_visible()


def test_a_double_click_accepts_once(town: Town, open_as: Opener) -> None:
    number = town.file("north")
    page: Page = open_as("north", f"/console/cases/{number}")
    page.get_by_role("button", name="Accept").dblclick()
    expect(page.get_by_text("Accepted. Please contact the worker soon.")).to_be_visible()
    assert town.audited(town.partners["north"]).count("accept") == 1


def test_an_alarm_is_looked_at_and_the_note_stays(town: Town, open_as: Opener) -> None:
    with town.db.write() as uow:
        uow.system.raise_alarm(AlarmKind.SET_ASIDE, "a-conversation", {"error": "ValueError"}, town.clock.now())
    page: Page = open_as("coordinator", "/console")
    page.get_by_role("link", name="Needs attention: 1").click()
    expect(page.get_by_text("Ends when somebody has looked at it.")).to_be_visible()
    page.get_by_label("What you found or did").fill("Restarted after the update.")
    page.get_by_role("button", name="I have looked at it").click()
    expect(page.get_by_text("Noted. The alarm is over.")).to_be_visible()
    expect(page.get_by_text("Restarted after the update.")).to_be_visible()
    expect(page.get_by_role("link", name="Needs attention")).to_have_count(0)


def test_a_board_of_many_duties_scrolls_within_itself_and_breaks_no_word(town: Town, open_as: Opener) -> None:
    report = Report(town)
    all_of_them = tuple((f"missed_support.{step}", ["none_of_these"]) for step in ("duties_a", "duties_b"))
    number, _ = report.requested("vi", more=all_of_them)
    organisation = report.organisation("春日製作所")
    assert number
    for path in ("/console/board", f"/console/board/{organisation}"):
        page = open_as("north", path, 360)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        narrow = page.evaluate(
            "[...document.querySelectorAll('.scroll thead th')].filter(e => e.scrollWidth > e.clientWidth)"
            ".map(e => e.innerText)"
        )
        assert narrow == [], path
        lines = page.evaluate(
            "(() => { const text = [...document.querySelectorAll('#requests ~ .scroll thead th')][0].firstChild;"
            " const range = document.createRange(); range.selectNodeContents(text);"
            " return range.getClientRects().length; })()"
        )
        assert lines == 1, path  # "Organisation"
        last = page.locator("svg.bars text.label").last.bounding_box()
        assert last is not None
        assert 0 <= last["x"] <= 360 - last["width"], f"{path}: the quarter that runs is in sight"
    newest = page.locator("table.heat thead th").nth(1)
    expect(newest).to_have_text("2026-Q4")
    cell = page.locator("table.heat td.state").first
    cell.locator("summary").click()
    cell.get_by_role("link", name=number).click()
    expect(page.get_by_role("heading", name="What the worker told")).to_be_visible()
    page = open_as("coordinator", f"/console/board/{organisation}", 360)
    page.locator("table.heat td.state summary").first.click()
    expect(page.locator("table.heat td.state").first).to_contain_text("say <3")
    expect(page.get_by_role("link", name=number)).to_have_count(0)  # they don't read the case


@pytest.mark.sampled(1)
@pytest.mark.parametrize("width", [1280, 360])
def test_no_page_is_wider_than_the_window(town: Town, open_as: Opener, width: int) -> None:
    number = town.file("north", urgent=True)
    town.log_in("north").act(town, number, "accept")
    looks = [("north", f"/console/cases/{number}"), ("north", "/console"), ("north", "/console/account")]
    with town.db.write() as uow:
        for kind in AlarmKind:
            uow.system.raise_alarm(kind, town.people["north"].id, {"case": number}, town.clock.now())
    pages = ("", "partners", "partners/new", "people", "audit", "alarms")
    looks += [("coordinator", f"/console/{page}") for page in pages]
    for name, path in looks:
        page: Page = open_as(name, path.rstrip("/"), width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        small = page.evaluate(
            "[...document.querySelectorAll('button, summary, input:not([type=hidden]):not([readonly]), select')]"
            ".filter(e => e.checkVisibility() && !e.closest('.choice') && e.getBoundingClientRect().height < 32)"
            ".map(e => e.outerHTML)"
        )
        assert small == [], path


def test_every_field_has_a_name_and_the_first_stop_of_the_keyboard_is_the_content(
    town: Town, open_as: Opener
) -> None:
    number = town.file("north")
    town.log_in("north").act(town, number, "accept")
    page: Page = open_as("north", f"/console/cases/{number}")
    nameless = page.evaluate(
        "[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]"
        ".filter(e => !e.labels || !e.labels.length).map(e => e.outerHTML)"
    )
    assert nameless == []
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()


def test_it_works_without_scripts(town: Town, browser: Browser, address: str) -> None:
    number = town.file("north")
    with town.db.write() as uow:
        token = login.demo_session(uow, town.people["north"].id, town.clock.now())
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "todoke_staff", "value": token, "url": f"{address}/console"}])
    page = context.new_page()
    page.goto(f"{address}/console/cases/{number}")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", name="What the worker told")).to_be_visible()
    context.close()


def test_the_invitation_code_stays_out_of_the_address(town: Town, browser: Browser, address: str) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/console/join#ABCD-EFGH")
    expect(page.get_by_label("Invitation code")).to_have_value("ABCD-EFGH")
    assert page.url == f"{address}/console/join"
    assert not any("ABCD" in url.split("#")[0] for url in asked)
    context.close()


RENEW = "htmx.ajax('GET', '/console/list', {source: '#work', target: '#work', swap: 'outerMorph'})"
AXE = (Path(__file__).parents[1] / "browser" / "axe.min.js").read_text("utf-8")


def test_a_checker_of_accessibility_finds_nothing_in_the_help_for_keys(town: Town, open_as: Opener) -> None:
    town.file("north")  # every page by itself: tests/console/test_every_page.py
    page: Page = open_as("north", "/console", 390)
    page.get_by_role("button", name="Keyboard").click()
    assert _violations(page, "keys") == []


def _violations(page: Page, path: str) -> list[str]:
    page.evaluate(AXE + ";0")
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{path}: {v['id']}: {n['html'][:200]}" for v in result["violations"] for n in v["nodes"]]


def test_across_languages(town: Town, open_as: Opener) -> None:
    number = accepted(town)
    row = assigned(town, number)
    page: Page = open_as("north-lead", f"/console/cases/{number}", 390)
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    found = _violations(page, "case")
    page.get_by_role("link", name="Ready answers").click()
    found += _violations(page, "replies")
    page.get_by_role("link", name="We would like to meet you").click()
    page.get_by_label("Day").fill("2026-12-05")
    page.get_by_label("Time").fill("18:30")
    page.get_by_label("Place").fill("Ueno Station")
    page.keyboard.press("Tab")
    expect(page.locator("#both")).to_contain_text("vào ngày 5 tháng 12, 2026, lúc 18:30. Địa điểm: Ueno Station.")
    expect(page.locator("#both")).to_contain_text("on 5 December 2026 at 18:30. Place: Ueno Station.")
    found += _violations(page, "reply")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".talk")).to_contain_text("on 5 December 2026 at 18:30. Place: Ueno Station.")
    for path in ("", f"/{row}"):
        mine: Page = open_as("north-interpreter", f"/console/interpreting{path}", 390)
        found += _violations(mine, f"interpreting{path}")
    mine.get_by_label("What it means").fill("Next month.")
    mine.get_by_role("button", name="Save").click()
    expect(mine.get_by_text("That was the last one")).to_be_visible()
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_one_save_keeps_everything_an_interpreter_typed(town: Town, open_as: Opener) -> None:
    """An interpreter writes under both and presses Save under the first; leaving without it asks first."""
    number = accepted(town)
    speaks(town, "north-interpreter", "vi")
    assert ask(town, number, "north-interpreter", message_of(town, number), "answer:2") == 303
    taps(town, number, "yes")
    page: Page = open_as("north-interpreter", f"/console/interpreting/{row_of(town, number).id}")
    words = page.get_by_label("What it means")
    for n, said in enumerate(("Next month.", "The boss keeps my passport.")):
        words.nth(n).fill(said)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="To interpret").first.click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"], "leaving with words that were not sent asks first"
    page.get_by_role("button", name="Save").first.click()
    done = page.get_by_role("button", name="All done")
    expect(done).to_be_visible()  # what was half written under the other is not closed to them
    expect(words.nth(1)).to_have_value("The boss keeps my passport.")
    done.click()
    expect(page.get_by_text("It is closed to you now")).to_be_visible()
    assert asked == ["beforeunload"]


def test_the_list_is_worked_through_with_keys(town: Town, open_as: Opener) -> None:
    first, second = town.file("north", urgent=True), town.file("north")
    page: Page = open_as("north", "/console")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=first)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_label(f"Tick case {second}")).to_be_checked()
    page.keyboard.press("b")
    expect(page.get_by_role("button", name="With the ticked cases")).to_be_focused()
    page.get_by_role("link", name=second).focus()
    page.keyboard.press("k")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("Use these keys").uncheck()
    page.keyboard.press("Escape")
    page.get_by_role("link", name=first).focus()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=first)).to_be_focused()  # switched off
    page.get_by_role("button", name="Keyboard").click()
    page.get_by_label("Use these keys").check()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("jjx?")  # while typing they are letters
    expect(page.get_by_label("Case number or name")).to_have_value("jjx?")
    page.keyboard.press("Escape")
    page.get_by_role("link", name=first).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Accept")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_role("link", name=second)).to_be_visible()


def test_ticks_stay_while_the_list_renews_itself(town: Town, open_as: Opener) -> None:
    number = town.file("north")
    page: Page = open_as("north", "/console")
    page.get_by_label(f"Tick case {number}").check()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(RENEW)
    page.wait_for_timeout(500)
    expect(page.get_by_label(f"Tick case {number}")).to_be_checked()
    assert asked == []
    page.get_by_label(f"Tick case {number}").uncheck()
    page.evaluate(RENEW)
    page.wait_for_timeout(500)
    assert len(asked) == 1
