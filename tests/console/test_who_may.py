"""Every address of the console, for every kind of person, of the own and of another organisation.

`TABLE` names who gets through. Everybody else is refused without learning anything; an address without an entry
fails the test, so that a new one is thought about.
"""

import pytest

from tests.console.conftest import SECRET_WORDS, Town
from tests.console.filled import accepted, filled

EVERYBODY = frozenset(
    {"north", "north-lead", "north-interpreter", "south", "south-lead", "coordinator", "deputy", "admin", "auditor",
     "interpreter"}
)  # fmt: skip
LEADS = frozenset({"north-lead", "south-lead"})
ON_THE_CASE = frozenset({"north", "north-lead"})
COORDINATION = frozenset({"coordinator", "deputy"})
INTERPRETERS = frozenset({"interpreter", "north-interpreter"})
LISTS = EVERYBODY - {"admin", "auditor", "interpreter", "north-interpreter"}
OPEN = "anybody, also without log-in"
TABLE: dict[tuple[str, str], frozenset[str] | str] = {
    ("GET", "/console/login"): OPEN,
    ("POST", "/console/login"): OPEN,
    ("POST", "/console/login/code"): OPEN,
    ("POST", "/console/login/passkey/begin"): OPEN,
    ("POST", "/console/login/passkey"): OPEN,
    ("GET", "/console/login/oidc"): OPEN,
    ("GET", "/console/login/oidc/back"): OPEN,
    ("GET", "/console/join"): OPEN,
    ("POST", "/console/join"): OPEN,
    ("POST", "/console/language"): OPEN,
    ("POST", "/console/logout"): EVERYBODY,
    ("GET", "/console/second-factor"): EVERYBODY,
    ("POST", "/console/second-factor"): EVERYBODY,
    ("POST", "/console/second-factor/start"): EVERYBODY,
    ("POST", "/console/passkeys/begin"): EVERYBODY,
    ("POST", "/console/passkeys"): EVERYBODY,
    ("POST", "/console/passkeys/remove"): EVERYBODY,
    ("GET", "/console"): EVERYBODY,
    ("GET", "/console/list"): EVERYBODY,
    ("GET", "/console/closed"): LISTS,
    ("POST", "/console/find"): LISTS,
    ("POST", "/console/several"): LISTS,
    ("POST", "/console/several/accept"): LISTS,
    ("POST", "/console/several/assign"): LISTS,
    ("POST", "/console/several/decline"): LISTS,
    ("POST", "/console/several/snooze"): LISTS,
    ("GET", "/console/cases/{number}"): ON_THE_CASE | COORDINATION,
    ("GET", "/console/cases/{number}/since/{rev}"): ON_THE_CASE | COORDINATION,
    ("GET", "/console/cases/{number}/files"): ON_THE_CASE,
    ("GET", "/console/cases/{number}/files/{attachment_id}"): frozenset({"north-lead"}),
    ("GET", "/console/cases/{number}/files/{attachment_id}/copy"): ON_THE_CASE,
    ("GET", "/console/cases/{number}/files/{attachment_id}/small"): ON_THE_CASE,
    ("POST", "/console/cases/{number}/accept"): ON_THE_CASE | COORDINATION,
    ("POST", "/console/cases/{number}/decline"): ON_THE_CASE | COORDINATION,
    ("POST", "/console/cases/{number}/reached"): ON_THE_CASE | COORDINATION,
    ("POST", "/console/cases/{number}/assign"): ON_THE_CASE | COORDINATION,
    ("POST", "/console/cases/{number}/confirm-reached"): ON_THE_CASE | COORDINATION,
    ("POST", "/console/cases/{number}/snooze"): ON_THE_CASE | COORDINATION,
    ("POST", "/console/cases/{number}/propose-solved"): ON_THE_CASE | COORDINATION,
    ("POST", "/console/cases/{number}/hand-on"): ON_THE_CASE | COORDINATION,
    ("POST", "/console/cases/{number}/unreachable"): ON_THE_CASE | COORDINATION,
    ("POST", "/console/cases/{number}/review"): ON_THE_CASE | COORDINATION,
    ("POST", "/console/cases/{number}/replan"): ON_THE_CASE | COORDINATION,
    ("POST", "/console/cases/{number}/fact"): ON_THE_CASE | COORDINATION,
    ("POST", "/console/cases/{number}/standing"): ON_THE_CASE | COORDINATION,
    ("POST", "/console/cases/{number}/reply"): ON_THE_CASE,
    ("GET", "/console/cases/{number}/replies"): ON_THE_CASE,
    ("GET", "/console/cases/{number}/replies/{reply_id}"): ON_THE_CASE,
    ("POST", "/console/cases/{number}/replies/{reply_id}"): ON_THE_CASE,
    ("POST", "/console/cases/{number}/interpreters"): frozenset({"north-lead"}),
    ("POST", "/console/cases/{number}/interpreters/{interpreting_id}/end"): frozenset({"north-lead"}),
    ("POST", "/console/cases/{number}/interpreters/{interpreting_id}/answer"): ON_THE_CASE,
    ("POST", "/console/cases/{number}/interpreters/{interpreting_id}/find"): COORDINATION,
    ("GET", "/console/interpreting"): INTERPRETERS,
    ("GET", "/console/interpreting/{interpreting_id}"): frozenset({"north-interpreter"}),
    ("GET", "/console/interpreting/{interpreting_id}/voice/{attachment_id}"): frozenset(),
    ("POST", "/console/interpreting/{interpreting_id}/words"): frozenset({"north-interpreter"}),
    ("POST", "/console/interpreting/{interpreting_id}/end"): frozenset({"north-interpreter"}),
    ("POST", "/console/people/{staff_id}/interpreter"): frozenset(),
    ("POST", "/console/cases/{number}/note"): ON_THE_CASE,
    ("POST", "/console/cases/{number}/name"): ON_THE_CASE,
    ("POST", "/console/cases/{number}/appointments"): ON_THE_CASE,
    ("POST", "/console/cases/{number}/appointments/{appointment_id}"): ON_THE_CASE,
    ("POST", "/console/cases/{number}/organisation"): ON_THE_CASE | COORDINATION,
    ("POST", "/console/cases/{number}/organisation/{link_id}/end"): ON_THE_CASE,
    ("POST", "/console/cases/{number}/correction"): ON_THE_CASE | COORDINATION,
    ("GET", "/console/organisations"): COORDINATION,
    ("GET", "/console/organisations/{organisation_id}"): ON_THE_CASE | COORDINATION,
    ("POST", "/console/organisations/{organisation_id}"): COORDINATION,
    ("POST", "/console/organisations/{organisation_id}/site"): COORDINATION,
    ("POST", "/console/organisations/{organisation_id}/merge"): COORDINATION,
    ("POST", "/console/organisations/{organisation_id}/apart"): COORDINATION,
    ("GET", "/console/corrections/{correction_id}"): ON_THE_CASE | COORDINATION,
    ("POST", "/console/corrections/{correction_id}/sent"): ON_THE_CASE | COORDINATION,
    ("POST", "/console/corrections/{correction_id}/reply"): ON_THE_CASE | COORDINATION,
    ("POST", "/console/corrections/{correction_id}/ask"): ON_THE_CASE | COORDINATION,
    ("GET", "/console/figures"): COORDINATION,
    ("POST", "/console/figures"): COORDINATION,
    ("GET", "/console/named"): COORDINATION | {"auditor"},
    ("POST", "/console/named"): COORDINATION,
    ("POST", "/console/named/{view_id}/{step}"): COORDINATION,
    ("GET", "/console/board"): LISTS,
    ("GET", "/console/board/{organisation_id}"): ON_THE_CASE | COORDINATION,
    ("GET", "/console/partners"): COORDINATION | {"admin"},
    ("GET", "/console/partners/{partner_id}"): COORDINATION | {"admin"},
    ("POST", "/console/partners/{partner_id}"): COORDINATION | {"admin"},
    ("GET", "/console/week"): COORDINATION,
    ("GET", "/console/week.csv"): COORDINATION,
    ("GET", "/console/workshop"): COORDINATION,
    ("GET", "/console/workshop/flows"): COORDINATION,
    ("GET", "/console/workshop/preview"): COORDINATION,
    ("GET", "/console/workshop/texts"): COORDINATION,
    ("GET", "/console/workshop/texts/{language}/{key}"): COORDINATION,
    ("POST", "/console/workshop/texts/{language}/{key}"): COORDINATION,
    ("POST", "/console/workshop/texts/{language}/{key}/check"): COORDINATION,
    ("POST", "/console/workshop/texts/{language}/{key}/discard"): COORDINATION,
    ("POST", "/console/workshop/texts/{language}/{key}/sign"): COORDINATION,
    ("GET", "/console/workshop/texts/{language}/{key}/recording/{recording}"): COORDINATION,
    ("POST", "/console/workshop/texts/{language}/{key}/recording"): COORDINATION,
    ("POST", "/console/workshop/texts/{language}/{key}/recording/decide"): COORDINATION,
    ("GET", "/console/workshop/questions"): COORDINATION,
    ("POST", "/console/workshop/questions"): COORDINATION,
    ("POST", "/console/workshop/questions/check"): COORDINATION,
    ("POST", "/console/workshop/questions/step"): COORDINATION,
    ("GET", "/console/workshop/publish"): COORDINATION,
    ("GET", "/console/workshop/publish/{release}"): COORDINATION,
    ("POST", "/console/workshop/publish"): COORDINATION,
    ("POST", "/console/workshop/publish/decide"): COORDINATION,
    ("POST", "/console/workshop/publish/rollback"): COORDINATION,
    ("GET", "/console/workshop/files"): COORDINATION,
    ("GET", "/console/workshop/files/texts.{kind}"): COORDINATION,
    ("POST", "/console/workshop/files"): COORDINATION,
    ("POST", "/console/workshop/files/take"): COORDINATION,
    ("GET", "/console/team-chat"): COORDINATION | LEADS,
    ("POST", "/console/team-chat"): COORDINATION | LEADS,
    ("POST", "/console/team-chat/code"): COORDINATION | LEADS,
    ("POST", "/console/team-chat/end"): COORDINATION | LEADS,
    ("GET", "/console/ladders"): COORDINATION,
    ("POST", "/console/ladders/try"): COORDINATION,
    ("POST", "/console/ladders/publish"): COORDINATION,
    ("POST", "/console/ladders/files"): COORDINATION,
    ("POST", "/console/ladders/replan"): COORDINATION,
    ("GET", "/console/people"): COORDINATION | LEADS | {"admin"},
    ("POST", "/console/people"): COORDINATION | {"admin", "north-lead"},
    ("POST", "/console/people/{staff_id}/again"): COORDINATION | {"admin", "north-lead"},
    ("POST", "/console/people/{staff_id}/recover"): COORDINATION | {"admin", "north-lead"},
    ("POST", "/console/people/{staff_id}/away"): COORDINATION | {"admin", "north-lead"},
    ("POST", "/console/people/{staff_id}/close"): COORDINATION | {"admin", "north-lead"},
    ("GET", "/console/together"): LISTS,
    ("POST", "/console/together"): LISTS,
    ("GET", "/console/together/{draft_id}"): frozenset({"north"}),
    ("POST", "/console/together/{draft_id}"): frozenset({"north"}),
    ("POST", "/console/together/{draft_id}/contact"): frozenset({"north"}),
    ("POST", "/console/together/{draft_id}/file"): frozenset({"north"}),
    ("POST", "/console/together/{draft_id}/slip"): frozenset({"north"}),
    ("GET", "/console/duty"): LISTS,
    ("POST", "/console/duty"): COORDINATION | {"north-lead", "south-lead"},
    ("POST", "/console/duty/{shift_id}/remove"): COORDINATION | {"north-lead"},
    ("GET", "/console/audit"): COORDINATION | LEADS | {"admin", "auditor"},
    ("GET", "/console/alarms"): COORDINATION | {"admin"},
    ("POST", "/console/alarms/{alarm_id}/looked-at"): COORDINATION | {"admin"},
    ("GET", "/console/account"): EVERYBODY,
    ("POST", "/console/account"): EVERYBODY,
    ("POST", "/console/account/email/code"): EVERYBODY,
    ("POST", "/console/account/email"): EVERYBODY,
    ("POST", "/console/account/telegram"): EVERYBODY,
    ("POST", "/console/account/telegram/unlink"): EVERYBODY,
    ("POST", "/console/account/password"): EVERYBODY,
    ("POST", "/console/account/told"): EVERYBODY,
    ("GET", "/console/digests-off/{code}"): OPEN,
    ("POST", "/console/digests-off/{code}"): OPEN,
    ("POST", "/console/account/log-ins/end"): EVERYBODY,
    ("POST", "/console/account/log-ins/end-one"): EVERYBODY,
}
PUBLIC_FILES = ("/console/static/{version}/{name}", "/console/{rest:path}")
STALE = {"rev": "999999", "text": "a note", "once": "abc123", "note": "n", "on": "2026-11-24", "until": "2026-11-26",
         "reason": "full", "fact": "flight_date", "change": "lead",
         "to": "coordinator", "step": "propose", "decision": "keep",
         "kind": "call", "whom": "worker", "hour": "10:00", "became": "held", "name": "An"}  # fmt: skip
"""A form that is right but for its revision: whoever gets through is told that the page is outdated."""
ENDS_LOG_IN = ("/console/logout", "/console/account/log-ins/end", "/console/account/log-ins/end-one")
WITHOUT_REVISION = (
    "/reply", "/interpreters", "/end", "/answer", "/find", "/note", "/name", "/appointments", "/{appointment_id}",
)  # fmt: skip
"""Forms of these are sent without one: right and refusal are told apart before what they ask for."""


def _addresses(town: Town) -> set[tuple[str, str]]:
    return {
        (method, route.path)  # type: ignore[attr-defined]  # the console has no other kind of route
        for route in town.router.routes
        for method in route.methods  # type: ignore[attr-defined]  # the same
        if route.path not in PUBLIC_FILES  # type: ignore[attr-defined]  # the same
    }


def test_every_address_is_in_the_table(town: Town) -> None:
    assert _addresses(town) == set(TABLE)


def test_without_log_in_nothing_opens_but_the_way_in(town: Town) -> None:
    number, browser = accepted(town), town.browser()
    for (method, path), who in TABLE.items():
        address = filled(town, path, number)
        answer = browser.get(address) if method == "GET" else browser.post(address, {})
        if who is OPEN:
            not_set_up = path.startswith("/console/login/oidc")  # here nobody has set a provider up
            assert answer.status_code in ((404,) if not_set_up else (200, 303, 403)), path
        else:
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/console/login"), path
        assert number not in answer.text, path


@pytest.mark.sampled(4)
@pytest.mark.parametrize("actor", sorted(EVERYBODY))
def test_who_opens_what(town: Town, actor: str) -> None:
    number, browser = accepted(town), town.log_in(actor)
    for (method, path), who in TABLE.items():
        if method != "GET" or who is OPEN:
            continue
        address = filled(town, path, number)
        answer = browser.get(address)
        if path in ("/console", "/console/list") and actor in INTERPRETERS:
            assert answer.headers["location"] == "/console/interpreting"  # they have no list of cases
        elif actor in who:
            assert answer.status_code == (204 if "/since/" in path else 200), path
        else:
            assert answer.status_code in (403, 404), path
            assert number not in answer.text.replace(address, ""), path
        if actor not in ON_THE_CASE:
            assert SECRET_WORDS not in answer.text, path


@pytest.mark.sampled(4)
@pytest.mark.parametrize("actor", sorted(EVERYBODY))
def test_who_does_what(town: Town, actor: str) -> None:
    number, browser = accepted(town), town.log_in(actor)
    rev = town.rev(number)
    for (method, path), who in TABLE.items():
        if method != "POST" or who is OPEN or path == "/console/people/{staff_id}/close":
            continue
        form = dict(STALE)
        if path.endswith(WITHOUT_REVISION):
            del form["rev"]
        if path == "/console/people":
            form |= {"email": f"new-{actor}@todoke.example", "role": f"staff@{town.partners['north']}", "locale": "ja"}
        answer = browser.send(filled(town, path, number), **form)
        assert not answer.headers.get("location", "").startswith("/console/login") or path in ENDS_LOG_IN, path
        if path in ENDS_LOG_IN:
            browser = town.log_in(actor)
        if actor in who:
            # Wrong passwords and codes of one's own account are 403 as well, but on the page itself.
            own = path.startswith(("/console/account", "/console/second-factor", "/console/passkeys"))
            assert answer.status_code in ((200, 303, 403, 404, 422) if own else (200, 303, 409, 422)), path
        else:
            assert answer.status_code in (403, 404), path
    if actor not in ON_THE_CASE:
        assert town.rev(number) == rev


def test_another_organisation_does_not_even_learn_that_a_case_exists(town: Town) -> None:
    number = accepted(town)
    south = town.log_in("south")
    real, invented = south.get(f"/console/cases/{number}"), south.get("/console/cases/AAAA-AAAA")
    assert real.status_code == invented.status_code == 404
    assert real.text.replace(number, "") == invented.text.replace("AAAA-AAAA", "")


def test_a_lead_does_not_touch_accounts_of_others(town: Town) -> None:
    lead = town.log_in("north-lead")
    for name in ("south", "coordinator", "admin"):
        for action in ("again", "away", "close"):
            assert lead.send(f"/console/people/{town.people[name].id}/{action}").status_code == 404
    for role in (f"staff@{town.partners['south']}", "coordinator", "admin"):
        answer = lead.send("/console/people", email="x@todoke.example", role=role, locale="ja")
        assert answer.status_code == 403
    page = lead.get("/console/people").text
    assert "South" not in page
    assert "Coordinator" not in page


def test_an_administrator_opens_no_account_that_sees_cases_where_a_coordinator_can(town: Town) -> None:
    """Whoever made the link could use it, and would be the coordinator in whom the worker has trusted."""
    admin, south = town.log_in("admin"), town.partners["south"]
    for role in ("coordinator", "deputy", f"lead@{south}", f"staff@{south}", f"interpreter@{south}"):
        answer = admin.send("/console/people", email="x@todoke.example", role=role, locale="en")
        assert answer.status_code == 422
        assert "made by a coordinator or deputy" in answer.text
    assert admin.send(f"/console/people/{town.people['coordinator'].id}/again").status_code == 422
    assert admin.send("/console/people", email="a@todoke.example", role="auditor", locale="en").status_code == 200
    coordinator = town.log_in("coordinator")
    assert coordinator.send("/console/people", email="x@todoke.example", role="deputy", locale="en").status_code == 200
