"""A whole conversation tried through in any language: the real questions, nothing stored, every branch by pressing.

What was pressed so far stands in the address, so that a way can be shown to somebody else, such as a native reader.
"""

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.assisted.screen import screen
from bot.console.deps import ConsoleDeps
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Visit
from bot.conversation.preview import LONGEST_TYPED, LONGEST_WAY, PHOTO, TYPED, Begins, look, takes_photo
from bot.conversation.ways import way_to
from bot.wording.served import Snapshot

from .bench import NEWEST, PATH, WORDINGS, bench_of, own_name

HERE = f"{PATH}/preview"


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader = Depends(guard.reader)

    @router.get(HERE)
    def preview(request: Request, visit: Visit = reader) -> Response:
        """The phone after ``way`` was gone in the language ``lang``."""
        visit.must(Action.SEE_WORDING)
        asked = request.query_params
        with deps.db.read() as uow:
            bench = bench_of(deps, uow)
        languages = bench.desk.languages
        lang = asked.get("lang", "")
        lang = lang if lang in languages else languages[min(1, len(languages) - 1)]
        which = asked.get("wording", "")
        which = which if which in WORDINGS else NEWEST
        begins = Begins(asked["begins"]) if asked.get("begins") in set(Begins) else Begins.REPORT
        way = _way(asked.getlist("way"), asked.get("typed", ""))
        if asked.get("began", begins) != begins:
            way = []  # another conversation has other questions
        words, to = bench.wording(which), asked.get("to", "")
        if to and not way and (place := bench.place(f"{to}.ask")) is not None:
            found = way_to(bench.structure, words, lang, deps.shelf.lexicons(), place.path, visit.business)
            if found:
                return RedirectResponse(_address(lang, which, found.begins, found.pressed), 303)
        looked = look(bench.structure, words, lang, deps.shelf.lexicons(), way, visit.business, begins)
        shown = screen(looked.bubbles, visit.lang)
        here = bench.structure.step(looked.at) if looked.at is not None else None
        return pages.page(
            visit, "workshop_preview.html", chosen=lang, languages=languages, own_name=own_name,
            which=which, wordings=WORDINGS, way=way, shown=shown, looked=looked, longest=LONGEST_TYPED,
            photo=PHOTO if takes_photo(bench.structure, looked.at) else None, typed=TYPED,
            back=_address(lang, which, begins, way[:-1]) if way else None, anew=_address(lang, which, begins, []),
            begins=begins, beginnings=tuple(Begins), step=f"{here[0].id}.{here[1].id}" if here is not None else None,
            full=len(way) >= LONGEST_WAY, to=to,
            meant=_meant(words, visit.lang, looked.keys) if visit.lang != lang else (),
        )  # fmt: skip


def _address(lang: str, which: str, begins: Begins, way: Sequence[str]) -> str:
    """The page on which this way was gone."""
    said = [("lang", lang), ("wording", which), ("begins", begins.value), *(("way", one) for one in way)]
    return f"{HERE}?{urlencode(said)}"


def _way(way: list[str], typed: str) -> list[str]:
    """What was done so far, and what was typed now."""
    typed = typed.strip()[:LONGEST_TYPED]
    return [one[: LONGEST_TYPED + len(TYPED)] for one in (*way, *([TYPED + typed] if typed else []))][:LONGEST_WAY]


def _meant(words: Snapshot, lang: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The texts of the open question in the reader's language. A language's own name is no text."""
    return tuple(words.text(lang, key) for key in keys if words.has(key))
