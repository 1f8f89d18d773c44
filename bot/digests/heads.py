"""Once a day the signed head of all chains goes to coordinators by mail, out of reach of whoever changes records."""

from html import escape

from bot.clock import Clock, in_japan
from bot.digests.mail import Mail
from bot.wording.served import Snapshot
from storage.database import Database
from storage.models import DailyHead, Staff

ROLES = ("coordinator", "deputy")


def send_head(db: Database, words: Snapshot, clock: Clock, *, mail: bool) -> int:
    """Make today's head (by the date in Japan) if there is none yet; returns how many people it is sent to."""
    now = clock.now()
    with db.read() as uow:
        last = uow.safety.newest_head()
    if last is not None and in_japan(last.at).date() >= in_japan(now).date():
        return 0
    with db.write() as uow:
        made = uow.safety.make_head(now)
        if made is None or not mail:
            return 0
        told = 0
        for person in uow.partners.with_role(*ROLES):
            if person.active and person.email_confirmed_at is not None:
                payload = head_mail(words, person, made).payload()
                lane = f"staff:{person.id}:email"
                told += uow.outbox.queue(
                    lane_id=lane, channel="email", subject=f"staff:{person.id}", payload=payload, now=now, due_at=now,
                    paced=True, dedupe=f"head:{made.number}:{person.id}",
                )
        return told


def head_mail(words: Snapshot, person: Staff, made: DailyHead) -> Mail:
    """Number, head and signature, nothing else."""
    lang, line = person.locale, f"{made.number} {made.head} {made.signature}"
    said = words.text(lang, "staff.mail.heads.text")
    return Mail(
        subject=words.text(lang, "staff.mail.heads.subject", number=str(made.number)),
        text=f"{said}\n\n{line}\n",
        html=f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"></head>'
        f'<body><p>{escape(said)}</p><p style="font-family:monospace">{line}</p></body></html>',
        lang=lang,
        id=f"head:{made.number}:{person.id}",
        thread=f"head:{person.id}",
    )
