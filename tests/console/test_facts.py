"""What staff learn is recorded on the case's page; the page says what moved, from when to when, why, by which law."""

from tests.console.conftest import Town


def test_a_day_that_was_learnt_moves_the_limit_and_the_page_says_so(town: Town) -> None:
    number = town.file("north", "south")
    north = town.log_in("north")
    north.act(town, number, "accept")
    page = f"/console/cases/{number}"
    fact = {"fact": "contract_end", "day": "2026-11-20", "note": "Said on the telephone."}
    assert north.act(town, number, "fact", **fact).headers["location"] == f"{page}?done=fact_recorded"
    told = {"fact": "flight_date", "day": "2026-11-25", "note": "Shown the ticket."}
    assert north.act(town, number, "fact", **told).status_code == 303
    shown = north.get(page).text
    assert "Immigration Act 19-16 (S23, S24)" in shown
    assert "recorded: Flight home booked for: 2026-11-25" in shown
    assert "moved the time limit from" in shown
    assert "Shown the ticket." in shown
    assert "record_fact" in town.audited(town.partners["north"])
    assert north.act(town, number, "fact", fact="flight_date", day="", note="Called off.").status_code == 303
    assert "recorded: Flight home booked for: it is not so" in north.get(page).text
    assert "no longer:" in north.get(page).text


def test_a_tie_that_shows_itself_ends_the_access_of_that_organisation(town: Town) -> None:
    number = town.file("north", "south")
    with town.db.write() as uow:
        partner = uow.partners.get(town.partners["north"])
        assert partner is not None
        partner.ties = ["Fuji Foods"]
    north = town.log_in("north")
    north.act(town, number, "accept")
    named = north.act(town, number, "fact", fact="who_pays", name="Fuji Foods K.K.", note="On the payslip.")
    assert named.headers["location"] == "/console?done=fact_recorded"
    assert north.get(f"/console/cases/{number}").status_code == 404
    assert "Tied to a body named" in town.log_in("coordinator").get(f"/console/cases/{number}").text


def test_a_day_that_is_still_ahead_is_refused_with_a_sentence(town: Town) -> None:
    number = town.file("north", "south")
    north = town.log_in("north")
    north.act(town, number, "accept")
    ahead = {"fact": "stay_applied", "day": "2027-01-15", "note": "They plan to go."}
    refused = north.act(town, number, "fact", **ahead)
    assert refused.status_code == 422
    assert "This day is still ahead." in refused.text
    wrong = north.act(town, number, "fact", fact="days_granted", days="a year", note="On the card.")
    assert wrong.status_code == 422
    assert "such as 365" in wrong.text
    assert "recorded:" not in north.get(f"/console/cases/{number}").text
    assert north.act(town, number, "fact", fact="days_granted", days="365", note="On the card.").status_code == 303
    assert "365" in north.get(f"/console/cases/{number}").text
