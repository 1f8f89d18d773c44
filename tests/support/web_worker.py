"""A worker with the web chat in a real browser: looks at what is on the screen and presses it."""

import time
from typing import Any, Self

from playwright.sync_api import Frame, Page, TimeoutError

from tests.support.missions import COMMON, MISSIONS, choose

_OPEN = """() => Array.from(document.querySelectorAll('.keys:not([hidden]) button[data-tap]'))
    .map((one) => [one.dataset.tap, one.getAttribute('aria-pressed')])"""
_SAID = "() => Array.from(document.querySelectorAll('#log .bubble')).map((one) => one.innerText)"
LONGEST = 60  # taps; far more than any path
UNHEARD = 5.0
"""Seconds after which somebody presses once more on a button that stands there as if it had not been pressed."""


class WebWorker:
    """One phone. ``patience``: seconds to wait for an answer."""

    def __init__(self, page: Page | Frame, patience: float = 30) -> None:
        self.page = page
        self.patience = patience
        self.pressed: list[str] = []

    @classmethod
    def at(cls, page: Page, url: str) -> Self:
        """Open the chat."""
        page.goto(url + "/chat")
        worker = cls(page)
        worker.until(lambda: worker.open(), "the first question")
        return worker

    def open(self) -> list[str]:
        """The data of the buttons that can be pressed."""
        return [str(data) for data, _ in self._buttons()]

    def choices(self) -> list[str]:
        """The choices of the open question."""
        return [data.split(":", 2)[2] for data in self.open() if data.startswith("a:")]

    def said(self) -> list[str]:
        """Every bubble on the screen."""
        found: list[str] = self.page.evaluate(_SAID)
        return found

    def press(self, ending: str) -> None:
        """Press the newest button whose data ends so, and wait until the screen has changed."""
        data = next((d for d in reversed(self.open()) if d == ending or d.endswith(":" + ending)), None)
        assert data is not None, f"no button {ending!r} among {self.open()}; the chat ends with {self.said()[-3:]}"
        before = self._buttons()
        if not self._click(data):
            return
        self.pressed.append(ending)
        again = time.monotonic() + UNHEARD

        def answered() -> bool:
            nonlocal again
            now = self._buttons()
            if now == before and time.monotonic() > again:  # the chat moved under the finger
                again = time.monotonic() + UNHEARD
                self._click(data)
            return now not in ([], before)

        self.until(answered, f"an answer to {ending!r}")

    def _click(self, data: str) -> bool:
        """False: an answer to what was written before has just taken its place."""
        try:
            self.page.locator(f'.keys:not([hidden]) button[data-tap="{data}"]').last.click(timeout=20_000)
        except TimeoutError:
            if data in self.open():
                raise
            return False
        return True

    def write(self, text: str) -> None:
        """Write a message."""
        self.page.locator("#typed").fill(text)
        self.page.locator("#typed").press("Enter")

    def file_report(self, mission: str, language: str, **taps: str) -> None:
        """From the language to the number of the report."""
        wanted = (language, mission, *taps.values(), *MISSIONS[mission], *COMMON)
        for _ in range(LONGEST):
            choices = self.choices()
            if not choices and any(d.startswith("c:0:home/") for d in self.open()):
                return
            self.press(choose(choices, wanted))
        raise AssertionError(f"no end after {self.pressed}")

    def reads(self, words: str, within: float | None = None) -> str:
        """Wait for a bubble with these words; returns it."""
        found: list[str] = []

        def look() -> bool:
            found[:] = [text for text in self.said() if words in text]
            return bool(found)

        self.until(look, f"a bubble with {words!r}", within)
        return found[-1]

    def until(self, look: Any, what: str, within: float | None = None) -> None:
        """Wait until something is so."""
        end = time.monotonic() + (self.patience if within is None else within)
        while not look():
            if time.monotonic() > end:
                raise AssertionError(f"waited for {what}; the chat ends with {self.said()[-4:]}")
            self.page.wait_for_timeout(60)

    def _buttons(self) -> list[list[str | None]]:
        found: list[list[str | None]] = self.page.evaluate(_OPEN)
        return found
