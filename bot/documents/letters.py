"""Letters in the worker's own name: which are offered, what one would say, and the file.

The facts are the case's answers, only those that the kind of letter names (`flows/law/letters.yaml`), each of which the
worker can take out. Name, address, day and signature are lines to fill in by hand: nobody asks for them, and they are
kept nowhere. Nothing is sent to anybody but the worker.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.cases.known import known_facts, said_at
from bot.clock import date_in_japan
from bot.compliance.facts import spoken_in
from bot.wording import values
from bot.wording.readings import without_readings
from flows import compute
from flows.evidence import Says
from flows.law.clocks import Clock
from flows.law.duties import Duty, duties
from flows.law.letters import NOBODY, Letter, letters
from flows.law.running import running
from storage.errors import Erased
from storage.models import Case
from storage.uow import UnitOfWork

from .issuing import Draft
from .record import JAPANESE, Both, Given, Harm, Line, Part, Told, Word, lines
from .record_paper import broken
from .telling import BELOW, MINIMUM, Teller, called, told

KIND = "letter"
SPARE, LEAST = 1, 4
"""Empty lines under the facts, for what the program does not know; so many rows there are at least."""
SUM = "sum"
"""The id of the line with the computed amount."""
_TO_EMPLOYER = "known"
"""What warns before a letter that says to the employer what was not done: they will probably know who it is."""
ENDED = "ended"
"""The id of the line with the day on which the contract ended."""
_CLAIM, _NOTICE_PAY = "claim", "notice.pay"
"""The letter that asks for money, and the one duty of it that is no unpaid work: alone, it has words of its own."""


@dataclass(frozen=True)
class Offer:
    """What can be written in a case. ``lead``: who is in charge, as `flows/law/letters.py` has it; ``withheld``: what
    would fit, but is not offered while an organisation of this kind is."""

    kinds: tuple[str, ...]
    withheld: tuple[str, ...]
    lead: str


@dataclass(frozen=True)
class Contents:
    """What a letter would say. ``ended``: for the notice to immigration, the day on which the contract ended, where it
    is known for certain; ``due``: the last day for the notice, as long as it has not passed. That it has is nothing a
    worker has to hand in. ``words``: whose heading, first words and request it has, as `doc.letter.<words>` says them;
    empty: those of its kind."""

    letter: Letter
    facts: tuple[Line, ...]
    duties: tuple[Duty, ...]
    ended: Line | None = None
    due: Both | None = None
    words: str = ""

    @property
    def called(self) -> str:
        """The beginning of the keys of its heading, first words and request."""
        return self.words or self.letter.id

    @property
    def lines(self) -> tuple[Line, ...]:
        """Everything in it that can be taken out."""
        return self.facts if self.ended is None else (*self.facts, self.ended)


@dataclass(frozen=True)
class Made:
    """A letter that was made before and can be fetched again."""

    paper_id: str
    kind: str
    name: str
    size: int
    at: datetime


def offered(uow: UnitOfWork, case: Case, now: datetime) -> Offer:
    """The kinds of letter that fit what was told, in their order. Raises Erased."""
    known = known_facts(uow, case)
    status = known.get("status_other") if known.get("status") == "other" else known.get("status")
    unmet = {fact.duty.key for fact in spoken_in(uow, case) if fact.says is Says.DEVIATION}
    ended, lead = _notice(uow, case, now) is not None, _lead(uow, case)
    suited = [
        one for one in letters().values()
        if one.suits(case.topic, status if isinstance(status, str) else "unknown", unmet, ended=ended)
    ]  # fmt: skip
    withheld = tuple(one.id for one in suited if not one.allows(lead))
    return Offer(tuple(one.id for one in suited if one.id not in withheld), withheld, lead)


def contents(
    uow: UnitOfWork, case: Case, teller: Teller, kind: str, now: datetime, without: Collection[str] = ()
) -> Contents:
    """What a letter of this kind would say, without the lines that were taken out, nor an answer that the worker has
    called wrong. A duty is named only as long as an answer that speaks of it stays in. Raises Erased."""
    letter = letters()[kind]
    said = told(uow, case, teller, now)
    answers = Told(answers=(*said.answers, *_checked(uow, case)), happenings=(), passed=said.passed)
    found = [
        line for line in lines(answers, teller.structure, teller.speaker)
        if line.step in letter.facts and line.word is Word.WORKER
    ]  # fmt: skip
    if letter.warns == _TO_EMPLOYER:
        done = _done(uow, case, said)
        found = [line for line in found if line.step not in done]
    found.sort(key=lambda line: letter.facts.index(line.step))
    if MINIMUM in letter.duties and said.below_minimum is not None:
        found.append(said.below_minimum)
    if letter.sum:
        found += _sum(uow, case, teller, now)
    kept = tuple(line for line in found if line.id not in without)
    unmet = _unmet(uow, case, {line.step for line in kept}) | {line.duty for line in kept if line.id == BELOW}
    named = tuple(duty for key, duty in duties().items() if key in unmet and key in letter.duties and duty.basis.firm)
    words = _words(uow, case, letter, unmet)
    clock = _notice(uow, case, now) if letter.ended and ENDED not in without else None
    if clock is None or not clock.start.exact:
        return Contents(letter, kept, named, words=words)
    late = clock.passed(date_in_japan(now))
    due = None if late else teller.day(clock.due)
    return Contents(letter, kept, named, ended(teller, clock.start.day, late=late), due, words)


def ended(teller: Teller, day: date, *, late: bool) -> Line:
    """The day on which the contract ended. ``late``: one can count from it that the notice is late."""
    about = teller.both("doc.letter.ended.label")
    return Line(ENDED, Part.HAPPENED, Word.PROGRAM, teller.day(day), about, harm=Harm.LATE if late else None)


def draft(teller: Teller, it: Contents, business: datetime) -> Draft:
    """What the letter is drawn from. It bears no code: it is signed by hand."""
    about = {"letter": it.letter.id, "called": it.called, "language": teller.language}
    return Draft(KIND, KIND, paper(teller, it), business, about)


def made(uow: UnitOfWork, case: Case) -> list[Made]:
    """The letters of a case that can still be fetched, newest first."""
    found = []
    for row in reversed(uow.papers.of_case(case.id)):
        if row.kind != KIND or row.content is None:
            continue
        try:
            meta = uow.papers.meta(row)
        except Erased:
            continue
        at = datetime.fromisoformat(meta["issued"])
        found.append(Made(row.id, str(meta["letter"]), str(meta["name"]), int(meta["size"]), at))
    return found


def paper(teller: Teller, it: Contents) -> dict[str, Any]:
    """What the template `letter.typ` is filled with."""
    kind = it.letter.id
    blanks: list[tuple[str, Both | None]] = [(name, None) for name in it.letter.blanks]
    if it.letter.ended:
        blanks.append((ENDED, None if it.ended is None else it.ended.text))
    if it.due is not None:
        blanks.append(("due", it.due))
    said = {
        "heading": f"doc.letter.{it.called}.title", "to": f"doc.letter.{kind}_to.line",
        "opening": f"doc.letter.{it.called}_opening.line", "request": f"doc.letter.{it.called}_request.line",
        "facts_title": "doc.letter.facts.title", "duties_title": "doc.letter.duties.title",
        "date": "doc.letter.date.label", "by_hand": "doc.letter.by_hand.line",
    }  # fmt: skip
    return {
        "title": teller.text(teller.language, f"doc.letter.{it.called}.title"), "language": teller.language,
        "single": teller.language == JAPANESE,
        **{name: _said(teller, key) for name, key in said.items()},
        "nots": [_said(teller, key) for key in (f"doc.letter.{kind}_not.line", "doc.letter.not.line")],
        "facts": [_row(at, one) for at, one in enumerate(it.facts, 1)],
        "spare": 0 if it.letter.ended else max(SPARE, LEAST - len(it.facts)),
        "duties": [_plain(cited(duty, teller)) for duty in it.duties],
        "blanks": [
            {"label": _said(teller, f"doc.letter.{name}.label"), "value": _plain(value)} for name, value in blanks
        ],
        "own": [_said(teller, f"doc.letter.{name}.label") for name in ("name", "address", "sign")],
    }  # fmt: skip


def cited(duty: Duty, teller: Teller) -> Both:
    """A duty with its law. Of the law the catalogue has the Japanese name and the English one."""
    ja = f"{duty.ja}（{duty.law_ja}）"
    return Both(ja, ja if teller.language == JAPANESE else f"{called(duty, teller).own} ({duty.law})")


def _row(number: int, line: Line) -> dict[str, Any]:
    text = Both(broken(line.text.ja), broken(line.text.own))
    return {"n": number, "about": _plain(line.about), "text": _plain(text)}


def _said(teller: Teller, key: str) -> dict[str, str] | None:
    return _plain(teller.both(key))


def _plain(said: Both | None) -> dict[str, str] | None:
    return None if said is None else {"ja": said.ja, "own": said.own}


def _checked(uow: UnitOfWork, case: Case) -> list[Given]:
    """What the worker answered in the newest support check."""
    checks = uow.checks.of_case(case.id, case.worker_id)
    newest = checks[-1] if checks else []
    return [Given(f"k{one['step'].partition('.')[2]}", one["step"], one["value"], one["at"]) for one in newest]


def _done(uow: UnitOfWork, case: Case, said: Told) -> frozenset[str]:
    """The questions whose answers say that a duty was fulfilled: no part of what an employer is asked to make good.
    Whoever had the interview in time, but with the boss in the room, had none: that stays."""
    newest = f"k{len(uow.checks.of_case(case.id, case.worker_id)) - 1}_"
    names = (one for one, fulfilled in said.fulfilled.items() if fulfilled)
    return frozenset(f"check.{one.removeprefix(newest)}" if one.startswith(newest) else one for one in names)


def _sum(uow: UnitOfWork, case: Case, teller: Teller, now: datetime) -> list[Line]:
    """The amount of which the law part can say that it is at least owed; none where it can't, or where nobody said what
    was paid."""
    days = {variable: date_in_japan(at) for variable, at in said_at(uow, case).items()}
    found = compute.overtime_estimate(known_facts(uow, case), date_in_japan(now), days)
    low = found["estimate_low"]
    if not found["estimate_known"] or found["estimate_if_unpaid"] or not low:
        return []
    ja, own = (values.yen(teller.wording, language, low) for language in (JAPANESE, teller.language))
    amount = Both(without_readings(ja), without_readings(own) if teller.language == JAPANESE else own)
    return [Line(SUM, Part.HOURS, Word.PROGRAM, teller.both("doc.letter.sum.line", low=amount))]


def _unmet(uow: UnitOfWork, case: Case, steps: Collection[str] | None = None) -> set[str]:
    """The duties told as not fulfilled, in answers to these questions; None: to any."""
    return {
        fact.duty.key
        for fact in spoken_in(uow, case)
        if fact.says is Says.DEVIATION and (steps is None or any(given.step in steps for given in fact.by))
    }


def _words(uow: UnitOfWork, case: Case, letter: Letter, unmet: Collection[str]) -> str:
    """Whose words the letter has. Whoever was dismissed too soon and is owed nothing else does not say that wages were
    not paid. ``unmet``: the duties of which the lines that stay in speak."""
    if letter.id != _CLAIM or case.topic in letter.topics or _NOTICE_PAY not in _unmet(uow, case):
        return ""
    return "claim_notice" if {key for key in unmet if key in letter.duties} <= {_NOTICE_PAY} else ""


def _notice(uow: UnitOfWork, case: Case, now: datetime) -> Clock | None:
    """The clock of the worker's own notice to immigration, where a rule that was checked starts it."""
    today = date_in_japan(now)
    days = {name: date_in_japan(at) for name, at in said_at(uow, case).items()}
    found = running(compute.known_days(known_facts(uow, case), today, days), today)
    return next((clock for clock in found if clock.key == "immigration_notice"), None)


def _lead(uow: UnitOfWork, case: Case) -> str:
    """What kind of organisation is in charge."""
    partner = uow.partners.get(case.lead_partner_id) if case.lead_partner_id is not None else None
    return NOBODY if partner is None else partner.kind
