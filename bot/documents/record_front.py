"""Which lines of a process record stand on its first page, and which of them go first when not all fit. Pure."""

from collections.abc import Mapping, Sequence

from .record import Line, Part, Weight

ON_FRONT = {
    Part.HAPPENED: 3, Part.DUTIES: 6, Part.TOLD: 4, Part.DID: 2, Part.HOURS: 2, Part.EVIDENCE: 1,
}  # fmt: skip
"""So many lines of each part stand on the first page, or more if more of them matter most."""
LONG = 400
"""Characters, in either language, of a line that stands in the annex alone: nothing is ever cut off. What weighs most
is never too long, unless somebody typed it."""
_RATHER_LONG = 160
_TOGETHER = {"estimate_how": "estimate"}
"""A warning stands wherever its sum does."""


def ranks(lines: Sequence[Line]) -> Mapping[str, int]:
    """Ids of the lines for the first page, 0 for the one that leaves it last. Lines of one rank leave it together.

    What weighs more goes before what weighs less, and among these a first line of each duty before a second of any,
    short lines before long ones; of what matters less what people said before what the program noted.
    """
    seen: set[str] = set()
    order = []
    for at, line in sorted(enumerate(lines), key=lambda one: (not one[1].weighty, one[1].weight)):
        again = bool(line.duty) and line.duty in seen
        seen.add(line.duty)
        # a second line of a duty that was not fulfilled comes behind what happened and who was told
        weighty, weight = line.weighty and not again, Weight.MAIN if line.weighty else line.weight
        told = not line.step  # a day on which somebody was told is nowhere else on the page
        last = not told if weight is Weight.MAIN and not weighty else told
        order.append(((not weighty, weight, again, _length(line) > _RATHER_LONG, last, at), line))
    taken: dict[Part, int] = {}
    found: dict[str, int] = {}
    for (_, weight, *_), line in sorted(order, key=lambda one: one[0]):
        filler = weight > Weight.MAIN and taken.get(line.part, 0) >= ON_FRONT[line.part]
        if filler or (_length(line) > LONG and (line.names or not line.weighty)):
            continue
        taken[line.part] = taken.get(line.part, 0) + 1
        beside = _TOGETHER.get(line.id)
        found[line.id] = found[beside] if beside in found else len(set(found.values()))
    return found


def matter(rank: Mapping[str, int], lines: Sequence[Line]) -> int:
    """How many ranks are of lines that matter; the others only fill the page."""
    main = [rank[line.id] for line in lines if line.id in rank and (line.weighty or line.weight is Weight.MAIN)]
    return max(main, default=-1) + 1


def _length(line: Line) -> int:
    return max(len(line.text.ja), len(line.text.own))
