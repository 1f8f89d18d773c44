"""Style and script, served under addresses that change with their content."""

import hashlib
from pathlib import Path

from fastapi import APIRouter, Response

from bot.console import headers
from bot.console.errors import Missing

FOLDER = Path(__file__).parent / "static"
TYPES = {
    "console.css": "text/css",
    "console.js": "text/javascript",
    "keys.js": "text/javascript",
    "htmx.min.js": "text/javascript",
    "passkey.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}


class Assets:
    """The files, read once, by name and hash."""

    def __init__(self) -> None:
        self._content = {name: (FOLDER / name).read_bytes() for name in TYPES}
        self._hash = {name: hashlib.sha256(data).hexdigest()[:16] for name, data in self._content.items()}

    def path(self, name: str) -> str:
        """The address of a file."""
        return f"/console/static/{self._hash[name]}/{name}"

    def add_to(self, router: APIRouter) -> None:
        """Serve them."""

        @router.get("/console/static/{version}/{name}")
        def asset(version: str, name: str) -> Response:
            """Style or script; an old address still finds the file, but is not kept."""
            if name not in TYPES:
                raise Missing
            current = version == self._hash[name]
            response = Response(self._content[name], media_type=TYPES[name])
            response.headers.update(headers.of_asset(for_ever=current))
            return response
