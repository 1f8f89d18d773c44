"""The page's script, style and icon: joined, packed and named by their content once, at start.

The script is written in parts, one thing each. They are joined in the order below inside one function, so
that parts see each other as plain constants and nothing of them leaks to the page.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"

PARTS = (
    "words", "memory", "wire", "queue", "page", "sums", "proof", "writing", "recorder", "pickers", "keyboard", "code",
    "handover", "thread", "composer", "panel", "leave", "main",
)  # fmt: skip
"""The script's parts, each after what it needs."""

DEMO_PARTS = (*PARTS[:-1], "demo", PARTS[-1])
"""In the demo also the translations and the hook that plays the example."""


APART_PARTS = ("sums", "sums-apart")
"""What runs in a worker of its own, loaded only where it is needed."""


@dataclass(frozen=True)
class Asset:
    """A file as it is served."""

    path: str
    """Under /chat/assets/, with the hash of the content in it."""
    media_type: str
    plain: bytes
    packed: bytes
    """The same, compressed with gzip."""


def pack(data: bytes) -> bytes:
    """Compressed with gzip, the same bytes for the same content."""
    return gzip.compress(data, 9, mtime=0)


def load(*, demo: bool) -> Mapping[str, Asset]:
    """The assets by role: script, apart (a worker's script), style, icon."""
    javascript = "text/javascript; charset=utf-8"
    return {
        "script": _asset("chat", "js", javascript, _joined(DEMO_PARTS if demo else PARTS)),
        "apart": _asset("sums", "js", javascript, _joined(APART_PARTS)),
        "style": _asset("chat", "css", "text/css; charset=utf-8", (STATIC / "chat.css").read_bytes()),
        "icon": _asset("icon", "svg", "image/svg+xml", (STATIC / "icon.svg").read_bytes()),
    }


@cache
def load_verify() -> Mapping[str, Asset]:
    """Script and style of the page on which papers are checked."""
    folder = STATIC / "verify"
    return {
        "script": _asset("verify", "js", "text/javascript; charset=utf-8", (folder / "verify.js").read_bytes()),
        "style": _asset("verify", "css", "text/css; charset=utf-8", (folder / "verify.css").read_bytes()),
    }


def _joined(parts: tuple[str, ...]) -> bytes:
    script = "".join((STATIC / "chat" / f"{part}.js").read_text("utf-8") for part in parts)
    return f"(function () {{\n'use strict';\n{script}\n}})();\n".encode()


def _asset(stem: str, ending: str, media_type: str, data: bytes) -> Asset:
    digest = hashlib.sha256(data).hexdigest()[:12]
    return Asset(f"{stem}.{digest}.{ending}", media_type, data, pack(data))
