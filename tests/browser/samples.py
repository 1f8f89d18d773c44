"""Long texts of several scripts, to see whether they fit."""

import json
from pathlib import Path
from typing import Any

from bot.channels.web.testing import Chat, Payload, Script, answered, ask, say

SAMPLES: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "samples.json").read_text("utf-8"))


def sample_conversation(language: str) -> Script:
    """A script that shows a card, a person's words and ticks in a language; after "OK" the long question."""
    sample = SAMPLES[language]
    back, menu = sample["controls"]
    foot = [(back, "c:2:back"), (menu, "c:2:menu")]

    def script(chat: Chat, event: Payload) -> list[Payload]:
        if event["type"] == "command":
            own = {"type": "text", "text": sample["own"], "from": "worker", "seq": 7}
            rows = [[(label, f"a:1:p{place}")] for place, label in enumerate(sample["ticks"])]
            return [
                say(sample["card"], language, "card"),
                say(sample["staff"], language, "staff", **{"from": "staff"}),
                own,
                ask(1, sample["question"], *rows, [("✓ OK", "a:1:_done")], foot, lang=language),
            ]
        rows = [[(label, f"a:2:h{place}")] for place, label in enumerate(sample["choices"])]
        hint = {"input": {"kind": "hours", "placeholder": "8.5"}}
        return [answered(1, "✓ " + sample["ticks"][0]), ask(2, sample["question"], *rows, foot, lang=language, **hint)]

    return script
