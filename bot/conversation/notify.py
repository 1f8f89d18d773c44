"""What a case has to say to its worker, put on its way at a safe hour."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from bot.assisted.sitting import is_sitting
from bot.cases.notifier import DaysLeft, Param, QuestionKind, StaffNotice, Words, Written, choices_of
from bot.clock import Clock, date_in_japan
from bot.wording import values
from bot.wording.served import Snapshot, Wording
from storage.models import Case, WorkerQuestion
from storage.rows import Row
from storage.uow import UnitOfWork

from .bubbles import bubble, one_per_row, sounds
from .hours import JUST_WROTE, just_wrote, next_safe
from .offices import contacts, status_of
from .outgoing import answering, start
from .worker_mail import worker_mail

WITH_CONTACTS = frozenset({"case.nobody_yet", "case.nobody_reached_you", "case.contacts_now"})
"""Texts that name official contacts, as they are open at that moment."""
WITH_HELP = frozenset({"check_in.not_fine_danger"})
"""Texts that name the button "Help now", which then is beneath them."""
STAFF_SAYS = frozenset({"case.staff_says", "case.staff_says_in"})
"""Texts that are a person's words."""
ON_PAGE = ":page"
"""Behind the name of what is sent to Telegram: the same on the page."""


class StaffHalf(Protocol):
    """The part of the Notifier that tells staff."""

    def to_staff(
        self, uow: UnitOfWork, staff_id: str, kind: StaffNotice, case: Case, now: datetime, *, dedupe: str,
        at_once: bool,
    ) -> None:
        """Tell one person (see Notifier)."""
        ...


class CaseNotifier:
    """The Notifier of the running program: words by ``wording``, staff by ``staff``."""

    def __init__(
        self, wording: Wording, clock: Clock, staff: StaffHalf, base_url: str, *, demo: bool = False, mail: bool = False
    ) -> None:
        self._base_url = base_url
        self._mail = mail
        self._wording = wording
        self._clock = clock
        self._staff = staff
        self._demo = demo

    def to_worker(
        self, uow: UnitOfWork, case: Case, key: str, params: Mapping[str, Param], now: datetime, *, dedupe: str,
        question: WorkerQuestion | None = None,
    ) -> bool:
        """Queue a text for the worker at the next safe hour; False if there is no way to write to them."""
        profile, sent = uow.workers.profile(case.worker_id), False
        for conversation in chats_of(uow, case):
            recent = just_wrote(conversation, self._clock.now())
            at = now if recent or self._demo or conversation.channel != "telegram" else next_safe(profile, now)
            if at is None:
                continue
            told = read_at(params, at)
            if told is None:  # over by then: that will be told when it is
                sent = True
                continue
            payload = self._said(uow, case, conversation, key, told, at, question)
            start(
                uow, conversation, payload, self._clock.now(), due_at=at - (self._clock.business() - self._clock.now()),
                dedupe=dedupe + ON_PAGE if sent else dedupe, author="staff" if key in STAFF_SAYS else "bot",
                case_id=case.id,
            )  # fmt: skip
            if not sent and conversation.channel == "web" and profile.get("email"):
                self._mail_to(uow, case, conversation, next_safe(profile, now) or now, dedupe)
            sent = True
        return sent

    def _said(
        self, uow: UnitOfWork, case: Case, conversation: Row[Any], key: str, params: Mapping[str, Param], at: datetime,
        question: WorkerQuestion | None,
    ) -> dict[str, Any]:
        """What is shown in this chat, in its language, as it is so at the moment ``at`` from which it may be read."""
        words, language = self._wording.now, conversation.language or case.language
        status = ""
        if key in WITH_CONTACTS:
            status = status_of({a["variable"]: a["value"] for a in uow.conversations.answers(case.run_id)})

        def text(said_in: str) -> str:
            found = {"contacts": contacts(words, language, status, at, said_in=said_in)} if status else {}
            return words.text(said_in, key, **shown(words, said_in, {**params, **found}))

        return self._payload(words, language, key, text, params, question, is_sitting(conversation))

    def _mail_to(self, uow: UnitOfWork, case: Case, page: Row[Any], safe: datetime, dedupe: str) -> None:
        """Also a mail, once the page can be taken for closed: it is dropped where the page fetches the words before
        (`OutboxRepository.mails_about`). One that waits tells of these as well."""
        now, lane, open_turn = self._clock.now(), f"worker:{case.worker_id}:email", answering.get()
        if not self._mail or (open_turn is not None and open_turn[0] == page.id) or uow.outbox.waits(lane):
            return
        due = safe - (self._clock.business() - now)
        due = max(due, page.wrote_at + JUST_WROTE) if page.wrote_at is not None else due
        words, language = self._wording.now, page.language or case.language
        uow.outbox.queue(
            lane_id=lane, channel="email", subject=case.worker_id,
            payload=worker_mail(words, language, self._base_url, dedupe).payload(), now=now, due_at=due, paced=True,
            dedupe=f"mail:{dedupe}", case_id=case.id,
        )  # fmt: skip

    def to_staff(
        self, uow: UnitOfWork, staff_id: str, kind: StaffNotice, case: Case, now: datetime, *, dedupe: str,
        at_once: bool,
    ) -> None:
        """Tell a member of staff (see Notifier)."""
        self._staff.to_staff(uow, staff_id, kind, case, now, dedupe=dedupe, at_once=at_once)

    def _payload(
        self, words: Snapshot, language: str, key: str, text: Callable[[str], str], params: Mapping[str, Param],
        question: WorkerQuestion | None, together: bool,
    ) -> dict[str, Any]:
        rows = one_per_row([(words.text(language, "menu.help_now"), "c:0:home/help")]) if key in WITH_HELP else None
        if question is not None:
            kind, named = QuestionKind(question.kind), shown(words, language, params)
            rows = one_per_row(
                [
                    (words.text(language, kind.choice_key(c), partner=named.get(c, "")), f"q:{question.id}:{c}")
                    for c in choices_of(question)
                ]
            )
        gloss = {g: text(g) for g in ("en", "ja") if g != language} if self._demo or together else None
        spoken = sounds(words, key, language)
        return bubble("ask" if question else "say", language, text(language), rows=rows, gloss=gloss, sounds=spoken)


def read_at(params: Mapping[str, Param], at: datetime) -> Mapping[str, Param] | None:
    """The same with the days counted that are left at that moment; None: none are."""
    left = {name: one.on(date_in_japan(at)) for name, one in params.items() if isinstance(one, DaysLeft)}
    return None if any(days < 0 for days in left.values()) else {**params, **left}


def shown(wording: Snapshot, language: str, params: Mapping[str, Param]) -> dict[str, str]:
    """The parameters of a case's text in words."""
    return {name: _shown(wording, language, name, value) for name, value in params.items()}


def _shown(wording: Snapshot, language: str, name: str, value: Param | Words) -> str:
    if isinstance(value, Words):
        own = {of: values.param(wording, language, of, one) for of, one in value.params.items()}
        return wording.text(language, value.key, **own)
    if isinstance(value, Written):
        return f"{_shown(wording, language, name, value.by)} ({values.param(wording, language, name, value.at)})"
    if isinstance(value, tuple):
        return "\n".join(f"• {_shown(wording, language, name, part)}" for part in value)
    return values.param(wording, language, name, value)


def chats_of(uow: UnitOfWork, case: Case) -> list[Row[Any]]:
    """The chats in which the worker is written to, the first one first: the one used last; where that is a page, and
    the report went on in a chat that rings, this chat and then the page, which may have been closed. What a person has
    just pressed on the page is answered there alone."""
    open_to = [c for c in uow.conversations.of_worker(case.worker_id) if _open(c)]
    newest, held = next(iter(open_to), None), answering.get()
    if newest is None or newest.channel != "web" or (held is not None and held[0] == newest.id):
        return open_to[:1]
    rings = [c for c in open_to if c.channel == "telegram" and c.run_id is not None]  # one that was left has none
    return [*rings[:1], newest]


def reachable(uow: UnitOfWork, case: Case) -> Row[Any] | None:
    """The first of the chats in which the worker can be written to."""
    return next(iter(chats_of(uow, case)), None)


def _open(conversation: Row[Any]) -> bool:
    return conversation.blocked_at is None and not conversation.leaving and _somebody_reads(conversation)


def _somebody_reads(conversation: Row[Any]) -> bool:
    """Where staff entered the report, only while they and the worker sit there together."""
    held = answering.get()
    return not is_sitting(conversation) or (held is not None and held[0] == conversation.id)
