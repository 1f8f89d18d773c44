"""The real program as a process of its own: started, asked, stopped, killed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Self

from tests.support import tables, warm

TOKEN = "424242:" + "A" * 35
SECRET = "a-webhook-secret-of-tests"


class Program:
    """`todoke serve` (or web, work) in a folder of its own, listening on loopback. `module`: what of
    `tests.support` prepares the process before; or "bot": an interpreter of its own begins, as where nobody tests."""

    migrated = True
    """Whether a first start finds the tables made, and makes keys and all the rest itself."""

    def __init__(self, folder: Path, port: int, *, database_url: str | None = None, command: str = "serve",
                 module: str = "", **settings: str) -> None:
        self.folder = folder
        self.port = port
        self.command = command
        self.module = module
        self.url = f"http://127.0.0.1:{port}"
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("TODOKE_")},
            "TODOKE_DATA_DIR": str(folder), "TODOKE_PORT": str(port), "TODOKE_DEMO": "0",
            **({"TODOKE_DATABASE_URL": database_url} if database_url else {}),
            **{f"TODOKE_{name}": value for name, value in settings.items()},
        }  # fmt: skip
        self.log = folder / f"log-{port}.txt"
        self.process: subprocess.Popen[bytes] | warm.Started | None = None

    def prepare(self) -> None:
        """Its folder; and its tables and texts, as they are after a first start, unless this test is about that."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / "todoke.db"
        if not self.migrated or self.module == "bot" or "TODOKE_DATABASE_URL" in self.environment or file.exists():
            return
        own = {"TODOKE_LOCALES_DIR", "TODOKE_FLOWS_DIR"} & self.environment.keys()
        shutil.copyfile(tables.migrated_file() if own else tables.served_file(), file)

    def spawn(self) -> None:
        """Start it without waiting for anything."""
        self.prepare()
        with self.log.open("ab") as out:
            if self.module == "bot":
                self.process = subprocess.Popen(
                    [sys.executable, "-m", self.module, self.command], env=self.environment, stdout=out, stderr=out,
                    cwd=warm.ROOT,
                )  # fmt: skip
            else:
                self.process = warm.start([self.command], self.environment, out, out, module=self.module)

    def start(self, within: float | None = None) -> Self:
        """Start and wait until it answers, for so many seconds. Where it does not, none is left running."""
        self.spawn()
        assert self.process is not None
        within = within or (90 if self.module == "bot" else 30)  # an interpreter reads all the code first
        until = time.monotonic() + within
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise AssertionError(f"it ended with {self.process.returncode}:\n{self.output()}")
            if self.command == "work" or self.alive():
                return self
            time.sleep(0.05)
        self.kill()
        raise AssertionError(f"it did not answer within {within} s:\n{self.output()}")

    def alive(self) -> bool:
        """Whether /healthz answers."""
        try:
            with urllib.request.urlopen(self.url + "/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self, within: float = 12) -> float:
        """SIGTERM; returns how many seconds it took to end."""
        assert self.process is not None
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(within)
        return time.monotonic() - begun

    def kill(self) -> None:
        """`kill -9`."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    def output(self) -> str:
        """What it wrote so far."""
        return self.log.read_text("utf-8", errors="replace")[-8000:] if self.log.exists() else ""

    def run(self, *arguments: str, given: str | None = None) -> "subprocess.CompletedProcess[str]":
        """Another command of the program on the same data."""
        with TemporaryFile() as typed, TemporaryFile() as out, TemporaryFile() as err:
            typed.write((given or "").encode())
            typed.seek(0)
            process = warm.start(arguments, self.environment, out, err, typed)
            try:
                code = process.wait(60)
            finally:
                process.kill()
            for file in (out, err):
                file.seek(0)
            return subprocess.CompletedProcess(arguments, code, out.read().decode(), err.read().decode())

    def cases(self) -> list[dict[str, Any]]:
        """`todoke cases --json`."""
        ended = self.run("cases", "--json")
        assert ended.returncode == 0, ended.stderr
        cases: list[dict[str, Any]] = json.loads(ended.stdout)
        return cases

    def get(self, path: str) -> tuple[int, str]:
        """GET: status and body."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.kill()
                raise


def telegram_settings(api_url: str, **more: str) -> Mapping[str, str]:
    """Settings for a program whose Bot API server is ``api_url``."""
    return {
        "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": api_url, "TELEGRAM_WEBHOOK_SECRET": SECRET, **more,
    }  # fmt: skip
