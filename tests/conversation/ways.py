"""Ways through the questions, for tests that begin somewhere in the middle."""

import asyncio

from bot.channels.web.stored import StoredGateway
from bot.wording.served import Wording
from bot.workers.inbox import InboxWorker
from bot.workers.intake import Intake
from tests.conversation.talk import Said, Talk
from tests.support.missions import COMMON, MISSIONS, TOPICS, choose


def reach(talk: Talk, step: str, *, language: str = "en", mission: str = "unpaid_overtime", **taps: str) -> Said:
    """Answer until ``step`` is asked and return the question; ``taps`` says what is pressed where it matters."""
    if not talk.heard:
        talk.start(language)
    behind = ("something_else",) if mission in TOPICS else ()
    wanted = (language, mission, *behind, *MISSIONS.get(mission, ()), *COMMON)
    for _ in range(80):
        at = (talk.at or "").split("/")[-1]
        if at == step:
            return talk.question
        assert at, f"{step} was never asked:\n{talk.screen()}"
        offered = talk.question
        if at == "prefecture":
            offered = [s for s in talk.heard if s.type in ("bubble", "redraw") and s.choices][-1]
        talk.tap(taps.get(at) or choose(list(offered.choices), wanted))
    raise AssertionError(f"{step} was not reached:\n{talk.screen()}")


def file_report(talk: Talk, *, language: str = "en", mission: str = "unpaid_overtime", **taps: str) -> list[Said]:
    """Report from the first word to the end; returns everything that was said."""
    reach(talk, "write_first", language=language, mission=mission, **taps)
    return talk.tap(taps.get("write_first", "any_time"))


def come_with(talk: Talk, code: str) -> tuple[str, str]:
    """Type a code into the web page's own field; returns the conversation and the worker it leads to."""
    wording = Wording(talk.database)
    wording.refresh()
    gateway = StoredGateway(talk.database, talk.clock, wording, Intake(talk.database, talk.clock, lambda: None))
    token = asyncio.run(gateway.recover(code))
    assert token is not None, "the code leads nowhere"
    inbox = InboxWorker(talk.database, talk._service(), talk.clock)
    while inbox.work():
        pass
    with talk.database.read() as uow:
        found = uow.web.identify(token)
    assert found is not None
    return found
