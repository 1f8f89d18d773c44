"""Workers, their sealed profiles, recovery codes, and their erasure."""

import unicodedata
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlmodel import SQLModel

from ..ids import new_code, new_id, plain_code
from ..models import (
    Answer,
    AssistedDraft,
    Attachment,
    AttachmentChunk,
    Conversation,
    GroupCode,
    GroupMember,
    HoursEntry,
    HoursLog,
    Inbox,
    Outbox,
    OutLane,
    Paper,
    RecoveryCode,
    Run,
    SentRef,
    SupportCheck,
    WebBubble,
    WebSession,
    Worker,
    WorkerName,
)
from ..models.conversations import AttachmentCopy
from .base import Repository, table_of

_WORKER = table_of(Worker)
_ACCENTS = frozenset(map(chr, range(0x300, 0x370)))
"""Marks over and under Latin letters; those of other scripts are part of their syllables."""


def words_of(name: str) -> list[str]:
    """The words by which a name is found, without accents, case and order: "Nguyễn Văn An" → an, nguyen, van."""
    plain = unicodedata.normalize("NFKD", name.casefold()).replace("đ", "d")
    bare = "".join(" " if unicodedata.category(c)[0] in "ZPCS" else c for c in plain if c not in _ACCENTS)
    return sorted(set(unicodedata.normalize("NFC", bare).split()))


class WorkerRepository(Repository):
    """Workers, their sealed profiles, recovery codes, and their erasure."""

    def create(self, now: datetime) -> str:
        """A new worker with a data key of their own; returns the id."""
        worker_id = new_id()
        self.vault.new_subject(worker_id, now)
        self.connection.execute(_WORKER.insert(), {"id": worker_id, "created_at": now})
        return worker_id

    def get(self, worker_id: str) -> Worker | None:
        """The worker's row."""
        return self.session.get(Worker, worker_id)

    def profile(self, worker_id: str) -> dict[str, Any]:
        """What the worker allowed and told us about reaching them; empty if nothing yet.

        Keys: ``name``, ``write_first`` bool, ``safe_from``/``safe_to`` "HH:MM" Japan time, ``pin_hash``,
        ``email``, ``phone``, ``return_on`` date.
        """
        sealed = self.connection.execute(select(_WORKER.c.profile).where(_WORKER.c.id == worker_id)).scalar()
        if sealed is None:
            return {}
        profile: dict[str, Any] = self.vault.open_json(worker_id, "worker", worker_id, "profile", sealed)
        return profile

    def update_profile(self, worker_id: str, **changes: Any) -> None:
        """Change some of the profile; ``None`` removes a key."""
        profile = {**self.profile(worker_id), **changes}
        kept = {k: v for k, v in profile.items() if v is not None}
        sealed = self.vault.seal_json(worker_id, "worker", worker_id, "profile", kept)
        self.connection.execute(update(_WORKER).where(_WORKER.c.id == worker_id).values(profile=sealed))

    def set_name(self, worker_id: str, name: str) -> None:
        """By which name the worker goes, sealed in the profile; every word of it finds them, by keyed hashes only.

        Empty: no name is kept.
        """
        table, words = table_of(WorkerName), words_of(name)
        self.update_profile(worker_id, name=name or None)
        self.connection.execute(delete(table).where(table.c.worker_id == worker_id))
        if words:
            rows = [{"worker_id": worker_id, "word_index": self.vault.index("worker_name", word)} for word in words]
            self.connection.execute(table.insert(), rows)

    def set_language(self, worker_id: str, language: str) -> None:
        """The language the worker chose last."""
        self.connection.execute(update(_WORKER).where(_WORKER.c.id == worker_id).values(language=language))

    def new_recovery_code(self, worker_id: str, conversation_id: str, now: datetime) -> str:
        """A code that leads back to the conversation; returned here for the only time. Earlier ones go on working."""
        code = new_code()
        table = table_of(RecoveryCode)
        self.connection.execute(
            table.insert(),
            {
                "code_index": self.vault.index("recovery", plain_code(code)),
                "worker_id": worker_id,
                "conversation_id": conversation_id,
                "created_at": now,
            },
        )
        return code

    def keep_recovery_code(self, code_index: str, worker_id: str, conversation_id: str, now: datetime) -> None:
        """Keep a code of which only the keyed hash is known, unless it is there."""
        self.connection.execute(
            self.insert(table_of(RecoveryCode))
            .values(code_index=code_index, worker_id=worker_id, conversation_id=conversation_id, created_at=now)
            .on_conflict_do_nothing()
        )

    def codes_lead_to(self, conversation_id: str, left_id: str) -> None:
        """Codes of a conversation that was left lead to the one that took its place."""
        table = table_of(RecoveryCode)
        moved = update(table).where(table.c.conversation_id == left_id)
        self.connection.execute(moved.values(conversation_id=conversation_id))

    def ids(self) -> list[str]:
        """Every worker's id."""
        return list(self.connection.execute(select(_WORKER.c.id)).scalars())

    def conversation_of_code(self, code: str, *, made_until: datetime | None = None) -> str | None:
        """The conversation a recovery code leads back to; ``made_until`` leaves out codes that were made later."""
        table = table_of(RecoveryCode)
        asked = select(table.c.conversation_id).where(
            table.c.code_index == self.vault.index("recovery", plain_code(code))
        )
        if made_until is not None:
            asked = asked.where(table.c.created_at <= made_until)
        found: str | None = self.connection.execute(asked).scalar()
        return found

    def ask_deletion(self, worker_id: str, at: datetime | None) -> None:
        """Set (or with None: take back) when everything of this worker is erased."""
        self.connection.execute(update(_WORKER).where(_WORKER.c.id == worker_id).values(delete_at=at))

    def due_for_deletion(self, now: datetime, limit: int = 50) -> list[str]:
        """Workers whose deletion takes effect now."""
        statement = select(_WORKER.c.id).where(_WORKER.c.delete_at <= now).limit(limit)
        return list(self.connection.execute(statement).scalars())

    def erase(self, worker_id: str) -> None:
        """Destroy the worker's data key and every row that only concerns them."""
        conversation = table_of(Conversation)
        ids = list(
            self.connection.execute(
                select(conversation.c.id).where(conversation.c.worker_id == worker_id)
            ).scalars()
        )
        of_worker: list[tuple[type[SQLModel], str]] = [
            (Answer, "worker_id"), (Run, "worker_id"), (RecoveryCode, "worker_id"), (WorkerName, "worker_id"),
            (GroupMember, "worker_id"), (GroupCode, "worker_id"), (Paper, "worker_id"),
            (HoursEntry, "worker_id"), (HoursLog, "worker_id"), (SupportCheck, "worker_id"),
        ]  # fmt: skip
        self._delete_where(of_worker, [worker_id])
        attachment, chunk = table_of(Attachment), table_of(AttachmentChunk)
        mine = select(attachment.c.id).where(attachment.c.worker_id == worker_id)
        for table in (chunk, table_of(AttachmentCopy)):
            self.connection.execute(delete(table).where(table.c.attachment_id.in_(mine)))
        self.connection.execute(delete(attachment).where(attachment.c.worker_id == worker_id))
        of_conversation: list[tuple[type[SQLModel], str]] = [
            (WebBubble, "conversation_id"), (WebSession, "conversation_id"), (Inbox, "conversation_id"),
            (Outbox, "lane_id"), (OutLane, "id"), (SentRef, "lane_id"), (AssistedDraft, "conversation_id"),
            (Conversation, "id"),
        ]  # fmt: skip
        self._delete_where(of_conversation, ids)
        mail = f"worker:{worker_id}:email"
        self._delete_where([(Outbox, "lane_id"), (OutLane, "id"), (SentRef, "lane_id")], [mail])
        self._delete_where([(Outbox, "subject"), (Inbox, "subject")], [worker_id])
        self.connection.execute(delete(_WORKER).where(_WORKER.c.id == worker_id))
        self.vault.erase(worker_id)

    def _delete_where(self, columns: list[tuple[type[SQLModel], str]], values: list[str]) -> None:
        for model, column in columns:
            table = table_of(model)
            self.connection.execute(delete(table).where(table.c[column].in_(values)))
