"""Queries about the accepting side: organisations, sites, which stand for which, which cases are about them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from ..ids import new_id
from ..models import Answer, CaseOrganisation, Organisation, OrganisationKind, OrganisationMerge, OrganisationSite
from .base import Repository, table_of
from .linked import Linked, about, verified

if TYPE_CHECKING:
    from ..uow import UnitOfWork

_ANSWER = table_of(Answer)


class OrganisationRepository(Repository):
    """Organisations. Merging changes no record: one stands for the other as long as the merge lasts."""

    def __init__(self, uow: "UnitOfWork") -> None:
        super().__init__(uow)
        self._all: list[Organisation] | None = None
        self._roots: Mapping[str, str] | None = None

    # ---- records

    def get(self, organisation_id: str) -> Organisation | None:
        """One record."""
        return self.session.get(Organisation, organisation_id)

    def all(self) -> list[Organisation]:
        """Every record, also those for which another stands."""
        if self._all is None:
            self._all = list(self.session.exec(select(Organisation).order_by(col(Organisation.id))).all())
        return self._all

    def standing(self) -> list[Organisation]:
        """Those that stand for themselves."""
        return [one for one in self.all() if self.root(one.id) == one.id]

    def numbered(self, number: str) -> Organisation | None:
        """The record with this corporate number."""
        return next((one for one in self.all() if one.number == number), None)

    def save(self, organisation: Organisation) -> None:
        """Keep a record. Raises ValueError for a kind there is not."""
        organisation.kind = OrganisationKind(organisation.kind).value
        self.session.add(organisation)
        self.session.flush()
        self._all = None

    # ---- sites

    def sites(self, organisation_ids: Collection[str] | None = None) -> list[OrganisationSite]:
        """The places of work of some records, or of all."""
        statement = select(OrganisationSite).order_by(col(OrganisationSite.id))
        if organisation_ids is not None:
            statement = statement.where(col(OrganisationSite.organisation_id).in_(list(organisation_ids)))
        return list(self.session.exec(statement).all())

    def site(self, site_id: str) -> OrganisationSite | None:
        """One place of work."""
        return self.session.get(OrganisationSite, site_id)

    def save_site(self, site: OrganisationSite) -> None:
        """Keep one."""
        self.session.add(site)
        self.session.flush()

    # ---- which stands for which

    def root(self, organisation_id: str) -> str:
        """The record that stands for this one; itself if none does."""
        if self._roots is None:
            merges = self.session.exec(select(OrganisationMerge).where(col(OrganisationMerge.undone_at).is_(None)))
            self._roots = {merge.from_id: merge.into_id for merge in merges}
        seen = {organisation_id}
        while (into := self._roots.get(organisation_id)) is not None and into not in seen:
            organisation_id = into
            seen.add(into)
        return organisation_id

    def family(self, organisation_id: str) -> list[str]:
        """All records for which this one stands, itself among them."""
        root = self.root(organisation_id)
        return [one.id for one in self.all() if self.root(one.id) == root]

    def merges(self, organisation_id: str) -> Sequence[OrganisationMerge]:
        """Every merge a record had part in, also those taken apart again, the newest first."""
        ends = or_(
            col(OrganisationMerge.from_id) == organisation_id, col(OrganisationMerge.into_id) == organisation_id
        )
        return self.session.exec(select(OrganisationMerge).where(ends).order_by(col(OrganisationMerge.at).desc())).all()

    def in_doubt(self, link: CaseOrganisation) -> bool:
        """Whether it was confirmed while this record stood for another one, too, that has been taken from it since:
        either can have been meant."""
        return any(
            merge.into_id == link.organisation_id and merge.undone_at is not None
            and merge.at <= link.confirmed_at < merge.undone_at
            for merge in self.merges(link.organisation_id)
        )  # fmt: skip

    def hold(self, *organisation_ids: str) -> None:
        """Hold records until the end of the transaction, so that what is asked of them now stays true."""
        for organisation_id in sorted(organisation_ids):
            self.session.exec(self.lock(select(Organisation.id).where(Organisation.id == organisation_id))).first()
        self._all = self._roots = None

    def merge(self, from_id: str, into_id: str, by: str, note: str, now: datetime) -> None:
        """From now on the second stands for the first."""
        self.session.add(OrganisationMerge(id=new_id(), from_id=from_id, into_id=into_id, at=now, by=by, note=note))
        self.session.flush()
        self._roots = None

    def unmerge(self, from_id: str, by: str, now: datetime) -> bool:
        """The record stands for itself again; False if none stood for it."""
        statement = select(OrganisationMerge).where(
            OrganisationMerge.from_id == from_id, col(OrganisationMerge.undone_at).is_(None)
        )
        found = self.session.exec(statement).all()
        for merge in found:
            merge.undone_at, merge.undone_by = now, by
            self.session.add(merge)
        self.session.flush()
        self._roots = None
        return bool(found)

    # ---- cases

    def of_case(self, case_id: str) -> list[CaseOrganisation]:
        """What a case is about, as confirmed; without what was taken back."""
        statement = select(CaseOrganisation).where(
            CaseOrganisation.case_id == case_id, col(CaseOrganisation.ended_at).is_(None)
        )
        return list(self.session.exec(statement.order_by(col(CaseOrganisation.id))).all())

    def named(self, link: CaseOrganisation) -> str:
        """How the worker wrote it."""
        return self.vault.open(link.case_id, "case_organisation", link.id, "named", link.named).decode()

    def link(
        self, case_id: str, organisation: Organisation, *, site_id: str | None, named: str, staff_id: str, now: datetime
    ) -> CaseOrganisation:
        """A person says: this case is about this organisation. One of a kind at a time: the one before has ended."""
        for before in self.of_case(case_id):
            if before.kind == organisation.kind:
                before.ended_at, before.ended_by = now, staff_id
                self.session.add(before)
        made = new_id()
        sealed = self.vault.seal(case_id, "case_organisation", made, "named", named.encode())
        row = CaseOrganisation(
            id=made, case_id=case_id, organisation_id=organisation.id, kind=organisation.kind, site_id=site_id,
            confirmed_at=now, staff_id=staff_id, named=sealed,
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        return row

    def unlink(self, link: CaseOrganisation, staff_id: str, now: datetime) -> None:
        """It was another one."""
        link.ended_at, link.ended_by = now, staff_id
        self.session.add(link)
        self.session.flush()

    def linked(self, organisation_ids: Collection[str] | None = None) -> list[Linked]:
        """Cases that are about these organisations (or any), the oldest first; organisations as they were confirmed.

        Without cases that were taken back, and those of workers who delete everything.
        """
        return [Linked(*row) for row in self.uow.execute(about(organisation_ids))]

    def verified(self, case_id: str) -> bool:
        """Whether somebody has verifiably been in contact with the worker of a case, whoever has it now."""
        return bool(self.uow.execute(verified(case_id)).scalar())

    def answers(
        self, cases: Iterable[Linked], steps: Collection[str], variables: Collection[str]
    ) -> dict[str, list[dict[str, Any]]]:
        """Case → its answers to some steps, or of some variables, as they stand, in order: step, variable, value, at.
        One query and one for the keys, however many cases there are."""
        by_run: dict[str, str] = {}
        workers = set()
        for case in cases:
            by_run[case.run_id] = case.case_id
            workers.add(case.worker_id)
        if not by_run:
            return {}
        self.vault.know(sorted(workers))
        statement = select_columns(_ANSWER).where(
            _ANSWER.c.run_id.in_(list(by_run)), _ANSWER.c.replaced.is_(False), _ANSWER.c.unread.is_(False),
            or_(_ANSWER.c.step.in_(list(steps)), _ANSWER.c.variable.in_(list(variables))),
        )  # fmt: skip
        found: dict[str, list[dict[str, Any]]] = {case_id: [] for case_id in by_run.values()}
        for row in self.uow.execute(statement.order_by(_ANSWER.c.run_id, _ANSWER.c.visit)):
            place = f"{row.run_id}:{row.visit}"
            opened = self.vault.open_json(row.worker_id, "answer", place, "sealed", row.sealed)
            found[by_run[row.run_id]].append(
                {"step": row.step, "variable": row.variable, "at": row.at, "value": opened["value"]}
            )
        return found
