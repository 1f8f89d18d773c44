"""What is known of the languages: their own names, what they are called elsewhere. Facts stand in languages.yaml.

Which of them are offered is decided release by release (`Snapshot.languages`).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

_FACTS: Mapping[str, Mapping[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("languages.yaml").read_text("utf-8")
)

ENDONYMS: Mapping[str, str] = {code: str(facts["name"]) for code, facts in _FACTS.items()}
"""Every language that there can be, in the order of the menu: its own name."""

NAMES: Mapping[str, tuple[str, ...]] = {code: tuple(map(str, facts["also"])) for code, facts in _FACTS.items()}
"""What else people write when they are asked for their language."""

BABEL: Mapping[str, str] = {code: str(facts["babel"]) for code, facts in _FACTS.items()}

_BY_NUMBER = tuple(sorted(ENDONYMS, key=lambda code: int(_FACTS[code]["rank"])))
_TAGS = {code.replace("_", "-").lower(): code for code in ENDONYMS} | {
    str(tag): code for code, facts in _FACTS.items() for tag in facts["tags"]
}

_CALLED = {
    str(name).casefold(): code for code, facts in _FACTS.items() for name in (code, facts["name"], *facts["also"])
}


def from_tag(tag: str | None) -> str | None:
    """Our language of a loose language tag such as ``fil-PH``, ``in`` or ``zh-CN``; None if it is none of ours."""
    if not tag:
        return None
    parts = tag.replace("_", "-").lower().split("-")
    whole = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((_TAGS[one] for one in whole if one in _TAGS), None)


def named(written: str) -> str | None:
    """The language that is called so, by its code or a name, as people head a sheet; None if it is none of ours."""
    return written if written in ENDONYMS else _CALLED.get(written.strip().casefold())


def likeliest(hints: list[str | None]) -> tuple[str, ...]:
    """All languages, those hinted at first; without a hint by the number of workers in Japan."""
    hinted = [ours for ours in (from_tag(h) for h in hints) if ours]
    return tuple(dict.fromkeys([*hinted, *_BY_NUMBER]))
