"""Updates as Telegram sends them, one function per thing a person can do."""

import time
from itertools import count
from typing import Any

Json = dict[str, Any]

_NAMES = {"first_name": "A", "last_name": "B", "username": "somebody"}
"""Telegram sends names whether wanted or not."""

_queries = count(1)


def person(chat_id: int, language_code: str | None = "en") -> Json:
    """Somebody with a phone in that language. Their private chat has the same id."""
    user: Json = {"id": chat_id, "is_bot": False} | _NAMES
    return user | ({"language_code": language_code} if language_code else {})


def private(chat_id: int) -> Json:
    """Their chat with the bot."""
    return {"id": chat_id, "type": "private"} | _NAMES


def group(chat_id: int) -> Json:
    """A group, whose id is negative."""
    return {"id": chat_id, "type": "supergroup", "title": "Group"}


def message(
    chat_id: int, text: str | None = None, *, language_code: str | None = "en", **content: Any
) -> Json:
    """Somebody writes, or sends what `content` says (`photo=[…]`, `sticker={…}`)."""
    body: Json = {"date": int(time.time()), "chat": private(chat_id), "from": person(chat_id, language_code)}
    if text is not None:
        body["text"] = text
    return {"message": body | content}


def edited(chat_id: int, message_id: int, text: str, *, language_code: str | None = "en") -> Json:
    """Somebody changes what they wrote."""
    content = message(chat_id, text, language_code=language_code)["message"]
    return {"edited_message": content | {"message_id": message_id, "edit_date": int(time.time())}}


def tap(
    chat_id: int, data: str, message_id: int, *, language_code: str | None = "en", shown: Json | None = None
) -> Json:
    """Somebody taps a button of the bot's message; `shown` is what else of the message comes along."""
    holder: Json = {"message_id": message_id, "date": int(time.time()), "chat": private(chat_id)}
    return {
        "callback_query": {
            "id": f"{chat_id}{next(_queries):09d}",
            "from": person(chat_id, language_code),
            "chat_instance": str(chat_id),
            "data": data,
            "message": holder | (shown or {}),
        }
    }


def file(
    chat_id: int,
    kind: str,
    file_id: str,
    size: int,
    *,
    language_code: str | None = "en",
    caption: str | None = None,
    **details: Any,
) -> Json:
    """Somebody sends a file. `kind`: photo, document, voice, audio, video, video_note."""
    part: Json = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": size}
    shape: Json = {
        "photo": {"width": 1280, "height": 960},
        "document": {},
        "voice": {"duration": 3},
        "audio": {"duration": 3},
        "video": {"duration": 3, "width": 640, "height": 480},
        "video_note": {"duration": 3, "length": 240},
    }[kind]
    whole: Any = part | shape | details
    if kind == "photo":
        small = {"file_id": f"{file_id}-small", "file_unique_id": f"u{file_id}s", "width": 90, "height": 60}
        whole = [small, whole]
    content = {kind: whole} | ({"caption": caption} if caption else {})
    return message(chat_id, language_code=language_code, **content)


def membership(
    chat_id: int, status: str, *, chat: Json | None = None, language_code: str | None = "en"
) -> Json:
    """Somebody blocks the bot (`kicked`), takes it back (`member`), or puts it into a group (`chat`)."""
    bot = {"id": 1000000001, "is_bot": True, "first_name": "Todoke", "username": "todoke_testing_bot"}
    before: Json = {"user": bot, "status": "member" if status in ("kicked", "left") else "kicked"}
    after: Json = {"user": bot, "status": status}
    for member in (before, after):
        if member["status"] == "kicked":
            member["until_date"] = 0
    return {
        "my_chat_member": {
            "chat": chat or private(chat_id),
            "from": person(chat_id, language_code),
            "date": int(time.time()),
            "old_chat_member": before,
            "new_chat_member": after,
        }
    }
