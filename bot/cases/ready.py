"""Ready answers: texts of the catalogues, ``reply.<id>``, that staff send with their blanks filled in.

Staff read what it says in Japanese or English; the worker gets the same text in their own language. All languages have
the same blanks, and every value is written as that language writes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.wording import values
from bot.wording.blanks import Blank, Value, blank_of, parse
from bot.wording.filling import PLACEHOLDER
from bot.wording.served import Snapshot
from storage.models import Staff
from storage.uow import UnitOfWork

from .errors import CaseError
from .interpreting_rules import MESSAGE
from .messages import deliver, hold_to_reply, worker_language
from .notifier import Notifier, Words

PREFIX = "reply."
FOR_STAFF = ("en", "ja")
"""The languages in which the people of a case read what was sent."""
_FIRST = (
    "received", "file_received", "more_time", "unclear", "payslips", "contract", "hours", "do_not_sign", "call",
    "call_how", "meet", "bring", "go_along", "bed", "may_contact", "amount", "safe",
)  # fmt: skip
"""In this order; what a coordinator adds comes after."""


@dataclass(frozen=True)
class Ready:
    """One of them. ``blanks``: by name, in the order of the English text."""

    id: str
    blanks: Mapping[str, Blank]

    @property
    def key(self) -> str:
        """Of its text."""
        return PREFIX + self.id


class BlankWrong(CaseError):
    """Something is missing or can't be read in the blanks: {fields}. Nothing was sent."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(fields=", ".join(names))
        self.names = names


def ready_answers(words: Snapshot) -> list[Ready]:
    """All that can be sent; one with a blank that nobody knows how to fill is none."""
    found = {}
    for key, text in words.subset("en", PREFIX).items():
        names = dict.fromkeys(PLACEHOLDER.findall(text))
        kinds = {name: kind for name in names if (kind := blank_of(name)) is not None}
        if len(kinds) == len(names):
            found[key.removeprefix(PREFIX)] = Ready(key.removeprefix(PREFIX), kinds)
    order = [one for one in _FIRST if one in found] + [one for one in found if one not in _FIRST]
    return [found[one] for one in order]


def read_blanks(ready: Ready, typed: Mapping[str, str], now: datetime) -> dict[str, Value]:
    """The values, from what was typed. Raises BlankWrong, also for a day that has passed."""
    read: dict[str, Value] = {}
    for name, kind in ready.blanks.items():
        try:
            value = parse(kind, typed.get(name, ""))
        except ValueError:
            continue
        if kind is not Blank.DATE or str(value) >= now.date().isoformat():
            read[name] = value
    wrong = tuple(name for name in ready.blanks if name not in read)
    if wrong:
        raise BlankWrong(wrong)
    return read


def said(words: Snapshot, language: str, ready: Ready, given: Mapping[str, Value]) -> str:
    """The answer in a language."""
    shown = {name: values.param(words, language, name, value) for name, value in given.items()}
    return words.text(language, ready.key, **shown)


def send_ready(
    uow: UnitOfWork, notifier: Notifier, words: Snapshot, case_id: str, by: Staff, now: datetime, *, ready: Ready,
    given: Mapping[str, Value], dedupe: str,
) -> bool:
    """Send one; False if there is no way to write to the worker (it is kept in the case).

    What was sent is kept as the worker reads it, and beside it in the languages of staff. ``dedupe``: the same one
    twice is one message. Raises NoSuchCase, NotPossible.
    """
    case = hold_to_reply(uow, case_id, by, None)
    language = worker_language(uow, case)
    params = Words(ready.key, dict(given))
    made = deliver(
        uow, notifier, case, by, now, text=said(words, language, ready, given), language=language, dedupe=dedupe,
        shown=params,
    )
    if made.number is not None:
        for other in FOR_STAFF:
            if other != language:
                uow.interpreting.render(
                    case.id, (MESSAGE, str(made.number)), language=other, text=said(words, other, ready, given),
                    staff_id=None, now=now,
                )
    return made.sent
