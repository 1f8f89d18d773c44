"""What the server knows of one bot: its chats and what each phone shows, its files, commands and calls."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

FILE_KINDS = ("photo", "document", "voice", "audio", "video", "video_note")

Json = dict[str, Any]
Keyboard = list[list[Json]]
Watcher = Callable[[int, "Message"], None]
"""Called with the chat's id and the message whenever a phone shows something new."""


@dataclass
class Message:
    """One message as it stands on the phone now."""

    message_id: int
    chat_id: int
    sender: Literal["bot", "worker"]
    text: str = ""
    keyboard: Keyboard = field(default_factory=list)
    file: tuple[str, str] | None = None
    """Kind (photo, document, voice …) and file id."""
    at: float = 0.0
    """Seconds since the epoch."""
    edits: int = 0
    change: int = 0
    """Position of its last change among all changes of all chats; what came after a tap has a higher one."""
    worded: int = 0
    """The same for the last change of its words."""


@dataclass(frozen=True)
class Call:
    """One call of a method, in the order of arrival."""

    at: float
    """Seconds since the epoch."""
    method: str
    params: Json
    status: int
    """HTTP status of the answer; 0 when the connection broke instead."""

    @property
    def chat_id(self) -> int | None:
        """The chat it was for, if any."""
        chat_id = self.params.get("chat_id")
        return chat_id if isinstance(chat_id, int) else None


@dataclass
class StoredFile:
    """A file a worker or the bot has sent."""

    file_id: str
    name: str
    content: bytes

    @property
    def path(self) -> str:
        """Where it can be fetched, below /file/bot<token>/."""
        return f"files/{self.file_id}/{self.name}"


class Account:
    """The state behind the methods. `counters_only` keeps no calls and no messages, for long benchmarks."""

    def __init__(self, token: str, *, counters_only: bool = False) -> None:
        self.token = token
        self.counters_only = counters_only
        self.me: Json = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": "Todoke",
            "username": "todoke_testing_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self.chats: dict[int, dict[int, Message]] = {}
        """Known chats; in each the messages by id, in order."""
        self.blocked_by: set[int] = set()
        self.files: dict[str, StoredFile] = {}
        self.commands: dict[str, list[Json]] = {}
        """By language code; the default under ''."""
        self.texts: dict[tuple[str, str], str] = {}
        """Profile texts: (`description` or `short_description`, language code) -> text."""
        self.callbacks: set[str] = set()
        """Taps whose button still shows the waiting circle."""
        self.calls: list[Call] = []
        self.counts: Counter[str] = Counter()
        """Calls carried out, by method."""
        self._watchers: list[Watcher] = []
        self._message_ids = count(1)
        self._changes = count(1)
        self.changes = 0
        """Position of the newest change."""

    def next_message_id(self) -> int:
        """Message ids rise over all private chats of an account."""
        return next(self._message_ids)

    def watch(self, watcher: Watcher) -> None:
        """Call `watcher` at every change of a screen."""
        self._watchers.append(watcher)

    def show(self, message: Message, *, worded: bool = True) -> Message:
        """Put a message on the phone, new or edited; `worded` when its words are new."""
        message.change = self.changes = next(self._changes)
        if worded:
            message.worded = message.change
        if not self.counters_only:
            self.chats.setdefault(message.chat_id, {})[message.message_id] = message
        for watcher in self._watchers:
            watcher(message.chat_id, message)
        return message

    def find(self, chat_id: int, message_id: int) -> Message | None:
        """The message, if the chat has it and it was not deleted."""
        return self.chats.get(chat_id, {}).get(message_id)

    def conversation(self, chat_id: int) -> list[Message]:
        """What the phone shows, oldest first."""
        return list(self.chats.get(chat_id, {}).values())

    def keep_file(self, name: str, content: bytes) -> StoredFile:
        """Store a file and give it an id."""
        stored = StoredFile(f"file{len(self.files) + 1}", name, content)
        self.files[stored.file_id] = stored
        return stored

    def record(self, method: str, params: Json, status: int) -> None:
        """Note a call, carried out or not."""
        self.counts[method] += 200 <= status < 300
        if not self.counters_only:
            self.calls.append(Call(time.time(), method, params, status))

    def calls_of(self, method: str, chat_id: int | None = None) -> Iterator[Call]:
        """The recorded calls of one method, oldest first, of one chat if asked."""
        return (c for c in self.calls if c.method == method and chat_id in (None, c.chat_id))

    def receive(self, update: Json) -> None:
        """Let an update that a person caused change what the phone shows."""
        if message := update.get("message"):
            self._receive_message(message)
        elif edited := update.get("edited_message"):
            self._receive_edit(edited)
        elif query := update.get("callback_query"):
            self.callbacks.add(query["id"])
        elif member := update.get("my_chat_member"):
            self._receive_membership(member)

    def _receive_message(self, raw: Json) -> None:
        chat_id = raw["chat"]["id"]
        self.chats.setdefault(chat_id, {})
        kinds = [kind for kind in FILE_KINDS if kind in raw]
        part = raw[kinds[0]] if kinds else None
        file_id = (part[-1] if isinstance(part, list) else part)["file_id"] if part else ""
        self.show(
            Message(
                raw["message_id"],
                chat_id,
                "worker",
                raw.get("text") or raw.get("caption") or "",
                file=(kinds[0], file_id) if kinds else None,
                at=time.time(),
            )
        )

    def _receive_edit(self, raw: Json) -> None:
        message = self.find(raw["chat"]["id"], raw["message_id"])
        if message is not None:
            message.text = raw.get("text") or raw.get("caption") or ""
            message.edits += 1
            self.show(message)

    def _receive_membership(self, raw: Json) -> None:
        chat_id = raw["chat"]["id"]
        self.chats.setdefault(chat_id, {})
        gone = raw["new_chat_member"]["status"] in ("kicked", "left")
        (self.blocked_by.add if gone else self.blocked_by.discard)(chat_id)
