"""Waiting for a reason to go on."""

import asyncio

from storage.errors import StorageAway, StorageBusy, StorageFull

AWAY = (StorageFull, StorageBusy, StorageAway)
"""No message and no conversation is to blame for these: all of it waits."""


async def rest(stop: asyncio.Event, seconds: float) -> None:
    """Wait for ``seconds``, or until told to stop."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


async def first(stop: asyncio.Event, wake: asyncio.Event, seconds: float) -> None:
    """Wait for either event, or for ``seconds``."""
    tasks = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(wake.wait())]
    try:
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
