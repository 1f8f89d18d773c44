"""Which replica can read which key, and who wished to be deleted."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlmodel import col
from sqlmodel import select as select_rows

from ..errors import KeyMissing
from ..ids import new_id
from ..keys import Keyring
from ..models import Erasure, ErasureDeed, Meta, Replica
from ..vault import KEY_IN_USE
from .base import table_of
from .heads import HeadQueries

_REPLICA = table_of(Replica)
_ERASURE = table_of(Erasure)
_META = table_of(Meta)

KEY_KNOWN_BY = "key_in_use_known_by"
"""The fact that tells the key in use from another of the same name: its keyed hash."""
LIVE_FOR = timedelta(seconds=60)
"""A replica that has not shown itself for so long counts as ended."""


class SafetyRepository(HeadQueries):
    """Replicas and their keys, wishes to be deleted; signed heads come from the class it is made of."""

    # ---- replicas

    def settle_key(self, replica_id: str, keys: Keyring, now: datetime) -> str:
        """Show that this process lives and what it can read, and let a new key be used once everybody can.

        Returns the name of the key in use. Raises KeyMissing if the file has another key of that name, as when each of
        two machines made one: what one wraps the other can't read.
        """
        self.uow.system.settle(KEY_IN_USE, keys.active)
        # Held to the end: nobody comes while it is looked who is there.
        self.connection.execute(update(_META).where(_META.c.key == KEY_IN_USE).values(value=_META.c.value))
        values = {"keys": sorted(keys.mark(name) for name in keys.wrapping), "seen_at": now}
        statement = self.insert(_REPLICA).values(id=replica_id, **values)
        self.connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
        self.connection.execute(delete(_REPLICA).where(_REPLICA.c.seen_at < now - 10 * LIVE_FOR))
        in_use = self.vault.key_in_use
        self._same(in_use, keys)
        newer = in_use in keys.wrapping and in_use != keys.active  # whoever lacks the one in use has an old file
        if newer and all(keys.mark(keys.active) in can for can in self.live_keys(now)):
            self.uow.system.set_fact(KEY_IN_USE, keys.active)
            in_use = keys.active
            self._same(in_use, keys)
        return in_use

    def _same(self, name: str, keys: Keyring) -> None:
        known = self.uow.system.fact(KEY_KNOWN_BY)
        if name not in keys.wrapping or known == keys.mark(name):
            return
        if known is not None and known.partition(":")[0] == name:
            raise KeyMissing(
                f"The key {name} of the keys file is another one than the {name} in use. Copy the keys file of a "
                "machine that serves here; never make a key on two machines."
            )
        self.uow.system.set_fact(KEY_KNOWN_BY, keys.mark(name))

    def live_keys(self, now: datetime) -> list[list[str]]:
        """For each process that lives, the marks of the keys it can read."""
        statement = select(_REPLICA.c["keys"]).where(_REPLICA.c.seen_at >= now - LIVE_FOR)
        return list(self.connection.execute(statement).scalars())

    def lives(self, replica_id: str) -> bool:
        """Whether this process has not ended, as far as is known."""
        return self.connection.execute(select(_REPLICA.c.id).where(_REPLICA.c.id == replica_id)).first() is not None

    def gone(self, replica_id: str) -> None:
        """A process ends."""
        self.connection.execute(delete(_REPLICA).where(_REPLICA.c.id == replica_id))

    # ---- erasures

    def mark_of(self, worker_id: str) -> str:
        """What a worker is called on the list of erasures."""
        return self.vault.index("erasure", worker_id)

    def note_erasure(
        self, worker_id: str, deed: ErasureDeed, now: datetime, *, due_at: datetime | None = None,
        code: str | None = None,
    ) -> None:
        """Note a wish. ``code``: the recovery code, as it is compared, that undoes it."""
        mark = self.mark_of(worker_id)
        if deed is ErasureDeed.ERASED:  # nothing undoes it any more
            self.connection.execute(update(_ERASURE).where(_ERASURE.c.mark == mark).values(code_index=None))
        self.connection.execute(
            _ERASURE.insert(),
            {
                "id": new_id(), "mark": mark, "deed": deed.value, "at": now, "due_at": due_at,
                "code_index": self.vault.index("recovery", code) if code else None,
            },
        )

    def erasures(self, known: Collection[str] = ()) -> Sequence[Erasure]:
        """All wishes that are not ``known`` (by id), oldest first."""
        rows = self.session.exec(select_rows(Erasure).order_by(col(Erasure.at), col(Erasure.id))).all()
        return [row for row in rows if row.id not in known]

    def last_erased(self) -> str | None:
        """The id of the newest erasure that took effect."""
        statement = select(func.max(_ERASURE.c.id)).where(_ERASURE.c.deed == ErasureDeed.ERASED.value)
        found: str | None = self.connection.execute(statement).scalar()
        return found

    def take_over(self, listed: Sequence[Erasure]) -> int:
        """Keep wishes from the list outside that this database does not know; returns how many."""
        new = 0
        for one in listed:
            values = one.model_dump()
            new += self.connection.execute(self.insert(_ERASURE).values(**values).on_conflict_do_nothing()).rowcount
        return new
