"""A worker's conversation over a database of its own."""

from pathlib import Path

import pytest

from tests.conversation.talk import Ready, Talk, installed


@pytest.fixture(scope="session")
def ready() -> Ready:
    """An installation to copy, made once in a run."""
    return installed()


@pytest.fixture
def talk(ready: Ready, tmp_path: Path) -> Talk:
    """A worker who has not said anything yet."""
    return Talk(ready, tmp_path / "talk")
