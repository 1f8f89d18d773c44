"""Names of companies and bodies as people write them, made comparable."""

import re
import unicodedata

_LEGAL_FORMS = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|一般社団法人|公益社団法人|一般財団法人|協同組合|事業協同組合|\(株\)|\(有\)"
    r"|\b(co|ltd|inc|corp|corporation|company|kk|k\.k|limited|llc|cooperative)\b\.?"
)
_NOT_LETTERS = re.compile(r"[\W_]+")
_SIDE_BY_SIDE = re.compile(r"[=＝]")
_SHORTEST = 2
WITHIN = 4
"""Letters of a name that is looked for within others, or within a sentence."""


def spellings(name: str) -> tuple[str, ...]:
    """The ways in which one body is written, as people put them side by side: ``春日製作所 = Kasuga Seisakusho``."""
    return tuple(one for part in _SIDE_BY_SIDE.split(name) if (one := part.strip())) or (name,)


def folded(name: str) -> str:
    """A name without case, width, marks, legal form, spaces and punctuation."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not _latin_mark(c))
    plain = unicodedata.normalize("NFC", plain).replace("đ", "d")
    return _NOT_LETTERS.sub("", _LEGAL_FORMS.sub(" ", plain))


def same_body(one: str, other: str) -> bool:
    """Whether two names mean one body: equal when folded, or one of four letters or more within the other, in any of
    the spellings given."""
    return same_name(one, other) or any(
        min(len(a), len(b)) >= WITHIN and (a in b or b in a) for a, b in _pairs(one, other)
    )


def near_body(one: str, other: str) -> bool:
    """Whether two names may mean one body, which a person has to look at: one of two letters or more within the other,
    as with short names, branches and offices."""
    return any(min(len(a), len(b)) >= _SHORTEST and (a in b or b in a) for a, b in _pairs(one, other))


def same_name(one: str, other: str) -> bool:
    """Whether two names are equal when folded, in any of the spellings given."""
    return any(len(a) >= _SHORTEST and a == b for a, b in _pairs(one, other))


def named_within(name: str, said: str) -> bool:
    """Whether a name of four letters or more stands, in any of its spellings, anywhere in folded words."""
    return any(len(body) >= WITHIN and body in said for body in map(folded, spellings(name)))


def _pairs(one: str, other: str) -> list[tuple[str, str]]:
    return [(folded(a), folded(b)) for a in spellings(one) for b in spellings(other)]


def _latin_mark(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"
