"""A short conversation for the tests, and the page's words where the locales have none yet."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polib

from bot.channels.web.stored import EMERGENCY
from bot.channels.web.testing import Chat, Payload, answered, ask, say

LANGUAGES = {
    "vi": "Tiếng Việt",
    "id": "Bahasa Indonesia",
    "ne": "नेपाली",
    "tl": "Tagalog",
    "en": "English",
    "ja": "日本語",
}
ROOT = Path(__file__).resolve().parents[3]
ENGLISH: dict[str, str] = json.loads((Path(__file__).parent / "english.json").read_text("utf-8"))
CONTROLS = [("↩ Back", "c:{v}:back"), ("☰ Menu", "c:{v}:menu")]


def page_texts() -> Mapping[str, Mapping[str, str]]:
    """What the page has at hand, of every language from the locales, each completed by plain English."""
    return {code: {**ENGLISH, **_from_locale(code)} for code in LANGUAGES}


@cache
def _from_locale(code: str) -> dict[str, str]:
    path = ROOT / "locales" / code / "LC_MESSAGES" / "worker.po"
    if not path.exists():
        return {}
    entries = polib.pofile(str(path))
    return {e.msgctxt: e.msgstr for e in entries if e.msgstr and (e.msgctxt or "").startswith(("web.", EMERGENCY))}


def controls(visit: int) -> list[tuple[str, str]]:
    """The row "Back · Menu" under a question."""
    return [(label, data.format(v=visit)) for label, data in CONTROLS]


def question(visit: int, lang: str = "en") -> Payload:
    """The questions of the short conversation, by visit."""
    if visit == 2:
        return ask(2, "Are you safe now?", [("Yes, I am safe", "a:2:safe"), ("No", "a:2:danger")],
                   [("I don't know", "a:2:unknown")], controls(2), lang=lang)  # fmt: skip
    if visit == 3:
        more = {"input": {"kind": "hours", "placeholder": "like 8.5 or 2:30"}}
        return ask(3, "How many hours were not paid?", [("Skip", "a:3:skip")], controls(3), lang=lang, **more)
    if visit == 4:
        return ask(4, "When did it happen?", controls(4), lang=lang,
                   input={"kind": "date", "min": "2026-01-01", "max": "2026-11-02"})  # fmt: skip
    return ask(5, "Do you have a photo of your payslip?", [("Done", "a:5:done")], controls(5), lang=lang,
               input={"kind": "file", "accept": ["photo", "file", "voice"], "many": True})  # fmt: skip


def opening() -> list[Payload]:
    """The first screen: one line in two languages and every language's own name."""
    text = "Hello. Which language do you want?\nXin chào. Bạn muốn dùng ngôn ngữ nào?"
    rows = [[{"label": name, "data": f"a:1:{code}", "lang": code}] for code, name in LANGUAGES.items()]
    about = {"lang": "en", "langs": ["en", "vi"]}
    return [{"type": "bubble", "kind": "ask", "text": text, "visit": 1, "rows": rows, **about}]


def short_conversation(chat: Chat, event: Payload) -> list[Payload]:
    """Language, safety, hours, day, photos, filed. Typing `echo …` answers with the same words."""
    if event["type"] == "command":
        chat.memory["visit"] = 1
        return opening()
    text, data = event.get("text", ""), event.get("data", "")
    if text.startswith("echo "):
        return [say(text[5:])]
    if text == "danger":
        return [say("Call for help now.\n110 Police\n119 Ambulance\nhttps://example.org/help", kind="card")]
    visit: int = chat.memory["visit"]
    if event["type"] == "handover":
        return [] if event["choice"] == "none" else [say("Thank you. We keep this.")]
    if data.startswith("c:"):
        return [say("This is the menu.")] if data.endswith("menu") else [question(max(2, visit))]
    if data and not data.startswith(f"a:{visit}:"):
        return [say("This question is already answered.")]
    if event["type"] == "file":
        return [say("Received: " + event["media"])]
    return advance(chat, visit, text or data.rpartition(":")[2])


def advance(chat: Chat, visit: int, answer: str) -> list[Payload]:
    """What follows an answer to question `visit`."""
    chat.memory["visit"] = visit + 1
    done = [answered(visit, "✓" if visit == 2 else f"✓ {answer}")]
    if visit < 5:
        return [*done, question(visit + 1)]
    telegram = {"choice": "telegram", "url": "https://t.me/example_bot?start=abc"}
    offers: list[Any] = [telegram, *({"choice": choice} for choice in ("email", "phone", "return_on"))]
    filed = say("Your report is filed. Its number is K7F3-2Q.")
    return [*done, filed, {"type": "bubble", "kind": "handover", "lang": "en", "text": "", "offers": offers}]
