"""What worker and staff say to each other in a case, and what the case asks its worker."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import col, select

from ..ids import new_id
from ..models import Case, CaseMessage, WorkerQuestion
from .base import Repository, table_of

_CASE = table_of(Case)
_MESSAGE = table_of(CaseMessage)


class TalkQueries(Repository):
    """Messages and questions of cases."""

    def add_message(
        self,
        case_id: str,
        *,
        author: str,
        text: str,
        now: datetime,
        partner_id: str | None = None,
        staff_id: str | None = None,
        language: str | None = None,
        dedupe: str | None = None,
    ) -> int | None:
        """Keep a message and return its number; None if one with the same ``dedupe`` is there. Author: worker, staff;
        note (between staff); answered (somebody spoke with the worker: ``text`` says how, ``now`` when)."""
        uid = dedupe or new_id()
        made: int | None = self.uow.execute(
            self.insert(_MESSAGE)
            .values(
                case_id=case_id,
                at=now,
                author=author,
                partner_id=partner_id,
                staff_id=staff_id,
                language=language,
                dedupe=uid,
                text=self.vault.seal(case_id, "case_message", uid, "text", text.encode()),
            )
            .on_conflict_do_nothing()
            .returning(_MESSAGE.c.id)
        ).scalar()
        return made

    def messages(self, case_id: str) -> list[dict[str, Any]]:
        """All messages and notes, oldest first: at, author, partner_id, staff_id, language, text."""
        statement = select_columns(_MESSAGE).where(_MESSAGE.c.case_id == case_id).order_by(_MESSAGE.c.id)
        return [
            {
                "id": row.id,
                "at": row.at,
                "author": row.author,
                "partner_id": row.partner_id,
                "staff_id": row.staff_id,
                "language": row.language,
                "text": self.vault.open(case_id, "case_message", row.dedupe, "text", row.text).decode(),
            }
            for row in self.uow.execute(statement)
        ]

    def worker_wrote_last(self, case_id: str) -> datetime | None:
        """When the worker wrote what nobody has answered yet; None if nothing of the kind waits."""
        newest = select_columns(_MESSAGE.c.author, _MESSAGE.c.at).where(
            _MESSAGE.c.case_id == case_id, _MESSAGE.c.author != "note"
        )
        found = self.uow.execute(newest.order_by(_MESSAGE.c.id.desc()).limit(1)).first()
        return found.at if found is not None and found.author == "worker" else None

    def staff_wrote_since(self, worker_id: str, moment: datetime) -> bool:
        """Whether anybody wrote to this worker after that moment."""
        cases = select_columns(_CASE.c.id).where(_CASE.c.worker_id == worker_id)
        found = select_columns(_MESSAGE.c.id).where(
            _MESSAGE.c.case_id.in_(cases), _MESSAGE.c.author == "staff", _MESSAGE.c.at > moment
        )
        return self.uow.execute(found.limit(1)).first() is not None

    def written_to(self, worker_id: str) -> tuple[str, datetime] | None:
        """The case of which somebody wrote to this worker last, and when; None if nobody did."""
        cases = select_columns(_CASE.c.id).where(_CASE.c.worker_id == worker_id)
        newest = select_columns(_MESSAGE.c.case_id, _MESSAGE.c.at).where(
            _MESSAGE.c.case_id.in_(cases), _MESSAGE.c.author == "staff"
        )
        found = self.uow.execute(newest.order_by(_MESSAGE.c.at.desc(), _MESSAGE.c.id.desc()).limit(1)).first()
        return (found.case_id, found.at) if found is not None else None

    def staff_wrote_last(self, worker_id: str) -> bool:
        """Whether the newest message of this worker's cases was written to them, and waits for an answer."""
        cases = select_columns(_CASE.c.id).where(_CASE.c.worker_id == worker_id)
        newest = select_columns(_MESSAGE.c.author).where(_MESSAGE.c.case_id.in_(cases), _MESSAGE.c.author != "note")
        found = self.uow.execute(newest.order_by(_MESSAGE.c.at.desc(), _MESSAGE.c.id.desc()).limit(1)).first()
        return found is not None and found[0] == "staff"

    def ask(
        self,
        case_id: str,
        conversation_id: str,
        kind: str,
        now: datetime,
        *,
        partner_id: str | None = None,
        data: dict[str, Any] | None = None,
    ) -> WorkerQuestion:
        """Put a question to the worker."""
        question = WorkerQuestion(
            id=new_id(),
            case_id=case_id,
            conversation_id=conversation_id,
            kind=kind,
            partner_id=partner_id,
            asked_at=now,
            data=data,
        )
        self.session.add(question)
        self.session.flush()
        return question

    def question(self, question_id: str) -> WorkerQuestion | None:
        """One question."""
        return self.session.get(WorkerQuestion, question_id)

    def question_held(self, question_id: str) -> WorkerQuestion:
        """One question as it is now; its case must be held."""
        statement = select(WorkerQuestion).where(WorkerQuestion.id == question_id)
        fresh = statement.execution_options(populate_existing=True)
        found: WorkerQuestion = self.session.exec(fresh).one()
        return found

    def open_questions(self, case_id: str, kind: str | None = None) -> Sequence[WorkerQuestion]:
        """Questions nobody has answered, oldest first."""
        statement = select(WorkerQuestion).where(
            WorkerQuestion.case_id == case_id, col(WorkerQuestion.answered_at).is_(None)
        )
        if kind is not None:
            statement = statement.where(WorkerQuestion.kind == kind)
        return self.session.exec(statement.order_by(col(WorkerQuestion.id))).all()

    def questions(self, case_id: str) -> Sequence[WorkerQuestion]:
        """All questions, oldest first."""
        statement = select(WorkerQuestion).where(WorkerQuestion.case_id == case_id)
        return self.session.exec(statement.order_by(col(WorkerQuestion.id))).all()

    def close_questions(self, case_id: str, now: datetime, *kinds: str, answer: str = "over") -> None:
        """Questions of these kinds (none given: all) need no answer any more."""
        for question in self.open_questions(case_id):
            if not kinds or question.kind in kinds:
                question.answered_at, question.answer = now, answer
        self.session.flush()
