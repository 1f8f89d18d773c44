"""What is noted of files before anything of them is kept."""

from datetime import datetime

import pytest

from storage.database import Database
from storage.repositories.attachments import LARGEST_NOTED


@pytest.mark.parametrize(
    ("told", "noted"), [(None, None), (0, 0), (-5, 0), (900, 900), (4 * 2**30, LARGEST_NOTED), (2**70, LARGEST_NOTED)]
)
def test_whatever_size_a_file_is_said_to_have_it_can_be_noted(
    database: Database, now: datetime, told: int | None, noted: int | None
) -> None:
    """Phones send films of four gigabytes."""
    with database.write() as uow:
        conversation, worker = uow.conversations.find_or_create("telegram", "1", now)
        made = uow.attachments.expect(
            worker_id=worker, conversation_id=conversation, media="file", meta={}, size=told, now=now, fetch_at=None
        )
        row = uow.attachments.get(made)
    assert row is not None
    assert row.size == noted
