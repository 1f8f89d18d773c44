"""Whether a file is a paper that was issued here, unchanged: by the code that is printed on it, and by its SHA-256."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clock import date_in_japan
from storage.errors import Erased
from storage.ids import plain_code
from storage.uow import UnitOfWork

from .issuing import KIND

CODE = 12
"""Signs of a code, without its hyphens."""
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Known:
    """A paper that was issued: when, its hash, the code on it, and how long the timeline was that it was made from,
    with the link it ended in. ``anonymous``: the version without names; nobody is told more than its month."""

    issued: datetime
    sha256: str
    code: str
    case_id: str
    events: int
    head: str
    anonymous: bool = False

    @property
    def dated(self) -> str:
        """When it was issued, as anybody may know it: the day in Japan, ``2026-11-22``, or the month, ``2026-11``."""
        day = date_in_japan(self.issued).isoformat()
        return day[:7] if self.anonymous else day


def by_code(uow: UnitOfWork, code: str) -> Known | None:
    """The paper with this code, however it was typed; None if there is none, or its case was erased."""
    if len(plain_code(code)) != CODE:
        return None
    row = uow.papers.by_code(code)
    return None if row is None else _known(uow, row)


def by_content(uow: UnitOfWork, sha256: str) -> Known | None:
    """The paper that is this very file."""
    row = uow.papers.by_hash(sha256) if _HEX.fullmatch(sha256) else None
    return None if row is None else _known(uow, row)


def _known(uow: UnitOfWork, row: Any) -> Known | None:
    if row.kind != KIND:
        return None
    try:
        meta = uow.papers.meta(row)
    except Erased:
        return None
    return Known(
        datetime.fromisoformat(meta["issued"]), meta["sha256"], meta["code"], row.case_id, int(meta["events"]),
        meta["head"], bool(meta["anonymous"]),
    )


def timeline(uow: UnitOfWork, known: Known) -> str | None:
    """What is wrong with the timeline a record was made from, as `todoke verify` says it; also one that was written
    anew and signed, whose line of that day is another by now. None if nothing is.

    Every line of it is worked out again, however long it is: nothing for a page that anybody can ask for.
    """
    case = uow.cases.get(known.case_id)
    if case is None:
        return "the case is gone"
    broken = uow.cases.broken_link(case)
    if broken is not None:
        return broken
    if uow.cases.link_at(known.case_id, known.events) == known.head:
        return None
    return f"line {known.events} is not the one it was made from"
