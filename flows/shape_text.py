"""Changing one entry of ``questions.yaml`` and leaving everything else as somebody wrote it, comments too. Pure."""

from collections.abc import Mapping
from typing import Any

import yaml

from .shape import read


def entry_of(content: str, key: str) -> dict[str, Any]:
    """What the file says of a question; nothing if it does not name it. Raises YamlSourceError."""
    data = read(content).data
    found = data.get(key) if isinstance(data, dict) else None
    return dict(found) if isinstance(found, dict) else {}


def with_entry(content: str, key: str, entry: Mapping[str, Any]) -> str:
    """The file with this entry for a question; without one if the entry is empty. Raises YamlSourceError."""
    source = read(content)
    data = dict(source.data) if isinstance(source.data, dict) else {}
    wanted = {**data, key: dict(entry)} if entry else {name: one for name, one in data.items() if name != key}
    changed = _replaced(content.splitlines(), {name: source.line((name,)) - 1 for name in data}, key, entry)
    if (read(changed).data or {}) == wanted:
        return changed
    return _dumped(wanted) + "\n"  # it was written in one line, as JSON is


def _replaced(lines: list[str], begins: Mapping[str, int], key: str, entry: Mapping[str, Any]) -> str:
    new = _dumped({key: dict(entry)}).splitlines() if entry else []
    if key not in begins:
        if not begins:  # nothing but comments, or "{}"
            lines = [line for line in lines if line.startswith("#")]
        gap = [""] if lines and lines[-1].strip() and new else []
        return "\n".join([*lines, *gap, *new]).strip("\n") + "\n"
    begin = begins[key]
    end = min((other for other in begins.values() if other > begin), default=len(lines))
    while end > begin + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1  # what stands above the next entry belongs to that
    return "\n".join([*lines[:begin], *new, *lines[end:]]).strip("\n") + "\n"


def _dumped(data: Mapping[str, Any]) -> str:
    text = yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, default_flow_style=None, width=110)
    return str(text).rstrip("\n")
