"""A name that may be a tie stands on the case, for the coordinator alone."""

from bot.cases.ties import gone_ties, note_possible
from bot.compliance.records import Draft, confirm, save, take_back
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
    said = "lost access because of a tie. What was named has changed since"
    assert said in town.log_in("coordinator").get(f"/console/cases/{number}").text
    assert said not in town.log_in("north").get(f"/console/cases/{number}").text
    town.log_in("coordinator").act(
        town, number, "standing", change="clear", partner=town.partners["south"], note="It was another company."
    )
    assert said not in town.log_in("coordinator").get(f"/console/cases/{number}").text
