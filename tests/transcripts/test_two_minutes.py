"""From the first word to "Send now" in under two minutes: taps are counted, and what has to be read.

Counted in the real conversation. 200 words a minute (in Japanese 400
characters, where furigana is read instead of its kanji), 1.5 seconds a tap with the look for the button.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.wording.catalogue import read
from tests.conversation.talk import SETTINGS, Ready, Talk
from tests.support.missions import MISSIONS, TOPICS
from tests.transcripts.play import play

WORDS, CHARACTERS, TAP = 200 / 60, 400 / 60, 1.5
MOST_SECONDS, MOST_QUESTIONS = 120, 7
LAST_SCREEN = ("minimum_pay", "long_hours", "promise", "new_employer")
SCREENS = {topic: 2 if topic in LAST_SCREEN else 1 for topic in TOPICS}
"""How many further screens the choice of the topic takes."""
_FURIGANA = re.compile(r"（[ぁ-ゖァ-ヺー・]+）")
_LABEL = re.compile(r"\[(.*?)\](?= \[|$)")


@dataclass(frozen=True)
class Effort:
    """What reporting costs a worker: taps, questions of the core, seconds of reading bubbles and of reading labels."""

    taps: int
    questions: int
    reading: float
    labels: float

    @property
    def seconds(self) -> float:
        """From the first word to "Send now"."""
        return self.reading + TAP * self.taps


def effort(language: str, mission: str, transcript: str) -> Effort:
    """Measure a conversation up to the tap on "Send now", that tap included."""
    send_now = text_of(language, f"{'enough' if mission in TOPICS else mission}.ready.choice.send_now")
    turns = transcript.removeprefix("> ").split("\n> ")
    if mission == "violence_sexual":  # goes to sending by itself
        end = next(n for n, turn in enumerate(turns) if text_of(language, "filing.alone.ask") in turn)
    else:
        end = next(n for n, turn in enumerate(turns) if turn.startswith(f"taps [{send_now}]"))
    lines = [line for turn in turns[:end] for line in turn.split("\n")[1:]]
    labels = [label for line in lines if line.startswith("  [") for label in _LABEL.findall(line)]
    said = [line[2:] for line in lines if line and not line.startswith(("  [", "  ✓"))]
    asked = sum(line.startswith("? ") for line in lines)
    before_and_after = 4 + SCREENS.get(mission, 0)  # language, introduction, topic; "Send now" itself
    return Effort(end, asked - before_and_after, seconds(language, said), seconds(language, labels))


def seconds(language: str, said: list[str]) -> float:
    """How long it takes to read this."""
    if language == "ja":
        return len(re.sub(r"\s", "", _FURIGANA.sub("", "".join(said)))) / CHARACTERS
    return len(" ".join(said).split()) / WORDS


def text_of(language: str, key: str) -> str:
    """A worker's text as it stands in the file."""
    return read(SETTINGS.locales_dir / language / "LC_MESSAGES" / "worker.po", language, "worker").entries[key].text


@pytest.mark.sampled(6)
@pytest.mark.parametrize("mission", [*MISSIONS, *TOPICS])
@pytest.mark.parametrize("language", ["vi", "id", "ne", "tl", "en", "ja"])
def test_a_report_takes_at_most_seven_questions_and_two_minutes(
    ready: Ready, tmp_path: Path, language: str, mission: str, capsys: pytest.CaptureFixture[str]
) -> None:
    talk = Talk(ready, tmp_path / "talk")
    found = effort(language, mission, play(talk, mission, language, details=False))
    talk.close()
    with capsys.disabled():
        line = f"{mission:<16} {language}  {found.taps:2} taps  {found.questions} questions  "
        sys.stdout.write(f"\n  {line}{found.seconds:4.0f} s  (and {found.labels:3.0f} s to read every button)")
    assert found.questions <= MOST_QUESTIONS
    assert found.seconds < MOST_SECONDS
