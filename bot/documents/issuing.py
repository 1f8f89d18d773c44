"""The process record of a case as a PDF: what it is filled with, and the file; kept sealed under the case's key, found
again by the code printed on it and by its hash. Drawing takes long enough that no transaction may wait for it."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.clock import JAPAN, date_in_japan
from storage.ids import new_code
from storage.models import Case
from storage.uow import UnitOfWork

from .record import JAPANESE, Both, Line, Part, chosen, lines
from .record_hours import hours_lines
from .record_paper import Front, paper
from .rendering import bundled, render
from .telling import Teller, organisation, told

KIND = "record"
MIME = "application/pdf"
MOST_A_DAY = 20
"""Papers of a kind that one worker can have made in a day."""


@dataclass(frozen=True)
class Draft:
    """A paper that is still to be drawn: its template and what fills it, plain data that can wait as JSON.

    ``made``: when; ``dated``: what the file's name and properties say of that, a day and a moment, or only a month. The
    name is neutral, for others may see the list of files.
    ``meta``: what is kept of it beside name and hash. ``code``: what is printed on it; ``url``: where anybody can ask.
    """

    kind: str
    template: str
    data: Mapping[str, Any]
    made: datetime
    about: Mapping[str, Any]
    code: str | None = None
    url: str = ""
    dated: Literal["day", "month"] = "day"

    @property
    def name(self) -> str:
        """The file's name."""
        day = date_in_japan(self.made).isoformat()
        return f"{day if self.dated == 'day' else day[:7]}.pdf"

    @property
    def meta(self) -> dict[str, Any]:
        """What is kept of the paper, without its hash."""
        return {"name": self.name, "mime": MIME, **self.about, "issued": self.made.isoformat()}

    @property
    def told(self) -> dict[str, Any]:
        """What `drawing` needs."""
        made = self.made
        if self.dated == "month":
            made = made.astimezone(JAPAN).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return {"template": self.template, "data": self.data, "made": made.isoformat(), "name": self.name}


@dataclass(frozen=True)
class Issued:
    """A paper that was made: its file's neutral name, where anybody can see whether it was changed."""

    paper_id: str
    name: str
    url: str
    code: str
    size: int
    content: bytes


def record_lines(
    uow: UnitOfWork, case: Case, teller: Teller, business: datetime, *, hours: bool = True
) -> list[Line]:
    """Every line that the record of a case may have now. ``hours``: with what the worker's own log of hours comes to.
    Raises Erased."""
    found = lines(told(uow, case, teller, business), teller.structure, teller.speaker)
    if hours:
        found += hours_lines(uow, case.worker_id, teller, date_in_japan(business))
    order = list(Part)
    return sorted(found, key=lambda line: order.index(line.part))


def draft(
    uow: UnitOfWork, case: Case, teller: Teller, base_url: str, business: datetime, *,
    without: Collection[str] = (), anonymous: bool = False, by: str = "worker",
) -> Draft:
    """What the record is drawn from. ``without``: ids of lines that were taken out; ``by``: worker or operator, who
    does not see the worker's log of hours."""
    found = record_lines(uow, case, teller, business, hours=by == "worker")
    kept = chosen(found, without, anonymous=anonymous)
    code = new_code()
    url = f"{base_url}/verify/{code}"
    front = Front(case.number, case.topic, _in_charge(uow, case, teller), business, url, code, anonymous)
    about = {
        "code": code, "by": by, "language": teller.language, "anonymous": anonymous, "events": case.events,
        "head": case.head,
    }  # fmt: skip
    dated: Literal["day", "month"] = "month" if anonymous else "day"
    return Draft(KIND, "record", paper(teller, front, kept), business, about, code, url, dated)


def drawing(told: Mapping[str, Any]) -> bytes:
    """The file, from what a draft told. Raises NotRendered."""
    return render(told["template"], told["data"], bundled(), made=datetime.fromisoformat(told["made"]))


def keep(uow: UnitOfWork, case: Case, it: Draft, content: bytes, now: datetime) -> Issued:
    """Keep a file that was drawn."""
    meta = {**it.meta, "sha256": hashlib.sha256(content).hexdigest()}
    paper_id = uow.papers.keep(
        worker_id=case.worker_id, case_id=case.id, kind=it.kind, content=content, meta=meta, now=now, code=it.code
    )
    return Issued(paper_id, it.name, it.url, it.code or "", len(content), content)


def too_many(uow: UnitOfWork, worker_id: str, now: datetime, kind: str = KIND) -> bool:
    """Whether this worker has had as many papers of a kind today as a day allows."""
    return uow.papers.made_since(worker_id, kind, now - timedelta(days=1)) >= MOST_A_DAY


def _in_charge(uow: UnitOfWork, case: Case, teller: Teller) -> Both | None:
    """The organisation that leads the case."""
    if case.lead_partner_id is None:
        return None
    ja, own = (organisation(uow, case.lead_partner_id, teller, one) for one in (JAPANESE, teller.language))
    return Both(ja, own)
