"""Whether a file is a paper that was issued here, unchanged: by the code that is printed on it, and by its SHA-256."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.errors import Erased
from storage.ids import plain_code
from storage.uow import UnitOfWork

from .issuing import KIND

CODE = 12
"""Signs of a code, without its hyphens."""
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Known:
    """A paper that was issued. ``timeline``: what is wrong with what it was made from; None if nothing."""

    issued: datetime
    sha256: str
    code: str
    timeline: str | None


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
        datetime.fromisoformat(meta["issued"]), meta["sha256"], meta["code"],
        _timeline(uow, row.case_id, int(meta["events"]), meta["head"]),
    )


def _timeline(uow: UnitOfWork, case_id: str, events: int, head: str) -> str | None:
    """What is wrong with the timeline a record was made from, as `todoke verify` says it; also one that was written
    anew and signed, whose line of that day is another by now."""
    case = uow.cases.get(case_id)
    if case is None:
        return "the case is gone"
    broken = uow.cases.broken_link(case)
    if broken is not None:
        return broken
    return None if uow.cases.link_at(case_id, events) == head else f"line {events} is not the one it was made from"
