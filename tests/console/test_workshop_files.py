"""Texts taken away as a file, changed elsewhere, and brought back: every difference is shown and taken or left."""

import io
import re
import time

import httpx
import openpyxl
import polib
import pytest

from tests.console.conftest import NOW, Browser, Town
from tests.console.test_workshop import _base, _said
from tests.support.texts import plain_texts

AT = "/console/workshop/files"
PLAIN, OTHER = "unpaid_overtime.pay_form.ask", "unpaid_overtime.work_field.ask"


@pytest.fixture
def coordinator(town: Town) -> Browser:
    """A coordinator."""
    return town.log_in("coordinator")


def _sheet(coordinator: Browser, changes: dict[str, str | None], language: str = "vi") -> bytes:
    """A spreadsheet as somebody brings it back."""
    book = openpyxl.load_workbook(io.BytesIO(coordinator.get(f"{AT}/texts.xlsx?language={language}").content))
    for row in book.worksheets[0].iter_rows(min_row=2):
        if (key := str(row[0].value)) in changes:
            row[2].value = changes[key]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _bring(coordinator: Browser, name: str, content: bytes) -> httpx.Response:
    return coordinator.upload(AT, {"csrf": coordinator.csrf}, ("file", name, content, "application/octet-stream"))


def _take(coordinator: Browser, page: str, *names: str) -> httpx.Response:
    hidden = {}
    for name in ("base", "sheet", "source"):
        found = re.search(f'name="{name}" value="([^"]*)"', page)
        assert found is not None
        hidden[name] = found[1]
    return coordinator.send(f"{AT}/take", **hidden, take=list(names))


def test_only_what_is_ticked_is_taken_and_a_blank_changes_nothing(town: Town, coordinator: Browser) -> None:
    before = _said(town, "vi", OTHER)
    content = _sheet(coordinator, {PLAIN: "Lương tính thế nào?", OTHER: "Việc gì?", "ui.back": None})
    page = _bring(coordinator, "vi.xlsx", content).text
    assert "different: 2." in page
    assert page.count('" checked>') == 2
    assert "Published: 1" in _take(coordinator, page, f"vi:{PLAIN}").text
    assert _said(town, "vi", PLAIN) == "Lương tính thế nào?"
    assert _said(town, "vi", OTHER) == before


def test_a_file_that_nobody_changed_differs_in_nothing(coordinator: Browser) -> None:
    for kind in ("xlsx", "po"):
        content = coordinator.get(f"{AT}/texts.{kind}?language=ne").content
        assert "says what is here already" in _bring(coordinator, f"ne.{kind}", content).text


def test_an_untouched_row_does_not_say_that_a_translation_fits_newer_english(
    town: Town, coordinator: Browser
) -> None:
    at = f"/console/workshop/texts/en/{PLAIN}"
    coordinator.send(at, text="How do you get your pay?", base=_base(coordinator.get(at).text))
    content = coordinator.get(f"{AT}/texts.xlsx?language=ne").content
    assert "says what is here already" in _bring(coordinator, "ne.xlsx", content).text


def test_a_text_that_stands_twice_can_not_be_taken(coordinator: Browser) -> None:
    book = openpyxl.load_workbook(io.BytesIO(_sheet(coordinator, {PLAIN: "Lương tính thế nào?"})))
    book.worksheets[0].append([PLAIN, "", "Lương gì?", "", 1])
    out = io.BytesIO()
    book.save(out)
    page = _bring(coordinator, "vi.xlsx", out.getvalue()).text
    assert "The text stands twice" in page
    assert 'name="take"' not in page


def test_what_was_changed_here_meanwhile_is_not_ticked(town: Town, coordinator: Browser) -> None:
    content = _sheet(coordinator, {PLAIN: "Lương tính thế nào?"})
    at = f"/console/workshop/texts/vi/{PLAIN}"
    coordinator.send(at, text="Bạn được trả lương kiểu nào?", base=_base(coordinator.get(at).text))
    page = _bring(coordinator, "vi.xlsx", content).text
    assert "changed here meanwhile" in page
    assert '" checked>' not in page
    _take(coordinator, page, f"vi:{PLAIN}")  # looked at, and wanted all the same
    assert _said(town, "vi", PLAIN) == "Lương tính thế nào?"


def _po(coordinator: Browser, base: str = "") -> bytes:
    """The Vietnamese .po file as somebody brings it back, with one text changed. ``base``: of another release."""
    file = polib.pofile(coordinator.get(f"{AT}/texts.po?language=vi").text)
    file.metadata["X-Todoke-Base"] = base or file.metadata["X-Todoke-Base"]
    found = file.find(PLAIN, by="msgctxt")
    assert found is not None
    found.msgstr = "Lương tính thế nào?"
    return str(file).encode()


def test_what_was_taken_away_elsewhere_is_not_ticked(coordinator: Browser) -> None:
    page = _bring(coordinator, "vi.po", _po(coordinator, "999")).text
    assert "It is based on a release that there is not yet." in page
    assert f'value="vi:{PLAIN}">' in page


@pytest.mark.parametrize("name", ["bn.po", "Bengali.PO", "todoke-bn-12.po", "bn (1).po"])
def test_a_file_of_another_language_than_it_is_called_overwrites_nothing(coordinator: Browser, name: str) -> None:
    page = _bring(coordinator, name, _po(coordinator)).text
    assert "its header names the Language vi" in page
    assert 'name="take"' not in page


@pytest.mark.parametrize("name", ["vi.po", "worker.po", "for Hoa.po", "todoke-vi-2 (1).po"])
def test_a_file_may_be_called_anything_else(coordinator: Browser, name: str) -> None:
    assert f'value="vi:{PLAIN}" checked>' in _bring(coordinator, name, _po(coordinator)).text


def test_a_broken_placeholder_can_not_be_taken(town: Town, coordinator: Browser) -> None:
    before = _said(town, "vi", "case.accepted")
    content = coordinator.get(f"{AT}/texts.po?language=vi").content.decode()
    file = polib.pofile(content)
    entry = next(one for one in file if one.msgctxt == "case.accepted")
    entry.msgstr = entry.msgstr.replace("{partner}", "{patner}")
    page = _bring(coordinator, "vi.po", str(file).encode()).text
    assert "{patner}" in page
    assert 'name="take"' not in page
    assert _take(coordinator, page, "vi:case.accepted").status_code == 200  # a form made by hand
    assert _said(town, "vi", "case.accepted") == before


def test_a_sheet_of_notes_is_left_aside_and_named(coordinator: Browser) -> None:
    book = openpyxl.load_workbook(io.BytesIO(_sheet(coordinator, {PLAIN: "Lương tính thế nào?"})))
    book.create_sheet("Notes").append(["Is this right?"])
    out = io.BytesIO()
    book.save(out)
    page = _bring(coordinator, "vi.xlsx", out.getvalue()).text
    assert "Left aside: the first row of the sheet Notes lacks key, translation, base." in page
    assert f'value="vi:{PLAIN}" checked' in page


def test_what_is_no_sheet_is_said(coordinator: Browser) -> None:
    answer = _bring(coordinator, "vi.xlsx", b"nothing")
    assert answer.status_code == 422
    assert "can&#39;t be read as texts" in answer.text


def test_two_thousand_changed_texts_are_compared_within_three_seconds(town: Town, coordinator: Browser) -> None:
    """As many as two languages have, every one of them changed; of this process, whatever else the machine does. All
    languages are there: what is published is read as a whole."""
    with town.db.write() as uow:
        uow.wording.publish(plain_texts(), NOW, source="files", report={"reviewed": ["en"]})
    files = []
    for language in ("vi", "id"):
        file = polib.pofile(coordinator.get(f"{AT}/texts.po?language={language}").content.decode())
        for entry in file:
            entry.msgstr += " …"
        files.append(str(file).encode())
    began = time.process_time()
    pages = [_bring(coordinator, "x.po", content) for content in files]
    assert sum(page.text.count("<tr>") for page in pages) > 1900
    assert time.process_time() - began < 3
