"""Letters in the worker's own name: first what they may bring about and what else can be done, then what the letter
would say, taking lines out, and the file. Nothing of it is sent to anybody else.

What was taken out is kept with the conversation.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.clock import date_in_japan, in_japan
from bot.compliance.facts import employer_must_not_know
from bot.documents import letters
from bot.documents.issuing import too_many
from bot.documents.letters import Contents, Offer
from bot.documents.record import Line
from bot.documents.telling import Teller
from bot.wording import values
from flows.law.dated import HIDE_AFTER_DAYS
from flows.law.hotlines import offices_now
from flows.law.letters import KNOWN, ways
from flows.law.letters import letters as kinds
from flows.state import new_state
from storage.models import Case

from . import home, making
from .bubbles import Payload, Rows, bubble, one_per_row
from .filed import case_of, is_at_hand
from .offices import contacts, line, status_of
from .papers import label, ranked

if TYPE_CHECKING:
    from .service import Conversations, Turn

KEY = "letter"
"""In the state: by kind of letter, which lines were taken out."""
SHOWN = 8
"""Lines on one list; a button leads to the next ones."""
WRITERS = ("lawyer", "union")
"""Who can write with a worker what is not offered here."""
AGAIN = 5
"""Letters made before that are listed."""


def possible(service: "Conversations", turn: "Turn") -> bool:
    """Whether a letter fits the report or was made before, and it is the worker's own phone."""
    case = case_of(turn)
    if case is None or not is_at_hand(turn):
        return False
    found = _offer(service, turn, case)
    return bool(found.kinds or found.withheld or letters.made(turn.uow, case))


def pressed(service: "Conversations", turn: "Turn", name: str) -> bool:
    """A button such as ``letter`` or ``letter.claim.make``; False: it is none of these."""
    head, _, rest = name.partition(".")
    if head != KEY:
        return False
    if service.active(turn) or not possible(service, turn):
        home.show(service, turn)
        return True
    case = case_of(turn)
    assert case is not None
    kind, _, rest = rest.partition(".")
    what, _, which = rest.partition(".")
    if kind == "again":
        _again(service, turn, case, what)
        return True
    offer = _offer(service, turn, case)
    if kind in offer.kinds:
        _of_kind(service, turn, case, kind, what, which)
    elif kind in offer.withheld and what == "way" and which in ways():
        way(service, turn, case, kind, which)
    else:
        choose(service, turn, case)
    return True


def choose(service: "Conversations", turn: "Turn", case: Case) -> None:
    """Which letter; what was made before; and why a claim is not offered, where it is not."""
    offer = _offer(service, turn, case)
    earlier = letters.made(turn.uow, case)[:AGAIN]
    if earlier:
        again = [(_dated(turn, one), f"{KEY}.again.{one.paper_id}") for one in earlier]
        _bubble(turn, "say", "doc.chat.letter_made.info", again)
    if offer.withheld:
        kind = offer.withheld[0]
        writers = [one for one in kinds()[kind].ways if one in WRITERS]
        _bubble(turn, "say", "doc.chat.letter_lead.info", _ways(turn, kind, writers))
    buttons = [(_title(turn, kind), f"{KEY}.{kind}") for kind in offer.kinds]
    _bubble(turn, "ask", "doc.chat.letter.ask", buttons, close=True)


def _of_kind(service: "Conversations", turn: "Turn", case: Case, kind: str, what: str, which: str) -> None:
    match what:
        case "go":
            preview(service, turn, case, kind)
        case "lines":
            _lines(service, turn, case, kind, int(which[:4]) if which.isascii() and which.isdecimal() else 0)
        case "line":
            _toggle(service, turn, case, kind, which)
        case "make":
            make(service, turn, case, kind)
        case "way" if which in ways():
            way(service, turn, case, kind, which)
        case _:
            warn(turn, case, kind)


def warn(turn: "Turn", case: Case, kind: str) -> None:
    """What the letter may bring about, and what else can be done: only whoever still wants it goes on."""
    letter = kinds()[kind]
    _bubble(turn, "say", f"doc.chat.letter_{letter.warns}.info")
    if letter.warns == KNOWN and employer_must_not_know(turn.uow, case):
        _bubble(turn, "say", "doc.chat.letter_must_not.info")
    buttons = _ways(turn, kind, letter.ways)
    buttons.append((_say(turn, "doc.chat.letter_way.choice.write"), f"{KEY}.{kind}.go"))
    _bubble(turn, "ask", "doc.chat.letter_way.ask", buttons, close=True)


def way(service: "Conversations", turn: "Turn", case: Case, kind: str, name: str) -> None:
    """Something else than the letter: what it is, where to turn, and the way back."""
    found = ways()[name]
    told = [_say(turn, f"doc.chat.letter_way_{name}.info")]
    if found.offices:
        told.append(_offices(service, turn, case, found.offices))
    buttons = []
    if found.letter in _offer(service, turn, case).kinds and found.letter != kind:
        buttons.append((_title(turn, str(found.letter)), f"{KEY}.{found.letter}"))
    buttons.append((turn.wording.text(turn.language, "ui.back"), f"{KEY}.{kind}"))
    turn.out.append(bubble("say", turn.language, "\n\n".join(one for one in told if one), rows=_rows(buttons)))


def _ways(turn: "Turn", kind: str, names: Sequence[str]) -> list[tuple[str, str]]:
    return [(_say(turn, f"doc.chat.letter_way.choice.{one}"), f"{KEY}.{kind}.way.{one}") for one in names]


def preview(service: "Conversations", turn: "Turn", case: Case, kind: str) -> None:
    """What the letter would say, in the worker's language."""
    it = _contents(service, turn, case, kind)
    turn.out.append(bubble("say", turn.language, _say(turn, "doc.chat.letter_preview.info")))
    turn.out.append(bubble("say", turn.language, "\n\n".join(_told(turn, it, _teller(service, turn, case)))))
    buttons = [
        (_say(turn, "doc.chat.preview.choice.make"), f"{KEY}.{kind}.make"),
        (_say(turn, "doc.chat.preview.choice.lines"), f"{KEY}.{kind}.lines"),
    ]
    if not it.lines and not _wishes(turn, kind):
        buttons = buttons[:1]
    _bubble(turn, "ask", "doc.chat.letter_preview.ask", buttons, close=True)


def make(service: "Conversations", turn: "Turn", case: Case, kind: str) -> None:
    """Have the file made; it comes in a moment."""
    if too_many(turn.uow, case.worker_id, turn.now, letters.KIND):
        service.note(turn, "doc.chat.limit.info")
        return
    it = letters.draft(
        _teller(service, turn, case), _contents(service, turn, case, kind), service.clock.business()
    )
    making.order(
        turn.uow, it, worker_id=case.worker_id, case_id=case.id, conversation_id=turn.conversation.id,
        payload=_with_file(turn), now=turn.now,
    )  # fmt: skip
    turn.out.append(bubble("say", turn.language, _say(turn, "doc.chat.making.info")))


def _again(service: "Conversations", turn: "Turn", case: Case, paper_id: str) -> None:
    """A letter that was made before."""
    found = next((one for one in letters.made(turn.uow, case) if one.paper_id == paper_id), None)
    if found is None:
        service.note(turn, "common.stale_button")
    else:
        file = {"id": found.paper_id, "name": found.name, "size": found.size}
        turn.out.append({**_with_file(turn), "paper": file})


def _with_file(turn: "Turn") -> Payload:
    return bubble("say", turn.language, _say(turn, "doc.chat.letter_file.info"))


def _lines(service: "Conversations", turn: "Turn", case: Case, kind: str, first: int = 0) -> None:
    """Which line to take out or put back: the next eight from ``first``, those that could harm before the others."""
    found, out = _all_lines(service, turn, case, kind), _wishes(turn, kind)
    rows: Rows = [
        [{"label": label(one, one.id in out), "data": f"c:0:home/{KEY}.{kind}.line.{one.id}"}]
        for one in found[first : first + SHOWN]
    ]
    if len(found) > first + SHOWN:
        rows += _rows([(turn.wording.text(turn.language, "ui.more_choices"), f"{KEY}.{kind}.lines.{first + SHOWN}")])
    rows += _rows([(turn.wording.text(turn.language, "ui.done"), f"{KEY}.{kind}.go")])
    turn.out.append(bubble("ask", turn.language, _say(turn, "doc.chat.lines.ask"), rows=rows))


def _toggle(service: "Conversations", turn: "Turn", case: Case, kind: str, line_id: str) -> None:
    ids = [one.id for one in _all_lines(service, turn, case, kind)]
    if line_id not in ids:
        service.note(turn, "common.stale_button")
        return
    out = _wishes(turn, kind)
    if line_id in out:
        out.remove(line_id)
    else:
        out.append(line_id)
    _lines(service, turn, case, kind, ids.index(line_id) // SHOWN * SHOWN)


def _told(turn: "Turn", it: Contents, teller: Teller) -> list[str]:
    """The letter as it is read on the phone, part by part."""
    kind = it.letter.id
    told = [_say(turn, f"doc.letter.{it.called}.title"), _say(turn, f"doc.letter.{kind}_to.line")]
    told.append(_say(turn, f"doc.letter.{it.called}_opening.line"))
    told += [_fact(turn, at, one) for at, one in enumerate(it.facts, 1)]
    if it.duties:
        rows = [f"• {letters.cited(duty, teller).own}" for duty in it.duties]
        told.append("\n".join([_say(turn, "doc.letter.duties.title"), *rows]))
    if it.ended is not None:
        told.append(_warned(turn, f"{_say(turn, 'doc.letter.ended.label')}: {it.ended.text.own}", it.ended))
    if it.due is not None:
        told.append(f"{_say(turn, 'doc.letter.due.label')}: {it.due.own}")
    nots = [_say(turn, f"doc.letter.{kind}_not.line"), _say(turn, "doc.letter.not.line")]
    return [*told, _say(turn, f"doc.letter.{it.called}_request.line"), *nots]


def _fact(turn: "Turn", number: int, one: Line) -> str:
    about = f"{one.about.own} — " if one.about is not None else ""
    return _warned(turn, f"{number}. {about}{one.text.own}", one)


def _warned(turn: "Turn", shown: str, one: Line) -> str:
    return shown if one.harm is None else f"{shown}\n⚠ {_say(turn, f'doc.chat.harm_{one.harm}.info')}"


def _offices(service: "Conversations", turn: "Turn", case: Case, named: Sequence[str]) -> str:
    """The offices of a way that hold now; else those that are always told."""
    status, now = _status(turn, case), service.clock.business()
    found = offices_now(turn.language, status, in_japan(now), HIDE_AFTER_DAYS)
    of = [one for one in found if one.office.id.startswith(tuple(named)) and not one.explain_first]
    if not of:
        return contacts(turn.wording, turn.language, status, now)
    return "\n".join(line(turn.wording, turn.language, one) for one in of)


def _status(turn: "Turn", case: Case) -> str:
    return status_of({one["variable"]: one["value"] for one in turn.uow.conversations.answers(case.run_id)})


def _all_lines(service: "Conversations", turn: "Turn", case: Case, kind: str) -> list[Line]:
    teller, now = _teller(service, turn, case), service.clock.business()
    return ranked(list(letters.contents(turn.uow, case, teller, kind, now).lines))


def _contents(service: "Conversations", turn: "Turn", case: Case, kind: str) -> Contents:
    teller, now = _teller(service, turn, case), service.clock.business()
    return letters.contents(turn.uow, case, teller, kind, now, _wishes(turn, kind))


def _offer(service: "Conversations", turn: "Turn", case: Case) -> Offer:
    return letters.offered(turn.uow, case, service.clock.business())


def _teller(service: "Conversations", turn: "Turn", case: Case) -> Teller:
    structure = service.structures.of(turn.uow, turn.uow.conversations.structure_of_run(case.run_id))
    return Teller(turn.wording, structure, turn.language)


def _wishes(turn: "Turn", kind: str) -> list[str]:
    """What was taken out of this letter so far, of this report."""
    if turn.state is None:
        turn.state = {**new_state(), "ended": True}
    case = case_of(turn)
    number = case.id if case is not None else None
    if turn.state.get(KEY, {}).get("case", number) != number:
        del turn.state[KEY]  # another report has other lines
    wishes: dict[str, Any] = turn.state.setdefault(KEY, {})
    wishes["case"] = number
    out: list[str] = wishes.setdefault(kind, [])
    return out


def _bubble(
    turn: "Turn", kind: str, key: str, buttons: Sequence[tuple[str, str]] = (), *, close: bool = False
) -> None:
    rows = _rows(buttons)
    if close:
        rows += one_per_row([(turn.wording.text(turn.language, "menu.close"), "c:0:home/status")])
    turn.out.append(bubble(kind, turn.language, _say(turn, key), rows=rows))


def _rows(buttons: Sequence[tuple[str, str]]) -> Rows:
    return one_per_row([(said, f"c:0:home/{data}") for said, data in buttons])


def _dated(turn: "Turn", one: letters.Made) -> str:
    return f"{values.day(turn.language, date_in_japan(one.at))} · {_title(turn, one.kind)}"


def _title(turn: "Turn", kind: str) -> str:
    return _say(turn, f"doc.chat.letter.choice.{kind}")


def _say(turn: "Turn", key: str) -> str:
    return turn.wording.text(turn.language, key)
