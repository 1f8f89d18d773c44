"""Which cells of a published table have to be withheld so that no withheld one can be worked out from the others.

A table has rows, columns, their sums and the sum of all. What is withheld to begin with is given; then further ones are
withheld until every withheld number could be one of at least three numbers, whatever the sums tell. That is found out
exactly: a table with its sums is a network (source → row → column → sink), and by how much one number can be larger or
smaller while all that is published stays as it is, is a flow in what is left of it.

Whoever looks may have made up to three of those counted up, and know them. Wherever they are, they can't be missing: no
number is counted on to be smaller by its last three.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence

Place = tuple[str, str]
"""Row and column; `ALL` for a sum."""
ALL = "all"
ROOM = 2
"""A withheld number could at least be one of three: the true one and two others."""
MADE_UP = 3
"""So many workers may be made up by whoever looks, and known to them."""


def withheld(
    parts: Sequence[Mapping[Place, int]], sensitive: Collection[Place], most: Mapping[Place, int] | None = None
) -> frozenset[Place]:
    """The places to be withheld, in all parts alike, so that no withheld number of people can be worked out in any.

    ``parts``: tables of the same rows and columns without their sums, such as those who said yes and those who said
    no. ``sensitive`` may name sums, too. A place with nobody in it is withheld as well: it looks like any other.
    ``most``: what everybody knows the parts of a place to add up to at most. That a number is 0 may follow from a
    published 0; nothing else may.
    """
    rows = sorted({row for part in parts for row, _ in part})
    columns = sorted({column for part in parts for _, column in part})
    tables = [summed(part, rows, columns) for part in parts]
    places = [(row, column) for row in [*rows, ALL] for column in [*columns, ALL]]
    size = {place: sum(table[place] for table in tables) for place in places}
    spare = {place: limit - size[place] for place, limit in (most or {}).items() if place in size}
    hidden = {place for place in places if place in sensitive or size[place] == 0}
    while True:
        views = [_views(table, hidden, spare, size, parts=len(tables)) for table in tables]
        found = (place for place in sorted(hidden, key=lambda one: (size[one], one)) if not _safe(views, place))
        weak = next(found, None)
        if weak is None or len(hidden) == len(places):
            return frozenset(hidden)
        hidden.add(_next(weak, places, hidden, size))


def summed(part: Mapping[Place, int], rows: Sequence[str], columns: Sequence[str]) -> dict[Place, int]:
    """A table with its sums."""
    found = {(row, column): part.get((row, column), 0) for row in rows for column in columns}
    for row in rows:
        found[(row, ALL)] = sum(found[(row, column)] for column in columns)
    for column in columns:
        found[(ALL, column)] = sum(found[(row, column)] for row in rows)
    found[(ALL, ALL)] = sum(found[(row, ALL)] for row in rows)
    return found


def _next(weak: Place, places: Sequence[Place], hidden: Collection[Place], size: Mapping[Place, int]) -> Place:
    """What is withheld besides: the smallest that shares a row or column with it, a sum only when nothing else does."""
    open_ones = [place for place in places if place not in hidden]
    near = [place for place in open_ones if (place[0] == weak[0]) != (place[1] == weak[1])]
    return min(near or open_ones, key=lambda place: ((place[0] == ALL) + (place[1] == ALL), size[place], place))


def _views(
    table: Mapping[Place, int], hidden: Collection[Place], spare: Mapping[Place, int], size: Mapping[Place, int], *,
    parts: int,
) -> tuple["Net", ...]:
    """How a part can differ while all that is published stays: it alone, as far as the whole may grow; or against the
    other parts, so that each whole stays what it is."""
    alone = Net(table, hidden, spare)
    if parts == 1:
        return (alone,)
    return alone, Net(table, hidden, {place: size[place] - number for place, number in table.items()})


def _safe(views: Sequence[tuple["Net", ...]], place: Place) -> bool:
    """Whether every part leaves open how many there are, where there is somebody."""
    return all(max(net.room(place) for net in nets) >= ROOM for nets in views if nets[0].true(place))


class Net:
    """What is left of the network when all that is published stays: by how much each flow can still change."""

    def __init__(self, table: Mapping[Place, int], hidden: Collection[Place], spare: Mapping[Place, int]) -> None:
        self._table, self._spare = table, spare
        self._left: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for place in hidden:
            start, end = _ends(place)
            self._left[start][end] += self._more(place)
            self._left[end][start] += self._fewer(place)

    def true(self, place: Place) -> int:
        """The number itself."""
        return self._table[place]

    def _more(self, place: Place) -> int:
        """By how much a number could be larger, for all that is known of it alone, and of up to three in the rest."""
        return max(0, self._spare.get(place, _ENDLESS) - MADE_UP)

    def _fewer(self, place: Place) -> int:
        """By how much a number could be smaller, however many of three are in it."""
        return max(0, self._table[place] - MADE_UP)

    def room(self, place: Place) -> int:
        """How many values besides the true one a withheld number could have, counted up to `ROOM`. Where any in it are
        not made up, it can be smaller by one at least; more is not counted on."""
        start, end = _ends(place)
        up = self._pushed(end, start, place, min(ROOM, self._more(place)))
        return up + self._pushed(start, end, place, min(ROOM - up, max(1, self._fewer(place))))

    def _pushed(self, start: str, end: str, without: Place, wanted: int) -> int:
        """How much can flow from one node to another, at most as much as wanted, beside the arc itself."""
        left = {node: dict(ways) for node, ways in self._left.items()}
        a, b = _ends(without)
        left[a][b] -= self._more(without)
        left[b][a] -= self._fewer(without)
        pushed = 0
        while pushed < wanted:
            path = _path(left, start, end)
            if path is None:
                return pushed
            for one, other in path:
                left[one][other] -= 1
                left[other][one] += 1
            pushed += 1
        return pushed


_ENDLESS = 1 << 20


def _ends(place: Place) -> tuple[str, str]:
    """The arc of a place: row → column; a row's sum source → row; a column's sum column → sink; all sink → source."""
    row, column = place
    if row == ALL and column == ALL:
        return "sink", "source"
    if column == ALL:
        return "source", f"row {row}"
    if row == ALL:
        return f"column {column}", "sink"
    return f"row {row}", f"column {column}"


def _path(left: Mapping[str, Mapping[str, int]], start: str, end: str) -> list[tuple[str, str]] | None:
    """The shortest way on which at least one can still flow."""
    came: dict[str, str] = {start: ""}
    queue = deque([start])
    while queue and end not in came:
        node = queue.popleft()
        for other, room in left.get(node, {}).items():
            if room > 0 and other not in came:
                came[other] = node
                queue.append(other)
    if end not in came:
        return None
    path: list[tuple[str, str]] = []
    node = end
    while node != start:
        path.append((came[node], node))
        node = came[node]
    return path[::-1]
