"""The own account: language, digest hour, contacts, password, log-ins."""

import re
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access import accounts, guessing, login, passwords, sessions
from bot.access.errors import AccessError
from bot.access.factors import secured
from bot.access.policy import Action
from bot.alarms.endings import end_over
from bot.console.deps import ConsoleDeps
from bot.console.errors import Invalid, Missing
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import LANGUAGES, Posted, Visit
from bot.console.work_list import done_key
from bot.digests.mails import confirmation_mail
from bot.digests.stopping import reads_alone
from storage.models import Staff
from storage.uow import UnitOfWork

_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
PATH = "/console/account"


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    _add_settings(router, deps, pages, guard)
    _add_ways(router, deps, pages, guard)
    _add_log_ins(router, deps, pages, guard)


def _add_settings(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """What is kept of a person, and the page of it all."""
    reader, poster = Depends(guard.reader), Depends(guard.poster)

    @router.get("/console/account")
    def account(request: Request, visit: Visit = reader) -> Response:
        """Everything about the own account on one page; also where mail says how to change what is sent."""
        return _page(deps, pages, visit, done=done_key(request))

    @router.post("/console/account")
    def save(posted: Posted = poster) -> Response:
        """Name, language, hour of the digest, time zone."""
        hour, zone, name = posted.get("digest_at"), posted.get("timezone"), posted.get("name", longest=80)
        if not _HOUR.fullmatch(hour):
            raise Invalid("digest_at", PATH, "staff.invalid.hour")
        if zone not in available_timezones() or not name:
            raise Invalid("timezone", PATH, "staff.invalid.choose")
        lang = posted.one_of("locale", LANGUAGES)
        with deps.db.write() as uow:
            staff = _own(uow, posted.visit)
            staff.name, staff.locale, staff.digest_at, staff.timezone = name, lang, hour, zone
        response = _back("account_saved")
        guard.keep_language(response, lang)
        return response


def _add_ways(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """By which ways a person is told."""
    poster = Depends(guard.poster)

    @router.post("/console/account/email/code")
    def send_code(posted: Posted = poster) -> Response:
        """Send a code to the account's address; mail is sent there once it has come back."""
        visit = posted.visit
        with deps.db.write() as uow:
            guessing.count_try(uow, "code", f"send:{visit.staff.id}", visit.now)
        with deps.db.write() as uow:
            staff = _own(uow, visit)
            code = accounts.start_confirmation(uow, staff, visit.now)
            mail = confirmation_mail(deps.words.now, staff, code, visit.now)
            uow.outbox.queue(
                lane_id=f"staff:{staff.id}:email", channel="email", subject=f"staff:{staff.id}",
                payload=mail.payload(), now=visit.now,
            )  # fmt: skip
        return _back("code_sent")

    @router.post("/console/account/email")
    def confirm(posted: Posted = poster) -> Response:
        """The code from the mail."""
        visit = posted.visit
        try:
            with deps.db.write() as uow:
                guessing.count_try(uow, "code", visit.staff.id, visit.now)
            with deps.db.write() as uow:
                accounts.confirm_email(uow, _own(uow, visit), posted.get("code"), visit.now)
                end_over(uow, deps.notifier, deps.means, visit.now, visit.business)
                uow.access.clear_attempts("code", visit.staff.id)
                uow.access.clear_attempts("code", f"send:{visit.staff.id}")
        except AccessError as error:
            return _page(deps, pages, visit, status=403, problem=pages.sentence(visit.lang, error))
        return _back("email_confirmed")

    @router.post("/console/account/telegram")
    def link(posted: Posted = poster) -> Response:
        """A one-time code for the bot, shown once."""
        visit = posted.visit
        with deps.db.write() as uow:
            code = accounts.start_telegram_link(uow, _own(uow, visit), visit.now)
        return _page(deps, pages, visit, link_code=code)

    @router.post("/console/account/telegram/unlink")
    def unlink(posted: Posted = poster) -> Response:
        """Nothing more goes to this chat."""
        visit = posted.visit
        with deps.db.write() as uow:
            uow.access.set_telegram(_own(uow, visit), None, visit.now)
        return _back("telegram_unlinked")


def _add_log_ins(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The password, and the log-ins that are open."""
    poster = Depends(guard.poster)

    @router.post("/console/account/password")
    def password(posted: Posted = poster) -> Response:
        """A new password; every other log-in ends."""
        visit = posted.visit
        try:
            login.confirm_password(deps.db, visit.staff, posted.get("current", longest=1024), visit.now)
            hashed = passwords.hash_password(posted.get("password", longest=1024))
        except AccessError as error:
            return _page(deps, pages, visit, status=403, problem=pages.sentence(visit.lang, error))
        with deps.db.write() as uow:
            staff = _own(uow, visit)
            staff.password_hash = hashed
            uow.access.revoke(visit.now, staff_id=staff.id, keep=visit.session.token_index)
            uow.access.audit(visit.viewer.chain, staff_id=staff.id, action="password_changed", now=visit.now)
        return _back("password_changed")

    @router.post("/console/account/log-ins/end")
    def end_others(posted: Posted = poster) -> Response:
        """End every other log-in."""
        visit = posted.visit
        with deps.db.write() as uow:
            uow.access.revoke(visit.now, staff_id=visit.staff.id, keep=visit.session.token_index)
            log(uow, visit, "log_ins_ended")
        return _back("log_ins_ended")

    @router.post("/console/account/log-ins/end-one")
    def end_one(posted: Posted = poster) -> Response:
        """End one log-in of one's own: a machine that was left, or that is not known."""
        visit = posted.visit
        with deps.db.write() as uow:
            if not sessions.end_one(uow, visit.staff.id, posted.get("which"), visit.now):
                raise Missing
            log(uow, visit, "log_in_ended")
        return _back("log_in_ended")


def _page(deps: ConsoleDeps, pages: Pages, visit: Visit, *, status: int = 200, **values: Any) -> Response:
    with deps.db.read() as uow:
        staff = _own(uow, visit)
        email = uow.access.email(staff)
        log_ins = [s for s in uow.access.sessions_of(staff.id, visit.now) if visit.now - s.seen_at <= sessions.IDLE]
        second_factor = secured(uow, staff)
        alone = reads_alone(uow, staff, visit.business)
    base: dict[str, Any] = {"problem": None, "done": None, "link_code": None}
    return pages.page(
        visit, "account.html", status=status, staff=staff, email=email, log_ins=log_ins,
        own=visit.session.token_index, second_factor=second_factor, name_of=sessions.name_of, alone=alone,
        mail=deps.mail, bot=deps.bot_name(), zones=sorted(_zones(staff)), team=visit.may(Action.TEAM_CHAT),
        **(base | values),
    )  # fmt: skip


def _back(done: str) -> Response:
    return RedirectResponse(f"{PATH}?done={done}", 303)


def _own(uow: UnitOfWork, visit: Visit) -> Staff:
    staff = uow.access.get(visit.staff.id)
    assert staff is not None
    return staff


def _zones(staff: Staff) -> set[str]:
    """Time zones to choose from: where partners' people are likely to be, and the one already chosen."""
    near = {
        "Asia/Tokyo", "Asia/Ho_Chi_Minh", "Asia/Jakarta", "Asia/Manila", "Asia/Kathmandu", "Asia/Seoul",
        "Asia/Taipei", "Asia/Bangkok", "Asia/Yangon", "Asia/Phnom_Penh", "Europe/London", "Europe/Berlin",
        "America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "Australia/Sydney", "UTC",
    }  # fmt: skip
    return near | {ZoneInfo(staff.timezone).key}
