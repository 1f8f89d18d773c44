"""What a check says: where, which text, what is wrong and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is."""

    FAULT = "fault"
    """Not served: the language keeps its last good texts."""
    FINDING = "finding"
    """Served, and to be mended."""
    DRAFT = "draft"
    """Nothing is wrong, but no native reader has read it."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong in a locale file. ``rule`` names the rule that found it, as its file is called."""

    file: str
    line: int
    language: str
    key: str | None
    message: str
    rule: str = "file"
    severity: Severity = Severity.FAULT

    def __str__(self) -> str:
        key = f" {self.key}:" if self.key else ""
        return f"{self.file}:{self.line}: [{self.language}]{key} {self.message}"
