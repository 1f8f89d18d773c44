"""Which digests went out: at most one per person and local date."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from ..models import Digest
from .base import Repository, table_of

_DIGEST = table_of(Digest)


class DigestLog(Repository):
    """Digests that were made, also those that had nothing to say."""

    def note_digest(self, staff_id: str, local_date: str, now: datetime, cases: int) -> bool:
        """Note a digest; False if this person had one for this day."""
        made = self.uow.execute(
            self.insert(_DIGEST)
            .values(staff_id=staff_id, local_date=local_date, at=now, cases=cases)
            .on_conflict_do_nothing()
            .returning(_DIGEST.c.staff_id)
        ).first()
        return made is not None

    def digests_of(self, local_dates: Iterable[str]) -> set[tuple[str, str]]:
        """`(staff id, local date)` of every digest of these days."""
        rows = self.uow.execute(
            select(_DIGEST.c.staff_id, _DIGEST.c.local_date).where(
                _DIGEST.c.local_date.in_(list(local_dates))
            )
        )
        return {(row.staff_id, row.local_date) for row in rows}
