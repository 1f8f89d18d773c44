"""Very many begin at once: the phone solves a small sum beside the page, and the worker only sees how far it is."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser import looks
from tests.browser.server import Site

pytestmark = pytest.mark.browser

WORKING = "Your phone solves a small sum first"
WAITING = "Your turn comes by itself"
WATCH = """new MutationObserver(() => {
  const bar = document.querySelector('progress');
  const told = document.querySelector('.sum [role=status]');
  if (!bar || !told || !told.textContent) return;
  (window.seen = window.seen || []).push([bar.value, bar.getAttribute('aria-label'), told.textContent]);
}).observe(document, {childList: true, subtree: true, attributes: true, characterData: true});"""
COUNT = """const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (sum) {
  window.sums = (window.sums || 0) + 1;
  post.call(this, sum);
};"""


def crowd(site: Site) -> None:
    """So many have begun from this address that the next one is asked for a sum."""
    challenge = next(filter(None, (asked(site) for _ in range(70))))
    assert challenge["parameters"]["data"]["most"] == 400


def asked(site: Site) -> dict[str, Any] | None:
    """Begin a conversation; the sum that is asked for first."""
    request = urllib.request.Request(
        site.url + "/chat/api/session", b'{"languages": []}', {"Content-Type": "application/json"}
    )
    try:
        urllib.request.urlopen(request, timeout=5).close()
    except urllib.error.HTTPError as refused:
        found: dict[str, Any] = json.load(refused)["error"]["challenge"]
        return found
    return None


def test_the_sum_is_solved_beside_the_page_without_a_worker_on_it_and_where_it_cannot_be_it_says_to_wait(
    open_context: Callable[..., BrowserContext], site: Site
) -> None:
    crowd(site)
    complaints: list[str] = []
    page = open_context(has_touch=True, is_mobile=True).new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Security Policy" in line.text else None)
    page.add_init_script(WATCH + COUNT)
    page.goto(site.url + "/chat")
    expect(page.locator("[data-tap]").first).to_be_visible(timeout=30_000)
    assert page.evaluate("window.sums") == 1, "in a worker of its own"
    seen = page.evaluate("window.seen")
    assert {(label, WORKING in told) for _, label, told in seen} == {("Progress", True)}
    values = [value for value, _, _ in seen]
    assert values == sorted(values), "it only grows"
    expect(page.locator("progress")).to_have_count(0)
    expect(page.locator("#banner")).to_be_empty()

    plain = open_context().new_page()
    plain.on("pageerror", lambda error: complaints.append(str(error)))
    plain.add_init_script("delete window.Worker")
    plain.goto(site.url + "/chat")
    expect(plain.locator("[data-tap]").first).to_be_visible(timeout=30_000)

    old = open_context().new_page()
    old.add_init_script("delete window.Worker; Object.defineProperty(crypto, 'subtle', {value: undefined})")
    old.goto(site.url + "/chat")
    expect(old.locator(".sum [role=status]")).to_contain_text(WAITING)
    expect(old.locator("progress")).to_have_count(0)
    assert looks.complaints(old) == []
    assert complaints == []
