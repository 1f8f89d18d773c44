"""The evidence box: every photo, file and recording a worker has sent, what each shows, adding one, taking one away.

What is waited for is kept in the conversation's state, and only for a while. What somebody writes of a file goes to the
people who have the report as well: no word is lost if it was meant for them.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.cases.files import describe, put_back, take_away
from bot.clock import date_in_japan
from bot.documents.record import question, size_words
from bot.documents.telling import KINDS, asked_by
from bot.wording import values
from bot.wording.short import short
from flows.events import Control
from flows.inputs import intents, yes_no
from flows.model import Kind, Structure
from flows.state import new_state
from storage.errors import Tampered
from storage.rows import Row

from . import asked, home, passing_on, pin, worktime
from .bubbles import Rows, bubble, one_per_row
from .filed import case_of, is_at_hand

if TYPE_CHECKING:
    from .service import Conversations, Turn

KEY = "files"
"""What the names of its buttons begin with."""
WAITS = "box"
"""In the state: what is waited for (``file`` or ``shows``), since when (``since``: in business time), and for which
files."""
LISTENS = timedelta(hours=2)
SHOWN = 8
"""Files on one list; a button leads to the next ones."""
SHOWS = ("payslip", "hours", "contract", "messages", "place", "injury")
"""What a file may show, to tap; the text key is ``doc.chat.files_shows.choice.<value>``."""
LONGEST = 300
"""Characters that are kept of what somebody writes of a file."""
_FINGERPRINT = 12
"""Digits of the hash on the list."""
_SHOWS = "doc.chat.files_shows.ask"
_NOTHING = ("skip", "unknown", "done")
"""Words for saying nothing of a file."""


def possible(turn: "Turn") -> bool:
    """Whether there is a report that files go along with, and it is the worker's own phone."""
    return is_at_hand(turn)


def pressed(service: "Conversations", turn: "Turn", name: str) -> bool:
    """A button such as ``files`` or ``files.one.01J…``; False: it is none of these, and nothing is waited for."""
    head, _, rest = name.partition(".")
    if head != KEY:
        over(turn)
        return False
    worktime.over(turn)
    what, _, which = rest.partition(".")
    if service.active(turn):
        _in_report(service, turn, what, which)
        return True
    if not possible(turn):
        home.show(service, turn)
        return True
    if what == "is":
        _tapped(service, turn, which)
        return True
    over(turn)
    match what:
        case "add":
            _wait(service, turn, "file", [])
            _ask(turn, "doc.chat.files_send.ask", [_back(turn)])
        case "one":
            one(service, turn, which)
        case "say" if _own(turn, which) is not None:
            ask_what(service, turn, [which])
        case "take" if _own(turn, which) is not None:
            buttons = [(_say(turn, "doc.chat.files.choice.take"), f"{KEY}.taken.{which}"), _back(turn)]
            _ask(turn, "doc.chat.files_take.info", buttons)
        case "taken":
            _take(service, turn, which)
        case "back":
            _put_back(service, turn, which)
        case "from" if which.isascii() and which.isdecimal():
            show(service, turn, int(which[:4]))
        case _:
            show(service, turn)
    return True


def over(turn: "Turn") -> None:
    """Something else is done: nothing is waited for any more."""
    (turn.state or {}).pop(WAITS, None)


def show(service: "Conversations", turn: "Turn", first: int = 0) -> None:
    """The list, oldest first, from the place ``first`` on."""
    rows = turn.uow.attachments.of_worker(turn.conversation.worker_id)
    there = list(enumerate(rows, 1))[first : first + SHOWN]
    said = [_say(turn, "doc.chat.files.info" if rows else "doc.chat.files_none.info")]
    said += [f"{number}. {_told(service, turn, row)}" for number, row in there]
    buttons = [(f"{number}. {short(_title(turn, row))}", f"{KEY}.one.{row.id}") for number, row in there]
    if len(rows) > first + SHOWN:
        buttons.append((_say(turn, "ui.more_choices"), f"{KEY}.from.{first + SHOWN}"))
    buttons += [(_say(turn, "doc.chat.files.choice.add"), f"{KEY}.add"), (_say(turn, "menu.close"), "status")]
    turn.out.append(bubble("say", turn.language, "\n\n".join(said), rows=_rows(buttons)))


def one(service: "Conversations", turn: "Turn", attachment_id: str) -> None:
    """One file with its whole hash, and what can be done with it."""
    row = _own(turn, attachment_id)
    if row is None:
        service.note(turn, "common.stale_button")
        return
    if row.state == "removed":
        buttons = [(_say(turn, "doc.chat.files.choice.back"), f"{KEY}.back.{row.id}")]
    else:
        buttons = [(_say(turn, "doc.chat.files.choice.say"), f"{KEY}.say.{row.id}")]
    if row.state == "stored":
        buttons.append((_say(turn, "doc.chat.files.choice.take"), f"{KEY}.take.{row.id}"))
    text = _told(service, turn, row, whole=True)
    turn.out.append(bubble("ask", turn.language, text, rows=_rows([*buttons, _back(turn)])))


def came(service: "Conversations", turn: "Turn", event: dict[str, Any]) -> bool:
    """A file has come with no question open. False: there is no report that it could go along with."""
    waited = _waited(service, turn)
    case = case_of(turn)
    said = str(event.get("caption") or "")
    solved = waited is None and home.solved_last(service, turn)
    if solved or not home.file(service, turn, event["attachment"], said):
        words = home.clipped(said)
        if waited is None and home.after_solved(service, turn, words, attachment_id=event["attachment"]):
            return True
        if waited is None or case is None or not possible(turn):
            return False
        turn.uow.attachments.set_case(event["attachment"], case.id)  # of a report that is closed: only kept
        service.note(turn, "home.message_kept")
    wanted = waited is not None and waited["ask"] == "file"
    told = bool(event.get("caption")) or (event["media"] == "voice" and not wanted)  # that says itself what it is
    if possible(turn) and not told:
        together = event.get("group") is not None and waited is not None and waited.get("group") == event["group"]
        others = waited["ids"] if waited is not None and together else []
        ask_what(service, turn, [*others, event["attachment"]], event.get("group"), again=bool(others))
    return True


def ask_what(
    service: "Conversations", turn: "Turn", ids: list[str], group: str | None = None, *, again: bool = False
) -> None:
    """What does it show? Asked once of files that were sent together (``again``: it was asked of the first)."""
    _wait(service, turn, "shows", ids, group)
    if not again:
        _ask(turn, _SHOWS, [*_choices(turn, ids[-1]), (_say(turn, "ui.skip"), KEY)])


def typed(service: "Conversations", turn: "Turn", text: str) -> bool:
    """Whether the text says what a file shows. It goes to the people who have the report, too. Not once somebody has
    written, or another thing was asked: then it may be for that, and the buttons still say it."""
    waited = _waited(service, turn)
    if waited is None or waited["ask"] != "shows" or not possible(turn) or worktime.waits(service, turn, text):
        return False
    if asked.spoken_since(turn, waited.get("since")):
        return False
    over(turn)
    if intents.find(text, (service.lexicons[turn.language],)) in _NOTHING:
        show(service, turn)
        return True
    said = " ".join(text.split())
    _keep(service, turn, waited["ids"], {"text": said[:LONGEST]}, said)
    passing_on.pass_on(service, turn, f"📎 {text.strip()}")
    return True


# ---- while a report is being written


def in_report(service: "Conversations", turn: "Turn", event: dict[str, Any]) -> None:
    """A file has come, and the open question stands below: what the file shows can be said there. Where files are asked
    for, it is asked; elsewhere one more button leads to it. Whoever has said it under the file is not asked."""
    question = turn.out[-1] if turn.out else {}
    told = bool(event.get("caption")) or event["media"] == "voice"
    if told or turn.helper is not None or turn.chosen is None or turn.state is None:
        return
    if question.get("visit") != turn.state["visit"]:
        return
    waited, group, made = _waited(service, turn), event.get("group"), event["attachment"]
    together = group is not None and waited is not None and waited.get("group") == group
    ids = [*(waited["ids"] if waited is not None and together else []), made]
    _, step = service.structures.of(turn.uow, turn.structure).step(turn.state["at"])
    if step.kind is Kind.FILE:
        question |= {"text": _say(turn, _SHOWS), "rows": [*_rows(_choices(turn, made)), *question.get("rows", ())]}
        question.pop("sounds", None)
        if "gloss" in question:
            question["gloss"] = {language: turn.wording.text(language, _SHOWS) for language in question["gloss"]}
    else:
        way = (_say(turn, "doc.chat.files.choice.say"), f"{KEY}.say.{made}")
        question["rows"] = [*question.get("rows", ())[:-1], *_rows([way]), *question.get("rows", ())[-1:]]
    _wait(service, turn, "shows" if step.kind is Kind.FILE else "", ids, group)


def may_say(service: "Conversations", turn: "Turn", text: str) -> bool:
    """Whether words that were written while a report is being written can only say what the file shows that has just
    come: nothing else was asked since, and they are no short answer."""
    waited = _waited(service, turn)
    if waited is None or waited["ask"] != "shows" or waited.get("visit") != (turn.state or {}).get("visit"):
        return False
    return len(text) <= LONGEST and not yes_no.bare(text, service.lexicons[turn.language])


def says(service: "Conversations", turn: "Turn", text: str) -> None:
    """They say it. Then the open question again."""
    waited = _waited(service, turn) or {"ids": []}
    over(turn)
    words = " ".join(text.split())
    _keep(service, turn, waited["ids"], {"text": words}, words)
    service.go(turn, Control("close"))


def _in_report(service: "Conversations", turn: "Turn", what: str, which: str) -> None:
    """A button of the box while a question of a report is open, which is asked again afterwards."""
    if what == "is":
        _tapped(service, turn, which)
    elif what == "say" and _own(turn, which) is not None:
        waited = _waited(service, turn)
        ask_what(service, turn, waited["ids"] if waited is not None and which in waited["ids"] else [which])
        return
    over(turn)
    service.go(turn, Control("close"))


# ---- inside


def _choices(turn: "Turn", attachment_id: str) -> list[tuple[str, str]]:
    return [(_say(turn, f"doc.chat.files_shows.choice.{name}"), f"{KEY}.is.{name}.{attachment_id}") for name in SHOWS]


def _tapped(service: "Conversations", turn: "Turn", which: str) -> None:
    """One of the choices, which names the file: another may have come since."""
    choice, _, made = which.partition(".")
    waited = _waited(service, turn)
    if not made and waited is not None and waited["ask"] == "shows":
        made = waited["ids"][-1]  # buttons from before they named it
    ids = waited["ids"] if waited is not None and made in waited["ids"] else [made]
    over(turn)
    if choice not in SHOWS or _own(turn, made) is None:
        service.note(turn, "common.stale_button")
        return
    _keep(service, turn, ids, {"choice": choice}, _say(turn, f"doc.chat.files_shows.choice.{choice}"))


def _keep(service: "Conversations", turn: "Turn", ids: list[str], shows: dict[str, Any], said: str) -> None:
    kept = [describe(turn.uow, one, turn.conversation.worker_id, shows) for one in ids]
    if not any(kept):
        service.note(turn, "common.stale_button")
        return
    text = turn.wording.text(turn.language, "doc.chat.files_shown.info", text=said)
    if service.active(turn):  # the open question follows
        turn.out.append(bubble("note", turn.language, text))
        return
    buttons = [
        (_say(turn, "doc.chat.files.choice.add"), f"{KEY}.add"), (_say(turn, "doc.chat.menu.choice.files"), KEY),
        (_say(turn, "menu.close"), "status"),
    ]  # fmt: skip
    turn.out.append(bubble("say", turn.language, text, rows=_rows(buttons)))


def _take(service: "Conversations", turn: "Turn", attachment_id: str) -> None:
    if _own(turn, attachment_id) is None:
        service.note(turn, "common.stale_button")
    elif pin.needed(turn):
        pin.ask(service, turn, {"type": "tap", "data": f"c:0:home/{KEY}.taken.{attachment_id}"})
    else:
        now, business = service.clock.now(), service.clock.business()
        take_away(turn.uow, attachment_id, turn.conversation.worker_id, now, business)
        one(service, turn, attachment_id)


def _put_back(service: "Conversations", turn: "Turn", attachment_id: str) -> None:
    put_back(turn.uow, attachment_id, turn.conversation.worker_id, service.clock.business())
    one(service, turn, attachment_id)


def _told(service: "Conversations", turn: "Turn", row: Row[Any], *, whole: bool = False) -> str:
    """What is known of a file, line by line. ``whole``: with all of its hash."""
    meta = _meta(turn, row)
    lines = [_title(turn, row)]
    key = asked_by(_structure(service, turn, row), row)
    if key is not None:
        lines.append(question(_say(turn, key)))
    lines.append(values.moment(turn.language, row.received_at))
    if row.state == "removed":
        until = values.day(turn.language, date_in_japan(row.fetch_at))
        lines.append(turn.wording.text(turn.language, "doc.chat.files_gone.label", date=until))
    elif row.state == "waiting":
        lines.append(_say(turn, "doc.chat.files_waiting.label"))
    elif "sha256" in meta:
        digits = str(meta["sha256"])
        lines.append(f"SHA-256 {digits if whole else f'{digits[:_FINGERPRINT]}…'}")
    return "\n".join(lines)


def _title(turn: "Turn", row: Row[Any]) -> str:
    """What it is, how large, and what the worker says that it shows."""
    meta = _meta(turn, row)
    shows = meta.get("shows", {})
    parts = [_say(turn, KINDS.get(row.media, KINDS["file"]))]
    parts += [size_words(row.size)] if row.size else []
    if "choice" in shows:
        parts.append(_say(turn, f"doc.chat.files_shows.choice.{shows['choice']}"))
    else:
        parts += [said] if (said := str(shows.get("text") or meta.get("caption") or "")) else []
    return " · ".join(parts)


def _meta(turn: "Turn", row: Row[Any]) -> dict[str, Any]:
    try:
        return turn.uow.attachments.meta(row)
    except Tampered:
        return {}


def _structure(service: "Conversations", turn: "Turn", row: Row[Any]) -> Structure:
    case = turn.uow.cases.get(row.case_id) if row.case_id is not None else None
    run = row.run_id or (case.run_id if case is not None else None)
    return service.structures.of(turn.uow, turn.uow.conversations.structure_of_run(run) if run else None)


def _own(turn: "Turn", attachment_id: str) -> Row[Any] | None:
    rows = turn.uow.attachments.of_worker(turn.conversation.worker_id)
    return next((row for row in rows if row.id == attachment_id), None)


def _wait(service: "Conversations", turn: "Turn", what: str, ids: list[str], group: str | None = None) -> None:
    if turn.state is None:
        turn.state = {**new_state(), "ended": True}
    worktime.over(turn)
    since = service.clock.business().isoformat()
    turn.state[WAITS] = {
        "ask": what, "at": turn.now.isoformat(), "since": since, "ids": ids, "group": group,
        "visit": turn.state["visit"],
    }  # fmt: skip


def _waited(service: "Conversations", turn: "Turn") -> dict[str, Any] | None:
    """What is waited for, unless it was for too long."""
    waited: dict[str, Any] | None = (turn.state or {}).get(WAITS)
    if waited is None or service.clock.now() - datetime.fromisoformat(waited["at"]) > LISTENS:
        return None
    return waited


def _back(turn: "Turn") -> tuple[str, str]:
    return _say(turn, "doc.chat.menu.choice.files"), KEY


def _ask(turn: "Turn", key: str, buttons: list[tuple[str, str]]) -> None:
    turn.out.append(bubble("ask", turn.language, _say(turn, key), rows=_rows(buttons)))


def _rows(buttons: list[tuple[str, str]]) -> Rows:
    return one_per_row([(said, f"c:0:home/{data}") for said, data in buttons])


def _say(turn: "Turn", key: str) -> str:
    return turn.wording.text(turn.language, key)
