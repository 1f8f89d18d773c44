"""Makes the process record of a case as a PDF, and keeps what was issued: sealed under the case's key, found again
by the code printed on it and by its hash."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import date_in_japan
from storage.ids import new_code
from storage.models import Case
from storage.uow import UnitOfWork

from .record import JAPANESE, Both, Line, chosen, lines
from .record_paper import Front, paper
from .rendering import bundled, render
from .telling import Teller, organisation, told

KIND = "record"
MIME = "application/pdf"
MOST_A_DAY = 20
"""Papers of a kind that one worker can have made in a day."""


@dataclass(frozen=True)
class Issued:
    """A paper that was made: its file's neutral name, where anybody can see whether it was changed."""

    paper_id: str
    name: str
    url: str
    code: str
    size: int
    content: bytes


def record_lines(uow: UnitOfWork, case: Case, teller: Teller, business: datetime) -> list[Line]:
    """Every line that the record of a case may have now. Raises Erased."""
    return lines(told(uow, case, teller, business), teller.structure, teller.speaker)


def issue(
    uow: UnitOfWork, case: Case, teller: Teller, base_url: str, now: datetime, business: datetime, *,
    without: Collection[str] = (), anonymous: bool = False, by: str = "worker",
) -> Issued:
    """Make the record and keep it. ``without``: ids of lines that were taken out; ``by``: worker or operator."""
    kept = chosen(record_lines(uow, case, teller, business), without, anonymous=anonymous)
    code = new_code()
    url = f"{base_url}/verify/{code}"
    front = Front(case.number, case.topic, _in_charge(uow, case, teller), business, url, code, anonymous)
    content = render("record", paper(teller, front, kept), bundled(), made=business)
    name = f"{date_in_japan(business).isoformat()}.pdf"  # neutral: others may see the list of files
    meta = {
        "name": name, "mime": MIME, "sha256": hashlib.sha256(content).hexdigest(), "code": code, "by": by,
        "language": teller.language, "anonymous": anonymous, "events": case.events, "head": case.head,
        "issued": business.isoformat(),
    }  # fmt: skip
    paper_id = uow.papers.keep(
        worker_id=case.worker_id, case_id=case.id, kind=KIND, content=content, meta=meta, now=now, code=code
    )
    return Issued(paper_id, name, url, code, len(content), content)


def too_many(uow: UnitOfWork, worker_id: str, now: datetime, kind: str = KIND) -> bool:
    """Whether this worker has had as many papers of a kind today as a day allows."""
    return uow.papers.made_since(worker_id, kind, now - timedelta(days=1)) >= MOST_A_DAY


def _in_charge(uow: UnitOfWork, case: Case, teller: Teller) -> Both | None:
    """The organisation that leads the case."""
    if case.lead_partner_id is None:
        return None
    ja, own = (organisation(uow, case.lead_partner_id, teller, one) for one in (JAPANESE, teller.language))
    return Both(ja, own)
