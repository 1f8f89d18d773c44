"""Where only the coordinator is on the list, nobody is told of a next organisation."""

import pytest

from bot.access.roles import Role
from bot.clock import JAPAN
from bot.console.clock_words import next_step
from bot.digests.times import StaffTimes
from storage.models import COORDINATOR, Partner
from storage.repositories.seen import Viewer
from tests.conversation.talk import Talk
from tests.conversation.ways import file_report, reach

NEXT = {
    "vi": "tiếp theo", "id": "berikutnya", "ne": "अर्को", "tl": "susunod", "en": "next one", "ja": "次（つぎ）の団体",
}  # fmt: skip


def nobody_but_the_coordinator(talk: Talk) -> None:
    """All partners are away."""
    with talk.database.write() as uow:
        for partner_id in ("help-desk", "union"):
            partner = uow.session.get(Partner, partner_id)
            assert partner is not None
            partner.active = False
            uow.session.add(partner)


@pytest.mark.parametrize("language", list(NEXT))
def test_the_worker_reads_of_no_next_one(talk: Talk, language: str) -> None:
    nobody_but_the_coordinator(talk)
    asked = reach(talk, "partners", language=language)
    assert [c for c in asked.choices if c != "_done"] == [COORDINATOR]
    assert NEXT[language] not in asked.text
    said = "\n".join(one.text for one in file_report(talk, language=language))
    with talk.database.read() as uow:
        consent = uow.cases.consent(uow.cases.of_worker(talk.worker_id)[-1].id)
    assert consent is not None
    assert list(consent.partners) == [COORDINATOR]
    assert NEXT[language] not in said
    assert talk._wording.now.text(language, "filing.who_reads_coordinator.info").split("\n")[0] in said


def test_nobody_more_is_promised_once_the_coordinator_has_taken_it(talk: Talk) -> None:
    nobody_but_the_coordinator(talk)
    file_report(talk)
    talk.staff("accept", "coordinator")
    said = "\n".join(one.text for one in talk.command("status"))
    assert "has taken your report" in said
    assert "we ask one more" not in said


def test_with_others_on_the_list_the_next_one_is_told_of(talk: Talk) -> None:
    assert "next one" in reach(talk, "partners").text
    assert "we ask the next one" in "\n".join(one.text for one in file_report(talk))


def test_staff_read_of_no_next_organisation(talk: Talk) -> None:
    nobody_but_the_coordinator(talk)
    file_report(talk)
    talk.staff("accept", "coordinator")
    with talk.database.read() as uow:
        case = uow.cases.of_worker(talk.worker_id)[-1]
        viewer = Viewer("coordinator", None, Role.COORDINATOR.value)
        seen = uow.access.glimpse(viewer, case.number)
        assert seen is not None
        words = talk._wording.now
        times = StaffTimes(words, "en", JAPAN, talk.clock.business())
        for short in (False, True):
            assert "next" not in next_step(words, "en", times, seen, uow, short=short)
