"""Reads an uploaded file as it arrives, so that evidence never lies unencrypted on a disk.

The usual form parsers spool larger files into a temporary file. Here the parts before the file (`seq`,
`media`) are read first, then the file's bytes are handed on as a stream.
"""

from collections import deque
from collections.abc import AsyncIterator, Mapping
from typing import Protocol

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from bot.channels.web.errors import BadRequest, FileTooLarge

_FIELD_LIMIT = 200
_FIELDS = 8
_NAME_LIMIT = 120


class ByteStream(Protocol):
    """A request, as far as it is needed here."""

    def stream(self) -> AsyncIterator[bytes]:
        """The body in pieces."""
        ...


class Upload:
    """A multipart request with short fields first and one file last.

    `await Upload.begin(...)` returns once the file's first bytes are near; `stream()` then gives all of them.
    """

    def __init__(self, request: ByteStream, content_type: str, limit: int) -> None:
        kind, parameters = parse_options_header(content_type)
        boundary = parameters.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise BadRequest(problem="a file comes as multipart/form-data")
        self.fields: dict[str, str] = {}
        self.name = ""
        """What the phone calls the file, without folders or control signs."""
        self.mime = ""
        self._limit = limit
        self._size = 0
        self._source = request.stream()
        self._pieces: deque[bytes] = deque()
        self._headers: dict[str, str] = {}
        self._header_name = bytearray()
        self._header_value = bytearray()
        self._value = bytearray()
        self._field: str | None = None
        self._in_file = False
        self._file_seen = False
        self._whole = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._part_begin,
                "on_header_field": self._on_header_name,
                "on_header_value": self._on_header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._part_data,
                "on_part_end": self._part_end,
                "on_end": self._end,
            },
        )

    @classmethod
    async def begin(cls, request: ByteStream, headers: Mapping[str, str], limit: int) -> "Upload":
        """Read up to the file. Raises BadRequest, or FileTooLarge where the size is told in advance."""
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > limit + 16 * 1024:
            raise FileTooLarge(limit=limit)
        upload = cls(request, headers.get("content-type", ""), limit)
        while not upload._file_seen:
            if not await upload._feed():
                raise BadRequest(problem="the file is missing")
        return upload

    async def stream(self) -> AsyncIterator[bytes]:
        """The file's bytes. Raises FileTooLarge, and BadRequest if the request breaks off."""
        while True:
            while self._pieces:
                yield self._pieces.popleft()
            if self._whole:
                return
            if not await self._feed():
                raise BadRequest(problem="the file broke off")

    async def _feed(self) -> bool:
        piece = await anext(self._source, b"")
        if not piece:
            # Starlette closes a body with an empty piece; anything after it would be another request.
            return False
        try:
            self._parser.write(piece)
        except FormParserError:
            raise BadRequest(problem="the form can't be read") from None
        return True

    def _part_begin(self) -> None:
        if self._file_seen or len(self.fields) >= _FIELDS:
            raise BadRequest(problem="the file comes last, after a few fields")
        self._headers = {}
        self._value = bytearray()

    def _on_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]
        if len(self._header_value) > 2_000:
            raise BadRequest(problem="a header of a part is too long")

    def _header_end(self) -> None:
        name = self._header_name.decode("latin-1").lower()
        self._headers[name] = self._header_value.decode("latin-1")
        self._header_name, self._header_value = bytearray(), bytearray()

    def _headers_finished(self) -> None:
        _, parameters = parse_options_header(self._headers.get("content-disposition", ""))
        names = {key.decode("latin-1"): value.decode("utf-8", "replace") for key, value in parameters.items()}
        self._field = names.get("name", "")
        if "filename" in names:
            self._in_file = self._file_seen = True
            self.name = plain_name(names["filename"])
            self.mime = _plain(self._headers.get("content-type", ""))[:100]

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._size += end - start
            if self._size > self._limit:
                raise FileTooLarge(limit=self._limit)
            self._pieces.append(bytes(data[start:end]))
            return
        self._value += data[start:end]
        if len(self._value) > _FIELD_LIMIT:
            raise BadRequest(problem="a field is too long")

    def _part_end(self) -> None:
        if self._in_file:
            self._in_file = False
        elif self._field:
            if self._field in self.fields:
                raise BadRequest(problem="a field comes twice")
            self.fields[self._field] = self._value.decode("utf-8", "replace")

    def _end(self) -> None:
        self._whole = True


def plain_name(name: str) -> str:
    """A file name as told by a phone: no folders, no control or direction signs, at most 120 characters."""
    kept = _plain(name.replace("\\", "/").rsplit("/", 1)[-1])
    if len(kept) <= _NAME_LIMIT:
        return kept
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[: _NAME_LIMIT - 11]}.{ending[:10]}" if dot else kept[:_NAME_LIMIT]


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable()).strip(" .")
