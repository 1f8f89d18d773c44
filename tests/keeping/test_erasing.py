"""After a deletion nothing brings a worker back: not the database, not what it leaves behind, not an older backup."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import LargeBinary, select
from sqlmodel import SQLModel

from bot.cases.file import FiledReport, file_report
from bot.cases.notifier import FakeNotifier
from bot.clock import FakeClock
from bot.keeping import erasures
from bot.keeping.retention import erase_over
from bot.keeping.rotation import Rotation
from storage.database import Database, _nobody_sees_what_was
from storage.errors import Erased
from storage.ids import new_code, plain_code
from storage.models import COORDINATOR, AttachmentChunk, CaseState, Erasure, ErasureDeed, Rendering, SubjectKey
from storage.models.conversations import AttachmentCopy
from storage.repositories.base import table_of
from storage.repositories.system import TO_SCRUB
from storage.uow import UnitOfWork
from tests.keeping.people import report, words_of

Machine = Callable[[str], Database]
STAY = {"register", "case_file", "case_event", "offer", "firing"}
"""What is documented to stay: that there was a case, who was asked, and the chain of events, unreadable."""


@pytest.fixture
def database(machine: Machine) -> Database:
    return machine("here")


def everything(database: Database) -> bytes:
    """Every byte of the database's files."""
    if database.sqlite:
        folder = Path(str(database.url.database)).parent
        return b"".join(path.read_bytes() for path in sorted(folder.glob("todoke.db*")))
    with database.engine.connect() as connection:
        names = [
            row[0]
            for row in connection.exec_driver_sql(
                "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class "
                "WHERE relkind IN ('r', 'i', 't') "
                "AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace)"
            )
        ]
    return b"".join(bytes(content) for content in names if content)


def settle(database: Database) -> None:
    """Have PostgreSQL write what it holds in memory."""
    if not database.sqlite:
        with database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("CHECKPOINT")


def gone_from_files(database: Database) -> None:
    """What was erased leaves the files, as soon as nobody reads: PostgreSQL looks at tables by itself, too, and keeps
    what other tests' transactions might still see."""
    assert any(erasures.scrub(database) for _ in range(100)), "somebody reads without an end"


@contextmanager
def reading(database: Database) -> Iterator[None]:
    """Somebody reads the keys, and goes on seeing what there was then."""
    if database.sqlite:
        with closing(sqlite3.connect(str(database.url.database), isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT count(*) FROM subject_key").fetchall()
            yield
        return
    with database.engine.connect() as reader:
        reader.execution_options(isolation_level="SERIALIZABLE").execute(select(table_of(SubjectKey))).all()
        yield


def key_of(database: Database, subject: str) -> bytes | None:
    keys = table_of(SubjectKey)
    with database.read() as uow:
        found = uow.execute(select(keys.c.wrapped).where(keys.c.subject == subject)).scalar()
        return bytes(found) if found is not None else None


def test_nothing_is_left_of_who_was_erased(database: Database, clock: FakeClock) -> None:
    others = [report(database, clock, f"other-{n}") for n in range(5)]
    gone = report(database, clock, "gone")
    others += [report(database, clock, f"later-{n}") for n in range(5)]
    settle(database)
    marks = [key_of(database, gone.worker_id), key_of(database, gone.case_id), *gone.marks(database)]
    before = everything(database)
    assert all(mark is not None and mark in before for mark in marks), "the search would find them"
    assert not any(word in before for word in words_of("gone")), "nothing of it is plain, not even before"
    with database.write() as uow:
        erasures.erase(uow, gone.worker_id, clock.now())
    gone_from_files(database)
    settle(database)
    after = everything(database)
    for mark in marks:
        assert mark is not None
        assert mark not in after
    with database.read() as uow:
        case = uow.cases.get(gone.case_id)
        assert case is not None
        assert case.state == CaseState.WITHDRAWN
        assert uow.cases.broken_link(case) is None, "the chain holds"
        with pytest.raises(Erased):
            uow.cases.events(gone.case_id)
        assert list(uow.safety.faults()) == []
    for other in others:
        with database.read() as uow:
            assert uow.workers.profile(other.worker_id)["phone"]
            assert uow.cases.events(other.case_id)


def test_while_somebody_still_reads_what_was_it_is_done_later(
    database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database._BETWEEN_LOOKS", 0.01)
    gone = report(database, clock, "gone")
    mark = key_of(database, gone.worker_id)
    assert mark is not None
    with reading(database):
        with database.write() as uow:
            erasures.erase(uow, gone.worker_id, clock.now())
        erasures.scrub(database)
        with database.read() as uow:
            assert uow.system.fact(TO_SCRUB), "it is still to be done"
    gone_from_files(database)
    settle(database)
    assert mark not in everything(database)


def test_who_reads_under_another_name_is_seen_too(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL does not tell a plain role when others have begun, but what they see."""
    if database.sqlite:
        pytest.skip("SQLite knows no names")
    monkeypatch.setattr("storage.database._BETWEEN_LOOKS", 0.01)

    def nobody() -> bool:
        with database.engine.connect() as plain:
            plain.exec_driver_sql("CREATE ROLE reads_nothing")
            plain.exec_driver_sql("SET ROLE reads_nothing")
            seen = _nobody_sees_what_was(plain)
            plain.rollback()
            return seen

    with reading(database):
        with database.write() as uow:
            uow.system.set_fact("changed", "meanwhile")
        assert not nobody()
    assert any(nobody() for _ in range(100))


def test_whoever_changes_something_elsewhere_on_the_server_is_waited_for(
    database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another database's change that is under way keeps deleted rows in this one, also in tables written anew."""
    if database.sqlite:
        pytest.skip("a SQLite file has no neighbours")
    monkeypatch.setattr("storage.database._BETWEEN_LOOKS", 0.01)
    gone = report(database, clock, "gone")
    mark = key_of(database, gone.worker_id)
    assert mark is not None
    neighbour = database.url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    with closing(psycopg.connect(neighbour)) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")  # it changes something, and is not yet done
        with database.write() as uow:
            erasures.erase(uow, gone.worker_id, clock.now())
        assert not erasures.scrub(database)
    gone_from_files(database)
    settle(database)
    assert mark not in everything(database)


def over(database: Database, case_id: str, clock: FakeClock) -> None:
    """It was closed, and the day until which it is kept has come."""
    with database.write() as uow:
        case = uow.cases.locked(case_id)
        assert case is not None
        case.state, case.closed_at, case.erase_at = CaseState.RESOLVED.value, clock.now(), clock.now()
        uow.ladder.drop(case_id)


def test_what_came_to_its_end_since_a_backup_is_erased_before_the_restored_machine_serves(
    database: Database, clock: FakeClock
) -> None:
    gone, stays = report(database, clock, "gone"), report(database, clock, "stays")
    over(database, gone.case_id, clock)
    settle(database)
    marks = [key_of(database, gone.worker_id), key_of(database, gone.case_id), *gone.marks(database)]
    assert erase_over(database, clock.now(), clock.business()) == 1
    settle(database)
    after = everything(database)
    for mark in marks:
        assert mark is not None
        assert mark not in after
    with database.read() as uow:
        assert uow.workers.get(gone.worker_id) is None
        assert uow.cases.events(stays.case_id)
        assert list(uow.safety.faults()) == []


def test_one_of_several_reports_that_came_to_its_end_leaves_nothing_of_itself(
    database: Database, clock: FakeClock
) -> None:
    one = report(database, clock, "one")
    over(database, one.case_id, clock)
    with database.write() as uow:
        chat = uow.conversations.get(one.conversation_id)
        assert chat is not None
        run = uow.conversations.start_run(chat, "structure", clock.now())
        second = file_report(
            uow, FakeNotifier(), FiledReport(
                worker_id=one.worker_id, conversation_id=one.conversation_id, run_id=run, topic="job_loss",
                language="vi", release=1, prefecture="13", answers={}, partners=(COORDINATOR,), risks=(),
            ), clock.now(),
        ).id  # fmt: skip
    settle(database)
    key = key_of(database, one.case_id)
    assert erase_over(database, clock.now(), clock.business()) == 1
    assert erase_over(database, clock.now(), clock.business()) == 0, "once"
    gone_from_files(database)
    settle(database)
    assert key is not None
    assert key not in everything(database)
    left = set()
    with database.read() as uow:
        assert uow.cases.events(second)
        assert uow.workers.profile(one.worker_id)["phone"], "they can still be reached about the other"
        for table in SQLModel.metadata.sorted_tables:
            for row in uow.execute(select(table)):
                if {one.run_id, one.case_id} & {value for value in row if isinstance(value, str)}:
                    left.add(table.name)
        assert left <= STAY
        assert uow.execute(select(table_of(AttachmentChunk))).first() is None
        assert list(uow.safety.faults()) == []


def test_a_voice_message_that_was_taken_away_leaves_nothing_of_itself(database: Database, clock: FakeClock) -> None:
    one = report(database, clock, "one")
    data, words = table_of(AttachmentChunk).c.data, table_of(Rendering).c.text
    with database.write() as uow:
        (file,) = uow.attachments.of_case(one.case_id)
        uow.attachments.stored(file, size=9, mime="audio/ogg", sha256="0" * 64)
        uow.interpreting.render(
            one.case_id, ("voice", file.id), language="ja", text="They hit me.", staff_id="me", now=clock.now()
        )
        assert uow.attachments.take_away(file.id, clock.now())
    settle(database)
    with database.read() as uow:
        sealed = [bytes(uow.execute(select(column)).scalar_one()) for column in (data, words)]
    before = everything(database)
    assert all(mark in before for mark in sealed), "the search would find them"
    with database.write() as uow:
        erasures.delete_file(uow, file.id, clock.now())
        assert uow.system.fact(TO_SCRUB)
    gone_from_files(database)
    with database.read() as uow:
        assert [uow.execute(select(column)).first() for column in (data, words)] == [None, None]
        assert uow.cases.events(one.case_id), "the rest of the case stays"
    if database.sqlite:  # PostgreSQL gives the space free, and overwrites it when it is used again
        after = everything(database)
        assert not any(mark in after for mark in sealed)


def test_a_log_of_hours_outlives_the_report_until_its_own_end(database: Database, clock: FakeClock) -> None:
    one = report(database, clock, "one")
    over(database, one.case_id, clock)
    with database.write() as uow:
        uow.hours.keep_until(one.worker_id, clock.now() + timedelta(days=40))
    assert erase_over(database, clock.now(), clock.business()) == 1
    with database.read() as uow:
        assert uow.hours.month(one.worker_id, "2026-11"), "they still write down their hours"
        with pytest.raises(Erased):
            uow.cases.events(one.case_id)
    clock.advance(days=41)
    with database.write() as uow:
        assert uow.hours.over(clock.now()) == [one.worker_id]
        erasures.forget_hours(uow, one.worker_id, clock.now())
    assert erase_over(database, clock.now(), clock.business()) == 1
    with database.read() as uow:
        assert uow.workers.get(one.worker_id) is None


def test_with_a_log_of_hours_go_its_papers_and_what_chats_showed_before_the_report(
    database: Database, clock: FakeClock
) -> None:
    one = report(database, clock, "one")

    def left() -> tuple[list[str], list[str]]:
        with database.read() as uow:
            kinds = [kind for kind in ("calendar", "hours", "hours_table") if uow.papers.newest(one.worker_id, kind)]
            return kinds, [bubble["text"] for bubble in uow.web.bubbles(one.conversation_id, one.worker_id, 0)]

    with database.write() as uow:
        uow.hours.keep_until(one.worker_id, clock.now() + timedelta(days=40))
        for n, kind in enumerate(("calendar", "hours", "hours_table")):
            uow.papers.keep(
                worker_id=one.worker_id, case_id=None, kind=kind, content=b"x", meta={"sha256": str(n)}, now=clock.now()
            )
        for text, at in (("8:30 - 19:00", clock.now() - timedelta(days=1)), ("your report", clock.now())):
            uow.web.add_bubbles(one.conversation_id, one.worker_id, [("bot", {"text": text})], at)
    everything_stays = left()
    clock.advance(days=41)
    with database.write() as uow:
        over = uow.hours.over(clock.now())
        uow.hours.keep_until(one.worker_id, clock.now() + timedelta(days=1))  # a line is written meanwhile
    for number, kept in enumerate((everything_stays, (["calendar"], ["your report"]))):
        clock.advance(days=2 * number)
        with database.write() as uow:
            assert over == [one.worker_id]
            erasures.forget_hours(uow, one.worker_id, clock.now())
            assert bool(uow.hours.month(one.worker_id, "2026-11")) == (number == 0)
        assert left() == kept


def test_no_table_keeps_a_row_of_who_was_erased_that_is_not_meant_to_stay(
    database: Database, clock: FakeClock
) -> None:
    """Also a table that is added later: whoever adds one has to say what becomes of it."""
    gone = report(database, clock, "gone")
    with database.write() as uow:
        erasures.erase(uow, gone.worker_id, clock.now())
    ids = {gone.worker_id, gone.conversation_id, gone.run_id, gone.case_id}
    left = set()
    with database.read() as uow:
        for table in SQLModel.metadata.sorted_tables:
            for row in uow.execute(select(table)):
                if ids & {value for value in row if isinstance(value, str)}:
                    left.add(table.name)
        assert left <= STAY
        for table in (table_of(AttachmentChunk), table_of(AttachmentCopy)):
            assert uow.execute(select(table)).first() is None


def test_every_table_with_a_case_and_sealed_words_is_one_that_erasing_knows() -> None:
    """The rule by which a case's tables are found has to find those that hold what people wrote."""
    sealed = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        if "case_id" in table.columns and any(isinstance(c.type, LargeBinary) for c in table.columns)
    }
    assert {"case_message", "outbox"} <= sealed


def asked(uow: UnitOfWork, worker_id: str, clock: FakeClock, code: str) -> None:
    due = clock.now() + timedelta(days=7)
    uow.safety.note_erasure(worker_id, ErasureDeed.ASKED, clock.now(), due_at=due, code=plain_code(code))
    erasures.leave(uow, worker_id, due, FakeNotifier(), clock.now(), clock.business())


def test_the_list_outside_names_nobody_and_is_complete(database: Database, clock: FakeClock, tmp_path: Path) -> None:
    path, gone = tmp_path / "erasures.list", report(database, clock, "gone")
    with database.write() as uow:
        asked(uow, gone.worker_id, clock, new_code())
    assert erasures.keep(database, path) == 1
    assert erasures.keep(database, path) == 0
    clock.advance(days=7)
    with database.write() as uow:
        erasures.erase(uow, gone.worker_id, clock.now())
    path.write_bytes(path.read_bytes() + b'{"id":"torn')
    assert erasures.keep(database, path) == 1
    assert [one.deed for one in erasures.read(path)] == ["asked", "erased"]
    text = path.read_bytes()
    assert not any(word in text for word in (*words_of("gone"), gone.worker_id.encode(), gone.case_id.encode()))
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("wish", ["erased", "asked", "stayed"])
def test_a_wish_made_after_the_backup_is_done_again(
    database: Database, clock: FakeClock, tmp_path: Path, wish: str
) -> None:
    """The database is as it was before; only the list knows."""
    gone, stays = report(database, clock, "gone"), report(database, clock, "stays")
    code, path = new_code(), tmp_path / "erasures.list"
    with database.write() as uow:  # what will be on the list, made where it leaves no trace
        due = clock.now() + timedelta(days=7)
        mark, index = uow.safety.mark_of(gone.worker_id), uow.vault.index("recovery", plain_code(code))
    deeds = [ErasureDeed.ASKED] + ([] if wish == "asked" else [ErasureDeed(wish)])
    for n, deed in enumerate(deeds):
        one = Erasure(
            id=f"{n}", mark=mark, deed=deed.value, at=clock.now() + timedelta(hours=n),
            due_at=due if deed is ErasureDeed.ASKED else None, code_index=index,
        )
        erasures.append(path, [one])
    clock.advance(days=1)
    notifier = FakeNotifier()
    done = erasures.replay(database, erasures.read(path), notifier, clock.now(), clock.business())
    assert done == (0 if wish == "stayed" else 1)
    with database.read() as uow:
        worker, case = uow.workers.get(gone.worker_id), uow.cases.get(gone.case_id)
        assert case is not None
        assert (worker is None) == (wish == "erased")
        assert CaseState(case.state).open == (wish == "stayed")
        if wish == "asked":
            assert worker is not None
            assert worker.delete_at == due
            assert uow.workers.conversation_of_code(code) == gone.conversation_id, "the code still undoes it"
        other = uow.cases.get(stays.case_id)
        assert other is not None
        assert CaseState(other.state).open
        known = {one.id for one in uow.safety.erasures()}
        assert {str(n) for n in range(len(deeds))} <= known, "the next list is complete again"


def test_a_process_that_remembers_a_key_forgets_it(machine: Machine, clock: FakeClock) -> None:
    """Another machine erases; this one had the case's key at hand."""
    here, there = machine("here"), machine("there")
    rotation = Rotation(here, clock)
    rotation.come()
    gone = report(here, clock, "gone")
    with there.write() as uow:
        erasures.erase(uow, gone.worker_id, clock.now())
    rotation.look()
    with here.read() as uow, pytest.raises(Erased):
        uow.cases.events(gone.case_id)


def test_a_report_that_was_never_sent_is_gone_after_thirty_days(database: Database, clock: FakeClock) -> None:
    with database.write() as uow:
        conversation_id, worker_id = uow.conversations.find_or_create("web", "browser", clock.now())
        conversation = uow.conversations.get(conversation_id)
        assert conversation is not None
        run_id = uow.conversations.start_run(conversation, "structure", clock.now())
        file_id = uow.attachments.expect(
            worker_id=worker_id, conversation_id=conversation_id, media="photo", meta={}, size=9, now=clock.now(),
            fetch_at=None,
        )
        uow.attachments.add_chunk(file_id, worker_id, 0, b"payslip")
        said = {"type": "say", "text": "12 hours a day"}
        uow.web.add_bubbles(conversation_id, worker_id, [("worker", said)], clock.now())
        uow.conversations.save_state(
            conversation, state={"visit": 1}, structure="structure", run_id=run_id, language="vi", nudge_at=None,
            expires_at=clock.now() + timedelta(days=30), case_id=None,
        )
    kept = report(database, clock, "kept")
    clock.advance(days=30)
    for over in due(database, clock):
        with database.write() as uow:
            uow.conversations.forget_run(over)
    with database.read() as uow:
        for name in ("attachment", "attachment_chunk", "web_bubble", "run"):
            table = SQLModel.metadata.tables[name]
            rows = uow.execute(select(table)).all()
            ours = {file_id, conversation_id, run_id}
            assert not any(ours & {v for v in row if isinstance(v, str)} for row in rows), name
        assert uow.attachments.of_case(kept.case_id)


def due(database: Database, clock: FakeClock) -> list[str]:
    """Conversations whose half-finished report is over."""
    with database.read() as uow:
        return [row.id for row in uow.conversations.due_expiries(clock.now())]
