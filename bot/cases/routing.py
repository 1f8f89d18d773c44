"""Who can be asked about a case, and in which order. The ranking is pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from bot.escalation.duty import together
from bot.escalation.kept import in_use
from bot.escalation.plan import Facts, plan
from bot.escalation.rota import closed_for_long, duty_of
from bot.escalation.urgency import Urgency
from storage.models import COORDINATOR, Partner, PartnerKind
from storage.uow import UnitOfWork

from .names import named_within, same_body, same_name
from .opened import is_open

ALL = "all"
USUAL = (PartnerKind.NGO, PartnerKind.UNION, PartnerKind.LAWYER, PartnerKind.PUBLIC)
FOR_PAY = (PartnerKind.UNION, PartnerKind.LAWYER, PartnerKind.NGO, PartnerKind.PUBLIC)
"""Claiming pay from an employer in somebody's name is for unions and lawyers (Attorneys Act 72)."""
WITHOUT_CARD = (PartnerKind.NGO, PartnerKind.LAWYER, PartnerKind.UNION)
"""Public offices may have to tell immigration (Immigration Act 62(2)): not without a valid card."""


@dataclass(frozen=True)
class Need:
    """What a case asks of a partner. ``names``: bodies the worker named, or who must not know. ``words``: what they
    wrote in their own words, folded. ``preferred``: who has accepted reports of others of the same place."""

    topic: str
    prefecture: str | None
    language: str
    names: tuple[str, ...] = ()
    want: tuple[str, ...] = ()
    without_card: bool = False
    preferred: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """Somebody to ask. ``ties`` are shown when the worker keeps the employer's name back.

    ``ask_from``: when this one is asked if those before it stay silent. The last one is the coordinator,
    whose id is COORDINATOR and whose name is empty (the text ``case.coordinator_name``).
    """

    id: str
    name: str
    name_ja: str | None
    kind: str
    ties: tuple[str, ...]
    ask_from: datetime


def ranked(partners: Iterable[Partner], need: Need, load: dict[str, int]) -> list[Partner]:
    """Those who may be asked, the best first: same language, knows the place, fitting kind, near, by rank, fewest
    cases."""
    kinds = kinds_for(need)
    fitting = [p for p in partners if fits(p, need, load.get(p.id, 0))]

    def order(partner: Partner) -> tuple[int, int, int, int, int, int, str]:
        return (
            0 if _covers(partner.languages, need.language) else 1,
            0 if partner.id in need.preferred else 1,
            kinds.index(PartnerKind(partner.kind)),
            0 if need.prefecture in partner.prefectures else 1,
            partner.rank,
            load.get(partner.id, 0),
            partner.id,
        )

    return sorted(fitting, key=order)


def fits(partner: Partner, need: Need, load: int) -> bool:
    """Whether a partner may be asked at all: topic, region, kind, room, no tie to a body that was named."""
    return (
        partner.active
        and PartnerKind(partner.kind) in kinds_for(need)
        and _covers(partner.topics, need.topic)
        and (need.prefecture is None or _covers(partner.prefectures, need.prefecture))
        and (partner.capacity is None or load < partner.capacity)
        and not tied(partner, need.names, need.words)
    )


def kinds_for(need: Need) -> tuple[PartnerKind, ...]:
    """The kinds that may be offered, the most fitting first."""
    if need.without_card:
        return WITHOUT_CARD
    return FOR_PAY if "pay" in need.want else USUAL


def tied(partner: Partner, names: Iterable[str], words: Iterable[str] = ()) -> bool:
    """Whether a partner is, or is bound to, one of the bodies named, or bound to one that stands anywhere in ``words``
    (folded)."""
    called = [partner.name, partner.name_ja or ""]
    return any(
        any(same_name(name, one) for one in called) or any(same_body(name, one) for one in partner.ties)
        for name in names
    ) or any(named_within(tie, said) for said in words for tie in partner.ties)


def _covers(listed: Iterable[str], wanted: str) -> bool:
    return any(one in (ALL, wanted) for one in listed)


def candidates_for(
    uow: UnitOfWork, need: Need, now: datetime, *, urgency: Urgency | None = None, limit: int = 3,
    first: str | None = None, never: frozenset[str] = frozenset(), present: str | None = None,
) -> tuple[Candidate, ...]:
    """The list a worker is asked about, in order, ending with the coordinator.

    ``need``: such as ``need.need_from`` reads it from the answers. ``urgency``: by which ladder, and until when.
    ``first``: whom the worker wishes to be asked first, if it can be asked at all; ``never``: whom not. ``present``:
    whose staff sit with the worker, who may be asked also where the place is not open.
    """
    fitting = [p for p in eligible(uow, need) if p.id not in never and not closed_for_long(uow, p.id, now)]
    if fitting and not is_open(uow, need.language, need.prefecture):
        fitting = [p for p in fitting if p.id == present]
    told = (p for p in sorted(fitting, key=lambda p: p.id != first) if p.id == present or uow.partners.reachable(p.id))
    chosen = list(islice(told, limit))  # nobody agrees to one whose last address has failed for good
    pressing = urgency or Urgency()
    policy = in_use(uow).pick(need.topic, pressing.severity)
    duties = {p.id: duty_of(uow, p.id) for p in chosen}
    facts = Facts(
        now, tuple(duties), duty=together(duties.values()), deadline_at=pressing.deadline(now),
        contact_by=pressing.must_reach_by(now), wish_by=pressing.contact_by(now), duties=duties,
    )  # fmt: skip
    planned = plan(policy, facts, now)
    asked = {rung.partner or rung.kind.value: rung.due_at for rung in planned.rungs}
    listed = [Candidate(p.id, p.name, p.name_ja, p.kind, tuple(p.ties), asked[p.id]) for p in chosen]
    return (*listed, Candidate(COORDINATOR, "", None, COORDINATOR, (), asked[COORDINATOR]))


def eligible(uow: UnitOfWork, need: Need) -> list[Partner]:
    """Partners who may be asked now and have people to answer, the best first."""
    partners = list(uow.partners.all())
    ids = [p.id for p in partners]
    staffed = uow.partners.staffed(ids)
    return ranked((p for p in partners if p.id in staffed), need, uow.cases.load(ids))
