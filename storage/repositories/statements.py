"""The statements that every message of every worker runs (see storage.prepared), in the order of its way."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ARRAY, JSON, String, bindparam, case, func, literal_column, or_, select, text, update

from ..models import Answer, Conversation, Inbox, Outbox, OutLane, Run, SentRef, Structure
from ..prepared import Prepared
from .base import table_of

IN, OUT, LANE, REF = table_of(Inbox), table_of(Outbox), table_of(OutLane), table_of(SentRef)
TALK, ANSWER, RUN, KIND = table_of(Conversation), table_of(Answer), table_of(Run), table_of(Structure)

# Written out, not bound: SQLite uses a partial index only if its condition stands in the statement.
NEW = IN.c.status == literal_column("'new'")
WAITING = text("outbox.status IN ('queued', 'sending')")


def _p(name: str) -> Any:
    return bindparam(name)


def among(column: Any, name: str, lite: bool) -> Any:
    """The column's value is in a list given as one parameter, so that the text is the same for any length."""
    if lite:
        each = func.json_each(bindparam(name, type_=JSON)).table_valued("value")
        return column.in_(select(each.c.value))
    return column == func.any(bindparam(name, type_=ARRAY(String)))


def _locked(statement: Any, lite: bool, *, skip: bool = False) -> Any:
    """Hold the rows until the end of the transaction (SQLite has one writer and needs nothing)."""
    return statement if lite else statement.with_for_update(skip_locked=skip)


FAR = timedelta(minutes=10)
"""No lease lasts that long, and nothing that came in waits that long: whatever does was written before the clock was
set back, and counts as over."""

# ---- coming in

BY_ADDRESS = Prepared(
    lambda _insert, _lite: select(TALK.c.id, TALK.c.worker_id).where(TALK.c.address_index == _p("address_index"))
)
STORE = Prepared(
    lambda insert, _lite: insert(IN)
    .values(
        source=_p("source"), external_id=_p("external_id"), conversation_id=_p("conversation_id"),
        subject=_p("subject"), message_id=_p("message_id"), status="new", attempts=0, received_at=_p("received_at"),
        payload=_p("payload"),
    )
    .on_conflict_do_nothing()
)


def _pending(_insert: Any, lite: bool) -> Any:
    at = bindparam("at", type_=TALK.c.pending_at.type)
    # A chat that is made to wait is looked at all the same when something comes: it may be a cry for help.
    since = case((TALK.c.slowed_until.is_not(None), at), else_=func.coalesce(TALK.c.pending_at, at))
    said = bindparam("said", type_=TALK.c.wrote_at.type)
    later = func.max if lite else func.greatest
    wrote = later(func.coalesce(TALK.c.wrote_at, said), said)
    changed = update(TALK).where(TALK.c.id == _p("conversation"))
    return changed.values(pending_at=since, last_inbound_at=at, wrote_at=wrote)


PENDING = Prepared(_pending)

# ---- handling


def _claim_talks(_insert: Any, lite: bool) -> Any:
    free = or_(TALK.c.lease_until.is_(None), TALK.c.lease_until < _p("now"), TALK.c.lease_until > _p("far"))
    due = or_(TALK.c.pending_at <= _p("now"), TALK.c.pending_at > _p("far"))
    # "Is not null" is what the index of those that wait is recognised by.
    waiting = select(TALK.c.id).where(TALK.c.pending_at.is_not(None), due, free).order_by(TALK.c.pending_at)
    chosen = _locked(waiting.limit(_p("most")), lite, skip=True).scalar_subquery()
    return (
        update(TALK)
        .where(TALK.c.id.in_(chosen))
        .values(lease_until=_p("until"), fence=TALK.c.fence + 1)
        .returning(TALK.c.id, TALK.c.worker_id, TALK.c.fence)
    )


CLAIM_TALKS = Prepared(_claim_talks)
TALK_BY_ID = Prepared(lambda _insert, _lite: select(TALK).where(TALK.c.id == _p("id")))
TALK_HELD = Prepared(lambda _insert, lite: _locked(select(TALK).where(TALK.c.id == _p("id")), lite))
NEXT_IN = Prepared(
    lambda _insert, _lite: select(IN)
    .where(IN.c.conversation_id == _p("conversation"), NEW)
    .order_by(IN.c.external_id)
    .limit(literal_column("2"))
)
TO_LOOK_AT = Prepared(
    lambda _insert, _lite: select(IN)
    .where(IN.c.conversation_id == _p("conversation"), NEW, IN.c.external_id > _p("looked"))
    .order_by(IN.c.external_id)
    .limit(_p("most"))
)
KEPT = Prepared(lambda _insert, _lite: select(KIND.c.hash).where(KIND.c.hash == _p("hash")))
START_RUN = Prepared(
    lambda insert, _lite: insert(RUN).values(
        id=_p("id"), conversation_id=_p("conversation_id"), worker_id=_p("worker_id"), structure=_p("structure"),
        started_at=_p("started_at"),
    )
)
RECORD = Prepared(
    lambda insert, _lite: insert(ANSWER).values(
        run_id=_p("run_id"), visit=_p("visit"), worker_id=_p("worker_id"), step=_p("step"), variable=_p("variable"),
        language=_p("language"), release=_p("release"), at=_p("at"), sealed=_p("sealed"), replaced=False,
        unread=_p("unread"),
    )
)
SAVE = Prepared(
    lambda _insert, _lite: update(TALK)
    .where(TALK.c.id == _p("conversation"))
    .values(
        state=_p("new_state"), structure=_p("new_structure"), run_id=_p("new_run"), language=_p("new_language"),
        nudge_at=_p("new_nudge"), expires_at=_p("new_expiry"), case_id=_p("new_case"),
    )
)
DONE = Prepared(
    lambda _insert, _lite: update(IN)
    .where(IN.c.id == _p("row"))
    .values(status=_p("new_status"), handled_at=_p("at"), payload=None)
)
RELEASE_TALK = Prepared(
    lambda _insert, _lite: update(TALK)
    .where(TALK.c.id == _p("conversation"), TALK.c.fence == _p("held_fence"))
    .values(lease_until=None, pending_at=_p("next"))
)
RELEASE_PACED = Prepared(
    lambda _insert, _lite: update(TALK)
    .where(TALK.c.id == _p("conversation"), TALK.c.fence == _p("held_fence"))
    .values(
        lease_until=None, pending_at=_p("next"), minute_used=_p("minute"), hour_used=_p("hour"),
        slowed_until=_p("slowed"), slowed_told_at=_p("told"), looked_to=_p("looked"),
    )
)

# ---- going out


def _queue(insert: Any, _lite: bool) -> Any:
    return insert(OUT).values(
        uid=_p("uid"), lane_id=_p("lane_id"), subject=_p("subject"), channel=_p("channel"), paced=_p("paced"),
        dedupe=_p("dedupe"), case_id=_p("case_id"), visit=_p("visit"), status="queued", attempts=0, parts_sent=0,
        left_behind=0, created_at=_p("created_at"), due_at=_p("due_at"), payload=_p("payload"),
    )


QUEUE = Prepared(_queue)
QUEUE_ONCE = Prepared(lambda insert, lite: _queue(insert, lite).on_conflict_do_nothing())


def _wake(insert: Any, lite: bool) -> Any:
    made = insert(LANE).values(id=_p("lane"), channel=_p("to_channel"), ready_at=_p("due"), fence=0, tokens=5.0)
    earlier = func.min if lite else func.least
    asked = made.excluded.ready_at
    ready = earlier(func.coalesce(LANE.c.ready_at, asked), asked)
    return made.on_conflict_do_update(index_elements=["id"], set_={"ready_at": ready})


WAKE = Prepared(_wake)


def _claim_lanes(_insert: Any, lite: bool) -> Any:
    free = or_(LANE.c.lease_until.is_(None), LANE.c.lease_until < _p("now"), LANE.c.lease_until > _p("far"))
    may = or_(LANE.c.held_until.is_(None), LANE.c.held_until <= _p("now"))
    mine = among(LANE.c.channel, "channels", lite)
    ready = select(LANE.c.id).where(LANE.c.ready_at <= _p("now"), free, may, mine).order_by(LANE.c.ready_at)
    chosen = _locked(ready.limit(_p("most")), lite, skip=True).scalar_subquery()
    return (
        update(LANE)
        .where(LANE.c.id.in_(chosen))
        .values(lease_until=_p("until"), fence=LANE.c.fence + 1)
        .returning(LANE.c.id, LANE.c.channel, LANE.c.fence)
    )


CLAIM_LANES = Prepared(_claim_lanes)
HURRY = Prepared(  # answers that wait for a safe hour (what we start is paced)
    lambda _insert, _lite: update(OUT)
    .where(OUT.c.lane_id == _p("lane"), WAITING, OUT.c.paced.is_(False), OUT.c.due_at > _p("now"))
    .values(due_at=OUT.c.created_at)
)
DUE = Prepared(  # an answer is due at once, whatever a replica's clock says: the order is that of the rows
    lambda _insert, _lite: select(OUT)
    .where(OUT.c.lane_id == _p("lane"), WAITING, or_(OUT.c.due_at <= _p("now"), OUT.c.due_at <= OUT.c.created_at))
    .order_by(OUT.c.id)
    .limit(_p("most"))
)
SENDING = Prepared(
    lambda _insert, _lite: update(OUT)
    .where(OUT.c.id == _p("row"))
    .values(status="sending", left_behind=OUT.c.left_behind + 1)
)
REFS = Prepared(
    lambda _insert, _lite: select(REF.c.external_id).where(REF.c.lane_id == _p("lane"), REF.c.visit == _p("at_visit"))
)
SENT = Prepared(
    lambda _insert, _lite: update(OUT)
    .where(OUT.c.id == _p("row"))
    .values(status="sent", sent_at=_p("at"), external_id=_p("external"), payload=None, error=None)
)


def _shown(insert: Any, _lite: bool) -> Any:
    made = insert(REF).values(lane_id=_p("lane"), visit=_p("at_visit"), external_id=_p("external"), at=_p("noted"))
    newer = {"external_id": made.excluded.external_id, "at": made.excluded.at}
    return made.on_conflict_do_update(index_elements=["lane_id", "visit"], set_=newer)


SHOWN = Prepared(_shown)
LANE_HELD = Prepared(lambda _insert, lite: _locked(select(LANE.c.fence).where(LANE.c.id == _p("lane")), lite))
NEXT_OUT = Prepared(
    lambda _insert, _lite: select(func.min(OUT.c.due_at).label("due")).where(OUT.c.lane_id == _p("lane"), WAITING)
)
RELEASE_LANE = Prepared(
    lambda _insert, _lite: update(LANE)
    .where(LANE.c.id == _p("lane"), LANE.c.fence == _p("held_fence"))
    .values(lease_until=None, ready_at=_p("next"), held_until=_p("hold_until"))
)
