"""Long texts of several scripts, to see whether they fit."""

import json
from pathlib import Path
from typing import Any

from bot.channels.web.testing import Chat, Payload, ask, say

SAMPLES: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "samples.json").read_text("utf-8"))


def sample_conversation(language: str, upto: str = "question") -> Any:
    """A script that shows a language's `question`, its `ticks`, or a card and a person's words (`staff`)."""
    sample = SAMPLES[language]
    back, menu = sample["controls"]
    foot = [(back, "c:2:back"), (menu, "c:2:menu")]

    def script(chat: Chat, event: Payload) -> list[Payload]:
        if event["type"] != "command":
            return []
        shown: list[Payload] = []
        if upto == "staff":
            shown.append(say(sample["card"], language, "card"))
            shown.append(say(sample["staff"], language, "staff", **{"from": "staff"}))
            shown.append({"type": "text", "text": sample["own"], "from": "worker", "seq": 7})
        if upto == "ticks":
            rows = [[(label, f"a:2:p{place}")] for place, label in enumerate(sample["ticks"])]
            return [*shown, ask(2, sample["question"], *rows, [("✓ OK", "a:2:_done")], foot, lang=language)]
        rows = [[(label, f"a:2:h{place}")] for place, label in enumerate(sample["choices"])]
        if upto == "question":
            hint = {"input": {"kind": "hours", "placeholder": "8.5"}}
            shown.append(ask(2, sample["question"], *rows, foot, lang=language, **hint))
        return shown

    return script
