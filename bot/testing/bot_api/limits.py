"""The real server's limits, each with the sentence it refuses with."""

from typing import Any

from bot.testing.bot_api.replies import bad_request

TEXT = 4096
CAPTION = 1024
CALLBACK_DATA_BYTES = 64
BUTTONS = 100
CALLBACK_ANSWER = 200
COMMANDS = 100
DOWNLOAD_BYTES = 20 * 1024 * 1024
UPLOAD_BYTES = 50 * 1024 * 1024
DELETED_AT_ONCE = 100
DELETED_WITHIN = 48 * 3600
"""Seconds that a bot may take a message back for."""


def length(text: str) -> int:
    """Telegram counts UTF-16 code units: an emoji is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_text(text: object) -> str:
    """The text of a message as it will be shown."""
    if not isinstance(text, str) or not text.strip(" \t\r\n\u200b\u2060\ufeff"):
        raise bad_request("message text is empty")
    if length(text) > TEXT:
        raise bad_request("message is too long")
    return text.strip()


def check_caption(caption: object) -> str:
    """The text under a file."""
    if not isinstance(caption, str):
        return ""
    if length(caption) > CAPTION:
        raise bad_request("message caption is too long")
    return caption


def check_keyboard(markup: Any) -> list[list[dict[str, Any]]]:
    """The rows of an inline keyboard; other kinds of keyboard show nothing under the message."""
    if not markup:
        return []
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('can\'t parse inline keyboard: Field "inline_keyboard" must be an Array of Arrays')
    for row in rows:
        for button in row:
            _check_button(button)
    if sum(map(len, rows)) > BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return [row for row in rows if row]


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not str(button.get("text") or "").strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be a non-empty String')
    if "url" in button:
        return
    data = button.get("callback_data")
    if not isinstance(data, str):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed")
    if not 1 <= len(data.encode()) <= CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
