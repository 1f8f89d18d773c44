"""An organisation's quarter by name, for one auditor: under an agreement, after the organisation had 30 days to reply,
signed off by a second named person, and labelled as what it is: workers' statements.

What is shown is what stood there when the organisation was told, so that it replies to just that; and it is the same
for every auditor, so that nobody learns by comparing who came or went. A duty is left out of which fewer than six
workers speak, or those who may be more than half of the foreign workers of a place; and a number is told where it is
none, or six and more. An organisation reads it, and may have up to three report what it likes: by taking them off it
learns none below three, and three are no number by themselves.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.access.roles import Role
from bot.clock import date_in_japan
from bot.keeping.erasures import ask_scrub
from flows.law.duties import duties
from storage.models import NamedView, Staff
from storage.repositories.staff_cases import Viewer
from storage.uow import UnitOfWork

from .board import FEWEST, Cell, board
from .errors import FiguresRefused
from .facts import gathered
from .figures import EVERYWHERE, WAITS, crowd_of, entries_of, published_for
from .suppression import MADE_UP

REPLY_WITHIN = timedelta(days=30)
JUST_NOW = timedelta(days=7)
"""So long ago the organisation may have been told: it is told of the figures as they are now."""
ENOUGH = FEWEST + MADE_UP
"""So many workers a number is told of: three beside any three who may be made up."""
RULES = 3
"""Kept in each row: the rules by which it was made. It goes up when rows made before may tell more than these allow;
they are shown to no further auditor."""


def propose(
    uow: UnitOfWork, organisation_id: str, quarter: str, by: Staff, viewer: Viewer, now: datetime, *, auditor_id: str,
    agreement: str, told_at: datetime,
) -> NamedView:
    """The organisation was told that this auditor is to see this quarter. From now on the figures stay as they are.

    Raises FiguresRefused."""
    auditor = uow.access.get(auditor_id)
    if auditor is None or auditor.role != Role.AUDITOR or not auditor.active:
        raise FiguresRefused(why="choose somebody whose role is auditor")
    if not agreement.strip():
        raise FiguresRefused(why="say where the agreement with the auditor is filed")
    if uow.organisations.get(organisation_id) is None:
        raise FiguresRefused(why="there is no such organisation")
    if date_in_japan(now) < published_for(quarter) - WAITS:
        raise FiguresRefused(why="the quarter has not ended")
    if told_at > now:
        raise FiguresRefused(why="the organisation has to be told first")
    if told_at < now - JUST_NOW:
        raise FiguresRefused(why="the organisation is told of the figures as they are now: tell it anew")
    root = uow.organisations.root(organisation_id)
    uow.organisations.hold(root)
    before = (one.figures for one in uow.figures.named(root, quarter) if one.figures is not None)
    kept = next((rows for rows in before if all(row.get("rules") == RULES for row in rows)), None)
    view = uow.figures.propose(
        root, quarter, auditor_id=auditor_id, agreement=agreement.strip(), told_at=told_at, by=by.id
    )
    view.figures = kept if kept is not None else as_named(uow, view, viewer, now)
    uow.figures.save(view)
    return view


def replied(uow: UnitOfWork, view_id: str, now: datetime, *, reply: str) -> NamedView:
    """What the organisation says to it; the auditor reads it beside the figures. Raises FiguresRefused."""
    view = _going_on(uow, view_id)
    if not reply.strip():
        raise FiguresRefused(why="write what the organisation replied")
    if view.signed_at is not None:
        raise FiguresRefused(why="it was signed, and stays as it is")
    if view.reply_sealed is not None:  # what it replied before is destroyed
        ask_scrub(uow, now)
    uow.figures.write_reply(view, reply.strip(), now)
    return view


def sign(uow: UnitOfWork, view_id: str, by: Staff, now: datetime) -> NamedView:
    """A second named person signs: from now on the auditor sees it. Raises FiguresRefused."""
    view = _going_on(uow, view_id)
    if view.signed_at is not None:
        raise FiguresRefused(why="it was signed already")
    if by.id == view.proposed_by:
        raise FiguresRefused(why="somebody other than the one who proposed it signs")
    if now < may_be_signed(view):
        raise FiguresRefused(why=f"the organisation can reply until {date_in_japan(may_be_signed(view)).isoformat()}")
    if uow.organisations.root(view.organisation_id) != view.organisation_id:
        raise FiguresRefused(why="the organisation was found to be another one since: end this, and propose it anew")
    if view.figures is None or any(row.get("rules") != RULES for row in view.figures):
        raise FiguresRefused(why="an earlier version made these figures: end this, and propose it anew")
    view.signed_at, view.signed_by = now, by.id
    uow.figures.save(view)
    return view


def end(uow: UnitOfWork, view_id: str, now: datetime) -> NamedView:
    """Nobody sees it any more, and what the organisation replied is destroyed. Raises FiguresRefused."""
    view = _going_on(uow, view_id)
    view.ended_at = now
    uow.figures.forget_reply(view)
    ask_scrub(uow, now)
    return view


def may_be_signed(view: NamedView) -> datetime:
    """From when on: the organisation has had its time."""
    return view.told_at + REPLY_WITHIN


def as_named(uow: UnitOfWork, view: NamedView, viewer: Viewer, now: datetime) -> Sequence[Mapping[str, Any]]:
    """The rows: duty, how it stands, how many say so; without duties of which too few workers speak, or too many of one
    place of work."""
    found, crowd = board(uow, viewer, now, view.organisation_id, own=True), crowd_of(uow)
    told = [one for one in gathered(uow, [view.organisation_id]) if one.quarter == view.quarter and one.own]
    rows = []
    for key in duties():
        cell = found.cells.get((view.organisation_id, key, view.quarter))
        speaking = entries_of((one for one in told if one.duty.key == key), lambda _: EVERYWHERE)
        if cell is not None and enough(cell) and not crowd.crowded(speaking):
            mended, not_mended = asked_again(cell)
            rows.append(
                {"duty": key, "standing": cell.standing.value, "not_fulfilled": shown(cell.deviating),
                 "fulfilled": shown(cell.fulfilled), "mended": mended, "not_mended": not_mended, "rules": RULES}
            )  # fmt: skip
    return rows


def enough(cell: Cell) -> bool:
    """Whether a duty is told of at all: enough speak of it, and how many say "not fulfilled" can be told."""
    return (cell.deviating or 0) + (cell.fulfilled or 0) >= ENOUGH and shown(cell.deviating) is not None


def asked_again(cell: Cell) -> tuple[int | None, int | None]:
    """How many say that it was put right and that it was not: both or neither. The one, taken off those who said "not
    fulfilled", would tell of the other."""
    told = shown(cell.mended), shown(cell.not_mended)
    return (None, None) if None in told else told


def shown(count: int | None) -> int | None:
    """A count of workers, where it is none or `ENOUGH`; the auditor reads no case."""
    return None if count is None or 0 < count < ENOUGH else count


def _going_on(uow: UnitOfWork, view_id: str) -> NamedView:
    view = uow.figures.view(view_id)
    if view is None or view.ended_at is not None:
        raise FiguresRefused(why="there is no such view, or it has ended")
    return view
