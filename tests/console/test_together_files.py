"""A payslip that is photographed at the counter goes with the report, through the checks of every file."""

import io
import re

import httpx
import pytest
from PIL import Image
from sqlmodel import select

from storage.models import Attachment
from tests.console.test_together import Desk, desk, lexicons

__all__ = ["desk", "lexicons"]

_SEQ = re.compile(r'name="seq" value="(\d+)"')


def photo() -> bytes:
    """A small picture with a place in it."""
    image, out = Image.new("RGB", (40, 30), "white"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Kasuga, second floor"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def add(desk: Desk, content: bytes, name: str = "IMG_1.jpg", mime: str = "image/jpeg", **fields: str) -> httpx.Response:
    """Send a file from the open page."""
    found = _SEQ.search(desk.staff.get(desk.path).text)
    form = {"csrf": desk.staff.csrf, "seq": found.group(1) if found else "0", **fields}
    return desk.staff.upload(f"{desk.path}/file", form, ("file", name, content, mime))


def files(desk: Desk) -> list[str]:
    """What is kept of the conversation, by state."""
    with desk.town.db.read() as uow:
        rows = uow.session.exec(select(Attachment).where(Attachment.conversation_id == desk.conversation_id))
        return [one.state for one in rows]


def test_it_is_read_by_who_takes_the_report_and_by_nobody_at_the_counter(desk: Desk) -> None:
    desk.reach("months")
    at = desk.at
    answer = add(desk, photo())
    assert answer.headers["location"] == f"{desk.path}?done=together_file"
    page = desk.staff.get(desk.path).text
    assert "Photo: IMG_1.jpg" in page
    assert desk.at == at  # the question stays open
    assert "together_file" in desk.town.audited(desk.town.partners["north"])
    number = desk.sent()
    assert desk.staff.get(f"/console/cases/{number}/files").status_code == 404
    desk.staff.send(f"/console/cases/{number}/accept", rev=str(desk.town.rev(number)))
    with desk.town.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        (kept,) = uow.attachments.of_case(case.id)
        assert kept.state == "stored"
        assert uow.attachments.meta(kept)["mime"] == "image/jpeg"
        assert b"".join(uow.attachments.content(kept)) == photo()


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00 a program", b"<html><script>x</script></html>"])
def test_what_is_no_photo_or_paper_is_refused_and_leaves_nothing(desk: Desk, content: bytes) -> None:
    desk.reach("months")
    answer = add(desk, content, "payslip.pdf", "application/pdf")
    assert answer.status_code == 422
    assert "Photograph it instead" in answer.text
    assert set(files(desk)) <= {"refused"}


def test_the_button_pressed_twice_is_one_file_and_an_old_page_adds_none(desk: Desk) -> None:
    desk.reach("months")
    found = _SEQ.search(desk.staff.get(desk.path).text)
    assert found is not None
    assert add(desk, photo(), seq=found.group(1)).status_code == 303
    assert add(desk, photo(), seq=found.group(1)).status_code == 303
    assert add(desk, photo(), "other.jpg", seq=found.group(1)).status_code == 409
    assert sorted(files(desk)) == ["refused", "refused", "stored"]


def test_only_who_began_it_adds_and_only_from_the_own_page(desk: Desk) -> None:
    desk.reach("months")
    assert add(desk, photo(), csrf="").status_code == 403
    for name in ("north-lead", "south", "coordinator"):
        browser = desk.town.log_in(name)
        form = {"csrf": browser.csrf, "seq": "3"}
        answer = browser.upload(f"{desk.path}/file", form, ("file", "a.jpg", photo(), "image/jpeg"))
        assert answer.status_code == 404, name
    assert files(desk) == []


def test_after_sending_nothing_is_added_here(desk: Desk) -> None:
    desk.sent()
    assert "Add a photo" not in desk.page.text
    assert add(desk, photo(), seq="99").status_code == 409
    assert files(desk) == []
