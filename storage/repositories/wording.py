"""Published releases of the texts."""

import hashlib
import zlib
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import func, select

from ..models import Release
from .base import Repository, table_of

_R = table_of(Release)
Texts = dict[str, dict[str, str]]  # language -> key -> text


class WordingRepository(Repository):
    """Published releases of the texts."""

    def publish(
        self, texts: Texts, now: datetime, *, source: str, by: str | None = None, report: Any = None
    ) -> int:
        """Make a release the served one; returns its number. The same texts, signed to the same extent (``reviewed``
        of the report), make no new release."""
        plain = orjson.dumps(texts, option=orjson.OPT_SORT_KEYS)
        signed = orjson.dumps(sorted((report or {}).get("reviewed", ())))
        digest = hashlib.sha256(plain + signed).hexdigest()
        newest = self.newest()
        if newest is not None and newest[1] == digest:
            return newest[0]
        number: int = self.connection.execute(
            _R.insert()
            .values(
                hash=digest, content=zlib.compress(plain), source=source, published_at=now, published_by=by,
                report=report,
            )
            .returning(_R.c.number)
        ).scalar_one()
        return number

    def newest(self) -> tuple[int, str] | None:
        """Number and hash of the served release."""
        row = self.connection.execute(select(_R.c.number, _R.c.hash).order_by(_R.c.number.desc()).limit(1)).first()
        return (row.number, row.hash) if row else None

    def newest_number(self) -> int:
        """The number of the served release, 0 before the first."""
        return int(self.connection.execute(select(func.max(_R.c.number))).scalar() or 0)

    def report(self, number: int) -> dict[str, Any]:
        """What was noted when the release was made: ``faults`` held back, languages ``reviewed``."""
        found = self.connection.execute(select(_R.c.report).where(_R.c.number == number)).scalar()
        return dict(found or {})

    def texts(self, number: int) -> Texts:
        """A release's texts."""
        packed = self.connection.execute(select(_R.c.content).where(_R.c.number == number)).scalar_one()
        texts: Texts = orjson.loads(zlib.decompress(packed))
        return texts
