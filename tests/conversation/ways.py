"""Ways through the questions, for tests that begin somewhere in the middle."""

from tests.conversation.talk import Said, Talk
from tests.support.missions import COMMON, MISSIONS, choose


def reach(talk: Talk, step: str, *, language: str = "en", mission: str = "unpaid_overtime", **taps: str) -> Said:
    """Answer until ``step`` is asked and return the question; ``taps`` says what is pressed where it matters."""
    if not talk.heard:
        talk.start(language)
    wanted = (language, mission, *MISSIONS.get(mission, ()), *COMMON)
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
