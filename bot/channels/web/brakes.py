"""How fast a phone, an address and all of them together may do things. Nobody is turned away for good."""

from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import Request

from bot.channels.web.errors import ProofNeeded, TooManyTries
from bot.channels.web.gateway import WebGateway
from bot.channels.web.proof import Proofs
from bot.channels.web.throttle import Rate, Throttle


class Brakes:
    """Those of one web chat. ``monotonic`` is their clock, in seconds."""

    def __init__(self, gateway: WebGateway, monotonic: Callable[[], float]) -> None:
        self._gateway = gateway
        self._monotonic = monotonic
        self._proofs = Proofs(gateway.proof_secret())
        self._guesses = Throttle(each=Rate(burst=5, every=30), all_together=Rate(burst=200, every=0.5))
        # A right code costs no guess, but a colleague's begins a conversation: no faster than one begins with a sum.
        self._comings = Throttle(each=Rate(burst=240, every=2), all_together=Rate(burst=1_000, every=0.02))
        # A dormitory or a mobile carrier shares one address. Beyond these a phone has to solve a sum first …
        self._beginnings = Throttle(each=Rate(burst=60, every=30), all_together=Rate(burst=600, every=0.2))
        # … and beyond these it has to wait as well: only machines are that many.
        self._solved = Throttle(each=Rate(burst=240, every=2), all_together=Rate(burst=1_000, every=0.02))
        # What is told is slowed where it is handled; these only keep one phone, or address, from filling the disk. An
        # address stays far below what all together may do, so that it keeps nobody else's photos out.
        self._events = _Sending(Rate(600, 0.25), address=Rate(3_000, 0.01), everybody=Rate(20_000, 0.001))
        self._files = _Sending(Rate(60, 10), address=Rate(600, 0.5), everybody=Rate(10_000, 0.02))

    async def begin(self, request: Request, proof: str) -> None:
        """Let a new conversation begin. Raises ProofNeeded, TooManyTries."""
        now = datetime.now(UTC)
        done = self._proofs.check(proof, now) if proof else None
        if done is None:
            delay = self._beginnings.delay(_address(request), self._monotonic())
            if delay > 0:
                raise ProofNeeded(retry_after=delay, challenge=self._proofs.challenge(now))
            return
        self._slow(self._solved, _address(request))
        if not await self._gateway.use_proof(done.mark, done.until):
            raise ProofNeeded(challenge=self._proofs.challenge(now))

    def guess(self, request: Request) -> None:
        """Let a code be tried. Raises TooManyTries."""
        self._slow(self._comings, _address(request))
        self._slow(self._guesses, _address(request))

    def right(self, request: Request) -> None:
        """The code was right, so it was no guess: a whole dormitory may come with one invitation, machines may not."""
        self._guesses.give_back(_address(request), self._monotonic())

    def event(self, request: Request, conversation: str) -> None:
        """Let something be said. Raises TooManyTries."""
        _wait(self._events.delay(conversation, _address(request), self._monotonic()))

    def file(self, request: Request, conversation: str) -> None:
        """Let a file be sent. Raises TooManyTries."""
        _wait(self._files.delay(conversation, _address(request), self._monotonic()))

    def _slow(self, throttle: Throttle, whose: str) -> None:
        _wait(throttle.delay(whose, self._monotonic()))


class _Sending:
    """How much one phone, one address and everybody may send."""

    def __init__(self, phone: Rate, *, address: Rate, everybody: Rate) -> None:
        self._phones = Throttle(each=phone, all_together=everybody)
        self._addresses = Throttle(each=address, all_together=everybody)

    def delay(self, phone: str, address: str, now: float) -> float:
        """Take one, as `Throttle.delay`."""
        wait = self._addresses.delay(address, now)
        if wait == 0 and (wait := self._phones.delay(phone, now)) > 0:
            self._addresses.give_back(address, now)
        return wait


def _wait(delay: float) -> None:
    if delay > 0:
        raise TooManyTries(retry_after=delay)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
