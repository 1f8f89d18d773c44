"""``python -m benchmarks.conversation``: measures both in one run and prints one JSON object.

Closed loop: 64 phones, each pressing as soon as it is asked, for ``--seconds``; replies per second. Then at half the
program's own rate, evenly spaced: latency from a tap's POST to the arrival of its answer. Then memory: the program's
resident size after the same traffic with no open conversations and with ``--open`` of them in its database.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp

from .phones import SECRET, Phones
from .populate import populate

HERE = Path(__file__).resolve().parent
TOKEN = "1000000001:" + "B" * 35
PHONES = 64


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=12)
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3, help="how often both are measured; the best counts")
    args = parser.parse_args()
    print(json.dumps(asyncio.run(measure(args.seconds, args.open, args.rounds)), indent=1))


async def measure(seconds: float, open_conversations: int, rounds: int) -> dict[str, Any]:
    """All figures."""
    ours, peer = [], []
    for _ in range(rounds):
        peer.append(await throughput("peer", seconds))
        ours.append(await throughput("todoke", seconds))
    best_ours, best_peer = max(ours), max(peer)
    latency = await half_load(best_ours / 2, seconds)
    memory = await memories(open_conversations, seconds / 2)
    return {
        "replies_per_second": {"todoke": round(best_ours, 1), "peer": round(best_peer, 1)},
        "all_rounds": {"todoke": [round(x, 1) for x in ours], "peer": [round(x, 1) for x in peer]},
        "ratio": round(best_ours / best_peer, 2),
        "half_load_ms": latency,
        "resident_mib": memory,
        "goals": {
            "ratio_at_least_2": best_ours / best_peer >= 2, "p99_at_most_50_ms": latency["p99"] <= 50,
            "memory_at_most_20_mib_more": memory["difference"] <= 20,
        },
    }


class Target:
    """One of the two as a process, with its phones."""

    def __init__(self, which: str, folder: Path) -> None:
        self.which = which
        self.folder = folder
        self.phones = Phones()
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.next_chat = 10_000_000

    async def __aenter__(self) -> "Target":
        await self.phones.start()
        base = {k: v for k, v in os.environ.items() if not k.startswith("TODOKE_")}
        if self.which == "peer":
            command = [sys.executable, "-m", "benchmarks.conversation.peer", str(self.port)]
            environment = {**base, "PEER_API_URL": self.phones.url, "PEER_TOKEN": TOKEN}
        else:
            command = [sys.executable, "-m", "bot", "serve"]
            environment = {**base, **settings(self.folder, self.port, self.phones.url)}
        log = (self.folder / f"{self.which}.log").open("wb")
        self.process = subprocess.Popen(  # noqa: ASYNC220  # started before anything is measured
            command, env=environment, stdout=log, stderr=log, cwd=HERE.parents[1]
        )
        async with aiohttp.ClientSession() as session:
            for _ in range(200):
                try:
                    async with session.get(f"http://127.0.0.1:{self.port}/healthz"):
                        return self
                except aiohttp.ClientError:
                    await asyncio.sleep(0.1)
        raise RuntimeError((self.folder / f"{self.which}.log").read_text()[-3000:])

    async def __aexit__(self, *_: object) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(15)
        await self.phones.stop()

    @property
    def url(self) -> str:
        """Where updates are posted."""
        return f"http://127.0.0.1:{self.port}/telegram/webhook"

    def resident(self) -> float:
        """Resident memory, MiB."""
        assert self.process is not None
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("no VmRSS")

    async def run(self, seconds: float) -> tuple[float, list[float]]:
        """Closed loop; returns replies per second and latencies."""
        latencies: list[float] = []
        until = time.perf_counter() + seconds

        async def phone(session: aiohttp.ClientSession) -> None:
            while time.perf_counter() < until:
                self.next_chat += 1
                await self.phones.converse(session, self.url, self.next_chat, latencies.append)

        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=PHONES)) as session:
            begun, before = time.perf_counter(), self.phones.replies
            await asyncio.gather(*(phone(session) for _ in range(PHONES)))
            return (self.phones.replies - before) / (time.perf_counter() - begun), latencies

    async def paced(self, rate: float, seconds: float) -> list[float]:
        """Open loop: conversations begin evenly, 9 replies each, so that ``rate`` replies a second are asked for."""
        latencies: list[float] = []
        tasks = []
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=512)) as session:
            begun = time.perf_counter()
            count = int(rate / 9 * seconds)
            for number in range(count):
                await asyncio.sleep(max(0.0, begun + number * 9 / rate - time.perf_counter()))
                self.next_chat += 1
                tasks.append(
                    asyncio.create_task(
                        self.phones.converse(session, self.url, self.next_chat, latencies.append)
                    )
                )
            await asyncio.gather(*tasks)
        return latencies


async def throughput(which: str, seconds: float) -> float:
    """Replies per second after a short warm-up."""
    with tempfile.TemporaryDirectory() as folder:
        async with Target(which, Path(folder)) as target:
            await target.run(2)
            return (await target.run(seconds))[0]


async def half_load(rate: float, seconds: float) -> dict[str, float]:
    """Latency in milliseconds at ``rate`` replies a second."""
    with tempfile.TemporaryDirectory() as folder:
        async with Target("todoke", Path(folder)) as target:
            await target.run(2)
            found = sorted(await target.paced(rate, seconds))
    return {name: round(found[int(len(found) * share)] * 1000, 1) for name, share in (("p50", 0.5), ("p99", 0.99))}


async def memories(count: int, seconds: float) -> dict[str, float]:
    """Resident MiB after the same traffic, without and with open conversations in the database."""
    found = []
    for conversations in (0, count):
        with tempfile.TemporaryDirectory() as folder:
            if conversations:
                populate(settings(Path(folder), 1, "http://127.0.0.1:9"), conversations)
            async with Target("todoke", Path(folder)) as target:
                await target.paced(100, seconds)
                found.append(target.resident())
    return {"none": round(found[0], 1), "open": round(found[1], 1), "conversations": count,
            "difference": round(found[1] - found[0], 1)}  # fmt: skip


def settings(folder: Path, port: int, api_url: str) -> dict[str, str]:
    """The program's environment: as shipped, but for the flow, which is the peer's."""
    return {
        "TODOKE_DATA_DIR": str(folder), "TODOKE_PORT": str(port), "TODOKE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TODOKE_TELEGRAM_TOKEN": TOKEN, "TODOKE_TELEGRAM_API_URL": api_url, "TODOKE_TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TODOKE_FLOWS_DIR": str(HERE / "flows"), "TODOKE_LOCALES_DIR": str(HERE / "locales"),
    }


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
