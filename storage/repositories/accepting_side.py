"""What staff may read of the accepting side. Isolation between organisations is here, as it is for cases in
`staff_cases`: every function takes the Viewer and returns nothing that this viewer may not see.

| who                  | organisations and cases      | requests for correction           | named views              |
|----------------------|------------------------------|-----------------------------------|--------------------------|
| staff, leads         | of cases that they read in   | their own, unless they were       | none                     |
|                      | full: these cases alone      | parted with in every report of it |                          |
| coordinator, deputy  | all, to be counted; numbers  | all                               | all                      |
|                      | of few are withheld by who   |                                   |                          |
|                      | tells them                   |                                   |                          |
| auditors             | none                         | none                              | signed for them, going on|
| everybody else       | none                         | none                              | none                     |
"""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, or_
from sqlmodel import col, select

from ..models import Correction, CorrectionCase, NamedView, OfferState, Organisation
from .base import Repository, table_of
from .corrections import Word
from .linked import Linked, about
from .seen import Sight, Viewer
from .staff_statements import CASE, OFFER, READ_IN_FULL

_PART, _CORRECTION = table_of(CorrectionCase), table_of(Correction)
_PARTED = (OfferState.DECLINED.value, OfferState.ENDED.value)
_AUDITOR = "auditor"


class AcceptingSide(Repository):
    """Reading for a viewer. Whoever counts for everybody, or acts on a case they hold, asks the other repositories."""

    # ---- cases and organisations

    def linked(self, viewer: Viewer, organisation_ids: Collection[str] | None = None) -> list[Linked]:
        """Cases that are about these organisations (or any) as far as this viewer may count them, the oldest first."""
        if viewer.asked_as is None:
            return []
        statement = about(organisation_ids)
        if not viewer.coordinates:
            own = exists().where(OFFER.c.case_id == CASE.c.id, OFFER.c.partner_id == viewer.asked_as, *READ_IN_FULL)
            statement = statement.where(own)
        return [Linked(*row) for row in self.uow.execute(statement)]

    def organisation(self, viewer: Viewer, organisation_id: str) -> Organisation | None:
        """One record; None if there is none, or none for this viewer."""
        found = self.uow.organisations.get(organisation_id)
        if found is None or viewer.asked_as is None:
            return None
        if viewer.coordinates or self.linked(viewer, self.uow.organisations.family(found.id)):
            return found
        return None

    def organisations(self, viewer: Viewer) -> list[Organisation]:
        """Those that stand for themselves."""
        standing = self.uow.organisations.standing()
        if viewer.coordinates:
            return standing
        seen = {self.uow.organisations.root(link.organisation_id) for link in self.linked(viewer)}
        return [one for one in standing if one.id in seen]

    # ---- requests for correction

    def request(self, viewer: Viewer, correction_id: str) -> Correction | None:
        """One of them; None if there is none, or none for this viewer."""
        return next(iter(self._requests(viewer, col(Correction.id) == correction_id)), None)

    def requests(self, viewer: Viewer, organisation_ids: Collection[str] | None = None) -> Sequence[Correction]:
        """Those to these organisations, or to any, the newest first."""
        wanted = [] if organisation_ids is None else [col(Correction.organisation_id).in_(list(organisation_ids))]
        return self._requests(viewer, *wanted)

    def words(self, viewer: Viewer, correction_id: str) -> list[Word]:
        """What workers said of a request that this viewer sees: of the cases they read in full; for coordinators of
        all, to be counted."""
        if self.request(viewer, correction_id) is None:
            return []
        said = self.uow.corrections.words(correction_id)
        if viewer.coordinates:
            return said
        read = self.uow.access.some(viewer, [word.case_id for word in said])
        return [word for word in said if word.case_id in read and read[word.case_id].sight is Sight.FULL]

    def orphaned(self, viewer: Viewer, correction: Correction) -> bool:
        """Whether whoever asks has been parted with in every report of a request, so that coordinators see to it."""
        if not viewer.coordinates:
            return False
        asks = Viewer("", correction.partner_id, "staff")
        return correction.partner_id != viewer.asked_as and self.request(asks, correction.id) is None

    # ---- what auditors see by name

    def views(self, viewer: Viewer) -> Sequence[NamedView]:
        """Named views, the newest first."""
        if viewer.coordinates:
            return self.uow.figures.views()
        if viewer.role != _AUDITOR:
            return []
        own = self.uow.figures.views(viewer.staff_id)
        return [one for one in own if one.signed_at is not None and one.ended_at is None]

    def view(self, viewer: Viewer, view_id: str) -> NamedView | None:
        """One of them; None if there is none, or none for this viewer."""
        return next((one for one in self.views(viewer) if one.id == view_id), None)

    def _requests(self, viewer: Viewer, *wanted: object) -> Sequence[Correction]:
        if viewer.asked_as is None:
            return []
        statement = select(Correction).where(*wanted)  # type: ignore[arg-type]  # conditions, put together above
        if not viewer.coordinates:
            in_it = _PART.c.correction_id == _CORRECTION.c.id
            kept = exists().where(
                in_it, OFFER.c.case_id == _PART.c.case_id, OFFER.c.partner_id == viewer.asked_as,
                OFFER.c.state.not_in(_PARTED),
            )  # fmt: skip
            nobody = ~exists().where(in_it).correlate(_CORRECTION)
            statement = statement.where(
                Correction.partner_id == viewer.asked_as, or_(nobody, kept.correlate(_CORRECTION))
            )
        newest = col(Correction.made_at).desc(), col(Correction.id).desc()
        return self.session.exec(statement.order_by(*newest)).all()
