"""The outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Row, and_, delete, func, or_, select, update

from ..errors import Erased, Tampered
from ..ids import new_id
from ..models import Outbox, OutLane, SentRef
from . import statements as st
from .base import Repository, table_of

_OUT = table_of(Outbox)
_LANE = table_of(OutLane)
_REF = table_of(SentRef)
PASSING = "hours:"
"""Messages whose ``dedupe`` begins so are of one day: once it is over their rows need not stay, and would go on saying
on which days they went out."""
BESIDE = ":sound:"
"""Between the ``dedupe`` of a message and the id of a recording that goes with it: they are withdrawn together."""


@dataclass(frozen=True)
class OutLaneClaim:
    """The right to send to one recipient until ``fence`` is outdated."""

    lane_id: str
    channel: str
    fence: int


@dataclass(frozen=True)
class Outgoing:
    """A message ready to send. ``tries`` counts earlier tries whose outcome is unknown or failed."""

    id: int
    lane_id: str
    channel: str
    payload: dict[str, Any]
    visit: int | None
    tries: int
    perhaps_sent: bool
    case_id: str | None
    created_at: datetime
    parts_sent: int = 0
    """Of a text too long for one message, how many parts have arrived already."""
    started: bool = False
    """We start it: it answers nothing that the person wrote."""
    left_behind: int = 0
    """How often whoever was sending it died before noting what became of it."""


class OutboxRepository(Repository):
    """Messages to send: queued with the change that causes them, sent in order per recipient."""

    def queue(
        self, *, lane_id: str, channel: str, subject: str, payload: dict[str, Any], now: datetime,
        due_at: datetime | None = None, paced: bool = False, dedupe: str | None = None, case_id: str | None = None,
        visit: int | None = None,
    ) -> bool:
        """Queue one message; False if one with the same ``dedupe`` was queued before (then nothing changes)."""
        return self.queue_many(
            [
                {
                    "lane_id": lane_id, "channel": channel, "subject": subject, "payload": payload,
                    "due_at": due_at or now, "paced": paced, "dedupe": dedupe, "case_id": case_id, "visit": visit,
                }
            ],
            now,
        ) == 1

    def queue_many(self, messages: list[dict[str, Any]], now: datetime) -> int:
        """Queue messages (keys as the arguments of ``queue``); returns how many were new."""
        made = 0
        lanes: dict[str, tuple[str, datetime]] = {}
        plain: list[dict[str, Any]] = []
        for message in messages:
            uid, lane_id, due_at = new_id(), message["lane_id"], message.get("due_at") or now
            sealed = self.vault.seal(message["subject"], "outbox", uid, "payload", orjson.dumps(message["payload"]))
            values = {
                "uid": uid, "lane_id": lane_id, "subject": message["subject"], "channel": message["channel"],
                "paced": message.get("paced", False), "dedupe": message.get("dedupe"),
                "case_id": message.get("case_id"), "visit": message.get("visit"), "created_at": now,
                "due_at": due_at, "payload": sealed,
            }
            if values["dedupe"] is None:
                plain.append(values)
            elif not self.cursor.run(st.QUEUE_ONCE, values):
                continue
            made += 1
            channel, earliest = lanes.get(lane_id, (message["channel"], due_at))
            lanes[lane_id] = (channel, min(earliest, due_at))
        if plain:
            self.cursor.many(st.QUEUE, plain)
        self.cursor.many(st.WAKE, [{"lane": i, "to_channel": c, "due": d} for i, (c, d) in sorted(lanes.items())])
        return made

    def hurry(self, lane_id: str, now: datetime) -> None:
        """Answers that waited for a safe hour go now, before those that follow."""
        self.cursor.run(st.HURRY, {"lane": lane_id, "now": now})

    def claim(
        self, now: datetime, lease: timedelta, limit: int, channels: tuple[str, ...]
    ) -> list[OutLaneClaim]:
        """Take up to ``limit`` recipients who have messages that are due."""
        taken = self.cursor.all(
            st.CLAIM_LANES,
            {"now": now, "far": now + st.FAR, "until": now + lease, "most": limit, "channels": list(channels)},
        )
        return [OutLaneClaim(row.id, row.channel, row.fence) for row in taken]

    def take(self, claims: list[OutLaneClaim], now: datetime, limit: int) -> dict[str, list[Outgoing]]:
        """The due messages of claimed lanes in order, marked as being sent: at most ``limit`` a lane."""
        taken: dict[str, list[Outgoing]] = {}
        for claim in claims:
            lane = taken[claim.lane_id] = []
            for row in self.cursor.all(st.DUE, {"lane": claim.lane_id, "now": now, "most": 4 * limit}):
                # What we start goes one at a time: the next one waits for its token.
                if len(lane) == limit or (row.paced and (lane or not self._token(row.lane_id, row.channel, now))):
                    continue
                payload = self._payload(row, now)
                if payload is None:
                    continue
                lane.append(
                    Outgoing(row.id, row.lane_id, claim.channel, payload, row.visit, row.attempts,
                             row.status == "sending", row.case_id, row.created_at, row.parts_sent, bool(row.paced),
                             row.left_behind)
                )  # fmt: skip
        self.cursor.many(st.SENDING, [{"row": m.id} for lane in taken.values() for m in lane])
        return taken

    def _payload(self, row: Row[Any], now: datetime) -> dict[str, Any] | None:
        """What is to be said; a message that can't be read is set aside, so that it holds nobody back."""
        try:
            payload: dict[str, Any] = self.vault.open_json(row.subject, "outbox", row.uid, "payload", row.payload)
        except (Erased, Tampered) as error:
            self._dead(row.id, now, type(error).__name__)
            return None
        return payload

    def _token(self, lane_id: str, channel: str, now: datetime) -> bool:
        """Take a token of the chat (1 a second after a burst of 5) and of the bot (25 a second)."""
        if channel != "telegram":
            return True
        self.connection.execute(
            self.insert(_LANE)
            .values(id="bot:telegram", channel="pace", fence=0, tokens=25.0, tokens_at=now)
            .on_conflict_do_nothing()
        )
        limits = {"bot:telegram": (25.0, 25.0), lane_id: (1.0, 5.0)}
        left: dict[str, float] = {}
        for key, (rate, burst) in limits.items():
            row = self.connection.execute(self.lock(select(_LANE).where(_LANE.c.id == key))).one()
            elapsed = (now - row.tokens_at).total_seconds() if row.tokens_at else 0.0
            left[key] = min(burst, row.tokens + max(0.0, elapsed) * rate)
        if min(left.values()) < 1:
            return False
        for key, tokens in left.items():
            self.connection.execute(
                update(_LANE).where(_LANE.c.id == key).values(tokens=tokens - 1, tokens_at=now)
            )
        return True

    def sent(self, message: Outgoing, now: datetime, external_id: int | None) -> None:
        """Delivered: the payload is erased; where buttons are shown is remembered."""
        self.sent_many([(message, external_id)], now)

    def sent_many(self, delivered: list[tuple[Outgoing, int | None]], now: datetime) -> None:
        """Several were delivered (see ``sent``)."""
        self.cursor.many(st.SENT, [{"row": m.id, "at": now, "external": e} for m, e in delivered])
        shown = [
            {"lane": m.lane_id, "at_visit": m.visit, "external": external_id, "noted": now}
            for m, external_id in delivered
            if m.visit is not None and external_id is not None
        ]
        self.cursor.many(st.SHOWN, shown)

    def note_parts(self, message: Outgoing, parts: Sequence[int]) -> None:
        """What the channel calls parts of a long text that have arrived, but for its last."""
        if not parts:
            return
        before = func.coalesce(_OUT.c.earlier_parts + ",", "")
        named = ",".join(str(part) for part in parts)
        self.connection.execute(update(_OUT).where(_OUT.c.id == message.id).values(earlier_parts=before + named))

    def messages(self, lane_id: str, since: datetime) -> set[int]:
        """What the channel calls the messages that were sent to a recipient since then."""
        theirs = _OUT.c.lane_id == lane_id, _OUT.c.sent_at >= since, _OUT.c.external_id.is_not(None)
        found: set[int] = set()
        for row in self.connection.execute(select(_OUT.c.external_id, _OUT.c.earlier_parts).where(*theirs)):
            found |= {row.external_id, *(int(part) for part in (row.earlier_parts or "").split(",") if part)}
        return found

    def retry(self, message: Outgoing, error: str, *, perhaps: bool = False, parts_sent: int = 0) -> None:
        """It stays first in its lane. ``perhaps``: it may have arrived; then it stays marked as being sent.
        ``parts_sent``: how many of its parts have surely arrived; they are not sent again.
        """
        status = "sending" if perhaps else "queued"
        self.connection.execute(
            update(_OUT)
            .where(_OUT.c.id == message.id)
            .values(
                status=status, attempts=_OUT.c.attempts + 1, parts_sent=parts_sent, error=error[:200],
                left_behind=message.left_behind,
            )
        )

    def untried(self, messages: Sequence[Outgoing]) -> None:
        """These were taken but not tried: they wait again as they did before."""
        for perhaps, status in ((True, "sending"), (False, "queued")):
            ids = [m.id for m in messages if m.perhaps_sent is perhaps]
            if ids:
                self.connection.execute(
                    update(_OUT)
                    .where(_OUT.c.id.in_(ids), _OUT.c.status == "sending")
                    .values(status=status, left_behind=_OUT.c.left_behind - 1)
                )

    def postpone(self, messages: Sequence[Outgoing], until: datetime) -> None:
        """These were taken, but their time has passed meanwhile: they wait until the next."""
        self.connection.execute(update(_OUT).where(_OUT.c.id.in_([m.id for m in messages])).values(due_at=until))
        self.untried(messages)

    def dead(self, message: Outgoing, now: datetime, error: str) -> None:
        """It can never arrive: the payload is erased, the reason kept."""
        self._dead(message.id, now, error)

    def _dead(self, row_id: int, now: datetime, error: str) -> None:
        self.connection.execute(
            update(_OUT).where(_OUT.c.id == row_id).values(status="dead", sent_at=now, payload=None, error=error[:200])
        )

    def renew(self, claims: list[OutLaneClaim], until: datetime) -> None:
        """Hold lanes for longer: their messages are still being sent."""
        for claim in claims:
            self.connection.execute(
                update(_LANE)
                .where(_LANE.c.id == claim.lane_id, _LANE.c.fence == claim.fence)
                .values(lease_until=until)
            )

    def free_all(self) -> None:
        """No other process lives: what one before this held is free at once."""
        self.connection.execute(update(_LANE).where(_LANE.c.lease_until.is_not(None)).values(lease_until=None))

    def release(
        self, claim: OutLaneClaim, now: datetime, not_before: datetime | None = None, *, hold: bool = False
    ) -> datetime | None:
        """Give a lane back, to be looked at again when its next message is due; returns that time.

        ``not_before``: what waits is not tried earlier, unless something is queued meanwhile; with ``hold`` not
        even then.
        """
        if not self.uow.sqlite:  # held first: what somebody queues meanwhile is then either seen here or wakes it again
            self.cursor.first(st.LANE_HELD, {"lane": claim.lane_id})
        [row] = self.cursor.all(st.NEXT_OUT, {"lane": claim.lane_id})
        next_due: datetime | None = row.due
        if next_due is not None:
            next_due = max(next_due, not_before or next_due)
        self.cursor.run(
            st.RELEASE_LANE,
            {
                "lane": claim.lane_id, "held_fence": claim.fence, "next": next_due,
                "hold_until": not_before if hold else None,
            },
        )
        return next_due

    def refs(self, lane_id: str, visits: list[int]) -> dict[int, int]:
        """Visit → id of the message at the channel that shows its buttons."""
        found = {visit: self.cursor.first(st.REFS, {"lane": lane_id, "at_visit": visit}) for visit in visits}
        return {visit: row.external_id for visit, row in found.items() if row is not None}

    def waits(self, lane_id: str) -> bool:
        """Whether anything waits for a recipient."""
        waiting = select(_OUT.c.id).where(_OUT.c.lane_id == lane_id, st.WAITING).limit(1)
        return self.connection.execute(waiting).first() is not None

    def never_arrived(self, case_id: str, staff_id: str) -> bool:
        """Whether a message about a case has not reached a person of staff: it came back, or has not left yet."""
        lanes = _OUT.c.lane_id.startswith(f"staff:{staff_id}:", autoescape=True)
        found = select(_OUT.c.id).where(_OUT.c.case_id == case_id, lanes, _OUT.c.status != "sent").limit(1)
        return self.connection.execute(found).first() is not None

    def is_waiting(self, dedupe: str) -> bool:
        """Whether the message of this name is queued and has not gone out."""
        waiting = select(_OUT.c.id).where(_OUT.c.dedupe == dedupe, _OUT.c.status == "queued").limit(1)
        return self.connection.execute(waiting).first() is not None

    def sent_at(self, dedupe: str) -> datetime | None:
        """When the message of this name went out, in real time; None if it has not, or is not kept any more."""
        gone = select(_OUT.c.sent_at).where(_OUT.c.dedupe == dedupe, _OUT.c.status == "sent").limit(1)
        return self.connection.execute(gone).scalar()

    def went(self, dedupe: str) -> bool:
        """Whether the message of this name has gone out."""
        gone = select(_OUT.c.id).where(_OUT.c.dedupe == dedupe, _OUT.c.status == "sent").limit(1)
        return self.connection.execute(gone).first() is not None

    def mails_about(self, lane_id: str, mail_lane: str) -> list[int]:
        """The mails that wait and tell of something that has gone to the page ``lane_id``."""
        waiting = select(_OUT.c.id, _OUT.c.dedupe).where(_OUT.c.lane_id == mail_lane, st.WAITING)
        mails = {(row.dedupe or "").removeprefix("mail:"): row.id for row in self.connection.execute(waiting)}
        if not mails:
            return []
        gone = select(_OUT.c.dedupe).where(
            _OUT.c.dedupe.in_(mails), _OUT.c.lane_id == lane_id, _OUT.c.status == "sent"
        )
        return [mails[dedupe] for dedupe in self.connection.execute(gone).scalars()]

    def drop(self, messages: Sequence[int], now: datetime) -> None:
        """These are needed no more, where they have not gone out."""
        waiting = _OUT.c.id.in_(messages), _OUT.c.status == "queued"
        dropped = update(_OUT).where(*waiting)
        self.connection.execute(dropped.values(status="dead", payload=None, sent_at=now, error="cancelled"))

    def withdraw(self, dedupe: str, now: datetime) -> bool:
        """Drop the message of this name, with its recordings, if it has not gone out; False if it has, or never was."""
        named = _OUT.c.dedupe == dedupe, _OUT.c.status == "queued"
        lane = self.connection.execute(select(_OUT.c.lane_id).where(*named)).scalar()
        if lane is None:
            return False
        beside = _OUT.c.dedupe.startswith(dedupe + BESIDE, autoescape=True)
        dropped = (
            update(_OUT)
            .where(_OUT.c.lane_id == lane, _OUT.c.status == "queued", or_(_OUT.c.dedupe == dedupe, beside))
            .values(status="dead", payload=None, sent_at=now, error="cancelled")
        )
        return bool(self.connection.execute(dropped).rowcount)

    def cancel(self, lane_id: str, now: datetime) -> int:
        """Drop everything that waits for a recipient; returns how many."""
        return int(
            self.connection.execute(
                update(_OUT)
                .where(_OUT.c.lane_id == lane_id, st.WAITING)
                .values(status="dead", payload=None, sent_at=now, error="cancelled")
            ).rowcount
        )

    def prune(self, before: datetime, limit: int = 5000) -> int:
        """Delete sent messages older than ``before``. Those with ``dedupe`` stay, for they must not go out again, but
        for those of one day."""
        plain = and_(_OUT.c.status == "sent", _OUT.c.dedupe.is_(None))
        of_a_day = and_(_OUT.c.status.in_(("sent", "dead")), _OUT.c.dedupe.startswith(PASSING, autoescape=True))
        over = _OUT.c.sent_at < before, or_(plain, of_a_day)
        old = select(_OUT.c.id).where(*over).limit(limit)
        gone = self.connection.execute(delete(_OUT).where(_OUT.c.id.in_(old.scalar_subquery()))).rowcount
        self.connection.execute(delete(_REF).where(_REF.c.at < before - timedelta(days=30)))
        return int(gone)

    def counts(self) -> dict[str, int]:
        """How many messages there are by status."""
        rows = self.connection.execute(select(_OUT.c.status, func.count()).group_by(_OUT.c.status))
        return {row[0]: row[1] for row in rows}

    def oldest_due(self, now: datetime) -> datetime | None:
        """Since when the message that is overdue for longest should have left."""
        found: datetime | None = self.connection.execute(
            select(func.min(_OUT.c.due_at)).where(st.WAITING, _OUT.c.due_at <= now)
        ).scalar()
        return found
