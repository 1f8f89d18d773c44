"""What the outbox asks of a channel, and what may become of a message there."""

from dataclasses import dataclass
from typing import Protocol

from storage.repositories.outbox import Outgoing
from storage.uow import UnitOfWork


@dataclass(frozen=True)
class Delivered:
    """It arrived; the channel calls it ``external_id``, and parts of it that went before ``parts``."""

    external_id: int | None = None
    parts: tuple[int, ...] = ()


@dataclass(frozen=True)
class TryAgain:
    """It did not arrive: again after ``seconds``, before which nothing goes to this recipient (None: slower each time).

    ``perhaps``: it may have arrived. ``parts_sent``: so many of its parts surely have; the next try begins after them.
    ``parts``: what the channel calls those of them that arrived just now.
    """

    why: str
    seconds: float | None = None
    perhaps: bool = False
    parts_sent: int = 0
    parts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Never:
    """It can never arrive. ``gone``: the recipient is, so that nothing else can either."""

    why: str
    gone: bool = False


Outcome = Delivered | TryAgain | Never


class Channel(Protocol):
    """A way out. ``prepare`` runs in the claiming transaction, ``send`` outside of any."""

    certain: bool
    """``prepare`` itself delivers what was not marked as being sent, with that mark: nothing can come twice."""

    def prepare(self, uow: UnitOfWork, lane_id: str, messages: list[Outgoing]) -> object:
        """What sending needs to know: the address, earlier messages' ids."""
        ...

    async def send(self, prepared: object, message: Outgoing) -> Outcome:
        """Send one message."""
        ...

    def gone(self, uow: UnitOfWork, lane_id: str) -> None:
        """The recipient can't be written to any more."""
        ...
