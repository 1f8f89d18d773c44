"""Numbers that are only known to lie between two limits, and the one lawful way to round yen."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Span:
    """A number that is known (`low == high`) or only known to lie between two limits. Never negative."""

    low: int
    high: int

    def __post_init__(self) -> None:
        """Refuse limits that are negative or the wrong way round."""
        if not 0 <= self.low <= self.high:
            raise ValueError(f"not a span: {self.low} to {self.high}")

    @classmethod
    def of(cls, number: int) -> "Span":
        """Build the span of a number that is known."""
        return cls(number, number)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a calculation: a text key, its numbers (yen to a hundredth, minutes, percent) and its law."""

    key: str
    numbers: Mapping[str, int | float]
    law: str = ""


def rounded(amount: Fraction) -> int:
    """Whole yen: 50 sen and more up, less down, as the notice of 1988-03-14 allows for the sum of a month."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def shown(amount: Fraction) -> float | int:
    """The amount as a line shows it: whole, or to a hundredth of a yen."""
    return int(amount) if amount.denominator == 1 else round(amount.numerator / amount.denominator, 2)
