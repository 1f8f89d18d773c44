"""Papers are made on this machine, in every script, from data that stays data."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.documents import rendering
from bot.documents.rendering import NotRendered, bundled, pictures, render
from bot.wording.languages import ENDONYMS

Template = Callable[[str], str]
NAMES = {"title": "Todoke", "language": "en", "text": "".join(ENDONYMS.values())}


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Template:
    """Writes a template of the test's own beside the prelude, and names it."""
    (tmp_path / "prelude.typ").write_text((rendering.TEMPLATES / "prelude.typ").read_text("utf-8"), "utf-8")
    monkeypatch.setattr(rendering, "TEMPLATES", tmp_path)

    def write(text: str) -> str:
        (tmp_path / "test.typ").write_text('#import "prelude.typ": *\n#show: paper\n' + text, "utf-8")
        return "test"

    return write


def test_a_paper_is_titled_tagged_and_the_same_each_time(template: Template) -> None:
    name = template("= #data.title\n#data.text")
    made = render(name, NAMES, bundled(), made=datetime(2026, 11, 22, tzinfo=UTC))
    assert made.startswith(b"%PDF-")
    assert b"/MarkInfo" in made
    assert b"pdfuaid" in made
    assert b"20261122" in made
    assert made == render(name, NAMES, bundled(), made=datetime(2026, 11, 22, tzinfo=UTC))
    assert made != render(name, NAMES | {"title": "Other"}, bundled(), made=datetime(2026, 11, 22, tzinfo=UTC))


def test_what_people_wrote_stays_text(template: Template) -> None:
    hostile = '*bold* #panic("ran") $x$ \\ #import "@preview/x:1.0.0" <label> @ref // no /* no `raw` = head'
    pages = pictures(template("#data.text"), NAMES | {"text": hostile}, bundled(), ppi=20)
    assert len(pages) == 1
    assert pages[0].startswith(b"\x89PNG")
    quoted = hostile.replace("\\", "\\\\").replace('"', '\\"')
    assert pages == pictures(template(f'#"{quoted}"'), NAMES, bundled(), ppi=20)


def test_every_font_the_prelude_names_is_shipped_with_its_licence() -> None:
    prelude = (rendering.TEMPLATES / "prelude.typ").read_text("utf-8")
    named = set(re.findall(r'"(Noto Sans[A-Za-z ]*)"', prelude))
    assert named == set(bundled().families())
    for family in named:
        assert "SIL OPEN FONT LICENSE" in (
            rendering.TEMPLATES.parent / "fonts" / f"{family.replace(' ', '')}-OFL.txt"
        ).read_text("utf-8")


def test_templates_import_nothing_of_others() -> None:
    for path in rendering.TEMPLATES.glob("*.typ"):
        assert not re.search(r'"@|https?:', path.read_text("utf-8")), path.name


def test_a_faulty_template_is_told(template: Template) -> None:
    with pytest.raises(NotRendered, match="unknown variable: nothing_of_this_name"):
        render(template("#nothing_of_this_name"), NAMES, bundled())


def test_a_picture_needs_a_description(template: Template) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>'
    with pytest.raises(NotRendered, match="alt"):
        render(template('#image(bytes(data.text), format: "svg")'), NAMES | {"text": svg}, bundled())
    made = render(
        template('#image(bytes(data.text), format: "svg", alt: data.title)'), NAMES | {"text": svg}, bundled()
    )
    assert made.startswith(b"%PDF-")


def test_a_paper_of_an_unheard_of_size_is_refused(template: Template) -> None:
    with pytest.raises(NotRendered, match="more than 4 MB"):
        render(template("#data.text"), NAMES | {"text": "x" * 4_000_001}, bundled())


def test_however_many_letters_cannot_be_drawn_together_there_is_a_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text they stand in becomes a box, the others stay."""
    marks = [chr(code) for code in range(0x915, 0x915 + 30)]

    def compiled(_template: str, data: dict[str, str], *_: object, **__: object) -> list[bytes]:
        bad = next((one for one in marks if one in data["told"]), None)
        if bad is not None:
            raise NotRendered(template="record", problem=f'the text `"\\u{{{ord(bad):x}}}"` could not be displayed')
        return [(data["told"] + data["other"]).encode()]

    monkeypatch.setattr(rendering, "_compiled", compiled)
    told = " ".join(marks)
    assert render("record", {"told": told[:3], "other": "x"}, bundled()) == "□ □x".encode()
    assert render("record", {"told": told, "other": "x"}, bundled()) == "□x".encode()
