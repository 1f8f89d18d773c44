"""Take a report back: nobody works on it any more, and who had it can't read it. What else was told stays."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.cases.withdraw import withdraw
from storage.models import Case, CaseState

from . import home, moment, pin
from .bubbles import bubble, one_per_row

if TYPE_CHECKING:
    from .service import Conversations, Turn

NAME = "withdraw"
"""What the names of its buttons begin with."""
ASKED = "asked_to_withdraw"
"""In the state: when it was asked whether a report is to be taken back."""


def on_the_menu(turn: "Turn") -> list[str]:
    """Its name among those of the home page, where there is something to take back."""
    return [NAME] if open_reports(turn) else []


def open_reports(turn: "Turn") -> Sequence[Case]:
    """The worker's reports that can be taken back on this phone, newest first."""
    if turn.helper is not None:
        return ()
    theirs = turn.uow.cases.of_worker(turn.conversation.worker_id)
    return [case for case in theirs if case.erased_at is None and CaseState(case.state).open]


def pressed(service: "Conversations", turn: "Turn", name: str) -> bool:
    """A button of its. False: it is not one."""
    head, _, which = name.partition(".")
    if head != NAME:
        return False
    case = next((one for one in open_reports(turn) if one.id == which), None)
    if case is None and which:
        service.note(turn, "common.stale_button")
    elif case is None or not (turn.pin_given or moment.just_asked(turn, ASKED)):
        _ask(service, turn)
    elif pin.needed(turn):
        pin.ask(service, turn, {"type": "tap", "data": _data(case)})
    else:
        assert turn.state is not None
        turn.state.pop(ASKED, None)
        withdraw(turn.uow, service.notifier, case.id, service.clock.business(), alone=True)
        home.show(service, turn)
    return True


def _ask(service: "Conversations", turn: "Turn") -> None:
    """Which one, and really?"""
    reports = open_reports(turn)
    if not reports:
        home.show(service, turn)
        return
    visit = moment.note_asked(turn, ASKED)
    words, language = turn.wording, turn.language
    said = [*(home.stands(turn, case) for case in reports), words.text(language, "case.withdraw_confirm")]
    back = words.text(language, "menu.withdraw")
    close = f"c:{visit}:close" if service.active(turn) else "c:0:home/status"
    buttons = [(back if len(reports) == 1 else f"{back}: {case.number}", _data(case)) for case in reports]
    rows = one_per_row([*buttons, (words.text(language, "menu.close"), close)])
    turn.out.append(bubble("ask", language, "\n\n".join(said), rows=rows))


def _data(case: Case) -> str:
    return f"c:0:home/{NAME}.{case.id}"
