"""How long what an organisation said is kept: its answer to a request as long as a worker of the request is here, its
reply to a named view until the view ends."""

from datetime import datetime

from bot.clock import date_in_japan
from bot.keeping.erasures import ask_scrub
from flows.law.clocks import add_months
from storage.models import NamedView
from storage.uow import UnitOfWork


def forget_note(uow: UnitOfWork, correction_id: str, now: datetime) -> bool:
    """Destroy what an organisation answered to a request in which no worker has part any more; False: one has."""
    row = uow.corrections.held(correction_id)
    if row is None or row.id not in uow.corrections.notes_over():
        return False
    uow.corrections.forget_note(row)
    ask_scrub(uow, now)
    return True


def views_over(uow: UnitOfWork, months: int, now: datetime) -> list[str]:
    """Named views that end now, after so many months, and those of which a reply is to be destroyed or sealed."""
    return [view.id for view in uow.figures.views() if _ends(view, months, now) or _to_forget(view) or _to_seal(view)]


def forget_reply(uow: UnitOfWork, view_id: str, months: int, now: datetime) -> bool:
    """End a named view after so many months, and destroy what the organisation replied to one that has ended; True if
    there was something. One that goes on is sealed, where that was not done yet."""
    view = uow.figures.view(view_id)
    if view is None:
        return False
    if _ends(view, months, now):
        view.ended_at = now
        uow.figures.save(view)
    if gone := _to_forget(view):
        uow.figures.forget_reply(view)
        ask_scrub(uow, now)
    elif view.reply is not None and view.replied_at is not None and _to_seal(view):
        uow.figures.write_reply(view, view.reply, view.replied_at)
        ask_scrub(uow, now)
    return gone


def _ends(view: NamedView, months: int, now: datetime) -> bool:
    return view.ended_at is None and add_months(date_in_japan(view.told_at), months) <= date_in_japan(now)


def _to_forget(view: NamedView) -> bool:
    """Whether there is something: what it says nobody has to be able to read for that."""
    return view.ended_at is not None and (view.reply is not None or view.reply_sealed is not None)


def _to_seal(view: NamedView) -> bool:
    return view.ended_at is None and view.reply is not None and view.replied_at is not None
