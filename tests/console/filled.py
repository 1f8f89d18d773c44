"""Addresses of the console with something behind them: a case that was accepted, an alarm, a letter, a recording."""

import re
from collections.abc import Callable
from datetime import timedelta

from storage.ids import new_id
from storage.models import AlarmKind, Organisation
from tests.console.conftest import NOW, Town


def accepted(town: Town) -> str:
    number = town.file("north", "south", urgent=True)
    assert town.log_in("north").act(town, number, "accept").status_code == 303
    return number


def _alarm(town: Town) -> str:
    with town.db.write() as uow:
        uow.system.raise_alarm(AlarmKind.SET_ASIDE, "a-conversation", {"error": "ValueError"}, NOW)
        (alarm,) = uow.system.open_alarms()
        return str(alarm.id)


def _draft(town: Town) -> str:
    """A report that somebody of North enters together with a worker."""
    with town.db.write() as uow:
        return uow.assisted.begin(town.people["north"].id, town.partners["north"], "counter", NOW).id


def _shift(town: Town) -> str:
    with town.db.write() as uow:
        shift = uow.shifts.add(
            town.partners["north"], NOW, NOW + timedelta(hours=9), staff_id=None, closed=True, made_by="", now=NOW
        )
        return shift.id


def _assignment(town: Town, number: str) -> str:
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        row = uow.interpreting.assign(
            case.id, partner_id=town.partners["north"], asked_by="", staff_id=town.people["north-interpreter"].id,
            items=[("message", "0")], call=False, due_at=NOW + timedelta(days=2), note="", now=NOW,
        )  # fmt: skip
        row.state = "agreed"
        return row.id


def _organisation(town: Town, number: str) -> str:
    """One that a case is about."""
    with town.db.write() as uow:
        made = Organisation(
            id=new_id(), kind="accepting", name="春日製作所", spellings=[], created_at=NOW, created_by="", number=None
        )
        uow.organisations.save(made)
        case = uow.cases.find(number)
        assert case is not None
        uow.organisations.link(case.id, made, site_id=None, named="", staff_id="", now=NOW)
        return made.id


def _correction(town: Town, number: str) -> str:
    """One that North asks for."""
    organisation = _organisation(town, number)
    with town.db.write() as uow:
        made = uow.corrections.make(
            organisation, "support.10_interview", partner_id=town.partners["north"], made_by="",
            due_at=NOW + timedelta(days=14), now=NOW,
        )
        return made.id


def _recording(town: Town) -> str:
    """A recording that waits to be published."""
    with town.db.write() as uow:
        return uow.recordings.put(
            "vi", "opening.intro.ask", b"OggS", of="", milliseconds=1, source="console", by=None, now=NOW
        )


def filled(town: Town, path: str, number: str) -> str:
    values: dict[str, Callable[[], str]] = {
        "number": lambda: number,
        "rev": lambda: str(town.rev(number)),
        "attachment_id": lambda: town.attachment,
        "partner_id": lambda: town.partners["north"],
        "staff_id": lambda: town.people["north"].id,
        "appointment_id": lambda: "none",
        "reply_id": lambda: "payslips",
        "interpreting_id": lambda: _assignment(town, number),
        "alarm_id": lambda: _alarm(town),
        "shift_id": lambda: _shift(town),
        "organisation_id": lambda: _organisation(town, number),
        "correction_id": lambda: _correction(town, number),
        "link_id": lambda: "none",
        "view_id": lambda: "none",
        "step": lambda: "sign",
        "draft_id": lambda: _draft(town),
        "language": lambda: "vi",
        "key": lambda: "opening.intro.ask",
        "kind": lambda: "po?language=vi",
        "release": lambda: "1",
        "recording": lambda: _recording(town),
    }
    return re.sub(r"{(\w+)}", lambda found: values.get(found[1], found.group)(), path)
