"""The corporate number (法人番号): 13 digits, the first of which checks the others.

Check digit: 9 less the remainder by 9 of the sum of the 12 digits, counted from the right, each times 1 at odd and 2 at
even places (ordinance on corporate numbers, Art. 2; general knowledge, held against published numbers in the tests).
"""

import unicodedata

from .errors import NumberInvalid

DIGITS = 13


def check_digit(twelve: str) -> int:
    """The first digit that belongs to the other twelve."""
    total = sum(int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(reversed(twelve), start=1))
    return 9 - total % 9


def corporate_number(text: str) -> str:
    """The number as it is kept, whatever width and hyphens it was typed with. Raises NumberInvalid."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and c not in "-‐‑–—－")
    plain = plain.removeprefix("T")  # as on invoices
    if not (plain.isascii() and plain.isdigit()):
        raise NumberInvalid(number=text, problem="there is something else than digits in it")
    if len(plain) != DIGITS:
        raise NumberInvalid(number=text, problem=f"it has {len(plain)} digits")
    if int(plain[0]) != check_digit(plain[1:]):
        raise NumberInvalid(number=text, problem="its first digit does not fit the others, so one is mistyped")
    return plain
