"""What a question about a correction names: the worker's own answers, in their own language's words."""

from collections.abc import Mapping

from bot.cases.notifier import Param, QuestionKind, Words
from bot.cases.notify import name_of
from bot.clock import date_in_japan
from flows.evidence import Says, chosen, reading
from storage.models import Case, CaseOrganisation, Correction, WorkerQuestion
from storage.uow import UnitOfWork

from .facts import Fact, newest, spoken_in

_YES_NO = {"yes": "ui.yes", "no": "ui.no"}


def asks(uow: UnitOfWork, case: Case, question: WorkerQuestion) -> Mapping[str, Param]:
    """Who would ask, whom, what the worker told about it, and until when."""
    correction = uow.corrections.get(str((question.data or {}).get("correction", "")))
    if correction is None:
        return {"partner": "", "organisation": "", "said": (), "until": "", "info": ""}
    return {
        "partner": name_of(uow, correction.partner_id, case.language),
        "organisation": called(uow, case, correction),
        "info": Words("case.correction.info"),
        "said": said(uow, case, correction.duty),
        "until": date_in_japan(correction.due_at),
    }


def still_wanted(uow: UnitOfWork, question: WorkerQuestion) -> bool:
    """Whether the worker still has to be asked: for their yes only until the letter goes out."""
    correction = uow.corrections.get(str((question.data or {}).get("correction", "")))
    if correction is None or correction.ended_at is not None:
        return False
    return question.kind != QuestionKind.CORRECTION.value or correction.requested_at is None


def called(uow: UnitOfWork, case: Case, correction: Correction) -> str:
    """The organisation as this worker wrote it; else in letters they read."""
    family = uow.organisations.family(correction.organisation_id)
    links: list[CaseOrganisation] = [one for one in uow.organisations.of_case(case.id) if one.organisation_id in family]
    written = next((name for link in links if (name := uow.organisations.named(link))), "")
    found = uow.organisations.get(uow.organisations.root(correction.organisation_id))
    if written or found is None:
        return written
    return found.name if case.language == "ja" else found.name_latin or found.name


def said(uow: UnitOfWork, case: Case, duty: str) -> tuple[Words, ...]:
    """The questions and the answers by which the worker said that a duty was not fulfilled."""
    told = [one for one in spoken_in(uow, case) if one.duty.key == duty]
    fact = newest(told, Says.DEVIATION).get(duty) or next(iter(told), None)
    return tuple(lines_of(fact)) if fact is not None else ()


def lines_of(fact: Fact) -> list[Words]:
    """The same of one fact."""
    return [line for question, answers in quoted(fact) for line in (question, *answers)]


def quoted(fact: Fact) -> list[tuple[Words, list[Words]]]:
    """Each question by which a worker spoke of a duty, and those of their answers that do."""
    found = []
    for given in fact.by:
        speaks = reading()[given.step]
        answers = []
        for one in sorted(chosen(given.value)):
            tells = one in speaks.deviation or one in speaks.fulfilled
            if tells or speaks.each.get(one) == fact.duty.key or one == speaks.all_fulfilled:
                answers.append(Words(_YES_NO[one] if isinstance(given.value, bool) else f"{given.step}.choice.{one}"))
        found.append((Words(f"{given.step}.ask"), answers))
    return found
