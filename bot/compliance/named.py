"""An organisation's quarter by name, for one auditor: under an agreement, after the organisation had 30 days to reply,
signed off by a second named person, and labelled as what it is: workers' statements.

What is shown is kept as it was signed. A duty about which fewer than three workers spoke is left out.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.access.roles import Role
from bot.clock import date_in_japan
from flows.law.duties import duties
from storage.models import NamedView, Staff
from storage.repositories.staff_cases import Viewer
from storage.uow import UnitOfWork

from .board import FEWEST, Cell, board
from .errors import FiguresRefused
from .figures import WAITS, published_for

REPLY_WITHIN = timedelta(days=30)


def propose(
    uow: UnitOfWork, organisation_id: str, quarter: str, by: Staff, now: datetime, *, auditor_id: str, agreement: str,
    told_at: datetime,
) -> NamedView:
    """The organisation was told that this auditor is to see this quarter. Raises FiguresRefused."""
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
    return uow.figures.propose(
        uow.organisations.root(organisation_id), quarter, auditor_id=auditor_id, agreement=agreement.strip(),
        told_at=told_at, by=by.id,
    )


def replied(uow: UnitOfWork, view_id: str, now: datetime, *, reply: str) -> NamedView:
    """What the organisation says to it; the auditor reads it beside the figures. Raises FiguresRefused."""
    view = _going_on(uow, view_id)
    if not reply.strip():
        raise FiguresRefused(why="write what the organisation replied")
    if view.signed_at is not None:
        raise FiguresRefused(why="it was signed, and stays as it is")
    view.reply, view.replied_at = reply.strip(), now
    uow.figures.save(view)
    return view


def sign(uow: UnitOfWork, view_id: str, by: Staff, viewer: Viewer, now: datetime) -> NamedView:
    """A second named person signs: from now on the auditor sees it, as it is now. Raises FiguresRefused."""
    view = _going_on(uow, view_id)
    if view.signed_at is not None:
        raise FiguresRefused(why="it was signed already")
    if by.id == view.proposed_by:
        raise FiguresRefused(why="somebody other than the one who proposed it signs")
    if now < may_be_signed(view):
        raise FiguresRefused(why=f"the organisation can reply until {date_in_japan(may_be_signed(view)).isoformat()}")
    view.figures = as_named(uow, view, viewer, now)
    view.signed_at, view.signed_by = now, by.id
    uow.figures.save(view)
    return view


def end(uow: UnitOfWork, view_id: str, now: datetime) -> NamedView:
    """Nobody sees it any more. Raises FiguresRefused."""
    view = _going_on(uow, view_id)
    view.ended_at = now
    uow.figures.save(view)
    return view


def may_be_signed(view: NamedView) -> datetime:
    """From when on: the organisation has had its time."""
    return view.told_at + REPLY_WITHIN


def seen_by(uow: UnitOfWork, auditor: Staff) -> list[NamedView]:
    """What an auditor may read."""
    return [one for one in uow.figures.views(auditor.id) if one.signed_at is not None and one.ended_at is None]


def as_named(uow: UnitOfWork, view: NamedView, viewer: Viewer, now: datetime) -> Sequence[Mapping[str, Any]]:
    """The rows: duty, how it stands, how many say so; without duties of which fewer than three workers speak."""
    found = board(uow, viewer, now, view.organisation_id)
    rows = []
    for key in duties():
        cell = found.cells.get((view.organisation_id, key, view.quarter))
        if cell is not None and _enough(cell):
            rows.append(
                {"duty": key, "standing": cell.standing.value, "not_fulfilled": _shown(cell.deviating),
                 "fulfilled": _shown(cell.fulfilled), "mended": _shown(cell.mended),
                 "not_mended": _shown(cell.not_mended)}
            )  # fmt: skip
    return rows


def _enough(cell: Cell) -> bool:
    return (cell.deviating or 0) + (cell.fulfilled or 0) >= FEWEST and _shown(cell.deviating) is not None


def _shown(count: int | None) -> int | None:
    """A count, where it is none or of three and more; the auditor reads no case."""
    return None if count is None or 0 < count < FEWEST else count


def _going_on(uow: UnitOfWork, view_id: str) -> NamedView:
    view = uow.figures.view(view_id)
    if view is None or view.ended_at is not None:
        raise FiguresRefused(why="there is no such view, or it has ended")
    return view
