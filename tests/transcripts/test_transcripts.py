"""Every mission in every language, word for word: what a worker reads from the greeting to the report's number.

`TODOKE_TRANSCRIPTS=write` writes the files anew after a change of flows or texts; read the difference before you
commit it.
"""

import difflib
import os
import re
from pathlib import Path

import pytest

from tests.conversation.talk import Ready, Talk, prepare
from tests.support.missions import MISSIONS, TOPICS
from tests.transcripts.play import play

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("vi", "id", "ne", "tl", "en", "ja")
_RAW_KEY = re.compile(r"(?<![\w./@])(?:[a-z_0-9]+\.){1,3}(?:ask|info|choice\.\w+|[a-z]+_[a-z_]+)(?![\w./])|region\.\w+")
_HOLE = re.compile(r"\{\w*\}")


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    """An installation, made once."""
    return prepare(tmp_path_factory.mktemp("ready"))


WAYS = [
    *((language, mission, details) for language in LANGUAGES for mission in MISSIONS for details in (False, True)),
    *((language, topic, False) for language in LANGUAGES for topic in TOPICS),
    *(("en", topic, True) for topic in TOPICS if topic != "violence_sexual"),  # where no details are asked
]


@pytest.mark.sampled(20)
@pytest.mark.parametrize(
    ("language", "mission", "details"),
    [pytest.param(*way, id=f"{way[0]}-{way[1]}{'-details' * way[2]}") for way in WAYS],
)
def test_the_conversation_is_word_for_word_as_written_down(
    ready: Ready, tmp_path: Path, language: str, mission: str, details: bool
) -> None:
    talk = Talk(ready, tmp_path / "talk")
    said = play(talk, mission, language, details=details)
    talk.close()
    assert not _RAW_KEY.findall(said), "a worker reads the key of a text instead of the text"
    assert not _HOLE.findall(said), "a worker reads a placeholder instead of its value"
    path = GOLDEN / language / f"{mission}{'_details' if details else ''}.txt"
    if os.environ.get("TODOKE_TRANSCRIPTS") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(said + "\n", "utf-8")
    kept = path.read_text("utf-8") if path.exists() else ""
    if kept != said + "\n":
        changed = difflib.unified_diff(kept.splitlines(), said.splitlines(), path.name, "now", lineterm="", n=6)
        pytest.fail("\n".join([*changed, "", "TODOKE_TRANSCRIPTS=write writes it anew."]), pytrace=False)
