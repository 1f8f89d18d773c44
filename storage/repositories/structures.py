"""Structures of the flows, kept while conversations and open cases go by them."""

from datetime import datetime

from sqlalchemy import delete, func, select

from ..models import Case, Conversation, Meta, Run, Structure
from . import statements as st
from .base import Repository, table_of

_C = table_of(Conversation)
_META = table_of(Meta)
_STRUCTURE = table_of(Structure)


class StructureRepository(Repository):
    """By the hash of what they hold."""

    def keep(self, content_hash: str, content: str, now: datetime) -> None:
        """Keep one while conversations use it."""
        if self.cursor.first(st.KEPT, {"hash": content_hash}) is not None:
            return  # it is large, and begun with by every conversation
        self.connection.execute(
            self.insert(_STRUCTURE)
            .values(hash=content_hash, content=content, created_at=now)
            .on_conflict_do_nothing()
        )

    def get(self, content_hash: str) -> str | None:
        """A kept structure's JSON."""
        found: str | None = self.connection.execute(
            select(_STRUCTURE.c.content).where(_STRUCTURE.c.hash == content_hash)
        ).scalar()
        return found

    def drop_unused(self, current: str, *, published: str) -> int:
        """Forget those that no conversation uses, but for the ``current`` one, and the one that the fact ``published``
        names, be it since this moment, by another process; returns how many."""
        hashes = _STRUCTURE.c.hash
        in_force = select(_META.c.value).where(_META.c.key == published)
        idle = hashes != current, hashes.not_in(in_force)
        others = self.connection.execute(select(hashes).where(*idle)).scalars().all()
        if not others:  # almost always; looking through all conversations takes long
            return 0
        used = select(_C.c.structure).where(_C.c.structure.in_(others))
        run, case = table_of(Run), table_of(Case)  # of open cases: answers may still be corrected, and are weighed
        of_open = select(run.c.structure).where(run.c.id == case.c.run_id, case.c.closed_at.is_(None))
        unused = hashes.in_(others), *idle, hashes.not_in(used), hashes.not_in(of_open)
        return int(self.connection.execute(delete(_STRUCTURE).where(*unused)).rowcount)

    def conversations(self) -> dict[str, int]:
        """How many unfinished conversations go by which structure."""
        rows = self.connection.execute(
            select(_C.c.structure, func.count().label("times"))
            .where(_C.c.structure.is_not(None), _C.c.state.is_not(None))
            .group_by(_C.c.structure)
        )
        return {row.structure: row.times for row in rows}
