"""The audit can't be rewritten by somebody who only has the database."""

from sqlalchemy import text

from storage.database import Database
from tests.access.conftest import NOW


def _write(db: Database, chain: str, count: int) -> None:
    for n in range(count):
        with db.write() as uow:
            uow.access.audit(chain, staff_id="s", action="read", now=NOW, object_kind="case", object_id=f"case{n}")


def test_each_organisation_has_its_own_unbroken_chain(db: Database) -> None:
    _write(db, "north", 3)
    _write(db, "south", 2)
    with db.read() as uow:
        assert uow.access.audit_chains() == {"north": 3, "south": 2}
        assert uow.access.broken_link("north") is None
        assert [line.seq for line in uow.access.audit_lines("north", limit=2)] == [3, 2]
        assert [line.object_id for line in uow.access.audit_lines("north", object_id="case1")] == ["case1"]


def test_a_changed_and_a_missing_line_are_found(db: Database) -> None:
    _write(db, "north", 4)
    _write(db, "south", 4)
    with db.write() as uow:
        uow.execute(text("UPDATE audit SET staff_id = 'someone' WHERE chain = 'north' AND seq = 2"))
        uow.execute(text("DELETE FROM audit WHERE chain = 'south' AND seq = 3"))
    with db.read() as uow:
        assert uow.access.broken_link("north") == 2
        assert uow.access.broken_link("south") == 3
