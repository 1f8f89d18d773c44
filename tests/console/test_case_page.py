"""What the page of a case shows, to whom, and what opening it leaves behind."""

import re
from datetime import timedelta

import pytest

from bot.access.roles import Role
from bot.cases.consent import worker_lets_read
from bot.cases.corrections import corrected
from bot.cases.dead import recipient_dead
from bot.clock import JAPAN
from bot.escalation.tick import tick
from storage.models import COORDINATOR
from tests.console.conftest import NOW, SECRET_WORDS, Town
from tests.console.test_working import _writes


def test_before_accepting_there_is_urgency_region_and_language_only(town: Town) -> None:
    number = town.file("north", urgent=True)
    page = town.log_in("north").get(f"/console/cases/{number}").text
    for shown in ("Urgent", "Vietnamese", "Chubu", number):
        assert shown in page
    for hidden in (SECRET_WORDS, "Aichi", "Unpaid overtime", "Threatened", "Không sao"):
        assert hidden not in page
    listed = town.log_in("north").get("/console").text
    assert number in listed
    for hidden in ("Aichi", "Unpaid overtime", "Threatened"):
        assert hidden not in listed


def test_everything_that_is_opened_and_done_is_written_down(town: Town) -> None:
    number = town.file("north")
    north = town.log_in("north")
    north.get("/console")
    north.get("/console/list")  # what the page fetches by itself is no opening
    north.get(f"/console/cases/{number}")
    north.act(town, number, "accept")
    north.get(f"/console/cases/{number}")
    north.get(f"/console/cases/{number}/files")
    for part in ("/small", "/copy", ""):
        north.get(f"/console/cases/{number}/files/{town.attachment}{part}")
    town.log_in("north-lead").get(f"/console/cases/{number}/files/{town.attachment}")
    north.send(f"/console/cases/{number}/note", text="n", once="1")
    town.log_in("south").get(f"/console/cases/{number}")
    assert town.audited(town.partners["north"]) == [
        "list", "read_offer", "accept", "read_full", "see_files", "see_picture", "download_copy", "download", "note",
    ]  # fmt: skip
    assert town.audited(town.partners["south"]) == []
    page = town.log_in("north-lead").get("/console/audit").text
    assert "read a case" in page
    assert number in page
    assert "unbroken" in page


def test_what_was_done_on_the_server_is_told_of_its_operator_and_not_of_the_clock(town: Town) -> None:
    with town.db.write() as uow:
        uow.access.audit("operator", staff_id=None, action="record_made", now=NOW)
    page = town.log_in("coordinator").get("/console/audit").text
    assert "Operator, on the server" in page
    assert "The clock" not in page


@pytest.mark.parametrize(("lang", "why"), [("en", "The worker has at least 14 days"), ("ja", "14日以上先の日")])
def test_what_is_refused_says_why_in_the_readers_language(town: Town, lang: str, why: str) -> None:
    number = town.file("north")
    for _ in range(85):
        town.clock.advance(days=1)
        tick(town.db, town.notifier, town.clock.business())
    town.person("reader", Role.COORDINATOR, locale=lang)
    coordinator = town.log_in("reader")
    soon = (town.clock.business() + timedelta(days=5)).date().isoformat()
    page = coordinator.act(town, number, "review", decision="end", until=soon, note="nobody there").text
    assert why in page
    assert ("Not possible now" if lang == "en" else "今はできません") in page


def test_a_coordinator_sees_where_it_stands_and_reads_it_after_stepping_in(town: Town) -> None:
    number = town.file("north")
    coordinator = town.log_in("coordinator")
    page = coordinator.get(f"/console/cases/{number}").text
    assert "North" in page
    assert "Aichi" in page
    assert SECRET_WORDS not in page
    assert coordinator.act(town, number, "accept").status_code == 303
    assert SECRET_WORDS in coordinator.get(f"/console/cases/{number}").text
    assert town.audited("operator") == ["read_routing", "accept", "read_full"]


def test_an_open_page_learns_that_its_case_has_changed(town: Town) -> None:
    number = town.file("north")
    north = town.log_in("north")
    rev = town.rev(number)
    assert north.get(f"/console/cases/{number}/since/{rev}").status_code == 204
    _writes(town, number, "hello")
    page = north.get(f"/console/cases/{number}/since/{rev}")
    assert "has changed" in page.text
    assert "hello" not in page.text


def test_what_a_worker_types_can_not_break_the_page(town: Town) -> None:
    number = town.file("north")
    north = town.log_in("north")
    north.act(town, number, "accept")
    _writes(town, number, "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e\u0000")
    page = north.get(f"/console/cases/{number}").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert" in page


def test_a_case_that_was_erased_says_so(town: Town) -> None:
    number = town.file("north")
    north = town.log_in("north")
    north.act(town, number, "accept")
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        case.state, case.closed_at = "resolved", town.clock.business()
        uow.flush()
        uow.cases.erase(case.id)
    page = north.get(f"/console/cases/{number}")
    assert page.status_code == 200
    assert "Erased on Tue 24 Nov: what the worker told is gone" in page.text
    assert north.get("/console/closed").status_code == 200


def test_an_answer_the_worker_changed_later_is_marked_with_what_stood_there_before(town: Town) -> None:
    number = town.file("north")
    north = town.log_in("north")
    north.act(town, number, "accept")
    town.clock.advance(hours=1)
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        uow.conversations.record(
            run_id=case.run_id, visit=40, worker_id=case.worker_id, step="unpaid_overtime.overtime_month",
            variable="overtime_month", language="vi", release=1, at=town.clock.business(), raw="60-80 giờ", value="h80",
            replaces=True,
        )  # fmt: skip
        step = "unpaid_overtime.overtime_month"
        corrected(
            uow, town.notifier, case.id, town.clock.business(), step=step, variable="overtime_month", before="h45",
            after="h80",
        )  # fmt: skip
    page = north.get(f"/console/cases/{number}").text
    assert "Changed by the worker today 11:00." in page
    assert re.search(r"Before: [^<]*45", page)
    assert "changed an answer: " in page
    assert page.count("Changed by the worker") == 1
    told = [said for said in town.notifier.said if said.what == "corrected"]
    assert {said.to for said in told} == {town.people["north"].id, town.people["north-lead"].id}


def test_who_handed_it_on_is_not_blamed_for_a_time_that_did_not_run_out(town: Town) -> None:
    number = town.file("north", "south")
    north = town.log_in("north")
    north.act(town, number, "accept")
    assert north.act(town, number, "hand-on", to=town.partners["south"], note="She lives there.").status_code == 303
    for page in (north.get(f"/console/cases/{number}").text, north.get("/console").text):
        assert "You handed it on; another organisation is asked." in page
        assert "time ran out" not in page.lower()
    assert "handed on" in north.get(f"/console/cases/{number}").text
    assert "Overdue" not in town.log_in("south").get(f"/console/cases/{number}").text


def test_what_the_worker_struck_out_is_said_in_words(town: Town) -> None:
    number = town.file("north")
    town.log_in("north").act(town, number, "accept")
    with town.db.write() as uow:
        found = uow.cases.find(number)
        case = uow.cases.locked(found.id) if found is not None else None
        assert case is not None
        worker_lets_read(uow, town.notifier, case, town.partners["north"], False, town.clock.business())
    page = town.log_in("coordinator").get(f"/console/cases/{number}").text
    assert "the worker does not want it" in page
    assert "staff.decline" not in page


def test_what_the_worker_wrote_is_one_press_away_from_the_top_of_a_long_page(town: Town) -> None:
    number = town.file("north")
    north = town.log_in("north")
    north.act(town, number, "accept")
    assert 'href="#talk"' not in north.get(f"/console/cases/{number}").text
    _writes(town, number, "Are you there?")
    page = north.get(f"/console/cases/{number}").text
    assert '<a href="#talk">The worker has written.</a>' in page
    assert page.count('id="talk"') == 1


def test_a_time_that_ran_out_has_the_hour_at_which_it_did(town: Town) -> None:
    number = town.file("north", "south", urgent=True)
    town.log_in("north").act(town, number, "accept")
    accepted = town.clock.business()
    while not (page := _said_of_lapsed(town, number)):
        town.clock.advance(minutes=30)
        tick(town.db, town.notifier, town.clock.business())
        assert town.clock.business() < accepted + timedelta(days=3)
    ran_out = town.clock.business().astimezone(JAPAN)
    assert f"today {ran_out:%H:%M}" in page
    assert f"{accepted.astimezone(JAPAN):%H:%M}" not in page
    town.clock.advance(minutes=7)
    town.log_in("north").act(town, number, "hand-on", to=COORDINATOR, note="We have nobody.")
    assert f"today {ran_out:%H:%M}" in _said_of_lapsed(town, number), "handing it on changes nothing of that"


def test_of_whoever_could_not_be_told_nothing_is_said_of_a_time_that_ran_out(town: Town) -> None:
    number = town.file("north", "south")
    with town.db.write() as uow:
        for person in uow.partners.staff_of(town.partners["north"]):
            person.email_confirmed_at = person.telegram_confirmed_at = None
            recipient_dead(uow, town.notifier, person.id, town.clock.business())
    page = town.log_in("coordinator").get(f"/console/cases/{number}").text
    who = page[page.index('id="who"') :]
    assert "could not tell anybody at" in who[: who.index("</ul>")]
    assert "time ran out" not in who


def test_whoever_was_asked_beside_another_has_run_out_of_time_when_their_own_was_over(town: Town) -> None:
    number = town.file("north", "south")
    town.clock.advance(minutes=10)
    town.log_in("coordinator").act(town, number, "hand-on", to=town.partners["south"], note="They speak Vietnamese.")
    while not (page := _said_of_lapsed(town, number)):
        town.clock.advance(hours=3)
        tick(town.db, town.notifier, town.clock.business())
        assert town.clock.business() < NOW + timedelta(days=10)
    ran_out = town.clock.business().astimezone(JAPAN)
    assert f"today {ran_out:%H:%M}" in page


def _said_of_lapsed(town: Town, number: str) -> str:
    """What stands under the name of the organisation whose time ran out."""
    page = town.log_in("coordinator").get(f"/console/cases/{number}").text
    found = re.search(r"time ran out[^<]*· [^<]*", page)
    return found[0] if found else ""
