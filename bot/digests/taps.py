"""Buttons under messages to staff in their private chat. They act only for the linked person who pressed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.access.policy import Action, may
from bot.cases.accept import accept
from bot.cases.decline import Decline, decline
from bot.cases.errors import CaseError
from bot.cases.notifier import Notifier
from bot.digests.alerts import full_number, short_number
from bot.wording.served import Snapshot
from storage.errors import StorageError
from storage.models import Staff
from storage.repositories.access import Viewer
from storage.repositories.staff_cases import Glimpse
from storage.uow import UnitOfWork

PREFIX = "s:"


@dataclass(frozen=True)
class TapAnswer:
    """What to say to who pressed. `bubble` goes to that chat; `acted`: whether anything has changed."""

    bubble: dict[str, Any]
    acted: bool = False


def handle_staff_tap(
    uow: UnitOfWork,
    presser: str,
    data: str,
    now: datetime,
    *,
    notifier: Notifier,
    words: Snapshot,
    base_url: str,
) -> TapAnswer:
    """A pressed button `s:<case>:<action>`. `presser`: the id of the person, who is also their private chat.

    Actions: accept, decline (asks for the reason), full, conflict, cannot. Never raises for what people do.
    """
    staff = uow.access.by_telegram(presser)
    if staff is None:
        return _say(words, "en", "staff.tap.stranger")
    _, _, rest = data.partition(PREFIX)
    short, _, wanted = rest.partition(":")
    viewer = Viewer(staff.id, staff.partner_id, staff.role)
    seen = uow.access.glimpse(viewer, full_number(short))
    link = f"{base_url}/console"
    if seen is None:
        return _say(words, staff.locale, "staff.tap.missing", link=link)
    link = f"{base_url}/console/cases/{seen.number}"
    if wanted == "decline":
        return _ask_reason(words, staff, seen)
    try:
        done = _act(uow, notifier, staff, seen, wanted, now)
    except (CaseError, StorageError):
        done = None
    if done is None:
        return _say(words, staff.locale, "staff.tap.not_possible", number=seen.number, link=link)
    uow.access.audit(viewer.chain, staff_id=staff.id, action=done, now=now, object_kind="case", object_id=seen.id)
    answer = _say(words, staff.locale, f"staff.tap.{done}", number=seen.number, link=link)
    return TapAnswer(answer.bubble, acted=True)


def _act(uow: UnitOfWork, notifier: Notifier, staff: Staff, seen: Glimpse, wanted: str, now: datetime) -> str | None:
    """Accept or decline; None if that can't be done (any more)."""
    offers = uow.cases.offers(seen.id)
    if wanted == "accept" and may(staff, Action.ACCEPT, seen, offers):
        accept(uow, notifier, seen.id, staff, seen.rev, now)
        return Action.ACCEPT.value
    # An old button must not give back what a colleague has accepted since.
    answered = seen.offer is None or seen.offer.acted_at is not None
    if wanted in set(Decline) and not answered and may(staff, Action.DECLINE, seen, offers):
        decline(uow, notifier, seen.id, staff, seen.rev, now, reason=wanted)
        return Action.DECLINE.value
    return None


def _ask_reason(words: Snapshot, staff: Staff, seen: Glimpse) -> TapAnswer:
    short = short_number(seen.number)
    asked = _say(words, staff.locale, "staff.tap.why", number=seen.number).bubble
    rows = [
        [{"label": words.text(staff.locale, f"staff.decline.{reason}"), "data": f"s:{short}:{reason}"}]
        for reason in Decline
    ]
    return TapAnswer(asked | {"rows": rows})


def _say(words: Snapshot, lang: str, key: str, **values: str) -> TapAnswer:
    text = words.text(lang, key, **values)
    return TapAnswer({"type": "bubble", "kind": "staff", "lang": lang, "text": text, "rows": []})
