"""Queries about requests for correction: what was asked, who agreed to it, and what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists
from sqlmodel import col, select

from ..ids import new_id
from ..models import Correction, CorrectionCase
from .base import Repository


@dataclass(frozen=True)
class Word:
    """What one worker said: whether the request may be made, and whether the duty is fulfilled since."""

    case_id: str
    asked_at: datetime
    agreed: bool | None = None
    agreed_at: datetime | None = None
    mended: bool | None = None
    mended_at: datetime | None = None
    asked_again_at: datetime | None = None


class CorrectionRepository(Repository):
    """Requests. What workers said of them is sealed under their cases and goes with these."""

    def make(
        self, organisation_id: str, duty: str, *, partner_id: str, made_by: str, due_at: datetime, now: datetime
    ) -> Correction:
        """A new one, for which workers are asked."""
        row = Correction(
            id=new_id(), organisation_id=organisation_id, duty=duty, partner_id=partner_id, made_by=made_by,
            made_at=now, due_at=due_at,
        )  # fmt: skip
        self.vault.new_subject(row.id, now)
        self.save(row)
        return row

    def get(self, correction_id: str) -> Correction | None:
        """One request."""
        return self.session.get(Correction, correction_id)

    def held(self, correction_id: str) -> Correction | None:
        """One request as it is now, held until the end of the transaction: after its cases, never before them."""
        statement = self.lock(select(Correction).where(Correction.id == correction_id))
        found: Correction | None = self.session.exec(statement.execution_options(populate_existing=True)).first()
        return found

    def save(self, row: Correction) -> None:
        """Keep a changed one."""
        self.session.add(row)
        self.session.flush()

    def of_organisations(self, organisation_ids: Collection[str]) -> Sequence[Correction]:
        """All requests to these organisations, the newest first."""
        statement = select(Correction).where(col(Correction.organisation_id).in_(list(organisation_ids)))
        return self.session.exec(statement.order_by(col(Correction.made_at).desc(), col(Correction.id).desc())).all()

    def all(self) -> Sequence[Correction]:
        """Every request, the newest first."""
        newest = col(Correction.made_at).desc(), col(Correction.id).desc()
        return self.session.exec(select(Correction).order_by(*newest)).all()

    def of_case(self, case_id: str) -> list[tuple[Correction, Word]]:
        """The requests a case has part in, the oldest first."""
        statement = select(Correction, CorrectionCase).where(
            CorrectionCase.case_id == case_id, CorrectionCase.correction_id == Correction.id
        )
        rows = self.session.exec(statement.order_by(col(Correction.made_at)))
        return [(correction, self._opened(part)) for correction, part in rows]

    def words(self, correction_id: str) -> list[Word]:
        """What each worker of a request said, in the order in which they were asked."""
        statement = select(CorrectionCase).where(CorrectionCase.correction_id == correction_id)
        rows = self.session.exec(statement.order_by(col(CorrectionCase.asked_at), col(CorrectionCase.case_id))).all()
        return [self._opened(row) for row in rows]

    def word(self, correction_id: str, case_id: str) -> Word | None:
        """What one worker said, as it stands in the database now."""
        row = self.session.get(CorrectionCase, (correction_id, case_id), populate_existing=True)
        return self._opened(row) if row is not None else None

    def join(self, correction_id: str, case_id: str, now: datetime) -> None:
        """A worker is asked whether they agree."""
        sealed = self._sealed(correction_id, Word(case_id, now))
        self.session.add(CorrectionCase(correction_id=correction_id, case_id=case_id, asked_at=now, word=sealed))
        self.session.flush()

    def say(self, correction_id: str, word: Word) -> None:
        """Keep what a worker said."""
        row = self.session.get(CorrectionCase, (correction_id, word.case_id))
        if row is not None:
            row.word = self._sealed(correction_id, word)
            self.session.add(row)
            self.session.flush()

    def note(self, row: Correction) -> str:
        """What the organisation answered, as it was written down."""
        return self.vault.open(row.id, "correction", row.id, "note", row.note).decode() if row.note else ""

    def write_note(self, row: Correction, note: str) -> None:
        """Write it down."""
        row.note = self.vault.seal(row.id, "correction", row.id, "note", note.encode())

    def notes_over(self) -> list[str]:
        """Requests in which no worker has part any more, and of which it is still kept what was answered."""
        part = exists().where(col(CorrectionCase.correction_id) == Correction.id)
        return list(self.session.exec(select(Correction.id).where(col(Correction.note).is_not(None), ~part)))

    def forget_note(self, row: Correction) -> None:
        """Destroy what the organisation answered."""
        self.vault.erase(row.id)
        row.note = None
        self.save(row)

    def _sealed(self, correction_id: str, word: Word) -> bytes:
        plain = {
            "agreed": word.agreed, "agreed_at": _text(word.agreed_at), "mended": word.mended,
            "mended_at": _text(word.mended_at), "asked_again_at": _text(word.asked_again_at),
        }  # fmt: skip
        return self.vault.seal_json(word.case_id, "correction_case", correction_id, "word", plain)

    def _opened(self, row: CorrectionCase) -> Word:
        plain = self.vault.open_json(row.case_id, "correction_case", row.correction_id, "word", row.word)
        return Word(
            row.case_id, row.asked_at, plain["agreed"], _moment(plain["agreed_at"]), plain["mended"],
            _moment(plain["mended_at"]), _moment(plain["asked_again_at"]),
        )


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
