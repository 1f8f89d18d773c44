"""How a worker gets papers: buttons to press, and what comes of them."""

from typing import Any

import pytest

from bot.conversation.making import make_due
from bot.documents import issuing
from tests.conversation.talk import Said, Talk


def buttons(said: list[Said]) -> list[tuple[str, str]]:
    """Label and data of every button of the last bubble that has some."""
    rows = next(one.payload["rows"] for one in reversed(said) if one.payload.get("rows"))
    return [(button["label"], button["data"]) for row in rows for button in row]


def press(talk: Talk, said: list[Said], label: str) -> list[Said]:
    """Press the button whose label holds these words; a paper that this orders is drawn at once."""
    told = talk.press(next(data for shown, data in buttons(said) if label in shown))
    return [*told, *drawn(talk)]


def drawn(talk: Talk) -> list[Said]:
    """What comes of the papers that wait to be drawn."""
    looked = 0
    while make_due(talk.database, talk.clock, talk._wording):
        looked += 1
    return talk._listen() if looked else []


def opened(talk: Talk) -> list[Said]:
    """The preview, from the menu."""
    return press(talk, talk.command("status"), "My record")


def text(said: list[Said]) -> str:
    return "\n".join(one.text for one in said)


def drawing(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the papers made from now on were filled with; each is empty."""
    filled: list[Any] = []

    def draw(_name: str, data: Any, _fonts: Any, *, made: Any) -> bytes:
        filled.append(data)
        return str(made).encode() + str(data.get("code")).encode()

    monkeypatch.setattr(issuing, "render", draw)
    return filled


def kept(talk: Talk, said: list[Said]) -> tuple[Any, dict[str, Any], bytes]:
    """The paper that came with what was said: row, meta, content."""
    paper = next(one.payload["paper"] for one in said if "paper" in one.payload)
    with talk.database.read() as uow:
        row = uow.papers.get(paper["id"])
        assert row is not None
        content = uow.papers.content(row)
        assert content is not None
        return row, uow.papers.meta(row), content
