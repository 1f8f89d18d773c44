"""Password or phone lost: a second person begins, and only the owner of the account comes back in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.access import recovery
from tests.console.conftest import PASSWORD, Town

NEW = "five words nobody ever wrote"


def _confirmed(town: Town, *names: str) -> None:
    with town.db.write() as uow:
        for name in names:
            staff = uow.access.get(town.people[name].id)
            assert staff is not None
            staff.email_confirmed_at = town.clock.now()


def _sent(town: Town) -> dict[str, list[str]]:
    """What has been sent since it was last asked, by who got it."""
    told: dict[str, list[str]] = {}
    names = {f"staff:{staff.id}:email": name for name, staff in town.people.items()}
    for _ in range(5):
        town.clock.advance(seconds=5)
        now = town.clock.now()
        with town.db.write() as uow:
            claims = uow.outbox.claim(now, timedelta(seconds=1), 10, ("email",))
            for lane, rows in uow.outbox.take(claims, now, 10).items():
                for row in rows:
                    uow.outbox.sent(row, now, None)
                    told.setdefault(names[lane], []).append(row.payload["text"])
    return told


def _recover(town: Town, by: str, whom: str) -> int:
    return town.log_in(by).send(f"/console/people/{town.people[whom].id}/recover").status_code


@pytest.mark.parametrize("by", ["north-lead", "coordinator", "admin"])
def test_the_link_goes_to_the_person_and_to_nobody_else(town: Town, by: str) -> None:
    _confirmed(town, "north", by)
    old, lead = town.log_in("north"), town.log_in(by)
    begun = lead.send(f"/console/people/{town.people['north'].id}/recover")
    page = lead.get(begun.headers["location"]).text
    (mail,) = _sent(town)["north"]
    code = re.search(r"/console/join#([A-Z0-9-]+)", mail)
    assert code is not None
    assert town.people[by].name in mail
    assert code.group(1) not in begun.text + page
    assert "has been sent a link" in page

    # Nothing old opens the account from now on.
    assert old.get("/console").status_code == 303
    assert "a way back in was sent, until tomorrow 10:00" in lead.get("/console/people").text
    stranger = town.browser()
    form = {"email": "north@todoke.example", "password": PASSWORD}
    assert stranger.post("/console/login", form).status_code == 403

    browser = town.browser()
    joined = browser.post("/console/join", {"code": code.group(1), "name": "", "password": NEW})
    assert joined.headers["location"] == "/console/second-factor"
    assert browser.get("/console").headers["location"] == "/console/second-factor"
    assert browser.post("/console/join", {"code": code.group(1), "name": "", "password": NEW}).status_code == 403
    told = _sent(town)
    assert "opened anew" in told["north"][-1]
    assert "is back in" in told[by][-1]
    chain = town.partners["north"] if by == "north-lead" else "operator"
    assert "recovery_begun" in town.audited(chain)
    assert "recovered" in town.audited(town.partners["north"])


def test_whoever_can_be_reached_gets_no_link_through_somebody_else(town: Town) -> None:
    _confirmed(town, "north")
    lead = town.log_in("north-lead")
    page = lead.send(f"/console/people/{town.people['north'].id}/again")
    assert page.status_code == 422
    assert "/console/join#" not in page.text
    assert town.log_in("north").get("/console").status_code == 200


def test_without_a_confirmed_contact_there_is_nowhere_to_send_it(town: Town) -> None:
    north = town.log_in("north")
    assert _recover(town, "north-lead", "north") == 422
    assert north.get("/console").status_code == 200
    handed = town.log_in("north-lead").send(f"/console/people/{town.people['north'].id}/again")
    assert "/console/join#" in handed.text


def test_nobody_begins_their_own(town: Town) -> None:
    _confirmed(town, "north-lead")
    assert _recover(town, "north-lead", "north-lead") == 422


def test_another_organisations_lead_does_not_even_learn_that_there_is_an_account(town: Town) -> None:
    _confirmed(town, "north")
    assert _recover(town, "south-lead", "north") == 404
    assert _recover(town, "auditor", "north") == 403


def test_a_link_that_was_not_used_in_a_day_is_none(town: Town) -> None:
    _confirmed(town, "north")
    _recover(town, "north-lead", "north")
    (mail,) = _sent(town)["north"]
    code = re.search(r"/console/join#([A-Z0-9-]+)", mail)
    assert code is not None
    town.clock.advance(hours=24)
    assert town.browser().post("/console/join", {"code": code.group(1), "password": NEW}).status_code == 403


def test_one_of_several_log_ins_is_ended(town: Town) -> None:
    here, left = town.log_in("north"), town.log_in("north")
    other = town.log_in("south")
    names = re.findall(r'name="which" value="([0-9a-f]+)"', here.get("/console/account").text)
    assert len(names) == 1
    assert other.send("/console/account/log-ins/end-one", which=names[0]).status_code == 404
    assert other.send("/console/account/log-ins/end-one", which="\u00e9 \u3042").status_code == 404, "whatever it is"
    assert left.get("/console").status_code == 200
    assert here.send("/console/account/log-ins/end-one", which=names[0]).status_code == 303
    assert left.get("/console").status_code == 303
    assert here.get("/console").status_code == 200
    assert "log_in_ended" in town.audited(town.partners["north"])


def _acts(town: Town) -> bool:
    """Whether a button pressed in North's chat acts for North."""
    with town.db.read() as uow:
        return uow.access.by_telegram("4711") is not None


def _link(town: Town) -> None:
    with town.db.write() as uow:
        staff = uow.access.get(town.people["north"].id)
        assert staff is not None
        uow.access.set_telegram(staff, "4711", town.clock.now())


def test_a_stolen_phone_whose_chat_was_linked_acts_for_nobody_from_the_beginning_on(town: Town) -> None:
    _confirmed(town, "north")
    _link(town)
    assert _acts(town)
    assert _recover(town, "north-lead", "north") == 303
    assert not _acts(town)
    code = re.search(r"/console/join#([A-Z0-9-]+)", _sent(town)["north"][0])
    assert code is not None
    town.browser().post("/console/join", {"code": code.group(1), "name": "", "password": NEW})
    assert not _acts(town), "whose hands it is in, nobody knows: it is linked anew"


def test_a_chat_through_which_its_owner_came_back_acts_for_them_again(town: Town) -> None:
    _link(town)
    with town.db.write() as uow:
        staff = uow.access.get(town.people["north"].id)
        assert staff is not None
        code = recovery.begin(uow, staff, town.people["north-lead"], town.clock.now(), mail=True)
    assert not _acts(town)
    town.browser().post("/console/join", {"code": code, "name": "", "password": NEW})
    assert _acts(town)
