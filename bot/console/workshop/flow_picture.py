"""A flow as a picture: its steps below each other, what is asked only sometimes set in, jumps at the side.

A flow is a list that is gone through from top to bottom, so its order is its layout; nothing has to be searched for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from flows.model import END, Flow, Step

WIDTH, BOX, TALL, GAP, LEFT, IN, TOP = 860, 430, 46, 26, 46, 54, 12
_LANE = 15
"""Between two jumps at the right side."""
_LETTERS = 60
"""Signs of a question in its box."""


@dataclass(frozen=True)
class Mark:
    """Something about a step: what it is called in the style sheet, a sign, and the words for it."""

    kind: str
    sign: str
    words: str


@dataclass(frozen=True)
class Drawn:
    """One step, in words."""

    step: Step
    title: str
    kind: str
    href: str
    asked_if: str
    marks: tuple[Mark, ...]
    jumps: tuple[tuple[str, str], ...]
    """Where to, and when; the target END or a step's id."""


@dataclass(frozen=True)
class _Line:
    x: float
    y: float


def picture(flow: Flow, steps: Sequence[Drawn], title: str, end: str, shorten: Callable[[str, int], str]) -> Markup:
    """Draw it. ``shorten``: cuts words to so many signs."""
    at = {one.step.id: _Line(LEFT + (IN if one.asked_if else 0), _top(n)) for n, one in enumerate(steps)}
    bottom = _top(len(steps))
    at[END] = _Line(LEFT, bottom)
    parts = [*_ways(steps, at), *_jumps(steps, at, shorten)]
    for one in steps:
        parts.append(_box(one, at[one.step.id], shorten))
    parts.append(
        Markup('<rect class="end" x="{}" y="{}" width="90" height="28" rx="14"/><text class="end" x="{}" y="{}" '
               'text-anchor="middle">{}</text>').format(LEFT, bottom, LEFT + 45, bottom + 19, end)
    )  # fmt: skip
    return Markup(
        '<svg class="flow" viewBox="0 0 {w} {h}" role="group" aria-label="{title}">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z"/></marker></defs>{parts}</svg>'
    ).format(w=WIDTH, h=bottom + 40, title=title, parts=Markup("").join(parts))


def _top(place: int) -> float:
    return TOP + place * (TALL + GAP)


def _ways(steps: Sequence[Drawn], at: dict[str, _Line]) -> list[Markup]:
    """From each step to the one below, and past those that are asked only sometimes."""
    parts = []
    for n, one in enumerate(steps):
        here = at[one.step.id]
        below = at[steps[n + 1].step.id] if n + 1 < len(steps) else at[END]
        x = max(here.x, below.x) + 24
        always = any(not branch.when for branch in one.step.next)
        if not always:
            parts.append(_arrow("way", f"M{x} {here.y + TALL}V{below.y - 1}"))
        if not one.asked_if and n + 1 < len(steps) and steps[n + 1].asked_if:  # the next that is always asked
            after = next((s for s in steps[n + 1 :] if not s.asked_if), None)
            target = at[after.step.id] if after is not None else at[END]
            parts.append(_arrow("way past", f"M{LEFT + 12} {here.y + TALL}V{target.y - 1}"))
    return parts


def _jumps(steps: Sequence[Drawn], at: dict[str, _Line], shorten: Callable[[str, int], str]) -> list[Markup]:
    """Branches: out at the right side, and in again further down."""
    parts, lane = [], 0
    for one in steps:
        here = at[one.step.id]
        for target, when in one.jumps:
            goal = at[target]
            x = LEFT + IN + BOX + 18 + _LANE * (lane % 4)
            lane += 1
            y = here.y + TALL / 2
            into = goal.y + (14 if target == END else TALL / 2)
            right = goal.x + (90 if target == END else BOX)
            parts.append(_arrow("jump", f"M{here.x + BOX} {y}H{x}V{into}H{right + 2}"))
            words = Markup('<text class="jump" x="{}" y="{}">{}</text>')
            parts.append(words.format(LEFT + IN + BOX + 18 + _LANE * 4, y + 4, shorten(when, 38)))
    return parts


def _arrow(kind: str, path: str) -> Markup:
    return Markup('<path class="{}" d="{}" marker-end="url(#tip)"/>').format(kind, path)


def _box(one: Drawn, at: _Line, shorten: Callable[[str, int], str]) -> Markup:
    look = "step core" if one.step.core else "step said" if not one.step.kind.asks else "step"
    marks = Markup("").join(
        Markup('<text class="mark {}" x="{}" y="{}" text-anchor="end">{}<title>{}</title></text>').format(
            mark.kind, at.x + BOX - 10 - 24 * n, at.y + 19, mark.sign, mark.words
        )
        for n, mark in enumerate(one.marks)
    )
    asked = Markup("")
    if one.asked_if:
        asked = Markup('<text class="if" x="{}" y="{}">{}</text>').format(
            at.x + 34, at.y - 5, shorten(one.asked_if, 64)
        )
    return Markup(
        '{asked}<a href="{href}"><rect class="{look}" x="{x}" y="{y}" width="{w}" height="{h}" rx="7"/>'
        '<text class="id" x="{tx}" y="{y1}">{id} · {kind}</text><text class="says" x="{tx}" y="{y2}">{says}</text></a>'
        "{marks}"
    ).format(
        asked=asked, href=one.href, look=look, x=at.x, y=at.y, w=BOX, h=TALL, tx=at.x + 10, y1=at.y + 19,
        y2=at.y + 37, id=one.step.id, kind=one.kind, says=shorten(one.title, _LETTERS), marks=marks,
    )  # fmt: skip
