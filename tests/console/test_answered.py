"""A worker's message is answered by telephone or face to face: it leaves "The worker has written" all the same."""

import re
from datetime import timedelta

import pytest

from bot.cases.messages import worker_message
from bot.cases.questions import answer_question
from tests.console.conftest import Browser, Town

CALLED = {"kind": "call", "whom": "worker", "on": "2026-11-24", "hour": "10:05", "note": "She has found a room."}
ANSWERED = {**CALLED, "answers": "yes"}
WROTE = "The worker has written."


def _writes(town: Town, number: str, text: str = "Tôi đã tìm được phòng.") -> None:
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        worker_message(uow, town.notifier, case.id, town.clock.business(), text=text, language="vi")


def _reached(town: Town, north: Browser) -> str:
    number = town.file("north", "south")
    north.act(town, number, "accept")
    north.act(town, number, "reached", on="2026-11-24", note="by phone")
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        (question,) = uow.cases.open_questions(case.id, "reached")
        answer_question(uow, town.notifier, question.id, "yes", town.clock.business())
    _writes(town, number)
    town.clock.advance(timedelta(minutes=10))
    return number


def test_answered_by_a_call_it_leaves_the_list_of_those_who_wrote(town: Town) -> None:
    north = town.log_in("north")
    number = _reached(town, north)
    assert WROTE in north.get("/console").text
    page = north.get(f"/console/cases/{number}").text
    assert "Answered by telephone or in person" in page
    assert north.act(town, number, "appointments", **ANSWERED).headers["location"].endswith("done=answered")
    assert WROTE not in north.get("/console").text
    page = north.get(f"/console/cases/{number}?done=answered").text
    assert "Answered by telephone or in person" not in page
    assert "answered by telephone · today 10:05" in page
    assert "She has found a room." in page
    assert "took place: call, the worker, today 10:05" in page
    _writes(town, number, "Cảm ơn.")
    assert WROTE in north.get("/console").text


def test_another_organisation_sees_that_it_was_answered_and_not_the_note(town: Town) -> None:
    north = town.log_in("north")
    number = _reached(town, north)
    coordinator = town.log_in("coordinator")
    coordinator.act(town, number, "accept")
    north.act(town, number, "appointments", **ANSWERED)
    page = coordinator.get(f"/console/cases/{number}").text
    assert "(North) · answered by telephone" in page
    assert "She has found a room." not in page


def test_a_call_that_is_written_down_after_the_message_answers_it_too(town: Town) -> None:
    north = town.log_in("north")
    number = _reached(town, north)
    north.act(town, number, "appointments", **{**CALLED, "whom": "employer"})
    assert WROTE in north.get("/console").text
    north.act(town, number, "appointments", **{**CALLED, "hour": "09:30"})
    assert WROTE in north.get("/console").text
    north.act(town, number, "appointments", **CALLED)
    assert WROTE not in north.get("/console").text


def test_a_planned_call_answers_once_it_took_place(town: Town) -> None:
    north = town.log_in("north")
    number = _reached(town, north)
    north.act(town, number, "appointments", **{**CALLED, "hour": "11:00"})
    assert WROTE in north.get("/console").text
    planned = re.search(r"/appointments/(\w+)\"", north.get(f"/console/cases/{number}").text)
    assert planned is not None
    town.clock.advance(timedelta(hours=1))
    north.act(town, number, f"appointments/{planned.group(1)}", became="held")
    assert WROTE not in north.get("/console").text


def test_who_has_reached_a_worker_says_at_once_that_this_was_the_answer(town: Town) -> None:
    number = town.file("north")
    north = town.log_in("north")
    north.act(town, number, "accept")
    _writes(town, number)
    page = north.get(f"/console/cases/{number}").text
    assert "This also answers what the worker wrote" in page
    north.act(town, number, "reached", on="2026-11-24", note="by phone", answers="yes")
    assert WROTE not in north.get("/console").text
    assert "answered when the worker was reached" in north.get(f"/console/cases/{number}").text
    other = town.file("north")
    north.act(town, other, "accept")
    _writes(town, other)
    north.act(town, other, "reached", on="2026-11-24", note="by phone")
    assert WROTE in north.get("/console").text


@pytest.mark.parametrize("at", [{"hour": "09:30"}, {"hour": "10:30"}, {"on": "2026-11-25"}, {"whom": "employer"}])
def test_an_answer_before_the_message_or_ahead_of_now_is_none(town: Town, at: dict[str, str]) -> None:
    north = town.log_in("north")
    number = _reached(town, north)
    assert north.act(town, number, "appointments", **ANSWERED | at).status_code == 422
    assert WROTE in north.get("/console").text


def test_a_message_that_comes_while_the_page_is_open_is_not_answered_unread(town: Town) -> None:
    north = town.log_in("north")
    number = _reached(town, north)
    rev = str(town.rev(number))
    _writes(town, number, "Họ đuổi tôi.")
    sent = north.send(f"/console/cases/{number}/appointments", rev=rev, **ANSWERED)
    assert sent.status_code == 409
    assert WROTE in north.get("/console").text
