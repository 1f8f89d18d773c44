"""The keys file: what turns the database into readable data. It is kept apart from the database and its backups."""

import base64
import errno
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path

from .errors import KeyMissing, StorageFull


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


@dataclass(frozen=True)
class Keyring:
    """Keys that wrap data keys (by id), the key of blind indexes and the key that signs chain heads; 32 bytes each."""

    active: str
    wrapping: dict[str, bytes] = field(repr=False)
    index_key: bytes = field(repr=False)
    sign_key: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "Keyring":
        """Fresh random keys."""
        return cls("k1", {"k1": secrets.token_bytes(32)}, secrets.token_bytes(32), secrets.token_bytes(32))

    @classmethod
    def load(cls, path: Path) -> "Keyring":
        """Read a keys file.

        Raises KeyMissing if it is not there or not readable as one.
        """
        try:
            kept = json.loads(path.read_text("utf-8"))
            wrapping = {k: base64.b64decode(v) for k, v in kept["wrapping"].items()}
            ring = cls(kept["active"], wrapping, base64.b64decode(kept["index"]), base64.b64decode(kept["sign"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise KeyMissing(
                f"The keys file {path} is missing or damaged ({type(error).__name__}). "
                "Restore the keys file that belongs to this database."
            ) from error
        if ring.active not in ring.wrapping or any(len(k) != 32 for k in ring.wrapping.values()):
            raise KeyMissing(f"The keys file {path} has no usable active key.")
        return ring

    def save(self, path: Path) -> None:
        """Write the file so that a crash leaves the old or the new one, readable by its owner only."""
        self._write(path).replace(path)
        _settle(path.parent)

    def save_new(self, path: Path) -> bool:
        """Write the file unless there is one; False if there is, even if another process was just faster."""
        draft = self._write(path)
        try:
            os.link(draft, path)
        except FileExistsError:
            return False
        finally:
            draft.unlink()
        _settle(path.parent)
        return True

    @property
    def fingerprint(self) -> str:
        """Tells one installation's keys from another's without telling anything about them. Rotation keeps it."""
        return self.index("keys", "fingerprint")

    def mark(self, name: str) -> str:
        """Says which key ``name`` is, and tells nothing about it."""
        return f"{name}:{self.index('key', _b64(self.wrapping[name]))[:16]}"

    def with_new(self) -> "Keyring":
        """The same with one wrapping key more, which is to be used next."""
        name = f"k{max([0, *(int(n[1:]) for n in self.wrapping if n[1:].isdigit())]) + 1}"
        return replace(self, active=name, wrapping={**self.wrapping, name: secrets.token_bytes(32)})

    def without(self, name: str) -> "Keyring":
        """The same without a wrapping key. It must not be the active one."""
        return replace(self, wrapping={n: key for n, key in self.wrapping.items() if n != name})

    def _write(self, path: Path) -> Path:
        """Write a draft beside ``path``. Raises StorageFull, and leaves nothing then."""
        kept = {
            "active": self.active,
            "wrapping": {k: _b64(v) for k, v in self.wrapping.items()},
            "index": _b64(self.index_key),
            "sign": _b64(self.sign_key),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}.new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(kept, out, indent=1)
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            draft.unlink()
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise StorageFull from error
            raise
        return draft

    def index(self, context: str, value: str) -> str:
        """A keyed hash by which ``value`` can be found but not read. ``context`` keeps uses apart."""
        return hmac.new(self.index_key, f"{context}\0{value}".encode(), hashlib.sha256).hexdigest()

    def sign(self, text: str) -> str:
        """A signature of a chain head, made with a key that is not in the database."""
        return hmac.new(self.sign_key, text.encode(), hashlib.sha256).hexdigest()


def _settle(folder: Path) -> None:
    """Make a new name in a folder outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
