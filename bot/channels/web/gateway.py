"""What the web chat needs from the rest of the program.

The router only speaks HTTP: sessions, the inbox, bubbles and files are behind this protocol. Everything
that touches the database is asynchronous here, so that an implementation can send it to a thread.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

Media = Literal["photo", "file", "voice"]


@dataclass(frozen=True)
class NewSession:
    """A conversation that has just begun on a phone."""

    token: str
    """256 random bits as URL-safe text: the only thing that opens the conversation on this phone."""
    conversation_id: str
    recovery_code: str | None = None
    """Only where every worker shall be given one at once."""


@dataclass(frozen=True)
class BubblePage:
    """A stretch of a conversation, oldest first."""

    bubbles: Sequence[Mapping[str, Any]]
    """`{n, at, from: bot|worker|staff, ...}`: the outbound payload, or the worker's event with `seq`."""
    seq: int = 0
    """The highest sequence number any phone of this conversation has sent; a phone counts on from it."""
    more: bool = False
    """Whether there are later bubbles than these."""
    held: bool = False
    """Whether nothing is answered now: the database was restored, and a person has to confirm it first."""


@dataclass(frozen=True)
class PaperFile:
    """A file to take away."""

    name: str
    mime: str
    content: bytes


class WebGateway(Protocol):
    """The conversation behind the web chat.

    Sequence numbers are unique in a conversation and rise on each phone. Two phones (or two tabs) may
    interleave, so an unhandled event with a lower number than a handled one is still taken, never dropped.
    """

    async def new_session(self, languages: Sequence[str], mark: str = "") -> NewSession:
        """Begin a conversation and, in the same transaction, store its first event, the start command.

        `languages` are the browser's own, likeliest first (BCP 47); `mark` is of the poster that led here. Raises
        StorageFull.
        """
        ...

    def proof_secret(self) -> str:
        """What sums for phones are signed with: the same on every replica, and for nothing else."""
        ...

    async def use_proof(self, mark: str, until: datetime) -> bool:
        """Use a solved sum up; False if it was used before. It need not be remembered after `until`."""
        ...

    async def identify(self, token: str) -> str | None:
        """The conversation a token opens; None for a token that is unknown or was cleared."""
        ...

    async def intake(self, conversation_id: str, seq: int, event: Mapping[str, Any]) -> bool:
        """Store an inbound event and return once it is safe; False if this `seq` was stored before.

        The event's `type` is text, tap, command or handover. Raises StorageFull, and BadRequest for a day of return
        that can't be waited for.
        """
        ...

    async def store_file(
        self, conversation_id: str, seq: int, media: Media, name: str, mime: str, stream: AsyncIterator[bytes]
    ) -> bool:
        """Store a file and its inbound event; False if this `seq` was stored before.

        `stream` is read to its end at most once. Where it raises (too large, broken off) nothing may be kept.
        `name` and `mime` are only what the phone says. Raises StorageFull.
        """
        ...

    async def bubbles(self, conversation_id: str, after: int, limit: int) -> BubblePage:
        """At most `limit` bubbles with a number above `after`."""
        ...

    async def wait(self, conversation_id: str, after: int, timeout: float) -> None:
        """Return when there may be a bubble above `after`, after `timeout` seconds, or when we stop."""
        ...

    async def paper(self, conversation_id: str, paper_id: str) -> "PaperFile | None":
        """A file that was made for the worker of this conversation; None for any other."""
        ...

    async def recording(self, recording_id: str) -> bytes | None:
        """A recording of a text (Ogg Opus) that a release has played; None for any other."""
        ...

    async def recovery_code(self, conversation_id: str) -> str:
        """A code that opens this conversation from any phone. Codes shown earlier go on working."""
        ...

    async def recover(self, code: str, languages: Sequence[str] = ()) -> str | None:
        """A new token for the conversation of a code (capitals and digits, no dashes), or None.

        `languages` are the browser's own, for a conversation that begins with the code.
        """
        ...

    async def forget(self, token: str) -> None:
        """Make a token worthless: its phone was cleared. The conversation itself stays."""
        ...

    def languages(self) -> Mapping[str, str]:
        """The languages offered to workers: code to the language's own name, in order of the menu."""
        ...

    def texts(self, language: str) -> Mapping[str, str]:
        """The page's own texts (`web.*`) in a language; what is not translated comes in English."""
        ...

    def release(self) -> str:
        """What changes whenever `texts` may have changed."""
        ...
