"""The hours that a worker writes down: everything that was ever written of a day, month by month."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from ..models import Worker
from ..models.hours import HoursEntry, HoursLog
from .base import Repository, table_of
from .outbox import PASSING

_E, _L, _W = table_of(HoursEntry), table_of(HoursLog), table_of(Worker)
_ALL_END = "hours_all_end"
"""The fact that whatever waits in a log has an end."""


class HoursRepository(Repository):
    """A worker's log of hours."""

    def hold(self, worker_id: str) -> None:
        """Before anything is read that is to be changed: whoever changes this log on another phone waits until the end
        of the transaction, and then sees what was written here (SQLite has one writer and needs nothing)."""
        if not self.uow.sqlite:  # by the worker's row: of the log there may be none yet
            self.connection.execute(select(_W.c.id).where(_W.c.id == worker_id).with_for_update(key_share=True))

    def add(self, worker_id: str, month: str, entry: dict[str, Any]) -> None:
        """Write something down about a day of ``month`` (``2026-11``). What was written before stays."""
        index = self._index(worker_id, month)
        where = (_E.c.worker_id == worker_id, _E.c.month_index == index)
        n = int(self.connection.execute(select(func.coalesce(func.max(_E.c.n), 0)).where(*where)).scalar_one()) + 1
        sealed = self.vault.seal_json(worker_id, "hours_entry", f"{index}:{n}", "sealed", entry)
        self.connection.execute(
            _E.insert(), {"worker_id": worker_id, "month_index": index, "n": n, "sealed": sealed}
        )

    def month(self, worker_id: str, month: str) -> list[dict[str, Any]]:
        """What was written down about the days of a month, oldest first. Raises Erased."""
        index = self._index(worker_id, month)
        found = select(_E.c.n, _E.c.sealed).where(_E.c.worker_id == worker_id, _E.c.month_index == index)
        return [
            self.vault.open_json(worker_id, "hours_entry", f"{index}:{row.n}", "sealed", row.sealed)
            for row in self.connection.execute(found.order_by(_E.c.n))
        ]

    def log(self, worker_id: str) -> dict[str, Any]:
        """What there is once of the log; empty if nothing yet. Raises Erased."""
        sealed = self.connection.execute(select(_L.c.sealed).where(_L.c.worker_id == worker_id)).scalar()
        if sealed is None:
            return {}
        kept: dict[str, Any] = self.vault.open_json(worker_id, "hours_log", worker_id, "sealed", sealed)
        return kept

    def change(self, worker_id: str, **changes: Any) -> None:
        """Change some of that; ``None`` removes a key."""
        kept = {k: v for k, v in {**self.log(worker_id), **changes}.items() if v is not None}
        sealed = self.vault.seal_json(worker_id, "hours_log", worker_id, "sealed", kept)
        self.connection.execute(
            self.insert(_L)
            .values(worker_id=worker_id, sealed=sealed)
            .on_conflict_do_update(index_elements=["worker_id"], set_={"sealed": sealed})
        )

    def remind_at(self, worker_id: str, at: datetime | None) -> None:
        """When the next reminder goes out; None: none is wanted. There must be a log."""
        self.connection.execute(update(_L).where(_L.c.worker_id == worker_id).values(remind_at=at))

    def reminder(self, worker_id: str, on: date) -> str:
        """By which name the reminder of a day goes out once: nobody can go back from it to the day."""
        return f"{PASSING}{self.vault.index('hours_reminder', f'{worker_id}:{on}')}"

    def keep_until(self, worker_id: str, until: datetime) -> None:
        """How long the log is kept if nothing more is written. There must be a log."""
        self.connection.execute(update(_L).where(_L.c.worker_id == worker_id).values(keep_until=until))

    def kept(self, worker_id: str) -> bool:
        """Whether there is a log with hours in it."""
        found = select(_L.c.worker_id).where(_L.c.worker_id == worker_id, _L.c.keep_until.is_not(None))
        return self.connection.execute(found).first() is not None

    def waits_until(self, worker_id: str, until: datetime) -> None:
        """How long something that was typed waits for the answer that it needs."""
        waits = update(_L).where(_L.c.worker_id == worker_id).values(waits_until=until)
        if not self.connection.execute(waits).rowcount:
            self.change(worker_id)
            self.connection.execute(waits)

    def end_for_all(self, until: datetime) -> None:
        """What waits in a log since before that had an end has one now, too; once, as what comes later has its own."""
        if self.uow.system.fact(_ALL_END) is None:
            self.uow.system.set_fact(_ALL_END, until.isoformat())
            self.connection.execute(update(_L).where(_L.c.waits_until.is_(None)).values(waits_until=until))

    def stop_waiting(self, worker_id: str, now: datetime) -> bool:
        """Whether something has waited for too long; it does so no more."""
        over = update(_L).where(_L.c.worker_id == worker_id, _L.c.waits_until <= now).values(waits_until=None)
        return bool(self.connection.execute(over).rowcount)

    def over(self, now: datetime, limit: int = 100) -> list[str]:
        """Workers whose log has come to its end, or has waited for too long for an answer."""
        ends = or_(_L.c.keep_until <= now, _L.c.waits_until <= now)
        return list(self.connection.execute(select(_L.c.worker_id).where(ends).limit(limit)).scalars())

    def forget(self, worker_id: str, now: datetime) -> bool:
        """Delete a log that has come to its end and everything in it; False if something was written into it since."""
        over = delete(_L).where(_L.c.worker_id == worker_id, _L.c.keep_until <= now)
        if not self.connection.execute(over).rowcount:
            return False
        self.connection.execute(delete(_E).where(_E.c.worker_id == worker_id))
        return True

    def due(self, now: datetime, limit: int = 2_000) -> list[str]:
        """Workers whose reminder goes out now, those that have waited for longest first. They come at the few hours
        that can be chosen: so many that all of them get it before it is too late for the day."""
        found = select(_L.c.worker_id).where(_L.c.remind_at <= now).order_by(_L.c.remind_at).limit(limit)
        return list(self.connection.execute(found).scalars())

    def _index(self, worker_id: str, month: str) -> str:
        return self.vault.index("hours_month", f"{worker_id}:{month}")
