"""Published releases of the texts, what changed in them, what waits, and what was asked about their meaning."""

import hashlib
import zlib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row, delete, func, select, text, update

from ..models import Release, TextChange, TextFallback, TextMeaning, TextSeen, TextWaiting
from .base import Repository, table_of

_R, _CHANGE, _WAITING = table_of(Release), table_of(TextChange), table_of(TextWaiting)
_MEANING, _FALLBACK, _SEEN = table_of(TextMeaning), table_of(TextFallback), table_of(TextSeen)
Texts = dict[str, dict[str, str]]  # language -> key -> text
Entries = dict[str, dict[str, list[Any]]]
"""language -> key -> [hash of the English it translates, the release that set it (0: this one), the text if it is
not served]"""
_LOCK = 7_200_146  # PostgreSQL advisory lock: releases are made one after the other
_LEVEL = 3  # of zlib: twice as fast as the usual one, a tenth larger


class WordingRepository(Repository):
    """Published releases of the texts."""

    def publish(
        self, texts: Texts, now: datetime, *, source: str, by: str | None = None, report: Any = None,
        entries: Entries | None = None,
    ) -> int:
        """Make a release the served one; returns its number. The same texts, signed to the same extent (``reviewed`` of
        the report) and with the same ``entries`` and report, make no new release."""
        self.lock_releases()
        plain = orjson.dumps(texts, option=orjson.OPT_SORT_KEYS)
        signed = orjson.dumps(sorted((report or {}).get("reviewed", ())))
        if entries is not None:
            signed += orjson.dumps([entries, report], option=orjson.OPT_SORT_KEYS)
        digest = hashlib.sha256(plain + signed).hexdigest()
        newest = self.newest()
        if newest is not None and newest[1] == digest:
            return newest[0]
        number: int = self.connection.execute(
            _R.insert()
            .values(
                hash=digest, content=zlib.compress(plain, _LEVEL), source=source, published_at=now, published_by=by,
                report=report, entries=None if entries is None else zlib.compress(orjson.dumps(entries), _LEVEL),
            )
            .returning(_R.c.number)
        ).scalar_one()
        return number

    def lock_releases(self) -> None:
        """Until this transaction ends nobody else makes a release (SQLite has one writer and needs nothing)."""
        if not self.uow.sqlite:
            self.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})

    def newest(self) -> tuple[int, str] | None:
        """Number and hash of the served release."""
        row = self.connection.execute(select(_R.c.number, _R.c.hash).order_by(_R.c.number.desc()).limit(1)).first()
        return (row.number, row.hash) if row else None

    def newest_number(self) -> int:
        """The number of the served release, 0 before the first."""
        return int(self.connection.execute(select(func.max(_R.c.number))).scalar() or 0)

    def report(self, number: int) -> dict[str, Any]:
        """What was noted when the release was made: ``faults`` held back, languages ``reviewed`` and ``ready``,
        ``stale`` keys by language, ``chains`` of languages to fall back to."""
        found = self.connection.execute(select(_R.c.report).where(_R.c.number == number)).scalar()
        return dict(found or {})

    def texts(self, number: int) -> Texts:
        """A release's texts."""
        packed = self.connection.execute(select(_R.c.content).where(_R.c.number == number)).scalar_one()
        texts: Texts = orjson.loads(zlib.decompress(packed))
        return texts

    def entries(self, number: int) -> Entries | None:
        """Where each text of a release comes from; None for one that an earlier program made."""
        packed = self.connection.execute(select(_R.c.entries).where(_R.c.number == number)).scalar()
        if packed is None:
            return None
        entries: Entries = orjson.loads(zlib.decompress(packed))
        return entries

    def releases(self, limit: int = 50) -> list[Row[Any]]:
        """The newest releases: number, source, published_at, published_by, report, and how many texts each changed."""
        changed = select(func.count()).where(_CHANGE.c.release == _R.c.number).scalar_subquery().label("changed")
        columns = (_R.c.number, _R.c.source, _R.c.published_at, _R.c.published_by, _R.c.report)
        return list(self.connection.execute(select(*columns, changed).order_by(_R.c.number.desc()).limit(limit)))

    def whole(self, number: int) -> bool:
        """Whether there is such a release, with everything it said."""
        found = self.connection.execute(select(_R.c.number).where(_R.c.number == number, _R.c.content != b"")).first()
        return found is not None

    def thin(self, keep: int) -> int:
        """Leave only their changes of all but the newest ``keep`` releases: a whole one has up to a megabyte, and each
        backup holds them all. Returns how many were thinned."""
        last = self.newest_number() - keep
        gone = self.connection.execute(
            update(_R).where(_R.c.number <= last, _R.c.content != b"").values(content=b"", entries=None)
        )
        return int(gone.rowcount)

    def said(self, language: str, key: str, release: int) -> str | None:
        """What a text was in a release, thinned or not: nothing can be told of one before the first that is known."""
        changes = list(
            self.connection.execute(
                select(_CHANGE.c.release, _CHANGE.c.before, _CHANGE.c.after)
                .where(_CHANGE.c.language == language, _CHANGE.c.key == key)
                .order_by(_CHANGE.c.id)
            )
        )
        earlier = [change for change in changes if change.release <= release]
        if changes:
            found: str | None = earlier[-1].after if earlier else changes[0].before
            return found
        return self.texts(self.newest_number()).get(language, {}).get(key)

    # ---- what each release changed

    def note_changes(self, release: int, changes: Iterable[tuple[str, str, str | None, str | None]]) -> None:
        """Keep what a release changed: language, key, text before, text after."""
        rows = [
            {"release": release, "language": language, "key": key, "before": before, "after": after}
            for language, key, before, after in changes
        ]
        if rows:
            self.connection.execute(_CHANGE.insert(), rows)

    def history(self, language: str, key: str) -> list[Row[Any]]:
        """Every change of a text, the newest first: release, before, after, source, published_at, published_by."""
        return list(
            self.connection.execute(
                select(
                    _CHANGE.c.release, _CHANGE.c.before, _CHANGE.c.after, _R.c.source, _R.c.published_at,
                    _R.c.published_by,
                )
                .join(_R, _R.c.number == _CHANGE.c.release)
                .where(_CHANGE.c.language == language, _CHANGE.c.key == key)
                .order_by(_CHANGE.c.id.desc())
            )
        )

    def changed_in(self, release: int, limit: int = 500) -> list[Row[Any]]:
        """What a release changed: language, key, before, after."""
        columns = (_CHANGE.c.language, _CHANGE.c.key, _CHANGE.c.before, _CHANGE.c.after)
        chosen = select(*columns).where(_CHANGE.c.release == release)
        return list(self.connection.execute(chosen.order_by(_CHANGE.c.language, _CHANGE.c.key).limit(limit)))

    # ---- what waits

    def waiting(self) -> list[Row[Any]]:
        """Changes that a person has yet to publish, the oldest first: the columns of TextWaiting."""
        return list(self.connection.execute(select(_WAITING).order_by(_WAITING.c.at, _WAITING.c.language)))

    def put_waiting(self, row: Mapping[str, Any]) -> None:
        """Let a change wait (the columns of TextWaiting); one that waits for the same text gives way."""
        rest = {name: value for name, value in row.items() if name not in ("language", "key")}
        self.connection.execute(
            self.insert(_WAITING)
            .values(**row)
            .on_conflict_do_update(index_elements=["language", "key"], set_=rest)
        )

    def drop_waiting(self, language: str, key: str) -> None:
        """A change that waited is published or discarded."""
        self.connection.execute(delete(_WAITING).where(_WAITING.c.language == language, _WAITING.c.key == key))

    # ---- the same question, or another

    def meanings(self) -> list[Row[Any]]:
        """Every time that an English text became another, the oldest first: the columns of TextMeaning."""
        return list(self.connection.execute(select(_MEANING).order_by(_MEANING.c.id)))

    def ask_meaning(self, key: str, before: str, after: str, presumed: str, now: datetime) -> None:
        """Ask whether it is still the same question."""
        self.connection.execute(
            _MEANING.insert().values(key=key, before=before, after=after, presumed=presumed, asked_at=now)
        )

    def decide_meaning(self, ids: Collection[int], verdict: str, by: str | None, now: datetime) -> None:
        """A person has decided: same or another."""
        self.connection.execute(
            update(_MEANING)
            .where(_MEANING.c.id.in_(ids))
            .values(verdict=verdict, decided_by=by, decided_at=now)
        )

    # ---- what the files said

    def seen(self) -> dict[str, dict[str, str]]:
        """What the files said when they were last taken in: language -> key -> hash of the text."""
        rows = self.connection.execute(select(_SEEN))
        return {row.language: orjson.loads(zlib.decompress(row.content)) for row in rows}

    def set_seen(self, language: str, content: Mapping[str, str]) -> None:
        """Keep what a language's files say."""
        packed = zlib.compress(orjson.dumps(content), _LEVEL)
        self.connection.execute(
            self.insert(_SEEN)
            .values(language=language, content=packed)
            .on_conflict_do_update(index_elements=["language"], set_={"content": packed})
        )

    # ---- other languages than the worker's

    def add_fallbacks(self, counts: Mapping[tuple[str, str, str], int]) -> None:
        """Add to the counts: ``(week, language, key)`` -> how many more times."""
        for (week, language, key), times in sorted(counts.items()):
            made = self.insert(_FALLBACK).values(week=week, language=language, key=key, times=times)
            more = {"times": _FALLBACK.c.times + times}
            self.connection.execute(
                made.on_conflict_do_update(index_elements=["week", "language", "key"], set_=more)
            )

    def fallbacks(self, since_week: str = "") -> list[Row[Any]]:
        """How often a text was read in another language than the worker's: language, key, times; most often first."""
        times = func.sum(_FALLBACK.c.times).label("times")
        return list(
            self.connection.execute(
                select(_FALLBACK.c.language, _FALLBACK.c.key, times)
                .where(_FALLBACK.c.week >= since_week)
                .group_by(_FALLBACK.c.language, _FALLBACK.c.key)
                .order_by(times.desc(), _FALLBACK.c.language, _FALLBACK.c.key)
            )
        )
