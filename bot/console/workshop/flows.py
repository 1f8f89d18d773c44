"""Each flow as a picture and as a list: steps, branches, what they speak to, and the way to their texts."""

from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from bot.access.policy import Action
from bot.console.deps import ConsoleDeps
from bot.console.errors import Missing
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Visit
from bot.wording.filling import placeholders
from bot.wording.served import Snapshot
from flows.model import END, Flow, Kind, Step, Structure

from .bench import PATH
from .conditions import Said
from .flow_picture import Drawn, Mark, picture

HERE = f"{PATH}/flows"


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader = Depends(guard.reader)

    @router.get(HERE)
    def flow(request: Request, visit: Visit = reader) -> Response:
        """One flow (``?flow=``), the first one if none is named."""
        visit.must(Action.SEE_WORDING)
        structure = deps.structure()
        shown = structure.flows.get(request.query_params.get("flow") or structure.root)
        if shown is None:
            raise Missing
        words, lang = deps.words.now, visit.lang
        steps = drawn(structure, shown, words, lang)
        title = words.text(lang, "staff.workshop.graph", flow=words.text(lang, f"staff.flow.{shown.id}"))
        drawing = picture(shown, steps, title, words.text(lang, "staff.workshop.end"), shortened)
        names = sorted(structure.flows, key=lambda name: (name != structure.root, name))
        return pages.page(
            visit, "workshop_flow.html", flow=shown, steps=steps, drawing=drawing, title=title, names=names,
            end=END, core=sum(one.step.core for one in steps),
        )


def drawn(structure: Structure, flow: Flow, words: Snapshot, lang: str) -> list[Drawn]:
    """The steps of a flow in words."""
    said = Said(structure, words, lang)
    steps = []
    for step in flow.steps:
        jumps = tuple(
            (one.go, said.condition(one.when) if one.when is not None else words.text(lang, "staff.workshop.always"))
            for one in step.next
        )
        asked_if = said.condition(step.ask_if) if step.ask_if is not None else ""
        kind = words.text(lang, f"staff.workshop.kind.{step.kind}")
        steps.append(
            Drawn(
                step, title(flow, step, words, lang), kind, _href(flow, step), asked_if,
                _marks(step, said, words, lang), jumps,
            )
        )
    return steps


def title(flow: Flow, step: Step, words: Snapshot, lang: str) -> str:
    """What a step says, in one line."""
    if step.kind is Kind.SUB_FLOW:
        return words.text(lang, f"staff.flow.{step.flow}")
    text = words.text(lang, f"{flow.id}.{step.id}.{'info' if step.kind is Kind.INFO else 'ask'}")
    if not step.kind.asks and step.kind is not Kind.INFO:
        return step.call or ""
    for name in placeholders(text):
        text = text.replace(f"{{{name}}}", "…")
    return " ".join(text.split())


def shortened(words: str, signs: int) -> str:
    """Cut to so many signs; wide ones count twice."""
    room, kept = float(signs), ""
    for letter in words:
        room -= 1.9 if letter > "\u2e80" else 1
        if room < 1:
            return f"{kept.rstrip()}…"
        kept += letter
    return kept


def _href(flow: Flow, step: Step) -> str:
    if step.kind is Kind.SUB_FLOW:
        return f"{HERE}?{urlencode({'flow': step.flow})}"
    return f"{PATH}/texts?{urlencode({'step': f'{flow.id}.{step.id}'})}"


def _marks(step: Step, said: Said, words: Snapshot, lang: str) -> tuple[Mark, ...]:
    marks = []
    if step.core:
        marks.append(Mark("core", "★", words.text(lang, "staff.workshop.mark.core")))
    if step.critical:
        marks.append(Mark("critical", "●", words.text(lang, "staff.workshop.mark.critical")))
    if step.sensitive:
        marks.append(Mark("sensitive", "✓", words.text(lang, "staff.workshop.mark.sensitive")))
    for risk in step.risk:
        when = said.condition(risk.when) if risk.when is not None else words.text(lang, "staff.workshop.always")
        marks.append(Mark("risk", "▲", words.text(lang, "staff.workshop.mark.risk", what=risk.adds, when=when)))
    if step.evidence:
        marks.append(Mark("evidence", "§", words.text(lang, "staff.workshop.mark.evidence", what=step.evidence)))
    return tuple(marks)
