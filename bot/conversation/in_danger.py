""""Are you in danger now?": asked after a danger word in any language, before everything else, until it is answered.

Whoever writes something else is asked once more, with the card if it names danger again; then the question waits as
its buttons in the chat, and a yes on any of them is the answer until there is one. A yes in words is one for a day;
after that it is asked anew, under the card.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.cases.danger import worker_in_danger
from bot.clock import date_in_japan
from flows.events import Control, Danger
from flows.inputs import Lexicon, Understood, danger, yes_no
from flows.state import JsonState

from . import asked, home, worktime
from .bubbles import answered as ticked

if TYPE_CHECKING:
    from .service import Conversations, Turn

AT = "danger_at"
"""In the state: when somebody was asked last whether they are in danger now."""
OPEN = "danger_open"
"""In the state, until it is answered: how many times it was asked, and the last time (real time)."""
UNSEEN = "unseen"
"""In the state: the question that was put off until the one about danger is answered, and that nobody has seen yet."""
ONCE_MORE_WITHIN = timedelta(days=1)
"""So long after it was asked it is asked again; later the words are about something else."""


def look_for(service: "Conversations", turn: "Turn", text: str, replies_from: int | None = None) -> None:
    """A danger word in any language asks one question, at most once a day per word.

    ``replies_from``: where this event's own replies begin; a question among them is put off until that one is answered.
    """
    found = danger.find(text, tuple(service.lexicons.values()))
    if not found or turn.state is None:
        return
    today = date_in_japan(service.clock.business()).isoformat()
    words: dict[str, str] = turn.state.setdefault("danger", {})
    fresh = [f for f in found if words.get(f.word) != today]
    if not fresh:
        return
    words.update({f.word: today for f in fresh})
    kinds = {f.kind for f in fresh}
    kind = next(k for k in ("danger", "self_harm", "trafficking") if k in kinds)
    if kind == "danger" and waits(turn):
        home.help_now(service, turn)
    _ask(service, turn, kind, replies_from)


def once_more(service: "Conversations", turn: "Turn", event: dict[str, Any], replies_from: int) -> None:
    """After ``event``, whose replies begin at ``replies_from`` and before which it stood open (`waits`): if it still
    does it is asked again, and stands last. Not over another question beside the flow (the menu, the language)."""
    state = turn.state or {}
    if not waits(turn) or state.get("overlay") not in (None, "danger") or turn.leaving or state.get("stopped"):
        return
    if event["type"] not in ("text", "file", "edited", "tap", "unsupported", "again"):
        return
    if _names_danger(service, event.get("text") or event.get("caption") or ""):
        home.help_now(service, turn)
    _ask(service, turn, "danger", replies_from if service.active(turn) else None)


def typed(
    service: "Conversations", turn: "Turn", text: str, keep: Callable[["Conversations", "Turn", str], object]
) -> bool:
    """Whether the text answers "are you in danger now?", which comes before everything else. ``keep``: where it goes
    if it says more than that. Not once somebody has written, or another thing was asked: then "yes" may be for that."""
    found = read(service, turn, text)
    if found is None or turn.state is None:
        return False
    said, alone = found
    named = not alone and _names_danger(service, text)
    plain = alone or (_plainly_yes(service, turn, text) if said else _plainly_no(service, turn, text))
    late = plain and said and not named and _long_ago(turn)  # it may be a yes to something else: that alarms nobody
    unclear = late or ((not plain and not named) if said else (not plain or named))
    if unclear and not named and not late and _times(turn) != 1:
        return False  # twice is enough, and so is a day: it is about something else
    kept = alone or keep(service, turn, text) is not False
    if unclear and not kept:
        return False  # nobody has it yet: it goes where other words go, and then it is asked once more
    if unclear:
        home.help_now(service, turn)  # không an toàn, 危ない: not safe is no no; "I have photos" is no yes
        _ask(service, turn, "danger", None)
        return True
    pressed(service, turn, Control("danger/yes" if said else "danger/no", turn.state["visit"]))
    return True


def read(service: "Conversations", turn: "Turn", text: str) -> tuple[bool, bool] | None:
    """Yes or no, and whether the text says nothing besides; None: it does not answer that question, or it is not
    open."""
    state = turn.state or {}
    if state.get("overlay") != "danger" or asked.spoken_since(turn, state.get(AT)):
        return None
    for answer in ("yes", "no"):
        label = turn.wording.text(turn.language, f"card.ask_danger.choice.{answer}")
        if asked.is_label(service, turn, label, text):
            return answer == "yes", True
    for lexicon in _lexicons(service, turn):
        said = yes_no.leading(text, lexicon)
        if isinstance(said, Understood):
            clear = not said.value or yes_no.plain(text, lexicon)  # "I'm OK", ठिक छ: that may be a no
            return bool(said.value), clear and yes_no.bare(text, lexicon)
        if yes_no.opening(text, lexicon):
            return True, False  # はい、まだいます: yes, they are still here
    return None


def pressed(service: "Conversations", turn: "Turn", control: Control) -> None:
    """The answer to "Are you in danger now?". Yes: the card, in whatever state, and the people of the case know at
    once; what is not filed yet is filed as urgent. Any of its buttons answers it while it is open."""
    state = turn.state or {}
    on_top = state.get("overlay") == "danger" and control.visit == state.get("visit")
    open_ = state.pop(OPEN, None) is not None or on_top
    if control.name == "danger/yes" and open_:
        state["in_danger"] = True
        worker_in_danger(turn.uow, service.notifier, turn.conversation.worker_id, service.clock.business())
    yes, active = control.name == "danger/yes", service.active(turn)
    if active and (open_ or not yes):
        service.go(turn, Control(control.name) if open_ else control)
        return
    if open_:
        turn.out.append(ticked(state["visit"], "✓"))
        state["overlay"] = None
    if yes:  # the card comes whenever somebody says so, also by an old button
        home.help_now(service, turn)
        service.go(turn, Control("close")) if active else None
    elif open_:  # where there is no question to go back to
        service.note(turn, "case.still_solved_thanks")
        home.show(service, turn) if not worktime.listens(turn) else None
    else:
        service.note(turn, "common.stale_button")


def waits(turn: "Turn") -> bool:
    """Whether it was asked once, not long before this event was sent, and neither answered nor asked again since."""
    times, last = (turn.state or {}).get(OPEN, (0, ""))
    if times != 1:
        return False
    since = datetime.fromisoformat(last)
    return since <= (turn.at or turn.now) <= since + ONCE_MORE_WITHIN


def unseen(state: JsonState | None) -> bool:
    """Whether the open question was not shown yet: what comes now is no answer to it."""
    if state is None or state.get("overlay") != "danger":
        return False
    return state.get(UNSEEN) is not None and state[UNSEEN] == state["at"]


# ---- inside


def _ask(service: "Conversations", turn: "Turn", kind: str, replies_from: int | None) -> None:
    """Ask it, or show the card of that kind. The question that was to follow is asked again after it."""
    assert turn.state is not None
    put_off = None
    if replies_from is not None:
        said = turn.out[replies_from:]
        turn.out[replies_from:] = [p for p in said if p.get("kind") != "ask"]
        new = turn.was_unseen or turn.state["at"] != turn.was_at
        put_off = turn.state["at"] if new and len(turn.out) - replies_from < len(said) else None
    turn.state.update({UNSEEN: put_off, AT: service.clock.business().isoformat()})
    if kind == "danger":
        turn.state[OPEN] = [_times(turn) + 1, turn.now.isoformat()]
    service.go(turn, Danger(kind))


def _plainly_yes(service: "Conversations", turn: "Turn", text: str) -> bool:
    """Whether a text with a yes in it begins with a yes whatever was asked, or says no more than the button does."""
    begun = any(yes_no.begins(text, lexicon) for lexicon in _lexicons(service, turn))
    return begun or _as_the_button(service, turn, "yes", text)


def _plainly_no(service: "Conversations", turn: "Turn", text: str) -> bool:
    """Whether a text with a no in it begins with that and a stop, or says no more than the button does: "not now"."""
    begun = any(yes_no.opening(text, lexicon) is False for lexicon in _lexicons(service, turn))
    return begun or _as_the_button(service, turn, "no", text)


def _as_the_button(service: "Conversations", turn: "Turn", answer: str, text: str) -> bool:
    """Whether every word of a text stands on that button."""
    fold = service.lexicons[turn.language].fold
    label, said = fold(turn.wording.text(turn.language, f"card.ask_danger.choice.{answer}")), fold(text)
    return bool(said) and (said in label or set(said.split()) <= set(label.split()))


def _lexicons(service: "Conversations", turn: "Turn") -> list[Lexicon]:
    """Of the language that was chosen; before that, of those that are likely."""
    languages = [turn.language] if turn.chosen else [turn.language, *(turn.state or {}).get("languages", ()), "en"]
    return [service.lexicons[code] for code in dict.fromkeys(languages) if code in service.lexicons]


def _times(turn: "Turn") -> int:
    """How many times it was asked, without an answer, in this sitting."""
    times, last = (turn.state or {}).get(OPEN, (0, ""))
    return times if times and turn.now - datetime.fromisoformat(last) <= ONCE_MORE_WITHIN else 0


def _long_ago(turn: "Turn") -> bool:
    """Whether this was written more than a day after it was asked last."""
    _, last = (turn.state or {}).get(OPEN, (0, ""))
    return bool(last) and (turn.at or turn.now) - datetime.fromisoformat(last) > ONCE_MORE_WITHIN


def _names_danger(service: "Conversations", text: str) -> bool:
    return bool(danger.find(text, tuple(service.lexicons.values())))
