"""A worker's conversation over a database of its own."""

from pathlib import Path

import pytest

from tests.conversation.talk import Ready, Talk, prepare


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    """An installation, made once."""
    return prepare(tmp_path_factory.mktemp("ready"))


@pytest.fixture
def talk(ready: Ready, tmp_path: Path) -> Talk:
    """A worker who has not said anything yet."""
    return Talk(ready, tmp_path / "talk")
