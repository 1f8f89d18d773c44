"""Three years after the last line of a log, nothing of it is left: not the papers, not what the web chat showed."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from bot.documents import issuing
from bot.workers.housekeeping import Housekeeping
from tests.conversation.hours import opened, write
from tests.conversation.papers import drawn
from tests.conversation.talk import Ready, Talk


def test_papers_and_what_the_chat_showed_go_with_the_log(
    ready: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "render", lambda *_args, **_more: b"%PDF-")
    talk = Talk(ready, tmp_path / "web", channel="web")

    def left() -> list[Any]:
        with talk.database.read() as uow:
            counted = "SELECT (SELECT count(*) FROM paper), (SELECT count(*) FROM web_bubble)"
            return list(uow.execute(sql(counted)).one())

    opened(talk)
    write(talk, "8:30-19:00 break 60")
    for kind in ("pdf", "csv"):
        talk.press(f"c:0:home/hours.{kind}.2026-11")
        assert drawn(talk) or kind == "csv"
    talk.press("c:0:home/hours.day")
    talk.say("10-19")
    assert "shifts" in talk.state()["hours"], "what was typed waits for its day"
    papers, bubbles = left()
    assert papers == 2
    assert bubbles > 5
    for days, kept in ((3 * 365, [papers, bubbles]), (60, [0, 0])):
        talk.clock.advance(timedelta(days=days))
        service = talk._service()
        Housekeeping(talk.database, talk._wording, talk.clock, lambda: "", service.notifier).run()
        assert left() == kept
    assert "hours" not in talk.state()
    assert "Your own hours" in str(talk.press("c:0:home/hours")), "and a new one can be begun"
