"""Reports that staff enter together with a worker: each is seen by the one who began it, and by nobody else."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select

from ..ids import new_id
from ..models import AssistedDraft, RecoveryCode
from .base import Repository, table_of

CHANNEL = "assisted"
_DRAFT = table_of(AssistedDraft)


class AssistedRepository(Repository):
    """Reports that staff enter together with a worker."""

    def begin(self, staff_id: str, organisation: str, way: str, now: datetime) -> AssistedDraft:
        """A new one, with a conversation and a worker of its own. ``way``: counter, phone."""
        draft_id = new_id()
        conversation_id, _ = self.uow.conversations.find_or_create(CHANNEL, draft_id, now)
        draft = AssistedDraft(
            id=draft_id, conversation_id=conversation_id, organisation=organisation, staff_id=staff_id, way=way,
            begun_at=now,
        )  # fmt: skip
        self.session.add(draft)
        self.session.flush()
        return draft

    def of(self, staff_id: str, draft_id: str) -> AssistedDraft | None:
        """One of this person's own; None for everybody else."""
        draft = self.session.get(AssistedDraft, draft_id)
        return draft if draft is not None and draft.staff_id == staff_id else None

    def mine(self, staff_id: str, limit: int = 50) -> Sequence[AssistedDraft]:
        """This person's own, the newest first."""
        statement = select(AssistedDraft).where(AssistedDraft.staff_id == staff_id)
        return self.session.exec(statement.order_by(col(AssistedDraft.begun_at).desc()).limit(limit)).all()

    def at(self, conversation_id: str) -> AssistedDraft | None:
        """The one that is held in a conversation."""
        statement = select(AssistedDraft).where(AssistedDraft.conversation_id == conversation_id)
        return self.session.exec(statement).first()

    def of_case(self, case_id: str) -> AssistedDraft | None:
        """How a case came in, if it was entered together with staff."""
        return self.session.exec(select(AssistedDraft).where(AssistedDraft.case_id == case_id)).first()

    def new_code(self, draft: AssistedDraft, worker_id: str, now: datetime) -> str:
        """The worker's own way in. A slip that was printed before is worthless from now on."""
        table = table_of(RecoveryCode)
        self.uow.execute(delete(table).where(table.c.conversation_id == draft.conversation_id))
        return self.uow.workers.new_recovery_code(worker_id, draft.conversation_id, now)

    def taken_over(self, draft: AssistedDraft, conversation_id: str, now: datetime) -> None:
        """The worker goes on alone, in another conversation, to which their code leads from now on."""
        draft.taken_over_at = now
        draft.ended_at = draft.ended_at or now
        self.session.add(draft)
        table = table_of(RecoveryCode)
        moved = update(table).where(table.c.conversation_id == draft.conversation_id)
        self.uow.execute(moved.values(conversation_id=conversation_id))
        self.uow.web.clear(draft.conversation_id)

    def forget(self, conversation_id: str) -> None:
        """It was never sent, and its time is over."""
        self.uow.execute(delete(_DRAFT).where(_DRAFT.c.conversation_id == conversation_id, _DRAFT.c.case_id.is_(None)))
