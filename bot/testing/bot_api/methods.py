"""The methods a bot may call on its chats, each a short function: account and parameters in, result out."""

import re
import time
from collections.abc import Callable
from typing import Any

from bot.testing.bot_api import limits
from bot.testing.bot_api.account import Account, Json, Keyboard, Message, StoredFile
from bot.testing.bot_api.params import Params
from bot.testing.bot_api.replies import ApiError, bad_request

Method = Callable[[Account, Params], Any]


def get_me(account: Account, params: Params) -> Json:
    """Who the bot is."""
    return account.me


def send_message(account: Account, params: Params) -> Json:
    """A text with, perhaps, buttons."""
    chat_id = _chat(account, params)
    text = limits.check_text(params.get("text"))
    keyboard = limits.check_keyboard(params.get("reply_markup"))
    message = Message(account.next_message_id(), chat_id, "bot", text, keyboard, at=time.time())
    return _as_json(account, account.show(message))


def edit_message_text(account: Account, params: Params) -> Json:
    """Another text, and other buttons, for a message of the bot."""
    chat_id = _chat(account, params)
    text = limits.check_text(params.get("text"))
    keyboard = limits.check_keyboard(params.get("reply_markup"))
    return _edit(account, chat_id, params, text, keyboard)


def edit_message_reply_markup(account: Account, params: Params) -> Json:
    """Other buttons for a message of the bot."""
    chat_id = _chat(account, params)
    return _edit(account, chat_id, params, None, limits.check_keyboard(params.get("reply_markup")))


def delete_message(account: Account, params: Params) -> bool:
    """Takes a message off the phone."""
    chat_id, message_id = _chat(account, params), params.get("message_id")
    shown = account.chats.get(chat_id, {})
    if not isinstance(message_id, int) or message_id not in shown:
        raise bad_request("message to delete not found")
    _check_age(shown[message_id])
    del shown[message_id]
    return True


def delete_messages(account: Account, params: Params) -> bool:
    """Takes messages off the phone, as many as are there; one that is too old spoils it for all."""
    chat_id, ids = _chat(account, params), params.get("message_ids")
    if not isinstance(ids, list) or not 1 <= len(ids) <= limits.DELETED_AT_ONCE:
        raise bad_request("message_ids must hold 1-100 identifiers")
    shown = account.chats.get(chat_id, {})
    for message_id in ids:
        if message_id in shown:
            _check_age(shown[message_id])
    for message_id in ids:
        shown.pop(message_id, None)
    return True


def answer_callback_query(account: Account, params: Params) -> bool:
    """Ends the waiting circle on a tapped button."""
    if limits.length(str(params.get("text") or "")) > limits.CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    query = params.get("callback_query_id")
    if not account.counters_only and query not in account.callbacks:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    account.callbacks.discard(str(query))
    return True


def set_my_commands(account: Account, params: Params) -> bool:
    """The menu of commands in one language."""
    commands = params.get("commands")
    if not isinstance(commands, list) or len(commands) > limits.COMMANDS:
        raise bad_request("expected an Array of BotCommand")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= limits.length(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    account.commands[_language(params)] = commands
    return True


def set_my_description(account: Account, params: Params) -> bool:
    """What an empty chat shows before the first message."""
    return _set_profile_text(account, params, "description", 512)


def set_my_short_description(account: Account, params: Params) -> bool:
    """What the bot's profile shows."""
    return _set_profile_text(account, params, "short_description", 120)


def get_file(account: Account, params: Params) -> Json:
    """Where to fetch a file from."""
    stored = account.files.get(str(params.get("file_id")))
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.content) > limits.DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return _file(stored.file_id, len(stored.content)) | {"file_path": stored.path}


def send_document(account: Account, params: Params) -> Json:
    """A file with its name."""
    return _send_file(account, params, "document")


def send_photo(account: Account, params: Params) -> Json:
    """A picture."""
    return _send_file(account, params, "photo")


def send_voice(account: Account, params: Params) -> Json:
    """A voice message."""
    return _send_file(account, params, "voice")


METHODS: dict[str, Method] = {
    "getme": get_me,
    "sendmessage": send_message,
    "editmessagetext": edit_message_text,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "answercallbackquery": answer_callback_query,
    "setmycommands": set_my_commands,
    "setmydescription": set_my_description,
    "setmyshortdescription": set_my_short_description,
    "getfile": get_file,
    "senddocument": send_document,
    "sendphoto": send_photo,
    "sendvoice": send_voice,
}
"""By lower-case name: the real server does not mind capitals."""

PACED = frozenset({"sendmessage", "senddocument", "sendphoto", "sendvoice"})
"""What counts toward the limits on messages."""


def _chat(account: Account, params: Params) -> int:
    chat_id = params.get("chat_id")
    if chat_id in (None, ""):
        raise bad_request("chat_id is empty")
    if not isinstance(chat_id, int) or chat_id not in account.chats:
        raise bad_request("chat not found")
    if chat_id in account.blocked_by:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    return chat_id


def _check_age(message: Message) -> None:
    if time.time() - message.at > limits.DELETED_WITHIN:
        raise bad_request("message can't be deleted for everyone")


def _edit(account: Account, chat_id: int, params: Params, text: str | None, keyboard: Keyboard) -> Json:
    message_id = params.get("message_id")
    if not isinstance(message_id, int):
        raise bad_request("message identifier is not specified")
    if account.counters_only:
        return _as_json(account, Message(message_id, chat_id, "bot", text or "", keyboard))
    message = account.find(chat_id, message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender != "bot":
        raise bad_request("message can't be edited")
    text = message.text if text is None else text
    worded = text != message.text
    if (text, keyboard) == (message.text, message.keyboard):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    message.text, message.keyboard, message.edits = text, keyboard, message.edits + 1
    return _as_json(account, account.show(message, worded=worded))


def _send_file(account: Account, params: Params, kind: str) -> Json:
    chat_id = _chat(account, params)
    given = params.get(kind)
    if isinstance(given, tuple):
        if len(given[1]) > limits.UPLOAD_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        file_id = account.keep_file(*given).file_id
    elif str(given) in account.files:
        file_id = str(given)
    else:
        raise bad_request(f"there is no {kind} in the request")
    caption = limits.check_caption(params.get("caption"))
    keyboard = limits.check_keyboard(params.get("reply_markup"))
    message = Message(
        account.next_message_id(), chat_id, "bot", caption, keyboard, file=(kind, file_id), at=time.time()
    )
    return _as_json(account, account.show(message))


def _as_json(account: Account, message: Message) -> Json:
    result: Json = {
        "message_id": message.message_id,
        "from": account.me,
        "chat": {"id": message.chat_id, "type": "private" if message.chat_id > 0 else "supergroup"},
        "date": int(message.at),
    }
    if message.file is not None:
        kind, file_id = message.file
        result[kind] = _sent_file(kind, account.files[file_id])
    if message.text:
        result["caption" if message.file else "text"] = message.text
    if message.keyboard:
        result["reply_markup"] = {"inline_keyboard": message.keyboard}
    return result


def _file(file_id: str, size: int) -> Json:
    return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": size}


def _sent_file(kind: str, stored: StoredFile) -> Any:
    part = _file(stored.file_id, len(stored.content))
    match kind:
        case "photo":
            return [part | {"width": 1280, "height": 960}]
        case "voice":
            return part | {"duration": 1}
        case _:
            return part | {"file_name": stored.name}


def _language(params: Params) -> str:
    code = str(params.get("language_code") or "")
    if not re.fullmatch(r"([a-z]{2})?", code):
        raise bad_request("LANGUAGE_CODE_INVALID")
    return code


def _set_profile_text(account: Account, params: Params, field: str, most: int) -> bool:
    text = str(params.get(field) or "")
    if limits.length(text) > most:
        raise bad_request(f"{field} is too long")
    account.texts[field, _language(params)] = text
    return True
