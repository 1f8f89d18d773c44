"""Telegram chats of staff: the private one, connected with their account, and the group of an organisation."""

from typing import Any, Protocol

from bot.access.accounts import link_telegram
from bot.access.errors import CodeNotValid
from bot.alarms.endings import Means, end_over
from bot.cases.notifier import Notifier
from bot.clock import Clock
from bot.digests import team
from bot.digests.taps import handle_staff_tap
from bot.wording.served import Wording
from storage.uow import UnitOfWork

from .bubbles import Payload, ack, bubble

_TEAM = "team_"
"""What begins the code that links a group."""


class StaffDoor(Protocol):
    """What a chat of a member of staff can do here."""

    def tap(self, uow: UnitOfWork, chat_id: str, data: str) -> Payload:
        """A button of an alert was pressed in this chat; returns what to answer."""
        ...

    def link(self, uow: UnitOfWork, chat_id: str, code: str) -> Payload:
        """``/start link_…``: connect this chat with a staff account; returns what to answer."""
        ...

    def group(self, uow: UnitOfWork, chat_id: str, event: dict[str, Any]) -> list[Payload] | None:
        """Something happened in a group; returns what to answer there, None if it is no organisation's group."""
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
        words = self._wording.now
        answer = handle_staff_tap(
            uow, chat_id, data, self._clock.business(), notifier=self._notifier, words=words, base_url=self._base_url
        )
        if answer.acted:
            team.say_answered(uow, words, chat_id, data, self._clock.now())
        return answer.bubble

    def link(self, uow: UnitOfWork, chat_id: str, code: str) -> Payload:
        """Connect; a wrong or old code is answered with what to do."""
        try:
            staff = link_telegram(uow, code, chat_id, self._clock.now())
        except CodeNotValid as error:
            return bubble("note", "en", str(error))
        end_over(uow, self._notifier, self._means, self._clock.now(), self._clock.business())
        return bubble("note", staff.locale, self._wording.text(staff.locale, "staff.telegram.linked"))

    def group(self, uow: UnitOfWork, chat_id: str, event: dict[str, Any]) -> list[Payload] | None:
        """A code that links the group, a button under a digest, the bot's removal. What people say is never read."""
        words, real = self._wording.now, self._clock.now()
        found, what = uow.team_chats.by_chat(chat_id), event.get("what")
        match what:
            case "tap":
                lang = "ja" if event.get("language_code") == "ja" else "en"
                done = team.pressed(
                    uow, words, found, str(event.get("user")), event["data"], lang, self._clock.business(), real,
                    notifier=self._notifier, base_url=self._base_url,
                )  # fmt: skip
                said = [bubble("staff", found.locale, done.group)] if done.group and found is not None else []
                return [ack(event["callback"], done.notice), *_taken_away(event, done.over), *said]
            case "command" if event.get("name") == "start" and event.get("argument", "").startswith(_TEAM):
                try:
                    made = team.link(uow, event["argument"].removeprefix(_TEAM), chat_id, real)
                except CodeNotValid as error:
                    return [bubble("note", "en", str(error))]
                return [bubble("note", made.locale, words.text(made.locale, "staff.team.linked", at=made.digest_at))]
            case "added" if uow.team_chats.awaited(real):
                return []  # somebody is about to link it
            case "migrated" if found is not None:
                uow.team_chats.move(found, str(event["to"]))
                return []
            case "removed" if found is not None:
                team.over(uow, words, found, self._base_url, real, mail=self._means.mail)
                return []
        return [] if found is not None else None


def _taken_away(event: dict[str, Any], over: bool) -> list[Payload]:
    """The buttons under the pressed message without those of a request that is answered."""
    if not over or "message" not in event:
        return []
    return [{"type": "buttons", "message": event["message"], "rows": team.without(event["rows"], event["data"])}]
