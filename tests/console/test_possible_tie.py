"""A name that may be a tie stands on the case, for the coordinator alone."""

from datetime import timedelta

from bot.cases.access import Access, access_to
from bot.cases.ties import gone_ties, note_possible
from bot.compliance.records import Draft, confirm, merge, save, take_back
from tests.console.conftest import Town


def test_the_coordinator_sees_which_organisation_to_look_at_and_the_organisation_does_not(town: Town) -> None:
    number = town.file("north", "south")
    town.log_in("north").act(town, number, "accept")
    with town.db.write() as uow:
        partner = uow.partners.get(town.partners["north"])
        found = uow.cases.find(number)
        assert partner is not None
        assert found is not None
        partner.ties = ["NTT"]
        case = uow.cases.locked(found.id)
        assert case is not None
        note_possible(uow, town.notifier, case, [partner], ("NTT East",), town.clock.business())
        uow.cases.changed(case)
    said = "may be, or be bound to, a body that was named in this case. If it is"
    assert said in town.log_in("coordinator").get(f"/console/cases/{number}").text
    page = town.log_in("north").get(f"/console/cases/{number}").text
    assert number in page
    assert said not in page


def test_an_organisation_that_was_another_one_shows_the_coordinator_whose_tie_is_gone(town: Town) -> None:
    """South is bound to the body that north takes for the employer, and then says that it was another one."""
    number = town.file("north", "south")
    town.log_in("north").act(town, number, "accept")
    with town.db.write() as uow:
        partner, found, person = uow.partners.get(town.partners["south"]), uow.cases.find(number), town.people["north"]
        assert partner is not None
        assert found is not None
        partner.ties = ["Fuji Foods"]
        uow.session.flush()
        now, notifier, case_id = town.clock.business(), town.notifier, found.id
        one = save(uow, Draft(kind="accepting", name="Fuji Foods"), person, now)
        confirm(uow, notifier, case_id, person, None, now, organisation_id=one.id)
        assert gone_ties(uow, found) == [], "as long as the report is about it"
        [link] = uow.organisations.of_case(case_id)
        take_back(uow, notifier, case_id, person, None, now, link_id=link.id)
        assert gone_ties(uow, found) == [town.partners["south"]]
        assert [line.kind for line in uow.cases.events(case_id)].count("tie_gone") == 1
    said = "lost access because of a tie. Names, records or ties have changed since"
    assert said in town.log_in("coordinator").get(f"/console/cases/{number}").text
    assert said not in town.log_in("north").get(f"/console/cases/{number}").text
    town.log_in("coordinator").act(
        town, number, "standing", change="clear", partner=town.partners["south"], note="It was another company."
    )
    assert said not in town.log_in("coordinator").get(f"/console/cases/{number}").text


def test_two_records_that_were_never_one_body_show_whom_the_report_was_kept_from(town: Town) -> None:
    """South is bound to Fuji Foods. While that stood for Fuji Farm as well, a report was said to be about it; then the
    two are taken apart, and the report may have been about the farm."""
    number = town.file("north", "south")
    town.log_in("north").act(town, number, "accept")
    with town.db.write() as uow:
        partner, found, person = uow.partners.get(town.partners["south"]), uow.cases.find(number), town.people["north"]
        assert partner is not None
        assert found is not None
        partner.ties = ["Fuji Foods"]
        uow.session.flush()
        now, case_id = town.clock.business(), found.id
        foods = save(uow, Draft(kind="accepting", name="Fuji Foods"), person, now).id
        farm = save(uow, Draft(kind="accepting", name="Fuji Farm"), person, now).id
        merge(uow, farm, foods, person, now, note="One telephone number.")
        confirm(uow, town.notifier, case_id, person, None, now, organisation_id=farm)
        assert gone_ties(uow, found) == []
    town.clock.advance(timedelta(hours=1))
    coordinator = town.log_in("coordinator")
    assert coordinator.send(f"/console/organisations/{farm}/apart").status_code == 303
    said = "lost access because of a tie."
    assert said in coordinator.get(f"/console/cases/{number}").text
    with town.db.read() as uow:
        found = uow.cases.find(number)
        assert found is not None
        assert gone_ties(uow, found) == [town.partners["south"]]
        assert [line.kind for line in uow.cases.events(found.id)].count("tie_gone") == 1
        assert access_to(uow, found, town.people["south"]) is Access.NONE, "nothing is given back by itself"
