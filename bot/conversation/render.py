"""Effects of the engine → bubbles in a language."""

from collections.abc import Callable
from functools import partial
from typing import Any

from bot.wording import values
from bot.wording.languages import ENDONYMS
from bot.wording.served import Snapshot
from bot.wording.short import short
from flows.effects import Answered, Ask, Button, Card, Overlay, Redraw, Say, Shown
from flows.misread import NEPALI_DAY

from .bubbles import ButtonJson, Payload, Rows, answered, bubble, one_per_row, row, sounds

_TICK = {True: "☑ ", False: "☐ "}
_OVERLAY_TEXT = {
    "menu": "menu.title", "change": "menu.change_title", "language": "menu.language_title",
    "danger": "card.ask_danger", "resume": "common.resume_question", "delete": "common.delete_confirm",
}
GLOSSES = ("en", "ja")
_TYPED = ("text", "number", "hours", "money", "date", "month", "file")
_LONGEST_CHANGE = 30
_GREETING = "opening.language.ask"
_LANGUAGE_CHOICE = "opening.language.choice."


def _language_of(button: Button) -> str | None:
    """The language that a button chooses."""
    key = button.key or ""
    return key.removeprefix(_LANGUAGE_CHOICE) if key.startswith(_LANGUAGE_CHOICE) else None


class Renderer:
    """Turns effects into bubbles in one language, from one release of the texts."""

    def __init__(
        self, wording: Snapshot, language: str, *, gloss: bool = False, likely: tuple[str, ...] = (),
        together: bool = False,
    ) -> None:
        """``gloss``: also in English and Japanese. ``together``: somebody helps, and some texts say so."""
        self.wording = wording
        self.language = language
        self._gloss = gloss
        self._likely = likely
        self._together = together

    def say(self, effect: Say, kind: str = "say") -> Payload:
        """A bubble that needs no answer."""
        text = self._key(effect.key)
        return self._bubble(kind, lambda language: self._text(language, effect.key, effect.params), spoken=text)

    def ask(self, effect: Ask, below: Say | None = None) -> Payload:
        """A question with its buttons, what was understood before, and about how many questions are left; ``below``: a
        line that belongs to the question."""
        rows = self._rows("a", effect.visit, effect.buttons)
        controls = [("menu", "ui.menu")] if not effect.back else [("back", "ui.back"), ("menu", "ui.menu")]
        if effect.change and effect.understood is not None and self.shown(effect.understood):
            rows.append(row([(self._change(effect.understood), f"c:{effect.visit}:{effect.change}")]))
        if effect.key != _GREETING:
            rows.append(self._controls(effect.visit, controls))
        greeting = list(self._greetings().values()) if effect.key == _GREETING and self._likely else []
        asked = self._bubble(
            "ask", lambda language: self._question(language, effect, below), rows=rows, visit=effect.visit,
            sensitive=True if effect.sensitive else None,
            input=self._shape(effect) if effect.kind in _TYPED else None,
            langs=greeting if greeting else None, spoken=self._key(effect.key), spoken_in=tuple(greeting),
        )
        if greeting and self._together:  # it is not in the language that the rest would be in
            asked["gloss"] = {g: self._text(g, effect.key, effect.params) for g in GLOSSES if g not in greeting}
        return asked

    def _change(self, understood: Shown) -> str:
        """The button that changes what was understood; it says what, where that is short."""
        change, said = self.wording.text(self.language, "ui.change"), self.shown(understood)
        return f"{change}: {said}" if len(change) + len(said) <= _LONGEST_CHANGE else change

    def _shape(self, effect: Ask) -> Payload:
        """What a page needs for the right keyboard and pickers."""
        shape = {
            "kind": effect.kind, "placeholder": self._example(self.language, effect), "min": effect.lowest,
            "max": effect.highest, "accept": list(effect.accept) or None, "many": effect.many or None,
        }  # fmt: skip
        return {name: value for name, value in shape.items() if value is not None}

    def overlay(self, effect: Overlay) -> Payload:
        """A question beside the flow."""
        rows = self._rows("c", effect.visit, effect.buttons)
        key = _OVERLAY_TEXT[effect.name]
        return self._bubble(
            "ask", lambda language: self._text(language, key, {}), rows=rows, visit=effect.visit, spoken=key
        )

    def card(self, effect: Card) -> Payload:
        """A card that must always appear."""
        key = f"card.{effect.name}"
        return self._bubble("card", lambda language: self.wording.text(language, key), spoken=key)

    def answered(self, effect: Answered) -> Payload:
        """What the earlier buttons become."""
        return answered(effect.visit, f"✓ {self.shown(effect.shown)}".strip() if effect.shown else "✓")

    def redraw(self, effect: Redraw) -> Payload:
        """The same question with other ticks."""
        rows = self._rows("a", effect.visit, effect.buttons)
        controls = [("back", "ui.back"), ("menu", "ui.menu")]
        rows.append(self._controls(effect.visit, controls))
        return {"type": "redraw", "visit": effect.visit, "rows": rows}

    def shown(self, shown: Shown, language: str | None = None) -> str:
        """An answer in words."""
        return values.answer(
            self.wording, language or self.language, shown.flow, shown.step, shown.kind, shown.value,
            dict(shown.labels),
        )

    def _question(self, language: str, effect: Ask, below: Say | None) -> str:
        lines = []
        if effect.note:
            note = self._text(
                language, effect.note,
                {
                    "example": self._example(language, effect), "value": self._value(language, effect),
                    "way": self.wording.text(language, effect.note_way) if effect.note_way else "",
                },
            )
            lines.append(note)
        elif effect.understood is not None:
            said = self.shown(effect.understood, language)
            if said:
                lines.append(self.wording.text(language, "common.understood", answer=said))
        lines.append(self._asked(language, effect))
        if below is not None:
            lines.append(self._text(language, below.key, below.params))
        if effect.left and effect.key != _GREETING and not effect.key.startswith("opening."):
            lines.append(self.wording.text(language, "common.progress", count=str(effect.left)))
        return "\n\n".join(lines)

    def _asked(self, language: str, effect: Ask) -> str:
        if effect.key == _GREETING and self._likely:
            return "\n".join(self._greetings())
        return self._text(language, effect.key, effect.params)

    def _greetings(self) -> dict[str, str]:
        """The greeting in the likeliest languages → which language it is in."""
        found: dict[str, str] = {}
        for likely in self._likely[:2]:
            found.setdefault(self.wording.text(likely, _GREETING), likely)
        return found

    def _example(self, language: str, effect: Ask) -> str:
        own = f"{effect.flow}.{effect.step}.example"
        day = effect.note == NEPALI_DAY  # also under buttons beside which a day can be written
        general = f"input.{'date' if day else effect.written or effect.kind}.example"
        return self.wording.text(language, own if self.wording.has(own) else general)

    def _value(self, language: str, effect: Ask) -> str:
        if effect.note_value is None:
            return ""
        return values.answer(self.wording, language, effect.flow, effect.step, effect.kind, effect.note_value)

    def _controls(self, visit: int, controls: list[tuple[str, str]]) -> list[ButtonJson]:
        made = row([(self.wording.text(self.language, key), f"c:{visit}:{name}") for name, key in controls])
        for button, (_, key) in zip(made, controls, strict=True):
            self._explain(button, self._said(key))
        return made

    def _said(self, key: str) -> Callable[[str], str]:
        return lambda language: self.wording.text(language, key)

    def _explain(self, button: ButtonJson, label: Callable[[str], str]) -> None:
        """For who helps: what the button says, in the languages staff read."""
        if self._together:
            button["gloss"] = {g: label(g) for g in GLOSSES if g != self.language}

    def _key(self, key: str) -> str:
        """Where two sit together some texts are others."""
        own = f"{key}_together"
        return own if self._together and self.wording.has(own) else key

    def _text(self, language: str, key: str, params: Any) -> str:
        key = self._key(key)
        filled = {n: values.param(self.wording, language, n, v) for n, v in dict(params).items()}
        return self.wording.text(language, key, **filled)

    def _rows(self, letter: str, visit: int, buttons: tuple[Button, ...]) -> Rows:
        rows = one_per_row([(self._label(b), f"{letter}:{visit}:{b.id}") for b in buttons])
        for [shown], button in zip(rows, buttons, strict=True):
            own = _language_of(button)
            if own is not None and own in ENDONYMS:
                shown["lang"] = own
            else:
                self._explain(shown, partial(self._label, button))
        return rows

    def _label(self, button: Button, language: str | None = None) -> str:
        if language is not None:
            return Renderer(self.wording, language, together=self._together)._label(button)
        own = _language_of(button)
        if own is not None:
            return ENDONYMS.get(own, button.key or own)
        if isinstance(button.value, Shown):
            answer = self.shown(button.value) if button.value.value is not None else "✓"
            return f"{answer} — {short(self.wording.text(self.language, button.key or ''))}"
        if button.value is not None:
            return values.answer(self.wording, self.language, "", "", button.kind or "text", button.value)
        key = self._key(button.key or "")
        words, said = self.wording, button.label
        text = values.option(words, self.language, said) if said is not None else words.text(self.language, key)
        pictogram = f"{button.pictogram} " if button.pictogram else ""
        return _TICK.get(button.ticked, "") + pictogram + text if button.ticked is not None else pictogram + text

    def _bubble(
        self, kind: str, text: Callable[[str], str], *, rows: Rows | None = None, visit: int | None = None,
        spoken: str, spoken_in: tuple[str, ...] = (), **more: Any,
    ) -> Payload:
        """``spoken``: the key whose recording is played with it, in its language or those of ``spoken_in``."""
        more["sounds"] = sounds(self.wording, spoken, *(spoken_in or (self.language,)))
        gloss = {g: text(g) for g in GLOSSES if g != self.language} if self._gloss else None
        return bubble(kind, self.language, text(self.language), rows=rows, visit=visit, gloss=gloss, **more)
