"""Hearing a text, and answering by voice."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import Site
from tests.evidence.sounds import ogg

pytestmark = pytest.mark.browser

MICROPHONE = """() => {
  const quiet = (window.quiet = new AudioContext());
  navigator.mediaDevices.getUserMedia = async () => {
    await quiet.resume();
    const heard = quiet.createMediaStreamDestination();
    const hum = quiet.createOscillator();
    hum.connect(heard);
    hum.start();
    return (window.heard = heard.stream);
  };
}"""
"""A microphone that hums, without one at this machine."""


def test_a_text_is_heard_once_it_is_wished_and_a_question_answered_by_voice(phone: Page, site: Site) -> None:
    fetched: list[str] = []
    phone.on("request", lambda request: fetched.append(request.url))
    site.gateway.recordings["one"] = ogg(3.0)
    question = {
        "type": "bubble", "kind": "ask", "lang": "en", "text": "What happened?", "visit": 90,
        "input": {"kind": "text", "accept": ["voice"]}, "sounds": [{"id": "one", "lang": "en"}],
        "rows": [[{"label": "Skip", "data": "a:90:_skip"}]],
    }  # fmt: skip
    site.push("bot", question)
    listen = phone.locator(".listen")
    expect(listen).to_be_visible()
    box = listen.bounding_box()
    assert box is not None
    assert round(min(box["width"], box["height"]), 2) >= 48
    assert not [url for url in fetched if "recordings" in url], "nothing is loaded before"
    listen.click()
    expect(listen).to_have_class("key listen playing")
    while phone.evaluate("() => document.querySelector('#log audio').currentTime") < 0.1:
        phone.wait_for_timeout(50)
    listen.click()
    expect(listen).to_have_class("key listen")

    phone.evaluate(MICROPHONE)
    phone.click("[data-pick=voice]")
    for button in phone.locator(".recording button").all():
        size = button.bounding_box()
        assert size is not None
        assert round(min(size["width"], size["height"]), 2) >= 48
    phone.click(".recording >> text=Cancel")
    expect(phone.locator("[data-pick=voice]")).to_be_visible()
    assert not site.chat.files

    phone.click("[data-pick=voice]")
    expect(phone.locator(".recording .time")).to_have_text("0:01")
    phone.click(".recording >> text=Send")
    expect(phone.locator(".turn.worker").last).to_contain_text(re.compile(r"0-0\d\."))
    while not site.chat.files:  # it is shown at once, and arrives after that
        phone.wait_for_timeout(50)
    [sent] = site.chat.files
    assert sent.media == "voice"
    assert sent.mime.startswith("audio/")
    assert sent.size

    later = {**question, "visit": 91, "text": "And then?", "sounds": []}
    site.push("bot", later)
    expect(phone.locator(".turn.bot").last).to_contain_text("And then?")
    phone.click("[data-pick=voice]")
    expect(phone.locator(".recording .time")).to_have_text("0:01")
    site.push("bot", {**later, "visit": 92, "text": "Something else."})
    expect(phone.locator(".recording")).to_have_count(0)
    phone.wait_for_function("() => window.heard.getTracks().every((one) => one.readyState === 'ended')", timeout=5000)
    assert len(site.chat.files) == 1, "what nobody saw any more is thrown away"
