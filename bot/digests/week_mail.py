"""On Monday the last week's numbers come to coordinators by mail: sums alone, no topic, language, place or name."""

from datetime import date, datetime, time, timedelta
from html import escape

from bot.clock import JAPAN, Clock, date_in_japan
from bot.digests.mail import Mail
from bot.digests.mails import page, times_for
from bot.digests.schedule import opens_at, receives
from bot.digests.stopping import off_link
from bot.digests.week import Numbers, last_whole_week, name_of, numbers, said
from bot.wording.served import Snapshot
from flows.law.dated import old
from storage.database import Database
from storage.models import Staff
from storage.uow import UnitOfWork

ROLES = ("coordinator", "deputy")
_CELL = "padding:4px 18px 4px 0;vertical-align:top"


def send_week(db: Database, words: Snapshot, base_url: str, clock: Clock) -> int:
    """Queue the mails that are due: at everybody's own hour on Monday, or later that week after an outage; once."""
    now = clock.business()
    begins = last_whole_week(now)
    with db.read() as uow:
        waiting = _waiting(uow, begins, now)
    sent = 0
    for staff_id in waiting:
        with db.write() as uow:
            staff = uow.access.get(staff_id)
            if staff is None or not uow.access.note_digest(staff.id, name_of(begins), now, 0):
                continue
            made, real = numbers(uow, begins, now), clock.now()
            mail = week_mail(words, staff, made, base_url, now, off_link(uow, staff, base_url, real))
            uow.outbox.queue(
                lane_id=f"staff:{staff.id}:email", channel="email", subject=f"staff:{staff.id}", payload=mail.payload(),
                now=real, due_at=real, paced=True, dedupe=f"week:{staff.id}:{name_of(begins)}",
            )  # fmt: skip
            sent += 1
    return sent


def week_mail(words: Snapshot, staff: Staff, made: Numbers, base_url: str, now: datetime, off: str) -> Mail:
    """The mail, as text and HTML."""
    lang, week = staff.locale, made.week

    def say(key: str, **values: str) -> str:
        return words.text(lang, key, **values)

    def hours(length: timedelta | None) -> str:
        count = None if length is None else f"{length.total_seconds() / 3600:.0f}"
        return "–" if count is None else words.text(lang, "staff.time.hours", count=count)

    rows = [
        (say("staff.week.reports"), said(week.filed)),
        (say("staff.week.median"), hours(week.wait.median)),
        (say("staff.week.most"), hours(week.wait.most)),
        (say("staff.week.not_yet"), said(week.wait.not_yet)),
        (say("staff.week.late"), said(week.late)),
        *((say(f"staff.week.missed.{kind}"), said(count)) for kind, count in week.missed.items()),
        (say("staff.week.mail_silent"), str(sum(one.silent for one in made.partners))),
        (say("staff.week.mail_facts"), str(sum(not one.shown for one in old(date_in_japan(now))))),
    ]
    there = f"{base_url}/console/week?week={week.name}"
    links = [(say("staff.week.mail_page"), there), (say("staff.mail.off"), off)]
    day = times_for(words, staff, now).day(datetime.combine(week.begins, time(12), JAPAN))
    table = "".join(
        f'<tr><th scope="row" style="{_CELL};text-align:left;font-weight:400">{escape(name)}</th>'
        f'<td style="{_CELL};font-weight:600">{escape(value)}</td></tr>'
        for name, value in rows
    )
    below = " · ".join(f'<a href="{escape(link)}">{escape(name)}</a>' for name, link in links)
    intro = say("staff.week.mail_intro")
    return Mail(
        subject=say("staff.week.mail_subject", day=day),
        text="\n\n".join(
            [intro, "\n".join(f"- {n}: {v}" for n, v in rows), "\n".join(f"{n}: {link}" for n, link in links)]
        ) + "\n",
        html=page(lang, f'<p>{escape(intro)}</p><table style="border-collapse:collapse">{table}</table><p>{below}</p>'),
        lang=lang,
        id=f"week:{staff.id}:{week.name}",
        thread=f"week:{staff.id}",
        unsubscribe=off,
        one_click=True,
    )  # fmt: skip


def _waiting(uow: UnitOfWork, begins: date, now: datetime) -> list[str]:
    """Who is to get it now. Whoever came today has not seen a week yet."""
    had = uow.access.digests_of([name_of(begins)])
    return [
        one.id for one in uow.partners.with_role(*ROLES)
        if (one.id, name_of(begins)) not in had
        and one.email_confirmed_at is not None
        and receives(one, now)
        and opens_at(one.digest_at, one.timezone, now) is not None
        and one.created_at < now - timedelta(days=1)
    ]  # fmt: skip
