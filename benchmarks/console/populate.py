"""Open cases in all states, and people who are logged in."""

from datetime import datetime, timedelta

import pyotp

from benchmarks.ladder.populate import open_cases, partners
from bot.access import sessions
from bot.cases.accept import accept
from bot.cases.notifier import FakeNotifier
from bot.opening import open_installation
from bot.settings import Settings
from storage.database import Database
from storage.models import LIVE, Staff

PARTNERS = 10
"""So few that also the lists of the smaller database fill a page."""


def cookies(settings: Settings, cases: int, people: int, now: datetime) -> list[str]:
    """``cases`` open ones, of which every second was accepted; returns the cookies of ``people`` who are logged in: the
    coordinator and the deputy first, then people of the partners."""
    db = open_installation(settings, now).database
    listed = partners(db, now, PARTNERS, -(-people // PARTNERS))
    open_cases(db, FakeNotifier(), listed, cases, now - timedelta(hours=1), urgent=False)
    _accept_some(db, now)
    with db.write() as uow:
        staff = sorted(
            (one for one in uow.access.everyone() if one.role in ("coordinator", "deputy", "staff")),
            key=lambda one: (one.role == "staff", one.id),
        )
        for one in staff[:people]:
            uow.access.set_totp(one, pyotp.random_base32())
            uow.access.use_totp_step(one.id, 1)  # who has not used a second factor is asked for one first
        found = [sessions.start(uow, one.id, now, "password") for one in staff[:people]]
    db.close()
    return found


def _accept_some(db: Database, now: datetime) -> None:
    with db.read() as uow:
        waiting = [row.case_id for row in uow.ladder.due() if row.slot == LIVE]
    for case_id in waiting[::2]:
        with db.write() as uow:
            offer = uow.cases.offers(case_id)[0]
            by: Staff = uow.partners.staff_of(offer.partner_id)[0]
            accept(uow, FakeNotifier(), case_id, by, None, now)
