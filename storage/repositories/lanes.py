"""Where the lanes of the outbox lead: a lane is one recipient on one channel."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..uow import UnitOfWork

STAFF = "staff:"
"""How the lanes of members of staff begin: ``staff:<id>:email``, ``staff:<id>:telegram``."""
WORKER = "worker:"
"""How the lane of a worker's own e-mail address begins."""
TEAM = "team:"
"""How the lane of an organisation's Telegram group begins. Every other lane is a conversation's id."""


def address_of(uow: "UnitOfWork", lane_id: str) -> str | None:
    """Where a lane leads: a chat id, an e-mail address; None if that is not known any more.

    Raises Erased, Tampered, KeyMissing.
    """
    if lane_id.startswith(STAFF):
        return uow.access.address(lane_id)
    if lane_id.startswith(WORKER):
        found: str | None = uow.workers.profile(lane_id.split(":")[1]).get("email")
        return found
    if lane_id.startswith(TEAM):
        team = uow.team_chats.by_lane(lane_id)
        return uow.team_chats.address(team) if team is not None else None
    conversation = uow.conversations.get(lane_id)
    return uow.conversations.address(conversation) if conversation is not None else None
