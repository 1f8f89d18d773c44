"""Interpreters: what they speak, what was assigned to them, and what they made of it.

An interpreter reads through `assigned` and `assignment` alone: only their own, only after the worker's yes, only while
it is not done, the case is open, and who asked for it still reads the case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from ..ids import new_id
from ..models import Case, InterpreterProfile, Interpreting, InterpretingState, Offer, OfferState, Rendering, Staff
from .base import Repository
from .staff_cases import Viewer

Item = tuple[str, str]
"""What is to be put into words: message, voice or answer, and which."""
_HELD = (OfferState.ACCEPTED.value, OfferState.LAPSED.value)
_GOING_ON = (InterpretingState.SOUGHT.value, InterpretingState.ASKED.value, InterpretingState.AGREED.value)


@dataclass(frozen=True)
class Rendered:
    """The same in another language. ``staff_id`` None: by the catalogue."""

    language: str
    staff_id: str | None
    made_at: datetime
    text: str


class InterpretingRepository(Repository):
    """Assignments, renderings, and the profiles of interpreters."""

    # ---- what was made

    def render(
        self, case_id: str, item: Item, *, language: str, text: str, staff_id: str | None, now: datetime
    ) -> None:
        """Keep what was put into words."""
        made = new_id()
        sealed = self.vault.seal(case_id, "rendering", made, "text", text.encode())
        self.session.add(
            Rendering(
                id=made, case_id=case_id, what=item[0], ref=item[1], language=language, staff_id=staff_id, made_at=now,
                text=sealed,
            )
        )
        self.session.flush()

    def renderings(self, case_id: str) -> dict[Item, dict[str, Rendered]]:
        """Everything of a case in other languages: item → language → the newest."""
        found: dict[Item, dict[str, Rendered]] = {}
        rows = self.session.exec(select(Rendering).where(Rendering.case_id == case_id).order_by(col(Rendering.id)))
        for row in rows:
            said = self.vault.open(case_id, "rendering", row.id, "text", row.text).decode()
            found.setdefault((row.what, row.ref), {})[row.language] = Rendered(
                row.language, row.staff_id, row.made_at, said
            )
        return found

    # ---- assignments

    def assign(
        self, case_id: str, *, partner_id: str, asked_by: str, staff_id: str, items: Sequence[Item], call: bool,
        due_at: datetime, note: str, now: datetime, state: InterpretingState = InterpretingState.ASKED,
    ) -> Interpreting:
        """Keep a new one; it opens nothing yet."""
        made = new_id()
        row = Interpreting(
            id=made, case_id=case_id, partner_id=partner_id, asked_by=asked_by, staff_id=staff_id,
            items=[list(item) for item in items], call=call, due_at=due_at, asked_at=now, state=state.value,
            note=self.vault.seal(case_id, "interpreting", made, "note", note.encode()),
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        return row

    def get(self, interpreting_id: str) -> Interpreting | None:
        """One, for the services; people read through `assignment`."""
        return self.session.get(Interpreting, interpreting_id)

    def note(self, row: Interpreting) -> str:
        """What the interpreter is to know."""
        return self.vault.open(row.case_id, "interpreting", row.id, "note", row.note).decode()

    def of_case(self, case_id: str) -> Sequence[Interpreting]:
        """All of a case, oldest first."""
        statement = select(Interpreting).where(Interpreting.case_id == case_id)
        return self.session.exec(statement.order_by(col(Interpreting.id))).all()

    def assigned(self, viewer: Viewer) -> list[tuple[Interpreting, Case]]:
        """What this interpreter has to do now, what is due first at the top."""
        statement = self._open_to(viewer)
        if statement is None:
            return []
        rows = self.session.exec(statement.order_by(col(Interpreting.due_at)))
        return [(row, case) for row, case in rows]

    def assignment(self, viewer: Viewer, interpreting_id: str) -> tuple[Interpreting, Case] | None:
        """One that was assigned to this interpreter and is open to them; None if there is none."""
        statement = self._open_to(viewer)
        if statement is None:
            return None
        found = self.session.exec(statement.where(Interpreting.id == interpreting_id)).first()
        return (found[0], found[1]) if found is not None else None

    def _open_to(self, viewer: Viewer) -> Any:
        if viewer.role != "interpreter":
            return None
        return (
            select(Interpreting, Case)
            .join(Case, col(Case.id) == Interpreting.case_id)
            .join(Offer, (col(Offer.case_id) == Case.id) & (col(Offer.partner_id) == Interpreting.partner_id))
            .where(
                Interpreting.staff_id == viewer.staff_id,
                Interpreting.state == InterpretingState.AGREED.value,
                col(Case.closed_at).is_(None),
                col(Offer.state).in_(_HELD),
                col(Offer.acted_at).is_not(None),
                col(Offer.consented).is_(True),
            )
        )

    def going_on(self, case_id: str) -> list[Interpreting]:
        """Those of a case that are neither done nor over."""
        return [row for row in self.of_case(case_id) if row.state in _GOING_ON]

    def cases_of(self, staff_id: str) -> list[str]:
        """The cases in which something of this interpreter is neither done nor over."""
        going_on = select(Interpreting.case_id).where(
            Interpreting.staff_id == staff_id, col(Interpreting.state).in_(_GOING_ON)
        )
        return sorted(self.session.exec(going_on.distinct()))

    def sought(self, case_id: str) -> list[Interpreting]:
        """Those of a case for which the coordinators look for somebody, as long as who asked has the case."""
        asked = (col(Offer.case_id) == Interpreting.case_id) & (col(Offer.partner_id) == Interpreting.partner_id)
        statement = (
            select(Interpreting)
            .join(Offer, asked)
            .where(
                Interpreting.case_id == case_id,
                Interpreting.state == InterpretingState.SOUGHT.value,
                col(Offer.state).in_(_HELD),
                col(Offer.acted_at).is_not(None),
                col(Offer.consented).is_(True),
            )
            .order_by(col(Interpreting.id))
        )
        return list(self.session.exec(statement))

    # ---- interpreters

    def interpreters(self) -> list[tuple[Staff, InterpreterProfile | None]]:
        """Everybody with that role who has not left, by name."""
        statement = (
            select(Staff, InterpreterProfile)
            .join(InterpreterProfile, col(InterpreterProfile.staff_id) == Staff.id, isouter=True)
            .where(Staff.role == "interpreter", col(Staff.active).is_(True))
            .order_by(Staff.name, Staff.id)
        )
        return [(staff, profile) for staff, profile in self.session.exec(statement)]

    def profiles(self) -> Mapping[str, InterpreterProfile]:
        """What is known of each interpreter, by account."""
        return {row.staff_id: row for row in self.session.exec(select(InterpreterProfile))}

    def profile(self, staff_id: str) -> InterpreterProfile | None:
        """What is known of one."""
        return self.session.get(InterpreterProfile, staff_id)

    def set_profile(
        self, staff_id: str, *, languages: Sequence[str], ties: Sequence[str], paid_by: Sequence[str], now: datetime
    ) -> None:
        """Keep what an interpreter speaks and is bound to."""
        row = self.profile(staff_id) or InterpreterProfile(
            staff_id=staff_id, languages=[], ties=[], paid_by=[], changed_at=now
        )
        row.languages, row.ties, row.paid_by, row.changed_at = list(languages), list(ties), list(paid_by), now
        self.session.add(row)
        self.session.flush()
