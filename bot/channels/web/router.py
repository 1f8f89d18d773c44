"""The endpoints of the web chat: `app.include_router(make_router(gateway, WebOptions()))`.

An event is acknowledged (202) only once it is stored. The same `seq` twice is one event. Tokens come in the
Authorization header, never in an address; addresses hold nothing about a person.
"""

import gzip
import hashlib
import logging
import re
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Annotated, Any, cast, get_args

from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect

from bot.channels.web import headers, schema
from bot.channels.web.brakes import Brakes
from bot.channels.web.errors import (
    BadRequest,
    FileRefused,
    FileTooLarge,
    NoSpace,
    NoSuchPaper,
    NotJson,
    NotNow,
    ProofNeeded,
    Refusal,
    RequestTooLarge,
    UnknownCode,
    UnknownSession,
)
from bot.channels.web.gateway import Media, WebGateway
from bot.channels.web.options import WebOptions
from bot.channels.web.pages import add_page
from bot.channels.web.upload import Upload
from bot.errors import StorageFull
from bot.evidence import keep as evidence
from storage.errors import StorageAway, StorageBusy, StorageMoved

PAGE = 200
"""Bubbles in one answer."""

SLICE = 5.0
"""Seconds after which a request held open looks again whether its phone was cleared or moved elsewhere."""

_log = logging.getLogger(__name__)
_MEDIA = get_args(Media)
_STORED = {"stored": True}


class ChatRoute(APIRoute):
    """Turns what the chat refuses into JSON the page understands, and adds the headers every answer needs."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The endpoint, guarded."""
        endpoint = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                response = await endpoint(request)
            except Refusal as refusal:
                response = _refused(refusal)
            except RequestValidationError:
                response = _refused(BadRequest(problem="a parameter is out of range"))
            except ClientDisconnect:
                response = _refused(BadRequest(problem="the request broke off"))
            except evidence.FileRefused as refused:
                response = _refused(FileRefused(problem=str(refused)))
            except StorageFull:
                response = _refused(NoSpace(retry_after=30))
            except (StorageAway, StorageBusy, StorageMoved) as error:
                _log.error("the web chat waits: %s", error)
                response = _refused(NotNow(retry_after=5))
            for name, value in headers.of_data().items():
                response.headers.setdefault(name, value)
            return _packed(request, response)

        return guarded


def make_router(gateway: WebGateway, options: WebOptions, monotonic: Callable[[], float] = time.monotonic) -> APIRouter:
    """The chat page and its JSON, over a gateway. `monotonic` is the clock of the brakes, in seconds."""
    router = APIRouter(route_class=ChatRoute)
    brakes = Brakes(gateway, monotonic)
    add_page(router, gateway, options)
    _add_beginning(router, gateway, brakes)
    _add_telling(router, gateway, options, brakes)
    _add_reading(router, gateway, options, monotonic)
    return router


def _add_beginning(router: APIRouter, gateway: WebGateway, brakes: Brakes) -> None:
    """A conversation begins, is found again, or leaves this phone."""

    @router.post("/chat/api/session", status_code=201)
    async def session(request: Request) -> dict[str, str]:
        """Begin a conversation: `{languages: [...], mark?}` to `{token, recovery_code?}`.

        While very many begin, 428 with a `challenge`; the same again with the solution as `proof` goes through.
        """
        asked = schema.parse(schema.NewSessionRequest, await _json_body(request))
        await brakes.begin(request, asked.proof)
        begun = await gateway.new_session(asked.languages, asked.mark)
        answer = {"token": begun.token}
        if begun.recovery_code is not None:
            answer["recovery_code"] = _shown(begun.recovery_code)
        return answer

    @router.post("/chat/api/recover")
    async def recover(request: Request) -> dict[str, str]:
        """Come back, or come with a colleague's code: `{code, languages: [...]}` to `{token}`."""
        asked = schema.parse(schema.RecoverRequest, await _json_body(request))
        brakes.guess(request)
        token = await gateway.recover(asked.plain, asked.languages)
        if token is None:
            raise UnknownCode
        brakes.right(request)
        return {"token": token}

    @router.post("/chat/api/recovery-code")
    async def recovery_code(request: Request) -> dict[str, str]:
        """A code for this conversation, as a person reads it: `{code}`."""
        return {"code": _shown(await gateway.recovery_code(await _conversation(gateway, request)))}

    @router.post("/chat/api/forget")
    async def forget(request: Request) -> dict[str, bool]:
        """This phone was cleared: its token opens nothing any more."""
        await gateway.forget(_token(request))
        return {"forgotten": True}


def _add_telling(router: APIRouter, gateway: WebGateway, options: WebOptions, brakes: Brakes) -> None:
    """What the worker says and sends."""

    @router.post("/chat/api/events", status_code=202)
    async def events(request: Request) -> dict[str, bool]:
        """Store `{seq, event}`."""
        conversation = await _conversation(gateway, request)
        brakes.event(request, conversation)
        intake = schema.parse_intake(await _json_body(request), options.text_limit)
        await gateway.intake(conversation, intake.seq, intake.event.model_dump(exclude_none=True))
        return _STORED

    @router.post("/chat/api/files", status_code=202)
    async def files(request: Request) -> dict[str, bool]:
        """Store a file: a form of `seq`, `media` (photo, file, voice) and, last, `file`."""
        conversation = await _conversation(gateway, request)
        brakes.file(request, conversation)
        upload = await Upload.begin(request, request.headers, options.file_limit)
        seq, media = _seq(upload.fields.get("seq", "")), upload.fields.get("media", "")
        if media not in _MEDIA:
            raise BadRequest(problem="media is photo, file or voice")
        kind = cast(Media, media)
        await gateway.store_file(conversation, seq, kind, upload.name, upload.mime, upload.stream())
        return _STORED


def _add_reading(
    router: APIRouter, gateway: WebGateway, options: WebOptions, monotonic: Callable[[], float]
) -> None:
    """What the worker is told, and papers."""

    @router.get("/chat/api/bubbles")
    async def bubbles(
        request: Request,
        after: Annotated[int, Query(ge=0, le=schema.LARGEST_SEQ)] = 0,
        wait: Annotated[float, Query(ge=0, le=3_600)] = 0,
        view: Annotated[str, Query(max_length=40)] = "",
    ) -> dict[str, Any]:
        """Bubbles with a number above `after`, held open up to `wait` seconds until there is one.

        `view` is what an earlier answer said. Where the phone is in another conversation by now (the worker
        deleted everything and begins anew), the answer has another view and begins at its first bubble. `held`: what
        the worker says is kept, and nobody answers until the operator lets a restored copy go on.
        """
        left = min(wait, options.longest_wait)
        while True:
            conversation = await _conversation(gateway, request)
            now_seen = _view(conversation)
            moved = view not in ("", now_seen)
            page = await gateway.bubbles(conversation, 0 if moved else after, PAGE)
            if page.bubbles or moved or left <= 0:
                news: dict[str, Any] = {"bubbles": list(page.bubbles), "seq": page.seq, "more": page.more}
                if page.held:
                    news["held"] = True
                return {**news, "release": gateway.release(), "view": now_seen}
            began = monotonic()
            await gateway.wait(conversation, after, min(left, SLICE))
            # A gateway that lets go at once, because the program stops, must not keep us going round.
            left -= max(1.0, monotonic() - began)

    @router.get("/chat/api/papers/{paper}")
    async def paper(request: Request, paper: str) -> Response:
        """A file that was made for this worker, to be kept on the phone."""
        found = await gateway.paper(await _conversation(gateway, request), paper)
        if found is None:
            raise NoSuchPaper
        neutral = re.sub(r"[^A-Za-z0-9._-]", "-", found.name)
        disposition = {"Content-Disposition": f'attachment; filename="{neutral}"'}
        return Response(found.content, media_type=found.mime, headers=disposition)


async def _conversation(gateway: WebGateway, request: Request) -> str:
    """Whose token this is. Raises UnknownSession."""
    conversation = await gateway.identify(_token(request))
    if conversation is None:
        raise UnknownSession
    return conversation


def _packed(request: Request, response: Response) -> Response:
    """Compressed, where that helps: a restored conversation over a slow network."""
    body = bytes(getattr(response, "body", b""))
    wanted = "gzip" in request.headers.get("accept-encoding", "")
    if wanted and len(body) > 1_000 and "content-encoding" not in response.headers:
        response.body = gzip.compress(body, 6)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.body))
    return response


def _view(conversation_id: str) -> str:
    """A name for a conversation that tells nothing about it."""
    return hashlib.sha256(conversation_id.encode()).hexdigest()[:12]


def _shown(code: str) -> str:
    """A code as a person copies it down: in groups of four."""
    plain = code.replace("-", "")
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def _token(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not 20 <= len(token) <= 200:
        raise UnknownSession
    return token


def _seq(value: str) -> int:
    number = int(value) if value.isascii() and value.isdecimal() and len(value) <= 16 else 0
    if not 1 <= number <= schema.LARGEST_SEQ:
        raise BadRequest(problem="seq is not a number")
    return number


async def _json_body(request: Request) -> bytes:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise NotJson
    body = bytearray()
    async for piece in _pieces(request):
        body += piece
        if len(body) > schema.BODY_LIMIT:
            raise RequestTooLarge
    return bytes(body)


def _pieces(request: Request) -> AsyncIterator[bytes]:
    return request.stream()


def _refused(refusal: Refusal) -> JSONResponse:
    error: dict[str, object] = {"code": refusal.code, "message": str(refusal)}
    if isinstance(refusal, FileTooLarge) or "limit" in refusal.fields:
        error["limit"] = refusal.fields.get("limit")
    if isinstance(refusal, ProofNeeded):
        error["challenge"] = refusal.fields["challenge"]
    response = JSONResponse({"error": error}, status_code=refusal.status)
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(max(1, round(refusal.retry_after + 0.5)))
    return response
