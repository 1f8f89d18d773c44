"""Texts spoken by native speakers: what waits, what a release may name, and the sound itself."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update

from ..ids import new_id
from ..models.recordings import Recording
from .base import Repository, table_of

_R = table_of(Recording)
_ABOUT = tuple(column for column in _R.c if column.name != "content")


class RecordingRepository(Repository):
    """Recordings of texts."""

    def put(
        self, language: str, key: str, content: bytes, *, of: str, milliseconds: int, source: str, by: str | None,
        now: datetime,
    ) -> str:
        """Keep a recording that waits to be published, instead of one that waits for the same text; returns its id."""
        self.discard(language, key)
        made = new_id()
        self.connection.execute(
            _R.insert().values(
                id=made, language=language, key=key, of=of, content=content, milliseconds=milliseconds, waits=True,
                source=source, by=by, at=now,
            )
        )  # fmt: skip
        return made

    def discard(self, language: str, key: str) -> bool:
        """Forget one that waits; whether there was one."""
        gone = delete(_R).where(_R.c.language == language, _R.c.key == key, _R.c.waits)
        return bool(self.connection.execute(gone).rowcount)

    def erase(self, language: str, key: str) -> int:
        """Forget every recording of a text, those of earlier releases too; returns how many there were."""
        gone = delete(_R).where(_R.c.language == language, _R.c.key == key)
        return int(self.connection.execute(gone).rowcount)

    def publish(self, recording_id: str) -> None:
        """It does not wait any more."""
        self.connection.execute(update(_R).where(_R.c.id == recording_id).values(waits=False))

    def brought(self, recording_id: str, by: str) -> None:
        """Somebody answers for one that came as a file."""
        self.connection.execute(update(_R).where(_R.c.id == recording_id, _R.c.by.is_(None)).values(by=by))

    def waiting(self) -> list[Row[Any]]:
        """Those that nobody has published yet, the oldest first: all columns but ``content``."""
        return list(self.connection.execute(select(*_ABOUT).where(_R.c.waits).order_by(_R.c.at, _R.c.id)))

    def of_text(self, language: str, key: str) -> list[Row[Any]]:
        """Every recording of a text, the newest first: all columns but ``content``."""
        chosen = select(*_ABOUT).where(_R.c.language == language, _R.c.key == key)
        return list(self.connection.execute(chosen.order_by(_R.c.id.desc())))

    def there(self, ids: Collection[str]) -> set[str]:
        """Those of these that have not been erased."""
        return set(self.connection.execute(select(_R.c.id).where(_R.c.id.in_(ids))).scalars())

    def content(self, recording_id: str, *, published: bool = True) -> bytes | None:
        """The sound; None if there is none, or (``published``) if it waits."""
        chosen = select(_R.c.content).where(_R.c.id == recording_id)
        if published:
            chosen = chosen.where(~_R.c.waits)
        found: bytes | None = self.connection.execute(chosen).scalar()
        return found
