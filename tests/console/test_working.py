"""Working through cases: the list, a case from asking to solving, and two people at once."""

import re

import pytest

from bot.cases.messages import worker_message
from bot.cases.questions import answer_question
from bot.escalation.tick import tick
from tests.console.conftest import SECRET_WORDS, Town


def _answers(town: Town, number: str, kind: str, choice: str) -> None:
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        (question,) = uow.cases.open_questions(case.id, kind)
        answer_question(uow, town.notifier, question.id, choice, town.clock.business())


def _writes(town: Town, number: str, text: str) -> None:
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        worker_message(uow, town.notifier, case.id, town.clock.business(), text=text, language="vi")


def test_a_case_from_the_request_to_the_workers_word(town: Town) -> None:
    number = town.file("north", urgent=True)
    north = town.log_in("north")
    assert north.act(town, number, "accept").headers["location"] == f"/console/cases/{number}?done=accepted"
    page = north.get(f"/console/cases/{number}?done=accepted").text
    assert "Accepted. Please contact the worker soon." in page
    assert "First: are you safe now?" in page  # the question in the staff member's language
    assert "Yes, I am safe" in page
    assert '<span class="original" lang="vi"' in page
    assert "Không sao" in page  # beside the worker's own words
    assert SECRET_WORDS in page
    assert "Threatened" in page

    done = north.act(town, number, "reached", on="2026-11-24", note="by phone")
    assert done.headers["location"].endswith("done=reached")
    _answers(town, number, "reached", "yes")
    assert north.act(town, number, "propose-solved", note="paid").headers["location"].endswith("done=solved_proposed")
    _answers(town, number, "solved", "yes")
    assert number in north.get("/console/closed").text
    assert number not in north.get("/console").text
    page = north.get(f"/console/cases/{number}").text
    for line in ("filed the report", "by phone", "confirms: reached", "says: solved"):
        assert line in page
    assert "Send</button>" not in page


def test_two_colleagues_at_once_and_a_double_click(town: Town) -> None:
    number = town.file("north")
    north, lead = town.log_in("north"), town.log_in("north-lead")
    rev = str(town.rev(number))
    assert north.send(f"/console/cases/{number}/accept", rev=rev).status_code == 303
    after = town.rev(number)
    for late in (north, lead):
        answer = late.send(f"/console/cases/{number}/accept", rev=rev)
        assert answer.status_code == 409
        assert "changed in the meantime" in answer.text
        assert f'href="/console/cases/{number}"' in answer.text
    stale = lead.send(f"/console/cases/{number}/decline", rev=rev, reason="full")
    assert stale.status_code == 409
    assert town.rev(number) == after


def test_an_outdated_form_gives_back_what_was_written(town: Town) -> None:
    number = town.file("north")
    north = town.log_in("north")
    north.act(town, number, "accept")
    answer = north.send(f"/console/cases/{number}/reached", rev="1", on="2026-11-24", note="spoke ten minutes")
    assert answer.status_code == 409
    assert "spoke ten minutes" in answer.text


def test_a_reply_sent_twice_is_one_message(town: Town) -> None:
    number = town.file("north")
    north = town.log_in("north")
    north.act(town, number, "accept")
    town.notifier.take()
    for _ in range(2):
        north.send(f"/console/cases/{number}/reply", text="Please send a photo.", once="abc")
        north.send(f"/console/cases/{number}/note", text="Call on Wednesday.", once="abc")
    assert [s.what for s in town.notifier.take() if s.to == "worker"] == ["case.staff_says_in"]
    page = north.get(f"/console/cases/{number}").text
    assert page.count("Please send a photo.") == 1
    assert page.count("Call on Wednesday.") == 1


def test_the_list_says_whose_turn_it_is_most_urgent_first(town: Town) -> None:
    calm, urgent, written, asked = (town.file("north", urgent=u) for u in (False, True, False, False))
    north = town.log_in("north")
    for number in (written, asked):
        north.act(town, number, "accept")
    _writes(town, written, "Có ai ở đó không?")
    north.act(town, asked, "reached", on="2026-11-24", note="phone")
    page = north.get("/console").text
    groups = dict(re.findall(r'id="(new|mine|worker)".*?<ol class="cases">(.*?)</ol>\s*</section>', page, re.DOTALL))
    assert re.findall(r'id="case-([A-Z0-9-]+)"', groups["new"]) == [urgent, calm]
    assert written in groups["mine"]
    assert "The worker has written." in groups["mine"]
    assert asked in groups["worker"]
    assert "Có ai" not in page


def test_a_request_nobody_answers_becomes_overdue_and_can_still_be_taken(town: Town) -> None:
    number = town.file("north", "south")
    for _ in range(72):
        town.clock.advance(hours=1)
        tick(town.db, town.notifier, town.clock.business())
    north = town.log_in("north")
    page = north.get("/console").text
    assert "No answer in time. You can still accept." in page
    assert number in town.log_in("south").get("/console").text
    assert north.act(town, number, "accept").headers["location"].endswith("done=accepted")
    assert town.log_in("south").get(f"/console/cases/{number}").status_code == 404


@pytest.mark.parametrize("hour", [0, 8, 9, 23])
def test_the_day_that_a_review_proposes_is_one_it_takes_at_any_hour(town: Town, hour: int) -> None:
    number = town.file("north")
    town.clock.advance(days=89, hours=hour - 10)
    coordinator = town.log_in("coordinator")
    page = coordinator.get(f"/console/cases/{number}").text
    form = page.partition(f"/console/cases/{number}/review")[2]
    day = re.search(r'name="until" min="[^"]+" max="([^"]+)" value="([^"]+)"', form)
    assert day is not None
    done = coordinator.act(town, number, "review", decision="keep", until=day.group(2), note="North goes on")
    assert done.headers["location"].endswith("done=reviewed")


def test_what_the_coordinator_was_asked_stays_overdue_when_the_ladder_has_ended(town: Town) -> None:
    number = town.file("north")
    for _ in range(14):
        town.clock.advance(days=1)
        tick(town.db, town.notifier, town.clock.business())
    coordinator = town.log_in("coordinator")
    page = coordinator.get("/console").text
    assert number in page.partition('<h2 id="overdue"')[2].partition("<h2")[0]
    assert "The time for reaching the worker has passed." in page


def test_declining_sends_it_on_and_takes_it_away(town: Town) -> None:
    number = town.file("north", "south")
    north = town.log_in("north")
    answer = north.act(town, number, "decline", reason="full")
    assert answer.headers["location"] == "/console?done=declined"
    assert north.get(f"/console/cases/{number}").status_code == 404
    assert town.log_in("south").get(f"/console/cases/{number}").status_code == 200


def test_handing_on_to_the_next_on_the_workers_list(town: Town) -> None:
    number = town.file("north", "south")
    north = town.log_in("north")
    north.act(town, number, "accept")
    answer = north.act(town, number, "hand-on", to=town.partners["south"], note="needs a union")
    assert answer.headers["location"].endswith("done=handed_on")
    assert north.get(f"/console/cases/{number}").status_code == 200
    assert town.log_in("south").act(town, number, "accept").status_code == 303
    assert north.act(town, number, "hand-on", to="nobody", note="x").status_code == 422


def test_asking_for_time(town: Town) -> None:
    number = town.file("north")
    north = town.log_in("north")
    north.act(town, number, "accept")
    assert north.act(town, number, "snooze", reason="interpreter", until="2026-11-20").status_code == 422
    assert north.act(town, number, "snooze", reason="interpreter", until="2026-11-26").status_code == 303
    assert "Put off." in north.get("/console").text
    assert "Ask for more time" not in north.get(f"/console/cases/{number}").text  # once: the policy says so
    again = north.act(town, number, "snooze", reason="more", until="2026-11-27")
    assert again.status_code == 409
    assert "not possible now" in again.text


def test_asking_for_time_before_accepting_says_that_only_reminders_stop(town: Town) -> None:
    number = town.file("north", "south")
    north = town.log_in("north")
    assert "the clock goes on: the next organisation is asked as planned" in north.get(f"/console/cases/{number}").text
    answer = north.act(town, number, "snooze", reason="She is away.", until="2026-11-26")
    said = north.get(answer.headers["location"]).text
    assert "You are not reminded until then. The clock goes on" in said
    assert "You have more time" not in said
    south = town.file("south")
    town.log_in("south").act(town, south, "accept")
    accepted = town.log_in("south").act(town, south, "snooze", reason="interpreter", until="2026-11-26")
    assert "You have more time" in town.log_in("south").get(accepted.headers["location"]).text


def test_without_consent_accepting_asks_the_worker_and_shows_nothing_more(town: Town) -> None:
    number = town.file("north")
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        uow.cases.offers(case.id)[0].consented = False
    north = town.log_in("north")
    assert north.act(town, number, "accept").status_code == 303
    page = north.get(f"/console/cases/{number}").text
    assert SECRET_WORDS not in page
    assert "not agreed yet" in page
    assert north.get(f"/console/cases/{number}/files/{town.attachment}").status_code == 404
    assert north.send(f"/console/cases/{number}/reply", text="hello", once="1").status_code == 403
    _answers(town, number, "may_read", "yes")
    assert SECRET_WORDS in north.get(f"/console/cases/{number}").text


def test_a_coordinator_looks_whether_an_old_case_goes_on(town: Town) -> None:
    number = town.file("north", urgent=True)
    town.log_in("north").act(town, number, "accept")
    coordinator = town.log_in("coordinator")
    page = coordinator.get(f"/console/cases/{number}").text
    assert "Looked at again on Mon 22 Feb 2027." in page
    assert "/review" not in page  # not before it is near
    town.clock.advance(days=91)
    coordinator, north = town.log_in("coordinator"), town.log_in("north")
    assert f"/console/cases/{number}/review" in coordinator.get(f"/console/cases/{number}").text
    assert "/review" not in north.get(f"/console/cases/{number}").text
    form = {"decision": "keep", "until": "2027-05-20", "note": "the court decides in May"}
    assert north.act(town, number, "review", **form).status_code == 403
    assert coordinator.act(town, number, "review", **form | {"until": "2026-01-01"}).status_code == 422
    assert coordinator.act(town, number, "review", **form).headers["location"].endswith("done=reviewed")
    assert town.audited("operator")[-1] == "review"
    told = [said for said in town.notifier.said if said.what == "case.review_keep"]
    assert str(told[0].params["until"]) == "2027-05-20"
    assert "Looked at again on Thu 20 May." in coordinator.get(f"/console/cases/{number}").text
    assert "looked at the case: it goes on, until Thu 20 May" in north.get(f"/console/cases/{number}").text
