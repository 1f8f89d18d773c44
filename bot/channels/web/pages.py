"""The page itself: its HTML, its assets, and its own words in each language."""

import json
from collections.abc import Mapping
from pathlib import Path

from fastapi import APIRouter, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels.web import assets, headers
from bot.channels.web.gateway import WebGateway
from bot.channels.web.options import WebOptions
from bot.evidence.stretch import stretch_of

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

_ALIASES = {"fil": "tl", "in": "id", "zh": "zh_Hans", "zh_cn": "zh_Hans", "zh_sg": "zh_Hans", "pt": "pt_BR"}
"""What browsers call some of our languages."""


def add_page(router: APIRouter, gateway: WebGateway, options: WebOptions) -> None:
    """Add the page, its assets, recordings of texts and `/chat/texts/<language>.json` to `router`, which compresses."""
    files = assets.load(demo=options.demo)
    _add_html(router, gateway, options, files)
    _add_assets(router, files)
    _add_words(router, gateway)


def _add_html(
    router: APIRouter, gateway: WebGateway, options: WebOptions, files: Mapping[str, assets.Asset]
) -> None:
    """The page."""

    @router.get("/chat", include_in_schema=False)
    def page(request: Request) -> Response:
        """The chat page, its first words in the browser's language."""
        language = likely_language(request.headers.get("accept-language", ""), gateway.languages())
        html = _TEMPLATES.get_template("chat.html").render(
            assets={role: f"/chat/assets/{asset.path}" for role, asset in files.items()},
            bcp47=_bcp47,
            demo=options.demo,
            exit_url=options.exit_url,
            file_limit=options.file_limit,
            language=language,
            languages=gateway.languages(),
            noscript={code: gateway.texts(code).get("web.noscript", "") for code in gateway.languages()},
            release=gateway.release(),
            text_limit=options.text_limit,
            texts=gateway.texts(language),
            texts_json=_json(gateway.texts(language)),
        )
        response = Response(html, media_type="text/html; charset=utf-8")
        response.headers.update(headers.of_page(demo=options.demo))
        response.headers["Vary"] = "Accept-Encoding, Accept-Language"
        return response


def _add_assets(router: APIRouter, files: Mapping[str, assets.Asset]) -> None:
    """Its script, style and icon."""
    by_path = {asset.path: asset for asset in files.values()}

    @router.get("/chat/assets/{path}", include_in_schema=False)
    def asset(path: str, request: Request) -> Response:
        """Script, style and icon under the hash of their content."""
        found = by_path.get(path)
        if found is None:
            return Response(status_code=404, headers=dict(headers.of_data()))
        packed = "gzip" in request.headers.get("accept-encoding", "")
        response = Response(found.packed if packed else found.plain, media_type=found.media_type)
        response.headers.update(headers.of_file(for_ever=True))
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        return response


def _add_words(router: APIRouter, gateway: WebGateway) -> None:
    """Its words, written and spoken."""

    @router.get("/chat/recordings/{recording}.ogg", include_in_schema=False)
    async def sound(request: Request, recording: str) -> Response:
        """A text as a native speaker speaks it. It tells of nobody else, so it needs no token."""
        found = await gateway.recording(recording)
        if found is None:
            return Response(status_code=404, headers=dict(headers.of_data()))
        wanted = stretch_of(request.headers.get("range", ""), len(found))
        first, last = wanted or (0, len(found) - 1)
        response = Response(found[first : last + 1], media_type="audio/ogg", status_code=206 if wanted else 200)
        response.headers.update(headers.of_sound())
        if wanted:
            response.headers["Content-Range"] = f"bytes {first}-{last}/{len(found)}"
        return response

    @router.get("/chat/texts/{language}.json", include_in_schema=False)
    def texts(language: str, r: str = "") -> Response:
        """The page's words; with `?r=` the release they belong to, to be kept for ever."""
        if language not in gateway.languages():
            return Response(status_code=404, headers=dict(headers.of_data()))
        release = gateway.release()
        body = {"lang": language, "release": release, "texts": dict(gateway.texts(language))}
        response = Response(_json(body), media_type="application/json")
        response.headers.update(headers.of_file(for_ever=r == release))
        return response


def likely_language(accept_language: str, offered: Mapping[str, str]) -> str:
    """The offered language a browser asks for first; English, or else the first one, if there is none.

    Only for the few words shown before the worker chooses: the choice itself is always asked.
    """
    wanted: list[tuple[float, str]] = []
    for part in accept_language[:500].split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            wanted.append((-float(quality or 1), tag.strip()))
        except ValueError:
            continue
    folded = {code.lower(): code for code in offered}
    for _, tag in sorted(wanted, key=lambda pair: pair[0]):
        name = tag.lower().replace("-", "_")
        base = name.split("_")[0]
        for candidate in (name, _ALIASES.get(name, "").lower(), _ALIASES.get(base, "").lower(), base):
            if candidate in folded:
                return folded[candidate]
    return "en" if "en" in offered else next(iter(offered), "en")


def _bcp47(code: str) -> str:
    return code.replace("_", "-")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
