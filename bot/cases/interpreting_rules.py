"""What can be given to an interpreter, who must not get it, and what the worker is asked about it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from storage.models import Case, InterpreterProfile, InterpretingState, Staff, WorkerQuestion
from storage.repositories.interpreting import Item
from storage.uow import UnitOfWork

from .known import known_facts
from .names import named_within, same_body, same_name
from .need import bound, need_of
from .notifier import Param, Words
from .notify import name_of

MESSAGE, VOICE, ANSWER = "message", "voice", "answer"
"""What can be put into words, besides a call."""
INTO = ("ja", "en")
"""The languages interpreters put things into."""
PAID_BY = ("employer", "support_body", "broker")
"""Kinds of bodies that an interpreter may be paid by, as the question "who must not know" names them."""


def conflicted(uow: UnitOfWork, case: Case, staff: Staff, profile: InterpreterProfile | None) -> bool:
    """Whether an interpreter is bound to a body of the case, or paid by one that must not know."""
    need = need_of(uow, case)
    ties = list(profile.ties) if profile is not None else []
    if any(same_name(name, staff.name) or any(same_body(name, tie) for tie in ties) for name in need.names):
        return True
    if any(named_within(tie, said) for said in need.words for tie in ties):
        return True
    paid = set(profile.paid_by) if profile is not None else set()
    if paid & set(_must_not_know(known_facts(uow, case))):
        return True
    if staff.partner_id is None:
        return False
    refused = staff.partner_id in uow.cases.refused(case.id)
    partner = uow.partners.get(staff.partner_id)
    return refused or (partner is not None and bound(uow, case, partner))


def _must_not_know(known: Mapping[str, Any]) -> Sequence[str]:
    """Who must not know; where the worker was not asked or did not say, everybody."""
    said = known.get("must_not_know")
    return said if isinstance(said, list) and said else PAID_BY


def has_words(said: str) -> bool:
    """Whether something is in a language at all: a number, a sign or the paper clip of a file is in none."""
    return any(letter.isalpha() for letter in said)


def translatable(uow: UnitOfWork, case: Case) -> dict[Item, datetime]:
    """What the worker wrote or said in their own words, and when; without what was put into words already."""
    found: dict[Item, datetime] = {}
    for message in uow.cases.messages(case.id):
        if message["author"] == "worker" and has_words(message["text"]):
            found[(MESSAGE, str(message["id"]))] = message["at"]
    for file in uow.attachments.of_case(case.id):
        if file.media == "voice" and file.state == "stored":
            found[(VOICE, file.id)] = file.received_at
    for answer in (*uow.conversations.answers(case.run_id), *uow.conversations.written(case.run_id)):
        value = answer["value"]
        if isinstance(value, str) and value == answer["raw"] and has_words(value):
            found[(ANSWER, str(answer["visit"]))] = answer["at"]
    kept = uow.interpreting.renderings(case.id)
    done = {item for item, said in kept.items() if any(one.staff_id for one in said.values())}
    return {item: at for item, at in found.items() if item not in done}


def asks_about(uow: UnitOfWork, case: Case, interpreting_id: str) -> dict[str, Param]:
    """What the question to the worker names."""
    row = uow.interpreting.get(interpreting_id)
    staff = uow.partners.person(row.staff_id) if row is not None else None
    if row is None or staff is None:
        return {"partner": "", "name": "", "what": ()}
    at = translatable(uow, case)
    lines: list[Words] = []
    for what, ref in row.items:
        moment = at.get((what, ref))
        lines.append(Words(f"case.interpreter.what.{what}", {"date": moment} if moment is not None else {}))
    if row.call:
        lines.append(Words("case.interpreter.what.call"))
    return {
        "partner": name_of(uow, row.partner_id, case.language),
        "name": _named(uow, case, staff),
        "what": tuple(_once(lines)),
    }


def _once(lines: Sequence[Words]) -> list[Words]:
    kept: list[Words] = []
    for line in lines:
        if line not in kept:
            kept.append(line)
    return kept


def _named(uow: UnitOfWork, case: Case, staff: Staff) -> str:
    org = name_of(uow, staff.partner_id, case.language) if staff.partner_id is not None else None
    return f"{staff.name} ({org})" if isinstance(org, str) else staff.name


def interpreting_of(question: WorkerQuestion) -> str:
    """Which assignment a question is about."""
    return str((question.data or {}).get("interpreting", ""))


def still_wanted(uow: UnitOfWork, interpreting_id: str) -> bool:
    """Whether the worker still has to be asked about it."""
    row = uow.interpreting.get(interpreting_id)
    return row is not None and row.state == InterpretingState.ASKED.value
