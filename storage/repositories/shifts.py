"""Queries about dated changes of duty: who is on the rota when, and which organisation is closed."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, delete, select

from ..ids import new_id
from ..models import DutyShift
from .base import Repository


class ShiftRepository(Repository):
    """Rota and closures. Few rows: read once for a unit of work."""

    _read: Sequence[DutyShift] | None = None

    def of(self, organisation: str) -> list[DutyShift]:
        """All that an organisation has, the earliest first."""
        if self._read is None:
            self._read = self.session.exec(select(DutyShift).order_by(col(DutyShift.starts_at))).all()
        return [shift for shift in self._read if shift.organisation == organisation]

    def get(self, shift_id: str) -> DutyShift | None:
        """One of them."""
        return self.session.get(DutyShift, shift_id)

    def add(
        self, organisation: str, starts_at: datetime, ends_at: datetime, *, staff_id: str | None, closed: bool,
        made_by: str, now: datetime,
    ) -> DutyShift:
        """A new one."""
        shift = DutyShift(
            id=new_id(), organisation=organisation, staff_id=staff_id, closed=closed, starts_at=starts_at,
            ends_at=ends_at, made_by=made_by, created_at=now,
        )  # fmt: skip
        self.session.add(shift)
        self.session.flush()
        self._read = None
        return shift

    def remove(self, shift_id: str) -> None:
        """It does not take place."""
        self.session.exec(delete(DutyShift).where(col(DutyShift.id) == shift_id))
        self._read = None

    def forget_before(self, day: datetime) -> None:
        """Those that are long over."""
        self.session.exec(delete(DutyShift).where(col(DutyShift.ends_at) < day))
        self._read = None
