"""The world of the stories: they are the same on each kind of database."""

from collections.abc import Iterator

import pytest

from tests.stories.world import World


@pytest.fixture
def world(tables_url: str) -> Iterator[World]:
    """Two organisations, a coordinator and a deputy."""
    made = World(tables_url)
    made.coordinators()
    made.partner("harbour")
    made.partner("bridge")
    yield made
    made.close()
