"""Statements on the way of every message: built and compiled once, then run on the driver's own cursor.

SQLAlchemy spends about ten times as long on a statement as the database does. That is nothing for a page of the
console, and most of the work for a message, which takes some twenty statements. These are written with the same tables
and types, and run in the same transaction; what is left out is only what is the same every time.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, Row
from sqlalchemy.dialects import postgresql, sqlite

Processor = Callable[[Any], Any]


class Prepared:
    """A statement with bound parameters. ``build`` makes it from ``insert``, which knows ``on_conflict_…`` on the
    database at hand, and from whether that is SQLite."""

    def __init__(self, build: Callable[[Any, bool], Any]) -> None:
        self._build = build
        self._compiled: dict[str, _Compiled] = {}

    def on(self, dialect: Dialect) -> "_Compiled":
        """The statement for this kind of database."""
        found = self._compiled.get(dialect.name)
        if found is None:
            lite = dialect.name == "sqlite"
            statement = self._build(sqlite.insert if lite else postgresql.insert, lite)
            found = self._compiled[dialect.name] = _Compiled(statement, dialect)
        return found


class Cursor:
    """Runs prepared statements in the transaction of a driver's connection."""

    def __init__(self, driver: Any, dialect: Dialect) -> None:
        self._driver = driver
        self._dialect = dialect

    def run(self, statement: Prepared, parameters: Mapping[str, Any]) -> int:
        """Run once; returns how many rows it touched."""
        compiled = statement.on(self._dialect)
        return int(self._driver.execute(compiled.text, compiled.bind(parameters)).rowcount)

    def many(self, statement: Prepared, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run once for each set of parameters."""
        compiled = statement.on(self._dialect)
        values = [compiled.bind(row) for row in rows]
        if len(values) == 1:
            self._driver.execute(compiled.text, values[0])
        elif values:
            self._driver.cursor().executemany(compiled.text, values)

    def all(self, statement: Prepared, parameters: Mapping[str, Any]) -> list[Row[Any]]:
        """All rows that it gives."""
        compiled = statement.on(self._dialect)
        return compiled.rows(self._driver.execute(compiled.text, compiled.bind(parameters)).fetchall())

    def unread(self, statement: Prepared, parameters: Mapping[str, Any]) -> "list[Unread]":
        """All rows as the driver gives them: reading them takes longer, and may not be needed for each."""
        compiled = statement.on(self._dialect)
        found = self._driver.execute(compiled.text, compiled.bind(parameters)).fetchall()
        return [Unread(compiled, values) for values in found]

    def first(self, statement: Prepared, parameters: Mapping[str, Any]) -> Row[Any] | None:
        """Its first row, if it gives any."""
        found = self.all(statement, parameters)
        return found[0] if found else None


class Unread:
    """A row as it came."""

    __slots__ = ("_compiled", "_values")

    def __init__(self, compiled: "_Compiled", values: Sequence[Any]) -> None:
        self._compiled = compiled
        self._values = values

    @property
    def first(self) -> Any:
        """The first value."""
        return self._values[0]

    @property
    def mark(self) -> int:
        """A number that is another one, as good as surely, when anything in the row is."""
        try:
            return hash(tuple(self._values))
        except TypeError:  # a driver that reads JSON by itself
            return hash(str(self._values))

    def read(self) -> Row[Any]:
        """With names and types."""
        return self._compiled.rows([self._values])[0]


class _Compiled:
    """The text for one kind of database, and what turns values into the driver's and back."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.text = str(compiled)
        self._order: list[str] | None = compiled.positiontup
        self._fixed: dict[str, Any] = {}
        self._bind: dict[str, Processor] = {}
        for parameter, name in compiled.bind_names.items():
            process = parameter.type.dialect_impl(dialect).bind_processor(dialect)
            if not parameter.required:
                self._fixed[name] = process(parameter.effective_value) if process else parameter.effective_value
            elif process is not None:
                self._bind[name] = process
        columns = list(statement.exported_columns) if statement.is_select or statement.is_dml else []
        self._row: Any = namedtuple("Row", [c.key for c in columns]) if columns else None
        readers = [c.type.dialect_impl(dialect).result_processor(dialect, None) for c in columns]
        self._readers = [(at, reader) for at, reader in enumerate(readers) if reader is not None]

    def bind(self, parameters: Mapping[str, Any]) -> Any:
        """The parameters as the driver wants them."""
        values = {**self._fixed, **parameters}
        for name, process in self._bind.items():
            values[name] = process(values[name])
        return values if self._order is None else [values[name] for name in self._order]

    def rows(self, found: Sequence[Sequence[Any]]) -> list[Row[Any]]:
        """Rows with names and types."""
        made: list[Any] = []
        for row in found:
            values = list(row)
            for at, reader in self._readers:
                values[at] = reader(values[at])
            made.append(self._row._make(values))
        return made
