"""A file has come: what becomes of it depends on what was asked."""

from typing import TYPE_CHECKING, Any

from flows.events import Control, Sent

from . import box, checks, filing, home, in_danger

if TYPE_CHECKING:
    from .service import Conversations, Turn


def came(service: "Conversations", turn: "Turn", event: dict[str, Any]) -> None:
    """Keep it, or say why not; in a conversation as an answer, else with the report that is there or begins."""
    problem, before = filing.keep_file(service, turn, event), len(turn.out)
    if problem is not None:
        service.note(turn, problem, event.get("place", 0), limit="20")
        service.go(turn, Control("close")) if service.active(turn) else service.welcome(turn, event)
    elif _beside_a_sent_report(service, turn, event) and home.file(service, turn, event["attachment"]):
        service.go(turn, Control("close"))  # no report is being written: the people of the case have it
        box.in_report(service, turn, event)
    elif service.active(turn) and in_danger.unseen(turn.state):  # nobody was asked for it
        _in_between(service, turn, event, anyway=True)
        service.note(turn, "common.file_kept")
        service.go(turn, Control("close"))
    elif service.active(turn):
        _in_between(service, turn, event)
        service.go(turn, Sent(event["attachment"], event["media"]))
        box.in_report(service, turn, event)
    elif not box.came(service, turn, event):  # the first thing that somebody new does
        service.note(turn, "common.file_kept")
        service.begin(turn, event)
        _in_between(service, turn, event)
    in_danger.look_for(service, turn, event.get("caption") or "", before)


def changed(service: "Conversations", turn: "Turn", event: dict[str, Any]) -> bool:
    """Whether an earlier message was given another file: it is kept beside the first.

    Telegram sends the file along also where only the words under it were changed: of a size that came before it is the
    same, and it may be where one was deleted, which must not come back.
    """
    if "ref" not in event:
        return False
    before = turn.uow.attachments.sizes(turn.conversation.worker_id, event["media"])
    if event["size"] in before or None in before:
        return False
    came(service, turn, event)
    return True


def _beside_a_sent_report(service: "Conversations", turn: "Turn", event: dict[str, Any]) -> bool:
    """Whether the open question is one of a support check, or of an answer that is changed after the report was sent,
    and the file no answer to it."""
    if not service.active(turn) or turn.state is None:
        return False
    if checks.running(turn):
        return True
    _, step = service.structures.of(turn.uow, turn.structure).step(turn.state["at"])
    return "correcting" in turn.state and (in_danger.unseen(turn.state) or event["media"] not in step.accept)


def _in_between(service: "Conversations", turn: "Turn", event: dict[str, Any], *, anyway: bool = False) -> None:
    """A file where none was asked for goes along with the report; one that was asked for counts once answered.
    ``anyway``: also where one is about to be asked for."""
    assert turn.state is not None
    assert turn.run_id is not None
    flow, step = service.structures.of(turn.uow, turn.structure).step(turn.state["at"])
    if anyway or event["media"] not in step.accept:
        turn.uow.attachments.place(event["attachment"], turn.run_id, f"{flow.id}.{step.id}")
