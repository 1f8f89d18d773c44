"""Whoever changes, cuts off or rewrites records is found out, and it is said where."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from bot.cases.actors import CLOCK
from bot.cases.timeline import Happened, record
from bot.clock import FakeClock
from storage.database import Database
from storage.models import DailyHead
from storage.repositories.register import What
from storage.repositories.timeline import _link
from tests.keeping.people import report


def sql(database: Database, statement: str, **values: object) -> None:
    """Somebody with access to the database, without the program."""
    with database.write() as uow:
        uow.execute(text(statement), values)


def faults(database: Database, *mailed: tuple[int, str, str]) -> list[str]:
    with database.read() as uow:
        return list(uow.safety.faults(mailed))


def log(database: Database, clock: FakeClock, lines: int) -> None:
    for _ in range(lines):
        with database.write() as uow:
            uow.access.audit("north", staff_id=None, action="opened", now=clock.now())


def head(database: Database, clock: FakeClock) -> DailyHead:
    with database.write() as uow:
        made = uow.safety.make_head(clock.now())
        assert made is not None
        return made


def keep(database: Database, *tables: str) -> dict[str, list[dict[str, object]]]:
    """What somebody copies to put it back later."""
    with database.read() as uow:
        return {name: [dict(row._mapping) for row in uow.execute(text(f"SELECT * FROM {name}"))] for name in tables}  # noqa: S608  # our names


def put_back(database: Database, kept: dict[str, list[dict[str, object]]]) -> None:
    for name, rows in kept.items():
        sql(database, f"DELETE FROM {name}")  # noqa: S608  # our names
        for row in rows:
            columns = ", ".join(row)
            marks = ", ".join(f":{column}" for column in row)
            sql(database, f"INSERT INTO {name} ({columns}) VALUES ({marks})", **row)  # noqa: S608  # our names


def test_all_is_well_in_everyday_life(database: Database, clock: FakeClock) -> None:
    report(database, clock, "one")
    log(database, clock, 3)
    first = head(database, clock)
    clock.advance(days=1)
    report(database, clock, "two")
    log(database, clock, 2)
    second = head(database, clock)
    assert faults(database, (1, first.head, first.signature), (2, second.head, second.signature)) == []


def test_a_changed_line_is_named(database: Database, clock: FakeClock) -> None:
    one = report(database, clock, "one")
    log(database, clock, 5)
    sql(database, "UPDATE audit SET action = 'nothing' WHERE seq = 3")
    sql(database, "UPDATE case_event SET kind = 'nothing' WHERE case_id = :case AND seq = 1", case=one.case_id)
    with database.read() as uow:
        number = next(iter(uow.cases.lines())).number
    assert faults(database) == [
        f"case {number}: line 1 was changed",
        "log north: line 3 was changed, does not follow, or is missing",
    ]


def test_a_cut_tail_is_named(database: Database, clock: FakeClock) -> None:
    log(database, clock, 5)
    sql(database, "DELETE FROM audit WHERE seq > 3")
    assert faults(database) == ["log north: line 4 was changed, does not follow, or is missing"]
    sql(database, "DELETE FROM audit")
    assert faults(database) == ["log north: line 1 was changed, does not follow, or is missing"]


def test_a_log_that_has_lost_its_head_is_not_believed(database: Database, clock: FakeClock) -> None:
    with database.write() as uow:
        uow.safety.keep_heads()
    log(database, clock, 2)
    sql(database, "DELETE FROM chain_head")
    assert len(faults(database)) == 1


def test_a_cut_tail_is_named_also_when_the_program_has_gone_on(database: Database, clock: FakeClock) -> None:
    log(database, clock, 4)
    sql(database, "DELETE FROM audit WHERE seq > 2")
    log(database, clock, 2)
    assert faults(database) == ["log north: line 3 was changed, does not follow, or is missing"]
    report(database, clock, "one")
    sql(database, "DELETE FROM register WHERE seq > 1")
    report(database, clock, "two")
    assert "register: line 2 was changed, does not follow, or is missing" in faults(database)
    with database.write() as uow:
        uow.safety.enrol(clock.now())
    assert "register: line 2 was changed, does not follow, or is missing" in faults(database)


@pytest.mark.parametrize("how", ["cut off", "written anew"])
def test_a_timeline_without_its_true_end_is_named_also_when_the_program_has_gone_on(
    database: Database, clock: FakeClock, how: str
) -> None:
    one = report(database, clock, "one")
    lines = "FROM case_event WHERE case_id = :case ORDER BY seq DESC LIMIT 1"
    if how == "cut off":
        sql(database, "DELETE FROM case_event WHERE case_id = :case AND seq > 1", case=one.case_id)
    else:  # who knows the program can work out the hashes, but not the signature
        with database.write() as uow:
            row = uow.execute(text(f"SELECT * {lines}"), {"case": one.case_id}).one()
            before = uow.cases.link_at(one.case_id, row.seq - 1)
            at = datetime.fromisoformat(row.at).replace(tzinfo=UTC) if database.sqlite else row.at
            link = _link(before or "", one.case_id, row.seq, at, "declined", row.actor_kind, row.actor_id, row.data)
        change = "UPDATE case_event SET kind = 'declined', hash = :link WHERE case_id = :case AND seq = :seq"
        sql(database, change, case=one.case_id, seq=row.seq, link=link)
    change = f"UPDATE case_file SET head = (SELECT hash {lines}), events = (SELECT seq {lines}) WHERE id = :case"  # noqa: S608  # our words
    sql(database, change, case=one.case_id)
    with database.write() as uow:
        case = uow.cases.locked(one.case_id)
        assert case is not None
        record(uow, case, Happened.REMINDED, CLOCK, clock.now())
        uow.cases.changed(case)
    (said,) = faults(database)
    assert said.endswith("the newest line is not signed with this installation's key")


def test_heads_that_were_taken_away_with_all_that_speaks_of_them_are_not_made_anew(
    database: Database, clock: FakeClock
) -> None:
    log(database, clock, 4)
    sql(database, "DELETE FROM audit WHERE seq > 2")
    sql(database, "DELETE FROM chain_head")
    sql(database, "DELETE FROM meta WHERE key = 'heads_kept'")
    with database.write() as uow:
        uow.safety.keep_heads()
    assert faults(database) == ["log north: line 3 was changed, does not follow, or is missing"]
    sql(database, "DELETE FROM register")
    sql(database, "DELETE FROM meta WHERE key = 'register_head'")
    assert "register: it is not there, and there are cases or logs that stood on it" in faults(database)


def test_putting_back_an_older_state_is_seen_by_the_daily_head(database: Database, clock: FakeClock) -> None:
    """Everything in it is signed rightly: it was true once."""
    one = report(database, clock, "one")
    log(database, clock, 2)
    older = keep(database, "audit", "chain_head", "case_event", "case_file")
    log(database, clock, 2)
    with database.write() as uow:
        case = uow.cases.locked(one.case_id)
        assert case is not None
        uow.cases.record(case, "note", actor_kind="staff", actor_id=None, data={}, now=clock.now())
        uow.cases.changed(case)
        last, number = case.events, case.number
    head(database, clock)
    put_back(database, older)
    assert faults(database) == [
        f"case {number}: line {last} was there on 2026-11-20 and is not: the end was cut off",
        "log north: line 4 was there on 2026-11-20 and is not: the end was cut off",
    ]


def test_who_takes_the_daily_head_away_too_is_found_out_by_the_mail(database: Database, clock: FakeClock) -> None:
    log(database, clock, 2)
    older = keep(database, "audit", "chain_head", "daily_head")
    log(database, clock, 2)
    mailed = head(database, clock)
    put_back(database, older)
    assert faults(database) == []
    said = faults(database, (mailed.number, mailed.head, mailed.signature))
    assert said == ["daily heads: number 1 was mailed and is not here: the end was cut off"]


def test_a_chain_written_anew_with_the_keys_is_found_out_by_the_mail(database: Database, clock: FakeClock) -> None:
    """Somebody has keys and database, and makes everything follow again."""
    log(database, clock, 3)
    mailed = head(database, clock)
    for table in ("audit", "chain_head", "daily_head"):
        sql(database, f"DELETE FROM {table}")  # noqa: S608  # our names
    log(database, clock, 3)
    sql(database, "UPDATE audit SET at = at")
    clock.advance(minutes=1)
    head(database, clock)
    assert faults(database) == [], "in itself everything follows"
    assert faults(database, (mailed.number, mailed.head, mailed.signature)) == [
        "daily heads: number 1 is not the one that was mailed: the chain was rewritten"
    ]
    assert "was not signed by this installation" in faults(database, (1, mailed.head, "0" * 64))[0]


RUBBISH = [
    ("UPDATE case_event SET at = 'rubbish' WHERE seq = 1", "case {number}: line 1 can't be read"),
    ("UPDATE case_event SET data = 7 WHERE seq = 1", "case {number}: line 1 was changed"),
    ("UPDATE case_file SET filed_at = 'rubbish'", "case {number}: the case itself can't be read"),
    ("UPDATE audit SET at = 'rubbish' WHERE seq = 2", "log north: line 2 was changed, does not follow, or is missing"),
    ("UPDATE audit SET action = x'00' WHERE seq = 2", "log north: line 2 was changed, does not follow, or is missing"),
    ("UPDATE daily_head SET at = 'rubbish' WHERE number = 1", "daily heads: number 1 can't be read"),
    ("UPDATE daily_head SET content = x'0011' WHERE number = 1", "daily heads: number 1 can't be read"),
    ("UPDATE register SET at = 'rubbish' WHERE seq = 2", "register: line 2 can't be read"),
]
"""On SQLite any value can stand in any column."""


@pytest.mark.parametrize(("change", "said"), RUBBISH)
def test_a_row_that_cannot_be_read_is_named_and_the_rest_is_looked_at(
    database: Database, clock: FakeClock, change: str, said: str
) -> None:
    if not database.sqlite:
        pytest.skip("PostgreSQL lets only times stand where times belong")
    one = report(database, clock, "one")
    log(database, clock, 3)
    head(database, clock)
    for _ in range(2):
        with database.write() as uow:
            uow.access.audit("south", staff_id=None, action="opened", now=clock.now())
    with database.read() as uow:
        number = next(iter(uow.cases.lines())).number
    assert one.case_id
    sql(database, change)
    sql(database, "UPDATE audit SET action = 'nothing' WHERE chain = 'south' AND seq = 2")
    assert faults(database) == sorted(
        [said.format(number=number), "log south: line 2 was changed, does not follow, or is missing"],
        key=lambda line: ("register", "case", "log", "daily").index(line.split(" ")[0].rstrip(":")),
    )
    with database.read() as uow:
        assert uow.safety.newest_mark() is not None


def test_a_case_that_vanished_between_two_heads_is_named(database: Database, clock: FakeClock) -> None:
    head(database, clock)
    clock.advance(days=1)
    gone, half = report(database, clock, "gone"), report(database, clock, "half")
    sql(database, "DELETE FROM case_event WHERE case_id = :case", case=gone.case_id)
    sql(database, "DELETE FROM case_file")
    assert faults(database) == [
        f"case {gone.case_id}: it is not there (on the register since 2026-11-21)",
        f"case {half.case_id}: only lines of its timeline are there (on the register since 2026-11-21)",
    ]
    with database.write() as uow:
        uow.safety.enrol(clock.now())
    assert len(faults(database)) == 2, "a start does not cover it up"


def test_a_log_that_vanished_as_a_whole_is_named(database: Database, clock: FakeClock) -> None:
    log(database, clock, 5)
    sql(database, "DELETE FROM audit")
    sql(database, "DELETE FROM chain_head")
    assert faults(database) == ["log north: it is not there (on the register since 2026-11-20)"]


def test_who_takes_a_case_off_the_register_too_is_found_out(database: Database, clock: FakeClock) -> None:
    report(database, clock, "stays")
    older = keep(database, "register", "meta")
    report(database, clock, "gone")
    with database.read() as uow:
        last = uow.safety.register_stands()
    assert last is not None
    sql(database, "DELETE FROM register WHERE seq = :seq", seq=last[0])
    said = "register: the newest line is not the one that was signed (line 1 is the last one there)"
    assert faults(database) == [said]
    head(database, clock)
    with database.write() as uow:
        uow.safety.enrol(clock.now())
    mailed = head(database, clock)
    put_back(database, older)
    said = "register: line 3 was there on 2026-11-20 and is not: the end was cut off"  # no number is used again
    assert faults(database, (mailed.number, mailed.head, mailed.signature)) == [said]


def test_who_was_there_before_the_register_is_on_it_from_the_first_start(
    database: Database, clock: FakeClock
) -> None:
    one = report(database, clock, "one")
    log(database, clock, 2)
    sql(database, "DELETE FROM register")
    sql(database, "DELETE FROM meta WHERE key = 'register_head'")
    for expected in (2, 0):
        with database.write() as uow:
            assert uow.safety.enrol(clock.now()) == expected
    assert faults(database) == []
    with database.write() as uow:
        uow.cases.erase(one.case_id, clock.now())
    with database.read() as uow:
        assert set(uow.safety.registered(What.ERASED)) == {one.case_id}
    assert faults(database) == [], "an erased case keeps its place"
