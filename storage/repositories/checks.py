"""The support check: who wants it, when they are asked next, and what was answered."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, exists, select, update

from ..errors import Erased, Tampered
from ..models import Answer, Attachment, AttachmentChunk, Conversation, Run
from ..models.checks import SupportCheck
from ..models.conversations import AttachmentCopy
from .base import Repository, table_of
from .linked import Linked

_K, _RUN, _ANSWER, _TALK = (table_of(one) for one in (SupportCheck, Run, Answer, Conversation))
_FILE, _CHUNK, _COPY = (table_of(one) for one in (Attachment, AttachmentChunk, AttachmentCopy))
NAME = "check"
"""What the flow of its questions is called, and what a run of it is given."""
STEPS = f"{NAME}."
"""What the steps of its questions begin with."""


class CheckRepository(Repository):
    """Who is asked about their support, and their answers."""

    def get(self, worker_id: str) -> SupportCheck | None:
        """When a worker is asked next; None if they do not want it."""
        return self.session.get(SupportCheck, worker_id, populate_existing=True)

    def held(self, worker_id: str) -> SupportCheck | None:
        """The same, and until the end of the transaction nobody else changes it: being asked and wanting no more must
        not pass each other by."""
        return self.session.get(SupportCheck, worker_id, populate_existing=True, with_for_update=True)

    def is_open(self, conversation: Row[Any]) -> bool:
        """Whether the questions that are open in a conversation are those of a check."""
        try:
            state = self.uow.conversations.open_state(conversation)
        except (Erased, Tampered):
            return False
        return NAME in (state or {}).get("vars", {})

    def ask_at(self, worker_id: str, due_at: datetime, now: datetime, *, asked: int = 0) -> None:
        """This worker wants to be asked, and is asked next at ``due_at``. ``asked``: how often this time so far."""
        self.uow.execute(
            self.insert(_K)
            .values(worker_id=worker_id, since=now, due_at=due_at, asked=asked)
            .on_conflict_do_update(index_elements=["worker_id"], set_={"due_at": due_at, "asked": asked})
        )

    def stop(self, worker_id: str) -> bool:
        """They are asked no more. False: they were not."""
        return bool(self.uow.execute(delete(_K).where(_K.c.worker_id == worker_id)).rowcount)

    def due(self, now: datetime, limit: int = 100) -> list[str]:
        """Whom to ask now."""
        return list(self.uow.execute(select(_K.c.worker_id).where(_K.c.due_at <= now).limit(limit)).scalars())

    # ---- what was answered

    def give_to_case(self, worker_id: str, case_id: str, since: datetime) -> None:
        """What was answered since then, and belongs to no report yet, belongs to this one, which came of it."""
        said = exists().where(_ANSWER.c.run_id == _RUN.c.id, _ANSWER.c.step.startswith(STEPS, autoescape=True))
        own = _RUN.c.worker_id == worker_id, _RUN.c.case_id.is_(None), _RUN.c.finished_at >= since
        for run_id in list(self.uow.execute(select(_RUN.c.id).where(*own, said)).scalars()):
            self.uow.execute(update(_RUN).where(_RUN.c.id == run_id).values(case_id=case_id))
            self.uow.attachments.give_to_case(run_id, case_id)

    def answers(self, cases: Iterable[Linked]) -> dict[str, list[list[dict[str, Any]]]]:
        """Case → its checks, the oldest first, each as its answers in order: step, variable, value, at."""
        workers = {case.case_id: case.worker_id for case in cases}
        return self._answers(workers)

    def of_case(self, case_id: str, worker_id: str) -> list[list[dict[str, Any]]]:
        """The same of one case."""
        return self._answers({case_id: worker_id}).get(case_id, [])

    def _answers(self, workers: dict[str, str]) -> dict[str, list[list[dict[str, Any]]]]:
        if not workers:
            return {}
        statement = (
            select(_ANSWER, _RUN.c.case_id)
            .join(_RUN, _RUN.c.id == _ANSWER.c.run_id)
            .where(
                _RUN.c.case_id.in_(list(workers)), _RUN.c.finished_at.is_not(None), _ANSWER.c.replaced.is_(False),
                _ANSWER.c.unread.is_(False), _ANSWER.c.step.startswith(STEPS, autoescape=True),
            )
            .order_by(_RUN.c.finished_at, _RUN.c.id, _ANSWER.c.visit)
        )  # fmt: skip
        rows = list(self.uow.execute(statement))
        if rows:
            self.vault.know(sorted({row.worker_id for row in rows}))
        found: dict[str, dict[str, list[dict[str, Any]]]] = {}
        for row in rows:
            opened = self.vault.open_json(row.worker_id, "answer", f"{row.run_id}:{row.visit}", "sealed", row.sealed)
            told = {"step": row.step, "variable": row.variable, "value": opened["value"], "at": row.at}
            found.setdefault(row.case_id, {}).setdefault(row.run_id, []).append(told)
        return {case_id: list(runs.values()) for case_id, runs in found.items()}

    def forget(self, before: datetime) -> int:
        """What was answered before then and belongs to no report goes; returns how many runs did."""
        said = exists().where(_ANSWER.c.run_id == _RUN.c.id, _ANSWER.c.step.startswith(STEPS, autoescape=True))
        used = select(_TALK.c.run_id).where(_TALK.c.run_id.is_not(None), _TALK.c.state.is_not(None))
        over = _RUN.c.case_id.is_(None), _RUN.c.finished_at < before, _RUN.c.id.not_in(used)
        return self._forget(list(self.uow.execute(select(_RUN.c.id).where(*over, said).limit(100)).scalars()))

    def forget_case(self, case_id: str, besides: str) -> None:
        """What was answered in checks that belong to this report goes. ``besides``: the run of the report itself."""
        mine = select(_RUN.c.id).where(_RUN.c.case_id == case_id, _RUN.c.id != besides)
        self._forget(list(self.uow.execute(mine).scalars()))

    def _forget(self, runs: Collection[str]) -> int:
        files = list(self.uow.execute(select(_FILE.c.id).where(_FILE.c.run_id.in_(runs))).scalars())
        for table, column in ((_CHUNK, _CHUNK.c.attachment_id), (_COPY, _COPY.c.attachment_id), (_FILE, _FILE.c.id)):
            self.uow.execute(delete(table).where(column.in_(files)))
        self.uow.execute(delete(_ANSWER).where(_ANSWER.c.run_id.in_(runs)))
        self.uow.execute(delete(_RUN).where(_RUN.c.id.in_(runs)))
        return len(runs)
