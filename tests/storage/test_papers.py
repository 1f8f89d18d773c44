"""Papers that are still to be drawn: by one at a time, once, and readable to nobody without the worker's key."""

import hashlib
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from storage.database import Database
from tests.storage.conftest import NOW
from tests.storage.test_hours import worker

LEASE = timedelta(minutes=1)


def order(db: Database, owner: str, kind: str = "record", **more: Any) -> str:
    with db.write() as uow:
        return uow.papers.order(
            worker_id=owner, case_id=None, kind=kind, draft={"said": "a secret"}, meta={"name": "2026-11-20.pdf"},
            now=NOW, **more,
        )  # fmt: skip


def test_a_paper_is_drawn_by_one_and_whoever_was_slower_changes_nothing(database: Database) -> None:
    paper = order(database, worker(database), code="AAAA-BBBB-CCCC")
    with database.write() as uow:
        [row] = uow.papers.due(NOW)
        assert uow.papers.draft(row) == {"said": "a secret"}
        assert uow.papers.take(row, NOW + LEASE) == 1
        assert uow.papers.take(row, NOW + LEASE) is None, "by somebody else, who saw the same"
        assert uow.papers.due(NOW) == []
        assert uow.papers.by_code("aaaabbbbcccc") is None
        [row] = uow.papers.due(NOW + 2 * LEASE)
        assert uow.papers.take(row, NOW + 3 * LEASE) == 2
    digest = hashlib.sha256(b"%PDF-").hexdigest()
    with database.write() as uow:
        assert not uow.papers.drawn(paper, 1, b"late", hashlib.sha256(b"late").hexdigest())
        assert not uow.papers.give_up(paper, 1)
        assert uow.papers.drawn(paper, 2, b"%PDF-", digest)
        assert not uow.papers.drawn(paper, 2, b"%PDF-", digest), "once"
    with database.read() as uow:
        found = uow.papers.by_code("AAAA-BBBB-CCCC")
        assert found is not None
        assert found == uow.papers.by_hash(digest)
        assert (found.draft, found.due_at, uow.papers.content(found)) == (None, None, b"%PDF-")
        assert uow.papers.meta(found) == {"name": "2026-11-20.pdf", "sha256": digest, "size": 5}


def test_what_is_to_be_drawn_is_sealed_and_goes_with_the_worker(database: Database) -> None:
    owner = worker(database)
    order(database, owner)
    with database.write() as uow:
        [row] = uow.execute(text("SELECT draft, meta FROM paper")).all()
        assert b"secret" not in bytes(row.draft)
        assert b"2026" not in bytes(row.meta)
        uow.workers.erase(owner)
        assert uow.papers.due(NOW) == []


def test_each_kind_has_its_own_room(database: Database) -> None:
    owner = worker(database)
    order(database, owner)
    with database.write() as uow:
        for kind in ("calendar", "record"):
            for number in range(12):
                sha256 = hashlib.sha256(f"{kind}{number}".encode()).hexdigest()
                uow.papers.keep(
                    worker_id=owner, case_id=None, kind=kind, content=b"x", meta={"sha256": sha256}, now=NOW
                )
        kept = uow.execute(text("SELECT kind, count(*) FROM paper WHERE content IS NOT NULL GROUP BY kind ORDER BY 1"))
        assert [tuple(row) for row in kept] == [("calendar", 10), ("record", 10)]
        assert uow.papers.made_since(owner, "record", NOW - LEASE) == 13, "one of them still to be drawn"
        assert uow.papers.made_since(owner, "calendar", NOW - LEASE) == 12
