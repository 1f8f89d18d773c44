"""Rendering: one template language, texts by key, times on the reader's clock."""

import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.access.policy import Action
from bot.cases.errors import NotPossible
from bot.clock import JAPAN
from bot.console.answers import without_furigana
from bot.console.assets import Assets
from bot.console.deps import ConsoleDeps
from bot.console.errors import Refusal
from bot.console.visit import Stranger, Visit
from bot.digests.times import StaffTimes
from bot.errors import TodokeError
from flows.inputs.zawgyi import to_unicode

_SNAKE = re.compile(r"(?<!^)([A-Z])")
_NAVIGATION = (
    ("/console", "staff.nav.cases", Action.SEE_LIST),
    ("/console/interpreting", "staff.nav.interpreting", Action.INTERPRET),
    ("/console/together", "staff.nav.together", Action.ENTER),
    ("/console/board", "staff.nav.board", Action.SEE_BOARD),
    ("/console/duty", "staff.nav.duty", Action.SEE_DUTY),
    ("/console/partners", "staff.nav.partners", Action.SEE_PARTNERS),
    ("/console/ladders", "staff.nav.ladders", Action.SEE_LADDERS),
    ("/console/week", "staff.nav.week", Action.SEE_WEEK),
    ("/console/workshop", "staff.nav.workshop", Action.SEE_WORDING),
    ("/console/named", "staff.nav.named", Action.SEE_NAMED),
    ("/console/people", "staff.nav.people", Action.SEE_STAFF),
    ("/console/audit", "staff.nav.audit", Action.SEE_SUMS),
)


class Pages:
    """Turns a visit and values into a page."""

    def __init__(self, deps: ConsoleDeps, assets: Assets) -> None:
        self._deps = deps
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["legible"] = to_unicode  # a worker's words in an old font's encoding
        self._environment.globals |= {
            "asset": assets.path, "size_words": size_words, "without_furigana": without_furigana,
        }  # fmt: skip

    def page(self, visit: Visit | Stranger, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A whole page, or the part of one that a script fetches."""
        context = self._context(visit.lang, visit.path)
        if isinstance(visit, Visit):
            context |= self._signed_in(visit)
        html = self._environment.get_template(template).render(context | values)
        return HTMLResponse(html, status)

    def refusal(self, error: Refusal, lang: str, path: str, **values: Any) -> HTMLResponse:
        """A page that says what was refused, and holds no data."""
        sentence = values.pop("sentence", None)
        context = self._context(lang, path) | {
            "error": error,
            "kept_text": None,
            "reason": None,
            "back": None,
        }
        context["sentence"] = self.sentence(lang, sentence) if sentence is not None else None
        context |= values
        html = self._environment.get_template("refusal.html").render(context)
        return HTMLResponse(html, error.status)

    def sentence(self, lang: str, error: TodokeError) -> str:
        """What an error says, in the reader's language where there is such a text."""
        words = self._deps.words.now
        if isinstance(error, NotPossible) and words.find(lang, error.because) is not None:
            return words.text(lang, "staff.refused.because", why=words.text(lang, error.because))
        key = "staff.refused." + _SNAKE.sub(r"_\1", type(error).__name__).lower()
        if words.find(lang, key) is None:
            return str(error)
        return words.text(lang, key, **{name: str(value) for name, value in error.fields.items()})

    def text(self, lang: str, key: str) -> str:
        """A text without blanks."""
        return self._deps.words.now.text(lang, key)

    def times(self, visit: Visit) -> StaffTimes:
        """How times are written for this person."""
        return StaffTimes(self._deps.words.now, visit.lang, visit.zone, visit.business)

    def _context(self, lang: str, path: str) -> dict[str, Any]:
        words = self._deps.words.now
        known: dict[str, Markup] = {}  # a list says the same few words many times

        def t(key: str, **params: object) -> str:
            if params:
                return words.text(lang, key, **{name: str(value) for name, value in params.items()})
            found = known.get(key)
            if found is None:
                found = known[key] = escape(words.text(lang, key))
            return found

        return {
            "t": t,
            "words_has": words.has,
            "lang": lang,
            "path": path,
            "visit": None,
            "csrf": "",
            "site": self._deps.site,
            "oidc": self._deps.oidc is not None,
            "demo": self._deps.demo,
            "navigation": (),
            "alarms": 0,
            "times": StaffTimes(words, lang, ZoneInfo(JAPAN.key), self._deps.clock.business()),
        }

    def _signed_in(self, visit: Visit) -> dict[str, Any]:
        alarms = 0
        if visit.may(Action.SEE_ALARMS):
            with self._deps.db.read() as uow:
                alarms = uow.system.count_alarms()
        return {
            "visit": visit,
            "csrf": visit.session.csrf,
            "navigation": [(href, key) for href, key, needed in _NAVIGATION if visit.may(needed)],
            "alarms": alarms,
            "times": self.times(visit),
        }


def size_words(size: int | None) -> str:
    """`2.1 MB`."""
    if size is None:
        return ""
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{max(1, round(size / 1000))} kB"
