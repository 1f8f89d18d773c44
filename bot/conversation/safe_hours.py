"""Whether a worker may be written to at this very moment, asked again when a message is about to leave.

A message is queued for a safe hour; when Telegram or we were away meanwhile, that hour may be over.
"""

from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from storage.repositories.lanes import STAFF
from storage.repositories.outbox import OutLaneClaim
from storage.uow import UnitOfWork

from .hours import just_wrote, next_by_day

_MAIL = "worker:"


class SafeHours:
    """Asked by the outbox for what we start; answers to a worker's own words are never held."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, uow: UnitOfWork, claim: OutLaneClaim) -> datetime | None:
        """When this worker may be written to next, in real time; None: now, or it is no worker's."""
        if claim.lane_id.startswith(STAFF) or claim.channel not in ("telegram", "email"):
            return None
        profile = self._profile(uow, claim)
        if profile is None:
            return None
        now = self._clock.business()
        at = next_by_day(profile, now)  # who only wished to be reminded of their hours has said nothing of when
        if at <= now:
            return None
        return self._clock.now() + max(at - now, timedelta(seconds=1))

    def _profile(self, uow: UnitOfWork, claim: OutLaneClaim) -> dict[str, Any] | None:
        """What the worker allowed; None if they have just written, so that an answer is expected."""
        if claim.channel == "email":
            worker_id = claim.lane_id.removeprefix(_MAIL).partition(":")[0]
            return uow.workers.profile(worker_id) if claim.lane_id.startswith(_MAIL) else None
        conversation = uow.conversations.get(claim.lane_id)
        if conversation is None:
            return None
        if just_wrote(conversation, self._clock.now()):
            return None
        return uow.workers.profile(conversation.worker_id)
