"""A mere yes or no under buttons, in whatever word for it: which of them it stands for, as the flow says."""

from .events import Typed
from .inputs import Understood, choice, yes_no
from .model import Step


def stands_for(step: Step, event: Typed) -> tuple[str, ...] | None:
    """The choices that a mere yes or no may stand for; none where it may as well mean something else. None: more was
    said than that, or it stands on a button.

    Where the flow does not say (``if_yes``, ``if_no``) it stands for the buttons that begin with it ("Yes, always"),
    and a no to a list of things means none of them.
    """
    said = _said(event)
    if said is None:
        return None
    listed = step.if_yes if said else step.if_no
    if listed is None:
        return choice.begun(event.text, event.lexicon, event.labels)
    meant = {c.id: event.labels.get(c.id, ()) for c in step.choices if c.id in listed}
    if said and step.plain_yes and not yes_no.plain(event.text, event.lexicon):
        return choice.begun(event.text, event.lexicon, meant)  # "there is" is no "I am safe"
    return tuple(meant)


def _said(event: Typed) -> bool | None:
    text, lexicon = event.text, event.lexicon
    if choice.is_number(text) or not yes_no.bare(text, lexicon):
        return None
    if choice.stands_on(text, lexicon, event.labels):
        return None
    found = yes_no.parse(text, lexicon)
    return bool(found.value) if isinstance(found, Understood) else None
