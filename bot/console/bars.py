"""Bars in groups, drawn here as SVG; the page shows the same numbers in a table beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, LEFT, RIGHT, TOP, FOOT, HEIGHT = 640, 8, 8, 26, 24, 210
_MOST_WIDE = 44
_LEAST = 2.0
"""Height of a bar that stands for something, however little."""


@dataclass(frozen=True)
class Bar:
    """One bar: how high, and what is written on it. None: nothing to show. ``few``: drawn for "<3", never exactly."""

    value: float | None
    words: str
    few: bool = False


@dataclass(frozen=True)
class Series:
    """Bars of one kind, one for each label."""

    name: str
    bars: Sequence[Bar]


def draw(name: str, title: str, says: str, labels: Sequence[str], series: Sequence[Series]) -> Markup:
    """Draw it. ``name``: what its parts are called on the page; ``says``: the whole in words, for screen readers."""
    highest = max([bar.value for one in series for bar in one.bars if bar.value is not None], default=0.0) or 1.0
    slot = (WIDTH - LEFT - RIGHT) / max(1, len(labels))
    wide = min(_MOST_WIDE, slot * 0.8 / max(1, len(series)))
    base, parts = HEIGHT - FOOT, []
    parts.append(Markup('<line class="base" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(LEFT, WIDTH - RIGHT, base, base))
    for place, label in enumerate(labels):
        middle = LEFT + slot * (place + 0.5)
        parts.append(_text("label", middle, HEIGHT - 8, label))
        for n, one in enumerate(series):
            x = middle + wide * (n - len(series) / 2)
            parts.append(_bar(f"s{n}", x, wide, base, one.bars[place], highest))
    return Markup(
        '<svg class="bars" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{id}-title {id}-says">'
        '<title id="{id}-title">{title}</title><desc id="{id}-says">{says}</desc>{parts}</svg>'
    ).format(w=WIDTH, h=HEIGHT, id=name, title=title, says=says, parts=Markup("").join(parts))


def _bar(kind: str, x: float, wide: float, base: float, bar: Bar, highest: float) -> Markup:
    if bar.value is None:
        return _text("value", x + wide / 2, base - 5, bar.words)
    tall = (base - TOP) * bar.value / highest
    tall = max(tall, _LEAST) if bar.value else 0.0
    drawn = Markup('<rect class="{} {}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
        kind, "few" if bar.few else "whole", x + 1, base - tall, wide - 2, tall
    )
    return drawn + _text("value", x + wide / 2, base - tall - 5, bar.words)


def _text(kind: str, x: float, y: float, words: str) -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text>').format(kind, x, y, words)
