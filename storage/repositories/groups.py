"""Workers of one place who report beside each other. No query here tells one of them anything about another."""

import secrets
from datetime import datetime

from sqlalchemy import delete, select, update

from ..ids import new_code, plain_code
from ..models import Case, GroupCode, GroupMember, Offer, OfferState
from .base import Repository, table_of

LENGTH = 10  # characters of an invitation without its hyphens; a recovery code has 12
_MEMBER, _CODE, _CASE, _OFFER = table_of(GroupMember), table_of(GroupCode), table_of(Case), table_of(Offer)


class GroupRepository(Repository):
    """Who reports beside whom, by opaque ids."""

    def of_worker(self, worker_id: str) -> str | None:
        """The group a worker is in."""
        found: str | None = self.uow.execute(
            select(_MEMBER.c.group_id).where(_MEMBER.c.worker_id == worker_id)
        ).scalar()
        return found

    def open(self, worker_id: str, now: datetime) -> str:
        """The worker's group, a new one if they are in none."""
        return self.of_worker(worker_id) or self.enter(worker_id, secrets.token_hex(13), now)

    def enter(self, worker_id: str, group_id: str, now: datetime) -> str:
        """Put a worker into a group, out of any other. Their report is marked by whoever files or knows it."""
        self.leave(worker_id)
        self.uow.execute(_MEMBER.insert().values(worker_id=worker_id, group_id=group_id, joined_at=now))
        return group_id

    def leave(self, worker_id: str) -> bool:
        """The worker reports alone from now on; what they passed on leads nowhere. False: they were in no group."""
        group_id = self.of_worker(worker_id)
        if group_id is None:
            return False
        self.uow.execute(delete(_CODE).where(_CODE.c.worker_id == worker_id))
        self.uow.execute(delete(_MEMBER).where(_MEMBER.c.worker_id == worker_id))
        self.uow.execute(update(_CASE).where(_CASE.c.worker_id == worker_id).values(group_id=None))
        for case in self.uow.cases.of_worker(worker_id):  # rows that were read before
            self.session.refresh(case, ["group_id"])
        return True

    def new_code(self, worker_id: str, now: datetime) -> str:
        """A code to pass on; returned here for the only time. Earlier ones go on working."""
        code = new_code(LENGTH)
        values = {
            "code_index": self._index(code), "group_id": self.open(worker_id, now), "worker_id": worker_id,
            "created_at": now,
        }  # fmt: skip
        self.uow.execute(_CODE.insert().values(**values))
        return code

    def of_code(self, code: str) -> str | None:
        """The group that a code leads to."""
        if len(plain_code(code)) != LENGTH:
            return None
        found: str | None = self.uow.execute(
            select(_CODE.c.group_id).where(_CODE.c.code_index == self._index(code))
        ).scalar()
        return found

    def helpers(self, group_id: str | None) -> frozenset[str]:
        """The organisations that have accepted an open report of the group, each with its own worker's yes."""
        if group_id is None:
            return frozenset()
        found = select(_OFFER.c.partner_id).where(
            _CASE.c.group_id == group_id, _CASE.c.closed_at.is_(None), _OFFER.c.case_id == _CASE.c.id,
            _OFFER.c.state == OfferState.ACCEPTED.value, _OFFER.c.consented, _OFFER.c.acted_at.is_not(None),
        )  # fmt: skip
        return frozenset(self.uow.execute(found).scalars())

    def _index(self, code: str) -> str:
        return self.vault.index("group", plain_code(code))
