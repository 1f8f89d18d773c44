"""The same work on SQLite and on PostgreSQL: reading for a viewer, acting, the log, two at once."""

import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

import pytest

from bot.access.roles import Role
from bot.cases.accept import accept as take
from bot.cases.notifier import QuestionKind
from bot.compliance import records, requests
from bot.errors import TodokeError
from flows.model import Structure
from storage.errors import StaleRow
from storage.models import Organisation
from tests.console.conftest import SECRET_WORDS, Town, Words
from tests.console.interpreters import accepted, assigned, message_of
from tests.console.reports import INTERVIEW, Report


@pytest.fixture
def town(tables_url: str, words: Words, structure: Structure) -> Iterator[Town]:
    """North, South and a coordinator."""
    made = Town(tables_url, words, structure)
    made.partner("north")
    made.partner("south")
    made.person("coordinator", Role.COORDINATOR)
    yield made
    made.db.close()


def test_a_case_is_listed_taken_read_and_logged(town: Town) -> None:
    number = town.file("north", "south", urgent=True)
    other = town.file("south")
    north = town.log_in("north")
    listed = north.get("/console").text
    assert number in listed
    assert other not in listed
    assert north.act(town, number, "accept").status_code == 303
    assert SECRET_WORDS in north.get(f"/console/cases/{number}").text
    assert north.send(f"/console/cases/{number}/reply", text="Hello", once="1").status_code == 303
    assert north.get(f"/console/cases/{number}/files/{town.attachment}").status_code in (200, 404)
    assert town.log_in("south").get(f"/console/cases/{number}").status_code == 404
    for path in ("/console", "/console/partners", "/console/people", "/console/audit", "/console/closed"):
        assert town.log_in("coordinator").get(path).status_code == 200
    assert town.audited(town.partners["north"])[:3] == ["list", "accept", "read_full"]


def test_something_is_interpreted(town: Town) -> None:
    town.person("north-interpreter", Role.INTERPRETER, town.partners["north"])
    number = accepted(town)
    row, me = assigned(town, number), town.log_in("north-interpreter")
    assert number in me.get("/console/interpreting").text
    kind, ref = message_of(town, number).split(":")
    answer = me.send(f"/console/interpreting/{row}/words", what=kind, ref=ref, text="Next month.", language="en")
    assert answer.status_code == 303
    assert "Next month." in town.log_in("north").get(f"/console/cases/{number}").text


def test_correction_is_requested_and_the_board_counts(town: Town) -> None:
    report = Report(town)
    number, correction = report.requested("vi")
    north, organisation = town.log_in("north"), report.organisation("春日製作所")
    north.send(f"/console/corrections/{correction}/reply", reply="done", note="By e-mail.")
    report.answers(number, QuestionKind.CORRECTED, "no")
    assert report.cell(north, organisation) == "≠ 1"
    coordinator = town.log_in("coordinator")
    assert report.cell(coordinator, organisation) == "≠ <3"
    site = {"name": "本社", "prefecture": "23", "workers": "9"}
    assert coordinator.send(f"/console/organisations/{organisation}/site", **site).status_code == 303
    town.clock.advance(timedelta(days=80))
    assert town.log_in("coordinator").send("/console/figures", quarter="2026-Q4").status_code == 303
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        uow.cases.erase(case.id, town.clock.now())
        assert uow.corrections.words(correction) == []
        kept = uow.figures.of_quarter("2026-Q4")
        assert kept is not None
        assert kept.figures["rows"] == [], "of one worker nothing is told, not even that there is one"


def _at_once(*work: Callable[[], object]) -> list[str]:
    """Do these at the same moment; returns what each raised, or an empty text."""
    said, start = [""] * len(work), threading.Barrier(len(work))

    def run(at: int) -> None:
        start.wait()
        try:
            work[at]()
        except TodokeError as error:
            said[at] = str(error)

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_two_who_prepare_a_request_at_once_make_one_letter(town: Town) -> None:
    report = Report(town)
    cases: list[str] = []
    for language in ("vi", "id"):
        number = report(language)
        report.reached(number)
        report.about(number)
        with town.db.read() as uow:
            found = uow.cases.find(number)
            assert found is not None
            cases.append(found.id)

    def prepare(case_id: str) -> None:
        due, now = date(2026, 12, 15), town.clock.business()
        with town.db.write() as uow:
            requests.prepare(uow, town.notifier, case_id, town.people["north"], None, now, duty=INTERVIEW, due_on=due)

    assert _at_once(*(partial(prepare, case_id) for case_id in cases)) == ["", ""]
    assert len(report.corrections()) == 1


def test_of_two_who_merge_the_same_records_each_into_the_other_one_is_told_so(town: Town) -> None:
    now, by = town.clock.now(), town.people["coordinator"]
    with town.db.write() as uow:
        for name in ("a", "b"):
            one = Organisation(id=name, kind="accepting", name=name, spellings=[], created_at=now, created_by="")
            uow.organisations.save(one)

    def merge(one: str, other: str) -> None:
        with town.db.write() as uow:
            records.merge(uow, one, other, by, now, note="One body.")

    said = _at_once(partial(merge, "a", "b"), partial(merge, "b", "a"))
    assert sorted(said)[0] == ""
    assert "not merged" in sorted(said)[1]
    with town.db.read() as uow:
        assert len(uow.organisations.standing()) == 1


def test_an_organisation_is_shown_by_name_and_its_reply_goes_with_the_view(town: Town) -> None:
    report = Report(town)
    report.requested("vi")
    auditor = town.person("auditor", Role.AUDITOR)
    town.clock.advance(timedelta(days=60))
    coordinator = town.log_in("coordinator")
    form = {
        "organisation": report.organisation("春日製作所"), "quarter": "2026-Q4", "auditor": auditor.id,
        "agreement": "file 1", "told": town.clock.now().date().isoformat(),
    }  # fmt: skip
    assert coordinator.send("/console/named", **form).status_code == 303
    with town.db.read() as uow:
        (view,) = uow.figures.views()
        assert view.figures == []  # one worker: nothing is told
    for reply in ("At first.", "In the end."):
        assert coordinator.send(f"/console/named/{view.id}/reply", reply=reply).status_code == 303
    page = coordinator.get("/console/named").text
    assert "In the end." in page
    assert "At first." not in page
    assert coordinator.send(f"/console/named/{view.id}/end").status_code == 303
    assert "In the end." not in coordinator.get("/console/named").text


def test_colleagues_who_accept_and_read_at_the_same_moment(town: Town) -> None:
    number = town.file("north")
    rev, answers = town.rev(number), list[int]()

    def accept(name: str) -> None:
        viewer = town.people[name]
        try:
            with town.db.write() as uow:
                case = uow.cases.find(number)
                assert case is not None
                take(uow, town.notifier, case.id, viewer, rev, town.clock.business())
                uow.access.audit(viewer.partner_id or "", staff_id=viewer.id, action="accept", now=town.clock.now())
            answers.append(303)
        except StaleRow:
            answers.append(409)

    threads = [threading.Thread(target=accept, args=(name,)) for name in ("north", "north-lead") * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303] + [409] * 7
    assert town.audited(town.partners["north"]) == ["accept"]


def test_the_log_stays_one_chain_when_many_write_at_once(town: Town) -> None:
    def write(count: int) -> None:
        for _ in range(count):
            with town.db.write() as uow:
                uow.access.audit("north", staff_id=None, action="list", now=town.clock.now())

    threads = [threading.Thread(target=write, args=(10,)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(town.audited("north")) == 50


def test_reports_of_one_place_are_seen_together_by_who_has_accepted_both(town: Town) -> None:
    first, second, apart = (town.file("north") for _ in range(3))
    elsewhere = town.file("south")
    with town.db.write() as uow:
        for number in (first, second, elsewhere):
            case = uow.cases.find(number)
            assert case is not None
            case.group_id = "a random mark"
    north, south = town.log_in("north"), town.log_in("south")
    for browser, number in ((north, first), (north, apart), (south, elsewhere)):
        assert browser.act(town, number, "accept").status_code == 303
    assert "Belongs together" not in north.get(f"/console/cases/{first}").text
    assert north.act(town, second, "accept").status_code == 303
    page = north.get(f"/console/cases/{first}").text
    assert "Belongs together: 2 reports" in page
    assert second in page
    assert apart not in page
    assert elsewhere not in page
    assert "Belongs together" not in south.get(f"/console/cases/{elsewhere}").text
    with town.db.read() as uow:
        assert uow.groups.helpers("a random mark") == {town.partners["north"], town.partners["south"]}
