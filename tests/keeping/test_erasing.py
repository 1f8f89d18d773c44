"""After a deletion nothing brings a worker back: not the database, not what it leaves behind, not an older backup."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, select, text
from sqlmodel import SQLModel

from bot.cases.notifier import FakeNotifier
from bot.clock import FakeClock
from bot.keeping import erasures
from bot.keeping.rotation import Rotation
from storage.database import Database
from storage.errors import Erased
from storage.ids import new_code, plain_code
from storage.keys import Keyring
from storage.models import AttachmentChunk, CaseState, Erasure, ErasureDeed, Rendering
from storage.models.conversations import AttachmentCopy
from storage.repositories.base import table_of
from storage.repositories.system import TO_SCRUB
from storage.uow import UnitOfWork
from tests.keeping.people import report, words_of
from tests.keeping.traces import STAY, everything, gone_from_files, marks_of, settle, tables_naming

Machine = Callable[[str], Database]


def test_nothing_is_left_of_who_was_erased(database: Database, clock: FakeClock) -> None:
    others = [report(database, clock, f"other-{n}") for n in range(5)]
    gone = report(database, clock, "gone")
    others += [report(database, clock, f"later-{n}") for n in range(5)]
    settle(database)
    marks = marks_of(database, gone)
    before = everything(database)
    assert all(mark in before for mark in marks), "the search would find them"
    assert not any(word in before for word in words_of("gone")), "nothing of it is plain, not even before"
    with database.write() as uow:
        erasures.erase(uow, gone.worker_id, clock.now())
    gone_from_files(database)
    settle(database)
    after = everything(database)
    assert not any(mark in after for mark in marks)
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


@pytest.mark.postgres
def test_samples_that_the_server_keeps_for_its_plans_know_nobody_who_was_erased(
    postgres_tables: str, clock: FakeClock
) -> None:
    database = Database(postgres_tables, Keyring.new())
    gone = report(database, clock, "gone")
    for n in range(5):
        report(database, clock, f"other-{n}")

    def sampled_in() -> set[str]:
        with database.write() as uow:
            rows = uow.execute(text(
                "SELECT concat(tablename, '.', attname), concat(most_common_vals, histogram_bounds) FROM pg_stats"
                " WHERE schemaname <> 'pg_catalog'"
            )).all()  # fmt: skip
        return {name for name, values in rows if gone.worker_id in values or gone.conversation_id in values}

    with database.write() as uow:
        uow.execute(text("ANALYZE"))
    assert sampled_in() >= {"worker.id", "conversation.id"}, "the search would find them"
    with database.write() as uow:
        erasures.erase(uow, gone.worker_id, clock.now())
    assert erasures.scrub(database)
    assert not {name for name in sampled_in() if name.split(".")[0] in ("worker", "conversation", "subject_key")}
    database.close()


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


def test_no_table_keeps_a_row_of_who_was_erased_that_is_not_meant_to_stay(
    database: Database, clock: FakeClock
) -> None:
    """Also a table that is added later: whoever adds one has to say what becomes of it."""
    gone = report(database, clock, "gone")
    ids = (gone.worker_id, gone.conversation_id, gone.run_id, gone.case_id)
    with database.read() as uow:
        assert tables_naming(uow, *ids) - STAY, "the search would find them"
    with database.write() as uow:
        erasures.erase(uow, gone.worker_id, clock.now())
    with database.read() as uow:
        assert tables_naming(uow, *ids) <= STAY
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
    assert done == erasures.Replayed(gone=0 if wish == "stayed" else 1, stayed=0)
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


def test_whoever_thought_better_of_it_after_the_backup_stays(
    database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    """The database is as it was while they wished to be deleted; only the list knows."""
    here, path, notifier = report(database, clock, "here"), tmp_path / "erasures.list", FakeNotifier()
    due = clock.now() + timedelta(days=7)
    with database.write() as uow:
        uow.safety.note_erasure(here.worker_id, ErasureDeed.ASKED, clock.now(), due_at=due)
        erasures.leave(uow, here.worker_id, due, notifier, clock.now(), clock.business())
        mark = uow.safety.mark_of(here.worker_id)
    erasures.keep(database, path)
    clock.advance(minutes=10)
    deed = ErasureDeed.STAYED.value
    stayed = Erasure(id="stayed", mark=mark, deed=deed, at=clock.now(), due_at=None, code_index=None)
    erasures.append(path, [stayed])
    done = erasures.replay(database, erasures.read(path), notifier, clock.now(), clock.business())
    assert done == erasures.Replayed(gone=0, stayed=1)
    with database.read() as uow:
        worker, case = uow.workers.get(here.worker_id), uow.cases.get(here.case_id)
        assert worker is not None
        assert worker.delete_at is None
        assert case is not None
        assert CaseState(case.state).open
        assert list(uow.ladder.without_clock()) == []


def test_a_line_that_cannot_be_read_is_told_unless_it_was_written_again(
    database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    path = tmp_path / "erasures.list"
    for name in ("one", "two"):
        gone = report(database, clock, name)
        with database.write() as uow:
            uow.safety.note_erasure(gone.worker_id, ErasureDeed.ASKED, clock.now(), due_at=clock.now())
    erasures.keep(database, path)
    whole = path.read_bytes()
    second = whole.splitlines(keepends=True)[1]
    assert erasures.unreadable(path) == []
    path.write_bytes(whole[: -len(second) // 2])
    assert erasures.unreadable(path) == [2], "cut off"
    erasures.keep(database, path)
    assert erasures.unreadable(path) == [], "the crash that cut it lost nothing"
    path.write_bytes(b"\0" * 80 + b"\n" + whole)
    assert erasures.unreadable(path) == [1]


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
