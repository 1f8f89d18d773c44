"""What a conversation shows to who sits beside the worker: the open question, and what was said before. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Button:
    """What can be pressed for the worker. ``gloss``: what it says in the reader's language, where that is another."""

    label: str
    data: str
    lang: str | None
    gloss: str


@dataclass(frozen=True)
class Line:
    """One thing that was said. ``gloss`` as above; ``answered``: what was pressed under it."""

    author: str  # bot, worker
    text: str
    lang: str
    gloss: str
    answered: str = ""
    rows: tuple[tuple[Button, ...], ...] = ()
    visit: int | None = None
    kind: str = ""
    asks: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Screen:
    """``now``: since the last answer, the open question among it; ``before``: the rest. ``buttons``: those that count.

    ``wants``: which kind of typed answer the open question asks for, if any; ``example``: of one.
    """

    before: tuple[Line, ...]
    now: tuple[Line, ...]
    buttons: tuple[tuple[Button, ...], ...]
    wants: str
    example: str


def screen(bubbles: Iterable[Mapping[str, Any]], reader: str) -> Screen:
    """Put together what the chat page of a worker would show, for a reader of the language ``reader``."""
    lines = _lines(bubbles, reader)
    answered = max((n for n, line in enumerate(lines) if line.author == "worker"), default=-1)
    asking = next((n for n in range(len(lines) - 1, -1, -1) if lines[n].rows or lines[n].asks), None)
    open_line = lines[asking] if asking is not None else None
    now = list(lines[answered + 1 :])
    if asking is not None and asking <= answered and open_line is not None:
        now.insert(0, open_line)  # ticks were set under it
    shown = tuple(replace(line, rows=()) for line in now)
    before = tuple(line for n, line in enumerate(lines[: answered + 1]) if n != asking)
    buttons = open_line.rows if open_line is not None else ()
    asks = (open_line.asks or {}) if open_line is not None else {}
    return Screen(before, shown, buttons, asks.get("kind", ""), asks.get("placeholder", ""))


def _lines(bubbles: Iterable[Mapping[str, Any]], reader: str) -> list[Line]:
    lines: list[Line] = []
    for payload in bubbles:
        match payload["type"]:
            case "clear":
                lines.clear()
            case "bubble":
                lines.append(_said(payload, reader))
            case "answered" | "redraw" as what:
                at = next((n for n, one in enumerate(lines) if one.visit == payload["visit"]), None)
                if at is not None and what == "redraw":
                    lines[at] = replace(lines[at], rows=_rows(payload["rows"], reader))
                elif at is not None:
                    lines[at] = replace(lines[at], rows=(), asks=None, answered=payload["label"])
            case _ if payload["from"] == "worker" and payload.get("shown"):
                lines = [replace(line, asks=None) if line.asks else line for line in lines]
                lines.append(Line("worker", payload["shown"], payload.get("lang", ""), ""))
    return lines


def _said(payload: Mapping[str, Any], reader: str) -> Line:
    gloss = payload.get("gloss") or {}
    return Line(
        payload["from"], payload["text"], payload["lang"], gloss.get(reader, ""),
        rows=_rows(payload.get("rows", ()), reader), visit=payload.get("visit"), kind=payload["kind"],
        asks=payload.get("input"),
    )  # fmt: skip


def _rows(rows: Sequence[Sequence[Mapping[str, Any]]], reader: str) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        tuple(Button(b["label"], b["data"], b.get("lang"), (b.get("gloss") or {}).get(reader, "")) for b in row)
        for row in rows
    )
