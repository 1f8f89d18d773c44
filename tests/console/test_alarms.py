"""The program's own worries in the console: who sees them, what ends each, and looking at what has happened."""

import re

import pytest

from bot.access import accounts
from storage.models import AlarmKind
from tests.console.conftest import Town


def _raise(town: Town, kind: AlarmKind, subject: str = "") -> str:
    with town.db.write() as uow:
        uow.system.raise_alarm(kind, subject, {"error": "ValueError"}, town.clock.now())
        return str(uow.system.open_alarms()[-1].id)


def _on(town: Town) -> list[str]:
    with town.db.read() as uow:
        return [alarm.kind for alarm in uow.system.open_alarms()]


def test_alarms_reach_the_coordinator_and_nobody_else(town: Town) -> None:
    _raise(town, AlarmKind.NO_COORDINATOR)
    assert "Needs attention: 1" in town.log_in("coordinator").get("/console").text
    assert "There is no coordinator to tell" in town.log_in("coordinator").get("/console/alarms").text
    assert "Needs attention" not in town.log_in("north").get("/console").text


def test_every_alarm_says_what_ends_it(town: Town) -> None:
    for kind in AlarmKind:
        _raise(town, kind)
    page = town.log_in("coordinator").get("/console/alarms").text
    cards = page.split('<li class="card stack"')[1:]
    assert len(cards) == len(AlarmKind)
    for card in cards:
        assert not any(kind in card for kind in AlarmKind)  # words, not the program's own names
        (said,) = re.findall(r"<p>(Ends [^<]+)</p>", card)
        assert ("/looked-at" in card) == ("somebody has looked at it" in said)


def test_an_alarm_about_a_person_names_them(town: Town) -> None:
    _raise(town, AlarmKind.DEAD, town.people["north"].id)
    page = town.log_in("admin").get("/console/alarms").text
    assert "No contact of this person works any more</strong> · North" in page


@pytest.mark.parametrize("who", ["coordinator", "admin"])
@pytest.mark.parametrize("kind", [AlarmKind.SET_ASIDE, AlarmKind.RECEIPT])
def test_somebody_has_looked_at_it_and_says_what_they_found(town: Town, who: str, kind: AlarmKind) -> None:
    alarm = _raise(town, kind, "a-conversation")
    browser = town.log_in(who)
    answer = browser.send(f"/console/alarms/{alarm}/looked-at", note="Restarted after the update.")
    assert answer.headers["location"] == "/console/alarms?done=alarm_looked_at"
    assert _on(town) == []
    page = browser.get("/console/alarms?done=alarm_looked_at").text
    assert "Noted. The alarm is over." in page
    assert "No alarms." in page
    assert re.search(rf"Restarted after the update\.\s*<br>.*· {who.title()}", page)
    assert "alarm_looked_at" in town.audited("operator")
    assert "looked at an alarm" in browser.get("/console/audit").text
    assert "Needs attention" not in browser.get("/console").text


def test_two_who_look_at_the_same_time(town: Town) -> None:
    alarm = _raise(town, AlarmKind.RECEIPT)
    path = f"/console/alarms/{alarm}/looked-at"
    assert town.log_in("coordinator").send(path, note="first").status_code == 303
    late = town.log_in("deputy").send(path, note="second")
    assert late.status_code == 409
    assert "second" in late.text  # what they wrote is not lost
    assert "second" not in town.log_in("deputy").get("/console/alarms").text


@pytest.mark.parametrize("note", ["", "   ", "x" * 301])
def test_without_a_short_note_it_stays(town: Town, note: str) -> None:
    alarm = _raise(town, AlarmKind.SET_ASIDE)
    assert town.log_in("coordinator").send(f"/console/alarms/{alarm}/looked-at", note=note).status_code == 422
    assert _on(town) == ["update_set_aside"]


def test_what_ends_by_itself_nobody_ends_by_hand(town: Town) -> None:
    alarm = _raise(town, AlarmKind.NO_COORDINATOR)
    answer = town.log_in("coordinator").send(f"/console/alarms/{alarm}/looked-at", note="never mind")
    assert answer.status_code == 422
    assert "nobody can end it by hand" in answer.text
    assert town.log_in("coordinator").send("/console/alarms/unknown/looked-at", note="x").status_code == 404
    assert _on(town) == ["no_coordinator"]


def test_confirming_the_own_address_ends_what_it_was_about_at_once(town: Town) -> None:
    deputy = town.people["deputy"]
    _raise(town, AlarmKind.NO_COORDINATOR)
    _raise(town, AlarmKind.DEAD, deputy.id)
    _raise(town, AlarmKind.NO_CONTACT, town.people["north"].id)
    number = town.file("north")
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        uow.cases.add_offer(case.id, "coordinator", 9, consented=True, now=town.clock.now())
        found = uow.access.get(deputy.id)
        assert found is not None
        code = accounts.start_confirmation(uow, found, town.clock.now())
    town.notifier.take()
    assert town.log_in("deputy").send("/console/account/email", code=code).status_code == 303
    assert _on(town) == ["staff_without_contact"]  # somebody else's
    told = {(said.to, said.what) for said in town.notifier.take()}
    assert told == {(town.people[name].id, "coordinator") for name in ("coordinator", "deputy")}


def test_closing_an_account_ends_the_alarm_about_it(town: Town) -> None:
    _raise(town, AlarmKind.DEAD, town.people["north"].id)
    town.log_in("coordinator").send(f"/console/people/{town.people['north'].id}/close")
    assert _on(town) == []


def test_an_organisation_whose_last_account_is_closed_is_named_and_its_case_goes_on(town: Town) -> None:
    number = town.file("north", "south")
    coordinator = town.log_in("coordinator")
    for person in town.people.values():
        if person.partner_id == town.partners["north"] and person.role != "interpreter":
            assert coordinator.send(f"/console/people/{person.id}/close").status_code == 303
    page = coordinator.get("/console/alarms").text
    assert "Nobody answers for this organisation any more" in page
    with town.db.read() as uow:
        asked = [offer for case, offer in uow.cases.of_partner(town.partners["south"]) if case.number == number]
        assert {o.partner_id: o.state for o in uow.cases.offers(asked[0].case_id)} == {
            town.partners["north"]: "lapsed", town.partners["south"]: "open",
        }  # fmt: skip


def test_an_administrator_learns_of_no_case_from_an_alarm(town: Town) -> None:
    number = town.file("north")
    with town.db.write() as uow:
        uow.system.raise_alarm(AlarmKind.NO_CONTACT, "", {"case": number, "since": "noon"}, town.clock.now())
    assert number in town.log_in("coordinator").get("/console/alarms").text
    page = town.log_in("admin").get("/console/alarms").text
    assert number not in page
    assert "since: noon" in page


def test_a_time_in_an_alarm_is_written_like_every_other(town: Town) -> None:
    with town.db.write() as uow:
        uow.system.raise_alarm(AlarmKind.FULL, "", {"until": "2026-11-22T23:36:00.080637+00:00"}, town.clock.now())
    page = town.log_in("coordinator").get("/console/alarms").text
    assert "T23:36" not in page
    assert re.search(r"until: [^<,]*08:36", page), "in Japan"
