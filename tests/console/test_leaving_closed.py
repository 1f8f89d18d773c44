"""A worker whose report is closed deletes everything: from then on nobody reads it."""

from datetime import timedelta

from bot.cases.notifier import FakeNotifier
from bot.keeping.erasures import erase, leave
from bot.keeping.retention import name_end
from tests.console.conftest import SECRET_WORDS, Town


def closed(town: Town, state: str = "resolved") -> tuple[str, str]:
    """A case that North read and that is closed: its number, and whose it is."""
    number = town.file("north")
    town.log_in("north").act(town, number, "accept")
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        case.state, case.closed_at = state, town.clock.business()
        uow.ladder.drop(case.id)
        return number, case.worker_id


def test_a_closed_report_is_out_of_sight_at_once_when_its_worker_deletes(town: Town) -> None:
    number, worker = closed(town)
    north = town.log_in("north-lead")
    page = f"/console/cases/{number}"
    assert SECRET_WORDS in north.get(page).text
    now = town.clock.now()
    with town.db.write() as uow:
        leave(uow, worker, now + timedelta(days=7), FakeNotifier(), now, town.clock.business())
    shown = north.get(page)
    assert SECRET_WORDS not in shown.text
    assert "The case is closed. What the worker told can&#39;t be read." in shown.text
    assert north.get(f"{page}/files/{town.attachment}").status_code == 404
    with town.db.write() as uow:  # the code undoes it
        uow.workers.ask_deletion(worker, None)
    assert SECRET_WORDS in north.get(page).text
    with town.db.write() as uow:
        erase(uow, worker, now)
    after = north.get(page)
    assert (after.status_code, SECRET_WORDS in after.text) == (200, False)


def test_staff_see_until_when_a_closed_case_is_kept(town: Town) -> None:
    number, _ = closed(town)
    with town.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
    with town.db.write() as uow:
        name_end(uow, FakeNotifier(), case.id, 36, town.clock.business())
    north = town.log_in("north")
    page = north.get(f"/console/cases/{number}").text
    assert "Kept until Sat 24 Nov 2029, then what was told is erased" in page
    assert "Reach the worker by" not in page
    assert "kept until Sat 24 Nov 2029" in north.get("/console/closed").text
    with town.db.write() as uow:
        erase(uow, case.worker_id, town.clock.now())
    assert ": what the worker told is gone" in town.log_in("coordinator").get(f"/console/cases/{number}").text
