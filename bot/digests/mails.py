"""The mails staff get, as text and HTML: of a case never more than number, age, due time and link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from bot.digests.mail import Mail
from bot.digests.times import StaffTimes
from bot.wording.served import Snapshot
from storage.models import Staff

_FONT = "font-family:system-ui,'Hiragino Sans','Yu Gothic UI','Noto Sans JP',sans-serif"
_CELL = "padding:6px 14px 6px 0;vertical-align:top"


@dataclass(frozen=True)
class Block:
    """A heading, and lines under it, each with its link."""

    heading: str
    lines: Sequence[tuple[str, str, str]] = ()
    """Number, what is said about it, link."""


def confirmation_mail(words: Snapshot, staff: Staff, code: str, now: datetime) -> Mail:
    """The code that confirms an address."""
    lang = staff.locale
    said = [
        words.text(lang, "staff.mail.confirm.text"),
        code,
        words.text(lang, "staff.mail.confirm.after"),
    ]
    return Mail(
        subject=words.text(lang, "staff.mail.confirm.subject"),
        text="\n\n".join(said) + "\n",
        html=page(lang, "".join(f"<p>{escape(part)}</p>" for part in said)),
        lang=lang,
        id=f"confirm:{staff.id}:{now.timestamp()}",
        thread=f"account:{staff.id}",
    )


def case_mail(
    words: Snapshot,
    lang: str,
    *,
    subject: str,
    intro: str,
    blocks: Sequence[Block],
    base_url: str,
    id: str,
    thread: str,
    off: str | None = None,
) -> Mail:
    """A mail that names cases by their numbers. `off`: the link that turns digests off."""
    outro = words.text(lang, "staff.mail.after_login")
    all_cases = words.text(lang, "staff.mail.all")
    change = words.text(lang, "staff.mail.change")
    home, account = f"{base_url}/console", f"{base_url}/console/account"
    links = [(all_cases, home), (change, account)]
    if off is not None:
        links.append((words.text(lang, "staff.mail.off"), off))
    return Mail(
        subject=subject,
        text=_text(intro, blocks, outro, links),
        html=page(lang, _html(intro, blocks, outro, links)),
        lang=lang,
        id=id,
        thread=thread,
        unsubscribe=off or account,
        one_click=off is not None,
    )


def times_for(words: Snapshot, staff: Staff, now: datetime) -> StaffTimes:
    """How times are written for this person."""
    return StaffTimes(words, staff.locale, ZoneInfo(staff.timezone), now)


def _text(intro: str, blocks: Sequence[Block], outro: str, links: Sequence[tuple[str, str]]) -> str:
    parts = [intro]
    for block in blocks:
        lines = [block.heading] if block.heading else []
        for number, said, link in block.lines:
            lines += [f"- {number}  {said}", f"  {link}"]
        parts.append("\n".join(lines))
    parts += [outro, "\n".join(f"{name}: {link}" for name, link in links)]
    return "\n\n".join(parts) + "\n"


def _html(intro: str, blocks: Sequence[Block], outro: str, links: Sequence[tuple[str, str]]) -> str:
    parts = [f"<p>{escape(intro)}</p>"]
    for block in blocks:
        if block.heading:
            parts.append(f'<h2 style="font-size:16px;margin:18px 0 4px">{escape(block.heading)}</h2>')
        rows = "".join(
            f'<tr><td style="{_CELL};white-space:nowrap"><a href="{escape(link)}">{escape(number)}</a></td>'
            f'<td style="{_CELL}">{escape(said)}</td></tr>'
            for number, said, link in block.lines
        )
        parts.append(f'<table role="presentation" style="border-collapse:collapse">{rows}</table>')
    parts.append(f'<p style="color:#55606e">{escape(outro)}</p>')
    said_links = " · ".join(f'<a href="{escape(link)}">{escape(name)}</a>' for name, link in links)
    parts.append(f'<p style="font-size:13px">{said_links}</p>')
    return "".join(parts)


def page(lang: str, body: str) -> str:
    """A mail as HTML, from its inner part."""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"></head>'
        f'<body style="{_FONT};font-size:15px;line-height:1.6;color:#1b2430">{body}</body></html>'
    )
