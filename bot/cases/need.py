"""What a case asks of a partner, read from what the worker told."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from storage.models import Case, Partner
from storage.uow import UnitOfWork

from .known import known_facts, names_told, verdict_on
from .names import folded
from .routing import Need, tied
from .spellings import names_of, with_spellings, words_with_spellings

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


def need_of(uow: UnitOfWork, case: Case, *, sure: bool = False) -> Need:
    """The need of a case that was filed before. ``sure``: as in `names_confirmed`."""
    need = need_from(known_facts(uow, case), case.topic, case.language, uow.groups.helpers(case.group_id))
    need = with_names(need, [*names_told(uow, case), *names_confirmed(uow, case, sure=sure)])
    return with_elsewhere(uow, replace(need, words=words_of(uow, case)), case.worker_id, besides=case.id, sure=sure)


def with_elsewhere(
    uow: UnitOfWork, need: Need, worker_id: str, besides: str | None = None, *, sure: bool = False
) -> Need:
    """The same, with what this worker named, or wrote in their own words, in other cases, in every spelling known."""
    words = list(need.words)
    for case in uow.cases.of_worker(worker_id):
        if case.id != besides:
            words += words_of(uow, case)
    names = with_spellings(uow, [*need.names, *names_elsewhere(uow, worker_id, besides, sure=sure)])
    return replace(need, names=names, words=words_with_spellings(uow, words))


def bound(uow: UnitOfWork, case: Case, partner: Partner) -> bool:
    """Whether a partner is kept away from a case because it is, or is bound to, a body that was named, wherever that
    was; the word of a coordinator who has looked since counts."""
    found = verdict_on(uow, case, partner.id)
    if found is not None:
        return found
    need = need_of(uow, case)
    return tied(partner, need.names, need.words)


def words_of(uow: UnitOfWork, case: Case) -> tuple[str, ...]:
    """What a worker wrote in a case in their own words, folded: messages and answers. Kept sealed as such, so that a
    tie that is declared years later still finds it."""
    written = [m["text"] for m in uow.cases.messages(case.id) if m["author"] == "worker"]
    return (*(folded(text) for text in written), *words_in_run(uow, case.run_id))


def words_in_run(uow: UnitOfWork, run_id: str) -> tuple[str, ...]:
    """The answers of a run that were typed and kept as they are, and what was written beside them, folded."""
    rows = [*uow.conversations.answers(run_id), *uow.conversations.written(run_id)]
    return tuple(folded(row["value"]) for row in rows if isinstance(row["value"], str) and row["value"] == row["raw"])


def with_names(need: Need, more: Iterable[str]) -> Need:
    """The same, with further bodies named."""
    return replace(need, names=tuple(dict.fromkeys([*need.names, *more])))


def names_in(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The bodies that answers name."""
    return tuple(name for key in NAMES if isinstance(name := answers.get(key), str) and name.strip())


def names_confirmed(uow: UnitOfWork, case: Case, *, sure: bool = False) -> tuple[str, ...]:
    """The bodies that staff have confirmed a case to be about, each as it is written anywhere; without what was taken
    back. ``sure``: also without one that was confirmed while another record was taken for the same body."""
    links = [one for one in uow.organisations.of_case(case.id) if not (sure and uow.organisations.in_doubt(one))]
    bodies = (uow.organisations.get(link.organisation_id) for link in links)
    return tuple(dict.fromkeys(name for body in bodies if body is not None for name in names_of(body)))


def names_elsewhere(
    uow: UnitOfWork, worker_id: str, besides: str | None = None, *, sure: bool = False
) -> tuple[str, ...]:
    """The bodies that were named in a worker's other cases: who is tied to one is not asked about any of them."""
    found: list[str] = []
    for case in uow.cases.of_worker(worker_id):
        if case.id != besides:
            found += [*names_in(known_facts(uow, case)), *names_told(uow, case)]
            found += names_confirmed(uow, case, sure=sure)
    return tuple(dict.fromkeys(found))
