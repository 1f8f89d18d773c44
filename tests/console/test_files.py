"""Photos, documents and recordings of a case: what is shown, what can be had, and by whom."""

import re

import pytest

from bot.cases.files import describe, take_away
from bot.cases.messages import worker_message
from storage.models.conversations import CopyState
from tests.console.conftest import DRAWN, ORIGINAL, Town


def _taken(town: Town, **sent: object) -> tuple[str, str]:
    """A case that North has taken on, and where its file is."""
    number = town.file("north", **sent)  # type: ignore[arg-type]  # of the file alone
    assert town.log_in("north").act(town, number, "accept").status_code == 303
    return number, f"/console/cases/{number}/files/{town.attachment}"


def _settled(town: Town, state: CopyState) -> None:
    with town.db.write() as uow:
        uow.copies.settle(town.attachment, state)


def test_staff_see_a_small_picture_and_share_a_copy_without_what_it_tells(town: Town) -> None:
    number, at = _taken(town)
    north = town.log_in("north")
    page = north.get(f"/console/cases/{number}").text
    assert re.search(rf'<img src="{at}/small" width="8" height="8" alt="Photo 1"', page)
    assert f'href="{at}/copy"' in page
    assert f'href="{at}"' not in page
    assert "Leads and coordinators can open it" in page
    for part in ("small", "copy"):
        answer = north.get(f"{at}/{part}")
        assert answer.content == DRAWN
        assert answer.headers["content-type"] == "image/png"
    refused = north.get(at)
    assert refused.status_code == 403
    assert ORIGINAL not in refused.content


def test_a_lead_and_a_coordinator_on_the_case_have_the_original(town: Town) -> None:
    number, at = _taken(town)
    lead = town.log_in("north-lead")
    assert f'href="{at}"' in lead.get(f"/console/cases/{number}").text
    assert lead.get(at).content == ORIGINAL
    coordinator = town.log_in("coordinator")
    assert coordinator.get(at).status_code == 404, "not before stepping in"
    assert coordinator.act(town, number, "accept").status_code == 303
    assert coordinator.get(at).content == ORIGINAL
    assert town.audited("operator")[-1] == "download"


@pytest.mark.parametrize("part", ["", "/copy", "/small"])
def test_what_workers_sent_is_never_opened_by_the_browser_and_its_name_tells_nothing(town: Town, part: str) -> None:
    number = town.file("north")
    lead = town.log_in("north-lead")
    at = f"/console/cases/{number}/files/{town.attachment}"
    assert lead.get(at + part).status_code == 404, "not before the case is taken on"
    lead.act(town, number, "accept")
    answer = lead.get(at + part)
    assert answer.status_code == 200
    assert re.fullmatch(rf'attachment; filename="{number}-\w{{4}}(-original|-small)?\.(jpg|png)"',
                        answer.headers["content-disposition"])  # fmt: skip
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    other = town.file("north")
    lead.act(town, other, "accept")
    assert lead.get(f"/console/cases/{number}/files/{town.attachment}{part}").status_code == 404, "of another case"


@pytest.mark.parametrize(("mime", "served", "ending"), [
    ("application/pdf", "application/pdf", "pdf"),
    ("audio/ogg", "audio/ogg", "ogg"),
    ("text/plain", "text/plain", "txt"),
    ("text/html", "application/octet-stream", "bin"),
    ("image/svg+xml", "application/octet-stream", "bin"),
])  # fmt: skip
def test_a_file_is_served_as_one_of_a_few_types_whatever_is_noted(
    town: Town, mime: str, served: str, ending: str
) -> None:
    _, at = _taken(town, mime=mime, copied=False)
    _settled(town, CopyState.NOT_SHOWN if mime.startswith("image/") else CopyState.NO_PICTURE)
    answer = town.log_in("north").get(f"{at}?aware=yes")
    assert answer.headers["content-type"] == served
    assert answer.headers["content-disposition"].endswith(f'-original.{ending}"')


def test_sound_and_documents_are_there_as_they_came_and_say_so(town: Town) -> None:
    number, at = _taken(town, mime="application/pdf", copied=False)
    north = town.log_in("north")
    page = north.get(f"/console/cases/{number}").text
    assert "is not removed" in page
    assert f'href="{at}"' in page
    assert "<img" not in page
    assert north.get(at).content == ORIGINAL
    assert north.get(f"{at}/copy").status_code == 404


def test_a_picture_that_cannot_be_shown_says_so_and_the_original_is_there(town: Town) -> None:
    number, at = _taken(town, copied=False)
    _settled(town, CopyState.NOT_SHOWN)
    north = town.log_in("north")
    page = re.sub("&#39;", "'", north.get(f"/console/cases/{number}").text)
    assert "can't be shown" in page
    assert f'href="{at}"' not in page, "not with one click"
    assert "may tell the place, the time and the device" in page
    assert north.get(at).status_code == 403
    assert north.get(f"{at}?aware=yes").content == ORIGINAL
    assert north.get(f"{at}/small").status_code == 404


def test_an_open_page_shows_the_picture_as_soon_as_it_is_drawn(town: Town) -> None:
    number, at = _taken(town, copied=False)
    north = town.log_in("north")
    page = north.get(f"/console/cases/{number}").text
    assert "is being made" in page
    assert f'hx-get="/console/cases/{number}/files"' in page
    assert north.get(at).status_code == 403, "a copy will do, and is coming"
    with town.db.write() as uow:
        town.draw(uow, town.attachment)
    part = north.get(f"/console/cases/{number}/files").text
    assert f"{at}/small" in part
    assert "hx-get" not in part


def test_what_was_deleted_cannot_be_had_any_more(town: Town) -> None:
    _, at = _taken(town)
    with town.db.write() as uow:
        row = uow.attachments.get(town.attachment)
        assert row is not None
        uow.workers.erase(row.worker_id)
    for part in ("", "/copy", "/small"):
        assert town.log_in("north-lead").get(at + part).status_code in (404, 410)


def test_a_recording_is_heard_on_the_page_in_parts_as_browsers_ask_for_it_and_every_part_is_logged(town: Town) -> None:
    number, at = _taken(town, spoken=True, mime="audio/ogg", copied=False)
    north = town.log_in("north")
    page = north.get(f"/console/cases/{number}")
    assert f'<audio controls preload="none" src="{at}"' in page.text
    assert 'Voice message, not transcribed: somebody has to listen to it <a href="#file-' in page.text
    assert "media-src 'self'" in page.headers["content-security-policy"]
    part = north.get(at, range="bytes=1-2")
    assert part.status_code == 206
    assert part.content == ORIGINAL[1:3]
    assert part.headers["content-range"] == f"bytes 1-2/{len(ORIGINAL)}"
    assert part.headers["content-type"] == "audio/ogg"
    assert north.get(at, range="bytes=0-").content == ORIGINAL
    for nonsense in ("bytes=9-2", "bytes=-", "lines=1-2", f"bytes={len(ORIGINAL)}-"):
        whole = north.get(at, range=nonsense)
        assert (whole.status_code, whole.content) == (200, ORIGINAL)


def test_what_the_worker_says_that_a_file_shows_stands_beside_it_and_goes_with_it(town: Town) -> None:
    number, at = _taken(town)
    north = town.log_in("north")
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        worker = case.worker_id
        assert describe(uow, town.attachment, worker, {"choice": "payslip"})
    assert "It shows, says the worker: Payslip" in north.get(f"/console/cases/{number}").text
    with town.db.write() as uow:
        assert describe(uow, town.attachment, worker, {"text": "<b>ca tháng 9</b>"})
    assert "&lt;b&gt;ca tháng 9&lt;/b&gt;</q>" in north.get(f"/console/cases/{number}").text
    with town.db.write() as uow:
        assert take_away(uow, town.attachment, worker, town.clock.now(), town.clock.business())
    page = north.get(f"/console/cases/{number}").text
    assert "taken away by the worker" in page
    assert "took a file away" in page, "the timeline, too"
    assert "ca tháng 9" not in page
    for part in ("", "/copy", "/small"):
        assert north.get(at + part).status_code == 404


def test_from_a_file_in_the_conversation_it_is_one_step_to_the_files(town: Town) -> None:
    number, _ = _taken(town)
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        for said in ("📎", "yes"):
            worker_message(uow, town.notifier, case.id, town.clock.business(), text=said, language="vi")
    page = town.log_in("north").get(f"/console/cases/{number}").text
    talk = page.partition('id="talk"')[2].partition("</ol>")[0]
    assert talk.count('<a href="#the-files">Photos and files</a>') == 1
    assert 'id="the-files"' in page
