"""Which questions are asked, in which order, with which choices: changed by a form or by hand, looked at on the phone,
published for conversations that begin afterwards."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot import questions
from bot.access.policy import Action
from bot.console.deps import ConsoleDeps
from bot.console.errors import Invalid
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.console.work_list import done_key
from bot.wording import new_texts
from bot.wording.edition import SOURCE_LANGUAGE, Edition
from bot.wording.finding import Finding as TextFinding
from bot.wording.finding import Severity
from bot.wording.told import told_in
from flows.loader import Finding, Loaded
from flows.model import Structure
from flows.shape import FILE
from flows.shape_text import with_entry
from flows.yaml_source import YamlSourceError
from storage.uow import UnitOfWork

from .bench import NEWEST, PATH, SERVED, Bench, bench_of, own_name
from .one_text import names_of, note
from .phone import Shown, on_phone
from .question_form import entry_from, form_of, steps_of

HERE = f"{PATH}/questions"
LONGEST = 20_000
LONGEST_TEXT = 500
_TEXT = "text:"
_PHONES = 12
_NOT_YET = "…"
"""Stands on the phone where nobody has written the English yet."""


@dataclass(frozen=True)
class Looked:
    """What a draft comes to: what is wrong, the English texts still to be written, what would be asked otherwise."""

    findings: tuple[Finding, ...]
    to_write: tuple[str, ...]
    phones: Mapping[str, Shown]
    left_out: tuple[str, ...]
    said: Mapping[str, list[TextFinding]] = field(default_factory=dict)
    """What is wrong with the English that was written, by key."""

    @property
    def broken(self) -> bool:
        """Whether a text that was written can't be served as it is."""
        return any(one.severity is Severity.FAULT for found in self.said.values() for one in found)

    @property
    def mark(self) -> str:
        """By which it is known that somebody has read what is wrong with these texts."""
        return _mark(repr([(key, one.message) for key, found in sorted(self.said.items()) for one in found]))


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    _add_drafting(router, deps, pages, guard)
    _add_publishing(router, deps, pages, guard)


def _add_drafting(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """What is asked, and a draft of something else. Nothing is kept."""
    reader, poster = Depends(guard.reader), Depends(guard.poster)

    @router.get(HERE)
    def changed(request: Request, visit: Visit = reader) -> Response:
        """What is in force, or what the file says that is not."""
        visit.must(Action.SEE_WORDING)
        asked = request.query_params
        with deps.db.read() as uow:
            waits = questions.waiting(uow, deps.shelf.folder)
            draft = waits if asked.get("from") == "file" and waits is not None else questions.published(uow).content
            return _page(deps, pages, uow, visit, draft, step=asked.get("step", ""), done=done_key(request))

    @router.post(f"{HERE}/check")
    def check(posted: Posted = poster) -> Response:
        """Findings and phones while somebody types. Nothing is kept."""
        posted.visit.must(Action.EDIT_WORDING)
        with deps.db.read() as uow:
            bench = bench_of(deps, uow)
        texts = _written(posted)
        return pages.page(
            posted.visit, "_questions_checked.html", texts=texts, longest_text=LONGEST_TEXT,
            **_context(bench, _flows(deps), _draft(posted), posted.visit, texts),
        )  # fmt: skip

    @router.post(f"{HERE}/step")
    def one(posted: Posted = poster) -> Response:
        """The draft with what the form says of one question; or, to ``look``, the draft and another question's form.
        Nothing is kept."""
        posted.visit.must(Action.EDIT_WORDING)
        look, draft, flows = bool(posted.get("look")), _draft(posted), _flows(deps)
        step = posted.get("step" if look else "changes")
        form = form_of(flows, draft, step)
        if form is None:
            raise Invalid("step", HERE, "staff.invalid.choose")
        if not look:
            with suppress(YamlSourceError):  # what is wrong with it is said on the page
                draft = with_entry(draft, step, entry_from(posted, form))
        with deps.db.read() as uow:
            base, texts = posted.get("base"), _written(posted)
            return _page(deps, pages, uow, posted.visit, draft, step=step, texts=texts, base=base)


def _add_publishing(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """A draft in force."""
    poster = Depends(guard.poster)

    @router.post(HERE)
    def publish(posted: Posted = poster) -> Response:
        """In force from now on, together with the English texts that new questions need."""
        visit = posted.visit
        visit.must(Action.EDIT_WORDING)
        draft, texts, flows = _draft(posted), _written(posted), _flows(deps)
        with deps.db.write() as uow:
            bench = bench_of(deps, uow)
            stale = posted.get("base") != _mark(questions.published(uow).content)
            looked = _look(bench, flows, draft, visit, texts)
            unread = bool(looked.said) and posted.get("told") != looked.mark
            lacking = set(looked.to_write) - texts.keys()
            if stale or looked.findings or looked.broken or unread or lacking:
                return _page(deps, pages, uow, visit, draft, status=409 if stale else 422, texts=texts, refused=stale)
            _say(uow, bench, {key: texts[key] for key in looked.to_write}, visit)
            questions.publish(uow, flows, draft, visit.staff.id, visit.now)
            note(uow, visit, "questions_published", FILE)
        deps.words.refresh()
        return RedirectResponse(f"{HERE}?done=questions_published", 303)


def _page(
    deps: ConsoleDeps, pages: Pages, uow: UnitOfWork, visit: Visit, draft: str, *, step: str = "",
    status: int = 200, done: str | None = None, texts: Mapping[str, str] | None = None, base: str | None = None,
    refused: bool = False,
) -> Response:
    bench, flows = bench_of(deps, uow), _flows(deps)
    now = questions.published(uow)
    form = form_of(flows, draft, step) if step else None
    words = bench.wording(SERVED)
    asked = {name: f"{name}.ask" for name in steps_of(flows.structure)}
    steps = {name: words.text(visit.lang, key) if words.has(key) else "" for name, key in asked.items()}
    return pages.page(
        visit, "workshop_questions.html", status=status, draft=draft, now=now, names=names_of(uow, {now.by}),
        base=base or _mark(now.content), waits=questions.waiting(uow, deps.shelf.folder), form=form, step=step,
        steps=steps, languages=bench.desk.languages, own_name=own_name, done=done,
        texts=texts or {}, longest=LONGEST, longest_text=LONGEST_TEXT, refused=refused,
        **_context(bench, flows, draft, visit, texts or {}),
    )  # fmt: skip


def _flows(deps: ConsoleDeps) -> Loaded:
    flows = deps.flows()
    if flows is None:
        raise Invalid("draft", PATH, "staff.invalid.flows_broken")
    return flows


def _draft(posted: Posted) -> str:
    draft = (posted.form.get("draft") or ("",))[0].replace("\r\n", "\n")
    if len(draft) > LONGEST:
        raise Invalid("draft", HERE, "staff.invalid.too_long")
    return draft


def _written(posted: Posted) -> dict[str, str]:
    """The English texts typed for new questions and choices."""
    found = {name.removeprefix(_TEXT): values[0].strip() for name, values in posted.form.items()
             if name.startswith(_TEXT)}  # fmt: skip
    if any(len(text) > LONGEST_TEXT for text in found.values()):
        raise Invalid("draft", HERE, "staff.invalid.too_long")
    return {key: text for key, text in found.items() if text}


def _mark(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _say(uow: UnitOfWork, bench: Bench, texts: Mapping[str, str], visit: Visit) -> None:
    """New English texts are served with the questions that need them: nobody reads them before."""
    if not texts:
        return
    edition = Edition.open(uow)
    for key, text in texts.items():
        edition.put(SOURCE_LANGUAGE, key, text)
    edition.publish(uow, visit.now, bench.rules, source="console", by=visit.staff.id)


def _context(
    bench: Bench, flows: Loaded, draft: str, visit: Visit, texts: Mapping[str, str]
) -> dict[str, Any]:
    looked = _look(bench, flows, draft, visit, texts)
    missing = [key for key in looked.to_write if key not in texts]
    return {"looked": looked, "missing": missing, "told": told_in(visit.lang)}


def _look(bench: Bench, flows: Loaded, draft: str, visit: Visit, texts: Mapping[str, str]) -> Looked:
    english = bench.texts.get(SOURCE_LANGUAGE, {})
    wrong, made = questions.check_draft(flows, draft)
    if wrong:
        return Looked(tuple(wrong), (), {}, ())
    to_write = questions.texts_to_write(flows, made, english.keys())
    written = {key: texts[key] for key in to_write if key in texts}
    also = {(SOURCE_LANGUAGE, key): written.get(key, _NOT_YET) for key in to_write}
    phones: dict[str, Shown] = {}
    left_out: list[str] = []
    new = replace(bench, structure=made)
    for flow_id, step_id in _different(bench.structure, made):
        step = made.flows[flow_id].steps[made.flows[flow_id].position[step_id]]
        if step.ask_if is not None and step.ask_if.plain == {"any": []}:
            left_out.append(f"{flow_id}.{step_id}")
        elif len(phones) < _PHONES:
            key = f"{flow_id}.{step_id}.ask"
            text = also.get((SOURCE_LANGUAGE, key)) or new.wording(NEWEST).text(SOURCE_LANGUAGE, key)
            phones[f"{flow_id}.{step_id}"] = on_phone(new, SOURCE_LANGUAGE, key, text, visit.business, also)
    said = new_texts.look(made, english, written)
    return Looked((), tuple(to_write), phones, tuple(left_out), said)


def _different(before: Structure, after: Structure) -> list[tuple[str, str]]:
    """Steps that are asked otherwise than they are now."""
    found = []
    for flow_id, flow in after.content["flows"].items():
        old = {step["id"]: step for step in before.content["flows"].get(flow_id, {"steps": []})["steps"]}
        found += [(flow_id, step["id"]) for step in flow["steps"] if old.get(step["id"]) != step]
    return found
