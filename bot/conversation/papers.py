"""The process record for the worker: what it would say, taking lines out, with or without names, and the file.

Nothing of it is sent to anybody else. What was taken out is kept with the conversation until the paper is made.
"""

from typing import TYPE_CHECKING, Any

from bot.documents.issuing import draft, record_lines, too_many
from bot.documents.record import Line, Part, chosen, when
from bot.documents.telling import Teller
from bot.wording.short import short
from flows.state import new_state
from storage.models import Case

from . import home, making
from .bubbles import Rows, bubble, one_per_row
from .filed import case_of, is_at_hand

if TYPE_CHECKING:
    from .service import Conversations, Turn

KEY = "paper"
"""In the state: what was taken out, and whether names stay."""
SHOWN = 8
"""Lines on one list; a button leads to the next ones."""


def possible(turn: "Turn") -> bool:
    """Whether there is a report that a paper can be made of, and it is the worker's own phone."""
    return is_at_hand(turn)


def pressed(service: "Conversations", turn: "Turn", name: str) -> bool:
    """A button such as ``paper`` or ``paper.line.a12``; False: it is none of these."""
    head, _, rest = name.partition(".")
    if head != KEY:
        return False
    if not possible(turn) or service.active(turn):
        home.show(service, turn)
        return True
    what, _, which = rest.partition(".")
    match what:
        case "make":
            make(service, turn)
        case "names":
            _wishes(turn)["anonymous"] = not _wishes(turn)["anonymous"]
            preview(service, turn)
        case "lines":
            choose(service, turn, int(which[:4]) if which.isascii() and which.isdecimal() else 0)
        case "line":
            toggle(service, turn, which)
        case _:
            preview(service, turn)
    return True


def preview(service: "Conversations", turn: "Turn") -> None:
    """What the paper would say, in the worker's language, and what can be done about it."""
    wishes = _wishes(turn)
    kept = chosen(_lines(service, turn), wishes["without"], anonymous=wishes["anonymous"])
    turn.out.append(bubble("say", turn.language, _say(turn, "doc.chat.preview.info")))
    for part in Part:
        own = [(at, line) for at, line in enumerate(kept, 1) if line.part is part]
        if own:
            told = [_say(turn, f"doc.record.{part}.title")]
            told += [_told(turn, at, line, anonymous=wishes["anonymous"]) for at, line in own]
            turn.out.append(bubble("say", turn.language, "\n\n".join(told)))
    _ask(turn, wishes)


def choose(service: "Conversations", turn: "Turn", first: int = 0) -> None:
    """Which line to take out or put back: the next eight from ``first``, those that could harm before the others."""
    wishes = _wishes(turn)
    found = ranked(chosen(_lines(service, turn), anonymous=wishes["anonymous"]))
    rows: Rows = [
        [{"label": label(line, line.id in wishes["without"]), "data": f"c:0:home/{KEY}.line.{line.id}"}]
        for line in found[first : first + SHOWN]
    ]
    if len(found) > first + SHOWN:
        rows += one_per_row([(_say(turn, "ui.more_choices"), f"c:0:home/{KEY}.lines.{first + SHOWN}")])
    rows += one_per_row([(_say(turn, "ui.done"), f"c:0:home/{KEY}")])
    turn.out.append(bubble("ask", turn.language, _say(turn, "doc.chat.lines.ask"), rows=rows))


def toggle(service: "Conversations", turn: "Turn", line_id: str) -> None:
    """Take a line out, or put it back."""
    wishes = _wishes(turn)
    ids = [line.id for line in ranked(chosen(_lines(service, turn), anonymous=wishes["anonymous"]))]
    if line_id not in ids:
        service.note(turn, "common.stale_button")
        return
    without: list[str] = wishes["without"]
    if line_id in without:
        without.remove(line_id)
    else:
        without.append(line_id)
    choose(service, turn, ids.index(line_id) // SHOWN * SHOWN)


def make(service: "Conversations", turn: "Turn") -> None:
    """Have the file made; it comes in a moment."""
    case, wishes = case_of(turn), _wishes(turn)
    assert case is not None
    if too_many(turn.uow, case.worker_id, turn.now):
        service.note(turn, "doc.chat.limit.info")
        return
    it = draft(
        turn.uow, case, _teller(service, turn, case), service.base_url, service.clock.business(),
        without=wishes["without"], anonymous=wishes["anonymous"],
    )  # fmt: skip
    text = turn.wording.text(turn.language, "doc.chat.made.info", url=it.url)
    making.order(
        turn.uow, it, worker_id=case.worker_id, case_id=case.id, conversation_id=turn.conversation.id,
        payload=bubble("say", turn.language, text), now=turn.now,
    )  # fmt: skip
    turn.out.append(bubble("say", turn.language, _say(turn, "doc.chat.making.info")))


def _ask(turn: "Turn", wishes: dict[str, Any]) -> None:
    names = "with_name" if wishes["anonymous"] else "without_name"
    buttons = [
        (_say(turn, "doc.chat.preview.choice.make"), f"c:0:home/{KEY}.make"),
        (_say(turn, "doc.chat.preview.choice.lines"), f"c:0:home/{KEY}.lines"),
        (_say(turn, f"doc.chat.preview.choice.{names}"), f"c:0:home/{KEY}.names"),
        (_say(turn, "menu.close"), "c:0:home/status"),
    ]
    turn.out.append(bubble("ask", turn.language, _say(turn, "doc.chat.preview.ask"), rows=one_per_row(buttons)))


def _told(turn: "Turn", number: int, line: Line, *, anonymous: bool) -> str:
    """One line as it is read on the phone, with the warning below it."""
    about = f"{line.about.own} — " if line.about is not None else ""
    day = when(line.at, anonymous=anonymous, timed=line.timed, until=line.until)
    dated = day and (line.about is None or line.timed)
    shown = f"{number}. {day + ' ' if dated else ''}{about}{line.text.own}"
    return shown if line.harm is None else f"{shown}\n⚠ {_say(turn, f'doc.chat.harm_{line.harm}.info')}"


def label(line: Line, out: bool) -> str:
    """What the button of a line says; ``out``: it was taken out."""
    said = f"{line.text.own} — {line.about.own}" if line.about is not None else line.text.own
    return f"{'☐' if out else '☑'} {'⚠ ' if line.harm is not None else ''}{short(said)}"


def ranked(found: list[Line]) -> list[Line]:
    """Those that could harm before the others."""
    return sorted(found, key=lambda line: line.harm is None)


def _lines(service: "Conversations", turn: "Turn") -> list[Line]:
    case = case_of(turn)
    if case is None:
        return []
    return record_lines(turn.uow, case, _teller(service, turn, case), service.clock.business())


def _teller(service: "Conversations", turn: "Turn", case: Case) -> Teller:
    structure = service.structures.of(turn.uow, turn.uow.conversations.structure_of_run(case.run_id))
    return Teller(turn.wording, structure, turn.language)


def _wishes(turn: "Turn") -> dict[str, Any]:
    """What was taken out so far, of the record of this report."""
    if turn.state is None:
        turn.state = {**new_state(), "ended": True}
    case = case_of(turn)
    number = case.id if case is not None else None
    if turn.state.get(KEY, {}).get("case", number) != number:
        del turn.state[KEY]  # another report has other lines
    wishes: dict[str, Any] = turn.state.setdefault(KEY, {"without": [], "anonymous": False})
    wishes["case"] = number
    return wishes


def _say(turn: "Turn", key: str) -> str:
    return turn.wording.text(turn.language, key)
