"""What is shown, independent of the channel. A bubble is plain JSON: it travels in the outbox."""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from bot.wording.served import Snapshot

DATA_LIMIT = 64  # bytes that Telegram allows behind a button


class ButtonJson(TypedDict):
    """A button as shown: its label and what it sends back. ``lang``: of a label in another language than its bubble;
    ``gloss``: the label in other languages, for who helps a worker."""

    label: str
    data: str
    lang: NotRequired[str]
    gloss: NotRequired[dict[str, str]]


Payload = dict[str, Any]
Rows = list[list[ButtonJson]]


def bubble(
    kind: str, language: str, text: str, *, rows: Rows | None = None, visit: int | None = None, **more: Any
) -> Payload:
    """A bubble of kind ask, say, card, staff, note."""
    payload: Payload = {"type": "bubble", "kind": kind, "lang": language, "text": text}
    if rows:
        payload["rows"] = rows
    if visit is not None:
        payload["visit"] = visit
    payload.update({k: v for k, v in more.items() if v is not None})
    return payload


def sounds(wording: Snapshot, key: str, *languages: str) -> list[dict[str, str]] | None:
    """The recordings of a text in these languages, as a bubble carries them (``sounds``); None where there are none."""
    found = [{"id": made, "lang": code} for code in languages if (made := wording.recording(code, key)) is not None]
    return found or None


def answered(visit: int, label: str) -> Payload:
    """The earlier buttons of ``visit`` become this label."""
    return {"type": "answered", "visit": visit, "label": label}


def answered_question(question_id: str, label: str) -> Payload:
    """The buttons of a question of a case become this label, in chats that keep what was said."""
    return {"type": "answered", "question": question_id, "label": label}


def ack(callback: str, text: str | None = None) -> Payload:
    """Tell the channel that a pressed button was received. ``text``: shown to who pressed, and nobody else."""
    return {"type": "ack", "callback": callback, **({"text": text} if text else {})}


def one_per_row(buttons: Sequence[tuple[str, str]]) -> Rows:
    """Buttons, ``(label, data)``, below each other; the channel may set short ones side by side."""
    return [[{"label": label, "data": data}] for label, data in buttons]


def row(buttons: Sequence[tuple[str, str]]) -> list[ButtonJson]:
    """Buttons side by side."""
    return [{"label": label, "data": data} for label, data in buttons]
