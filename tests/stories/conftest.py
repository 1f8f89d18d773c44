"""The world of the stories, on each kind of database."""

from collections.abc import Iterator

import pytest

from tests.stories.world import World


def pytest_itemcollected(item: pytest.Item) -> None:
    """What a story tells is the same on each: which one it is told on, the run's seed says."""
    item.add_marker("either")


@pytest.fixture
def world(tables_url: str) -> Iterator[World]:
    """Two organisations, a coordinator and a deputy."""
    made = World(tables_url)
    made.coordinators()
    made.partner("harbour")
    made.partner("bridge")
    yield made
    made.close()
