"""What the tests of this folder have in common."""

import pytest

from tests.conversation.talk import Ready, prepare


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    """An installation, made once."""
    return prepare(tmp_path_factory.mktemp("ready"))
