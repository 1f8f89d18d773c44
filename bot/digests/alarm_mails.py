"""An alarm goes out by mail and chat too: whoever looks after the installation need not be looking at the console.

The outbox sends it, which runs apart from the scheduler, so that this works when the scheduler does not.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.digests.deliver import queue_for
from bot.digests.mails import Block, case_mail, times_for
from bot.keeping.held import LET_GO
from bot.wording.served import Snapshot
from storage.models import Staff
from storage.uow import UnitOfWork

AGAIN = timedelta(days=1)
"""An alarm that stays on is told again so often."""
_KEPT = 2 * AGAIN
_PURPOSE = "alarm"
_ROLES = ("coordinator", "deputy", "admin")


class AlarmMails:
    """Tells coordinators, deputies and administrators of alarms."""

    def __init__(self, words: Callable[[], Snapshot], base_url: str, *, mail: bool) -> None:
        """``words``: the texts being served. ``mail``: whether there is a mail server."""
        self._words, self._base_url, self._mail = words, base_url, mail
        self._told: set[str] = set()

    def fresh(self, alarms: Sequence[Any], real: datetime) -> list[Any]:
        """Those of the alarms that this process has not told of today."""
        keys = {_key(alarm, real): alarm for alarm in alarms}
        self._told &= keys.keys()
        return [alarm for key, alarm in keys.items() if key not in self._told]

    def tell(self, uow: UnitOfWork, alarms: Sequence[Any], real: datetime) -> int:
        """Queue one message for each person, of those alarms that no process has told them of today. Returns how many
        people can be told."""
        people = [person for person in uow.partners.with_role(*_ROLES) if person.active and self._can_be_told(person)]
        since = uow.system.fact(LET_GO) or ""  # what still stands after a restore was perhaps never told
        for person in people:
            marks = {f"{_PURPOSE}:{since}{_key(one, real)}:{person.id}": one for one in alarms}
            new = {mark: one for mark, one in marks.items() if uow.access.use_once(mark, real + _KEPT)}
            if new:
                dedupe, said = next(iter(new)), list(new.values())
                mail = self._mail_of(person, said, real, dedupe) if self._mail else None
                queue_for(uow, person, mail, self._bubble(person, said, real), real, dedupe=dedupe)
        return len(people)

    def told(self, alarms: Sequence[Any], real: datetime) -> None:
        """What was queued was kept: this process need not look at it again today."""
        self._told |= {_key(alarm, real) for alarm in alarms}

    def _can_be_told(self, person: Staff) -> bool:
        return (self._mail and person.email_confirmed_at is not None) or person.telegram_confirmed_at is not None

    def _mail_of(self, person: Staff, alarms: Sequence[Any], real: datetime, tag: str) -> dict[str, Any]:
        words, lang = self._words(), person.locale
        lines = [("", said, f"{self._base_url}/console/alarms") for said in self._said(person, alarms, real)]
        return case_mail(
            words,
            lang,
            subject=words.text(lang, "staff.alarm.mail_subject"),
            intro=words.text(lang, "staff.alarm.mail_intro"),
            blocks=[Block("", lines)],
            base_url=self._base_url,
            id=tag,
            thread=f"{_PURPOSE}:{alarms[0].id}",
        ).payload()

    def _bubble(self, person: Staff, alarms: Sequence[Any], real: datetime) -> dict[str, Any]:
        intro = self._words().text(person.locale, "staff.alarm.mail_intro")
        text = "\n".join([intro, *self._said(person, alarms, real), f"{self._base_url}/console/alarms"])
        return {"type": "bubble", "kind": "staff", "lang": person.locale, "text": text, "rows": []}

    def _said(self, person: Staff, alarms: Sequence[Any], real: datetime) -> list[str]:
        """A line for each kind: what it is, how often, since when the oldest is on."""
        words, lang, times = self._words(), person.locale, times_for(self._words(), person, real)
        lines = []
        for kind in dict.fromkeys(one.kind for one in alarms):
            on = [one.raised_at for one in alarms if one.kind == kind]
            often = [words.text(lang, "staff.alarm.times", count=str(len(on)))] if len(on) > 1 else []
            since = words.text(lang, "staff.alarm.since", when=times.when(min(on)))
            lines.append(" · ".join([words.text(lang, f"staff.alarm.kind.{kind}"), *often, since]))
        return lines


def _key(alarm: Any, real: datetime) -> str:
    return f"{alarm.id}:{(real - alarm.raised_at) // AGAIN}"
