"""What a person may do, from their role, the case and what their organisation did with it. Pure.

Reading is enforced where the reading is done (storage.repositories.staff_cases); this is about acting, and
about which buttons to show.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.access.roles import Role
from storage.models import COORDINATOR, CaseState, OfferState


class Person(Protocol):
    """Staff, as far as rights go."""

    @property
    def role(self) -> str: ...
    @property
    def partner_id(self) -> str | None: ...


class CaseFacts(Protocol):
    """A case, as far as rights go."""

    @property
    def state(self) -> str: ...


class OfferFacts(Protocol):
    """An offer, as far as rights go."""

    @property
    def partner_id(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def consented(self) -> bool: ...
    @property
    def acted_at(self) -> datetime | None: ...
    @property
    def offered_at(self) -> datetime: ...


class Action(StrEnum):
    """Everything that is asked of `may`."""

    SEE_LIST = "see_list"
    ENTER = "enter"
    """Enter a report together with a worker."""
    ACCEPT = "accept"
    DECLINE = "decline"
    READ = "read"
    REPLY = "reply"
    NOTE = "note"
    ORIGINAL = "original"
    """Have a picture as the worker sent it, with whatever it tells of place, time and device."""
    REACHED = "reached"
    ASSIGN = "assign"
    """Say whose case it is within the own organisation."""
    RECORD_FACT = "record_fact"
    STANDING = "standing"
    """Name the lead, end an access, clear a tie."""
    SNOOZE = "snooze"
    PROPOSE_SOLVED = "propose_solved"
    HAND_ON = "hand_on"
    CONFIRM_REACHED = "confirm_reached"
    CLOSE_UNREACHABLE = "close_unreachable"
    REPLAN = "replan"
    REVIEW = "review"
    """Look whether an open case goes on, and say until when."""
    SEE_PARTNERS = "see_partners"
    EDIT_PARTNERS = "edit_partners"
    SEE_STAFF = "see_staff"
    EDIT_STAFF = "edit_staff"
    SEE_AUDIT = "see_audit"
    """Read the log line by line: who opened and did what."""
    SEE_SUMS = "see_sums"
    """Read how often what was done, without persons and cases."""
    TEAM_CHAT = "team_chat"
    """Link a Telegram group to the own organisation."""
    SEE_WEEK = "see_week"
    """Read the numbers of a week."""
    SEE_WORDING = "see_wording"
    """Look into the workshop: the texts of every language, the flows, the releases."""
    EDIT_WORDING = "edit_wording"
    """Change texts, publish them, take them back."""
    SEE_BOARD = "see_board"
    """See which duties of the accepting side workers say were not fulfilled, as far as one reads their cases."""
    EDIT_ORGANISATIONS = "edit_organisations"
    """Keep the records of the accepting side, merge them and take them apart."""
    PUBLISH_FIGURES = "publish_figures"
    """Publish the figures of a quarter that has ended."""
    SEE_NAMED = "see_named"
    """Read what was signed off about an organisation by name."""
    EDIT_NAMED = "edit_named"
    SEE_DUTY = "see_duty"
    EDIT_DUTY = "edit_duty"
    SEE_ALARMS = "see_alarms"
    SEE_LADDERS = "see_ladders"
    EDIT_LADDERS = "edit_ladders"
    END_ALARMS = "end_alarms"
    ASK_INTERPRETER = "ask_interpreter"
    FIND_INTERPRETER = "find_interpreter"
    """Name an interpreter for an organisation that has none, without reading the case."""
    RECORD_ANSWER = "record_answer"
    """Record what a worker said about an interpreter by telephone or at the counter."""
    INTERPRET = "interpret"
    """See what was assigned to oneself as an interpreter."""


_WITHOUT_CASE: dict[Action, frozenset[Role]] = {
    Action.SEE_LIST: frozenset({Role.STAFF, Role.LEAD, Role.COORDINATOR, Role.DEPUTY}),
    Action.ENTER: frozenset({Role.STAFF, Role.LEAD, Role.COORDINATOR, Role.DEPUTY}),
    Action.SEE_PARTNERS: frozenset({Role.COORDINATOR, Role.DEPUTY, Role.ADMIN}),
    Action.EDIT_PARTNERS: frozenset({Role.COORDINATOR, Role.DEPUTY, Role.ADMIN}),
    Action.SEE_STAFF: frozenset({Role.LEAD, Role.COORDINATOR, Role.DEPUTY, Role.ADMIN}),
    Action.EDIT_STAFF: frozenset({Role.LEAD, Role.COORDINATOR, Role.DEPUTY, Role.ADMIN}),
    Action.SEE_AUDIT: frozenset({Role.LEAD, Role.COORDINATOR, Role.DEPUTY, Role.ADMIN}),
    Action.SEE_SUMS: frozenset({Role.LEAD, Role.COORDINATOR, Role.DEPUTY, Role.ADMIN, Role.AUDITOR}),
    Action.TEAM_CHAT: frozenset({Role.LEAD, Role.COORDINATOR, Role.DEPUTY}),
    Action.SEE_WEEK: frozenset({Role.COORDINATOR, Role.DEPUTY}),
    Action.SEE_LADDERS: frozenset({Role.COORDINATOR, Role.DEPUTY}),
    Action.EDIT_LADDERS: frozenset({Role.COORDINATOR, Role.DEPUTY}),
    Action.SEE_WORDING: frozenset({Role.COORDINATOR, Role.DEPUTY}),
    Action.EDIT_WORDING: frozenset({Role.COORDINATOR, Role.DEPUTY}),
    Action.SEE_BOARD: frozenset({Role.STAFF, Role.LEAD, Role.COORDINATOR, Role.DEPUTY}),
    Action.EDIT_ORGANISATIONS: frozenset({Role.COORDINATOR, Role.DEPUTY}),
    Action.PUBLISH_FIGURES: frozenset({Role.COORDINATOR, Role.DEPUTY}),
    Action.SEE_NAMED: frozenset({Role.COORDINATOR, Role.DEPUTY, Role.AUDITOR}),
    Action.EDIT_NAMED: frozenset({Role.COORDINATOR, Role.DEPUTY}),
    Action.SEE_DUTY: frozenset({Role.STAFF, Role.LEAD, Role.COORDINATOR, Role.DEPUTY}),
    Action.EDIT_DUTY: frozenset({Role.LEAD, Role.COORDINATOR, Role.DEPUTY}),
    Action.SEE_ALARMS: frozenset({Role.COORDINATOR, Role.DEPUTY, Role.ADMIN}),
    Action.END_ALARMS: frozenset({Role.COORDINATOR, Role.DEPUTY, Role.ADMIN}),
    Action.INTERPRET: frozenset({Role.INTERPRETER}),
}
_WORK = frozenset(
    {
        Action.REPLY,
        Action.REACHED,
        Action.ASSIGN,
        Action.RECORD_FACT,
        Action.RECORD_ANSWER,
        Action.PROPOSE_SOLVED,
        Action.HAND_ON,
        Action.CONFIRM_REACHED,
        Action.CLOSE_UNREACHABLE,
    }
)
_STANDING = (OfferState.OPEN, OfferState.ACCEPTED, OfferState.LAPSED)
_COORDINATORS = frozenset(
    {Action.HAND_ON, Action.CONFIRM_REACHED, Action.CLOSE_UNREACHABLE, Action.REPLAN, Action.STANDING, Action.REVIEW}
    | {Action.FIND_INTERPRETER}
)


def may(staff: Person, action: Action, case: CaseFacts | None = None, offers: Iterable[OfferFacts] = ()) -> bool:
    """Whether this person may do this, to this case if one is given."""
    role = Role.parse(staff.role)
    if case is None:
        return role in _WITHOUT_CASE.get(action, frozenset())
    if not (role.of_partner or role.coordinates):
        return False
    offers = tuple(offers)
    open_case = CaseState(case.state).open
    asked_as = COORDINATOR if role.coordinates else staff.partner_id
    own = next((offer for offer in offers if offer.partner_id == asked_as), None)
    if role.coordinates and action in _COORDINATORS:
        return open_case
    if action is Action.ACCEPT:
        return open_case and _may_accept(role, own, offers)
    if own is None:
        return False
    if action is Action.DECLINE:
        return open_case and role.of_partner and own.state in _STANDING
    if action is Action.SNOOZE:
        return open_case and own.state in _STANDING
    if action is Action.READ or action is Action.NOTE:
        return reads_all(own)
    if action is Action.ASK_INTERPRETER:
        return open_case and reads_all(own) and (role is Role.LEAD or role.coordinates)
    if action is Action.ORIGINAL:
        return reads_all(own) and (role is Role.LEAD or role.coordinates)
    return action in _WORK and open_case and reads_all(own)


def _may_accept(role: Role, own: OfferFacts | None, offers: tuple[OfferFacts, ...]) -> bool:
    """A coordinator may always step in; others only while nobody else has accepted, unless they were asked since."""
    if role.coordinates:
        return own is None or own.state != OfferState.ACCEPTED
    if own is None or own.acted_at is not None or own.state not in (OfferState.OPEN, OfferState.LAPSED):
        return False
    return not any(keeps_away(offer, own) for offer in offers)


def keeps_away(other: OfferFacts, own: OfferFacts) -> bool:
    """Whether an organisation has the case so that this one can't accept it any more. Whoever was asked after the other
    had accepted (it was handed on, or the worker agreed to one more) can."""
    return other.state == OfferState.ACCEPTED and (other.acted_at is None or own.offered_at <= other.acted_at)


def reads_all(offer: OfferFacts) -> bool:
    """Whether an offer opens the whole case: the worker agreed and the organisation took it on, even if time
    ran out later."""
    held = offer.state in (OfferState.ACCEPTED, OfferState.LAPSED)
    return offer.consented and held and offer.acted_at is not None


def can_manage(actor: Person, role: Role, partner_id: str | None) -> bool:
    """Whether ``actor`` may invite, change or close an account with this role at this organisation.

    A lead sees to the own organisation's staff; nobody makes somebody with more rights than their own.
    """
    own = Role.parse(actor.role)
    if own is Role.ADMIN:
        return True
    if own.coordinates:
        return role is not Role.ADMIN
    at_home = role.of_partner or role is Role.INTERPRETER
    return own is Role.LEAD and at_home and partner_id == actor.partner_id
