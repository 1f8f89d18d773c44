"""A worker sends a photo from a phone; the office that takes the case sees it, and where it was taken stays hidden."""

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, expect

from bot.clock import JAPAN
from tests.demo.conftest import Demo
from tests.demo.test_chain import console_of
from tests.evidence.files import COMMENT, DEVICE, photo
from tests.support.missions import COMMON, MISSIONS, choose
from tests.support.web_worker import WebWorker

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240), pytest.mark.slow]
WANTED = ("vi", "unpaid_overtime", *MISSIONS["unpaid_overtime"], "add_details", *COMMON)


@pytest.fixture
def demo(tmp_path: Path, free_port: int) -> Demo:
    """A fresh demonstration."""
    return Demo(tmp_path / "demo", free_port, DEMO="1")


def test_a_photo_from_the_web_chat_arrives_in_the_console(
    demo: Demo, open_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    with demo:
        phone = open_context(has_touch=True, is_mobile=True).new_page()
        worker = WebWorker.at(phone, demo.url)
        limits: dict[str, str | None] = {}
        for _ in range(60):
            if phone.locator("[data-pick=photo]").count():
                break
            for month in phone.locator(".keys:not([hidden]) input[type=month]").all():
                limits["month"] = month.get_attribute("max")
            worker.press(choose(worker.choices(), WANTED))
        assert limits == {"month": datetime.now(JAPAN).strftime("%Y-%m")}, "nobody can pick a month to come"
        assert phone.locator("[data-pick=photo] + input").get_attribute("multiple") is not None
        original = photo(1600, 1200, orientation=6)
        with phone.expect_file_chooser() as choosing:
            phone.locator("[data-pick=photo]").click()
        choosing.value.set_files(FilePayload(name="IMG_0815.jpg", mimeType="image/jpeg", buffer=original))
        worker.until(lambda: any(d.endswith("_done") for d in worker.open()), "the photo to be kept")
        worker.press("_done")
        for _ in range(60):
            if not worker.choices() and any(d.startswith("c:0:home/") for d in worker.open()):
                break
            worker.press(choose(worker.choices(), WANTED))

        [case] = demo.cases()
        office = open_context(viewport={"width": 1200, "height": 900}, accept_downloads=True)
        desk = console_of("first", office, demo)
        complaints: list[str] = []
        desk.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        desk.locator(f"#case-{case['number']} a").click()
        desk.get_by_role("button", name="Accept", exact=True).first.click()
        small = desk.get_by_role("img", name="Photo 1")
        expect(small).to_be_visible()
        small.scroll_into_view_if_needed()
        expect(small).to_have_js_property("naturalWidth", 240)  # upright, as it was taken
        expect(small).to_have_js_property("naturalHeight", 320)
        desk.screenshot(path=str(tmp_path / "console.png"))

        with desk.expect_download() as downloading:
            desk.get_by_role("link", name="Copy to share").click()
        copy = Path(downloading.value.path()).read_bytes()
        assert downloading.value.suggested_filename.startswith(str(case["number"]))
        assert Image.open(io.BytesIO(copy)).size == (1200, 1600)
        assert DEVICE.encode() in original
        for trace in (DEVICE.encode(), COMMENT, b"Exif"):
            assert trace not in copy
        assert not complaints
