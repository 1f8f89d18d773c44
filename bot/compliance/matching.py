"""Which organisation a worker may have meant. A person confirms it; nothing is matched by itself.

Names are made comparable as everywhere else (`bot.cases.names`); what ties and records put side by side counts
(`bot.cases.spellings`); what is then still different is compared by `rapidfuzz`.
"""

from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.cases.names import folded
from bot.cases.spellings import names_of, with_spellings
from storage.models import Organisation
from storage.uow import UnitOfWork

from .romaji import romaji

LIKELY = 72.0
"""From here on two names are put before a person."""
MOST = 5
_SHORTEST = 3
_EXACT = 100.0
_WORD = 5
"""Letters of a word that is looked for alone, among words for "company" and "in the town of"."""
_OF_A_WORD = 0.9
_OF_MANY = frozenset({
    "factory", "kompanya", "kumpanya", "perusahaan", "pabrik", "empresa", "fabrica", "compania", "kaisha", "kabushiki",
    "zavod", "korxona", "kompaniya", "kompani", "japan", "nippon", "nihon", "tokyo", "osaka", "seisakusho", "sangyo",
    "kogyo", "kensetsu", "shokuhin", "shoji", "kumiai", "group", "holdings", "works", "industries", "industry", "foods",
    "service", "services",
})  # fmt: skip
"""Words that stand in many names, or beside any."""


@dataclass(frozen=True)
class Candidate:
    """An organisation that may be meant: how alike, of 100, and by which of its names."""

    organisation: Organisation
    score: float
    by: str

    @property
    def exact(self) -> bool:
        """Whether it is written exactly so, apart from case, marks and legal form."""
        return self.score >= _EXACT


def candidates(uow: UnitOfWork, written: str) -> list[Candidate]:
    """Organisations that may be meant by what a worker wrote, the likeliest first."""
    wanted = [form for name in with_spellings(uow, [written]) for form in forms(name)]
    if not wanted:
        return []
    found: dict[str, Candidate] = {}
    for record in uow.organisations.all():
        root = uow.organisations.get(uow.organisations.root(record.id)) or record
        best = max((max(_alike(wanted, name), _by_a_word(written, name)), name) for name in names_of(record))
        before = found.get(root.id)
        if best[0] >= LIKELY and (before is None or best[0] > before.score):
            found[root.id] = Candidate(root, *best)
    return sorted(found.values(), key=lambda one: (-one.score, one.organisation.id))[:MOST]


def alike(one: str, other: str) -> float:
    """How alike two names are, of 100."""
    return _alike(forms(one), other)


def forms(name: str) -> list[str]:
    """A name as it is compared: as written, and as it would be read in Latin letters."""
    plain = folded(name)
    found = [plain, romaji(plain)]
    return [form for form in dict.fromkeys(found) if form]


def _alike(wanted: list[str], name: str) -> float:
    return max((_score(a, b) for a in wanted for b in forms(name)), default=0.0)


def _by_a_word(written: str, name: str) -> float:
    """How much a single word says: "công ty Kasuga" means 春日製作所, whose name is not all that was written."""
    words = {folded(word) for word in written.split()} - _OF_MANY
    found = [_score(word, form) for word in words if len(word) >= _WORD and word.isascii() for form in forms(name)]
    return max(found, default=0.0) * _OF_A_WORD


def _score(a: str, b: str) -> float:
    if a == b:
        return _EXACT
    if min(len(a), len(b)) < _SHORTEST:  # two characters of Japanese say much, two Latin letters nothing
        inside = min(len(a), len(b)) == 2 and (a in b or b in a)
        return LIKELY if inside and not (a.isascii() or b.isascii()) else 0.0
    whole = fuzz.ratio(a, b)
    within = fuzz.partial_ratio(a, b) * 0.9 if min(len(a), len(b)) >= 4 else 0.0  # a branch, a site, a sentence
    return min(max(whole, within), _EXACT - 1)
