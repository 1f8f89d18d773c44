"""A gateway in memory, to try the web chat without a database. Nothing of the running program imports it.

    gateway = MemoryGateway(script=lambda chat, event: [say("Hello")])
    app.include_router(make_router(gateway, WebOptions()))

A script gets the conversation and the event, and returns the bubbles that answer it.
"""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.channels.web.gateway import BubblePage, Media, NewSession, PaperFile
from bot.errors import StorageFull
from storage.ids import new_code, plain_code

Payload = dict[str, Any]
_AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)


@dataclass(frozen=True)
class StoredFile:
    """What arrived of a file."""

    media: Media
    name: str
    mime: str
    size: int
    sha256: str


@dataclass
class Chat:
    """One conversation: what it shows, what came in, and whatever the script remembers."""

    id: str
    languages: Sequence[str] = ()
    bubbles: list[Payload] = field(default_factory=list)
    events: list[tuple[int, Payload]] = field(default_factory=list)
    files: list[StoredFile] = field(default_factory=list)
    memory: dict[str, Any] = field(default_factory=dict)
    papers: dict[str, PaperFile] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        """What the worker typed, in the order it was stored."""
        return [event["text"] for _, event in self.events if event["type"] == "text"]

    @property
    def taps(self) -> list[str]:
        """The buttons the worker pressed, in the order they were stored."""
        return [event["data"] for _, event in self.events if event["type"] == "tap"]


Script = Callable[[Chat, Payload], Sequence[Payload]]


class MemoryGateway:
    """Keeps conversations in memory and answers each event with what `script` returns, at once."""

    def __init__(
        self,
        script: Script,
        languages: Mapping[str, str] | None = None,
        texts: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.chats: dict[str, Chat] = {}
        self.recordings: dict[str, bytes] = {}
        self.full = False
        """Whether the disk is full."""
        self.held = False
        """Whether nothing is answered, as after a restore."""
        self.releases = "1"
        self._script = script
        self._languages = dict(languages or {"en": "English"})
        self._texts = dict(texts or {})
        self._tokens: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._secret = secrets.token_hex()
        self._used: set[str] = set()
        self._news = asyncio.Condition()
        self._stopped = False

    @property
    def only(self) -> Chat:
        """The conversation, where there is one."""
        (chat,) = self.chats.values()
        return chat

    async def new_session(self, languages: Sequence[str], mark: str = "") -> NewSession:
        """See WebGateway."""
        self._room()
        chat = Chat(id=f"chat{len(self.chats) + 1}", languages=tuple(languages))
        self.chats[chat.id] = chat
        await self._answer(chat, {"type": "command", "name": "start", "argument": mark})
        return NewSession(self._token(chat.id), chat.id)

    def proof_secret(self) -> str:
        """See WebGateway."""
        return self._secret

    async def use_proof(self, mark: str, until: datetime) -> bool:
        """See WebGateway."""
        fresh = mark not in self._used
        self._used.add(mark)
        return fresh

    async def identify(self, token: str) -> str | None:
        """See WebGateway."""
        return self._tokens.get(token)

    async def intake(self, conversation_id: str, seq: int, event: Mapping[str, Any]) -> bool:
        """See WebGateway."""
        self._room()
        chat = self.chats[conversation_id]
        if any(seq == known for known, _ in chat.events):
            return False
        chat.events.append((seq, dict(event)))
        self._show(chat, "worker", {**event, "seq": seq})
        await self._answer(chat, dict(event))
        return True

    async def store_file(
        self, conversation_id: str, seq: int, media: Media, name: str, mime: str, stream: AsyncIterator[bytes]
    ) -> bool:
        """See WebGateway."""
        size, digest = 0, hashlib.sha256()
        async for piece in stream:
            size += len(piece)
            digest.update(piece)
        event = {"type": "file", "media": media, "name": name, "mime": mime, "size": size}
        stored = await self.intake(conversation_id, seq, event)
        if stored:
            self.chats[conversation_id].files.append(StoredFile(media, name, mime, size, digest.hexdigest()))
        return stored

    async def bubbles(self, conversation_id: str, after: int, limit: int) -> BubblePage:
        """See WebGateway."""
        chat = self.chats[conversation_id]
        later = [bubble for bubble in chat.bubbles if bubble["n"] > after]
        seq = max((known for known, _ in chat.events), default=0)
        return BubblePage(later[:limit], seq=seq, more=len(later) > limit, held=self.held)

    async def wait(self, conversation_id: str, after: int, timeout: float) -> None:
        """See WebGateway."""
        chat = self.chats[conversation_id]

        def news() -> bool:
            return self._stopped or (bool(chat.bubbles) and chat.bubbles[-1]["n"] > after)

        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait_for(news), timeout)
            except TimeoutError:
                return

    async def paper(self, conversation_id: str, paper_id: str) -> PaperFile | None:
        """See WebGateway."""
        return self.chats[conversation_id].papers.get(paper_id)

    async def recording(self, recording_id: str) -> bytes | None:
        """See WebGateway."""
        return self.recordings.get(recording_id)

    async def recovery_code(self, conversation_id: str) -> str:
        """See WebGateway."""
        code = new_code()
        self._codes[plain_code(code)] = conversation_id
        return code

    async def recover(self, code: str, languages: Sequence[str] = ()) -> str | None:
        """See WebGateway."""
        conversation = self._codes.get(plain_code(code))
        return None if conversation is None else self._token(conversation)

    def move(self, chat: Chat) -> Chat:
        """Put the phones of a conversation into a fresh one, as after "delete everything"."""
        fresh = Chat(id=f"chat{len(self.chats) + 1}")
        self.chats[fresh.id] = fresh
        moved = [token for token, conversation in self._tokens.items() if conversation == chat.id]
        self._tokens.update(dict.fromkeys(moved, fresh.id))
        return fresh

    async def forget(self, token: str) -> None:
        """See WebGateway."""
        self._tokens.pop(token, None)

    def languages(self) -> Mapping[str, str]:
        """See WebGateway."""
        return self._languages

    def texts(self, language: str) -> Mapping[str, str]:
        """See WebGateway."""
        return self._texts.get(language) or self._texts.get("en") or {"web.title": "Notes"}

    def release(self) -> str:
        """See WebGateway."""
        return self.releases

    async def stop(self) -> None:
        """Let go of all who wait."""
        self._stopped = True
        async with self._news:
            self._news.notify_all()

    async def push(self, chat: Chat, author: str, payload: Payload) -> None:
        """Show a bubble the worker did not ask for: a staff member's reply, say."""
        self._show(chat, author, payload)
        async with self._news:
            self._news.notify_all()

    async def _answer(self, chat: Chat, event: Payload) -> None:
        for payload in () if self.held else self._script(chat, event):
            self._show(chat, "bot", payload)
        async with self._news:
            self._news.notify_all()

    def _show(self, chat: Chat, author: str, payload: Payload) -> None:
        n = len(chat.bubbles) + 1
        chat.bubbles.append({"n": n, "at": _AT.isoformat(), "from": author, **payload})

    def _token(self, conversation_id: str) -> str:
        token = secrets.token_urlsafe(32)
        self._tokens[token] = conversation_id
        return token

    def _room(self) -> None:
        if self.full:
            raise StorageFull


def say(text: str, lang: str = "en", kind: str = "say", **more: Any) -> Payload:
    """A bubble without a question."""
    return {"type": "bubble", "kind": kind, "lang": lang, "text": text, **more}


def ask(visit: int, text: str, *rows: Sequence[tuple[str, str]], lang: str = "en", **more: Any) -> Payload:
    """A question; `rows` of (label, data) are its buttons."""
    buttons = [[{"label": label, "data": data} for label, data in row] for row in rows]
    return say(text, lang, "ask", visit=visit, rows=buttons, **more)


def answered(visit: int, label: str) -> Payload:
    """The buttons of an earlier question become `label`."""
    return {"type": "answered", "visit": visit, "label": label}
