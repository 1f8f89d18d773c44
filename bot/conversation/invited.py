"""Several people of one place: a code to pass on, coming with one, and standing apart again.

No one of them ever learns who came, whether anybody did, or how many.
"""

from typing import TYPE_CHECKING

from bot.cases.groups import join_group, leave_group
from storage.ids import plain_code

if TYPE_CHECKING:
    from .service import Conversations, Turn

PREFIX = "with_"
"""What a code begins with behind ``/start``."""


def came_with(service: "Conversations", turn: "Turn", written: str) -> bool:
    """Whether somebody came with a colleague's code. Who has not chosen a language yet reads later what it means."""
    worker_id, code = turn.conversation.worker_id, written.removeprefix(PREFIX)
    if not join_group(turn.uow, worker_id, code, turn.case_id, service.clock.business()):
        return False
    if turn.conversation.language is not None or turn.case_id is not None:
        welcome(service, turn)
    return True


def welcome(service: "Conversations", turn: "Turn") -> None:
    """What it means to report beside others."""
    if turn.uow.groups.of_worker(turn.conversation.worker_id) is not None:
        service.note(turn, "group.joined")


def may_invite(turn: "Turn") -> bool:
    """Whether this worker reports beside others."""
    return turn.uow.groups.of_worker(turn.conversation.worker_id) is not None


def invite(service: "Conversations", turn: "Turn") -> None:
    """A code to pass on, and how it is used."""
    code = turn.uow.groups.new_code(turn.conversation.worker_id, service.clock.business())
    button = turn.wording.text(turn.language, "web.recover_enter")
    service.note(turn, "group.invite", code=code, url=f"{service.base_url}/chat", button=button)
    service.note(turn, "group.link", url=f"{service.base_url}/chat#with={code}")
    if service.bot_name:
        url = f"https://t.me/{service.bot_name}?start={PREFIX}{plain_code(code)}"
        service.note(turn, "group.telegram", url=url)


def stand_apart(service: "Conversations", turn: "Turn") -> None:
    """The report stands on its own from now on."""
    gone = leave_group(turn.uow, turn.conversation.worker_id, service.clock.business())
    service.note(turn, "group.left" if gone else "common.stale_button")
