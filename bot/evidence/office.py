"""Documents of office programs: zips whose list of parts stands at their end.

Only the list at the end counts for the programs that open them; a part that begins beyond what is looked at of a file's
beginning stands in it too.
"""

import zlib
from dataclasses import dataclass

ZIP = b"PK\x03\x04"
_LISTED, _END = b"PK\x01\x02", b"PK\x05\x06"
_KINDS = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FIRST = ("[Content_Types].xml", "_rels/.rels")
_TYPES = "[Content_Types].xml"
_MOST_TYPES = 1024 * 1024
_MACROS = ("vbaproject", "vbadata", "macrosheets/", "activex/", "oleobject")
"""In names of parts, lower case: programs, and objects that start some."""
_MACRO_TYPES = (b"macroenabled", b"vbaproject", b"macrosheet")
"""In the list of the parts' types, lower case: a macro may have any name."""


@dataclass(frozen=True)
class _Part:
    name: str
    packed: int
    """0: as it is, 8: deflated."""
    size: int
    """In the file."""
    at: int


def office(head: bytes, tail: bytes, size: int) -> str | None:
    """The MIME type of a document that begins with ``head`` and ends with ``tail``, ``size`` bytes in all.

    None for other zips, for documents with macros or objects in them, and where the list is not wholly in ``tail``.
    """
    parts = _parts(tail, size)
    if not parts or min(parts, key=lambda part: part.at).name not in _FIRST or not head.startswith(ZIP):
        return None
    names = [part.name.lower() for part in parts]
    if any(sign in name for name in names for sign in _MACROS) or len(set(names)) != len(names):
        return None
    types = next((part for part in parts if part.name == _TYPES), None)
    said = None if types is None else _content(types, head, tail, size)
    if said is None or any(sign in said.lower() for sign in _MACRO_TYPES):
        return None
    return next((mime for begin, mime in _KINDS.items() if any(part.name.startswith(begin) for part in parts)), None)


def _parts(tail: bytes, size: int) -> list[_Part]:
    """The list of parts; empty if it can't be read wholly and exactly."""
    end = tail.rfind(_END)
    if end < 0 or len(tail) - end < 22:
        return []
    count, length, begins, comment = (
        int.from_bytes(tail[end + at : end + at + of], "little") for at, of in ((10, 2), (12, 4), (16, 4), (20, 2))
    )
    at = begins - (size - len(tail))
    if end + 22 + comment != len(tail) or at < 0 or at + length != end or count == 0xFFFF:
        return []
    found = []
    while at < end:
        entry = tail[at : at + 46]
        if len(entry) < 46 or not entry.startswith(_LISTED):
            return []
        named, extra, noted = (int.from_bytes(entry[n : n + 2], "little") for n in (28, 30, 32))
        name = tail[at + 46 : at + 46 + named].decode("utf-8", "replace").replace("\\", "/")
        packed, held, where = (
            int.from_bytes(entry[n : n + of], "little") for n, of in ((10, 2), (20, 4), (42, 4))
        )
        found.append(_Part(name, packed, held, where))
        at += 46 + named + extra + noted
    return found if len(found) == count and at == end else []


def _content(part: _Part, head: bytes, tail: bytes, size: int) -> bytes | None:
    """What a part says; None if it stands neither in ``head`` nor in ``tail``, or is too long."""
    for held, begins in ((head, 0), (tail, size - len(tail))):
        at = part.at - begins
        if at < 0 or held[at : at + 4] != ZIP or len(held) < at + 30:
            continue
        at += 30 + sum(int.from_bytes(held[at + n : at + n + 2], "little") for n in (26, 28))
        data = held[at : at + part.size]
        if len(data) == part.size and part.packed in (0, 8):
            return data if part.packed == 0 else _inflated(data)
    return None


def _inflated(data: bytes) -> bytes | None:
    unpack = zlib.decompressobj(-15)
    try:
        found = unpack.decompress(data, _MOST_TYPES)
    except zlib.error:
        return None
    return found if unpack.eof else None
