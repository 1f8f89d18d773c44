"""Calls and meetings about cases. An organisation reads and changes its own only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from ..ids import new_id
from ..models import Appointment, AppointmentState
from .base import Repository, table_of

_APPOINTMENT = table_of(Appointment)


@dataclass(frozen=True)
class Meeting:
    """A call or meeting, readable."""

    id: str
    staff_id: str
    kind: str
    whom: str
    at: datetime
    state: str
    note: str


class AppointmentRepository(Repository):
    """Writing and reading them."""

    def add(
        self, case_id: str, *, partner_id: str, staff_id: str, kind: str, whom: str, at: datetime, held: bool,
        note: str, now: datetime,
    ) -> None:
        """Keep one. ``held``: it has taken place."""
        made = new_id()
        state = AppointmentState.HELD if held else AppointmentState.PLANNED
        sealed = self.vault.seal(case_id, "appointment", made, "note", note.encode())
        row = Appointment(
            id=made, case_id=case_id, partner_id=partner_id, staff_id=staff_id, kind=kind, whom=whom, at=at,
            state=state.value, note=sealed, written_at=now,
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()

    def of_case(self, case_id: str, partner_id: str) -> list[Meeting]:
        """An organisation's calls and meetings about a case, the latest first."""
        statement = select(Appointment).where(Appointment.case_id == case_id, Appointment.partner_id == partner_id)
        rows: Sequence[Appointment] = self.session.exec(statement.order_by(col(Appointment.at).desc())).all()
        return [
            Meeting(
                row.id, row.staff_id, row.kind, row.whom, row.at, row.state,
                self.vault.open(case_id, "appointment", row.id, "note", row.note).decode(),
            )
            for row in rows
        ]  # fmt: skip

    def became(self, appointment_id: str, case_id: str, partner_id: str, state: AppointmentState) -> bool:
        """A planned one took place or did not; False if there is no such planned one of this organisation."""
        changed = (
            update(_APPOINTMENT)
            .where(
                _APPOINTMENT.c.id == appointment_id,
                _APPOINTMENT.c.case_id == case_id,
                _APPOINTMENT.c.partner_id == partner_id,
                _APPOINTMENT.c.state == AppointmentState.PLANNED.value,
            )
            .values(state=state.value)
        )
        return bool(self.uow.execute(changed).rowcount)
