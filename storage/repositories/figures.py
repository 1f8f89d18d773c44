"""Queries about what was published, and what auditors may see by name: kept as it was signed, never worked out anew."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from ..ids import new_id
from ..models import NamedView, PublishedQuarter
from .base import Repository


class FiguresRepository(Repository):
    """Published quarters and named views."""

    def published(self) -> Sequence[PublishedQuarter]:
        """What was published, the newest quarter first."""
        return self.session.exec(select(PublishedQuarter).order_by(col(PublishedQuarter.quarter).desc())).all()

    def of_quarter(self, quarter: str) -> PublishedQuarter | None:
        """What was published of one quarter."""
        return self.session.get(PublishedQuarter, quarter)

    def publish(self, quarter: str, figures: Any, by: str, now: datetime) -> None:
        """Keep a quarter's figures for good."""
        self.session.add(PublishedQuarter(quarter=quarter, at=now, by=by, figures=figures))
        self.session.flush()

    def views(self, auditor_id: str | None = None) -> Sequence[NamedView]:
        """Named views, the newest first; of one auditor, or all."""
        statement = select(NamedView).order_by(col(NamedView.told_at).desc(), col(NamedView.id).desc())
        if auditor_id is not None:
            statement = statement.where(NamedView.auditor_id == auditor_id)
        return self.session.exec(statement).all()

    def view(self, view_id: str) -> NamedView | None:
        """One of them."""
        return self.session.get(NamedView, view_id)

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
