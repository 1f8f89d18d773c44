"""Whose case it is within the organisation that accepted it: the list follows, also when somebody is away."""

import re
from datetime import timedelta

from bot.cases.messages import worker_message
from tests.console.conftest import NOW, Town


def _group(town: Town, who: str, number: str) -> str:
    """Under which heading a person's list has the case."""
    page = town.log_in(who).get("/console").text
    before = page[: page.index(f'id="case-{number}"')]
    return str(re.findall(r'<section aria-labelledby="([a-z_]+)"', before)[-1])


def _away(town: Town, who: str, substitute: str | None = None) -> None:
    with town.db.write() as uow:
        staff = uow.access.get(town.people[who].id)
        assert staff is not None
        staff.away_until = NOW + timedelta(days=7)
        staff.substitute_id = town.people[substitute].id if substitute else None


def _taken(town: Town) -> str:
    number = town.file("north", "south")
    assert town.log_in("north").act(town, number, "accept").status_code == 303
    return number


def test_a_case_is_taken_and_stands_under_your_turn_for_that_person_alone(town: Town) -> None:
    number = _taken(town)
    assert _group(town, "north", number) == _group(town, "north-lead", number) == "mine"
    north = town.log_in("north")
    done = north.act(town, number, "assign", to=town.people["north"].id)
    assert done.headers["location"].endswith("done=assigned")
    assert _group(town, "north", number) == "mine"
    assert _group(town, "north-lead", number) == "others"
    seen = town.log_in("north-lead").get("/console").text
    assert "A colleague has it." in seen
    assert "With North" in seen
    page = north.get(f"/console/cases/{number}").text
    assert "gives the case to North (North)" in page
    assert "assign" in town.audited(town.partners["north"])


def test_a_lead_gives_it_to_somebody_and_takes_it_back_for_everybody(town: Town) -> None:
    number = _taken(town)
    lead = town.log_in("north-lead")
    assert lead.act(town, number, "assign", to=town.people["north"].id).status_code == 303
    assert [said.what for said in town.notifier.said if said.to == town.people["north"].id][-1] == "assigned"
    assert _group(town, "north-lead", number) == "others"
    assert number in town.log_in("north").get("/console?mine=1").text
    assert number not in lead.get("/console?mine=1").text
    assert lead.act(town, number, "assign", to="").status_code == 303
    assert _group(town, "north-lead", number) == "mine"


def test_nobody_but_a_lead_gives_it_to_others_and_nobody_to_strangers(town: Town) -> None:
    number = _taken(town)
    north, lead = town.log_in("north"), town.log_in("north-lead")
    assert north.act(town, number, "assign", to=town.people["north-lead"].id).status_code == 409
    for stranger in ("south", "coordinator", "north-interpreter"):
        assert lead.act(town, number, "assign", to=town.people[stranger].id).status_code == 422, stranger
    lead.act(town, number, "assign", to=town.people["north-lead"].id)
    assert north.act(town, number, "assign", to="").status_code == 409  # not theirs to give back
    assert town.log_in("south").act(town, number, "assign", to="").status_code in (403, 404)


def test_whoever_is_away_passes_it_on(town: Town) -> None:
    number = _taken(town)
    town.log_in("north").act(town, number, "assign", to=town.people["north"].id)
    assert _group(town, "north-lead", number) == "others"
    _away(town, "north")  # with nobody standing in: everybody's
    assert _group(town, "north-lead", number) == "mine"
    _away(town, "north", "north-lead")
    assert _group(town, "north-lead", number) == "mine"
    assert _group(town, "north", number) == "others"
    assert "With North-Lead" in town.log_in("north").get(f"/console/cases/{number}").text
    town.clock.advance(days=8)  # back again
    assert "With North-Lead" not in town.log_in("north").get(f"/console/cases/{number}").text


def test_a_message_wakes_whose_case_it_is(town: Town) -> None:
    number = town.file("north", urgent=True)
    town.log_in("north").act(town, number, "accept")
    town.log_in("north").act(town, number, "assign", to=town.people["north"].id)
    town.notifier.said.clear()
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        worker_message(uow, town.notifier, case.id, town.clock.business(), text="Are you there?")
    woken = {said.to for said in town.notifier.said if said.at_once}
    assert woken == {town.people["north"].id}
