"""A worker's conversation over a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conversation.talk import Ready, Talk, installed
from tests.conversation.ways import Anew


@pytest.fixture(scope="session")
def ready() -> Ready:
    """An installation to copy, made once in a run."""
    return installed()


@pytest.fixture
def talk(ready: Ready, tmp_path: Path) -> Talk:
    """A worker who has not said anything yet."""
    return Talk(ready, tmp_path / "talk")


@pytest.fixture(autouse=True)
def anew(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that may change the program takes up no conversation that was led before."""
    Anew.now = "monkeypatch" in request.fixturenames
    yield
    Anew.now = False
