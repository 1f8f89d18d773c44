"""An alarm goes out by mail and chat too: whoever looks after the installation need not be looking at the console.

The outbox sends it, which runs apart from the scheduler, so that this works when the scheduler does not.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.digests.deliver import queue_for
from bot.digests.mails import Block, case_mail, times_for
from bot.wording.served import Snapshot
from storage.models import Staff
from storage.uow import UnitOfWork

AGAIN = timedelta(days=1)
"""An alarm that stays on is told again so often."""
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
        """Queue one message for each alarm and person; the same twice is one. Returns how many people can be told."""
        people = [person for person in uow.partners.with_role(*_ROLES) if person.active]
        reached = 0
        for person in people:
            for alarm in alarms:
                mail = self._mail_of(person, alarm, real) if self._mail else None
                dedupe = f"alarm:{_key(alarm, real)}:{person.id}"
                reached += queue_for(uow, person, mail, self._bubble(person, alarm, real), real, dedupe=dedupe)
        self._told |= {_key(alarm, real) for alarm in alarms}
        return reached

    def _mail_of(self, person: Staff, alarm: Any, real: datetime) -> dict[str, Any]:
        words, lang = self._words(), person.locale
        line = ("", self._said(person, alarm, real), f"{self._base_url}/console/alarms")
        return case_mail(
            words,
            lang,
            subject=words.text(lang, "staff.alarm.mail_subject"),
            intro=words.text(lang, "staff.alarm.mail_intro"),
            blocks=[Block("", [line])],
            base_url=self._base_url,
            id=f"alarm:{_key(alarm, real)}:{person.id}",
            thread=f"alarm:{alarm.id}",
        ).payload()

    def _bubble(self, person: Staff, alarm: Any, real: datetime) -> dict[str, Any]:
        intro = self._words().text(person.locale, "staff.alarm.mail_intro")
        text = "\n".join([intro, self._said(person, alarm, real), f"{self._base_url}/console/alarms"])
        return {"type": "bubble", "kind": "staff", "lang": person.locale, "text": text, "rows": []}

    def _said(self, person: Staff, alarm: Any, real: datetime) -> str:
        words, lang = self._words(), person.locale
        since = words.text(lang, "staff.alarm.since", when=times_for(words, person, real).when(alarm.raised_at))
        return f"{words.text(lang, f'staff.alarm.kind.{alarm.kind}')} · {since}"


def _key(alarm: Any, real: datetime) -> str:
    return f"{alarm.id}:{(real - alarm.raised_at) // AGAIN}"
