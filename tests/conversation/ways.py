"""Ways through the questions, for tests that begin somewhere in the middle."""

import asyncio
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar

import pytest

from bot.channels.web.stored import StoredGateway
from bot.wording.served import Wording
from bot.workers.inbox import InboxWorker
from bot.workers.intake import Intake
from tests.conversation.talk import Said, Talk
from tests.support import tables
from tests.support.missions import COMMON, MISSIONS, TOPICS, choose


def reach(talk: Talk, step: str, *, language: str = "en", mission: str = "unpaid_overtime", **taps: str) -> Said:
    """Answer until ``step`` is asked and return the question; ``taps`` says what is pressed where it matters."""
    _told(talk, step, lambda: _answer(talk, step, language, mission, taps), language, mission, taps)
    return talk.question


def file_report(talk: Talk, *, language: str = "en", mission: str = "unpaid_overtime", **taps: str) -> list[Said]:
    """Report from the first word to the end; returns everything that was said."""

    def tell() -> list[Said]:
        reach(talk, "write_first", language=language, mission=mission, **taps)
        return talk.tap(taps.get("write_first", "any_time"))

    return _told(talk, "the end", tell, language, mission, taps)


def two_reports(talk: Talk) -> None:
    """One of unpaid overtime, then one of a lost job."""
    file_report(talk)
    talk.tap("home/status")
    talk.tap("home/new")
    file_report(talk, mission="job_loss")


class Anew:
    """Where the program is changed, every conversation is led anew: nothing is kept or taken up. Whoever changes it
    does so by a MonkeyPatch, be it the fixture, a context of their own or that of a fixture around several tests."""

    _changed: ClassVar[set[int]] = set()

    @classmethod
    def now(cls) -> bool:
        """Whether anything is changed."""
        return bool(cls._changed)

    @classmethod
    def watch(cls) -> None:
        """See every change, and the end of it."""
        for name in ("setattr", "setitem", "delattr", "delitem"):
            setattr(pytest.MonkeyPatch, name, cls._seen(getattr(pytest.MonkeyPatch, name)))
        undo = pytest.MonkeyPatch.undo

        def undone(patch: pytest.MonkeyPatch) -> None:
            undo(patch)
            cls._changed.discard(id(patch))

        setattr(pytest.MonkeyPatch, undo.__name__, undone)

    @classmethod
    def _seen(cls, change: Callable[..., None]) -> Callable[..., None]:
        @wraps(change)
        def seen(patch: pytest.MonkeyPatch, *what: Any, **how: Any) -> None:
            change(patch, *what, **how)
            cls._changed.add(id(patch))

        return seen


Anew.watch()


def _told(
    talk: Talk, end: str, tell: Callable[[], list[Said]], language: str, mission: str, taps: dict[str, str]
) -> list[Said]:
    """Lead a conversation that begins with the first word once in a test run: whoever comes the same way from the first
    word goes on from its end. Returns what was said last."""
    if Anew.now() or not talk.untouched:
        return tell()
    way = [end, talk.channel, talk.phone, talk.clock.now().isoformat(), language, mission, sorted(taps.items())]

    said: list[Said] = []

    def first(folder: Path) -> None:
        said.extend(tell())
        talk.keep(folder, said)

    kept = tables.once(f"told-{sha256(repr(way).encode()).hexdigest()[:24]}", first)
    return said if talk.heard else talk.resume(kept)


def _answer(talk: Talk, step: str, language: str, mission: str, taps: dict[str, str]) -> list[Said]:
    if not talk.heard:
        talk.start(language)
    behind = ("something_else",) if mission in TOPICS else ()
    wanted = (language, mission, *behind, *MISSIONS.get(mission, ()), *COMMON)
    for _ in range(80):
        at = (talk.at or "").split("/")[-1]
        if at == step:
            return []
        assert at, f"{step} was never asked:\n{talk.screen()}"
        offered = talk.question
        if at == "prefecture":
            offered = [s for s in talk.heard if s.type in ("bubble", "redraw") and s.choices][-1]
        talk.tap(taps.get(at) or choose(list(offered.choices), wanted))
    raise AssertionError(f"{step} was not reached:\n{talk.screen()}")


def come_with(talk: Talk, code: str, *languages: str) -> tuple[str, str]:
    """Type a code into the web page's own field, on a phone of these ``languages``; the conversation and its worker."""
    wording = Wording(talk.database)
    wording.refresh()
    gateway = StoredGateway(talk.database, talk.clock, wording, Intake(talk.database, talk.clock, lambda: None))
    token = asyncio.run(gateway.recover(code, languages))
    assert token is not None, "the code leads nowhere"
    inbox = InboxWorker(talk.database, talk._service(), talk.clock)
    while inbox.work():
        pass
    with talk.database.read() as uow:
        found = uow.web.identify(token)
    assert found is not None
    return found
