"""Programs that die at any moment, also while they start."""

import asyncio
import contextlib
import random
from collections.abc import Iterator, Sequence

from tests.support.program import Program


async def die_while_starting(program: Program, seconds: float) -> None:
    """Start it, and kill it `seconds` later, wherever it is then."""
    program.kill()
    program.spawn()
    await asyncio.sleep(seconds)
    program.kill()


async def kill_at_random(programs: Sequence[Program], times: int, rng: random.Random) -> None:
    """`kill -9` one of them at a random moment, `times` times; every fifth time it dies again while it starts."""
    for number in range(1, times + 1):
        await asyncio.sleep(rng.uniform(0.1, 1.5))
        program = rng.choice(programs)
        program.kill()
        if number % 5 == 0:
            await die_while_starting(program, rng.uniform(0.1, 1.5))
        await asyncio.to_thread(program.start, 60)


@contextlib.contextmanager
def alive(*programs: Program) -> Iterator[None]:
    """Start them; in the end none is left, however the test went."""
    try:
        for program in programs:
            program.start(60)
        yield
    finally:
        for program in programs:
            program.kill()
