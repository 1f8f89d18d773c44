"""How sure we are of a fact, and who says so."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from flows.law.reading import Entry, document

HERE = Path(__file__).parent


class Confidence(StrEnum):
    """From an official page down to general knowledge nobody has checked."""

    A = "A"
    """An official page or the text of the law."""
    A_RECORD = "A-record"
    """A public record that quotes the official page with its address and date."""
    B = "B"
    """One or more secondary pages."""
    B_OLD = "B-old"
    """A page three or more years old: likely changed."""
    U = "U"
    """Not found in any source: general knowledge, not to be told as a fact."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a fact rests on: how sure, and the ids of its sources in `sources.yaml`."""

    confidence: Confidence
    sources: tuple[str, ...]

    @property
    def firm(self) -> bool:
        """Say whether this may be told as a fact; otherwise say 'please have it checked'."""
        return self.confidence is not Confidence.U


@cache
def sources() -> dict[str, str]:
    """Every source by its id: where the statement was read."""
    top = document(HERE / "sources.yaml")
    return {key: top.text(key) for key in top.names()}


def read_basis(entry: Entry) -> Basis:
    """Take `confidence` and `sources` of a row; raises LawDataError for a source nobody listed."""
    confidence = Confidence(entry.one_of("confidence", tuple(Confidence)))
    named = entry.texts("sources")
    for name in named:
        if name not in sources():
            raise entry.wrong(f"source '{name}' is not in sources.yaml")
    if not named and confidence is not Confidence.U:
        raise entry.wrong("a row that is not marked U must name its sources")
    return Basis(confidence, named)
