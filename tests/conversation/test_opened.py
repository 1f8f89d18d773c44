"""A language and prefecture opens to real workers with two partners, a coordinator and a deputy. Until then a report
there goes to the coordinator, and its worker is told so and where else to ask. What is open stays open when an account
of the coordination is missing: that is an alarm."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.cases.hand_on import HandedOn, hand_on
from bot.cases.need import need_from
from bot.cases.opened import Lack, opened, remember
from bot.cases.routing import candidates_for
from bot.cli.check import where_open
from bot.kind import DEMONSTRATION, KIND
from bot.settings import Settings
from bot.workers.auditor import Auditor
from storage.models import COORDINATOR, Partner, Staff
from storage.uow import UnitOfWork
from tests.conversation.talk import SETTINGS, Talk, _person
from tests.conversation.ways import file_report, reach

NO_FIT = "No support group on our list fits your report now."


def change(talk: Talk, work: Callable[[UnitOfWork], None]) -> None:
    with talk.database.write() as uow:
        work(uow)


def no_longer(role: str) -> Callable[[UnitOfWork], None]:
    def leave(uow: UnitOfWork) -> None:
        for person in uow.session.exec(select(Staff).where(Staff.role == role)):
            person.active = False
            uow.session.add(person)

    return leave


def only(uow: UnitOfWork, partner_id: str = "union", **said: object) -> None:
    """Change one partner."""
    partner = uow.session.get(Partner, partner_id)
    assert partner is not None
    for name, value in said.items():
        setattr(partner, name, value)
    uow.session.add(partner)


def never_came(uow: UnitOfWork) -> None:
    """The person of one partner was invited and never chose a password."""
    person = uow.session.get(Staff, "staff-union")
    assert person is not None
    person.password_hash = None
    uow.session.add(person)


CLOSED: dict[str, Callable[[UnitOfWork], None]] = {
    "one partner": lambda uow: only(uow, active=False),
    "one speaks the language": lambda uow: only(uow, languages=["vi"]),
    "one is near": lambda uow: only(uow, prefectures=["01"]),
    "nobody of one can log in": never_came,
    "no deputy": no_longer("deputy"),
    "no coordinator": no_longer("coordinator"),
}


@pytest.mark.parametrize("why", CLOSED)
def test_where_it_is_not_open_the_coordinator_has_it_and_the_worker_knows(talk: Talk, why: str) -> None:
    change(talk, CLOSED[why])
    asked = reach(talk, "partners")
    assert asked.text.startswith(NO_FIT)
    assert [c for c in asked.choices if c != "_done"] == [COORDINATOR]
    offices = [one for one in talk.heard if one.text.startswith(talk._wording.now.text("en", "office.title"))]
    assert offices, "no office was named"
    file_report(talk)
    with talk.database.read() as uow:
        (case,) = uow.cases.of_worker(talk.worker_id)
        assert [offer.partner_id for offer in uow.cases.offers(case.id)] == [COORDINATOR]
        assert uow.ladder.row(case.id) is not None, "the clock of the case does not run"


def test_two_partners_a_coordinator_and_a_deputy_open_it(talk: Talk) -> None:
    assert not reach(talk, "partners").text.startswith(NO_FIT)


def test_a_demonstration_is_open_everywhere(talk: Talk) -> None:
    change(talk, no_longer("deputy"))
    change(talk, lambda uow: uow.system.set_fact(KIND, DEMONSTRATION))
    assert not reach(talk, "partners").text.startswith(NO_FIT)


def test_a_report_that_has_begun_is_not_dropped_when_the_place_closes(talk: Talk) -> None:
    reach(talk, "write_first")
    change(talk, no_longer("deputy"))
    change(talk, lambda uow: only(uow, active=False))
    file_report(talk)
    with talk.database.read() as uow:
        (case,) = uow.cases.of_worker(talk.worker_id)
        assert [offer.partner_id for offer in uow.cases.offers(case.id)] == ["help-desk"]


def is_open_now(talk: Talk) -> int:
    """What the regular job notes; returns how many places are new."""
    with talk.database.write() as uow:
        return remember(uow, talk.clock.now())


def alarms(talk: Talk) -> list[str]:
    """What is on of this after two looks of the auditor."""
    auditor = Auditor(talk.database, talk.clock, SETTINGS, talk._service().notifier)
    for _ in range(2):
        talk.clock.advance(timedelta(seconds=10))
        auditor.look()
    with talk.database.read() as uow:
        found = [row for row in uow.system.open_alarms() if row.kind == "coordination_incomplete"]
    return [missing for row in found for missing in row.details["missing"]]


@pytest.mark.parametrize("who", ["deputy", "coordinator"])
def test_what_is_open_stays_open_when_one_of_the_coordination_leaves_and_an_alarm_says_so(talk: Talk, who: str) -> None:
    assert is_open_now(talk) == 16 * 48
    assert is_open_now(talk) == 0
    assert alarms(talk) == []
    change(talk, no_longer(who))
    assert not reach(talk, "partners").text.startswith(NO_FIT)
    file_report(talk)
    with talk.database.read() as uow:
        (case,) = uow.cases.of_worker(talk.worker_id)
        assert [offer.partner_id for offer in uow.cases.offers(case.id)] == ["help-desk"]
        assert opened(uow).in_how_many("vi") == 47
    assert alarms(talk) == [who]
    change(talk, lambda uow: _person(uow, "somebody-new", None, who))
    assert alarms(talk) == []


def test_without_a_deputy_no_new_place_opens(talk: Talk) -> None:
    change(talk, lambda uow: only(uow, languages=["vi"]))
    assert is_open_now(talk) == 48
    change(talk, no_longer("deputy"))
    change(talk, lambda uow: only(uow, languages=["vi", "en"]))
    assert is_open_now(talk) == 0
    assert reach(talk, "partners").text.startswith(NO_FIT)
    with talk.database.read() as uow:
        assert opened(uow).lacks("vi", "13") == ()
        assert opened(uow).lacks("en", "13") == (Lack.DEPUTY,)


def test_a_place_that_was_open_still_needs_its_two_partners(talk: Talk) -> None:
    is_open_now(talk)
    change(talk, lambda uow: only(uow, active=False))
    assert reach(talk, "partners").text.startswith(NO_FIT)


def test_where_nobody_coordinates_partners_are_asked_in_any_case(talk: Talk) -> None:
    change(talk, lambda uow: only(uow, active=False))
    change(talk, no_longer("deputy"))
    change(talk, no_longer("coordinator"))
    assert not reach(talk, "partners").text.startswith(NO_FIT)
    file_report(talk)
    with talk.database.read() as uow:
        (case,) = uow.cases.of_worker(talk.worker_id)
        assert [offer.partner_id for offer in uow.cases.offers(case.id)] == ["help-desk"]


def test_a_demonstration_and_an_installation_that_never_opened_raise_no_alarm(talk: Talk) -> None:
    change(talk, no_longer("deputy"))
    assert is_open_now(talk) == 0
    assert alarms(talk) == []
    change(talk, lambda uow: uow.system.set_fact(KIND, DEMONSTRATION))
    assert is_open_now(talk) == 0
    assert alarms(talk) == []


def test_whoever_was_not_alone_is_told_of_offices_and_only_the_coordinator_is_asked(talk: Talk) -> None:
    change(talk, no_longer("deputy"))
    said = file_report(talk, alone="not_alone")
    assert any(one.text.startswith(talk._wording.now.text("en", "office.title")) for one in said)
    with talk.database.read() as uow:
        (case,) = uow.cases.of_worker(talk.worker_id)
        assert [offer.partner_id for offer in uow.cases.offers(case.id)] == [COORDINATOR]
    talk.say("I am alone now")
    assert "Sample" not in talk.question.text  # later, too, nobody but the coordinator is named


def test_the_organisation_that_sits_with_the_worker_may_be_asked_all_the_same(talk: Talk) -> None:
    change(talk, no_longer("deputy"))
    need = need_from({"prefecture": "13"}, "unpaid_overtime", "en")
    with talk.database.read() as uow:
        found = candidates_for(uow, need, talk.clock.business(), present="union")
        assert [one.id for one in found] == ["union", COORDINATOR]


def test_what_is_missing_is_told_place_by_place(talk: Talk) -> None:
    change(talk, lambda uow: only(uow, languages=["vi", "ne"], prefectures=["13", "14"]))
    change(talk, no_longer("deputy"))
    with talk.database.read() as uow:
        now = opened(uow)
        assert now.lacks("vi", "13") == (Lack.DEPUTY,)
        assert now.lacks("vi", "23") == (Lack.PARTNER, Lack.DEPUTY)
        assert now.lacks("th", "13") == (Lack.PARTNER, Lack.DEPUTY)
        assert now.lacks("vi", None) == (Lack.DEPUTY,)
        assert now.in_how_many("vi") == 0


def test_the_check_of_an_operator_tells_where_it_is_open(talk: Talk) -> None:
    settings = Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(talk.folder)})
    change(talk, lambda uow: only(uow, languages=["vi", "ne"], prefectures=["13", "14"]))
    (line,) = where_open(settings)
    assert line.startswith("Open to workers, of 47 prefectures: vi 2, id 0, ne 2,")
    change(talk, no_longer("deputy"))
    assert list(where_open(settings)) == [
        "Open to workers nowhere: no deputy can log in. Reports go to the coordinator alone."
    ]
    change(talk, lambda uow: uow.system.set_fact(KIND, DEMONSTRATION))
    assert list(where_open(settings)) == []


def test_the_check_of_an_operator_tells_who_is_missing_where_it_stays_open(talk: Talk) -> None:
    settings = Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(talk.folder)})
    is_open_now(talk)
    change(talk, no_longer("coordinator"))
    first, numbers = where_open(settings)
    assert first == "Nothing more opens to workers: no coordinator can log in. What was open stays open."
    assert numbers.startswith("Open to workers, of 47 prefectures: vi 47, id 47,")
    change(talk, no_longer("deputy"))
    first, _ = where_open(settings)
    assert first.startswith("Nobody coordinates: no coordinator and no deputy can log in.")


def test_the_check_of_an_operator_names_who_has_the_reports(talk: Talk) -> None:
    settings = Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(talk.folder)})
    change(talk, no_longer("coordinator"))
    (line,) = where_open(settings)
    assert line.endswith("no coordinator can log in. Reports go to the deputy alone.")


def test_the_coordinator_can_hand_it_on_to_the_partner_that_is_there(talk: Talk) -> None:
    change(talk, no_longer("deputy"))
    file_report(talk)
    with talk.database.write() as uow:
        by = uow.access.get("coordinator")
        (case,) = uow.cases.of_worker(talk.worker_id)
        assert by is not None
        now = talk.clock.business()
        assert hand_on(uow, talk._service().notifier, case.id, by, case.rev, now, to="union") is HandedOn.ASKED_WORKER
    talk.wait(minutes=1)
    talk.answer("yes")  # alone
    talk.answer("yes")  # the union may be asked, too
    with talk.database.read() as uow:
        (case,) = uow.cases.of_worker(talk.worker_id)
        assert {offer.partner_id for offer in uow.cases.offers(case.id)} == {COORDINATOR, "union"}
