"""Where a language is spoken by so few that naming it would point to one person: data, in ``speakers.yaml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Speakers:
    """How many speak what, and from how many on a language is told. Counts are people in the whole of Japan."""

    workers: Mapping[str, int]
    everywhere: frozenset[str]
    least: Mapping[str, int]

    def few(self, language: str, region: str | None) -> bool:
        """Whether the language must not be told along with the region; without a region the usual threshold counts."""
        if language in self.everywhere:
            return False
        return self.workers.get(language, 0) < self.least.get(region or "default", self.least["default"])


def read_speakers(text: str) -> Speakers:
    """Read the file. Raises ValueError if a part is missing or no number."""
    data = yaml.safe_load(text)
    try:
        workers = {str(language): int(count) for language, count in data["workers"].items()}
        least = {str(region): int(count) for region, count in data["least"].items()}
        everywhere = frozenset(map(str, data["everywhere"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"speakers.yaml: {error} is missing or not of its form") from error
    if "default" not in least:
        raise ValueError("speakers.yaml: least needs a default")
    return Speakers(workers, everywhere, least)


@cache
def shipped_speakers() -> Speakers:
    """What came with the program."""
    return read_speakers(Path(__file__).with_name("speakers.yaml").read_text("utf-8"))
