"""Sends what the outbox holds: a bubble as a message, changed buttons as an edit, an ack for a tap.

Each kind is one call, so that a message that could not be sent can simply be sent again; only a text too long
for one message takes several, and what may be done twice: clearing a chat, and buttons whose tap ends with them.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.errors import Refused, TelegramFailure
from bot.channels.telegram.layout import Button, inline_keyboard
from bot.channels.telegram.split import split_text

INERT = "n"
"""The data of a button that does nothing."""

_DONE_ALREADY = ("not modified", "not found", "can't be edited", "message_id_invalid")
_TOO_LATE = ("query is too old", "query_id_invalid", "query id is invalid")
_NO_VOICE = ("voice_messages_forbidden",)
_CAPTION = 1024
"""Characters that Telegram takes below a file."""
_AT_ONCE = 100
"""Messages that Telegram deletes in one call."""
_NO_PREVIEW = {"is_disabled": True}


@dataclass(frozen=True)
class Sent:
    """What came of it."""

    message_id: int | None
    """The message that carries the buttons; None when no message was made."""
    message_ids: tuple[int, ...] = ()
    """All messages made in this attempt, in order; more than one for a long text."""
    voice: str | None = None
    """By what Telegram knows the recording that was sent, for the next time."""


async def send(
    api: TelegramApi,
    address: int | str,
    payload: Mapping[str, Any],
    refs: Mapping[int, int] | None = None,
    *,
    parts_sent: int = 0,
    papers: Mapping[str, bytes] | None = None,
    sounds: Mapping[str, bytes | str] | None = None,
    recent: Collection[int] = (),
) -> Sent:
    """Send one payload to a chat. `papers`: what goes along as a file, by id; `sounds`: recordings by id, or by what
    Telegram knows them.

    `refs` says which message shows the buttons of a visit, for `answered` and `redraw`; `buttons` says it itself.
    `recent`: the messages that `clear` takes away.
    `parts_sent` is what the error of an earlier attempt said had gone out already. Raises the errors of errors.py;
    Refused also for a payload of a type that Telegram has nothing for.
    """
    match payload.get("type"):
        case "bubble" if payload.get("paper") and payload["paper"]["id"] in (papers or {}):
            return await _send_paper(api, address, payload, (papers or {})[payload["paper"]["id"]])
        case "bubble":
            told = (payload.get("paper") or {}).get("gone") or payload["text"]  # newer ones took its place meanwhile
            return await _send_bubble(api, address, {**payload, "text": told}, parts_sent)
        case "sound":
            return await _send_sound(api, address, (sounds or {}).get(payload["id"]))
        case "answered":
            done: Button = {"label": payload["label"], "data": INERT}
            changed = await _change_buttons(api, address, (refs or {}).get(payload["visit"]), [[done]])
            if "callback" in payload:
                await _acknowledge(api, payload)
            return changed
        case "redraw":
            return await _change_buttons(api, address, (refs or {}).get(payload["visit"]), payload["rows"])
        case "buttons":
            return await _change_buttons(api, address, payload["message"], payload["rows"])
        case "clear":
            return await _clear(api, address, sorted(recent))
        case "ack":
            return await _acknowledge(api, payload)
        case other:
            raise Refused(f"a payload of type {other}")


async def _send_bubble(
    api: TelegramApi, address: int | str, bubble: Mapping[str, Any], parts_sent: int
) -> Sent:
    parts = split_text(bubble["text"])
    made: list[int] = []
    for number, part in enumerate(parts):
        if number < parts_sent:
            continue
        # A link preview would show on the lock screen what the conversation is about.
        params = {"chat_id": address, "text": part, "link_preview_options": _NO_PREVIEW}
        if number == len(parts) - 1 and bubble.get("rows"):
            params["reply_markup"] = inline_keyboard(bubble["rows"])
        try:
            message = await api.call("sendMessage", params)
        except TelegramFailure as failure:
            failure.parts_sent, failure.made = number, tuple(made)
            raise
        made.append(message["message_id"])
    return Sent(made[-1] if made else None, tuple(made))


async def _send_paper(api: TelegramApi, address: int | str, bubble: Mapping[str, Any], content: bytes) -> Sent:
    """A file with its few words below it, in one message."""
    made = await api.send_document(address, bubble["paper"]["name"], content, bubble["text"][:_CAPTION])
    return Sent(made, (made,))


async def _send_sound(api: TelegramApi, address: int | str, sound: bytes | str | None) -> Sent:
    """A text as somebody speaks it, as a voice message; nothing where it was erased."""
    if sound is None:
        return Sent(None)
    try:
        made, voice = await api.send_voice(address, sound)
    except Refused as refused:  # the text has arrived; somebody who takes no voice messages has read it
        _forgive(refused, _NO_VOICE)
        return Sent(None)
    return Sent(made, (made,), voice)


async def _change_buttons(
    api: TelegramApi,
    address: int | str,
    message_id: int | None,
    rows: Sequence[Sequence[Button]],
) -> Sent:
    """Put other buttons under a message, or none. One that is gone, or shows them already, is as good as done."""
    if message_id is None:
        return Sent(None)
    params = {"chat_id": address, "message_id": message_id, "reply_markup": inline_keyboard(rows)}
    try:
        await api.call("editMessageReplyMarkup", params)
    except Refused as refused:
        _forgive(refused, _DONE_ALREADY)
    return Sent(message_id)


async def _clear(api: TelegramApi, address: int | str, messages: Sequence[int]) -> Sent:
    """Take messages off the phone and out of Telegram's memory, also those the person wrote. What is gone already, or
    too old for Telegram, is left out."""
    for start in range(0, len(messages), _AT_ONCE):
        some = messages[start : start + _AT_ONCE]
        try:
            await api.call("deleteMessages", {"chat_id": address, "message_ids": some})
        except Refused:  # one of them is enough for that
            for one in some:
                with suppress(Refused):
                    await api.call("deleteMessage", {"chat_id": address, "message_id": one})
    return Sent(None)


async def _acknowledge(api: TelegramApi, payload: Mapping[str, Any]) -> Sent:
    """End the waiting circle on a button. Telegram forgets a tap after a while; then it ended by itself."""
    params = {"callback_query_id": payload["callback"]}
    if payload.get("text"):
        params |= {"text": payload["text"], "show_alert": True}
    try:
        await api.call("answerCallbackQuery", params)
    except Refused as refused:
        _forgive(refused, _TOO_LATE)
    return Sent(None)


def _forgive(refused: Refused, reasons: tuple[str, ...]) -> None:
    why = str(refused).lower()
    if not any(reason in why for reason in reasons):
        raise refused
