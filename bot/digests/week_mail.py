"""On Monday the last week's numbers come to coordinators by mail, or by Telegram where no mail reaches them.

Sums alone, no topic, language, place or name.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from html import escape
from typing import Any

from bot.clock import JAPAN, Clock, date_in_japan
from bot.digests.mail import Mail
from bot.digests.mails import page, times_for
from bot.digests.schedule import opens_at, receives
from bot.digests.stopping import off_link
from bot.digests.week import Numbers, last_whole_week, name_of, numbers, said
from bot.wording.served import Snapshot
from flows.law.dated import HIDE_AFTER_DAYS, Old, old
from storage.database import Database
from storage.models import Staff
from storage.uow import UnitOfWork

ROLES = ("coordinator", "deputy")
_CELL = "padding:4px 18px 4px 0;vertical-align:top"


def send_week(db: Database, words: Snapshot, base_url: str, clock: Clock, *, mail: bool = True) -> int:
    """Queue the messages that are due: at everybody's own hour on Monday, or later that week after an outage; once.
    ``mail``: whether there is a mail server."""
    now = clock.business()
    begins = last_whole_week(now)
    with db.read() as uow:
        waiting = _waiting(uow, begins, now, mail=mail)
    sent = 0
    for staff_id in waiting:
        with db.write() as uow:
            staff = uow.access.get(staff_id)
            if staff is None or not uow.access.note_digest(staff.id, name_of(begins), now, 0):
                continue
            made, real = numbers(uow, begins, now), clock.now()
            if mail and staff.email_confirmed_at is not None:
                off = off_link(uow, staff, base_url, real)
                channel, payload = "email", week_mail(words, staff, made, base_url, now, off).payload()
            else:
                channel, payload = "telegram", week_bubble(words, staff, made, base_url, now)
            uow.outbox.queue(
                lane_id=f"staff:{staff.id}:{channel}", channel=channel, subject=f"staff:{staff.id}", payload=payload,
                now=real, due_at=real, paced=True, dedupe=f"week:{staff.id}:{name_of(begins)}",
            )  # fmt: skip
            sent += 1
    return sent


class _Said:
    """What is said of a week, in parts that a mail and a chat message are put together from."""

    def __init__(self, words: Snapshot, staff: Staff, made: Numbers, base_url: str, now: datetime) -> None:
        self._words, self._lang = words, staff.locale
        week, facts = made.week, old(date_in_japan(now))
        day = times_for(words, staff, now).day(datetime.combine(week.begins, time(12), JAPAN))
        self.subject = self._say("staff.week.mail_subject", day=day)
        self.intro = self._say("staff.week.mail_intro")
        self.rows = [
            (self._say("staff.week.reports"), said(week.filed)),
            (self._say("staff.week.median"), self._hours(week.wait.median)),
            (self._say("staff.week.most"), self._hours(week.wait.most)),
            (self._say("staff.week.not_yet"), said(week.wait.not_yet)),
            (self._say("staff.week.late"), said(week.late)),
            *((self._say(f"staff.week.missed.{kind}"), said(count)) for kind, count in week.missed.items()),
            (self._say("staff.week.mail_silent"), str(sum(one.silent for one in made.partners))),
            (self._say("staff.week.mail_facts"), str(sum(not one.shown for one in facts))),
        ]
        there = f"{base_url}/console/week?week={week.name}"
        self.links = [(self._say("staff.week.mail_page"), there), *self._to_check(facts, there)]
        self.what_to_do = self._say("staff.week.facts_hint", days=str(HIDE_AFTER_DAYS)) if facts else ""

    def _to_check(self, facts: Sequence[Old], there: str) -> list[tuple[str, str]]:
        return [(self._say("staff.week.facts"), f"{there}#week-facts-heading")] if facts else []

    def _say(self, key: str, **values: str) -> str:
        return self._words.text(self._lang, key, **values)

    def _hours(self, length: timedelta | None) -> str:
        count = None if length is None else f"{length.total_seconds() / 3600:.0f}"
        return "–" if count is None else self._say("staff.time.hours", count=count)


def week_mail(words: Snapshot, staff: Staff, made: Numbers, base_url: str, now: datetime, off: str) -> Mail:
    """The mail, as text and HTML."""
    told, week = _Said(words, staff, made, base_url, now), made.week
    links = [*told.links, (words.text(staff.locale, "staff.mail.off"), off)]
    table = "".join(
        f'<tr><th scope="row" style="{_CELL};text-align:left;font-weight:400">{escape(name)}</th>'
        f'<td style="{_CELL};font-weight:600">{escape(value)}</td></tr>'
        for name, value in told.rows
    )
    below = " · ".join(f'<a href="{escape(link)}">{escape(name)}</a>' for name, link in links)
    parts = [told.intro, _lines(told.rows), told.what_to_do, "\n".join(f"{n}: {link}" for n, link in links)]
    hint = f"<p>{escape(told.what_to_do)}</p>" if told.what_to_do else ""
    return Mail(
        subject=told.subject,
        text="\n\n".join(filter(None, parts)) + "\n",
        html=page(
            staff.locale,
            f'<p>{escape(told.intro)}</p><table style="border-collapse:collapse">{table}</table>{hint}<p>{below}</p>',
        ),
        lang=staff.locale,
        id=f"week:{staff.id}:{week.name}",
        thread=f"week:{staff.id}",
        unsubscribe=off,
        one_click=True,
    )  # fmt: skip


def week_bubble(words: Snapshot, staff: Staff, made: Numbers, base_url: str, now: datetime) -> dict[str, Any]:
    """The same for a chat."""
    told = _Said(words, staff, made, base_url, now)
    links = "\n".join(f"{name}: {link}" for name, link in told.links)
    text = "\n\n".join(filter(None, [told.subject, _lines(told.rows), told.what_to_do, links]))
    return {"type": "bubble", "kind": "staff", "lang": staff.locale, "text": text, "rows": []}


def _lines(rows: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"- {name}: {value}" for name, value in rows)


def _waiting(uow: UnitOfWork, begins: date, now: datetime, *, mail: bool) -> list[str]:
    """Who is to get it now. Whoever came today has not seen a week yet."""
    had = uow.access.digests_of([name_of(begins)])
    return [
        one.id for one in uow.partners.with_role(*ROLES)
        if (one.id, name_of(begins)) not in had
        and ((mail and one.email_confirmed_at is not None) or one.telegram_confirmed_at is not None)
        and receives(one, now)
        and opens_at(one.digest_at, one.timezone, now) is not None
        and one.created_at < now - timedelta(days=1)
    ]  # fmt: skip
