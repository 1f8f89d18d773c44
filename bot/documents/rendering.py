"""Makes a PDF, or a picture of its pages, from a template and plain data; the one place that calls typst.

A template (`templates/<name>.typ`, beginning with `#import "prelude.typ": *`) is ours. What people have written reaches
it as data, one JSON text that the prelude reads into `data`: a string in there is set as it stands and can never become
markup. A letter that none of the fonts has becomes a box (`glyphs.py`). Pictures such as a QR code are data too, SVG in
a string. The fonts are those in `fonts/`; nothing is fetched.

    render("poster", {"title": "…", "language": "vi"}, bundled())
"""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import typst

from bot.errors import TodokeError

from .glyphs import printable, without, without_lines

_HERE = Path(__file__).parent
TEMPLATES = _HERE / "templates"

LARGEST = 4_000_000
"""Bytes of data that a paper may be made from."""

_TRIES = 8
_NOT_DRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_CODE = re.compile(r"\\u\{([0-9a-f]+)\}")

Fonts = typst.Fonts


class NotRendered(TodokeError):
    """The paper "{template}" could not be made: {problem}. Please tell those who look after this installation."""


@cache
def bundled() -> Fonts:
    """The fonts that are shipped, read once (about 30 ms); no others of the machine are looked at."""
    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_HERE / "fonts"])


def render(template: str, data: Mapping[str, object], fonts: Fonts, *, made: datetime | None = None) -> bytes:
    """The PDF: tagged and titled (PDF/UA-1), its text selectable. The same input gives the same bytes.

    `made` is the moment in the file's properties (with a time zone); without it, 1970. About 30 ms a page once warm, a
    quarter of a second the first time. May be called from several threads at once.

    Raises NotRendered when the template has a fault, names no title, or leaves a picture without a description.
    """
    return _pages(template, data, fonts, pdf_standards="ua-1", timestamp=_moment(made))[0]


def pictures(template: str, data: Mapping[str, object], fonts: Fonts, *, ppi: float = 72) -> list[bytes]:
    """The same pages as PNG, one each, with `ppi` dots to the inch. Raises NotRendered as `render` does."""
    return _pages(template, data, fonts, format="png", ppi=ppi, timestamp=0)


def _moment(made: datetime | None) -> datetime | int:
    return 0 if made is None else made.replace(microsecond=0)


def _pages(template: str, data: Mapping[str, object], fonts: Fonts, **options: Any) -> list[bytes]:
    said = printable(data)
    for tried in range(2 * _TRIES):  # letters that are drawn one by one, but not in this company: a mark on a digit
        try:
            return _compiled(template, said, fonts, **options)
        except NotRendered as fault:
            found = _NOT_DRAWN.search(str(fault))
            if found is None:
                raise
            letters = _CODE.sub(lambda code: chr(int(code[1], 16)), found[1])
            # where there are ever more of them, the line they stand in goes, and not the paper
            said = without(said, letters) if tried < _TRIES else without_lines(said, letters)
    return _compiled(template, said, fonts, **options)


def _compiled(template: str, data: object, fonts: Fonts, **options: Any) -> list[bytes]:
    told = orjson.dumps(data)
    if len(told) > LARGEST:
        raise NotRendered(template=template, problem=f"it would hold more than {LARGEST // 1_000_000} MB of text")
    try:
        compiler = typst.Compiler(
            TEMPLATES / f"{template}.typ",
            root=TEMPLATES,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"data": told.decode()},
        )
        made = compiler.compile(**options)
    except typst.TypstError as fault:
        raise NotRendered(template=template, problem=fault.message.rstrip(".")) from fault
    return made if isinstance(made, list) else [made] if made is not None else []
