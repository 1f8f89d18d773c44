"""Every flow, each main branch, key for key; and every mission in every language, read for keys and holes.

What was said is kept as keys and values, so that a coordinator's wording changes nothing here.
`TODOKE_TRANSCRIPTS=write` writes the files anew after a change of flows; read the difference before you commit it.
`make transcripts` writes the same conversations in words, in every language that is ready, for people to read.
"""

import difflib
import os
import re
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.wording.filling import placeholders
from bot.wording.served import Snapshot
from tests.conversation.talk import Ready, Talk
from tests.support.missions import MISSIONS, TOPICS
from tests.transcripts.play import play

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = tuple(sorted(path.parent.name for path in Settings.from_environment({}).locales_dir.glob("*/lexicon.yaml")))
_RAW_KEY = re.compile(r"(?<![\w./@])(?:[a-z_0-9]+\.){1,3}(?:ask|info|choice\.\w+|[a-z]+_[a-z_]+)(?![\w./])|region\.\w+")
_HOLE = re.compile(r"\{\w*\}")


def keyed(release: Snapshot) -> Snapshot:
    """A release in which every text is its own key, with its blanks."""
    english = release.subset("en", "")
    blanks = {key: [f"{{{name}}}" for name in sorted(placeholders(text))] for key, text in english.items()}
    texts = {key: " ".join([key, *names]) for key, names in blanks.items()}
    ready = ("en", "tl", "vi")
    return Snapshot(release.number, dict.fromkeys(ready, texts), release.reviewed, ready=ready)


BRANCHES = [
    *((mission, details) for mission in MISSIONS for details in (False, True)),
    *((topic, False) for topic in TOPICS),
    *((topic, True) for topic in TOPICS if topic != "violence_sexual"),  # where no details are asked
]
WAYS = [
    *((language, mission, False) for language in LANGUAGES for mission in (*MISSIONS, *TOPICS)),
    *(("en", topic, True) for topic in TOPICS if topic != "violence_sexual"),
]


@pytest.mark.parametrize(
    ("mission", "details"), [pytest.param(*branch, id=f"{branch[0]}{'-details' * branch[1]}") for branch in BRANCHES]
)
def test_the_conversation_is_key_for_key_as_written_down(
    ready: Ready, tmp_path: Path, mission: str, details: bool
) -> None:
    talk = Talk(ready, tmp_path / "talk")
    talk._wording._snapshot = keyed(ready.texts)
    said = play(talk, mission, "en", details=details)
    talk.close()
    path = GOLDEN / f"{mission}{'_details' if details else ''}.txt"
    if os.environ.get("TODOKE_TRANSCRIPTS") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(said + "\n", "utf-8")
    kept = path.read_text("utf-8") if path.exists() else ""
    if kept != said + "\n":
        changed = difflib.unified_diff(kept.splitlines(), said.splitlines(), path.name, "now", lineterm="", n=6)
        pytest.fail("\n".join([*changed, "", "TODOKE_TRANSCRIPTS=write writes it anew."]), pytrace=False)


@pytest.mark.sampled(6)
@pytest.mark.parametrize(
    ("language", "mission", "details"),
    [pytest.param(*way, id=f"{way[0]}-{way[1]}{'-details' * way[2]}") for way in WAYS],
)
def test_a_worker_reads_words_and_never_keys(
    ready: Ready, tmp_path: Path, language: str, mission: str, details: bool
) -> None:
    talk = Talk(ready, tmp_path / "talk")
    said = play(talk, mission, language, details=details)
    talk.close()
    if folder := os.environ.get("TODOKE_TRANSCRIPTS_IN"):
        path = Path(folder) / language / f"{mission}{'_details' if details else ''}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(said + "\n", "utf-8")
    assert not _RAW_KEY.findall(said), "a worker reads the key of a text instead of the text"
    assert not _HOLE.findall(said), "a worker reads a placeholder instead of its value"
