"""A poster, and a sheet of cards to hand out, in one language: what stands on them, and the links that phones read.

A link names the language and perhaps an organisation (`bot.conversation.posted`), never a person. The cards are plain
on purpose: whoever finds one reads that there is something to scan, and the numbers of police and ambulance.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

import segno

from bot.wording.languages import ENDONYMS
from bot.wording.served import Snapshot

POSTER, CARDS = "poster", "cards"
TOPICS = (
    "opening.topic.choice.unpaid_overtime", "opening.topic.choice.missed_support", "opening.topic.choice.job_loss",
    "others.topic_2.choice.documents_kept", "others.topic_2.choice.violence", "others.topic_2.choice.forced_return",
    "others.topic_2.choice.housing", "others.topic_2.choice.injury",
)  # fmt: skip
"""What a report can be about, as it stands on the buttons."""
_CALLS = re.compile(r"^\W*(110|119)\b")


@dataclass(frozen=True)
class Way:
    """A way into the chat: where it leads, what it is called, how its address is written out."""

    url: str
    name: str
    shown: str


def ways(mark: str, base_url: str, bot_name: str | None) -> list[Way]:
    """The links with a mark: of the web chat, and of Telegram where the bot's name is known."""
    shown = re.sub(r"^https?://", "", base_url)
    found = [Way(f"{base_url}/chat#{mark}", "", f"{shown}/chat")]
    if bot_name:
        found.append(Way(f"https://t.me/{bot_name}?start={mark}", "Telegram", f"@{bot_name}"))
    return found


def content(wording: Snapshot, language: str, leads: list[Way], partner: str | None = None) -> Mapping[str, object]:
    """What a template sets; `partner`: the organisation's name, as workers read it."""

    def text(key: str) -> str:
        return wording.text(language, key)

    own = language in wording.reviewed
    return {
        "title": text("doc.poster.title"), "language": language, "name": ENDONYMS[language],
        "answer": text("doc.poster.answer.line"), "topics": [text(key) for key in TOPICS],
        "scan": text("doc.poster.scan.line"), "private": text("opening.intro.ask"),
        "calls": _calls(text("card.emergency")),
        "ways": [{"name": way.name, "shown": way.shown, "url": way.url, "code": _code(way.url)} for way in leads],
        "partner": partner or "", "draft": "" if own else text("common.draft_notice"),
    }


def _calls(card: str) -> list[str]:
    """The lines of the emergency card with a number to call, without pictograms."""
    lines = (line.strip() for line in card.splitlines())
    return [line[found.start(1) :] for line in lines if (found := _CALLS.match(line))]


def _code(url: str) -> str:
    """A QR code as SVG: a quarter of it may be dirty or torn (level Q)."""
    out = io.BytesIO()
    segno.make(url, error="q", micro=False, boost_error=False).save(out, kind="svg", border=4, scale=8, xmldecl=False)
    return out.getvalue().decode()
