"""Make the pictures of the documentation from a fresh demonstration: docs/images/*.png.

    .venv/bin/python scripts/screenshots.py

Needs Chromium (Debian: chromium) and the development packages.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
PHONE = {"width": 360, "height": 740}


def main() -> None:
    """Start a demonstration, take the pictures, stop it."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TODOKE_")}
        environment |= {"TODOKE_DATA_DIR": folder, "TODOKE_PORT": str(port)}
        program = subprocess.Popen([sys.executable, "-m", "bot", "serve"], env=environment, cwd=ROOT)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=SWITCHES)
                for language in ("ne", "vi", "ja"):
                    _phone(browser, url, language)
                _story(browser, url)
                browser.close()
        finally:
            program.terminate()
            program.wait(15)


def _wait(url: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(url + "/healthz", timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The demonstration did not start.")


def _phone(browser: Browser, url: str, language: str) -> None:
    """A phone of 360 px at the first question about the trouble itself."""
    page = browser.new_page(viewport=PHONE)  # type: ignore[arg-type]  # a plain dict is a size
    page.goto(url + "/chat")
    for choice in (language, "start", "unpaid_overtime"):
        page.click(f'[data-tap$=":{choice}"]:visible')
    page.wait_for_selector('[data-tap$=":afraid"]:visible')
    page.wait_for_timeout(800)
    page.screenshot(path=IMAGES / f"chat-{language}.png")
    page.close()


def _story(browser: Browser, url: str) -> None:
    """The example: filed, unanswered, climbed to the second partner, accepted."""
    context = browser.new_context(viewport={"width": 1360, "height": 860})
    page = context.new_page()
    page.goto(url)
    page.click("#play:enabled")
    _until(page, "The report has been sent")
    for _ in range(6):
        page.click('[data-hours="24"]')
        page.wait_for_timeout(5000)
        if "was silent" in page.inner_text("#hint"):
            break
    page.select_option("#view", "second")
    page.wait_for_timeout(2500)
    page.screenshot(path=IMAGES / "demo.png")
    console = context.new_page()
    console.set_viewport_size({"width": 1280, "height": 900})
    console.goto(url + "/console")
    console.screenshot(path=IMAGES / "console-list.png")
    console.click('a[href*="/console/cases/"]')
    console.wait_for_load_state("networkidle")
    console.screenshot(path=IMAGES / "console-offer.png")
    console.click('button:has-text("Accept")')
    console.wait_for_timeout(2500)
    console.screenshot(path=IMAGES / "console-case.png")
    context.close()


def _until(page: Page, words: str) -> None:
    said = "words => document.getElementById('hint').textContent.includes(words)"
    page.wait_for_function(said, arg=words, timeout=120_000)


if __name__ == "__main__":
    main()
