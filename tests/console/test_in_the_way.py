"""Staff see what keeps the worker from being asked: they have to be alone, or have blocked the bot."""

from bot.cases.alone_now import worker_is_alone
from bot.cases.questions import answer_question
from bot.cases.silence import worker_blocked
from tests.console.conftest import Town

ALONE = "has to be alone"
BLOCKED = "has blocked the bot: nothing we write arrives"


def page(town: Town, who: str, number: str) -> str:
    return town.log_in(who).get(f"/console/cases/{number}").text


def test_who_has_accepted_and_the_coordinator_see_that_the_worker_has_to_be_alone(town: Town) -> None:
    number = town.file("north", alone=False)
    assert ALONE not in page(town, "north", number), "before acceptance nothing is told of the worker"
    assert ALONE in page(town, "coordinator", number)
    town.log_in("north").act(town, number, "accept")
    assert ALONE in page(town, "north", number)
    with town.db.write() as uow:
        found = uow.cases.find(number)
        assert found is not None
        case = uow.cases.locked(found.id)
        assert case is not None
        worker_is_alone(uow, town.notifier, case, town.clock.business())
        (question,) = uow.cases.open_questions(case.id, "may_read")
        answer_question(uow, town.notifier, question.id, "yes", town.clock.business())
    assert ALONE not in page(town, "north", number)


def test_that_the_worker_has_blocked_the_bot_is_on_the_page_of_all_who_may_know(town: Town) -> None:
    number = town.file("north", alone=False)
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        uow.conversations.set_blocked(case.conversation_id, town.clock.now())
        worker_blocked(uow, town.notifier, case.worker_id, town.clock.business())
    town.log_in("north").act(town, number, "accept")
    assert BLOCKED in page(town, "north", number)
    assert BLOCKED in page(town, "coordinator", number)
    with town.db.write() as uow:
        uow.conversations.set_blocked(case.conversation_id, None)
    assert BLOCKED not in page(town, "north", number)


def test_who_can_not_be_written_to_is_not_said_to_be_asked(town: Town) -> None:
    number = town.file("north")
    north = town.log_in("north")
    north.act(town, number, "accept")
    town.notifier.reachable = False
    done = north.act(town, number, "reached", on="2026-11-24", note="by phone")
    assert "The worker can not be asked now" in north.get(done.headers["location"]).text


def test_what_nobody_may_read_waits_for_the_worker_and_is_not_with_others(town: Town) -> None:
    number = town.file("north", alone=False)
    page = town.log_in("coordinator").get("/console").text
    assert "The worker has not let anybody read it yet." in page
    assert page.index('id="worker"') < page.index(f'id="case-{number}"')
    assert 'id="others"' not in page


def test_only_an_urgent_case_is_said_to_be_urgent(town: Town) -> None:
    calm, urgent = town.file("north"), town.file("north", urgent=True)
    north = town.log_in("north")
    for number, heading in ((calm, "Reasons and dates"), (urgent, "Why it is urgent")):
        north.act(town, number, "accept")
        assert f'<h2 id="why">{heading}</h2>' in north.get(f"/console/cases/{number}").text
    assert "Why it is urgent" not in north.get(f"/console/cases/{calm}").text
