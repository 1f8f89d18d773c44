"""Playing a mission from its script, and writing down what was said."""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.wording.languages import ENDONYMS
from tests.conversation.talk import Said, Talk
from tests.support.missions import TOPICS

FOLDER = Path(__file__).parent
LONGEST = 250
"""Messages; far more than any path has."""
NUMBER = "K7F3-2QMX"
"""Stands where a case's random number stood."""
CODE = "ABCD-EFGH-JK"
"""Stands where a random code for colleagues stood."""
_SCREENS = ("others.topic_2", "others.topic_3")
_CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}\b")
_MARK = {"ask": "? ", "say": "· ", "note": "~ ", "card": "! ", "handover": "· ", "staff": "@ "}


def play(talk: Talk, mission: str, language: str, *, details: bool) -> str:
    """Report from the first word to the end; returns the transcript."""
    script = _Script(mission, language, details)
    lines: list[str] = []
    second = "tl" if language == "vi" else "vi"  # however many languages are ready
    _note(lines, "opens the chat", talk.start(language, second))
    for _ in range(LONGEST):
        question = talk.at
        if question is None:
            return _settled(talk, "\n".join(lines))
        flow, step = talk.ready.structure.step(question)
        for deed in script.answer(f"{flow.id}.{step.id}", talk.question):
            if talk.at != question:
                break  # one word was enough where the script has several
            _note(lines, *_do(talk, deed))
    raise AssertionError(f"no end after {LONGEST} messages:\n{talk.screen()}")


class _Script:
    """What the worker does with each question. A deed begins with ``tap ``, ``say `` or ``send ``."""

    def __init__(self, mission: str, language: str, details: bool) -> None:
        taps = yaml.safe_load((FOLDER / "taps.yaml").read_text("utf-8"))
        topic = TOPICS.get(mission)  # behind "something else": on one screen or the next
        self._taps: dict[str, Any] = {
            "opening.language": language, "opening.topic": mission if topic is None else "something_else",
            "others.topic_2": topic, "others.topic_3": topic,
            f"{'enough' if topic else mission}.ready": "add_details" if details else "send_now",
            **taps["everywhere"], **taps["core"][mission], **(taps["details"].get(mission, {}) if details else {}),
        }  # fmt: skip
        self._typed: dict[str, Any] = {}
        if details:
            self._typed = yaml.safe_load((FOLDER / "typed" / f"{language}.yaml").read_text("utf-8"))

    def answer(self, step: str, question: Said) -> Iterator[str]:
        """What is done with the open question, one after the other."""
        flow = step.split(".")[0]
        if flow in self._taps:  # a whole flow that is passed over
            yield f"tap {self._taps[flow]}"
        elif step in self._typed:
            for one in _list(self._typed[step]):
                yield "send photo" if one == "photo" else f"tap {one}" if one.startswith("_") else f"say {one}"
        elif step in self._taps:
            there = [str(one) for one in _list(self._taps[step])]
            first = there if step not in _SCREENS or there[0] in question.choices else ["something_else"]
            yield from (one if one.startswith("say ") else f"tap {one}" for one in first)
        else:
            yield f"tap {next(iter(question.choices))}"


def _list(plain: Any) -> list[str]:
    return [str(one) for one in (plain if isinstance(plain, list) else [plain])]


def _do(talk: Talk, deed: str) -> tuple[str, list[Said]]:
    verb, _, what = deed.partition(" ")
    if verb == "say":
        return f"writes: {what}", talk.say(what)
    if verb == "send":
        return "sends a photo", talk.send({"type": "file", "media": "photo", "ref": "a-photo", "size": 120_000})
    label = next((s.choices[what] for s in reversed(talk.heard) if what in s.choices), what)
    return f"taps [{label}]", talk.tap(what)


def _note(lines: list[str], deed: str, heard: list[Said]) -> None:
    lines.append(f"> {deed}")
    for said in heard:
        lines += _written(said)
    lines.append("")


def _written(said: Said) -> list[str]:
    if said.type == "answered":
        return [f"  {said.text}"]
    mark = _MARK.get(said.kind, "  ")
    lines = [
        (mark if first else "  ") + line
        for first, line in zip([True, *[False] * said.text.count("\n")], said.text.split("\n"), strict=True)
        if said.text
    ]
    return [line.rstrip() for line in lines] + _buttons(said)


def _buttons(said: Said) -> list[str]:
    labels = said.labels
    if len(labels) > 1 and set(labels) <= set(ENDONYMS.values()):  # however many languages are ready
        labels = (labels[0], "…")
    shown = " ".join(f"[{label}]".replace(" ", "\u00a0") for label in labels)
    wrapped = textwrap.wrap(shown, 110, break_long_words=False, break_on_hyphens=False)
    return ["  " + line.replace("\u00a0", " ") for line in wrapped]


def _settled(talk: Talk, transcript: str) -> str:
    transcript = _CODE.sub(CODE, transcript)
    with talk.database.read() as uow:
        case = uow.cases.newest()
        return transcript.replace(case.number, NUMBER) if case is not None else transcript
