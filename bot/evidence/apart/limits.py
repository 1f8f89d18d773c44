"""What a process may use. Set by itself, first of all; taken back by nothing."""

import contextlib
import ctypes
import os
import resource
import signal
import sys
from dataclasses import dataclass

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4


@dataclass(frozen=True)
class Limits:
    """``memory``: address space in bytes. ``cpu_seconds``: computing time."""

    memory: int = 512 * 1024 * 1024
    cpu_seconds: int = 20


def limit(limits: Limits) -> None:
    """Little memory and time; no file can grow, nothing is left of a crash, and it ends when its parent does."""
    for kind, most in (
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _lower(kind, most)
    try:
        _lower(resource.RLIMIT_AS, limits.memory)
    except (OSError, ValueError):
        if sys.platform == "linux":  # elsewhere the system may not know this limit
            raise
    with contextlib.suppress(OSError):
        os.nice(10)  # conversations go first; some sandboxes forbid to say so
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def close_doors() -> None:
    """No further file, connection or process. What is to be imported has been."""
    _lower(resource.RLIMIT_NOFILE, 0)
    _lower(resource.RLIMIT_NPROC, 0)


def _lower(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))
