"""Interpreters: the worker is asked first; then they see what was assigned, and nothing else, until it is done."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from bot.cases.facts import record_fact
from bot.cases.files import take_away
from bot.cases.messages import worker_message
from bot.cases.questions import Outcome, answer_question
from bot.digests.assigned import compose_assigned
from bot.digests.compose import Reader, compose
from bot.digests.deliver import deliver
from bot.digests.schedule import due
from bot.keeping.erasures import delete_file
from storage.models import InterpretingState, OfferState
from storage.repositories.access import Viewer
from tests.console.conftest import SECRET_WORDS, Town
from tests.console.interpreters import SAID, accepted, ask, assigned, message_of, row_of, speaks, taps

ME = "north-interpreter"
HOME = "/console/interpreting"


def _told(town: Town, name: str) -> list[str]:
    return [said.what for said in town.notifier.take() if said.to == town.people[name].id]


def test_nothing_is_seen_before_the_workers_yes_and_what_was_assigned_alone_after_it(town: Town) -> None:
    number = accepted(town)
    speaks(town, ME, "vi")
    assert ask(town, number, ME) == 303
    me, row = town.log_in(ME), row_of(town, number)
    assert number not in me.get(HOME).text
    assert me.get(f"{HOME}/{row.id}").status_code == 404
    taps(town, number, "yes")
    (asked,) = [s for s in town.notifier.said if s.what == "case.interpreter.ask"]
    assert asked.params["name"] == "North-Interpreter (North)"
    assert _told(town, ME) == ["interpreter_assigned"]
    assert number in me.get(HOME).text
    page = me.get(f"{HOME}/{row.id}").text
    assert SAID in page
    assert SECRET_WORDS not in page
    assert "overtime" not in page
    assert me.get(f"/console/cases/{number}").status_code == 404
    assert "read_assigned" in town.audited(town.partners["north"])


def test_what_the_interpreter_writes_stands_beside_the_original_and_closes_it_to_them(town: Town) -> None:
    number = accepted(town)
    row, me = assigned(town, number), town.log_in(ME)
    kind, ref = message_of(town, number).split(":")
    answer = me.send(f"{HOME}/{row}/words", what=kind, ref=ref, text="The boss says: next month.", language="en")
    assert answer.headers["location"] == f"{HOME}?done=put_into_words"
    assert me.get(f"{HOME}/{row}").status_code == 404
    again = me.send(f"{HOME}/{row}/words", what=kind, ref=ref, text="x", language="en")
    assert again.headers["location"] == f"{HOME}?done=once"
    assert me.send(f"{HOME}/{row}/end", how="done").headers["location"] == f"{HOME}?done=once"
    assert town.log_in("interpreter").send(f"{HOME}/{row}/end", how="done").status_code == 404
    page = town.log_in("north").get(f"/console/cases/{number}").text
    assert SAID in page
    assert "The boss says: next month." in page
    assert "North-Interpreter put into English" in page
    assert ">North-Interpreter</span> <span class=\"did\">has interpreted" in page
    assert "interpreted" in _told(town, "north-lead")


def test_the_worker_says_no_and_is_never_asked_about_that_person_again(town: Town) -> None:
    number = accepted(town)
    speaks(town, ME, "vi")
    ask(town, number, ME)
    taps(town, number, "no")
    assert "case.interpreter_no" in [s.what for s in town.notifier.said]
    assert "interpreter_refused" in _told(town, "north-lead")
    assert town.log_in(ME).get(f"{HOME}/{row_of(town, number).id}").status_code == 404
    assert ask(town, number, ME) == 409
    assert "There is no interpreter for Vietnamese" in town.log_in("north-lead").get(f"/console/cases/{number}").text


@pytest.mark.parametrize(
    ("languages", "ties", "paid_by"),
    [
        (("ne",), (), ()),
        (("vi",), (f"{SECRET_WORDS} K.K.",), ()),
        (("vi",), (), ("employer",)),
    ],
)
def test_who_does_not_speak_it_or_is_tied_is_not_offered(
    town: Town, languages: tuple[str, ...], ties: tuple[str, ...], paid_by: tuple[str, ...]
) -> None:
    number = accepted(town)
    speaks(town, ME, *languages, ties=ties, paid_by=paid_by)
    assert ask(town, number, ME) == 409
    page = town.log_in("north-lead").get(f"/console/cases/{number}").text
    assert "North-Interpreter" not in page
    assert "There is no interpreter for Vietnamese" in page


def test_only_leads_and_coordinators_who_read_the_case_ask(town: Town) -> None:
    number = accepted(town)
    speaks(town, ME, "vi")
    for by, status in (("north", 403), ("coordinator", 403), ("south-lead", 404), (ME, 404)):
        assert ask(town, number, ME, by=by) == status, by


def test_interpreters_of_another_organisation_are_not_for_a_lead_those_of_none_are(town: Town) -> None:
    number = accepted(town)
    speaks(town, "interpreter", "vi")
    with town.db.write() as uow:
        uow.access.create(
            partner_id=town.partners["south"], role="interpreter", name="Southern", email="s@todoke.example",
            locale="en", now=town.clock.now(),
        )
    page = town.log_in("north-lead").get(f"/console/cases/{number}").text
    assert ">Interpreter<" in page
    assert "Southern" not in page
    assert ask(town, number, "interpreter") == 303


def test_a_tie_that_is_found_later_takes_it_away(town: Town) -> None:
    for later in ("fact", "message"):
        number = accepted(town)
        row, me = assigned(town, number), town.log_in(ME)
        speaks(town, ME, "vi", ties=("Kasuga Seisakusho",))
        with town.db.write() as uow:
            case = uow.cases.find(number)
            assert case is not None
            now = town.clock.business()
            if later == "fact":
                by = town.people["north-lead"]
                record_fact(
                    uow, town.notifier, case.id, by, None, now, variable="support_name", value="Kasuga Seisakusho",
                    note="told by telephone",
                )  # fmt: skip
            else:
                worker_message(uow, town.notifier, case.id, now, text="ở Kasuga Seisakusho, ca đêm", language="vi")
        assert me.get(f"{HOME}/{row}").status_code == 404, later
        assert row_of(town, number).state == "ended"
        assert "interpreter_declined" in _told(town, "north-lead")


def test_a_tie_that_is_entered_later_closes_it_at_the_next_opening(town: Town) -> None:
    number = accepted(town)
    row = assigned(town, number)
    speaks(town, ME, "vi", paid_by=("support_body",))
    me = town.log_in(ME)
    assert me.get(f"{HOME}/{row}").status_code == 404
    assert number not in me.get(HOME).text


def test_it_is_closed_when_who_asked_no_longer_reads_the_case(town: Town) -> None:
    number = accepted(town)
    row = assigned(town, number)
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        offer = uow.cases.offer(case.id, town.partners["north"])
        assert offer is not None
        offer.state = OfferState.DECLINED.value
    assert town.log_in(ME).get(f"{HOME}/{row}").status_code == 404


def test_a_late_yes_brings_no_interpreter_to_who_has_given_the_case_back(town: Town) -> None:
    number = accepted(town)
    speaks(town, ME, "vi")
    assert ask(town, number, ME) == 303
    row = row_of(town, number)
    with town.db.write() as uow:
        (alone,) = uow.cases.open_questions(row.case_id, "alone")
        answer_question(uow, town.notifier, alone.id, "yes", town.clock.business())
        (question,) = uow.cases.open_questions(row.case_id, "interpreter")
    assert town.log_in("north").act(town, number, "decline", reason="full").status_code == 303
    town.notifier.take()
    with town.db.write() as uow:
        outcome = answer_question(uow, town.notifier, question.id, "yes", town.clock.business())
    assert outcome is Outcome.STALE
    assert town.notifier.take() == [], "neither the worker nor the interpreter is told that it will be done"
    assert row_of(town, number).state == InterpretingState.ENDED.value


def test_a_voice_message_is_heard_by_who_it_was_assigned_to(town: Town) -> None:
    number = accepted(town, voice=True)
    speaks(town, ME, "vi")
    speaks(town, "interpreter", "vi")
    page = town.log_in("north").get(f"/console/cases/{number}").text
    assert "in Vietnamese, not translated" in page
    assert ask(town, number, ME, f"voice:{town.attachment}") == 303
    taps(town, number, "yes")
    row = row_of(town, number).id
    path = f"{HOME}/{row}/voice/{town.attachment}"
    heard = town.log_in(ME).get(path)
    assert heard.content == b"OggS"
    assert heard.headers["content-disposition"].startswith("attachment")
    assert town.log_in("interpreter").get(path).status_code == 404
    assert town.log_in(ME).get(f"{HOME}/{row}/voice/none").status_code == 404
    assert "hear_assigned" in town.audited(town.partners["north"])


def test_a_voice_message_that_was_taken_away_can_be_read_in_no_other_words_either(town: Town) -> None:
    number = accepted(town, voice=True)
    speaks(town, ME, "vi")
    voice, message = f"voice:{town.attachment}", message_of(town, number)
    assert ask(town, number, ME, voice, message) == 303
    taps(town, number, "yes")
    row, me, north = row_of(town, number).id, town.log_in(ME), town.log_in("north")

    def says(item: str, words: str) -> httpx.Response:
        what, ref = item.split(":")
        return me.send(f"{HOME}/{row}/words", what=what, ref=ref, text=words, language="en")

    assert says(voice, "They hit me.").status_code == 303
    assert "They hit me." in north.get(f"/console/cases/{number}").text
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        assert take_away(uow, town.attachment, case.worker_id, town.clock.now(), town.clock.business())
    page = north.get(f"/console/cases/{number}").text
    assert "taken away by the worker" in page
    assert "They hit me." not in page
    refused = says(voice, "They hit me, twice.")
    assert refused.status_code == 422
    assert "The worker has taken it away." in refused.text
    with town.db.write() as uow:
        delete_file(uow, town.attachment, town.clock.now())
    with town.db.read() as uow:
        assert uow.interpreting.renderings(case.id) == {}
    last = says(message, "The boss says: next month.")
    assert last.headers["location"] == f"{HOME}?done=put_into_words", "nothing else is left to do"


def test_a_call_needs_a_note_and_ends_when_the_interpreter_says_so(town: Town) -> None:
    number = accepted(town)
    speaks(town, ME, "vi")
    assert ask(town, number, ME, call="1") in (422, 400)
    assert ask(town, number, ME, call="1", note="Thursday 19:00, 090-0000-0000") == 303
    taps(town, number, "yes")
    row, me = row_of(town, number).id, town.log_in(ME)
    assert "Thursday 19:00" in me.get(f"{HOME}/{row}").text
    kind, ref = message_of(town, number).split(":")
    early = me.send(f"{HOME}/{row}/end", how="done")
    assert early.status_code == 422
    assert "Something has no words yet" in early.text
    me.send(f"{HOME}/{row}/words", what=kind, ref=ref, text="Next month.", language="ja")
    assert me.get(f"{HOME}/{row}").status_code == 200  # the call is still ahead
    assert me.send(f"{HOME}/{row}/end", how="done").status_code == 303
    assert me.get(f"{HOME}/{row}").status_code == 404


def test_what_nobody_has_heard_is_not_done(town: Town) -> None:
    number = accepted(town)
    row, me = assigned(town, number), town.log_in(ME)
    assert 'value="done"' not in me.get(f"{HOME}/{row}").text
    assert me.send(f"{HOME}/{row}/end", how="done").status_code == 422
    assert me.get(f"{HOME}/{row}").status_code == 200, "it is still open to them"
    assert me.send(f"{HOME}/{row}/end", how="cannot").status_code == 303
    assert "interpreter_declined" in _told(town, "north")


def test_one_save_keeps_everything_that_was_typed(town: Town) -> None:
    number = accepted(town)
    speaks(town, ME, "vi")
    assert ask(town, number, ME, message_of(town, number), "answer:2", call="1", note="Thursday 19:00") == 303
    taps(town, number, "yes")
    row, me = row_of(town, number).id, town.log_in(ME)
    kind, ref = message_of(town, number).split(":")
    both = {"what": [kind, "answer"], "ref": [ref, "2"], "language": ["en", "en"]}
    empty = me.send(f"{HOME}/{row}/words", **both, text=["", ""], was=["", ""], was_in=["", ""])
    assert empty.status_code == 422
    typed = ["Next month.", "The boss keeps\r\nmy passport."]
    assert me.send(f"{HOME}/{row}/words", **both, text=typed, was=["", ""], was_in=["", ""]).status_code == 303
    page = me.get(f"{HOME}/{row}").text
    assert "Next month.</textarea>" in page
    assert "my passport.</textarea>" in page
    old = {"was": typed, "was_in": ["en", "en"]}
    me.send(f"{HOME}/{row}/words", **both, **old, text=["In two months.", typed[1]])
    me.send(f"{HOME}/{row}/words", **both, **old, text=[typed[0], "He keeps it."])
    page = me.get(f"{HOME}/{row}").text
    assert "In two months.</textarea>" in page, "an old page undoes nothing that it did not change"
    assert "He keeps it.</textarea>" in page
    long = ["来月" * 4_000, "旅券" * 4_000]
    assert me.send(f"{HOME}/{row}/words", **both, **old, text=long).status_code == 303
    assert all(f"{text}</textarea>" in me.get(f"{HOME}/{row}").text for text in long)


def test_what_is_overdue_is_at_the_top_of_the_list(town: Town) -> None:
    number = accepted(town)
    assigned(town, number)
    assert "The interpreter is late" not in town.log_in("north-lead").get("/console").text
    town.clock.advance(timedelta(days=4))
    page = town.log_in("north-lead").get("/console").text
    assert "The interpreter is late" in page
    lead = town.people["north-lead"]
    with town.db.read() as uow:
        cases = uow.access.work_list(Viewer(lead.id, lead.partner_id, lead.role))
    reader = Reader(lead.id, "en", ZoneInfo("Asia/Tokyo"))
    digest = compose(town.words.now, reader, cases, town.clock.business(), "https://todoke.example")
    assert digest is not None
    assert "overdue" in digest.mail.subject
    assert "due yesterday 18:00" in digest.mail.text


def test_an_interpreter_who_can_not_or_is_not_wanted_any_more_sees_it_no_longer(town: Town) -> None:
    number = accepted(town)
    row, me = assigned(town, number), town.log_in(ME)
    assert me.send(f"{HOME}/{row}/end", how="cannot").status_code == 303
    assert "interpreter_declined" in _told(town, "north-lead")
    ask(town, number, ME)
    second = row_of(town, number).id
    lead = town.log_in("north-lead")
    assert lead.act(town, number, f"interpreters/{second}/end").status_code == 303
    with town.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        assert uow.cases.open_questions(case.id, "interpreter") == []


@pytest.mark.parametrize("answered", [True, False])
def test_who_asked_an_interpreter_that_leaves_hears_of_it_at_once(town: Town, answered: bool) -> None:
    """Not on the day when it should have been done; and the worker is not asked about somebody who is gone."""
    number = accepted(town)
    speaks(town, ME, "vi")
    assert ask(town, number, ME) == 303
    if answered:
        taps(town, number, "yes")
    town.notifier.take()
    answer = town.log_in("north-lead").send(f"/console/people/{town.people[ME].id}/close")
    assert answer.status_code == 303
    assert _told(town, "north-lead") == ["interpreter_declined"]
    with town.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        assert uow.interpreting.going_on(case.id) == []
        assert uow.cases.open_questions(case.id, "interpreter") == []
    assert "interprets no more" in town.log_in("north-lead").get(f"/console/cases/{number}").text


def test_something_that_is_not_of_the_case_can_not_be_assigned(town: Town) -> None:
    number, other = accepted(town), accepted(town)
    speaks(town, ME, "vi")
    for item in (message_of(town, other), "message:999999", "voice:x", "answer:0", "nonsense"):
        assert ask(town, number, ME, item) == 409, item
    assert ask(town, number, ME, due="2026-11-01") == 422


def test_a_lead_says_what_their_interpreter_speaks(town: Town) -> None:
    lead, person = town.log_in("north-lead"), town.people[ME].id
    answer = lead.send(
        f"/console/people/{person}/interpreter", language=["vi", "ne", "xx"], ties="Kasuga\n Minato \n",
        paid_by="broker",
    )
    assert answer.status_code == 303
    with town.db.read() as uow:
        kept = uow.interpreting.profile(person)
        assert kept is not None
        assert (kept.languages, kept.ties, kept.paid_by) == (["vi", "ne"], ["Kasuga", "Minato"], ["broker"])
    assert "Vietnamese, Nepali" in lead.get("/console/people").text
    assert town.log_in("south-lead").send(f"/console/people/{person}/interpreter").status_code == 404
    assert lead.send(f"/console/people/{town.people['north'].id}/interpreter").status_code == 404


def test_when_a_report_is_deleted_nothing_that_was_interpreted_is_left(town: Town) -> None:
    number = accepted(town)
    assigned(town, number)
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        uow.interpreting.render(
            case.id, ("message", "1"), language="en", text="said", staff_id=None, now=town.clock.now()
        )
        uow.cases.erase(case.id)
        assert (list(uow.interpreting.of_case(case.id)), uow.interpreting.renderings(case.id)) == ([], {})


def test_an_interpreter_s_own_digest_names_number_and_day_and_what_is_late_first(town: Town) -> None:
    number = accepted(town)
    assigned(town, number)
    me = town.people[ME]
    with town.db.write() as uow:
        staff = uow.access.get(me.id)
        assert staff is not None
        staff.email_confirmed_at = town.clock.now()
    reader = Reader(me.id, "en", ZoneInfo("Asia/Tokyo"))
    for days, said in ((1, "due Fri 27 Nov 18:00"), (3, "due yesterday 18:00")):
        town.clock.advance(timedelta(days=days))
        now = town.clock.business()
        with town.db.write() as uow:
            (one,) = [found for found in due(uow, now) if found.staff_id == me.id]
            assert deliver(uow, town.words.now, "https://todoke.example", one, now, town.clock.now())
            rows = uow.interpreting.assigned(Viewer(me.id, me.partner_id, me.role))
            given = [(case.number, row.due_at) for row, case in rows]
        digest = compose_assigned(town.words.now, reader, given, now, "https://todoke.example")
        assert digest is not None
        for part in (number, said, "/console/interpreting"):
            assert part in digest.mail.text
        assert "Vietnamese" not in digest.mail.text


def test_who_pays_an_interpreter_counts_unless_the_worker_said_that_they_may_know(town: Town) -> None:
    number = accepted(town)
    speaks(town, ME, "vi", paid_by=("broker",))
    assert ask(town, number, ME) == 409
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        uow.conversations.record(
            run_id=case.run_id, visit=50, worker_id=case.worker_id, step="extra.must_not_know",
            variable="must_not_know", language="vi", release=1, at=town.clock.now(), raw="Chủ", value=["employer"],
            replaces=False,
        )  # fmt: skip
    assert ask(town, number, ME) == 303


def test_an_interpreter_comes_to_what_there_is_to_interpret_at_once(town: Town) -> None:
    assert town.log_in(ME).get("/console").headers["location"] == HOME


def test_an_interpreter_stands_in_for_nobody(town: Town) -> None:
    lead = town.log_in("north-lead")
    path = f"/console/people/{town.people['north'].id}/away"
    assert lead.send(path, until="2026-12-01", substitute=town.people[ME].id).status_code == 422
    assert lead.send(path, until="2026-12-01", substitute=town.people["north-lead"].id).status_code == 303
