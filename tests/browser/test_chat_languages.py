"""The choice among sixteen languages on a small phone, and the clock while the chosen one's words are on their way."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from bot.channels.web.testing import Chat, Payload, answered, ask, say
from bot.wording.languages import ENDONYMS, likeliest
from tests.browser.looks import complaints, sticks_out
from tests.browser.server import serving

pytestmark = pytest.mark.browser
SHOWN = likeliest(["my"])
_PLACES = """() => Array.from(document.querySelectorAll('.names .key')).map((key) => {
  const box = key.getBoundingClientRect(), words = document.createRange();
  words.selectNodeContents(key);
  const lines = new Set(Array.from(words.getClientRects()).map((one) => Math.round(one.bottom)));
  return { name: key.textContent, left: box.left, top: box.top, bottom: box.bottom, lines: lines.size };
})"""


def choosing(chat: Chat, event: Payload) -> list[Payload]:
    """The choice of language; then staff say something in Vietnamese."""
    if event["type"] == "command":
        question = ask(1, "Hello. Please choose your language.", *([(ENDONYMS[c], f"a:1:{c}")] for c in SHOWN))
        for [button], code in zip(question["rows"], SHOWN, strict=True):
            button["lang"] = code
        return [question]
    return [answered(1, "✓"), say("Chào bạn", "vi", "staff", **{"from": "staff"})]


def test_sixteen_languages_fit_one_screen_and_no_time_is_written_otherwise_for_a_moment(
    open_context: Callable[..., BrowserContext],
) -> None:
    with serving(choosing) as site:
        page = open_context(has_touch=True, is_mobile=True).new_page()
        page.goto(site.url + "/chat")
        page.wait_for_selector("[data-tap]")
        keys = page.evaluate(_PLACES)
        assert [key["name"] for key in keys] == [ENDONYMS[code] for code in SHOWN], "the likeliest first"
        in_two_lines = {key["name"] for key in keys if key["lines"] > 1}
        assert in_two_lines <= {ENDONYMS["ja"]}, "which breaks before what stands in brackets"
        assert [key["left"] for key in keys] == [keys[0]["left"], keys[1]["left"]] * 8, "two columns"
        assert page.evaluate("document.querySelector('header').getBoundingClientRect().bottom") <= keys[0]["top"]
        assert keys[-1]["bottom"] <= page.evaluate("document.querySelector('#composer').getBoundingClientRect().top")
        assert not sticks_out(page)
        assert complaints(page) == []

        held: list[Route] = []
        page.route("**/chat/texts/vi.json*", lambda route: held.append(route))
        with page.expect_request("**/chat/texts/vi.json*"):
            page.tap('[data-tap="a:1:vi"]')
        expect(page.locator(".turn.staff .state")).to_have_text(re.compile(r"^\d\d:\d\d$"))
        assert held, "the Vietnamese words are still on their way"
        for route in held:
            route.continue_()
        expect(page.locator("html")).to_have_attribute("lang", "vi")
        expect(page.locator(".turn.staff .state")).to_have_text(re.compile(r"^\d\d:\d\d$"))
