"""For everybody: small screens, large type, a keyboard alone, a screen reader, bad light."""

from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.channels.web.testing import say
from tests.browser.looks import complaints, sticks_out
from tests.browser.samples import SAMPLES, sample_conversation
from tests.browser.server import Site, serving

pytestmark = pytest.mark.browser
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.mark.sampled(2)
@pytest.mark.parametrize("language", SAMPLES)
def test_long_texts_of_every_script_fit_and_can_be_read(
    open_context: Callable[..., BrowserContext], language: str
) -> None:
    with serving(sample_conversation(language)) as site:
        page = open_context(locale=language, is_mobile=True, has_touch=True).new_page()
        page.goto(site.url + "/chat")
        for last in ("a:1:_done", "a:2:h4"):
            page.wait_for_selector(f'[data-tap="{last}"]')
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                assert complaints(page) == [], scheme
            assert sticks_out(page) == {}
            page.tap(f'[data-tap="{last}"]')


def test_the_checks_see_what_is_wrong(phone: Page) -> None:
    phone.evaluate("""() => {
      const log = document.getElementById('log');
      const menu = document.getElementById('menu');
      log.innerHTML += "<button></button><p class='bubble'>words</p><p class='wide'>wide</p>";
      log.querySelector('.wide').style.width = '900px';
      log.querySelector('.bubble').removeAttribute('lang');
      document.querySelector('h1').style.color = '#aaa';
      menu.style.minWidth = '20px';
      menu.style.padding = 0;
      document.documentElement.lang = '';
    }""")
    found = " ".join(complaints(phone))
    for fault in ("text contrast", "no name", "no lang", "target 2", "the page has no language"):
        assert fault in found
    assert sticks_out(phone)


@pytest.mark.sampled(1)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_everything_after_filing_and_the_menu_can_be_read_and_pressed(
    open_context: Callable[..., BrowserContext], site: Site, scheme: Any
) -> None:
    page = open_context(color_scheme=scheme).new_page()
    page.goto(site.url + "/chat")
    for data in ("a:1:en", "a:2:safe", "a:3:skip"):
        page.click(f'[data-tap="{data}"]')
    page.wait_for_selector("input[type=date]")
    assert complaints(page) == []
    page.fill("#typed", "friday")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-pick=photo]")
    assert complaints(page) == []
    page.click('[data-tap="a:5:done"]')
    for choice in ("email", "phone", "return_on"):
        page.click(f"[data-choice={choice}] > button")
    page.click("[data-choice=email] form button")
    page.click("[data-choice=phone] form button")
    assert complaints(page) == []
    assert sticks_out(page) == {}
    page.context.set_offline(True)
    page.fill("#typed", "echo no network")
    page.keyboard.press("Enter")
    expect(page.locator("#banner")).not_to_be_empty()
    assert complaints(page) == []
    page.context.set_offline(False)
    for entry in ("Show my code", "I have a code", "E-mail", "Clear this phone"):
        page.click("#menu")
        assert complaints(page) == []
        page.click(f".sheet >> text={entry}")
        assert complaints(page) == []
        page.click(".sheet >> text=Close")


SIZES = [
    pytest.param({"width": 640, "height": 360}, 100, id="desktop at 200 %"),
    pytest.param({"width": 320, "height": 256}, 100, id="desktop at 400 %"),
    pytest.param({"width": 180, "height": 370}, 100, id="phone at 200 %"),
    pytest.param({"width": 360, "height": 740}, 200, id="phone with type at 200 %"),
]


@pytest.mark.sampled(1)
@pytest.mark.parametrize(("size", "type_size"), SIZES)
def test_nothing_scrolls_sideways_when_enlarged(
    open_context: Callable[..., BrowserContext], site: Site, size: Any, type_size: int
) -> None:
    page = open_context(viewport=size).new_page()
    page.goto(site.url + "/chat")
    page.evaluate(f"document.documentElement.style.fontSize = '{type_size}%'")
    for data in ("a:1:en", "a:2:safe", "a:3:skip"):
        page.wait_for_selector(f'[data-tap="{data}"]')
        assert sticks_out(page) == {}, data
        page.click(f'[data-tap="{data}"]')
    page.wait_for_selector("input[type=date]")
    assert sticks_out(page) == {}
    page.fill("#typed", "friday")
    page.keyboard.press("Enter")
    page.click('[data-tap="a:5:done"]')
    page.click("[data-choice=phone] > button")
    assert sticks_out(page) == {}
    page.click("#menu")
    page.click(".sheet >> text=Show my code")
    page.wait_for_selector(".sheet strong.code")
    assert sticks_out(page) == {}


@pytest.mark.sampled(1)
@pytest.mark.parametrize("language", ["ja", "tl", "my"])
def test_long_words_do_not_stick_out_when_enlarged(open_context: Callable[..., BrowserContext], language: str) -> None:
    with serving(sample_conversation(language)) as site:
        page = open_context(viewport={"width": 180, "height": 370}, locale=language).new_page()
        page.goto(site.url + "/chat")
        for last in ("a:1:_done", "a:2:h4"):
            page.wait_for_selector(f'[data-tap="{last}"]')
            assert sticks_out(page) == {}
            page.click(f'[data-tap="{last}"]')


def focused(page: Page) -> dict[str, str]:
    """What has the keyboard's focus, and whether that can be seen."""
    seen: dict[str, str] = page.evaluate(
        "(() => { const one = document.activeElement; const style = getComputedStyle(one);"
        "return {id: one.id, tap: one.dataset.tap || '', outline: style.outlineStyle,"
        "width: style.outlineWidth}; })()"
    )
    return seen


def tab_to(page: Page, tap: str = "", id: str = "") -> None:
    """Press Tab until the wanted button is reached; every stop on the way must be visible."""
    for _ in range(25):
        page.keyboard.press("Tab")
        here = focused(page)
        assert here["outline"] != "none", f"the focus cannot be seen on {here}"
        assert float(here["width"].rstrip("px")) >= 2
        if (tap and here["tap"] == tap) or (id and here["id"] == id):
            return
    pytest.fail(f"the keyboard does not reach {tap or id}")


def test_a_keyboard_alone_gets_through(open_context: Callable[..., BrowserContext], site: Site) -> None:
    page = open_context(viewport={"width": 1024, "height": 700}).new_page()
    page.goto(site.url + "/chat")
    page.wait_for_selector("[data-tap]")
    tab_to(page, tap="a:1:en")
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-tap="a:2:safe"]')
    page.keyboard.press("Tab")
    assert focused(page)["tap"] == "a:2:safe", "the next question's first answer is one Tab away"
    page.keyboard.press("Space")
    page.wait_for_selector('[data-tap="a:3:skip"]')
    tab_to(page, id="typed")
    page.keyboard.type("2 hours")
    page.keyboard.press("Enter")
    page.wait_for_selector("input[type=date]")
    page.keyboard.type("friday")
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-tap="a:5:done"]')
    assert focused(page)["id"] == "typed", "who types goes on typing"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert focused(page)["tap"] == "a:5:done"
    page.keyboard.press("Enter")
    page.wait_for_selector(".offers")
    assert site.chat.taps == ["a:1:en", "a:2:safe", "a:5:done"]
    assert site.chat.texts == ["2 hours", "friday"]


def test_the_first_tab_offers_to_skip_to_the_messages(phone: Page) -> None:
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.textContent") == "Skip to the messages"
    phone.keyboard.press("Enter")
    assert phone.evaluate("document.activeElement.id") == "log"


def test_the_menu_keeps_the_focus_and_gives_it_back(phone: Page) -> None:
    phone.focus("#menu")
    phone.keyboard.press("Enter")
    for _ in range(12):
        phone.keyboard.press("Tab")
        assert phone.evaluate("!!document.activeElement.closest('.sheet')")
    phone.keyboard.press("Escape")
    expect(phone.locator(".sheet")).to_have_count(0)
    expect(phone.locator("#menu")).to_be_focused()


def test_a_screen_reader_hears_what_is_new_and_not_the_old(phone: Page, site: Site) -> None:
    log = phone.get_by_role("log", name="Messages")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_have_attribute("aria-relevant", "additions")
    group = phone.get_by_role("group").filter(has=phone.locator('[data-tap="a:1:vi"]'))
    named = "(one) => document.getElementById(one.getAttribute('aria-labelledby')).textContent"
    assert "Which language do you want?" in group.evaluate(named), "the buttons are named by their question"
    phone.evaluate(
        "window.states = []; new MutationObserver(() => states.push(document.getElementById('log').ariaLive))"
        ".observe(document.getElementById('log'), {childList: true})"
    )
    site.push("bot", say("New words"))
    expect(phone.locator("#log")).to_contain_text("New words")
    assert set(phone.evaluate("states")) == {"polite"}
    phone.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => { window.states = [];"
        "new MutationObserver(() => states.push(document.getElementById('log').ariaLive))"
        ".observe(document.getElementById('log'), {childList: true}); });"
    )
    phone.reload()
    expect(phone.locator("#log")).to_contain_text("New words")
    assert set(phone.evaluate("states")) == {"off"}, "a reload does not read everything out again"


def test_each_language_is_marked_where_it_is_spoken(phone: Page) -> None:
    marked = {key.inner_text(): key.get_attribute("lang") for key in phone.locator("[data-tap]").all()}
    assert marked["नेपाली"] == "ne"
    assert marked["日本語"] == "ja"
    greeting = phone.locator(".bubble p").first
    assert [line.get_attribute("lang") for line in greeting.locator("span").all()] == ["en", "vi"]
    assert greeting.inner_text().splitlines()[1] == "Xin chào. Bạn muốn dùng ngôn ngữ nào?"


def test_nothing_moves_for_who_asked_for_stillness(open_context: Callable[..., BrowserContext], site: Site) -> None:
    page = open_context(reduced_motion="reduce").new_page()
    page.goto(site.url + "/chat")
    page.wait_for_selector("[data-tap]")
    page.click('[data-tap="a:1:en"]')
    page.wait_for_selector('[data-tap="a:2:safe"]')
    moving = page.evaluate(
        "document.getAnimations().filter((one) => one.effect.getKeyframes().some((frame) =>"
        "'transform' in frame || 'opacity' in frame)).length"
    )
    assert moving == 0


def test_who_reads_further_up_is_not_pulled_down(phone: Page, site: Site) -> None:
    for number in range(30):
        site.push("bot", say(f"line {number}"))
    expect(phone.locator("#log")).to_contain_text("line 29")
    phone.wait_for_timeout(600)
    phone.evaluate("document.getElementById('log').scrollTop = 0")
    phone.wait_for_timeout(100)
    site.push("staff", say("Are you there?", kind="staff"))
    expect(phone.locator("#newer")).to_be_visible()
    assert phone.evaluate("document.getElementById('log').scrollTop") < 10, "where they were, if not to the pixel"
    phone.click("#newer")
    expect(phone.locator(".turn.staff")).to_be_in_viewport()
    expect(phone.locator("#newer")).to_be_hidden()


def test_a_long_question_is_shown_from_its_beginning(phone: Page, site: Site) -> None:
    site.push("bot", say("First line.\n\n" + "Long. " * 400))
    expect(phone.locator(".bubble p").filter(has_text="First line.")).to_be_in_viewport()


def test_the_line_to_type_in_stays_above_the_on_screen_keyboard(phone: Page) -> None:
    def bottom() -> float:
        box: Any = phone.locator("#composer").bounding_box()
        return float(box["y"] + box["height"])

    phone.evaluate(
        "Object.defineProperty(visualViewport, 'height', {value: 400, configurable: true});"
        "visualViewport.dispatchEvent(new Event('resize'))"
    )
    assert bottom() <= 401
    phone.evaluate("delete visualViewport.height; visualViewport.dispatchEvent(new Event('resize'))")
    assert bottom() > 700


def test_until_a_language_is_chosen_the_page_speaks_that_of_the_phone(
    open_context: Callable[..., BrowserContext], site: Site
) -> None:
    page = open_context(locale="ne-NP").new_page()
    page.goto(site.url + "/chat")
    page.wait_for_selector("[data-tap]")
    page.wait_for_timeout(500)  # whatever else it would load for another language
    assert page.locator("html").get_attribute("lang") == "ne"
    assert "Leave" not in page.locator("#leave").inner_text()
    page.click("[data-tap='a:1:vi']")
    expect(page.locator("html")).to_have_attribute("lang", "en")  # the language of the next question
