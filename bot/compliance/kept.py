"""How long what an organisation said is kept: its answer to a request as long as a worker of the request is here, its
reply to a named view until the view ends."""

from datetime import datetime

from bot.clock import date_in_japan
from bot.keeping.erasures import ask_scrub
from flows.law.clocks import add_months
from storage.uow import UnitOfWork


def forget_replies(uow: UnitOfWork, months: int, now: datetime) -> int:
    """End named views after so many months, and destroy what organisations said of things that are over; returns how
    many texts are gone."""
    gone = uow.corrections.forget_notes()
    today = date_in_japan(now)
    for view in uow.figures.views():
        if view.ended_at is None and add_months(date_in_japan(view.told_at), months) <= today:
            view.ended_at = now
        if view.ended_at is not None and uow.figures.reply(view):
            uow.figures.forget_reply(view)
            gone += 1
        elif view.reply is not None and view.replied_at is not None:  # from before replies were sealed
            uow.figures.write_reply(view, view.reply, view.replied_at)
            ask_scrub(uow, now)
    if gone:
        ask_scrub(uow, now)
    return gone
