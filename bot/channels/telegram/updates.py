"""Reads an update: what a person did, and in which chat. Keeps nothing that is not needed: no names."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update

from bot.channels.telegram.errors import MalformedUpdate

Json = dict[str, Any]
Event = dict[str, Any]

ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""What Telegram is asked to send. Naming them keeps other kinds away, whatever its default becomes."""

NO_CHAT = 0
"""The chat id of an update that belongs to no chat."""

_COMMAND = re.compile(r"/([A-Za-z][A-Za-z0-9_]{0,31})(?:@([A-Za-z0-9_]{3,32}))?(?:\s+(.*))?", re.DOTALL)
_IDENTITY = ("message_id", "date", "chat")
_FILES = ("document", "voice", "audio", "video", "video_note")
_READ = frozenset((*_IDENTITY, "edit_date", "from", "text", "caption", "photo", "media_group_id", *_FILES,
                   "migrate_to_chat_id"))
"""The parts of a message that are looked at. The rest (quoted messages, link previews, entities …) is dropped
before parsing: least data, less time, and a part that changes its shape at Telegram can't cost an answer."""

_TEXT = (str, type(None))
_TYPES: Final = {"size": (int, type(None)), "to": (int,), "text": (str,), "data": (str,), "callback": (str,),
                 "ref": (str,), "message": (int,), "rows": (list,)}  # fmt: skip
"""The types of an event's parts; those not named are texts that may be missing."""

_UNSUPPORTED = ("sticker", "contact", "location", "venue", "poll", "dice", "game", "story", "invoice")
_VOICE = frozenset({"voice", "audio"})


@dataclass(frozen=True)
class Inbound:
    """Something a person did.

    `event` is one of the channel-independent events (`{"type": "text", …}`) or one of Telegram's own:
    `{"type": "unsupported", "kind": "sticker"}`, `{"type": "group", "what": …}`, `{"type": "unknown"}`.
    """

    update_id: int
    """Unique per bot; the same update may come again with the same id."""
    chat_key: str
    """The chat among all channels: `telegram:7001`."""
    chat_id: int
    """Negative for groups; NO_CHAT (0) where an unknown kind of update has none."""
    external_order: int
    """Rises with time within a chat; on Telegram the update id."""
    event: Event
    language_code: str | None
    """What the person's Telegram is set to (`vi`, `pt-br`); a hint, not a choice."""
    user_id: int | None = None
    """Who did it; in a private chat the same as chat_id."""
    said_at: datetime | None = None
    """When it was done; None for taps, of which Telegram does not say it."""
    not_before: datetime | None = None
    """Of a tap: when the message it hangs on was sent."""
    message_id: int | None = None
    """What Telegram calls the message, of one in a private chat; an edited one keeps its number."""


def chat_key(chat_id: int) -> str:
    """A Telegram chat's key among all channels."""
    return f"telegram:{chat_id}"


def parse(raw: object, bot_name: str = "") -> Inbound:
    """Read an update as Telegram sends it.

    With `bot_name` (without @), commands addressed to another bot are ordinary text. Raises MalformedUpdate
    for what is not an update, or not one of the shape its kind should have.
    """
    if not isinstance(raw, dict):
        raise MalformedUpdate("it is not an object")
    update_id = raw.get("update_id")
    if not isinstance(update_id, int) or isinstance(update_id, bool) or not 0 <= update_id < 2**63:
        raise MalformedUpdate("it has no update_id")
    try:
        update = Update.de_json(_needed(raw))
        return _read(update, raw, bot_name)
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as error:
        raise MalformedUpdate(f"{_kind(raw)}: {type(error).__name__}", update_id) from None


def _read(update: Update, raw: Json, bot_name: str) -> Inbound:
    number = update.update_id
    if (message := update.message) is not None:
        event = _message(message, raw["message"], bot_name)
        said = message.message_id if message.chat.type == Chat.PRIVATE else None
        return _inbound(number, message.chat, event, message.from_user, said_at=message.date, message_id=said)
    if (edited := update.edited_message) is not None:
        at = edited.edit_date or edited.date
        return _inbound(number, edited.chat, _edited(edited), edited.from_user, said_at=at)
    if (query := update.callback_query) is not None:
        # Without a message it is too old to come along; only private chats get that old.
        chat = query.message.chat if query.message is not None else Chat(query.from_user.id, Chat.PRIVATE)
        sent = query.message.date if isinstance(query.message, Message) else None
        return _inbound(number, chat, _tap(query, chat), query.from_user, not_before=sent)
    if (member := update.my_chat_member) is not None:
        return _inbound(number, member.chat, _membership(member), member.from_user, said_at=member.date)
    return _inbound(number, update.effective_chat, {"type": "unknown", "kind": _kind(raw)}, None)


def _inbound(
    number: int, chat: Chat | None, event: Event, user: Any, *, said_at: datetime | None = None,
    not_before: datetime | None = None, message_id: int | None = None,
) -> Inbound:
    chat_id = chat.id if chat is not None else NO_CHAT
    language, user_id = (user.language_code, user.id) if user is not None else (None, None)
    # The library takes any JSON for any field. What goes on from here is what its type says.
    if type(chat_id) is not int or abs(chat_id) >= 2**63 or type(user_id) not in (int, type(None)):
        raise ValueError("an id is not a number")
    if type(message_id) not in (int, type(None)) or not 0 <= (message_id or 0) < 2**63:
        raise ValueError("a message's number is none")
    if any(type(value) not in _TYPES.get(name, _TEXT) for name, value in event.items()):
        raise ValueError("a part is not of its type")
    if not isinstance(language, str):
        language = None
    key = chat_key(chat_id)
    return Inbound(number, key, chat_id, number, event, language, user_id, said_at, not_before, message_id)


def _message(message: Message, raw: Json, bot_name: str) -> Event:
    if message.chat.type != Chat.PRIVATE:
        return _group_message(message, bot_name)
    if message.text is not None:
        return _text(message.text, bot_name)
    return _file(message) or {"type": "unsupported", "kind": _unsupported(raw)}


def _text(text: str, bot_name: str) -> Event:
    command = _COMMAND.fullmatch(text.strip())
    if command is None or not _is_for(command[2], bot_name):
        return {"type": "text", "text": text}
    return {"type": "command", "name": command[1].lower(), "argument": (command[3] or "").strip()}


def _is_for(addressed: str | None, bot_name: str) -> bool:
    return not addressed or not bot_name or addressed.lower() == bot_name.lower()


def _file(message: Message) -> Event | None:
    part: Any
    if message.photo:
        part, media, kind = max(message.photo, key=lambda size: size.width * size.height), "photo", "photo"
    else:
        kind = next((kind for kind in _FILES if getattr(message, kind) is not None), "")
        if not kind:
            return None
        part, media = getattr(message, kind), "voice" if kind in _VOICE else "file"
    together = {} if message.media_group_id is None else {"group": message.media_group_id}
    return {
        "type": "file",
        "media": media,
        "ref": part.file_id,
        "size": part.file_size,
        "name": getattr(part, "file_name", None),
        "mime": getattr(part, "mime_type", None) or ("image/jpeg" if kind == "photo" else None),
        "caption": message.caption,
        **together,
    }


def _unsupported(raw: Json) -> str:
    return next((kind for kind in _UNSUPPORTED if kind in raw), "other")


def _edited(message: Message) -> Event:
    if message.chat.type != Chat.PRIVATE:
        return {"type": "group", "what": "edited"}
    file = _file(message) or {}  # there also where only the words under it were changed
    file.pop("group", None)
    return {**file, "type": "edited", "text": message.text if message.text is not None else message.caption or ""}


def _tap(query: CallbackQuery, chat: Chat) -> Event:
    tap = {"data": query.data or "", "callback": query.id}
    if chat.type != Chat.PRIVATE:
        return {"type": "group", "what": "tap"} | tap | _buttons(query.message)
    return {"type": "tap"} | tap


def _buttons(message: Any) -> Event:
    """Which message the button hangs on, and what hangs there now: of it what is answered is taken away."""
    if not isinstance(message, Message) or message.reply_markup is None:
        return {}
    rows = [
        [{"label": str(button.text), "data": str(button.callback_data)} for button in row]
        for row in message.reply_markup.inline_keyboard
    ]
    return {"message": message.message_id, "rows": rows}


def _membership(change: ChatMemberUpdated) -> Event:
    gone = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
    if change.chat.type != Chat.PRIVATE:
        return {"type": "group", "what": "removed" if gone else "added"}
    return {"type": "blocked" if gone else "unblocked"}


def _group_message(message: Message, bot_name: str) -> Event:
    """In groups only commands are read; what people say to each other is nobody's business here."""
    if message.migrate_to_chat_id is not None:
        return {"type": "group", "what": "migrated", "to": message.migrate_to_chat_id}
    command = _text(message.text or "", bot_name)
    if command["type"] == "command":
        return command | {"type": "group", "what": "command"}
    return {"type": "group", "what": "message"}


def _kind(raw: Json) -> str:
    """What kind of update it says it is."""
    kind = next((key for key in raw if key != "update_id"), "")
    return kind if re.fullmatch(r"[a-z_]{1,40}", kind) else "other"


def _needed(raw: Json) -> Json:
    """The update with only the parts that are looked at."""
    kept: Json = {"update_id": raw["update_id"]}
    for kind, content in raw.items():
        if kind in ("message", "edited_message"):
            kept[kind] = {name: part for name, part in content.items() if name in _READ}
        elif kind == "callback_query":
            kept[kind] = content | {"message": _holder(content.get("message"))}
        elif kind != "update_id":
            kept[kind] = content
    return kept


def _holder(message: Json | None) -> Json | None:
    """Of the message a tapped button hangs on, only which one it is and, in a group, its buttons."""
    if message is None:
        return None
    of_group = message.get("chat", {}).get("type") != Chat.PRIVATE
    wanted = (*_IDENTITY, "reply_markup") if of_group else _IDENTITY
    return {name: message[name] for name in wanted if name in message}
