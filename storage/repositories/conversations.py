"""Conversations: finding them, taking their lane, keeping their state, their runs and answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, delete, func, or_, select, update

from ..errors import Erased, LeaseLost, Tampered
from ..ids import new_id
from ..models import Answer, Attachment, AttachmentChunk, Case, Conversation, Run, WebBubble
from ..models.conversations import AttachmentCopy
from . import statements as st
from .base import Repository, table_of

_C = table_of(Conversation)
_ANSWER = table_of(Answer)

@dataclass(frozen=True)
class Lane:
    """The right to handle one conversation's updates until ``fence`` is outdated."""

    conversation_id: str
    worker_id: str
    fence: int


@dataclass(frozen=True)
class Spent:
    """How fast a conversation has been handled (see the columns of the same names); the policy is not ours."""

    minute_used: datetime | None = None
    hour_used: datetime | None = None
    slowed_until: datetime | None = None
    slowed_told_at: datetime | None = None
    looked_to: int | None = None


class ConversationRepository(Repository):
    """Conversations: finding them, taking their lane, keeping their state, their runs and answers."""

    def find(self, channel: str, address: str) -> tuple[str, str] | None:
        """``(conversation id, worker id)`` of an address, if it ever wrote."""
        row = self.cursor.first(st.BY_ADDRESS, {"address_index": self._index(channel, address)})
        return (row.id, row.worker_id) if row else None

    def find_or_create(
        self, channel: str, address: str, now: datetime, worker_id: str | None = None
    ) -> tuple[str, str]:
        """The conversation of an address, made with a new worker (or for ``worker_id``) if there is none yet."""
        found = self.find(channel, address)
        if found is not None:
            return found
        owner = worker_id or self.uow.workers.create(now)
        conversation_id = new_id()
        made = self.connection.execute(
            self.insert(_C)
            .values(
                id=conversation_id,
                worker_id=owner,
                channel=channel,
                address_index=self._index(channel, address),
                address=self.vault.seal(owner, "conversation", conversation_id, "address", address.encode()),
                created_at=now,
                fence=0,
                bubbles=0,
                leaving=False,
            )
            .on_conflict_do_nothing()
            .returning(_C.c.id)
        ).first()
        if made is None:  # another replica was faster; the worker just made has nothing yet
            if worker_id is None:
                self.uow.workers.erase(owner)
            found = self.find(channel, address)
            assert found is not None
            return found
        return conversation_id, owner

    def get(self, conversation_id: str) -> Row[Any] | None:
        """The conversation's row."""
        return self.cursor.first(st.TALK_BY_ID, {"id": conversation_id})

    def gone_on(self, conversation_id: str) -> Row[Any] | None:
        """The conversation's row; where its questions have gone on elsewhere, of the one that has the answers now."""
        row = self.get(conversation_id)
        if row is None or row.leaving or row.run_id is not None or row.case_id is not None:
            return row
        return next((other for other in self.of_worker(row.worker_id) if other.run_id is not None), row)

    def address(self, conversation: Row[Any]) -> str:
        """Where the conversation's messages go: a chat id, a web conversation's id."""
        return self.vault.open(
            conversation.worker_id, "conversation", conversation.id, "address", conversation.address
        ).decode()

    def of_worker(self, worker_id: str) -> list[Row[Any]]:
        """All conversations of a worker, newest inbound first."""
        statement = select(_C).where(_C.c.worker_id == worker_id).order_by(_C.c.last_inbound_at.desc())
        return list(self.connection.execute(statement))

    def newest(self, channel: str) -> Row[Any] | None:
        """The conversation of a channel that was written in last."""
        statement = (
            select(_C).where(_C.c.channel == channel).order_by(_C.c.last_inbound_at.desc().nulls_last()).limit(1)
        )
        return self.connection.execute(statement).first()

    # ---- the lane

    def mark_pending(self, said: Mapping[str, datetime], now: datetime) -> None:
        """Updates of these conversations wait; the newest was said at that time.

        Always writes, so that it is ordered with a worker that is finishing.
        """
        self.cursor.many(st.PENDING, [{"conversation": c, "at": now, "said": said[c]} for c in sorted(said)])

    def answers_wait(self, conversation_id: str, wait: bool) -> None:
        """Whether answers of this conversation wait for a safe hour."""
        self.uow.execute(update(_C).where(_C.c.id == conversation_id).values(answers_wait=wait))

    def claim(self, now: datetime, lease: timedelta, limit: int) -> list[Lane]:
        """Take up to ``limit`` conversations with waiting updates, those waiting for longest first."""
        limits = {"now": now, "far": now + st.FAR, "until": now + lease, "most": limit}
        taken = self.cursor.all(st.CLAIM_TALKS, limits)
        return [Lane(row.id, row.worker_id, row.fence) for row in taken]

    def held(self, lane: Lane) -> Row[Any]:
        """The conversation's row, locked. Raises LeaseLost if another worker has taken it over."""
        row = self.cursor.first(st.TALK_HELD, {"id": lane.conversation_id})
        if row is None or row.fence != lane.fence:
            raise LeaseLost
        return row

    def locked(self, conversation_id: str) -> Row[Any] | None:
        """The conversation's row, held until the end of the transaction. Who changes papers, too, takes it first."""
        return self.cursor.first(st.TALK_HELD, {"id": conversation_id})

    def release(self, lane: Lane, pending_at: datetime | None, spent: Spent | None = None) -> None:
        """Give the lane back; ``pending_at`` says when to look again, None when nothing waits. ``spent``: None
        leaves it as it is."""
        values = {"conversation": lane.conversation_id, "held_fence": lane.fence, "next": pending_at}
        if spent is None:
            self.cursor.run(st.RELEASE_TALK, values)
            return
        paced = {
            "minute": spent.minute_used, "hour": spent.hour_used, "slowed": spent.slowed_until,
            "told": spent.slowed_told_at, "looked": spent.looked_to,
        }
        self.cursor.run(st.RELEASE_PACED, {**values, **paced})

    def free_all(self) -> None:
        """No other process lives: what one before this held is free at once."""
        self.connection.execute(update(_C).where(_C.c.lease_until.is_not(None)).values(lease_until=None))

    # ---- state

    def open_state(self, conversation: Row[Any]) -> dict[str, Any] | None:
        """The engine's state, or None before the first step."""
        if conversation.state is None:
            return None
        state: dict[str, Any] = self.vault.open_json(
            conversation.worker_id, "conversation", conversation.id, "state", conversation.state
        )
        return state

    def save_state(
        self, conversation: Row[Any], *, state: dict[str, Any] | None, structure: str | None, run_id: str | None,
        language: str | None, nudge_at: datetime | None, expires_at: datetime | None, case_id: str | None,
    ) -> None:
        """Keep where the conversation stands."""
        sealed = None
        if state is not None:
            sealed = self.vault.seal_json(conversation.worker_id, "conversation", conversation.id, "state", state)
        self.cursor.run(
            st.SAVE,
            {
                "conversation": conversation.id, "new_state": sealed, "new_structure": structure, "new_run": run_id,
                "new_language": language, "new_nudge": nudge_at, "new_expiry": expires_at, "new_case": case_id,
            },
        )

    def set_case(self, conversation_id: str, case_id: str | None) -> None:
        """Which case the conversation's free text goes to."""
        self.connection.execute(update(_C).where(_C.c.id == conversation_id).values(case_id=case_id))

    def set_leaving(self, conversation_id: str, leaving: bool) -> None:
        """Everything was asked to be deleted (or that was undone)."""
        self.connection.execute(update(_C).where(_C.c.id == conversation_id).values(leaving=leaving))

    def retire(self, conversation_id: str) -> None:
        """Free the address: what comes from it next begins as somebody unknown. What came before and still waits here
        goes on waiting for its turn."""
        freed = update(_C).where(_C.c.id == conversation_id).values(address_index=f"retired:{conversation_id}")
        self.connection.execute(freed)

    def hand_over(self, source: Row[Any], target: Row[Any]) -> Row[Any]:
        """Continue ``source`` in ``target`` (another channel or phone): its worker, state and case go along.

        Returns the target's new row. What waits in the target's inbox stays readable: each update names its key.
        """
        state, address = self.open_state(source), self.address(target)
        owner = source.worker_id
        sealed = None
        if state is not None:
            sealed = self.vault.seal_json(owner, "conversation", target.id, "state", state)
        self.connection.execute(
            update(_C)
            .where(_C.c.id == target.id)
            .values(
                worker_id=owner, state=sealed, structure=source.structure, run_id=source.run_id,
                language=source.language, case_id=source.case_id, expires_at=source.expires_at,
                address=self.vault.seal(owner, "conversation", target.id, "address", address.encode()),
            )
        )
        self.connection.execute(
            update(_C)
            .where(_C.c.id == source.id)
            .values(state=None, structure=None, run_id=None, nudge_at=None, expires_at=None)
        )
        taken = self.get(target.id)
        assert taken is not None
        return taken

    def set_blocked(self, conversation_id: str, at: datetime | None) -> None:
        """The worker blocked the bot (or unblocked it)."""
        self.connection.execute(update(_C).where(_C.c.id == conversation_id).values(blocked_at=at))

    def due_nudges(self, now: datetime, limit: int = 100) -> list[Row[Any]]:
        """Half-finished conversations to remind once."""
        return list(self.connection.execute(select(_C).where(_C.c.nudge_at <= now).limit(limit)))

    def due_expiries(self, now: datetime, limit: int = 100) -> list[Row[Any]]:
        """Half-finished conversations whose 30 days are over."""
        return list(self.connection.execute(select(_C).where(_C.c.expires_at <= now).limit(limit)))

    def forget_run(self, conversation_id: str) -> None:
        """Thirty days are over: half-finished answers go, with their files and what the chat shows of them; the
        conversation may begin anew. What staff wrote meanwhile stays."""
        row = self.get(conversation_id)
        run, file = table_of(Run), table_of(Attachment)
        statement = select(run.c.id, run.c.started_at).where(
            run.c.id == (row.run_id if row is not None else None), run.c.case_id.is_(None)
        )
        unfiled = self.connection.execute(statement).first()
        if row is not None and unfiled is not None:
            self.connection.execute(delete(_ANSWER).where(_ANSWER.c.run_id == unfiled.id))
            files = select(file.c.id).where(file.c.conversation_id == conversation_id, file.c.case_id.is_(None))
            for table in (table_of(AttachmentChunk), table_of(AttachmentCopy)):
                self.connection.execute(delete(table).where(table.c.attachment_id.in_(files)))
            self.connection.execute(delete(file).where(file.c.id.in_(files)))
            self._forget_shown(row, unfiled.started_at)
            self.connection.execute(delete(run).where(run.c.id == unfiled.id))
        self.connection.execute(
            update(_C)
            .where(_C.c.id == conversation_id)
            .values(state=None, structure=None, run_id=None, nudge_at=None, expires_at=None)
        )

    def forget_in_state(self, conversation_id: str, name: str) -> None:
        """Take one thing out of the state, where it is there and can be read."""
        row = self.locked(conversation_id)
        try:
            state = self.open_state(row) if row is not None else None
        except (Erased, Tampered):
            return
        if row is None or state is None or name not in state:
            return
        del state[name]
        sealed = self.vault.seal_json(row.worker_id, "conversation", row.id, "state", state)
        self.connection.execute(update(_C).where(_C.c.id == row.id).values(state=sealed))

    def _forget_shown(self, row: Row[Any], since: datetime) -> None:
        """What the chat shows of a run that began then. Of a support check its questions and what was pressed: all else
        that was said beside it is between the worker and the people of their report."""
        bubble = table_of(WebBubble)
        shown = [bubble.c.conversation_id == row.id, bubble.c.at >= since, bubble.c.author != "staff"]
        if self.uow.checks.is_open(row):
            asked = []
            for one in self.connection.execute(select(bubble.c.n, bubble.c.payload).where(*shown)):
                place = f"{row.id}:{one.n}"
                payload = self.vault.open_json(row.worker_id, "web_bubble", place, "payload", one.payload)
                if payload.get("visit") is not None:
                    asked.append(one.n)
            shown.append(bubble.c.n.in_(asked))
        self.connection.execute(delete(bubble).where(*shown))

    def forget_case(self, case: Case) -> None:
        """What was told in a closed case goes: its answers and files, and what chats showed until it was closed."""
        file, bubble, run = table_of(Attachment), table_of(WebBubble), table_of(Run)
        self.connection.execute(delete(_ANSWER).where(_ANSWER.c.run_id == case.run_id))
        files = select(file.c.id).where(or_(file.c.case_id == case.id, file.c.run_id == case.run_id))
        for table in (table_of(AttachmentChunk), table_of(AttachmentCopy)):
            self.connection.execute(delete(table).where(table.c.attachment_id.in_(files)))
        self.connection.execute(delete(file).where(or_(file.c.case_id == case.id, file.c.run_id == case.run_id)))
        chats = select(_C.c.id).where(_C.c.worker_id == case.worker_id)
        shown = bubble.c.conversation_id.in_(chats), bubble.c.at <= case.closed_at
        self.connection.execute(delete(bubble).where(*shown))
        here = _C.c.worker_id == case.worker_id
        self.connection.execute(update(_C).where(here, _C.c.case_id == case.id).values(case_id=None))
        past = {"state": None, "structure": None, "run_id": None}
        self.connection.execute(update(_C).where(here, _C.c.run_id == case.run_id).values(**past))
        self.connection.execute(delete(run).where(run.c.id == case.run_id))

    def forget_state(self, conversation_id: str) -> None:
        """The state can't be read: the conversation may begin anew. Its answers stay with their run."""
        self.connection.execute(
            update(_C)
            .where(_C.c.id == conversation_id)
            .values(state=None, structure=None, run_id=None, nudge_at=None, expires_at=None)
        )

    def clear_nudge(self, conversation_id: str) -> None:
        """The reminder has been sent."""
        self.connection.execute(update(_C).where(_C.c.id == conversation_id).values(nudge_at=None))

    # ---- runs

    def start_run(self, conversation: Row[Any], structure: str, now: datetime) -> str:
        """A new way through the questions; returns its id."""
        run_id = new_id()
        self.cursor.run(
            st.START_RUN,
            {
                "id": run_id, "conversation_id": conversation.id, "worker_id": conversation.worker_id,
                "structure": structure, "started_at": now,
            },
        )
        return run_id

    def structure_of_run(self, run_id: str) -> str | None:
        """The hash of the structure of questions that a run followed."""
        table = table_of(Run)
        found: str | None = self.connection.execute(select(table.c.structure).where(table.c.id == run_id)).scalar()
        return found

    def began(self, run_id: str) -> datetime | None:
        """When a run was begun."""
        table = table_of(Run)
        began: datetime | None = self.connection.execute(
            select(table.c.started_at).where(table.c.id == run_id)
        ).scalar()
        return began

    def finish_run(self, run_id: str, now: datetime, case_id: str | None) -> None:
        """The run ended, with a case if one was filed."""
        table = table_of(Run)
        self.connection.execute(
            update(table).where(table.c.id == run_id).values(finished_at=now, case_id=case_id)
        )

    # ---- answers

    def record(
        self, *, run_id: str, visit: int, worker_id: str, step: str, variable: str, language: str, release: int,
        at: datetime, raw: str, value: Any, replaces: bool, by: str | None = None, unread: bool = False,
        tapped: bool = False,
    ) -> None:
        """Keep an answer as typed and as understood. An earlier answer to the step is marked as replaced. ``by``: the
        organisation whose staff entered it together with the worker. ``unread``: no answer, but words that were written
        under the question (`written`). ``tapped``: ``raw`` is what stood on a button."""
        if replaces:
            self.connection.execute(
                update(_ANSWER)
                .where(_ANSWER.c.run_id == run_id, _ANSWER.c.step == step, _ANSWER.c.unread.is_(False))
                .values(replaced=True)
            )
        said = {"raw": raw, "value": value, **({"by": by} if by else {}), **({"tapped": True} if tapped else {})}
        sealed = self.vault.seal_json(worker_id, "answer", f"{run_id}:{visit}", "sealed", said)
        self.cursor.run(
            st.RECORD,
            {
                "run_id": run_id, "visit": visit, "worker_id": worker_id, "step": step, "variable": variable,
                "language": language, "release": release, "at": at, "sealed": sealed, "unread": unread,
            },
        )

    def begin_again(self, run_id: str) -> None:
        """The worker begins again: none of the run's answers counts any more. The words that came before the first
        question stay, and what was written beside the questions."""
        self.connection.execute(
            update(_ANSWER)
            .where(_ANSWER.c.run_id == run_id, _ANSWER.c.unread.is_(False), _ANSWER.c.variable != "first_words")
            .values(replaced=True)
        )

    def answers(self, run_id: str, *, with_replaced: bool = False) -> list[dict[str, Any]]:
        """The answers of a run in order: step, variable, raw, value, language, release, at, replaced; ``tapped`` of
        those that were pressed."""
        statement = select(_ANSWER).where(_ANSWER.c.run_id == run_id, _ANSWER.c.unread.is_(False))
        return self._opened(statement if with_replaced else statement.where(_ANSWER.c.replaced.is_(False)))

    def written(self, run_id: str) -> list[dict[str, Any]]:
        """What was written under the questions of a run and not, or not wholly, understood, in order; as `answers`,
        each with the step at which it was written."""
        return self._opened(select(_ANSWER).where(_ANSWER.c.run_id == run_id, _ANSWER.c.unread.is_(True)))

    def _opened(self, statement: Select[Any]) -> list[dict[str, Any]]:
        return [
            {
                "step": row.step, "variable": row.variable, "visit": row.visit, "language": row.language,
                "release": row.release, "at": row.at, "replaced": row.replaced,
                **self.vault.open_json(row.worker_id, "answer", f"{row.run_id}:{row.visit}", "sealed", row.sealed),
            }
            for row in self.connection.execute(statement.order_by(_ANSWER.c.visit))
        ]

    def answered_at(self, run_id: str) -> dict[str, datetime]:
        """When each variable of a run was answered as it stands now."""
        statement = (
            select(_ANSWER.c.variable, _ANSWER.c.at)
            .where(_ANSWER.c.run_id == run_id, _ANSWER.c.replaced.is_(False), _ANSWER.c.unread.is_(False))
            .order_by(_ANSWER.c.visit)
        )
        return {row.variable: row.at for row in self.connection.execute(statement)}

    def count_answers(self, run_id: str) -> int:
        """How many steps of a run have an answer."""
        answers = _ANSWER.c.run_id == run_id, _ANSWER.c.replaced.is_(False), _ANSWER.c.unread.is_(False)
        statement = select(func.count()).where(*answers)
        return int(self.connection.execute(statement).scalar_one())

    def _index(self, channel: str, address: str) -> str:
        return self.vault.index("address", f"{channel}:{address}")
