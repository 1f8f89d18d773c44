"""What has come to its end goes by itself, and takes nothing with it that is still to be kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from bot.cases.file import FiledReport, file_report
from bot.cases.notifier import FakeNotifier
from bot.clock import FakeClock
from bot.keeping import erasures
from bot.keeping.retention import erase_over
from storage.database import Database
from storage.errors import Erased
from storage.models import COORDINATOR, AttachmentChunk, CaseState
from storage.repositories.base import table_of
from tests.keeping.people import report
from tests.keeping.traces import STAY, everything, gone_from_files, key_of, marks_of, settle, tables_naming


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
    marks = marks_of(database, gone)
    assert erase_over(database, clock.now(), clock.business()) == 1
    settle(database)
    after = everything(database)
    assert not any(mark in after for mark in marks)
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
    assert key not in everything(database)
    with database.read() as uow:
        assert uow.cases.events(second)
        assert uow.workers.profile(one.worker_id)["phone"], "they can still be reached about the other"
        assert tables_naming(uow, one.run_id, one.case_id) <= STAY
        assert uow.execute(select(table_of(AttachmentChunk))).first() is None
        assert list(uow.safety.faults()) == []


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
