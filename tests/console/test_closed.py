"""Closed cases: fifty a page, by how they ended and what they were about, and nothing is told that was not known."""

import re

from sqlalchemy import event

from bot.cases.withdraw import withdraw
from storage.models import CaseState
from tests.console.conftest import Town


def _numbers(page: str) -> list[str]:
    return re.findall(r'<td><a href="/console/cases/([0-9A-Z-]+)"', page)


def _closed(
    town: Town, state: CaseState = CaseState.RESOLVED, topic: str = "unpaid_overtime", take: bool = True
) -> str:
    number = town.file("north", topic=topic)
    if take:
        town.log_in("north").act(town, number, "accept")
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        if state is CaseState.WITHDRAWN:
            withdraw(uow, town.notifier, case.id, town.clock.business())
        else:
            uow.ladder.drop(case.id)
            case.state, case.closed_at = state.value, town.clock.business()
            for offer in uow.cases.offers(case.id):
                offer.state = offer.state if take else "lapsed"
    town.clock.advance(minutes=1)
    return number


def test_a_page_holds_fifty_and_takes_the_same_queries_as_one_case(town: Town) -> None:
    counted: list[str] = []
    event.listen(town.db.engine, "before_cursor_execute", lambda *given: counted.append(given[2]))
    coordinator = town.log_in("coordinator")

    def queries() -> int:
        counted.clear()
        assert coordinator.get("/console/closed").status_code == 200
        return len(counted)

    first = _closed(town, take=False)
    queries()
    one = queries()
    for _ in range(51):
        _closed(town, take=False)
    queries()  # the log-in is in use again
    assert queries() == one
    page = coordinator.get("/console/closed").text
    assert len(_numbers(page)) == 50
    assert "1 to 50 of 52" in page
    second = coordinator.get("/console/closed?page=2").text
    assert _numbers(second)[-1] == first
    assert len(_numbers(second)) == 2
    assert _numbers(coordinator.get("/console/closed?page=99").text) == _numbers(second)
    for nonsense in ("page=-1", "page=x", "state=open", "topic=<script>", "topic=' or 1=1"):
        assert coordinator.get(f"/console/closed?{nonsense}").status_code == 200


def test_they_are_told_apart_by_their_end_and_topic_and_found_by_number(town: Town) -> None:
    solved, lost = _closed(town), _closed(town, CaseState.UNREACHABLE, topic="job_loss")
    north = town.log_in("north")
    assert _numbers(north.get("/console/closed").text) == [lost, solved]
    assert _numbers(north.get("/console/closed?state=resolved").text) == [solved]
    assert _numbers(north.get("/console/closed?topic=job_loss").text) == [lost]
    assert "No case is like this" in north.get("/console/closed?topic=job_loss&state=resolved").text
    assert north.send("/console/find", what=solved).headers["location"] == f"/console/cases/{solved}"
    assert _numbers(town.log_in("south").get("/console/closed").text) == []


def test_asking_for_a_topic_tells_nobody_what_they_may_not_read(town: Town) -> None:
    taken_back = _closed(town, CaseState.WITHDRAWN, topic="job_loss")
    unanswered = _closed(town, CaseState.UNREACHABLE, topic="job_loss", take=False)
    north = town.log_in("north")
    assert set(_numbers(north.get("/console/closed").text)) == {taken_back, unanswered}
    assert _numbers(north.get("/console/closed?topic=job_loss").text) == []
    assert len(_numbers(town.log_in("coordinator").get("/console/closed?topic=job_loss").text)) == 2
