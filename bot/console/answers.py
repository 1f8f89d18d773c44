"""What the worker answered, in the staff member's language beside the words they used themselves."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.access.roles import Role
from bot.assisted.sitting import as_asked
from bot.wording import values
from bot.wording.served import Snapshot
from flows.model import Kind, Step, Structure

_LEADS = ("opening.language", "opening.intro")
_FURIGANA = re.compile(r"(?<=[\u4e00-\u9fff々〆ヶ])（[ぁ-ゖァ-ヺー・]+）")
_FREE = (Kind.TEXT,)
_CHOSEN = (Kind.CHOICE, Kind.MULTI_CHOICE)


@dataclass(frozen=True)
class ShownAnswer:
    """One question with its answer. `original` is None where it would only repeat `answer`."""

    step: str
    question: str
    answer: str
    original: str | None
    original_question: str
    language: str
    sensitive: bool
    core: bool
    visit: int
    free: bool
    """Whether it is in the worker's own words, which nobody has translated."""
    before: str | None = None
    """What the worker had answered, where they corrected it after the report was sent."""
    corrected_at: datetime | None = None
    by: str | None = None
    """The organisation whose staff entered it together with the worker."""
    tapped: bool = False
    """Whether `original` is what stood on the button: nobody wrote it."""
    spoken: tuple[str, ...] = ()
    """The voice messages that are the answer, by id: nobody has written them down."""


@dataclass(frozen=True)
class ShownWords:
    """What a worker wrote under a question, that was not, or not wholly, understood as its answer."""

    question: str
    text: str
    language: str
    visit: int
    by: str | None = None


def shown_words(
    words: Snapshot, structure: Structure, lang: str, role: Role, written: Iterable[Mapping[str, Any]],
    partners: Mapping[str, str],
) -> list[ShownWords]:
    """Such words, of the questions whose answers this role may read."""
    found = []
    for one in written:
        flow, _, step_id = str(one["step"]).partition(".")
        step = _step(structure, flow, step_id)
        if _may_read(role, step):
            by = partners.get(one["by"], "?") if one.get("by") else None
            question = _question(words, lang, flow, step_id, by is not None, step)
            found.append(ShownWords(question, str(one["raw"]), str(one["language"]), int(one["visit"]), by))
    return found


def with_corrections(
    groups: Mapping[str, list[ShownAnswer]], earlier: Mapping[str, list[ShownAnswer]], given_at: Mapping[int, datetime],
    filed_at: datetime,
) -> dict[str, list[ShownAnswer]]:
    """The same, with what stood there before where a worker has corrected it since the report was sent.

    `earlier`: answers that were replaced, oldest first. `given_at`: when each answer was given, by its visit.
    """
    was = {one.step: one for shown in earlier.values() for one in shown}

    def marked(one: ShownAnswer) -> ShownAnswer:
        at = given_at.get(one.visit)
        if at is None or at <= filed_at:
            return one
        old = was.get(one.step)
        return replace(one, before=old.answer if old is not None else None, corrected_at=at)

    return {flow: [marked(one) for one in shown] for flow, shown in groups.items()}


def only_leads(answer: ShownAnswer) -> bool:
    """Whether an answer says nothing about the worker or their trouble: the language, "Start", "Send now"."""
    return answer.step in _LEADS or answer.step.endswith(".ready")


def without_furigana(text: str) -> str:
    """Japanese texts for workers say how kanji are read; colleagues read faster without."""
    return _FURIGANA.sub("", text)


def shown_answers(
    words: Snapshot,
    structure: Structure,
    lang: str,
    role: Role,
    answers: Iterable[Mapping[str, Any]],
    partners: Mapping[str, str],
) -> dict[str, list[ShownAnswer]]:
    """The answers this role may read, by flow in the order they were given. `partners`: id to name."""
    groups: dict[str, list[ShownAnswer]] = {}
    for given in answers:
        flow, _, step_id = str(given["step"]).partition(".")
        step = _step(structure, flow, step_id)
        if not _may_read(role, step):
            continue
        groups.setdefault(flow, []).append(_shown(words, lang, flow, step_id, step, given, partners))
    return groups


def _shown(
    words: Snapshot,
    lang: str,
    flow: str,
    step_id: str,
    step: Step | None,
    given: Mapping[str, Any],
    partners: Mapping[str, str],
) -> ShownAnswer:
    spoken, raw = str(given["language"]), str(given["raw"])
    together = bool(given.get("by"))
    answer = _in_language(words, lang, flow, step, given["value"], partners, together) or raw
    heard = _spoken(step, given["value"])
    answer = answer or words.text(lang, "staff.case.spoken" if heard else "staff.case.nothing_chosen")
    return ShownAnswer(
        step=f"{flow}.{step_id}",
        question=_question(words, lang, flow, step_id, together, step),
        answer=answer,
        original=raw if raw and raw != answer else None,
        original_question=words.text(spoken, as_asked(words, f"{flow}.{step_id}.ask", together), **_untold(step)),
        language=spoken,
        sensitive=step.sensitive if step is not None else False,
        core=step.core if step is not None else False,
        visit=int(given["visit"]),
        free=_own_words(step, given["value"], raw),
        by=partners.get(given["by"], "?") if given.get("by") else None,
        tapped=bool(given.get("tapped")) or _says_the_button(words, spoken, flow, step, given["value"], raw),
        spoken=heard,
    )


def _spoken(step: Step | None, value: Any) -> tuple[str, ...]:
    """The voice messages that were given in place of words."""
    if step is None or step.kind not in _FREE or not isinstance(value, list):
        return ()
    return tuple(str(one["file"]) for one in value if isinstance(one, dict) and "file" in one)


def _question(words: Snapshot, lang: str, flow: str, step_id: str, together: bool, step: Step | None) -> str:
    key = as_asked(words, f"{flow}.{step_id}.ask", together)
    return without_furigana(words.text(lang, key if words.has(key) else "staff.case.old_question", **_untold(step)))


def _untold(step: Step | None) -> dict[str, str]:
    """For what stood in the question when it was asked, which nobody kept."""
    return {} if step is None else dict.fromkeys(step.params, "…")


def _says_the_button(words: Snapshot, spoken: str, flow: str, step: Step | None, value: Any, raw: str) -> bool:
    """Whether an answer reads as the buttons do: of those from before it was kept whether one was pressed."""
    if step is None or step.kind in _FREE:
        return False
    if step.kind is Kind.OPTIONS:
        return True  # names are only ever pressed
    try:
        return raw == values.answer(words, spoken, flow, step.id, step.kind.value, value)
    except (KeyError, TypeError, ValueError):
        return False


def _in_language(
    words: Snapshot, lang: str, flow: str, step: Step | None, value: Any, names: Mapping[str, str], together: bool
) -> str:
    """The answer in the reader's language; empty where only the worker's own words can be shown: free text, and
    steps or choices that are no longer in the flows."""
    if step is None or (step.kind in _FREE and not isinstance(value, dict)):
        return ""
    chosen = value if isinstance(value, list) else [value]
    if step.kind in _CHOSEN and not isinstance(value, dict) and set(chosen) - {c.id for c in step.choices}:
        return ""
    button = f"{flow}.{step.id}.choice.{value}"
    if as_asked(words, button, together) != button:
        return without_furigana(words.text(lang, as_asked(words, button, together)))
    try:
        said = values.answer(words, lang, flow, step.id, step.kind.value, value, dict(names))
    except (KeyError, TypeError, ValueError):
        return ""
    return without_furigana(said)


def _own_words(step: Step | None, value: Any, raw: str) -> bool:
    """Whether an answer was written freely; of a step that is no longer in the flows, if it was kept as written."""
    if step is not None and step.kind not in _FREE:
        return False
    return isinstance(value, str) and value == raw and any(letter.isalpha() for letter in value)


def _step(structure: Structure, flow: str, step_id: str) -> Step | None:
    found = structure.flows.get(flow)
    if found is None or step_id not in found.position:
        return None
    return found.steps[found.position[step_id]]


def _may_read(role: Role, step: Step | None) -> bool:
    if step is None or step.audience == "staff":
        return True
    return step.audience == "lead" and (role is Role.LEAD or role.coordinates)
