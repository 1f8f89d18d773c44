"""Telling staff at once. Outside the console only number, age, due time and a link; in the linked private
chat also what kind of news it is, and buttons.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.cases.notifier import StaffNotice
from bot.clock import Clock
from bot.digests.compose import about
from bot.digests.deliver import queue_for
from bot.digests.mails import Block, case_mail, times_for
from bot.wording.served import Snapshot
from storage.models import AlarmKind, Case, Staff
from storage.repositories.access import Viewer
from storage.repositories.staff_cases import Glimpse, Sight
from storage.uow import UnitOfWork

_NEWS = frozenset(
    {
        StaffNotice.TAKEN,
        StaffNotice.ENDED,
        StaffNotice.CONTACT_CONFIRMED,
        StaffNotice.SOLVED,
        StaffNotice.CONSENT_GIVEN,
        StaffNotice.CONSENT_REFUSED,
        StaffNotice.WITHDRAWN,
    }
)
"""Notices after which nobody has to act at once."""
_ASKED = frozenset({StaffNotice.OFFER, StaffNotice.REMINDER})


class StaffNotifier:
    """The staff half of `bot.cases.notifier.Notifier`."""

    def __init__(
        self,
        words: Callable[[], Snapshot],
        base_url: str,
        clock: Clock,
        *,
        mail: bool = True,
        alarm: bool = True,
    ) -> None:
        """`words`: the texts being served. `alarm`: raise one for people who can't be told."""
        self._words = words
        self._clock = clock
        self._base_url = base_url
        self._mail = mail
        self._alarm = alarm

    def to_staff(
        self,
        uow: UnitOfWork,
        staff_id: str,
        kind: StaffNotice,
        case: Case,
        now: datetime,
        *,
        dedupe: str,
        at_once: bool,
    ) -> None:
        """Tell one person at once by every confirmed contact. What can wait is in the next digest."""
        staff = uow.access.get(staff_id)
        if not at_once or staff is None or not staff.active:
            return
        mail = self._mail_of(uow, staff, kind, case, now, dedupe) if self._mail else None
        bubble = self._bubble(uow, staff, kind, case, now)
        real = self._clock.now()
        told = queue_for(uow, staff, mail, bubble, real, dedupe=f"alert:{dedupe}", case_id=case.id)
        if not told and self._alarm:
            uow.system.raise_alarm(AlarmKind.NO_CONTACT, staff.id, {"case": case.number}, now)

    def _mail_of(
        self, uow: UnitOfWork, staff: Staff, kind: StaffNotice, case: Case, now: datetime, dedupe: str
    ) -> dict[str, Any]:
        words, lang = self._words(), staff.locale
        key = "staff.alert.news" if kind in _NEWS else "staff.alert.act"
        said = self._about(uow, staff, case, now)
        return case_mail(
            words,
            lang,
            subject=words.text(lang, f"{key}_subject", number=case.number),
            intro=words.text(lang, key),
            blocks=[Block("", [(case.number, said, f"{self._base_url}/console/cases/{case.number}")])],
            base_url=self._base_url,
            id=f"alert:{dedupe}",
            thread=f"case:{case.number}",
        ).payload()

    def _bubble(self, uow: UnitOfWork, staff: Staff, kind: StaffNotice, case: Case, now: datetime) -> dict[str, Any]:
        words, lang = self._words(), staff.locale
        lines = [
            words.text(lang, f"staff.notice.{kind}"),
            f"{case.number}  {self._about(uow, staff, case, now)}",
            f"{self._base_url}/console/cases/{case.number}",
        ]
        rows = offer_buttons(words, lang, case.number) if kind in _ASKED else []
        return {"type": "bubble", "kind": "staff", "lang": lang, "text": "\n".join(lines), "rows": rows}

    def _about(self, uow: UnitOfWork, staff: Staff, case: Case, now: datetime) -> str:
        seen = uow.access.glimpse(Viewer(staff.id, staff.partner_id, staff.role), case.number)
        return about(self._words(), staff.locale, times_for(self._words(), staff, now), seen or _bare(case))


def offer_buttons(words: Snapshot, lang: str, number: str) -> list[list[dict[str, str]]]:
    """Accept and decline, as buttons of a chat."""
    short = short_number(number)
    return [
        [{"label": words.text(lang, "staff.action.accept"), "data": f"s:{short}:accept"}],
        [{"label": words.text(lang, "staff.action.decline"), "data": f"s:{short}:decline"}],
    ]


def short_number(number: str) -> str:
    """A case's number as buttons carry it."""
    return number.replace("-", "")


def full_number(short: str) -> str:
    """The reverse of `short_number`."""
    return f"{short[:4]}-{short[4:]}"


def _bare(case: Case) -> Glimpse:
    """A case that this person no longer sees: just its age."""
    return Glimpse(
        id=case.id, number=case.number, rev=case.rev, sight=Sight.OFFER, state=case.state, urgent=case.urgent,
        language=case.language, region=None, filed_at=case.filed_at, closed_at=case.closed_at, clock=None,
        moves_at=None, due_at=None, offer=None,
    )  # fmt: skip
