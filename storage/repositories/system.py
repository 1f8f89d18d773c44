"""What the program keeps about itself: facts, leases, ticks, alarms."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Row, String, bindparam, cast, func, or_, select, update

from ..errors import Erased
from ..ids import new_id
from ..models import Alarm, AlarmKind, Lease, Meta, Tick
from ..prepared import Prepared
from .base import Repository, table_of

TO_SCRUB = "to_scrub"
"""The fact that something was erased and may still be in the database's files."""
_META = table_of(Meta)
_LEASE = table_of(Lease)
_ALARM = table_of(Alarm)
_TICK = table_of(Tick)
_FACT = Prepared(lambda _insert, _lite: select(_META.c.value).where(_META.c.key == bindparam("fact")))


def _set_fact(insert: Any, _lite: bool) -> Any:
    made = insert(_META).values(key=bindparam("key"), value=bindparam("value"))
    return made.on_conflict_do_update(index_elements=["key"], set_={"value": made.excluded.value})


_SET_FACT = Prepared(_set_fact)


class SystemRepository(Repository):
    """What the program keeps about itself: facts, leases, ticks, alarms."""

    def fact(self, key: str) -> str | None:
        """A fact about this database."""
        found = self.cursor.first(_FACT, {"fact": key})
        return None if found is None else str(found.value)

    def set_fact(self, key: str, value: str) -> None:
        """Set a fact."""
        self.cursor.run(_SET_FACT, {"key": key, "value": value})

    def count(self, key: str, by: int = 1) -> int:
        """Add to a counter; returns the new value."""
        added = cast(cast(_META.c.value, Integer) + by, String)
        value: str = self.connection.execute(
            self.insert(_META)
            .values(key=key, value=str(by))
            .on_conflict_do_update(index_elements=["key"], set_={"value": added})
            .returning(_META.c.value)
        ).scalar_one()
        return int(value)

    def settle(self, key: str, value: str) -> str:
        """Set a fact unless there is one, and return the one there is: the same for all who ask at once."""
        self.connection.execute(self.insert(_META).values(key=key, value=value).on_conflict_do_nothing())
        return self.fact(key) or value

    def probe(self, now: datetime) -> None:
        """Write as if much came in: StorageFull, here or when the transaction ends, if there is no room."""
        if self.uow.sqlite:  # new pages, given back at once: a small change could still find room in an old one
            self.set_fact("probe", "-" * 32_768)
        self.set_fact("probe", now.isoformat())

    # ---- leases: things only one of several processes may do

    def take_lease(self, name: str, owner: str, now: datetime, duration: timedelta) -> bool:
        """Take or extend a lease; False while another process holds it."""
        self.connection.execute(
            self.insert(_LEASE)
            .values(name=name, owner=owner, until=now - timedelta(seconds=1), fence=0)
            .on_conflict_do_nothing()
        )
        taken = self.connection.execute(
            update(_LEASE)
            .where(_LEASE.c.name == name, or_(_LEASE.c.owner == owner, _LEASE.c.until < now))
            .values(owner=owner, until=now + duration, fence=_LEASE.c.fence + 1)
        )
        return bool(taken.rowcount)

    def drop_lease(self, name: str, owner: str, now: datetime) -> None:
        """Let another process take over at once."""
        self.connection.execute(
            update(_LEASE)
            .where(_LEASE.c.name == name, _LEASE.c.owner == owner)
            .values(until=now - timedelta(seconds=1))
        )

    def free_leases(self, now: datetime) -> None:
        """No other process lives: what one before this held is free at once."""
        self.connection.execute(update(_LEASE).where(_LEASE.c.until > now).values(until=now - timedelta(seconds=1)))

    # ---- ticks

    def ticked(self, job: str, at: datetime, seconds: float, worked: int) -> None:
        """A regular job ran."""
        values = {"at": at, "seconds": seconds, "worked": worked}
        statement = self.insert(_TICK).values(job=job, **values)
        self.connection.execute(statement.on_conflict_do_update(index_elements=["job"], set_=values))

    def ticks(self) -> dict[str, Row[Any]]:
        """The last run of each regular job."""
        return {row.job: row for row in self.connection.execute(select(_TICK))}

    # ---- alarms

    def raise_alarm(self, kind: AlarmKind, subject: str, details: dict[str, Any], now: datetime) -> bool:
        """Raise an alarm or note that it is still on; True if it is new. ``details`` must hold no personal data."""
        open_ = self.connection.execute(
            select(_ALARM.c.id).where(
                _ALARM.c.kind == kind.value, _ALARM.c.subject == subject, _ALARM.c.cleared_at.is_(None)
            )
        ).scalar()
        if open_ is not None:
            self.connection.execute(
                update(_ALARM).where(_ALARM.c.id == open_).values(seen_at=now, details=details)
            )
            return False
        self.connection.execute(
            _ALARM.insert(),
            {
                "id": new_id(), "kind": kind.value, "subject": subject, "raised_at": now, "seen_at": now,
                "details": details,
            },
        )
        return True

    def clear_alarm(self, kind: AlarmKind, subject: str, now: datetime) -> bool:
        """The reason for an alarm is gone; True if one was on."""
        cleared = self.connection.execute(
            update(_ALARM)
            .where(_ALARM.c.kind == kind.value, _ALARM.c.subject == subject, _ALARM.c.cleared_at.is_(None))
            .values(cleared_at=now)
        )
        return bool(cleared.rowcount)

    def alarm(self, alarm_id: str) -> Row[Any] | None:
        """One alarm, on or over."""
        return self.connection.execute(select(_ALARM).where(_ALARM.c.id == alarm_id)).first()

    def looked_at(self, alarm_id: str, staff_id: str, note: str, now: datetime) -> bool:
        """A person has looked at what an alarm is about: it is over. False if it was over before."""
        sealed = self.vault.seal(f"staff:{staff_id}", "alarm", alarm_id, "note", note.encode())
        ended = self.connection.execute(
            update(_ALARM)
            .where(_ALARM.c.id == alarm_id, _ALARM.c.cleared_at.is_(None))
            .values(cleared_at=now, ended_by=staff_id, note=sealed)
        )
        return bool(ended.rowcount)

    def looked_at_lately(self, limit: int = 20) -> list[tuple[Row[Any], str]]:
        """Alarms that people have ended, the newest first, each with their note."""
        ended = select(_ALARM).where(_ALARM.c.ended_by.is_not(None)).order_by(_ALARM.c.cleared_at.desc()).limit(limit)
        return [(row, self._note(row)) for row in self.connection.execute(ended)]

    def _note(self, row: Row[Any]) -> str:
        try:
            return self.vault.open(f"staff:{row.ended_by}", "alarm", row.id, "note", row.note).decode()
        except Erased:  # with the account of who wrote it
            return ""

    def open_alarms(self) -> list[Row[Any]]:
        """Alarms that are on, oldest first."""
        return list(
            self.connection.execute(select(_ALARM).where(_ALARM.c.cleared_at.is_(None)).order_by(_ALARM.c.raised_at))
        )

    def count_alarms(self) -> int:
        """How many alarms are on."""
        return int(
            self.connection.execute(select(func.count()).where(_ALARM.c.cleared_at.is_(None))).scalar_one()
        )
