"""The private Telegram chat of a member of staff: connecting it with their account, and buttons under alerts."""

from typing import Protocol

from bot.access.accounts import link_telegram
from bot.access.errors import CodeNotValid
from bot.alarms.endings import Means, end_over
from bot.cases.notifier import Notifier
from bot.clock import Clock
from bot.digests.taps import handle_staff_tap
from bot.wording.served import Wording
from storage.uow import UnitOfWork

from .bubbles import Payload, bubble


class StaffDoor(Protocol):
    """What a chat of a member of staff can do here."""

    def tap(self, uow: UnitOfWork, chat_id: str, data: str) -> Payload:
        """A button of an alert was pressed in this chat; returns what to answer."""
        ...

    def link(self, uow: UnitOfWork, chat_id: str, code: str) -> Payload:
        """``/start link_…``: connect this chat with a staff account; returns what to answer."""
        ...


class StaffChat:
    """The running program's StaffDoor."""

    def __init__(self, notifier: Notifier, wording: Wording, clock: Clock, base_url: str, means: Means) -> None:
        self._notifier = notifier
        self._wording = wording
        self._clock = clock
        self._base_url = base_url
        self._means = means

    def tap(self, uow: UnitOfWork, chat_id: str, data: str) -> Payload:
        """Act for the linked account of this chat, and for nobody else."""
        return handle_staff_tap(
            uow, chat_id, data, self._clock.business(), notifier=self._notifier, words=self._wording.now,
            base_url=self._base_url,
        ).bubble

    def link(self, uow: UnitOfWork, chat_id: str, code: str) -> Payload:
        """Connect; a wrong or old code is answered with what to do."""
        try:
            staff = link_telegram(uow, code, chat_id, self._clock.now())
        except CodeNotValid as error:
            return bubble("note", "en", str(error))
        end_over(uow, self._notifier, self._means, self._clock.now(), self._clock.business())
        return bubble("note", staff.locale, self._wording.text(staff.locale, "staff.telegram.linked"))
