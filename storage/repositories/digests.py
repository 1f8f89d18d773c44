"""Which digests went out, at most one per person and local date; and alerts that wait or are outdated."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select, update

from ..models import Digest, HeldAlert, Outbox
from .base import Repository, table_of
from .statements import WAITING

_DIGEST, _HELD, _OUT = table_of(Digest), table_of(HeldAlert), table_of(Outbox)


class DigestLog(Repository):
    """Digests that were made, also those that had nothing to say; alerts that are held."""

    def note_digest(self, staff_id: str, local_date: str, now: datetime, cases: int) -> bool:
        """Note a digest; False if this person had one for this day.

        Of a group ``staff_id`` is ``team:<id>``; of the weekly numbers ``local_date`` is the week.
        """
        made = self.uow.execute(
            self.insert(_DIGEST)
            .values(staff_id=staff_id, local_date=local_date, at=now, cases=cases)
            .on_conflict_do_nothing()
            .returning(_DIGEST.c.staff_id)
        ).first()
        return made is not None

    def digests_of(self, local_dates: Iterable[str]) -> set[tuple[str, str]]:
        """`(staff id, local date)` of every digest of these days."""
        rows = self.uow.execute(
            select(_DIGEST.c.staff_id, _DIGEST.c.local_date).where(
                _DIGEST.c.local_date.in_(list(local_dates))
            )
        )
        return {(row.staff_id, row.local_date) for row in rows}

    def replace_digests(self, staff_id: str, by: str, now: datetime) -> int:
        """Withdraw digests of earlier days that have not left: the one named ``by`` says how things are now, and nobody
        finds fifteen of them after an outage. Returns how many."""
        old = (
            _OUT.c.lane_id.in_([f"staff:{staff_id}:email", f"staff:{staff_id}:telegram"]), WAITING,
            _OUT.c.status == "queued",
            _OUT.c.dedupe.startswith(f"digest:{staff_id}:", autoescape=True),
            _OUT.c.dedupe.not_like(f"{by}%"),
        )  # fmt: skip
        withdrawn = {"status": "dead", "payload": None, "sent_at": now, "error": "replaced by a newer one"}
        return int(self.uow.execute(update(_OUT).where(*old).values(withdrawn)).rowcount)

    def withdraw_alarms(self, now: datetime) -> int:
        """Withdraw what was to be said about alarms and has not left. Returns how many messages."""
        old = WAITING, _OUT.c.lane_id.startswith("staff:"), _OUT.c.dedupe.startswith("alarm:")
        withdrawn = {"status": "dead", "payload": None, "sent_at": now, "error": "things stand otherwise by now"}
        return int(self.uow.execute(update(_OUT).where(*old).values(withdrawn)).rowcount)

    # ---- alerts

    def hold_alert(
        self, staff_id: str, case_id: str, kind: str, until: datetime, now: datetime, *, if_none: bool = False
    ) -> None:
        """Tell this person of this case at ``until``, when their quiet hours have ended or their digest comes; a newer
        reason takes the earlier one's place, but not ``if_none``."""
        made = self.insert(_HELD).values(staff_id=staff_id, case_id=case_id, kind=kind, until=until, held_at=now)
        same = ["staff_id", "case_id"]
        if if_none:
            self.uow.execute(made.on_conflict_do_nothing(index_elements=same))
        else:
            self.uow.execute(made.on_conflict_do_update(index_elements=same, set_={"kind": kind, "until": until}))

    def held_alerts(self, now: datetime, limit: int = 200) -> list[tuple[str, str, str]]:
        """``(staff_id, case_id, kind)`` of what has waited long enough."""
        statement = select(_HELD.c.staff_id, _HELD.c.case_id, _HELD.c.kind).where(_HELD.c.until <= now)
        rows = self.uow.execute(statement.order_by(_HELD.c.until, _HELD.c.case_id).limit(limit))
        return [(row.staff_id, row.case_id, row.kind) for row in rows]

    def drop_held(self, staff_id: str, case_id: str) -> bool:
        """It waits no longer; False if another process was faster."""
        dropped = delete(_HELD).where(_HELD.c.staff_id == staff_id, _HELD.c.case_id == case_id)
        return bool(self.uow.execute(dropped).rowcount)

    def replace_alerts(self, lane_id: str, case_id: str, by: str, now: datetime, *, before: datetime | None) -> int:
        """Withdraw what was to be said about a case and has not left yet: the message named ``by`` says more.

        ``before``: only what was queued before then. Returns how many.
        """
        old = (_OUT.c.lane_id == lane_id, _OUT.c.case_id == case_id, _OUT.c.status == "queued", _OUT.c.dedupe != by)
        statement = update(_OUT).where(*old)
        if before is not None:
            statement = statement.where(_OUT.c.created_at < before)
        gone = statement.values(status="dead", payload=None, sent_at=now, error="replaced by a newer one")
        return int(self.uow.execute(gone).rowcount)
