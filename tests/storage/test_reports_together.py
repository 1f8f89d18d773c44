"""Drafts of reports entered with staff, and groups, on each database."""

from datetime import datetime, timedelta

from storage.database import Database
from storage.models import AssistedDraft
from storage.uow import UnitOfWork


def begin(uow: UnitOfWork, now: datetime, staff_id: str = "staff-1") -> tuple[AssistedDraft, str]:
    """A draft and its worker."""
    draft = uow.assisted.begin(staff_id, "north", "phone", now)
    row = uow.conversations.get(draft.conversation_id)
    assert row is not None
    return draft, row.worker_id


def test_a_draft_is_only_its_beginners(database: Database, now: datetime) -> None:
    with database.write() as uow:
        draft, _ = begin(uow, now)
        begin(uow, now + timedelta(minutes=1), "staff-2")
        assert uow.assisted.of("staff-1", draft.id) is not None
        assert uow.assisted.of("staff-2", draft.id) is None
        assert [one.id for one in uow.assisted.mine("staff-1")] == [draft.id]
        assert uow.conversations.find("assisted", draft.id) is not None


def test_a_new_code_ends_the_one_before_and_both_end_with_the_worker(database: Database, now: datetime) -> None:
    with database.write() as uow:
        draft, worker_id = begin(uow, now)
        lost, kept = (uow.assisted.new_code(draft, worker_id, now) for _ in range(2))
        assert uow.workers.conversation_of_code(lost) is None
        assert uow.workers.conversation_of_code(kept) == draft.conversation_id
        own, _ = uow.conversations.find_or_create("web", "phone", now, worker_id)
        uow.assisted.taken_over(draft, own, now)
        assert uow.workers.conversation_of_code(kept) == own
        uow.workers.erase(worker_id)
        assert uow.workers.conversation_of_code(kept) is None
    with database.read() as uow:
        assert uow.assisted.of("staff-1", draft.id) is None


def test_what_was_never_sent_is_forgotten(database: Database, now: datetime) -> None:
    with database.write() as uow:
        draft, _ = begin(uow, now)
        sent, _ = begin(uow, now)
        sent.case_id = "a-case"
        uow.flush()
        for one in (draft, sent):
            uow.assisted.forget(one.conversation_id)
    with database.read() as uow:
        assert [one.id for one in uow.assisted.mine("staff-1")] == [sent.id]


def test_a_group_is_a_mark_that_workers_take_and_leave(database: Database, now: datetime) -> None:
    with database.write() as uow:
        an, binh = uow.workers.create(now), uow.workers.create(now)
        code = uow.groups.new_code(an, now)
        group = uow.groups.of_code(f" {code.lower()} ")
        assert group is not None
        assert group == uow.groups.of_worker(an)
        uow.groups.enter(binh, group, now)
        assert uow.groups.helpers(group) == frozenset()
        assert uow.groups.leave(an)
        assert not uow.groups.leave(an)
        assert uow.groups.of_code(code) is None
        assert uow.groups.of_worker(binh) == group
        assert uow.groups.open(an, now) != group
        uow.workers.erase(binh)
        assert uow.groups.of_worker(binh) is None
