"""Reads from the database what a case's process record is made of."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from bot.cases.known import known_facts, said_at
from bot.cases.notifier import COORDINATOR_NAME, Words
from bot.cases.notify import name_of
from bot.clock import date_in_japan
from bot.compliance.facts import said_in_check, sector_in, spoken_in
from bot.compliance.standing import took_part
from bot.wording import values
from bot.wording.enumerate import papers
from bot.wording.readings import without_readings
from bot.wording.served import Snapshot
from flows import compute
from flows.evidence import Says, reading
from flows.law.clocks import Clock
from flows.law.duties import Duty, duties
from flows.law.running import running
from flows.model import Kind, Step, Structure
from storage.models import Case
from storage.repositories.checks import STEPS
from storage.rows import Row
from storage.uow import UnitOfWork

from .record import (
    JAPANESE,
    Both,
    Estimate,
    File,
    Given,
    Happening,
    Letter,
    Line,
    Part,
    Request,
    Speaker,
    Told,
    Word,
    question,
)

KINDS = {"photo": "web.attach_photo", "file": "web.attach_file", "voice": "web.attach_voice"}
"""What kinds of files are called."""
MINIMUM = "pay.minimum"
BELOW = "below_minimum"
"""The duty to pay the minimum wage, and the id of the line that says that the pay told lies below it."""
_LETTER, _NOTICE = "letter", "immigration"
_RECORDED, _CORRECTED = "fact_recorded", "answer_corrected"
_WHICH_IS_RIGHT = "unpaid_overtime.months_or_since"


@dataclass(frozen=True)
class Teller:
    """Everything needed to put a case into words: the texts, the structure of its questions, the worker's language."""

    wording: Snapshot
    structure: Structure
    language: str

    @property
    def speaker(self) -> Speaker:
        """How things are said. Japanese without readings: officers read it."""
        return Speaker(self.language, self.text, self.answer)

    def text(self, language: str, key: str, **filled: str) -> str:
        """A text with its values."""
        said = self.wording.text(language, key, **filled)
        return without_readings(said) if language == JAPANESE else said

    def answer(self, language: str, flow: str, step: Step, value: Any) -> str:
        """An answer in words; empty where it can't be said, of a choice that is no longer there."""
        known = {choice.id for choice in step.choices}
        picked = value if isinstance(value, list) else [value]
        if known and not {str(one) for one in picked} <= known:
            return ""
        try:
            said = values.answer(self.wording, language, flow, step.id, step.kind.value, value)
        except (KeyError, TypeError, ValueError):
            return ""
        return without_readings(said) if language == JAPANESE else said

    def day(self, day: date) -> Both:
        """A day in both languages."""
        return self._dated(values.day, day)

    def month(self, month: str) -> Both:
        """A month (``2026-11``) in both languages."""
        return self._dated(values.month, month)

    def _dated(self, said: Callable[[str, Any], str], when: Any) -> Both:
        own = said(self.language, when)
        ja = without_readings(said(JAPANESE, when))
        return Both(ja, ja if self.language == JAPANESE else own)

    def both(self, key: str, **filled: Both) -> Both:
        """A text in both languages."""
        return self.speaker.both(key, **filled)


def told(uow: UnitOfWork, case: Case, teller: Teller, now: datetime) -> Told:
    """What a record of this case can say at ``now`` (business time). Raises Erased."""
    known, said = known_facts(uow, case), said_at(uow, case)
    today = date_in_japan(now)
    days = {variable: date_in_japan(at) for variable, at in said.items()}
    clocks = compute.job_clocks(known, today, days)
    status = known.get("status_other") if known.get("status") == "other" else known.get("status")
    passed = {"notice"} if clocks["notice_passed"] else set()
    sector = sector_in(uow, case)
    checks, of_checks = _checks(uow, case, sector)
    return Told(
        answers=(*_answers(uow, case, _not_right(known, today, days)), *_recorded(uow, case, teller)),
        happenings=_happenings(uow, case, teller),
        files=_files(uow, case, teller), estimate=_estimate(known, teller, today, days), passed=passed,
        below_minimum=below_minimum(known, teller, today, days),
        status=status if isinstance(status, str) else None,
        duties={
            key: called(duty, teller) for key, duty in duties().items()
            if duty.binds(status if isinstance(status, str) else None, date_in_japan(case.filed_at), sector)
        },
        fulfilled={**_fulfilled(uow, case), **of_checks}, requests=_requests(uow, case, teller), checks=checks,
        letters=_letters(uow, case, teller, _notice(known, today, days)),
    )  # fmt: skip


def _fulfilled(uow: UnitOfWork, case: Case) -> dict[str, bool]:
    """What answers of the report say of duties, as the board of duties reads them; one that says both is told as not
    fulfilled."""
    found: dict[str, bool] = {}
    for fact in spoken_in(uow, case):
        for given in fact.by:
            if not given.step.startswith(STEPS):
                found[given.step] = fact.says is Says.FULFILLED and found.get(given.step, True)
    return found


def _checks(uow: UnitOfWork, case: Case, sector: str | None) -> tuple[list[Given], dict[str, bool]]:
    """What was answered in support checks, one after the other, and what each answer says of duties."""
    report = uow.conversations.answers(case.run_id)
    told: list[Given] = []
    states: dict[str, bool] = {}
    for number, answers in enumerate(uow.checks.of_case(case.id, case.worker_id)):
        ids = {one["step"]: f"k{number}_{one['step'].removeprefix(STEPS)}" for one in answers}
        told += [Given(ids[one["step"]], one["step"], one["value"], one["at"]) for one in answers]
        for _, says, _, by in said_in_check(report, answers, sector):
            for given in by:
                states[ids[given.step]] = says is Says.FULFILLED and states.get(ids[given.step], True)
    return told, states


def _requests(uow: UnitOfWork, case: Case, teller: Teller) -> list[Request]:
    """Requests for correction that went out with this worker's yes. What other workers said of them is not told."""
    found = []
    for row, word in uow.corrections.of_case(case.id):
        about = duties().get(row.duty)
        if row.requested_at is None or not took_part(row, word) or about is None:
            continue
        due = date_in_japan(row.due_at)
        month = f"{due:%Y-%m}"
        found.append(
            Request(
                row.id, called(about, teller), row.requested_at, teller.day(due), teller.month(month),
                row.reply, row.reply_at, word.mended, word.mended_at,
            )
        )  # fmt: skip
    return found


def _answers(uow: UnitOfWork, case: Case, without: Collection[str]) -> list[Given]:
    """Each under the number of the first answer to its question: what was taken out stays out when it is corrected."""
    given = uow.conversations.answers(case.run_id, with_replaced=True)
    first: dict[str, int] = {}
    for one in given:
        first.setdefault(one["step"], one["visit"])
    return [
        Given(f"a{first[one['step']]}", one["step"], one["value"], one["at"])
        for one in given if not one["replaced"] and one["step"] not in without
    ]  # fmt: skip


def _not_right(known: Mapping[str, Any], today: date, said: Mapping[str, date]) -> tuple[str, ...]:
    """The answer of which the worker said that another one is right, and where they said it: no paper of theirs says
    what they have called wrong."""
    found = compute.not_right(known, today, said)
    return () if found is None else (f"unpaid_overtime.{found}", _WHICH_IS_RIGHT)


def _recorded(uow: UnitOfWork, case: Case, teller: Teller) -> list[Given]:
    """What staff learnt and wrote down, as the newest of it stands."""
    steps = {step.save: f"{flow.id}.{step.id}" for flow, step in teller.structure.steps() if step.kind.asks}
    found: dict[str, Given] = {}
    for line in uow.cases.events(case.id):
        variable, value = line.data.get("variable"), line.data.get("value")
        if line.kind != _RECORDED or variable not in steps:
            continue
        ja, own = (organisation(uow, line.data.get("partner"), teller, one) for one in (JAPANESE, teller.language))
        found.pop(variable, None)
        if value is not None:
            found[variable] = Given(f"r{line.seq}", steps[variable], value, line.at, Both(ja, own))
    return list(found.values())


def _happenings(uow: UnitOfWork, case: Case, teller: Teller) -> list[Happening]:
    found = []
    for line in uow.cases.events(case.id):
        partner = line.data.get("partner")
        names = None
        if partner is not None:
            ja, own = (organisation(uow, partner, teller, one) for one in (JAPANESE, teller.language))
            names = Both(ja, own)
        happening = Happening(line.seq, line.kind, line.at, names)
        if line.kind == "coordinator_asked":
            coordinator = teller.both(COORDINATOR_NAME.key)
            happening = replace(happening, kind="offered", partner=coordinator)
        found.append(happening)
    return found


def called(duty: Duty, teller: Teller) -> Both:
    """A duty's name: the official one beside what workers call it, by a label of its own or as the button of the
    question that names it. Of one that no question asks for only the catalogue knows names, in Japanese and English."""
    name = duty.key.replace(".", "_")
    key = f"doc.duty.{name}.label"
    said = key if key in _named() else _buttons().get(duty.key)
    return Both(duty.ja, f"{duty.en} / {duty.ja}" if said is None else teller.text(teller.language, said))


@cache
def _buttons() -> Mapping[str, str]:
    """Duty -> the text key of the button that names it."""
    named = ((duty, f"{step}.choice.{one}") for step, speaks in reading().items() for one, duty in speaks.each.items())
    return dict(named)


@cache
def _named() -> frozenset[str]:
    return frozenset(one.key for one in papers())


def organisation(uow: UnitOfWork, partner_id: str | None, teller: Teller, language: str) -> str:
    """What an organisation is called in a language; without one the coordinators."""
    name = COORDINATOR_NAME if partner_id is None else name_of(uow, partner_id, language)
    return teller.text(language, name.key) if isinstance(name, Words) else name


def _files(uow: UnitOfWork, case: Case, teller: Teller) -> list[File]:
    found = []
    for row in uow.attachments.of_case(case.id):
        meta = uow.attachments.meta(row)
        if row.state == "stored" and "sha256" in meta:
            kind, key = teller.both(KINDS.get(row.media, KINDS["file"])), asked_by(teller.structure, row)
            asked = teller.both(key) if key is not None else None
            found.append(
                File(
                    row.id, kind, row.received_at, row.size or 0, meta["sha256"],
                    None if asked is None else Both(question(asked.ja), question(asked.own)), said_of(teller, meta),
                    own_words="choice" not in meta.get("shows", {}),
                )
            )
    return found


def asked_by(structure: Structure, row: Row[Any]) -> str | None:
    """The text of the question that a recording answers; None: it came without one, or while something else was asked.
    Where files as such are asked for, the question tells nothing of what they show."""
    flow, _, name = (row.step or "").partition(".")
    steps = structure.flows[flow].steps if flow in structure.flows else ()
    step = next((one for one in steps if one.id == name), None)
    answers = step is not None and step.kind is not Kind.FILE and row.media in step.accept
    return f"{row.step}.ask" if answers else None


def said_of(teller: Teller, meta: Mapping[str, Any]) -> Both | None:
    """What the worker says that a file shows, tapped, written, or sent along with it. What they wrote nobody has
    translated."""
    shows = meta.get("shows", {})
    if "choice" in shows:
        return teller.both(f"doc.chat.files_shows.choice.{shows['choice']}")
    said = str(shows.get("text") or meta.get("caption") or "").strip()
    if not said:
        return None
    own = teller.language == JAPANESE
    return Both(said if own else teller.text(JAPANESE, "doc.record.own_words.line"), said)


def _notice(known: Mapping[str, Any], today: date, days: Mapping[str, date]) -> Clock | None:
    """The time limit of the worker's own notice to immigration, where one is known."""
    limits = running(compute.known_days(known, today, days), today)
    return next((limit for limit in limits if limit.key == "immigration_notice"), None)


def _letters(uow: UnitOfWork, case: Case, teller: Teller, notice: Clock | None) -> list[Letter]:
    """Of every kind of letter that the worker had made the first, by its heading. Whether it was handed in only the
    worker knows."""
    found: dict[str, Letter] = {}
    for row in uow.papers.of_case(case.id):
        if row.kind != _LETTER:
            continue
        meta = uow.papers.meta(row)
        kind, at = str(meta["letter"]), datetime.fromisoformat(meta["issued"])
        limit = notice if kind == _NOTICE else None
        late = limit is not None and limit.passed(date_in_japan(at))
        due = teller.day(limit.due) if limit is not None and limit.start.exact and not late else None
        called = str(meta.get("called", kind))
        found.setdefault(called, Letter(row.id, teller.both(f"doc.letter.{called}.title"), at, due, late))
    return list(found.values())


def below_minimum(
    known: Mapping[str, Any], teller: Teller, today: date, days: Mapping[str, date]
) -> Line | None:
    """That the pay told lies below the minimum wage of that time: both amounts of an hour. None where that is
    not so, or can't be told. It is the program's word, not the worker's.

    Of a month's pay nothing is written: it is asked without the money for housing, which counts in this test, and the
    hours of the month are not asked. The worker has read that it may be too low, and that a helper must check it."""
    found, duty = compute.overtime_minimum(known, today, days), duties()[MINIMUM]
    if not found["too_low"] or known.get("pay_form") == "monthly":
        return None
    amounts = [
        [values.yen(teller.wording, language, found[name]) for name in ("too_low_pay", "too_low_minimum")]
        for language in (JAPANESE, teller.language)
    ]
    ja = without_readings(" < ".join(amounts[0]))
    text = Both(ja, ja if teller.language == JAPANESE else " < ".join(amounts[1]))
    name, asked = called(duty, teller), teller.both("unpaid_overtime.hourly_pay.ask")
    about = Both(f"【{name.ja}】{question(asked.ja)}", f"【{name.own}】{question(asked.own)}")
    return Line(BELOW, Part.DUTIES, Word.PROGRAM, text, about, duty=MINIMUM, weighty=True)


def _estimate(known: Mapping[str, Any], teller: Teller, today: Any, days: Mapping[str, Any]) -> Estimate | None:
    found = compute.overtime_estimate(known, today, days)
    low, high = found["estimate_low"], found["estimate_high"]
    if not found["estimate_known"] or low is None or high is None or found["estimate_if_unpaid"]:
        return None

    def yen(amount: int) -> Both:
        one, other = (values.yen(teller.wording, language, amount) for language in (JAPANESE, teller.language))
        return Both(without_readings(one), without_readings(other) if teller.language == JAPANESE else other)

    return Estimate(yen(low), yen(high))
