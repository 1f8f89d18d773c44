"""A conversation that a member of staff holds together with a worker: the same questions, until it is over."""

from collections.abc import Mapping
from typing import Any

from bot.wording.served import Snapshot
from storage.models import COORDINATOR, AssistedDraft
from storage.repositories.assisted import CHANNEL
from storage.rows import Row
from storage.uow import UnitOfWork

CONTACT = "handover"
"""How the worker can be reached: the one thing that can still be said after the report was sent."""


def is_sitting(conversation: Row[Any]) -> bool:
    """Whether staff hold this conversation, so that nobody reads what is written there later."""
    return bool(conversation.channel == CHANNEL)


def draft_of(uow: UnitOfWork, conversation: Row[Any]) -> AssistedDraft | None:
    """What is entered in this conversation; None for those that workers hold themselves."""
    return uow.assisted.at(conversation.id) if is_sitting(conversation) else None


def as_asked(words: Snapshot, key: str, together: bool) -> str:
    """Under which key a text was read out: where two sit ``together`` some questions and buttons are others."""
    own = f"{key}_together"
    return own if together and words.has(own) else key


def too_late(conversation: Row[Any], draft: AssistedDraft | None, event: Mapping[str, Any]) -> bool:
    """Whether something was entered although the report is sent, deleted, forgotten, or with the worker alone."""
    if not is_sitting(conversation):
        return False
    if draft is None or draft.taken_over_at is not None or conversation.leaving:
        return True
    return draft.ended_at is not None and event["type"] != CONTACT


def given(draft: AssistedDraft | None) -> Mapping[str, Any]:
    """What the questions know before the first one. Coordinators are on every list: nobody is asked about them."""
    return {"helper": "partner"} if draft is not None and draft.organisation != COORDINATOR else {}
