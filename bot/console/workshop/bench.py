"""What the pages of the workshop have in common: the texts there are, and which belong to which step."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.console.deps import ConsoleDeps
from bot.wording.catalogue import Catalogue
from bot.wording.enumerate import Needed, critical_keys, needed
from bot.wording.languages import ENDONYMS
from bot.wording.served import Snapshot
from flows.model import Structure

PATH = "/console/workshop"


@dataclass(frozen=True)
class Bench:
    """One look at everything: made for each request."""

    structure: Structure
    catalogues: Mapping[str, Catalogue]
    served: Snapshot

    @cached_property
    def critical(self) -> frozenset[str]:
        """The texts that must not be wrong."""
        return critical_keys(self.structure)

    @cached_property
    def needed(self) -> Mapping[str, Needed]:
        """What each step needs, by key."""
        return {text.key: text for text in needed(self.structure)}

    def flow_of(self, key: str) -> str:
        """The flow that a text belongs to; of other texts the first part of the key."""
        return key.partition(".")[0]


def bench_of(deps: ConsoleDeps) -> Bench:
    """The flows of today, the files as they are now, and the release being served."""
    return Bench(deps.structure(), deps.shelf.worker(), deps.words.now)


def own_name(language: str) -> str:
    """What a language calls itself; its code where nobody has said."""
    return ENDONYMS.get(language, language)
