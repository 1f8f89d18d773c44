"""News of somebody's own account: a way back in, and that it was used."""

from datetime import datetime
from html import escape

from bot.access import recovery
from bot.digests.deliver import queue_for
from bot.digests.mail import Mail
from bot.digests.mails import page
from bot.wording.served import Snapshot
from storage.models import Staff
from storage.uow import UnitOfWork


def send_way_back(
    uow: UnitOfWork, words: Snapshot, staff: Staff, by: str, link: str, now: datetime, *, mail: bool
) -> None:
    """The link goes to one contact; the others are told that it was sent. `by`: the name of who began it."""
    said = [
        words.text(staff.locale, "staff.recovery.text", by=by),
        link,
        words.text(staff.locale, "staff.recovery.after"),
    ]
    notice = [words.text(staff.locale, "staff.recovery.elsewhere", by=by)]
    by_mail = recovery.reached_by(staff, mail=mail) == "email"
    _tell(uow, words, staff, "recovery", said if by_mail else notice, notice if by_mail else said, now, mail=mail)


def tell_both(uow: UnitOfWork, words: Snapshot, staff: Staff, by: Staff | None, now: datetime, *, mail: bool) -> None:
    """It was used: the person is told, and whoever began it."""
    said = [words.text(staff.locale, "staff.recovery.used")]
    _tell(uow, words, staff, "recovered", said, said, now, mail=mail)
    if by is not None and by.active:
        said = [words.text(by.locale, "staff.recovery.back", name=staff.name)]
        _tell(uow, words, by, f"recovered:{staff.id}", said, said, now, mail=mail)


def _tell(
    uow: UnitOfWork, words: Snapshot, staff: Staff, tag: str, mailed: list[str], chatted: list[str], now: datetime,
    *, mail: bool,
) -> None:  # fmt: skip
    lang, dedupe = staff.locale, f"{tag}:{staff.id}:{now.timestamp()}"
    letter = Mail(
        subject=words.text(lang, "staff.recovery.subject"), text="\n\n".join(mailed) + "\n",
        html=page(lang, "".join(f"<p>{escape(part)}</p>" for part in mailed)), lang=lang, id=dedupe,
        thread=f"account:{staff.id}",
    )  # fmt: skip
    bubble: dict[str, object] = {
        "type": "bubble",
        "kind": "staff",
        "lang": lang,
        "text": "\n\n".join(chatted),
        "rows": [],
    }
    queue_for(uow, staff, letter.payload() if mail else None, bubble, now, dedupe=dedupe)
