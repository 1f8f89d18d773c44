"""A paper is saved from the chat, and checked on a page that never sends it anywhere."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from bot.channels.web import verifying
from bot.channels.web.gateway import PaperFile
from bot.documents.checking import Known
from tests.browser.server import serving
from tests.support.texts import texts

pytestmark = pytest.mark.browser
PAPER = b"%PDF-1.7\n" + bytes(range(256)) * 40


class NoDatabase:
    """What the page reads is made up."""

    @contextmanager
    def read(self) -> Iterator[None]:
        """Nothing."""
        yield None

    async def run(self, work: Callable[..., Any], *of: Any) -> Any:
        """At once."""
        return work(*of)


def test_a_paper_is_saved_and_checked(
    open_context: Callable[..., BrowserContext], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = Known(datetime(2026, 11, 24, 3, tzinfo=UTC), hashlib.sha256(PAPER).hexdigest(), "", "case", 1, "")
    monkeypatch.setattr(verifying, "by_code", lambda _uow, code: issued if code == "K" else None)
    router = verifying.make_router(NoDatabase(), SimpleNamespace(now=texts()))  # type: ignore[arg-type]  # it asks them nothing else
    with serving(also=router) as site:
        phone = open_context(has_touch=True, is_mobile=True).new_page()
        phone.goto(site.url + "/chat")
        phone.wait_for_selector("[data-tap]")
        site.chat.papers["p1"] = PaperFile("2026-11-24.pdf", "application/pdf", PAPER)
        told = {"id": "p1", "name": "2026-11-24.pdf", "size": len(PAPER)}
        site.push("bot", {"type": "bubble", "kind": "say", "lang": "en", "text": "Your paper.", "paper": told})
        button = phone.locator("[data-paper]")
        box = button.bounding_box()
        assert box is not None
        assert round(min(box["width"], box["height"]), 2) >= 48
        with phone.expect_download() as saving:
            button.click()
        file = tmp_path / saving.value.suggested_filename
        assert file.name == "2026-11-24.pdf"
        saving.value.save_as(file)
        assert file.read_bytes() == PAPER

        page = open_context(locale="en-GB").new_page()
        sent: list[str | None] = []
        page.on("request", lambda one: sent.append(one.post_data) if one.method == "POST" else None)
        page.goto(f"{site.url}/verify/K")
        page.set_input_files("#file", file)
        expect(page.locator("#answer")).to_have_text("✓ Unchanged since 24 November 2026.")
        file.write_bytes(PAPER[:-1] + b"\x00")
        with page.expect_file_chooser() as choosing:
            page.click("#file")
        choosing.value.set_files(file)
        expect(page.locator("#answer")).to_have_class("bad")
        assert sent[0] == issued.sha256, "the check sum, and nothing of the file"
        assert [len(one or "") for one in sent] == [64, 64]
        page.goto(f"{site.url}/verify/other")
        expect(page.locator("#file")).to_have_count(0)
