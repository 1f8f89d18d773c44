"""A text spoken by a native speaker, from the upload to the worker's phone, and off it again."""

import re

import httpx
import pytest

from bot.wording.recordings import LARGEST, Sound, take
from bot.wording.served import Wording
from storage.repositories.system import TO_SCRUB
from tests.console.conftest import Browser, Town
from tests.console.test_workshop import _base
from tests.evidence.files import photo
from tests.evidence.sounds import ogg
from tests.support.texts import texts

KEY = "opening.topic.ask"
AT = f"/console/workshop/texts/vi/{KEY}"


@pytest.fixture
def coordinator(town: Town) -> Browser:
    """A coordinator."""
    return town.log_in("coordinator")


@pytest.fixture
def deputy(town: Town) -> Browser:
    """Another person who may publish."""
    return town.log_in("deputy")


def _send(who: Browser, content: bytes, at: str = AT, **fields: str) -> httpx.Response:
    fields = {"csrf": who.csrf, "agreed": "yes", **fields}
    return who.upload(f"{at}/recording", fields, ("file", "voice.ogg", content, "audio/ogg"))


def _publish(who: Browser) -> int:
    """Press the button on the page as it is now."""
    return _decide(who, "publish").status_code


def _decide(who: Browser, what: str) -> httpx.Response:
    heard = re.findall(r'name="heard" value="(\w+)"', who.get(AT).text)
    return who.send(f"{AT}/recording/decide", what=what, heard="".join(heard))


def _ids(page: str) -> list[str]:
    return re.findall(rf'<audio [^>]*src="{AT}/recording/(\w+)"', page)


def _played(town: Town) -> str | None:
    wording = Wording(town.db)
    wording.refresh()
    return wording.now.recording("vi", KEY)


def test_a_recording_is_listened_to_before_workers_hear_it(
    town: Town, coordinator: Browser, deputy: Browser
) -> None:
    assert "Nobody has read this text aloud yet" in coordinator.get(AT).text
    assert _send(coordinator, ogg(2.0, tags=b"ARTIST=somebody")).status_code == 303
    page = coordinator.get(AT).text
    [waits] = _ids(page)
    assert "Not published yet" in page
    listed = coordinator.get("/console/workshop/texts?language=vi&recorded=1").text
    assert "20 texts" in listed
    assert listed.count("Read aloud: ") == 1
    assert f'href="{AT}"' in coordinator.get("/console/workshop/publish").text
    assert "2 seconds" in page
    assert _played(town) is None
    heard = coordinator.get(f"{AT}/recording/{waits}", range="bytes=0-3")
    assert (heard.status_code, heard.content) == (206, b"OggS")
    assert b"somebody" not in coordinator.get(f"{AT}/recording/{waits}").content
    _publish(deputy)
    assert _played(town) == waits
    assert "Workers hear this" in coordinator.get(AT).text
    assert {"recording_sent", "recording_published"} <= set(town.audited("operator"))


def test_who_brought_a_recording_of_what_must_not_be_wrong_does_not_publish_it_alone(
    town: Town, coordinator: Browser, deputy: Browser
) -> None:
    _send(coordinator, ogg())
    answer = _decide(coordinator, "publish")
    assert answer.headers["location"].endswith("?done=recording_second")
    assert "Another person has to listen" in coordinator.get(answer.headers["location"]).text
    assert _played(town) is None
    assert _publish(deputy) == 303
    assert _played(town) is not None


def test_of_a_file_two_people_answer_for_it(town: Town, coordinator: Browser, deputy: Browser) -> None:
    with town.db.write() as uow:
        assert take(uow, "vi", KEY, Sound(ogg(), 1000), source="files", by=None, now=town.clock.now())
    for _ in range(2):
        assert _decide(coordinator, "publish").headers["location"].endswith("?done=recording_second")
    assert _played(town) is None
    _publish(deputy)
    assert _played(town) is not None


def test_what_nobody_has_heard_is_not_dropped_either(town: Town, coordinator: Browser, deputy: Browser) -> None:
    _send(coordinator, ogg())
    first = _ids(coordinator.get(AT).text)[0]
    _send(deputy, ogg(3.0))
    assert coordinator.send(f"{AT}/recording/decide", what="discard", heard=first).status_code == 422
    assert _ids(coordinator.get(AT).text)
    assert _decide(coordinator, "discard").status_code == 303


def test_only_what_was_listened_to_is_published(town: Town, coordinator: Browser) -> None:
    _send(coordinator, ogg())
    first = _ids(coordinator.get(AT).text)[0]
    _send(town.log_in("deputy"), ogg(3.0))
    assert coordinator.send(f"{AT}/recording/decide", what="publish", heard=first).status_code == 422
    assert _played(town) is None
    assert _publish(coordinator) == 303


def test_when_the_text_changes_the_recording_falls_silent_and_speaks_again_when_it_is_as_it_was(
    town: Town, coordinator: Browser, deputy: Browser
) -> None:
    _send(coordinator, ogg())
    _publish(deputy)
    before = texts().text("vi", KEY)
    made = _played(town)
    page = coordinator.get(AT)
    coordinator.send(AT, text=before + " Hãy chọn.", base=_base(page.text))
    coordinator.send("/console/workshop/publish", change=[f"vi:{KEY}"])
    assert _played(town) is None
    assert "made for an older wording" in coordinator.get(AT).text
    with town.db.read() as uow:
        earlier = uow.wording.newest_number() - 1
    coordinator.send("/console/workshop/publish/rollback", number=str(earlier))
    assert _played(town) == made


def test_what_was_removed_is_gone_for_good_from_earlier_releases_too(
    town: Town, coordinator: Browser, deputy: Browser
) -> None:
    _send(coordinator, ogg())
    _publish(deputy)
    made = _played(town)
    assert made is not None
    with town.db.read() as uow:
        release = uow.wording.newest_number()
    coordinator.send(f"{AT}/recording/decide", what="remove")
    assert _played(town) is None
    assert coordinator.get(f"{AT}/recording/{made}").status_code == 404
    coordinator.send("/console/workshop/publish/rollback", number=str(release))
    assert _played(town) is None
    with town.db.read() as uow:
        assert uow.recordings.content(made) is None
        assert uow.system.fact(TO_SCRUB), "and it is to leave the database's files"


def test_what_cannot_be_played_is_refused_with_a_reason_and_nothing_is_kept(coordinator: Browser) -> None:
    for content, says in (
        (photo(), "an .ogg file with Opus sound"), (ogg(95), "longer than 90 seconds"),
        (bytes(LARGEST + 1), "more than 600 kB"),
    ):  # fmt: skip
        refused = _send(coordinator, content)
        assert refused.status_code == 422
        assert says in refused.text
    refused = _send(coordinator, ogg(), agreed="no")
    assert refused.status_code == 422
    assert "the speaker agrees" in refused.text
    other = "/console/workshop/texts/vi/unpaid_overtime.pay_form.ask"
    assert "Read aloud" not in coordinator.get(other).text
    assert _send(coordinator, ogg(), other).status_code == 404
    assert _ids(coordinator.get(AT).text) == []
    _send(coordinator, ogg())
    _decide(coordinator, "discard")
    assert _ids(coordinator.get(AT).text) == []
