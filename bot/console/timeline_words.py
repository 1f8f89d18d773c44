"""The timeline in words: who did what and when, with the note they left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.console.answers import without_furigana
from bot.digests.times import StaffTimes
from bot.wording.served import Snapshot
from flows.law.duties import duty
from storage.repositories.timeline import Line
from storage.uow import UnitOfWork

_PEOPLE = ("staff", "coordinator")
_SPOKEN = ("note", "text")
_CODES = {
    "reason": "staff.decline.", "why": "staff.notice.", "decision": "staff.review.", "way": "staff.interpreting.way.",
    "reply": "staff.reply.",
    **{name: f"staff.meeting.{name}." for name in ("kind", "whom")},
}  # fmt: skip
"""Values that are codes, and where their texts are."""


@dataclass(frozen=True)
class Told:
    """One line: when, who, what, and words somebody left."""

    when: str
    who: str
    what: str
    quote: str | None


def tell(
    uow: UnitOfWork,
    words: Snapshot,
    lang: str,
    times: StaffTimes,
    lines: list[Line],
    organisations: Mapping[str, str],
) -> list[Told]:
    """The timeline, newest first."""
    people: dict[str, str] = {}
    told = []
    for line in lines:
        values = {name: _value(words, lang, times, name, value, organisations) for name, value in line.data.items()}
        values.setdefault("partner", values.get("to", ""))
        values |= _composed(words, lang, times, line.data)
        person = line.data.get("person")
        everybody = words.text(lang, "staff.assign.everybody")
        values["person"] = _name(uow, words, lang, person, people) if person else everybody
        told.append(
            Told(
                times.when(line.at),
                _who(uow, words, lang, line, people),
                words.text(lang, f"staff.timeline.{line.kind}", **values),
                next((str(line.data[name]) for name in _SPOKEN if line.data.get(name)), None),
            )
        )
    return told[::-1]


def _composed(words: Snapshot, lang: str, times: StaffTimes, data: Mapping[str, Any]) -> dict[str, str]:
    """Values that are made of several: what a fact says, why a time limit moved."""
    found: dict[str, str] = {}
    if "variable" in data:
        found["fact"] = words.text(lang, f"staff.fact.{data['variable']}")
        found["value"] = _time(times, data["value"]) if data.get("value") else words.text(lang, "staff.fact.not_so")
    if "step" in data:
        key = f"{data['step']}.ask"
        found["question"] = without_furigana(words.text(lang, key if words.has(key) else "staff.case.old_question"))
    about = data.get("duties") or ([data["duty"]] if "duty" in data else [])
    if about:
        found["duty"] = "; ".join(found_duty.name(lang) if (found_duty := duty(one)) else str(one) for one in about)
    if "clock" in data:
        found["clock"] = words.text(lang, f"staff.reason.{data['clock']}")
    if "because" in data:
        came = [words.text(lang, f"staff.reason.{one}") for one in data["because"]]
        went = [
            words.text(lang, "staff.moved.gone", reason=words.text(lang, f"staff.reason.{one}")) for one in data["gone"]
        ]
        found["because"] = "; ".join(came + went) or words.text(lang, "staff.moved.usual")
    return found


def _who(uow: UnitOfWork, words: Snapshot, lang: str, line: Line, people: dict[str, str]) -> str:
    if line.actor_kind in _PEOPLE and line.actor_id is not None:
        return _name(uow, words, lang, line.actor_id, people)
    return words.text(lang, f"staff.actor.{line.actor_kind}")


def _name(uow: UnitOfWork, words: Snapshot, lang: str, staff_id: str, people: dict[str, str]) -> str:
    if staff_id not in people:
        staff = uow.access.get(staff_id)
        people[staff_id] = staff.name if staff is not None else words.text(lang, "staff.actor.staff")
    return people[staff_id]


def _value(
    words: Snapshot, lang: str, times: StaffTimes, name: str, value: Any, organisations: Mapping[str, str]
) -> str:
    """A value of a line as a person reads it; lists and codes the texts do not use stay empty."""
    if name in ("partner", "to") and isinstance(value, str):
        return organisations.get(value, words.text(lang, "staff.next.somebody"))
    if name in _CODES and isinstance(value, str):
        key = _CODES[name] + value
        return words.text(lang, key) if words.has(key) else value
    if isinstance(value, str):
        return _time(times, value)
    return str(value) if isinstance(value, int) else ""


def _time(times: StaffTimes, text: str) -> str:
    """A date or time if the text is one, else the text."""
    if len(text) < 10 or not text[:4].isdigit():
        return text
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    if at.tzinfo is None:
        return date.fromisoformat(text[:10]).isoformat()
    return times.when(at)
