"""Who may come through: log-in, second factor, and the token each form carries."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.access import sessions
from bot.access.factors import secured
from bot.channels.web.errors import BadRequest, FileTooLarge
from bot.channels.web.upload import Upload
from bot.console.deps import ConsoleDeps
from bot.console.errors import Forged, Invalid, LoginNeeded, SecondFactorNeeded, TooLarge
from bot.console.visit import LANGUAGES, Posted, Stranger, Visit, language_of, local_path, own_page_sent
from bot.conversation.filing import FILE_LIMIT

COOKIE = "todoke_staff"
STEP_COOKIE = "todoke_step"
PASSKEY_COOKIE = "todoke_passkey"
LANG_COOKIE = "todoke_lang"
LARGEST_FORM = 128 * 1024
_FIELDS = 200
_LARGEST_LIST, _FIELDS_OF_LIST = 4 * 2**20, 5_000
WITHOUT_SECOND_FACTOR = ("/console/second-factor", "/console/passkeys", "/console/logout", "/console/language")


@dataclass(frozen=True)
class StrangerPosted:
    """A form sent by somebody who is not logged in."""

    visitor: Stranger
    form: Mapping[str, tuple[str, ...]]

    def get(self, name: str, longest: int = 1024) -> str:
        """A field's text; what is too long to be meant is cut."""
        return (self.form.get(name) or ("",))[0][:longest]


class Guard:
    """Dependencies of the endpoints: each gives who is there, or raises a Refusal."""

    def __init__(self, deps: ConsoleDeps) -> None:
        self._deps = deps

    async def reader(self, request: Request) -> Visit:
        """Somebody logged in who opens a page."""
        return await self._deps.db.run(self._enter, request, True)

    async def background(self, request: Request) -> Visit:
        """The same for what a page fetches by itself: it does not keep an unattended log-in alive."""
        return await self._deps.db.run(self._enter, request, False)

    async def poster(self, request: Request) -> Posted:
        """Somebody logged in who sends a form of their own page. Raises Forged otherwise."""
        return await self._posted(request, LARGEST_FORM, _FIELDS)

    async def large_poster(self, request: Request) -> Posted:
        """The same for a form with a tick for each of some thousand texts, or with many long texts."""
        return await self._posted(request, _LARGEST_LIST, _FIELDS_OF_LIST)

    async def _posted(self, request: Request, largest: int, fields: int) -> Posted:
        form = await _form(request, largest, fields)
        visit = await self._deps.db.run(self._enter, request, True)
        given = request.headers.get("x-csrf-token") or (form.get("csrf") or ("",))[0]
        if not own_page_sent(request, self._deps.base_url) or not visit.session.csrf_matches(given):
            raise Forged
        return Posted(visit, form)

    async def upload(self, request: Request, visit: Visit) -> Upload | None:
        """A file that somebody sends from a form of their own page, as it comes; nothing of it was read before. None
        for a form without one.

        Raises Forged, TooLarge, and Invalid if the form can't be read.
        """
        if not own_page_sent(request, self._deps.base_url):
            raise Forged
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            if not visit.session.csrf_matches(((await _form(request)).get("csrf") or ("",))[0]):
                raise Forged
            return None
        try:
            sent = await Upload.begin(request, request.headers, FILE_LIMIT)
        except FileTooLarge as error:
            raise TooLarge from error
        except BadRequest as error:
            raise Invalid("file", visit.path, "staff.invalid.file") from error
        if not visit.session.csrf_matches(sent.fields.get("csrf", "")):
            raise Forged
        return sent

    async def stranger(self, request: Request) -> Stranger:
        """Anybody."""
        return self._stranger(request)

    async def stranger_poster(self, request: Request) -> StrangerPosted:
        """Anybody who sends a form of one of our pages. Raises Forged otherwise."""
        if not own_page_sent(request, self._deps.base_url):
            raise Forged
        return StrangerPosted(self._stranger(request), await _form(request))

    def _stranger(self, request: Request) -> Stranger:
        address = request.client.host if request.client else "unknown"
        return Stranger(language_of(request), request.url.path, self._deps.clock.now(), address)

    def _enter(self, request: Request, active: bool) -> Visit:
        now = self._deps.clock.now()
        token = request.cookies.get(COOKIE)
        path = request.url.path
        if not token:
            raise LoginNeeded(local_path(path))
        with self._deps.db.read() as uow:
            session = sessions.find(uow, token, now)
            waived = self._deps.demo or path.startswith(WITHOUT_SECOND_FACTOR)
            lacks_factor = session is not None and not waived and not secured(uow, session.staff)
        if session is None:
            raise LoginNeeded(local_path(path))
        lang = session.staff.locale if session.staff.locale in LANGUAGES else "ja"
        request.state.lang = lang  # for the page that says what was refused
        if active and session.stale:
            with self._deps.db.write() as uow:
                uow.access.seen(session.token_index, now)
        if lacks_factor:
            raise SecondFactorNeeded
        return Visit(session, lang, path, now, self._deps.clock.business())

    # ---- cookies

    def keep_session(self, response: Response, token: str) -> None:
        """Give the browser its log-in. Lax, not Strict: links in mails must find it, and links never act."""
        self._set(response, COOKIE, token, path="/console", samesite="lax")

    def end_session(self, response: Response) -> None:
        """Take the log-in back."""
        response.delete_cookie(COOKIE, path="/console", secure=self._deps.secure, httponly=True)

    def keep_step(self, response: Response, ticket: str) -> None:
        """Between password and second factor: five minutes."""
        self._set(response, STEP_COOKIE, ticket, path="/console/login", samesite="strict", seconds=300)

    def end_step(self, response: Response) -> None:
        """The second step is done."""
        response.delete_cookie(STEP_COOKIE, path="/console/login", secure=self._deps.secure, httponly=True)

    def keep_ticket(self, response: Response, ticket: str) -> None:
        """What a device is asked to sign, so that only the browser that asked can answer: five minutes."""
        self._set(response, PASSKEY_COOKIE, ticket, path="/console", samesite="strict", seconds=300)

    def end_ticket(self, response: Response) -> None:
        """It has been answered."""
        response.delete_cookie(PASSKEY_COOKIE, path="/console", secure=self._deps.secure, httponly=True)

    def keep_state(self, response: Response, name: str, value: str, path: str) -> None:
        """While somebody is at their provider, who sends them back with a link: ten minutes, Lax."""
        self._set(response, name, value, path=path, samesite="lax", seconds=600)

    def end_state(self, response: Response, name: str, path: str) -> None:
        """They are back."""
        response.delete_cookie(name, path=path, secure=self._deps.secure, httponly=True)

    def keep_language(self, response: Response, lang: str) -> None:
        """Remember the language for the pages before the log-in."""
        self._set(response, LANG_COOKIE, lang, path="/console", samesite="strict", seconds=365 * 86_400)

    def _set(
        self,
        response: Response,
        name: str,
        value: str,
        *,
        path: str,
        samesite: str,
        seconds: int | None = None,
    ) -> None:
        response.set_cookie(
            name, value, max_age=seconds, path=path, secure=self._deps.secure, httponly=True,
            samesite="strict" if samesite == "strict" else "lax",
        )  # fmt: skip


async def _form(
    request: Request, largest: int = LARGEST_FORM, fields: int = _FIELDS
) -> Mapping[str, tuple[str, ...]]:
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > largest:
        raise TooLarge
    async with request.form(max_files=0, max_fields=fields) as form:
        values: dict[str, tuple[str, ...]] = {}
        for name, value in form.multi_items():
            if isinstance(value, str):
                values[name] = (*values.get(name, ()), value)
        return values
