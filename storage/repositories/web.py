"""The web chat: its sessions and what it shows."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from ..models import Case, Conversation, Run, WebBubble, WebSession
from .base import Repository, table_of

_BUBBLE = table_of(WebBubble)
_SESSION = table_of(WebSession)
_C = table_of(Conversation)
_RUN = table_of(Run)
_CASE = table_of(Case)


class WebRepository(Repository):
    """The web chat: its sessions and what it shows."""

    def open_session(self, token: str, conversation_id: str, now: datetime) -> None:
        """Let the bearer of ``token`` into a conversation."""
        self.connection.execute(
            _SESSION.insert(),
            {"token_index": self._index(token), "conversation_id": conversation_id, "created_at": now},
        )

    def identify(self, token: str) -> tuple[str, str] | None:
        """``(conversation id, worker id)`` of a token that has not been revoked."""
        row = self.connection.execute(
            select(_C.c.id, _C.c.worker_id)
            .join(_SESSION, _SESSION.c.conversation_id == _C.c.id)
            .where(_SESSION.c.token_index == self._index(token), _SESSION.c.revoked_at.is_(None))
        ).first()
        return (row.id, row.worker_id) if row else None

    def revoke(self, token: str, now: datetime) -> None:
        """This phone forgets the conversation."""
        self.connection.execute(
            update(_SESSION).where(_SESSION.c.token_index == self._index(token)).values(revoked_at=now)
        )

    def clear(self, conversation_id: str) -> None:
        """Forget what the conversation shows."""
        self.connection.execute(delete(_BUBBLE).where(_BUBBLE.c.conversation_id == conversation_id))

    def clear_before_reports(self, worker_id: str) -> None:
        """Forget what a worker's conversations show, but for what came since the oldest report began that is kept or
        being told."""
        telling = select(_C.c.run_id).where(_C.c.worker_id == worker_id, _C.c.expires_at.is_not(None))
        sent = select(_CASE.c.run_id).where(_CASE.c.worker_id == worker_id, _CASE.c.erased_at.is_(None))
        began = select(func.min(_RUN.c.started_at)).where(or_(_RUN.c.id.in_(telling), _RUN.c.id.in_(sent)))
        since = self.connection.execute(began).scalar()
        chats = select(_C.c.id).where(_C.c.worker_id == worker_id)
        gone = delete(_BUBBLE).where(_BUBBLE.c.conversation_id.in_(chats))
        self.connection.execute(gone if since is None else gone.where(_BUBBLE.c.at < since))

    def move_sessions(self, conversation_id: str, to: str) -> None:
        """Phones that are in one conversation are in another from now on."""
        self.connection.execute(
            update(_SESSION).where(_SESSION.c.conversation_id == conversation_id).values(conversation_id=to)
        )

    def add_bubbles(
        self, conversation_id: str, worker_id: str, bubbles: list[tuple[str, dict[str, Any]]], now: datetime
    ) -> int:
        """Append ``(author, payload)`` bubbles in order; returns the number of the last."""
        last: int = self.connection.execute(
            update(_C)
            .where(_C.c.id == conversation_id)
            .values(bubbles=_C.c.bubbles + len(bubbles))
            .returning(_C.c.bubbles)
        ).scalar_one()
        rows = []
        for n, (author, payload) in enumerate(bubbles, last - len(bubbles) + 1):
            sealed = self.vault.seal_json(worker_id, "web_bubble", f"{conversation_id}:{n}", "payload", payload)
            rows.append({"conversation_id": conversation_id, "n": n, "author": author, "at": now, "payload": sealed})
        if rows:
            self.connection.execute(_BUBBLE.insert(), rows)
        return last

    def bubbles(self, conversation_id: str, worker_id: str, after: int, limit: int = 200) -> list[dict[str, Any]]:
        """What is shown after bubble ``after``, oldest first: ``n``, ``at``, ``from`` and the payload's keys."""
        statement = (
            select(_BUBBLE)
            .where(_BUBBLE.c.conversation_id == conversation_id, _BUBBLE.c.n > after)
            .order_by(_BUBBLE.c.n)
            .limit(limit)
        )
        shown = []
        for row in self.connection.execute(statement):
            place = f"{conversation_id}:{row.n}"
            payload = self.vault.open_json(worker_id, "web_bubble", place, "payload", row.payload)
            shown.append({"n": row.n, "at": row.at.isoformat(), "from": row.author, **payload})
        return shown

    def last(self, conversation_id: str) -> int:
        """The number of the newest bubble."""
        return int(self.connection.execute(select(_C.c.bubbles).where(_C.c.id == conversation_id)).scalar() or 0)

    def _index(self, token: str) -> str:
        return self.vault.index("web-session", token)
