"""What is kept about a case: sealed, chained, and under exactly one clock."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from bot.cases.accept import accept
from bot.cases.errors import NoSuchCase
from bot.cases.file import FiledReport, file_report
from bot.cases.routing import Need, candidates_for
from bot.cases.status import status
from bot.cases.timeline import verify
from bot.cases.urgency import read_urgency
from storage.errors import Erased
from storage.models import COORDINATOR, LIVE, CaseState
from storage.repositories.ladder import ClockMissing
from tests.stories.world import World


@pytest.fixture
def world(tables_url: str) -> Any:
    made = World(tables_url)
    made.coordinators()
    made.partner("harbour", name_ja="みなと")
    made.partner("bridge", ties=("Green Foods",))
    yield made
    made.db.close()


def change(world: World, statement: str, **values: object) -> None:
    with world.db.write() as uow:
        assert uow.execute(text(statement), values).rowcount == 1


@pytest.fixture
def filed(world: World) -> World:
    world.file("harbour", "bridge", risks=("threat",))
    world.staff("harbour", accept)
    return world


def broken(world: World) -> list[str]:
    with world.db.read() as uow:
        return verify(uow, world.case_id)


def test_an_untouched_timeline_holds(filed: World) -> None:
    assert filed.happened() == ["filed", "offered", "accepted"]
    assert broken(filed) == []


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE case_event SET actor_id = 'somebody' WHERE case_id = :case AND seq = 3", "line 3 was changed"),
        ("UPDATE case_event SET kind = 'declined' WHERE case_id = :case AND seq = 2", "line 2 was changed"),
        ("UPDATE case_event SET data = x WHERE case_id = :case AND seq = 2", "line 2 was changed"),
        ("DELETE FROM case_event WHERE case_id = :case AND seq = 3", "line 3 is missing: the end was cut off"),
        ("DELETE FROM case_event WHERE case_id = :case AND seq = 2", "line 2 is missing"),
        ("UPDATE case_file SET head_signature = '00' WHERE id = :case", "not signed"),
    ],
)
def test_a_change_made_behind_the_programs_back_shows(filed: World, statement: str, says: str) -> None:
    if "data = x" in statement:
        with filed.db.write() as uow:
            other = uow.execute(
                text("SELECT data FROM case_event WHERE case_id = :case AND seq = 1"), {"case": filed.case_id}
            ).scalar_one()
        change(filed, statement.replace("data = x", "data = :data"), case=filed.case_id, data=other)
    else:
        change(filed, statement, case=filed.case_id)
    assert says in broken(filed)[0]


def test_the_chain_still_holds_after_the_data_was_erased(filed: World) -> None:
    with filed.db.write() as uow:
        uow.cases.erase(filed.case_id)
    assert broken(filed) == []
    with filed.db.read() as uow, pytest.raises(Erased):
        uow.cases.events(filed.case_id)
    assert filed.clock_kind() is None
    assert filed.look().state == "withdrawn"
    assert filed.tick().claimed == 0


def test_reasons_and_notes_are_not_readable_in_the_database(filed: World) -> None:
    with filed.db.read() as uow:
        rows = [str(tuple(row)) for table in ("case_file", "case_event", "ladder", "offer", "consent")
                for row in uow.execute(text(f"SELECT * FROM {table}"))]  # fmt: skip # noqa: S608  # our names
        assert read_urgency(uow, filed.case(uow)).contributions[0].reason == "threat"
    assert not any("threat" in row for row in rows)


def test_an_open_case_can_not_be_left_without_a_clock(filed: World) -> None:
    def stop_the_clock() -> None:
        with filed.db.write() as uow:
            case = uow.cases.locked(filed.case_id)
            assert case is not None
            uow.ladder.drop(case.id, LIVE)
            uow.cases.changed(case)

    with pytest.raises(ClockMissing):
        stop_the_clock()
    assert filed.clock_kind() == "pause"


def test_a_closed_case_can_not_keep_its_clock(filed: World) -> None:
    def close_only_the_case() -> None:
        with filed.db.write() as uow:
            case = uow.cases.locked(filed.case_id)
            assert case is not None
            case.state, case.closed_at = CaseState.RESOLVED.value, filed.now
            uow.cases.changed(case)

    with pytest.raises(ClockMissing):
        close_only_the_case()
    assert filed.look().state == "accepted"


def test_a_case_is_found_by_its_number_however_it_is_written(filed: World) -> None:
    number = filed.look().number
    with filed.db.read() as uow:
        for written in (number, number.lower(), number.replace("-", " "), filed.case_id):
            found = uow.cases.find(written)
            assert found is not None
            assert found.id == filed.case_id
        assert uow.cases.find("NOPE-NOPE") is None


def test_risks_follow_from_the_questions_that_were_asked(world: World) -> None:
    flow = {"version": 1, "steps": [
        {"id": "safe_now", "kind": "choice", "choices": ["safe", "danger"],
         "risk": [{"if": {"var": "safe_now", "is": "danger"}, "adds": "danger_now"}]},
    ]}  # fmt: skip
    structure = json.dumps({"root": "opening", "flows": {"opening": flow}})
    with world.db.write() as uow:
        uow.structures.keep("asked", structure, world.now)
        chat, worker = uow.conversations.find_or_create("telegram", "1", world.now)
        row = uow.conversations.get(chat)
        assert row is not None
        run = uow.conversations.start_run(row, "asked", world.now)
        report = FiledReport(
            worker_id=worker, conversation_id=chat, run_id=run, topic="other", language="ne", release=1,
            prefecture=None, answers={"safe_now": "danger"}, partners=None,
        )  # fmt: skip
        case = file_report(uow, world.notifier, report, world.now)
        assert case.urgent
        assert [c.reason for c in read_urgency(uow, case).contributions] == ["danger_now"]


def test_the_list_for_consent_ends_with_the_coordinator_and_shows_ties(world: World) -> None:
    with world.db.read() as uow:
        found = candidates_for(uow, Need("unpaid_overtime", "13", "ne"), world.now)
        assert [c.id for c in found] == [world.ids["harbour"], world.ids["bridge"], COORDINATOR]
        assert found[1].ties == ("Green Foods",)
        assert [(c.ask_from - world.now).days for c in found] == [0, 2, 6]
        need = Need("unpaid_overtime", "13", "ne", names=("GREEN FOODS K.K.",))
        named = candidates_for(uow, need, world.now)
        assert [c.id for c in named] == [world.ids["harbour"], COORDINATOR]


def test_an_organisation_without_people_is_not_on_the_list(world: World) -> None:
    with world.db.write() as uow:
        person = uow.partners.person(world.people["harbour"].id)
        assert person is not None
        person.active = False
        uow.session.add(person)
    with world.db.read() as uow:
        assert candidates_for(uow, Need("other", None, "ne"), world.now)[0].id == world.ids["bridge"]


def test_where_a_case_stands_in_words(world: World) -> None:
    world.file("harbour", language="ja")
    with world.db.read() as uow:
        key, params = status(uow, world.case(uow))
        assert (key, params["partner"]) == ("case.status.offered", "みなと")
    world.staff("harbour", accept)
    with world.db.read() as uow:
        key, params = status(uow, world.case(uow))
        assert (key, params["number"]) == ("case.status.accepted", world.look().number)


def test_who_has_no_cases_gets_none(world: World) -> None:
    world.file("harbour")
    world.person("auditor", role="auditor")
    with pytest.raises(NoSuchCase):
        world.staff("auditor", accept)
    with pytest.raises(NoSuchCase):
        world.staff("bridge", accept)


def test_cases_are_listed_without_anything_personal(filed: World) -> None:
    with filed.db.read() as uow:
        (line,) = uow.cases.lines()
    assert (line.topic, line.state, line.language, line.prefecture) == ("unpaid_overtime", "accepted", "ne", "13")
    assert (line.rung, line.answers) == ("pause", 0)
