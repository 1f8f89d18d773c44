"""What the tests of this folder have in common."""

import pytest

from tests.conversation.talk import Ready, installed


@pytest.fixture(scope="session")
def ready() -> Ready:
    """An installation to copy, made once in a run."""
    return installed()
