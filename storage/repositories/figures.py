"""Queries about what was published, and what auditors may see by name: kept as it was signed, never worked out anew."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from ..ids import new_id
from ..models import NamedView, PublishedQuarter
from .base import Repository, table_of

_PUBLISHED = table_of(PublishedQuarter)
_VIEW = "named_view"


class FiguresRepository(Repository):
    """Published quarters and named views."""

    def published(self) -> Sequence[PublishedQuarter]:
        """What was published, the newest quarter first."""
        return self.session.exec(select(PublishedQuarter).order_by(col(PublishedQuarter.quarter).desc())).all()

    def of_quarter(self, quarter: str) -> PublishedQuarter | None:
        """What was published of one quarter."""
        return self.session.get(PublishedQuarter, quarter)

    def publish(self, quarter: str, figures: Any, by: str, now: datetime) -> bool:
        """Keep a quarter's figures for good; False if it was published, be it by somebody else just now."""
        kept = self.insert(_PUBLISHED).values(quarter=quarter, at=now, by=by, figures=figures)
        return bool(self.uow.execute(kept.on_conflict_do_nothing()).rowcount)

    def views(self, auditor_id: str | None = None) -> Sequence[NamedView]:
        """Named views, the newest first; of one auditor, or all."""
        statement = select(NamedView).order_by(col(NamedView.told_at).desc(), col(NamedView.id).desc())
        if auditor_id is not None:
            statement = statement.where(NamedView.auditor_id == auditor_id)
        return self.session.exec(statement).all()

    def view(self, view_id: str) -> NamedView | None:
        """One of them."""
        return self.session.get(NamedView, view_id)

    def named(self, organisation_id: str, quarter: str) -> Sequence[NamedView]:
        """Every view of an organisation's quarter, for whomever, also those that have ended, the newest first."""
        wanted = NamedView.organisation_id == organisation_id, NamedView.quarter == quarter
        return self.session.exec(select(NamedView).where(*wanted).order_by(col(NamedView.id).desc())).all()

    def propose(
        self, organisation_id: str, quarter: str, *, auditor_id: str, agreement: str, told_at: datetime, by: str
    ) -> NamedView:
        """The organisation was told that an auditor is to see its quarter."""
        row = NamedView(
            id=new_id(), organisation_id=organisation_id, quarter=quarter, auditor_id=auditor_id, agreement=agreement,
            told_at=told_at, proposed_by=by,
        )  # fmt: skip
        self.save(row)
        return row

    def save(self, row: NamedView) -> None:
        """Keep a changed one."""
        self.session.add(row)
        self.session.flush()

    def reply(self, row: NamedView) -> str:
        """What the organisation replied."""
        if row.reply_sealed is None:
            return row.reply or ""  # written before replies were sealed
        return self.vault.open(row.id, _VIEW, row.id, "reply_sealed", row.reply_sealed).decode()

    def write_reply(self, row: NamedView, reply: str, now: datetime) -> None:
        """Write it down, sealed under a key of this view alone."""
        self.vault.erase(row.id)
        self.vault.new_subject(row.id, now)
        row.reply_sealed = self.vault.seal(row.id, _VIEW, row.id, "reply_sealed", reply.encode())
        row.reply, row.replied_at = None, now
        self.save(row)

    def forget_reply(self, row: NamedView) -> None:
        """Destroy what the organisation replied; that it did, and when, stays."""
        self.vault.erase(row.id)
        row.reply = row.reply_sealed = None
        self.save(row)
