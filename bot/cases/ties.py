"""A conflict of interest that is found later: a partner is, or is bound to, a body that was named since filing.

It loses access at once, the coordinator hears of it, and the next one is asked.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.escalation.cause import Cause, Reason
from bot.escalation.check_ins import waits_anew
from bot.escalation.ladder import Ladder
from bot.escalation.pauses import without
from storage.models import COORDINATOR, Case, CaseState, Offer, OfferState, Partner, Staff
from storage.repositories.timeline import Line
from storage.uow import UnitOfWork

from .actors import CLOCK, Actor, actor, coordinates
from .alone import ask_when_alone
from .availability import available
from .decline import give_up, must_move
from .errors import NotPossible, ReasonNeeded
from .held import hold_open
from .interpreting_ends import part_with_interpreters
from .known import lines, tied_out, verdict_on
from .names import folded, near_body
from .need import need_of
from .notifier import Notifier, QuestionKind, StaffNotice
from .notify import name_of, tell, tell_worker
from .routing import tied
from .spellings import shares_spelling, with_spellings, words_with_spellings
from .timeline import Happened, record

TIE = "tie"
"""Why an offer ended so; the text key is ``staff.decline.tie``."""
_OVER = (OfferState.DECLINED.value, OfferState.ENDED.value)


def part_with(
    uow: UnitOfWork, notifier: Notifier, case: Case, names: Sequence[str], by: Actor, now: datetime
) -> list[str]:
    """Part with every partner of the case that is, or is bound to, one of ``names``. Returns whom.

    The case must be held.
    """
    part_with_interpreters(uow, notifier, case, by, now)
    names = with_spellings(uow, names)
    involved = _involved(uow, notifier, case, now)
    gone = _part(uow, notifier, case, [partner for partner in involved if tied(partner, names)], by, now)
    note_possible(uow, notifier, case, [p for p in involved if p.id not in gone], names, now)
    return gone


def note_possible(
    uow: UnitOfWork, notifier: Notifier, case: Case, partners: Sequence[Partner], names: Sequence[str], now: datetime
) -> None:
    """Names that only resemble one another change nothing by themselves: a coordinator is asked to look, once for each
    partner. The case must be held."""
    if not names:
        return
    before = {line["partner"] for line in lines(uow, case, Happened.TIE_POSSIBLE, Happened.TIE_CLEARED)}
    for partner in partners:
        called = [partner.name, partner.name_ja or "", *partner.ties]
        if partner.id not in before and any(near_body(name, one) for name in names for one in called):
            record(uow, case, Happened.TIE_POSSIBLE, CLOCK, now, partner=partner.id)
            tell(uow, notifier, case, COORDINATOR, StaffNotice.TIE_POSSIBLE, now, tag=f"near{case.events}")


def possible_ties(uow: UnitOfWork, case: Case) -> list[str]:
    """The partners about which a coordinator is asked to look."""
    noted = dict.fromkeys(line["partner"] for line in lines(uow, case, Happened.TIE_POSSIBLE))
    return [one for one in noted if verdict_on(uow, case, one) is None]


def note_gone(uow: UnitOfWork, notifier: Notifier, case: Case, now: datetime) -> None:
    """What was named has changed: where nothing that is known ties a partner any more, in this case or in others of the
    worker, a coordinator hears of it once. Nothing is given back before they have looked. The case must be held."""
    for one in (case, *_others(uow, case)):
        found = False
        for partner_id in gone_ties(uow, one):
            last = [line for line in _whole(uow, one) if line.data["partner"] == partner_id][-1]
            if last.kind == Happened.TIE_FOUND.value:
                found = True
                record(uow, one, Happened.TIE_GONE, CLOCK, now, partner=partner_id)
                tell(uow, notifier, one, COORDINATOR, StaffNotice.TIE_GONE, now, tag=f"gone{one.events}")
        if found and one is not case:
            uow.cases.changed(one)


def note_gone_anywhere(uow: UnitOfWork, notifier: Notifier, now: datetime) -> None:
    """The same in every open case in which somebody was parted with: what an organisation or a partner is called, is
    bound to or stands for has changed, which no single case tells."""
    for case_id in uow.cases.open_with(Happened.TIE_FOUND.value):
        case = uow.cases.locked(case_id)
        if case is None or not CaseState(case.state).open:
            continue
        before = case.events
        note_gone(uow, notifier, case, now)
        if case.events != before:
            uow.cases.changed(case)


def gone_ties(uow: UnitOfWork, case: Case) -> list[str]:
    """The partners that were parted with, and that nothing which is sure now is a tie of."""
    out = tied_out(uow, case)
    if not out:
        return []
    need = need_of(uow, case, sure=True)
    partners = [partner for one in sorted(out) if (partner := uow.partners.get(one)) is not None]
    return [partner.id for partner in partners if not tied(partner, need.names, need.words)]


def _whole(uow: UnitOfWork, case: Case) -> list[Line]:
    kinds = {Happened.TIE_FOUND.value, Happened.TIE_GONE.value, Happened.TIE_CLEARED.value}
    return [line for line in uow.cases.events(case.id) if line.kind in kinds]


def note_possible_at_filing(
    uow: UnitOfWork, notifier: Notifier, case: Case, names: Sequence[str], now: datetime
) -> None:
    """The same for those that a new case is put before."""
    if names:
        note_possible(uow, notifier, case, _involved(uow, notifier, case, now), names, now)


def part_with_named_in(
    uow: UnitOfWork, notifier: Notifier, case: Case, text: str, by: Actor, now: datetime
) -> list[str]:
    """The same with what the worker wrote in their own words: a tied body named anywhere in it."""
    part_with_interpreters(uow, notifier, case, by, now, text=text)
    said = words_with_spellings(uow, [folded(text)])
    found = [partner for partner in _involved(uow, notifier, case, now) if tied(partner, (), said)]
    return _part(uow, notifier, case, found, by, now)


def part_with_words_elsewhere(uow: UnitOfWork, notifier: Notifier, case: Case, text: str, now: datetime) -> None:
    """The same for the other open cases of this worker, who wrote this in ``case``."""
    for other in _others(uow, case):
        if part_with_named_in(uow, notifier, other, text, CLOCK, now):
            uow.cases.changed(other)


def part_with_elsewhere(
    uow: UnitOfWork, notifier: Notifier, case: Case, names: Sequence[str], now: datetime
) -> None:
    """The same for the other open cases of this worker, who has named these bodies in ``case``."""
    if not names:
        return
    for other in _others(uow, case):
        if part_with(uow, notifier, other, names, CLOCK, now):
            uow.cases.changed(other)


def _others(uow: UnitOfWork, case: Case) -> Iterator[Case]:
    """The other open cases of the same worker, held."""
    for case_id in sorted(one.id for one in uow.cases.of_worker(case.worker_id) if one.id != case.id):
        other = uow.cases.locked(case_id)
        if other is not None and CaseState(other.state).open:
            yield other


def recheck(uow: UnitOfWork, notifier: Notifier, partner: Partner, now: datetime) -> None:
    """The ties of a partner have changed: every open case it has to do with is looked at again; and those of others
    that are bound to a body for which it gives another spelling."""
    _recheck(uow, notifier, partner, now)
    for other in uow.partners.all():
        shared = any(shares_spelling(tie, theirs) for tie in partner.ties for theirs in other.ties)
        if other.id != partner.id and shared:
            _recheck(uow, notifier, other, now)


def recheck_names(uow: UnitOfWork, notifier: Notifier, names: Sequence[str], now: datetime) -> None:
    """It is better known how a body is written (``names``, side by side): the open cases of every partner that it is,
    or that is bound to it, are looked at again."""
    for partner in uow.partners.all():
        if tied(partner, names):
            _recheck(uow, notifier, partner, now)


def _recheck(uow: UnitOfWork, notifier: Notifier, partner: Partner, now: datetime) -> None:
    asked = {case.id for case, _ in uow.cases.of_partner(partner.id)}
    listed = {row.case_id for row in uow.ladder.due() if partner.id in (row.plan or {}).get("listed", ())}
    for case_id in sorted(asked | listed):
        case = uow.cases.locked(case_id)
        if case is None or not CaseState(case.state).open:
            continue
        mine = [p for p in _involved(uow, notifier, case, now) if p.id == partner.id]
        need = need_of(uow, case)
        if mine and tied(partner, need.names, need.words):
            _part(uow, notifier, case, mine, CLOCK, now)
            uow.cases.changed(case)


def clear_tie(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime, *, partner_id: str,
    note: str,
) -> Case:
    """A coordinator has looked: it was another body. The partner can be asked again; where the worker had agreed to it
    and nobody has the case, they are asked anew. What they agreed to before counts no more.

    Raises NoSuchCase, NotPossible, ReasonNeeded, StaleRow.
    """
    action = "Saying that there is no tie"
    if not note.strip():
        raise ReasonNeeded
    case = hold_open(uow, case_id, rev, action)
    if not coordinates(by):
        raise NotPossible(action=action, why="only a coordinator may say so")
    was_parted = partner_id in tied_out(uow, case)
    if not was_parted and partner_id not in possible_ties(uow, case):
        raise NotPossible(action=action, why="no tie was found")
    record(uow, case, Happened.TIE_CLEARED, actor(by), now, partner=partner_id, note=note.strip())
    offer = uow.cases.offer(case.id, partner_id)
    if offer is not None and offer.reason == TIE:
        offer.state, offer.acted_at, offer.reason = OfferState.ENDED.value, None, None
    if was_parted:
        _ask_anew(uow, notifier, case, partner_id, by, now)
    uow.cases.changed(case)
    return case


def _ask_anew(uow: UnitOfWork, notifier: Notifier, case: Case, partner_id: str, by: Staff, now: datetime) -> None:
    """The worker heard that this partner had ties and can read nothing: only a new yes of theirs changes that."""
    given, partner = uow.cases.consent(case.id), uow.partners.get(partner_id)
    if given is None or partner is None or partner_id not in given.partners:
        return
    uow.cases.add_consent(
        case.id, language=given.language, release=given.release, refused=uow.cases.refused(case.id),
        partners=[one for one in given.partners if one != partner_id], on_silence=given.on_silence, now=now,
    )  # fmt: skip
    has_it = any(offer.state == OfferState.ACCEPTED.value for offer in uow.cases.offers(case.id))
    if not has_it and available(uow, partner, now):
        ask_when_alone(uow, notifier, case, QuestionKind.ASK_NEXT, partner_id, actor(by), now, beside=True)


def _involved(uow: UnitOfWork, notifier: Notifier, case: Case, now: datetime) -> list[Partner]:
    """Every partner that was asked, may be asked, or is asked about."""
    ids = [*Ladder(uow, notifier, case, now).base.get("listed", ())]
    ids += [offer.partner_id for offer in uow.cases.offers(case.id) if offer.reason != TIE]
    ids += [q.partner_id for q in uow.cases.open_questions(case.id) if q.partner_id]
    out = tied_out(uow, case)
    found = (uow.partners.get(one) for one in dict.fromkeys(ids) if one not in out)
    return [partner for partner in found if partner is not None]


def _part(
    uow: UnitOfWork, notifier: Notifier, case: Case, partners: Sequence[Partner], by: Actor, now: datetime
) -> list[str]:
    if not partners:
        return []
    gone = [partner.id for partner in partners]
    for partner in partners:
        record(uow, case, Happened.TIE_FOUND, by, now, partner=partner.id)
    for question in uow.cases.open_questions(case.id):
        if question.partner_id in gone:
            question.answered_at, question.answer = now, "over"
    left = [offer for offer in uow.cases.offers(case.id) if offer.partner_id in gone]
    for offer in left:
        if offer.consented and offer.state not in _OVER:  # the worker knows that it was asked
            params = {"partner": name_of(uow, offer.partner_id, case.language)}
            tell_worker(uow, notifier, case, "case.tie_ended", params, now, tag=f"{case.events}:{offer.partner_id}")
    was_reached, had_it = case.contacted_at, any(offer.state == OfferState.ACCEPTED.value for offer in left)
    moved = [_lose(uow, notifier, case, offer, now) for offer in left]
    tell(uow, notifier, case, COORDINATOR, StaffNotice.TIE_FOUND, now, tag=f"tie{case.events}")
    ladder = Ladder(uow, notifier, case, now)
    ladder.base["listed"] = [one for one in ladder.base.get("listed", ()) if one not in gone]
    cause = Cause(Reason.TIE, left[-1].partner_id if left else None)
    if without(ladder, gone, had_it, cause):
        pass
    elif any(move for move, _ in moved) and not ladder.has_ended():
        ladder.climb(cause, anew=any(accepted for _, accepted in moved))
    else:
        ladder.list_only(ladder.base["listed"])
    waits_anew(ladder, was_reached)
    return gone


def _lose(uow: UnitOfWork, notifier: Notifier, case: Case, offer: Offer, now: datetime) -> tuple[bool, bool]:
    """One partner loses its access. Returns whether the ladder must move on, and whether it had accepted."""
    standing = offer.state not in _OVER
    move, accepted = standing and must_move(uow, case, offer), offer.acted_at is not None
    offer.state, offer.reason, offer.consented = OfferState.DECLINED.value, TIE, False
    give_up(uow, case, offer)
    if standing:
        tell(uow, notifier, case, offer.partner_id, StaffNotice.ENDED, now, tag=f"tie{case.events}")
    return move, accepted
