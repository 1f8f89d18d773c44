"""A worker in a terminal: the same inbox, engine and bubbles as every channel, without a server."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from bot.channels.columns import columns
from bot.conversation.making import make_due
from bot.settings import Settings
from bot.wiring import Program, build
from bot.wording.languages import from_tag
from bot.workers.intake import Arrival, store
from storage.ids import new_id

ADDRESS = "terminal_address"


def converse(
    settings: Settings, *, language: str | None, anew: bool, how: str = "", read: Callable[[str], str] = input
) -> int:
    """Ask and answer until the input ends. Buttons are numbered; their number or any text is an answer. ``how``: said
    first."""
    import asyncio

    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without these letters shows a question mark for each

    async def session() -> int:
        sys.stdout.write(f"{how}\n" if how else "")
        program = build(settings)
        stop = asyncio.Event()
        sending = asyncio.create_task(program.outbox.run(stop))
        try:
            return await asyncio.to_thread(_session, program, language, anew, read)
        finally:
            stop.set()
            await sending
            await program.close()

    return asyncio.run(session())


def _session(program: Program, language: str | None, anew: bool, read: Callable[[str], str]) -> int:
    phone = _Phone(program, _address(program, anew))
    if phone.last == 0:
        phone.send({"type": "command", "name": "start", "argument": "", "languages": [language] if language else []})
        if from_tag(language):
            phone.tap_ending(f":{from_tag(language)}")
    else:
        phone.last = 0
    while True:
        phone.show()
        try:
            line = read("> ").strip()
        except (EOFError, KeyboardInterrupt):
            sys.stdout.write("\n")
            return 0
        if line:
            phone.answer(line)


def _address(program: Program, anew: bool) -> str:
    with program.database.write() as uow:
        address = uow.system.fact(ADDRESS)
        if address is None or anew:
            address = new_id()
            uow.system.set_fact(ADDRESS, address)
        return address


def lines(buttons: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Numbered buttons, one to a line; names of languages, which are many, two to a line."""
    numbered = [f"{number:2d}  {button['label']}" for number, button in enumerate(buttons, 1)]
    names = [at for at, button in enumerate(buttons) if "lang" in button]
    width = max((columns(numbered[at]) for at in names), default=0)
    at = 0
    while at < len(numbered):
        pair = at in names and at + 1 in names
        yield f"  {_padded(numbered[at], width)}  {numbered[at + 1]}" if pair else f"  {numbered[at]}"
        at += 2 if pair else 1


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))


class _Phone:
    """What the terminal shows and the buttons that can be chosen by number."""

    def __init__(self, program: Program, address: str) -> None:
        self._program = program
        self._address = address
        self._owner = ("", "")
        self._buttons: list[dict[str, str]] = []
        self.last = self._seq = 0
        self._follow()
        with program.database.read() as uow:
            self.last = uow.web.last(self._owner[0])

    def _follow(self) -> None:
        """Be where this terminal's conversation is: elsewhere after a code, and anew after everything was deleted."""
        with self._program.database.write() as uow:
            owner = uow.conversations.find_or_create("terminal", self._address, self._program.clock.now())
            if owner != self._owner:
                self._owner, self.last = owner, 0
                self._seq = uow.inbox.highest(f"terminal:{owner[0]}")

    def send(self, event: dict[str, Any]) -> None:
        """Store an event and handle it at once."""
        self._seq += 1
        source = f"terminal:{self._owner[0]}"
        with self._program.database.write() as uow:
            store(uow, self._program.clock, [Arrival(source, self._seq, "terminal", "", event, self._owner)])
        while self._program.inbox.work():
            pass
        while make_due(self._program.database, self._program.clock, self._program.wording):
            pass
        self._follow()

    def answer(self, line: str) -> None:
        """A number presses that button, and is written where there is no such button; "= 5" is written in any case;
        /name is a command; anything else is what the worker writes."""
        if line.startswith("="):
            self.send({"type": "text", "text": line[1:].strip()})
        elif line.isdecimal() and 1 <= int(line) <= len(self._buttons):
            self.send({"type": "tap", "data": self._buttons[int(line) - 1]["data"]})
        elif line.startswith("/"):
            name, _, argument = line[1:].partition(" ")
            self.send({"type": "command", "name": name, "argument": argument})
        else:
            self.send({"type": "text", "text": line})

    def tap_ending(self, end: str) -> None:
        """Press the button whose data ends so, if it is there."""
        self._fetch(quiet=True)
        for button in self._buttons:
            if button["data"].endswith(end):
                self.send({"type": "tap", "data": button["data"]})
                return

    def show(self) -> None:
        """Print what is new."""
        self._fetch(quiet=False)

    def _fetch(self, *, quiet: bool) -> None:
        with self._program.database.read() as uow:
            found = uow.web.bubbles(*self._owner, self.last)
        for payload in found:
            self.last = payload["n"]
            if payload["type"] in ("bubble", "redraw"):
                rows = [button for row in payload.get("rows", ()) for button in row]
                if rows:
                    self._buttons = rows
                if not quiet:
                    self._print(payload.get("text", ""), rows)
                    self._save(payload.get("paper"))

    def _save(self, paper: Mapping[str, Any] | None) -> None:
        """A file that came along is put into this folder; one that is there already stays as it is."""
        if paper is None:
            return
        with self._program.database.read() as uow:
            row = uow.papers.get(paper["id"])
            content = uow.papers.content(row) if row is not None else None
        path = Path(paper["name"])
        if content is None or (path.exists() and path.read_bytes() == content):
            return
        if path.exists():
            path = path.with_stem(f"{path.stem}-{paper['id']}")
        path.write_bytes(content)
        sys.stdout.write(f"  ↓ {path}\n")

    def _print(self, text: str, rows: list[dict[str, str]]) -> None:
        sys.stdout.write(f"\n{text}\n" if text else "")
        sys.stdout.write("".join(f"{line}\n" for line in lines(rows)))
        sys.stdout.flush()
