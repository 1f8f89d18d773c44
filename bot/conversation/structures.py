"""The structures of flows in use: the current one, and those that unfinished conversations began with."""

import threading
from collections import OrderedDict

import orjson

from flows.model import Structure, structure_from_json
from storage.uow import UnitOfWork

_KEPT = 8


class Structures:
    """The current structure, and earlier ones read back from the database when a conversation still needs them."""

    def __init__(self, current: Structure) -> None:
        self._current = current
        self._lock = threading.Lock()
        self._earlier: OrderedDict[str, Structure] = OrderedDict()

    @property
    def current(self) -> Structure:
        """The structure that new conversations get."""
        return self._current

    def renew(self, structure: Structure) -> None:
        """Conversations that begin from now on get this one; those that have begun keep theirs."""
        with self._lock:
            self._earlier[self._current.hash] = self._current
            self._current = structure

    def of(self, uow: UnitOfWork, content_hash: str | None) -> Structure:
        """The structure with this hash; the current one if there is no such any more."""
        if content_hash is None or content_hash == self._current.hash:
            return self._current
        with self._lock:
            known = self._earlier.get(content_hash)
            if known is not None:
                self._earlier.move_to_end(content_hash)
                return known
        kept = uow.structures.get(content_hash)
        if kept is None:
            return self._current
        structure = structure_from_json(orjson.loads(kept))
        with self._lock:
            self._earlier[content_hash] = structure
            if len(self._earlier) > _KEPT:
                self._earlier.popitem(last=False)
        return structure
