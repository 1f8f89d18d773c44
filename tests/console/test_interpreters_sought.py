"""An organisation without interpreters asks the coordinators for one; and a worker's answer given to a person."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.cases.interpreting_ends import worker_wants_none
from bot.digests.compose import Reader, compose
from storage.models import OfferState
from storage.repositories.access import Viewer
from tests.console.conftest import SECRET_WORDS, Town
from tests.console.interpreters import SAID, accepted, ask, message_of, row_of, speaks, taps

ME = "interpreter"
HOME = "/console/interpreting"
NOTE = "ask for Thursday"


def _sought(town: Town) -> str:
    """North has nobody who speaks it and has asked; an interpreter of none speaks it."""
    number = accepted(town)
    form = {"interpreter": "coordinator", "item": [message_of(town, number)], "due": "2026-11-27", "note": NOTE}
    answer = town.log_in("north-lead").act(town, number, "interpreters", **form)
    assert answer.headers["location"].endswith("?done=interpreter_sought")
    return number


def _find(town: Town, number: str, by: str = "coordinator", **form: str) -> int:
    path = f"interpreters/{row_of(town, number).id}/find"
    return town.log_in(by).act(town, number, path, **form).status_code


def _told(town: Town, name: str) -> list[str]:
    return [said.what for said in town.notifier.take() if said.to == town.people[name].id]


def _answer(town: Town, number: str, by: str = "north", **form: str) -> int:
    form = {"said": "yes", "way": "phone", "on": "2026-11-24", "alone": "yes", **form}
    return town.log_in(by).act(town, number, f"interpreters/{row_of(town, number).id}/answer", **form).status_code


def test_a_coordinator_names_somebody_without_reading_a_word(town: Town) -> None:
    number = _sought(town)
    speaks(town, ME, "vi")
    coordinator = town.log_in("coordinator")
    assert "An interpreter is wanted" in coordinator.get("/console").text
    page = coordinator.get(f"/console/cases/{number}").text
    for part in ("North asks you to find somebody", "Vietnamese", "Message of the worker: 1", ">Interpreter<"):
        assert part in page, part
    for part in (SAID, SECRET_WORDS, NOTE):
        assert part not in page, part
    assert _find(town, number, interpreter=town.people[ME].id) == 303
    waits = "The worker has to be alone before we can ask"
    page = coordinator.get(f"/console/cases/{number}").text
    assert f"{waits} them about the interpreter" in page
    assert f"{waits} who may read" not in page
    assert "interpreter_found" in _told(town, "north-lead")
    assert "An interpreter is wanted" not in coordinator.get(f"/console/cases/{number}").text
    me = town.log_in(ME)
    assert number not in me.get(HOME).text  # the worker has not said yes yet
    taps(town, number, "yes")
    page = me.get(f"{HOME}/{row_of(town, number).id}").text
    assert SAID in page
    assert NOTE in page
    assert "North asks you for this." in page


def test_who_is_tied_or_speaks_another_language_can_not_be_named(town: Town) -> None:
    number = _sought(town)
    speaks(town, ME, "ne")
    speaks(town, "north-interpreter", "vi", ties=(SECRET_WORDS,))
    assert "There is no interpreter for Vietnamese" in town.log_in("coordinator").get(f"/console/cases/{number}").text
    for name in (ME, "north-interpreter", "north"):
        assert _find(town, number, interpreter=town.people[name].id) == 409, name


def test_nobody_was_found_and_who_asked_reads_why(town: Town) -> None:
    number = _sought(town)
    assert _find(town, number) == 422
    assert _find(town, number, why="Both of ours are ill until Monday.") == 303
    assert "interpreter_none" in _told(town, "north-lead")
    page = town.log_in("north-lead").get(f"/console/cases/{number}").text
    assert "Both of ours are ill until Monday." in page
    assert "The coordinator finds somebody" in page  # it can be asked again
    assert "An interpreter is wanted" not in town.log_in("coordinator").get("/console").text


def test_it_is_asked_once_and_can_be_taken_back(town: Town) -> None:
    number = _sought(town)
    lead = town.log_in("north-lead")
    assert "the coordinator looks for somebody" in lead.get(f"/console/cases/{number}").text
    again = {"interpreter": "coordinator", "item": [message_of(town, number)], "due": "2026-11-27"}
    assert lead.act(town, number, "interpreters", **again).status_code == 409
    row = row_of(town, number).id
    assert lead.act(town, number, f"interpreters/{row}/end").status_code == 303
    assert "no interpreter is looked for any more" in lead.get(f"/console/cases/{number}").text
    speaks(town, ME, "vi")
    assert _find(town, number, interpreter=town.people[ME].id) in (403, 409)


def test_only_leads_ask_for_it_and_only_coordinators_answer(town: Town) -> None:
    number = accepted(town)
    form = {"interpreter": "coordinator", "item": [message_of(town, number)], "due": "2026-11-27"}
    for by, status in (("north", 403), ("coordinator", 403), ("south-lead", 404)):
        assert town.log_in(by).act(town, number, "interpreters", **form).status_code == status, by
    number = _sought(town)
    speaks(town, ME, "vi")
    for by, status in (("north-lead", 403), ("south-lead", 404), ("admin", 404), (ME, 404)):
        assert _find(town, number, by=by, interpreter=town.people[ME].id) == status, by


def test_it_is_nobody_s_turn_any_more_when_the_organisation_lost_the_case(town: Town) -> None:
    number = _sought(town)
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        offer = uow.cases.offer(case.id, town.partners["north"])
        assert offer is not None
        offer.state = OfferState.DECLINED.value
        assert uow.interpreting.sought(case.id) == []
    coordinator = town.log_in("coordinator")
    for path in ("/console", f"/console/cases/{number}"):
        assert "An interpreter is wanted" not in coordinator.get(path).text, path


def test_what_is_late_is_overdue_for_the_coordinators_and_in_their_digest(town: Town) -> None:
    number = _sought(town)
    town.clock.advance(timedelta(days=4))
    staff = town.people["coordinator"]
    with town.db.read() as uow:
        cases = uow.access.work_list(Viewer(staff.id, staff.partner_id, staff.role))
    digest = compose(
        town.words.now, Reader(staff.id, "en", ZoneInfo("Asia/Tokyo")), cases, town.clock.business(),
        "https://todoke.example",
    )
    assert digest is not None
    assert number in digest.mail.text
    assert "Vietnamese" not in digest.mail.text


def test_a_yes_by_telephone_counts_with_who_heard_it_when_and_how(town: Town) -> None:
    number = accepted(town)
    speaks(town, "north-interpreter", "vi")
    ask(town, number, "north-interpreter")
    assert _answer(town, number, way="phone", on="2026-11-23") == 303
    (told,) = [said for said in town.notifier.said if said.what == "case.interpreter_noted"]
    assert told.params["name"] == "North-Interpreter"
    assert "interpreter_assigned" in _told(town, "north-interpreter")
    assert SAID in town.log_in("north-interpreter").get(f"{HOME}/{row_of(town, number).id}").text
    page = town.log_in("north").get(f"/console/cases/{number}").text
    assert "yes to North-Interpreter as an interpreter, given by telephone on 2026-11-23" in page
    assert "record_answer" in town.audited(town.partners["north"])
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        assert uow.cases.open_questions(case.id, "interpreter") == []
        assert worker_wants_none(uow, town.notifier, case.worker_id, town.clock.business())  # the way out they read of
    assert town.log_in("north-interpreter").get(f"{HOME}/{row_of(town, number).id}").status_code == 404


def test_a_yes_needs_that_the_worker_was_alone_a_no_does_not(town: Town) -> None:
    number = accepted(town)
    speaks(town, "north-interpreter", "vi")
    ask(town, number, "north-interpreter")
    page = town.log_in("north").get(f"/console/cases/{number}").text
    assert "Message of the worker · today" in page  # what has to be read to them
    path = f"interpreters/{row_of(town, number).id}/answer"
    form = {"said": "yes", "way": "phone", "on": "2026-11-24"}
    assert "nobody else was listening" in town.log_in("north").act(town, number, path, **form).text
    assert _answer(town, number, alone="") == 422
    assert _answer(town, number, on="2026-11-30") == 422
    assert _answer(town, number, way="pigeon") == 422
    assert row_of(town, number).state == "asked"
    assert _answer(town, number, said="no", alone="") == 303
    assert row_of(town, number).state == "refused"
    assert ask(town, number, "north-interpreter") == 409


def test_nobody_records_over_what_the_worker_has_answered_themselves(town: Town) -> None:
    number = accepted(town)
    speaks(town, "north-interpreter", "vi")
    ask(town, number, "north-interpreter")
    for by, status in (("coordinator", 403), ("south", 404), ("north-interpreter", 404)):
        assert _answer(town, number, by=by) == status, by
    taps(town, number, "no")
    assert _answer(town, number) == 409
    assert row_of(town, number).state == "refused"


def test_who_has_no_chat_is_said_so(town: Town) -> None:
    number = accepted(town)
    speaks(town, "north-interpreter", "vi")
    ask(town, number, "north-interpreter")
    town.notifier.reachable = False
    path = f"interpreters/{row_of(town, number).id}/answer"
    form = {"said": "yes", "way": "counter", "on": "2026-11-24", "alone": "yes"}
    answer = town.log_in("north").act(town, number, path, **form)
    assert answer.headers["location"].endswith("?done=answer_recorded_untold")
    assert row_of(town, number).state == "agreed"
