"""Telling staff at once. Outside the console only number, age, due time and a link; in the linked private
chat also what kind of news it is, and buttons.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bot.cases.notifier import IN_NO_DIGEST, NEWS, StaffNotice
from bot.cases.notify import woken_by
from bot.cases.timeline import Happened
from bot.clock import Clock
from bot.digests.compose import MOST_IN_CHAT, told_of
from bot.digests.deliver import queue_for
from bot.digests.mails import Block, case_mail, times_for
from bot.digests.quiet import awake, colleagues, organisation_of, sleeps_until, stand_ins
from bot.digests.schedule import next_at, receives
from bot.digests.standing import WAITING_FOR_US, standing
from bot.digests.times import StaffTimes
from bot.escalation.rota import on_rota
from bot.wording.served import Snapshot
from storage.models import AlarmKind, Case, Staff
from storage.repositories.access import Viewer
from storage.repositories.staff_cases import Glimpse, Sight
from storage.uow import UnitOfWork

_ASKED = frozenset({StaffNotice.OFFER, StaffNotice.REMINDER})
TOGETHER = timedelta(minutes=1)
"""So long does a calm request wait that is told by itself: what comes at the same time goes in the same message."""
_LASTING = IN_NO_DIGEST | {StaffNotice.CORRECTED}
"""Of what is not over because it is nobody's turn."""


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
        """Tell one person at once by every confirmed contact. What can wait is in the next digest.

        Nothing can wait for one that no digest shows, where nobody of an organisation reads a digest every day, or
        where the ladder goes on before the next one. That answers have changed is told once, at the hour of the
        digest. In quiet hours see `bot.digests.quiet`.
        """
        staff = uow.access.get(staff_id)
        if staff is None or not staff.active:
            return
        if not at_once and not self._without_digest(uow, staff, kind, case, now):
            if kind is StaffNotice.CORRECTED and staff.digest_every == "daily":
                uow.access.hold_alert(staff.id, case.id, kind.value, next_at(staff, now), now, if_none=True)
            elif kind in _ASKED:
                uow.at_the_end(partial(self._before_its_digest, uow, staff, kind, case, now, dedupe))
            return
        self._now_or_awake(uow, staff, kind, case, now, dedupe, at_once=at_once)

    def _before_its_digest(
        self, uow: UnitOfWork, staff: Staff, kind: StaffNotice, case: Case, now: datetime, dedupe: str
    ) -> None:
        """A calm request, or a reminder of it, is told by itself where the next one would be asked before anybody of
        theirs reads of it. Until when that is, the ladder has said by the end."""
        seen = uow.access.glimpse(Viewer(staff.id, staff.partner_id, staff.role), case.number)
        until = seen.due_at if seen is not None else None
        readers = (one for one in (staff, *colleagues(uow, staff, now)) if one.digest_every == "daily")
        if until is None or any(receives(one, now) and next_at(one, now) < until for one in readers):
            return
        if case.urgent:
            team = [staff, *colleagues(uow, staff, now)]
            if staff.id in woken_by(uow, organisation_of(staff), team, now):  # else it is another's turn
                self._now_or_awake(uow, staff, kind, case, now, dedupe, at_once=False)
        else:
            later = sleeps_until(uow, staff, now, urgent=False) or now + TOGETHER
            uow.access.hold_alert(staff.id, case.id, kind.value, later, now)

    def _now_or_awake(
        self, uow: UnitOfWork, staff: Staff, kind: StaffNotice, case: Case, now: datetime, dedupe: str, *, at_once: bool
    ) -> None:
        until = sleeps_until(uow, staff, now, urgent=case.urgent)
        calm = not at_once and not case.urgent  # no digest shows it, or one would have, if anybody read it
        if until is not None and (calm or self._may_wait(uow, staff, kind, case, now)):
            uow.access.hold_alert(staff.id, case.id, kind.value, until, now)
            return
        self._alert(uow, staff, kind, case, now, dedupe)
        if case.urgent and kind in _ASKED:
            uow.at_the_end(partial(self._tell_team, uow, staff, case, now))

    def still(self, uow: UnitOfWork, staff: Staff, kind: StaffNotice, case: Case, now: datetime) -> bool:
        """Somebody's quiet hours have ended, or their digest comes: whether there is still something to tell."""
        until = sleeps_until(uow, staff, now, urgent=case.urgent)
        if until is not None and (kind in NEWS or not case.urgent):  # over during an outage, they hold again
            uow.access.hold_alert(staff.id, case.id, kind.value, until, now)
            return False
        seen = uow.access.glimpse(Viewer(staff.id, staff.partner_id, staff.role), case.number)
        waits = seen is not None and standing(seen, now)[0] in WAITING_FOR_US
        if kind in _ASKED and seen is not None and seen.offer is not None and seen.offer.acted_at is not None:
            waits = False  # it was answered
        if not staff.active or not (waits or kind in NEWS or (kind in _LASTING and seen is not None)):
            return False  # a colleague has seen to it
        return not (kind is StaffNotice.CORRECTED and self._has_looked(uow, staff, case))

    def tell(self, uow: UnitOfWork, staff: Staff, waited: list[tuple[StaffNotice, Case]], now: datetime) -> None:
        """What waited goes out now: several calm things in one message, what asks for an act at once by itself."""
        calm = [(kind, case) for kind, case in waited if _is_calm(kind, case)]
        if len(calm) > 1:
            uow.at_the_end(partial(self._several, uow, staff, calm, now))
        for kind, case in waited:
            if len(calm) < 2 or not _is_calm(kind, case):
                self._alert(uow, staff, kind, case, now, f"held:{case.id}:{staff.id}:{case.events}")

    def _several(self, uow: UnitOfWork, staff: Staff, calm: list[tuple[StaffNotice, Case]], now: datetime) -> None:
        words, lang = self._words(), staff.locale
        key = "staff.alert.several" if any(kind in _ASKED for kind, _ in calm) else "staff.alert.several_news"
        name = f"alert:held:{staff.id}:{now.isoformat()}"
        intro = words.text(lang, key)
        mail = case_mail(
            words,
            lang,
            subject=words.text(lang, f"{key}_subject", count=str(len(calm))),
            intro=intro,
            blocks=[
                Block("", [(c.number, self._about(uow, staff, c, now), self._base_url + _place(k, c)) for k, c in calm])
            ],
            base_url=self._base_url,
            id=name,
            thread=name,
        ).payload()
        lines = [f"{case.number}  {words.text(lang, f'staff.notice.{kind}')}" for kind, case in calm[:MOST_IN_CHAT]]
        if len(calm) > MOST_IN_CHAT:
            lines.append(words.text(lang, "staff.digest.more", count=str(len(calm) - MOST_IN_CHAT)))
        text = "\n".join([intro, *lines, f"{self._base_url}/console"])
        bubble: dict[str, object] = {"type": "bubble", "kind": "staff", "lang": lang, "text": text, "rows": []}
        told = queue_for(uow, staff, mail if self._mail else None, bubble, self._clock.now(), dedupe=name)
        if not told and self._alarm:
            uow.system.raise_alarm(AlarmKind.NO_CONTACT, staff.id, {"case": calm[0][1].number}, now)

    def _has_looked(self, uow: UnitOfWork, staff: Staff, case: Case) -> bool:
        """Whether they have opened the case since an answer was changed. The log of who read what is in real time."""
        marks = uow.cases.event_marks(case.id, Happened.ANSWER_CORRECTED.value)
        ahead = self._clock.business() - self._clock.now()
        return bool(marks) and case.id in uow.access.cases_opened(staff_id=staff.id, since=marks[-1].at - ahead)

    def _alert(self, uow: UnitOfWork, staff: Staff, kind: StaffNotice, case: Case, now: datetime, dedupe: str) -> None:
        """Written last of all: until when something is to be done is often set after who is told of it."""
        uow.at_the_end(partial(self._queue, uow, staff, kind, case, now, dedupe))

    def _queue(self, uow: UnitOfWork, staff: Staff, kind: StaffNotice, case: Case, now: datetime, dedupe: str) -> None:
        mail = self._mail_of(uow, staff, kind, case, now, dedupe) if self._mail else None
        bubble = self._bubble(uow, staff, kind, case, now)
        real = self._clock.now()
        before = real if _is_news(kind, case) else None  # what was said in the same moment and asks for an act stays
        told = queue_for(
            uow, staff, mail, bubble, real, dedupe=f"alert:{dedupe}", case_id=case.id, replaces=True, before=before
        )
        if not told and self._alarm:
            uow.system.raise_alarm(AlarmKind.NO_CONTACT, staff.id, {"case": case.number}, now)

    def _tell_team(self, uow: UnitOfWork, staff: Staff, case: Case, now: datetime) -> None:
        """The group of their organisation reads of an urgent request as well, once for one moment: number, age, due
        time, link. Not while it is somebody's turn on the rota: then that person alone is called.
        """
        team = uow.team_chats.of(staff.partner_id) if staff.partner_id is not None else None
        if team is None or on_rota(uow, team.organisation, now):
            return
        words, lang, real = self._words(), team.locale, self._clock.now()
        seen = uow.access.glimpse(Viewer(staff.id, staff.partner_id, staff.role), case.number)
        said = told_of(words, lang, StaffTimes(words, lang, ZoneInfo(team.timezone), now), seen or _bare(case), now)
        place = f"{self._base_url}/console/cases/{case.number}"
        lines = [words.text(lang, "staff.alert.act"), f"{case.number}  {said}", place]
        rows = offer_buttons(words, lang, case.number)
        bubble = {"type": "bubble", "kind": "staff", "lang": lang, "text": "\n".join(lines), "rows": rows}
        lane, name = f"team:{team.id}:telegram", f"alert:{case.id}:{now.isoformat()}:team:{team.id}"
        new = uow.outbox.queue(
            lane_id=lane, channel="telegram", subject=f"team:{team.id}", payload=bubble, now=real, due_at=real,
            paced=True, dedupe=name, case_id=case.id,
        )  # fmt: skip
        if new:
            uow.access.replace_alerts(lane, case.id, name, real, before=None)

    def _without_digest(self, uow: UnitOfWork, staff: Staff, kind: StaffNotice, case: Case, now: datetime) -> bool:
        """Whether this would be read too late or never: no digest shows it, or it asks for an act and nobody of theirs
        gets one every day."""
        if kind in IN_NO_DIGEST and not case.urgent:
            return True
        if kind in NEWS or staff.digest_every == "daily":
            return False
        return not any(one.digest_every == "daily" and receives(one, now) for one in colleagues(uow, staff, now))

    def _may_wait(self, uow: UnitOfWork, staff: Staff, kind: StaffNotice, case: Case, now: datetime) -> bool:
        """Whether somebody may sleep on: it is only news, a colleague is awake, or now a coordinator has been told."""
        if kind in NEWS:
            return True
        if awake(uow, colleagues(uow, staff, now), now, urgent=case.urgent, mail=self._mail):
            return True
        others = awake(uow, stand_ins(uow, staff, now), now, urgent=case.urgent, mail=self._mail)
        for one in others:
            self._alert(uow, one, StaffNotice.QUIET_HOURS, case, now, f"{case.id}:quiet{case.events}:{one.id}")
        return bool(others)

    def _mail_of(
        self, uow: UnitOfWork, staff: Staff, kind: StaffNotice, case: Case, now: datetime, dedupe: str
    ) -> dict[str, Any]:
        words, lang = self._words(), staff.locale
        key = "staff.alert.news" if _is_news(kind, case) else "staff.alert.act"
        if kind in _ASKED and not case.urgent:  # what is urgent must not drown among such
            key = "staff.alert.asked"
        said = self._about(uow, staff, case, now)
        return case_mail(
            words,
            lang,
            subject=words.text(lang, f"{key}_subject", number=case.number),
            intro=words.text(lang, "staff.alert.quiet" if kind is StaffNotice.QUIET_HOURS else key),
            blocks=[Block("", [(case.number, said, self._base_url + _place(kind, case))])],
            base_url=self._base_url,
            id=f"alert:{dedupe}",
            thread=f"case:{case.number}",
        ).payload()

    def _bubble(self, uow: UnitOfWork, staff: Staff, kind: StaffNotice, case: Case, now: datetime) -> dict[str, Any]:
        words, lang = self._words(), staff.locale
        lines = [
            words.text(lang, f"staff.notice.{kind}"),
            f"{case.number}  {self._about(uow, staff, case, now)}",
            self._base_url + _place(kind, case),
        ]
        rows = offer_buttons(words, lang, case.number) if kind in _ASKED else []
        return {"type": "bubble", "kind": "staff", "lang": lang, "text": "\n".join(lines), "rows": rows}

    def _about(self, uow: UnitOfWork, staff: Staff, case: Case, now: datetime) -> str:
        seen = uow.access.glimpse(Viewer(staff.id, staff.partner_id, staff.role), case.number)
        words, times = self._words(), times_for(self._words(), staff, now)
        return told_of(words, staff.locale, times, seen or _bare(case), now)


def _is_news(kind: StaffNotice, case: Case) -> bool:
    """Whether nobody has to act at once."""
    return kind in NEWS or (kind in _LASTING and not case.urgent)


def _is_calm(kind: StaffNotice, case: Case) -> bool:
    """Whether it may stand among others in one message."""
    return _is_news(kind, case) or (kind in _ASKED and not case.urgent)


def _place(kind: StaffNotice, case: Case) -> str:
    """Where in the console it is: interpreters see no case, only what was assigned to them."""
    return "/console/interpreting" if kind is StaffNotice.INTERPRETER_ASSIGNED else f"/console/cases/{case.number}"


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
