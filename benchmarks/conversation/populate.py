"""Fill a database with conversations that are in the middle of their questions."""

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.opening import open_installation
from bot.settings import Settings
from flows import engine
from flows.events import Start

BATCH = 2000


def populate(environment: Mapping[str, str], count: int) -> None:
    """``count`` workers, each with a key, an address and an open first question."""
    now = datetime.now(UTC)
    opened = open_installation(Settings.from_environment(environment), now)
    state = engine.step(opened.structure, None, Start(("en",)), now).state
    made = 0
    while made < count:
        with opened.database.write() as uow:
            for number in range(made, min(made + BATCH, count)):
                conversation_id, _ = uow.conversations.find_or_create("telegram", str(900_000_000 + number), now)
                row = uow.conversations.get(conversation_id)
                assert row is not None
                uow.conversations.save_state(
                    row, state=state, structure=opened.structure.hash,
                    run_id=uow.conversations.start_run(row, opened.structure.hash, now), language="en", nudge_at=None,
                    expires_at=None, case_id=None,
                )
        made += BATCH
    opened.database.close()
