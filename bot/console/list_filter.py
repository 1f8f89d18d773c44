"""What part of the work list somebody wants to see. It stands in the address, so that it can be kept and shared;
names never do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from bot.cases.whose import Whose
from bot.digests.standing import Standing
from storage.repositories.staff_cases import Glimpse

GROUPS = tuple(s.value for s in Standing if s is not Standing.CLOSED)
_CHOICES = ("language", "region", "topic")


@dataclass(frozen=True)
class Filter:
    """Empty fields leave everything in. ``mine``: the person's who looks, or accepted by them and nobody's since."""

    group: str = ""
    urgent: bool = False
    mine: bool = False
    language: str = ""
    region: str = ""
    topic: str = ""
    page: int = 1

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "Filter":
        """From an address. What nobody could have chosen counts as not chosen."""
        group, page = query.get("group", ""), query.get("page", "")
        return cls(
            group=group if group in GROUPS else "",
            urgent=query.get("urgent") == "1",
            mine=query.get("mine") == "1",
            page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 5 else 1,
            **{name: given if (given := query.get(name, "")).isidentifier() else "" for name in _CHOICES},
        )

    @property
    def narrows(self) -> bool:
        """Whether something is left out, apart from other groups."""
        return replace(self, group="", page=1) != Filter()

    def query(self, **changes: object) -> str:
        """What stands in the address behind the path; a change of anything but the page begins at its first."""
        wanted = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]  # templates give the fields their types
        kept = {name: "1" if value is True else str(value) for name, value in vars(wanted).items() if value}
        if wanted.page == 1:
            del kept["page"]
        return f"?{urlencode(kept)}" if kept else ""

    def lets(self, seen: Glimpse, staff_id: str, whose: Whose) -> bool:
        """Whether a case is among those that are wanted, whatever its group."""
        has_it = whose.of(seen.offer)
        taken_by = has_it.id if has_it is not None else seen.offer.staff_id if seen.offer is not None else None
        return (
            (not self.urgent or seen.urgent)
            and (not self.mine or taken_by == staff_id)
            and self.language in ("", seen.language)
            and self.region in ("", seen.region)
            and self.topic in ("", seen.topic)
        )


def choices(cases: Iterable[Glimpse]) -> dict[str, list[str]]:
    """What can be chosen: values that the viewer sees among their cases."""
    found: dict[str, set[str]] = {name: set() for name in _CHOICES}
    for seen in cases:
        for name, values in found.items():
            value = getattr(seen, name)
            if value:
                values.add(value)
    return {name: sorted(values) for name, values in found.items()}
