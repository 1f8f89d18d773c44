"""Who would be asked if the report were sent now: the list the worker chooses from, and by when the first answers."""

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.cases.need import need_from, with_elsewhere, words_in_run
from bot.cases.routing import Candidate, candidates_for
from bot.cases.told_risks import told_urgency
from bot.wording import values
from flows import effects as fx
from storage.models import COORDINATOR

from . import filing, helped, home, posted

if TYPE_CHECKING:
    from .service import Conversations, Turn


def options(service: "Conversations", turn: "Turn") -> tuple[tuple[str, str], ...]:
    """The partners that may be asked, in order, ending with the coordinator."""
    listed = candidates(service, turn)
    helped.say_if_missing(service, turn, tuple(c.id for c in listed))
    if [c.id for c in listed] == [COORDINATOR]:
        home.offices(service, turn)
    return tuple((c.id, c.name or f"{values.BY_KEY}case.coordinator_name") for c in listed)


def candidates(service: "Conversations", turn: "Turn") -> tuple[Candidate, ...]:
    """Who would be asked, and when."""
    assert turn.state is not None
    assert turn.run_id is not None
    variables, now = turn.state["vars"], service.clock.business()
    beside = turn.uow.groups.helpers(turn.uow.groups.of_worker(turn.conversation.worker_id))
    need = need_from(variables, filing.topic_of(service, turn), turn.language, beside)
    need = replace(need, words=words_in_run(turn.uow, turn.run_id))
    need = with_elsewhere(turn.uow, need, turn.conversation.worker_id)
    urgency = told_urgency(turn.uow, turn.run_id, variables, now, in_danger=filing.said_so(turn))
    first, never = helped.first_and_never(turn)
    first = first or posted.wished(turn)
    present = turn.helper.organisation if turn.helper is not None else None
    return candidates_for(turn.uow, need, now, urgency=urgency, first=first, never=never, present=present)


def next_by(service: "Conversations", turn: "Turn") -> fx.Say | None:
    """By when the first on the list has to answer before the next one is asked."""
    found = candidates(service, turn)
    if len(found) < 2 or found[1].ask_from <= service.clock.business():
        return None
    coordinator = turn.wording.text(turn.language, "case.coordinator_name")
    params = {"first": found[0].name, "next": found[1].name or coordinator, "until": found[1].ask_from}
    return fx.Say("case.next_by", params)
