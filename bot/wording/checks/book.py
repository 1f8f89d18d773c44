"""What a rule looks at: one text beside its English, or a language's whole file beside the English one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..catalogue import Catalogue, Entry
from ..enumerate import Needed
from ..filling import fill
from ..finding import Severity


@dataclass(frozen=True)
class Text:
    """One text. ``source`` is the English that is served, ``filling`` the longest value of each placeholder;
    ``critical``: it must not be wrong."""

    language: str
    key: str
    source: str
    text: str
    filling: Mapping[str, str] | None = None
    critical: bool = False

    @cached_property
    def filled(self) -> str:
        """As long as it can become."""
        return fill(self.text, self.filling) if self.filling else self.text


@dataclass(frozen=True)
class Book:
    """One file of one language, the English it translates, and what the flows need of it. For English both are one."""

    catalogue: Catalogue
    english: Catalogue
    needed: Mapping[str, Needed]
    critical: frozenset[str]

    @property
    def language(self) -> str:
        """Its language."""
        return self.catalogue.language

    @property
    def is_source(self) -> bool:
        """Whether this is the English file itself."""
        return self.catalogue is self.english

    def source(self, key: str) -> str | None:
        """The English text, as it is served; None if there is none."""
        entry = self.english.entries.get(key)
        return None if entry is None else entry.text or entry.english

    def written(self) -> Iterator[Entry]:
        """The entries that say something."""
        return (entry for entry in self.catalogue.entries.values() if entry.text)


@dataclass(frozen=True)
class Told:
    """What a rule says of a file: to which text (None: to the file), and, unless it is the text's own line, where."""

    key: str | None
    message: str
    line: int | None = None
    severity: Severity | None = None


WORKERS = frozenset({"worker", "documents"})
EVERYBODY = WORKERS | {"staff"}


@dataclass(frozen=True)
class TextRule:
    """A rule on one text; also run while somebody types. ``domains``: the files it is meant for; ``languages``: None
    for all."""

    name: str
    severity: Severity
    look: Callable[[Text], Iterator[str]]
    domains: frozenset[str] = WORKERS
    languages: frozenset[str] | None = None


@dataclass(frozen=True)
class BookRule:
    """A rule on a whole file."""

    name: str
    severity: Severity
    look: Callable[[Book], Iterator[Told]]
    domains: frozenset[str] = WORKERS
