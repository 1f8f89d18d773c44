"""Texts that follow a number: which of their forms fits it.

Such a text is kept and edited as one, its forms parted by ‖ in the order of the file: ``{count} day ‖ {count} days``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from gettext import c2py

from .filling import placeholders

MARK = "‖"
_ONE_FORM, _ONE_IS_SPECIAL, _NONE_AND_ONE = (
    "nplurals=1; plural=0;", "nplurals=2; plural=(n != 1);", "nplurals=2; plural=(n > 1);",
)  # fmt: skip
_HEADERS = {
    **dict.fromkeys(("vi", "id", "ja", "my", "km", "zh_Hans", "th"), _ONE_FORM),
    **dict.fromkeys(("tl", "bn", "si", "pt_BR"), _NONE_AND_ONE),
}
_RULE = re.compile(r"nplurals=(\d+); plural=(.+);")
_WHOLE = re.compile(r"\d+|\d{1,3}(?:,\d{3})+")


def header(language: str) -> str:
    """The line Plural-Forms of this language's files: after CLDR 47; where that has forms for zero, for millions or for
    digits, the nearest of two."""
    return _HEADERS.get(language, _ONE_IS_SPECIAL)


def count_of(language: str) -> int:
    """How many forms a text has in this language."""
    return _parts(language)[0]


def join(forms: Sequence[str]) -> str:
    """The forms as one text."""
    return f" {MARK} ".join(forms)


def split(text: str) -> list[str]:
    """The forms of a text; one, if it follows no number."""
    return [form.strip() for form in text.split(MARK)] if MARK in text else [text]


def choose(text: str, language: str, values: Mapping[str, str]) -> str:
    """The form that fits the first value that is a number, by the names of the blanks; the last one where none is."""
    if MARK not in text:
        return text
    forms = split(text)
    filled = (values[name] for name in sorted(placeholders(text)) if name in values)
    said = next((value for value in filled if _WHOLE.fullmatch(value)), None)
    if said is None:
        return forms[-1]
    return forms[min(_rule(language)(int(said.replace(",", ""))), len(forms) - 1)]


def _parts(language: str) -> tuple[int, str]:
    found = _RULE.fullmatch(header(language))
    assert found is not None
    return int(found[1]), found[2]


@cache
def _rule(language: str) -> Callable[[int], int]:
    rule: Callable[[int], int] = c2py(_parts(language)[1])
    return rule
