"""What a case asks of a partner, read from what the worker told."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from storage.models import Case
from storage.uow import UnitOfWork

from .known import known_facts, names_told
from .routing import Need

NAMES = ("who_pays", "work_place", "support_name", "broker")
"""Variables in which workers name bodies: none of them, nor one tied to them, is asked."""


def need_from(
    answers: Mapping[str, Any], topic: str, language: str, preferred: frozenset[str] = frozenset()
) -> Need:
    """The need behind a set of answers; what is unknown or refused counts as not told."""
    want, prefecture = answers.get("want"), answers.get("prefecture")
    return Need(
        topic=topic,
        prefecture=prefecture if isinstance(prefecture, str) else None,
        language=language,
        names=tuple(name for key in NAMES if isinstance(name := answers.get(key), str) and name.strip()),
        want=(want,) if isinstance(want, str) else (),
        without_card=answers.get("status_other") == "no_card" or answers.get("stay_passed") is True,
        preferred=preferred,
    )


def need_of(uow: UnitOfWork, case: Case) -> Need:
    """The need of a case that was filed before."""
    need = need_from(known_facts(uow, case), case.topic, case.language, uow.groups.helpers(case.group_id))
    return replace(need, names=tuple(dict.fromkeys([*need.names, *names_told(uow, case)])))
