"""What a case asks of a partner, read from what the worker told."""

from collections.abc import Iterable, Mapping
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
        names=names_in(answers),
        want=(want,) if isinstance(want, str) else (),
        without_card=answers.get("status_other") == "no_card" or answers.get("stay_passed") is True,
        preferred=preferred,
    )


def need_of(uow: UnitOfWork, case: Case) -> Need:
    """The need of a case that was filed before."""
    need = need_from(known_facts(uow, case), case.topic, case.language, uow.groups.helpers(case.group_id))
    return with_names(need, [*names_told(uow, case), *names_elsewhere(uow, case.worker_id, besides=case.id)])


def with_names(need: Need, more: Iterable[str]) -> Need:
    """The same, with further bodies named."""
    return replace(need, names=tuple(dict.fromkeys([*need.names, *more])))


def names_in(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The bodies that answers name."""
    return tuple(name for key in NAMES if isinstance(name := answers.get(key), str) and name.strip())


def names_elsewhere(uow: UnitOfWork, worker_id: str, besides: str | None = None) -> tuple[str, ...]:
    """The bodies that were named in a worker's other cases: who is tied to one is not asked about any of them."""
    found: list[str] = []
    for case in uow.cases.of_worker(worker_id):
        if case.id != besides:
            found += [*names_in(known_facts(uow, case)), *names_told(uow, case)]
    return tuple(dict.fromkeys(found))
