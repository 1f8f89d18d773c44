"""Files, filing, and what the worker allows us for keeping in touch."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.cases.file import FiledReport, file_report
from bot.cases.groups import group_for, note_group
from bot.cases.opened import is_open
from bot.cases.told_risks import told_risks
from bot.clock import date_in_japan
from bot.escalation.check_ins import LONGEST_AWAY
from bot.wording.languages import ENDONYMS
from flows.conditions import known
from flows.effects import Submit

from . import checks, helped, home, invited, worktime_reminder
from .bubbles import bubble
from .render import Renderer

if TYPE_CHECKING:
    from .service import Conversations, Turn

_TOGETHER = timedelta(hours=1)
"""Files that were sent together come within this time, a short outage between them included."""
FILE_LIMIT = 20 * 1024 * 1024  # bytes: what Telegram's Bot API hands out
OTHER = "other"


def topic_of(service: "Conversations", turn: "Turn") -> str:
    """The topic of the flow in which the open question stands."""
    at = (turn.state or {}).get("at")
    return (service.structures.of(turn.uow, turn.structure).topic(at) if at else None) or OTHER


def submit(service: "Conversations", turn: "Turn", effect: Submit) -> None:
    """The report becomes a case; the first offer goes out in the same transaction."""
    assert turn.run_id is not None
    variables = dict(effect.variables)
    consented = variables.get("partners")
    offered = [i for i, _ in (turn.state or {}).get("offered_partners", [])]
    prefecture = variables.get("prefecture")
    keep_contact_wishes(turn, variables)
    _, never = helped.first_and_never(turn)
    now, owner = service.clock.business(), turn.conversation.worker_id
    risks = told_risks(turn.uow, turn.run_id, variables, in_danger=said_so(turn))
    case = file_report(
        turn.uow,
        service.notifier,
        FiledReport(
            worker_id=turn.conversation.worker_id, conversation_id=turn.conversation.id, run_id=turn.run_id,
            topic=effect.topic, language=turn.language, release=turn.wording.number,
            prefecture=prefecture if isinstance(prefecture, str) else None, answers=variables,
            partners=tuple(consented) if isinstance(consented, list) else None,
            refused=(*(i for i in offered if isinstance(consented, list) and i not in consented), *never),
            on_silence=variables.get("on_silence") if known(variables.get("on_silence")) else None,
            group_id=group_for(turn.uow, owner, variables.get("for_whom"), now), risks=risks,
        ),
        service.clock.business(),
    )
    turn.case_id = case.id
    helped.sent(service, turn, case)
    if not isinstance(consented, list) and not is_open(turn.uow, case.language, case.prefecture):
        home.offices(service, turn)  # nobody was named to them, and only the coordinator is asked
    note_group(turn.uow, case, now)
    checks.give_to_case(turn, case)
    turn.uow.attachments.give_to_case(turn.run_id, case.id)
    turn.uow.conversations.finish_run(turn.run_id, turn.now, case.id)
    if turn.conversation.channel == "web":
        offer_handover(service, turn)
    if variables.get("for_whom") == "several" and variables.get("alone") == "alone":
        invited.invite(service, turn)


def said_so(turn: "Turn") -> bool:
    """Whether the worker said beside the questions that they are in danger now."""
    return bool((turn.state or {}).get("in_danger"))


def keep_contact_wishes(turn: "Turn", variables: dict[str, Any]) -> None:
    """Whether and when we may write first."""
    wish = variables.get("write_first")
    if isinstance(wish, str):
        turn.uow.workers.update_profile(turn.conversation.worker_id, write_first=wish)
        worktime_reminder.follow(turn.uow, turn.conversation.worker_id, wish, turn.now)


def offer_handover(service: "Conversations", turn: "Turn") -> None:
    """On the web chat: ways to hear from us when the page is closed. All optional."""
    code = turn.uow.workers.new_recovery_code(turn.conversation.worker_id, turn.conversation.id, turn.now)
    offers: list[dict[str, str]] = []
    if service.bot_name:
        offers.append({"choice": "telegram", "url": f"https://t.me/{service.bot_name}?start={code}"})
    offers += [{"choice": c} for c in ("email", "phone", "return_on")]
    text = turn.wording.text(turn.language, "web.handover_title")
    turn.out.append(bubble("handover", turn.language, text, offers=offers, recovery_code=code))


def can_return_on(day: str, now: datetime) -> bool:
    """Whether a day, as 2026-12-24, can be waited for. Where the phone is, it may still be the day before."""
    return timedelta(days=-1) <= date.fromisoformat(day) - date_in_japan(now) < LONGEST_AWAY


def handover(service: "Conversations", turn: "Turn", event: dict[str, Any]) -> None:
    """How the worker wants to hear from us: kept in the sealed profile. An empty address or number is taken away."""
    worker_id, choice, value = turn.conversation.worker_id, event["choice"], event.get("value") or None
    match choice:
        case "email":
            turn.uow.workers.update_profile(worker_id, email=value)
        case "phone":
            hours = {"phone_from": event.get("safe_from"), "phone_to": event.get("safe_to")}
            turn.uow.workers.update_profile(worker_id, phone=value, **hours)
        case "return_on":
            if not can_return_on(event["value"], turn.now):
                return service.note(turn, "web.handover_return_wrong")
            turn.uow.workers.update_profile(worker_id, return_on=event["value"])
        case _:
            return
    if value is not None:
        return service.note(turn, "web.handover_done")
    if choice == "email":
        turn.uow.outbox.cancel(f"worker:{worker_id}:email", turn.now)

    def text(language: str) -> str:
        keys = f"web.handover_{choice}", "web.handover_done"
        way, done = (turn.wording.text(language, key) for key in keys)
        return f"{way}: –\n{done}"

    turn.out.append(bubble("note", turn.language, text(turn.language), gloss=turn.gloss(text)))


def keep_file(service: "Conversations", turn: "Turn", event: dict[str, Any]) -> str | None:
    """Note a file that came; returns the key of what to say if it can't be kept.

    A file of the web chat is already stored (``attachment`` in the event); one of Telegram is only referred to, and
    fetched by a job while the conversation goes on.
    """
    if event.get("attachment"):
        return None
    size, group = event.get("size"), event.get("group")
    if group:
        before = turn.uow.attachments.sent_together(turn.conversation.id, group, turn.now - _TOGETHER)
        event["place"] = before + 1
    too_large = size is not None and size > FILE_LIMIT
    event["attachment"] = turn.uow.attachments.expect(
        worker_id=turn.conversation.worker_id, conversation_id=turn.conversation.id, media=event["media"], size=size,
        meta={k: event[k] for k in ("ref", "name", "mime", "caption", "group", "place") if event.get(k)}, now=turn.now,
        fetch_at=None if too_large else turn.now, state="refused" if too_large else "waiting",
        reason="too_large" if too_large else None,
    )
    return "common.file_too_large" if too_large else None


def of_file(place: int, text: str) -> str:
    """What is said of a file; of those that were sent together, of which: by its place, not by its name, which may say
    too much."""
    return f"📎 {place}: {text}" if place else text


def languages(renderer: Renderer) -> list[tuple[str, str]]:
    """Every language's own name, as controls."""
    return [(ENDONYMS[code], code) for code in ENDONYMS if code in renderer.wording.languages]
