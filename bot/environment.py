"""Reading single variables: what each kind of value may look like, and what to say when it does not.

`bot.settings` asks for its variables through an `Environment`, which gathers every problem, so that an
operator corrects them all at once.
"""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from bot.errors import SettingsError

PREFIX = "TODOKE_"
IN_A_FILE = "_FILE"

_LOOPBACK = re.compile(r"localhost|127(\.\d{1,3}){3}|::1")
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})


class Secret(str):
    """A text like any other that never shows itself in a repr, and so not in a dump of variables."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


class Environment:
    """The variables that start with `TODOKE_`, asked for by the rest of their name."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = {name: env[name].strip() for name in env if name.startswith(PREFIX)}
        self._problems: list[SettingsError] = []

    def get(self, name: str) -> str | None:
        """The value; set but empty counts as not set."""
        return self._env.get(PREFIX + name) or None

    def wrong(self, name: str, problem: str, remedy: str) -> None:
        """Note a problem: what is wrong, and what to write instead."""
        self._problems.append(SettingsError(setting=PREFIX + name, problem=problem.rstrip("."), remedy=remedy))

    def complain(self) -> None:
        """Raise SettingsError if anything was wrong, one line for each problem."""
        if len(self._problems) == 1:
            raise self._problems[0]
        if self._problems:
            lines = "\n".join(f"  {problem}" for problem in self._problems)
            raise SettingsError(f"{len(self._problems)} settings need a change:\n{lines}")

    def from_files(self, names: Iterable[str]) -> None:
        """Read each of these from the file that `TODOKE_<name>_FILE` names, if it is set: a secret in a file can't be
        seen by whoever lists containers or processes. An empty file counts as not set."""
        for name in names:
            path = self._env.pop(f"{PREFIX}{name}{IN_A_FILE}", "")
            if not path:
                continue
            if self.get(name) is not None:
                self.wrong(name, f"it is set, and so is {PREFIX}{name}{IN_A_FILE}.", "Remove one of them.")
            try:
                self._env[PREFIX + name] = Path(path).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                why = getattr(error, "strerror", None) or "it is no text"
                self.wrong(name + IN_A_FILE, f"{path} can't be read ({why}).", "Correct the path, or who may read it.")

    def know_only(self, names: Iterable[str]) -> None:
        """Refuse other names: a misspelt token must not silently start a demonstration.

        `TODOKE_TEST_…` belongs to the test suite and is let through.
        """
        known = frozenset(names)
        for variable in sorted(self._env):
            name = variable.removeprefix(PREFIX)
            if name in known or name.startswith("TEST_"):
                continue
            near = get_close_matches(name, known, n=1)
            remedy = f"Did you mean {PREFIX}{near[0]}?" if near else "Remove it from the environment."
            self.wrong(name, "there is no such setting.", remedy)

    def secret(self, name: str) -> Secret | None:
        """A value that is never shown."""
        value = self.get(name)
        return None if value is None else Secret(value)

    def switch(self, name: str) -> bool | None:
        """Yes, no, or not said."""
        value = self.get(name)
        if value is None:
            return None
        if value.lower() not in _YES | _NO:
            self.wrong(name, "this is neither yes nor no.", "Write 1 or 0.")
        return is_yes(value)

    def folder(self, name: str, default: Path) -> Path:
        """A folder that must exist when it was named."""
        value = self.get(name)
        if value is not None and not Path(value).is_dir():
            self.wrong(name, f"there is no folder {value}.", "Create it or correct the path.")
        return Path(value) if value else default

    def port(self, name: str, default: int) -> int:
        """A TCP port; 0 lets the system choose one."""
        value = self.get(name) or str(default)
        if value.isascii() and value.isdigit() and int(value) < 65536:
            return int(value)
        self.wrong(name, "this is not a port.", "Write a number from 1 to 65535.")
        return default

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number within limits."""
        value = self.get(name) or str(default)
        if value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most:
            return int(value)
        self.wrong(name, "this is not such a number.", f"Write a whole number from {least} to {most}.")
        return default

    def networks(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """Addresses and networks, separated by commas; `none` for none of them."""
        value = self.get(name)
        if value is None:
            return default
        if value.lower() == "none":
            return ()
        parts = tuple(part.strip() for part in value.split(",") if part.strip())
        for part in parts:
            try:
                everybody = ipaddress.ip_network(part).prefixlen == 0
            except ValueError:
                everybody = part == "*"
                if not everybody:
                    self.wrong(name, f"{part} is no address and no network.", "Write 192.0.2.7 or 10.0.0.0/8, or none.")
            if everybody:
                self.wrong(name, f"{part} is everybody.", "Name the web server in front, by address or network.")
        return parts

    def url(self, name: str, *, https: bool = False, path: bool = True) -> str | None:
        """A web address without its final slash; with `https`, only loopback may do without encryption."""
        value = self.get(name)
        if value is None:
            return None
        parts = split(value)
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
            self.wrong(name, "this is not a web address.", "Write it like https://todoke.example.org")
        elif https and parts.scheme == "http" and not is_loopback(parts.hostname):
            self.wrong(name, "what people tell would travel unencrypted.", "Use an https:// address.")
        elif not path and (parts.path.strip("/") or parts.query or parts.fragment):
            self.wrong(name, "the address must end after the host.", f"Write {parts.scheme}://{parts.netloc}")
        return value.rstrip("/")


def is_yes(value: str) -> bool | None:
    """What a word for a switch means; None when it is no such word."""
    word = value.lower()
    return True if word in _YES else False if word in _NO else None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    return bool(_LOOPBACK.fullmatch(host.lower()))


def split(value: str) -> SplitResult | None:
    """The parts of an address, or None when it is none."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return None
    return parts
