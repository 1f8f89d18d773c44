"""A Telegram group of an organisation: linked by a lead's code, gets the digest, ends when the bot is removed.

In it stand numbers, ages and times only. Its buttons act for the linked account of who presses, and for nobody else;
what comes of it is told to that person alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from bot.access.errors import CodeNotValid
from bot.access.roles import Role
from bot.cases.notifier import Notifier
from bot.clock import Clock
from bot.digests.alerts import full_number, short_number
from bot.digests.compose import Reader, compose
from bot.digests.deliver import queue_for
from bot.digests.mail import Mail
from bot.digests.mails import page
from bot.digests.schedule import opens_at
from bot.digests.standing import in_order
from bot.digests.taps import handle_staff_tap
from bot.wording.served import Snapshot
from storage.database import Database
from storage.ids import new_code
from storage.models import COORDINATOR, Staff, TeamChat
from storage.repositories.access import Viewer
from storage.repositories.staff_cases import Glimpse
from storage.uow import UnitOfWork

CODE_LASTS = timedelta(minutes=15)
MOST_BUTTONS = 8
"""Requests that can be answered from one message."""
_PURPOSE = "link_team"
_LEADS = frozenset({Role.LEAD, Role.COORDINATOR, Role.DEPUTY})
_LONGEST = 190
"""Signs of a notice that a pressed button shows (Telegram: 200)."""


@dataclass(frozen=True)
class Pressed:
    """What a pressed button leads to. ``notice``: shown to who pressed alone. ``group``: said in the group."""

    notice: str
    group: str | None = None
    over: bool = False
    """The organisation need not answer this request any more: its buttons can go."""


def start_link(uow: UnitOfWork, staff: Staff, real: datetime) -> str:
    """A one-time code, 15 minutes: whoever posts it in a group with the bot in it links that group."""
    code = new_code(16).replace("-", "")
    uow.access.add_code(code, staff.id, _PURPOSE, real, real + CODE_LASTS)
    return code


def link(uow: UnitOfWork, code: str, chat_id: str, real: datetime) -> TeamChat:
    """The code came from a group. Raises CodeNotValid, also where the group is another organisation's."""
    staff_id = uow.access.use_code(code, _PURPOSE, real)
    staff = uow.access.get(staff_id) if staff_id else None
    if staff is None or not staff.active or Role.parse(staff.role) not in _LEADS:
        raise CodeNotValid
    organisation = staff.partner_id or COORDINATOR
    taken = uow.team_chats.by_chat(chat_id)
    if taken is not None and taken.organisation != organisation:
        raise CodeNotValid
    team = uow.team_chats.link(organisation, chat_id, staff.id, staff.locale, staff.timezone, real)
    chain = staff.partner_id or "operator"
    uow.access.audit(chain, staff_id=staff.id, action="team_linked", now=real)
    return team


def over(uow: UnitOfWork, words: Snapshot, team: TeamChat, base_url: str, real: datetime, *, mail: bool) -> None:
    """The bot was removed, or the group is gone: its leads are told."""
    leads = _leads(uow, team.organisation)
    uow.team_chats.end(team)
    for lead in leads:
        lang, there = lead.locale, f"{base_url}/console/team-chat"
        said = [words.text(lang, "staff.team.over"), there]
        body = f"<p>{escape(said[0])}</p><p><a href='{escape(there)}'>{escape(there)}</a></p>"
        letter = Mail(
            subject=words.text(lang, "staff.team.over_subject"), text="\n\n".join(said) + "\n", html=page(lang, body),
            lang=lang, id=f"team-over:{team.id}:{lead.id}", thread=f"account:{lead.id}",
        )  # fmt: skip
        bubble: dict[str, Any] = {"type": "bubble", "kind": "staff", "lang": lang, "text": "\n".join(said), "rows": []}
        queue_for(uow, lead, letter.payload() if mail else None, bubble, real, dedupe=f"team-over:{team.id}:{lead.id}")


def send_teams(db: Database, words: Snapshot, base_url: str, clock: Clock) -> int:
    """Queue the digests of groups whose hour has come, once a local day; returns how many had something to say."""
    now = clock.business()
    with db.read() as uow:
        waiting = _waiting(uow, now)
    sent = 0
    for team_id, day in waiting:
        with db.write() as uow:
            team = next((one for one in uow.team_chats.all() if one.id == team_id), None)
            if team is None or not uow.access.note_digest(f"team:{team_id}", day, now, 0):
                continue
            bubble = digest(uow, words, team, now, base_url)
            if bubble is None:
                continue
            real = clock.now()
            uow.outbox.queue(
                lane_id=f"team:{team.id}:telegram", channel="telegram", subject=f"team:{team.id}", payload=dict(bubble),
                now=real, due_at=real, paced=True, dedupe=f"digest:team:{team.id}:{day}",
            )  # fmt: skip
            sent += 1
    return sent


def digest(
    uow: UnitOfWork, words: Snapshot, team: TeamChat, now: datetime, base_url: str
) -> Mapping[str, Any] | None:
    """What the group reads: numbers, ages, times; under it buttons for what nobody has answered."""
    cases = uow.access.work_list(_viewer(team))
    reader = Reader(f"team:{team.id}", team.locale, ZoneInfo(team.timezone))
    made = compose(words, reader, cases, now, base_url)
    if made is None:
        return None
    asked = [seen for _, _, seen in in_order(cases, now) if _unanswered(seen)]
    rows = [
        [
            {"label": f"{seen.number} {words.text(team.locale, f'staff.action.{action}')}",
             "data": f"s:{short_number(seen.number)}:{action}"}
            for action in ("accept", "decline")
        ]
        for seen in asked[:MOST_BUTTONS]
    ]  # fmt: skip
    return {**made.bubble, "rows": rows}


def pressed(
    uow: UnitOfWork, words: Snapshot, team: TeamChat | None, presser: str, data: str, lang: str, now: datetime,
    real: datetime, *, notifier: Notifier, base_url: str,
) -> Pressed:  # fmt: skip
    """A button in a group. `presser`: who, on Telegram; it acts only for the account that is linked to them."""
    staff = uow.access.by_telegram(presser)
    if staff is None:
        return Pressed(words.text(lang, "staff.team.stranger"))
    if team is None:
        return Pressed(words.text(staff.locale, "staff.team.not_linked"))
    answer = handle_staff_tap(uow, presser, data, now, notifier=notifier, words=words, base_url=base_url)
    if answer.bubble["rows"]:  # why it is declined is asked, and answered, in private
        queue_for(uow, staff, None, answer.bubble, real, dedupe=f"team:{staff.id}:{data}:{real.isoformat()}")
        return Pressed(words.text(staff.locale, "staff.team.in_private"))
    notice = answer.bubble["text"].partition("http")[0].strip()[:_LONGEST]
    number = notice[:9]
    said = words.text(team.locale, "staff.team.answered", number=number) if answer.acted else None
    seen = uow.access.glimpse(_viewer(team), full_number(data.split(":")[1]))
    return Pressed(notice, said, over=seen is None or not _unanswered(seen))


def without(rows: Sequence[Sequence[Mapping[str, str]]], data: str) -> list[list[Mapping[str, str]]]:
    """The buttons of a digest without those of the case that ``data`` is about."""
    gone = data.rpartition(":")[0] + ":"
    left = ([button for button in row if not button["data"].startswith(gone)] for row in rows)
    return [row for row in left if row]


def say_answered(uow: UnitOfWork, words: Snapshot, presser: str, data: str, real: datetime) -> None:
    """Somebody has answered a request in their private chat: their group, if they have one, is told that it is."""
    staff = uow.access.by_telegram(presser)
    team = uow.team_chats.of(staff.partner_id or COORDINATOR) if staff is not None else None
    if team is None:
        return
    short = data.split(":")[1]
    said = words.text(team.locale, "staff.team.answered", number=full_number(short))
    bubble = {"type": "bubble", "kind": "staff", "lang": team.locale, "text": said, "rows": []}
    uow.outbox.queue(
        lane_id=f"team:{team.id}:telegram", channel="telegram", subject=f"team:{team.id}", payload=bubble, now=real,
        due_at=real, paced=True, dedupe=f"answered:{team.id}:{short}:{real.isoformat()}",
    )  # fmt: skip


def _viewer(team: TeamChat) -> Viewer:
    if team.organisation == COORDINATOR:
        return Viewer("", None, Role.COORDINATOR.value)
    return Viewer("", team.organisation, Role.STAFF.value)


def _unanswered(seen: Glimpse) -> bool:
    return seen.offer is not None and seen.offer.acted_at is None and seen.offer.state in ("open", "lapsed")


def _waiting(uow: UnitOfWork, now: datetime) -> list[tuple[str, str]]:
    due = []
    for team in uow.team_chats.all():
        opens = opens_at(team.digest_at, team.timezone, now)
        if opens is not None:
            due.append((team.id, opens.date().isoformat()))
    had = uow.access.digests_of({day for _, day in due})
    return [(team_id, day) for team_id, day in due if (f"team:{team_id}", day) not in had]


def _leads(uow: UnitOfWork, organisation: str) -> list[Staff]:
    if organisation == COORDINATOR:
        return list(uow.partners.with_role("coordinator", "deputy"))
    return [one for one in uow.partners.staff_of(organisation) if one.role == Role.LEAD]
