"""After filing: where the report stands, writing to the people who have it, telling about something else."""

from bot.cases.closing import close
from bot.cases.messages import reply
from bot.cases.notifier import FakeNotifier
from bot.escalation.outlook import planned
from bot.escalation.policy import RungKind
from bot.keeping.retention import name_end
from storage.models import LIVE, CaseState
from tests.conversation.talk import Talk
from tests.conversation.ways import file_report, reach, two_reports

PHOTO = {"type": "file", "media": "photo", "ref": "a-photo", "size": 120_000}


def messages(talk: Talk) -> list[str]:
    """What the worker has written to the people of the newest case."""
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        return [m["text"] for m in uow.cases.messages(case.id)]


def test_what_is_written_goes_to_the_people_of_the_case(talk: Talk) -> None:
    file_report(talk)
    talk.say("When can you come?")
    assert messages(talk) == ["When can you come?"]


def test_a_message_that_was_changed_goes_to_the_people_of_the_case_too(talk: Talk) -> None:
    file_report(talk)
    talk.say("Call me at 8")
    for _ in range(2):
        said = talk.send({"type": "edited", "text": "Call me at 9"})
        assert said[0].text.startswith("You changed an earlier message")
    assert messages(talk) == ["Call me at 8", "Call me at 9"]


def test_a_photo_goes_to_the_people_of_the_case_like_a_message(talk: Talk) -> None:
    file_report(talk)
    talk.send(PHOTO)
    assert messages(talk) == ["📎"]
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert len(uow.attachments.of_case(case.id)) == 1
        assert [line.kind for line in uow.cases.events(case.id)][-1] == "worker_wrote"


def test_the_status_is_told_in_plain_words_with_the_next_step(talk: Talk) -> None:
    file_report(talk, language="ne")
    said = talk.command("status")[-1]
    assert "Sample Help Desk" in said.text
    assert said.payload["lang"] == "ne"
    assert "2026 नोभेम्बर" in said.text


def test_a_second_report_can_be_told(talk: Talk) -> None:
    file_report(talk)
    talk.tap("home/status")
    assert "vi" in talk.tap("home/new")[-1].choices
    file_report(talk, mission="job_loss")
    with talk.database.read() as uow:
        assert sorted(c.topic for c in uow.cases.of_worker(talk.worker_id)) == ["job_loss", "unpaid_overtime"]


def test_where_two_open_reports_stand_is_told_of_both(talk: Talk) -> None:
    two_reports(talk)
    with talk.database.read() as uow:
        numbers = [f"Report {case.number}:" for case in uow.cases.of_worker(talk.worker_id)]
    told = talk.command("status")[0].text
    assert len(numbers) == 2
    assert [told.index(number) for number in numbers] == sorted(told.index(number) for number in numbers)


def said_in(talk: Talk) -> dict[str, list[str]]:
    """By topic, what the worker wrote to the people of each report."""
    with talk.database.read() as uow:
        cases = uow.cases.of_worker(talk.worker_id)
        return {c.topic: [m["text"] for m in uow.cases.messages(c.id) if m["author"] == "worker"] for c in cases}


def test_with_two_reports_an_answer_goes_to_who_wrote_last(talk: Talk) -> None:
    file_report(talk)
    talk.staff("accept", "staff-help-desk")
    with talk.database.read() as uow:
        first = uow.cases.of_worker(talk.worker_id)[0]
    talk.clock.advance(minutes=5)
    talk.press("c:0:home/new")
    file_report(talk, mission="job_loss")
    talk.say("my boss has my card")
    assert said_in(talk) == {"unpaid_overtime": [], "job_loss": ["my boss has my card"]}, "nobody has written yet"
    talk.clock.advance(minutes=5)
    with talk.database.write() as uow:
        by, case = uow.access.get("staff-help-desk"), uow.cases.get(first.id)
        assert by is not None
        assert case is not None
        now, notifier = talk.clock.business(), talk._service().notifier
        reply(uow, notifier, case.id, by, case.rev, now, text="Tonight?", language="en")
    talk.say("yes, after 8")
    assert said_in(talk)["unpaid_overtime"] == ["yes, after 8"]
    assert said_in(talk)["job_loss"] == ["my boss has my card"]


def test_while_an_older_report_is_open_what_is_written_reaches_its_people(talk: Talk) -> None:
    file_report(talk)
    talk.clock.advance(minutes=5)
    talk.press("c:0:home/new")
    file_report(talk, mission="job_loss")
    with talk.database.write() as uow:
        newest = uow.cases.locked(next(c.id for c in uow.cases.of_worker(talk.worker_id) if c.topic == "job_loss"))
        assert newest is not None
        newest.state = "resolved"
    talk.say("they still do not pay")
    assert said_in(talk)["unpaid_overtime"] == ["they still do not pay"]


def test_with_two_reports_words_just_after_one_was_solved_are_of_that_one(talk: Talk) -> None:
    two_reports(talk)
    talk.clock.advance(minutes=5)
    talk.staff("accept", "staff-help-desk")
    talk.staff("claim_reached", "staff-help-desk", note="Spoke on the telephone.")
    talk.answer("yes")
    talk.staff("propose_solved", "staff-help-desk", note="They paid.")
    talk.answer("yes")
    talk.say("Thank you for the money")
    talk.send(PHOTO)
    assert said_in(talk) == {"unpaid_overtime": ["Thank you for the money", "📎"], "job_loss": []}
    talk.clock.advance(days=2)
    talk.say("they locked the door")
    assert said_in(talk)["job_loss"] == ["they locked the door"]


def test_telling_about_something_else_does_not_throw_away_what_is_half_told(talk: Talk) -> None:
    file_report(talk)
    talk.tap("home/status")
    talk.tap("home/new")
    reach(talk, "months")
    asked = talk.press("c:0:home/new")[-1]
    assert list(asked.controls) == ["resume", "restart"]
    talk.tap("resume")
    assert talk.answers["overtime_month"] == "h60"


def test_the_language_can_be_changed_after_filing(talk: Talk) -> None:
    file_report(talk)
    talk.command("language")
    talk.tap("lang/vi")
    assert talk.command("status")[-1].payload["lang"] == "vi"


def test_the_first_words_of_somebody_new_go_along_with_the_report(talk: Talk) -> None:
    said = talk.say("Cong ty khong tra tien lam them cho toi")
    assert next(iter(said[-1].choices)) == "vi", "the language it is written in comes first"
    file_report(talk, language="vi")
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        told = {a["variable"]: a["value"] for a in uow.conversations.answers(case.run_id)}
    assert told["first_words"] == "Cong ty khong tra tien lam them cho toi"


def test_blocking_the_bot_is_seen_by_the_people_of_the_case_and_so_is_coming_back(talk: Talk) -> None:
    file_report(talk)
    assert talk.send({"type": "blocked"}) == []
    talk.say("I am back")
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        happened = [line.kind for line in uow.cases.events(case.id)]
    assert happened.index("blocked") < happened.index("unblocked")


def test_silence_is_answered_by_the_next_partner_and_then_told_honestly(talk: Talk) -> None:
    file_report(talk)
    assert not any("Sample Union" in s.text for s in talk.wait(hours=2))
    said = []
    for _ in range(10):
        said += talk.wait(days=1)
    assert any("Sample Union" in s.text for s in said)
    assert any("0570" in s.text or "https://" in s.text for s in said), "official contacts, when nobody has answered"


def close_it(talk: Talk, state: CaseState) -> None:
    """The report is closed."""
    with talk.database.write() as uow:
        newest = uow.cases.newest()
        assert newest is not None
        case = uow.cases.locked(newest.id)
        assert case is not None
        close(uow, FakeNotifier(), case, state, None, talk.clock.business())
        uow.cases.changed(case)


def test_who_writes_after_the_report_was_closed_because_nobody_reached_them_opens_it_again(talk: Talk) -> None:
    file_report(talk)
    close_it(talk, CaseState.UNREACHABLE)
    assert "open it again" in talk.command("status")[-1].text, "that is what they are told"
    talk.say("I had no phone. Please help me.")
    assert messages(talk) == ["I had no phone. Please help me."]
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert (case.state, case.closed_at) == ("offered", None)


def test_a_photo_opens_it_again_as_well(talk: Talk) -> None:
    file_report(talk)
    close_it(talk, CaseState.UNREACHABLE)
    talk.send(PHOTO)
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert case.closed_at is None
        assert len(uow.attachments.of_case(case.id)) == 1


def test_what_is_sent_after_the_report_was_solved_begins_another_one(talk: Talk) -> None:
    """Nobody looks into a closed one any more."""
    file_report(talk)
    close_it(talk, CaseState.RESOLVED)
    talk.send(PHOTO)
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert (case.state, uow.attachments.of_case(case.id)) == ("resolved", [])


def test_the_status_of_a_closed_report_says_until_when_it_is_kept(talk: Talk) -> None:
    file_report(talk)
    close_it(talk, CaseState.RESOLVED)
    with talk.database.write() as uow:
        newest = uow.cases.newest()
        assert newest is not None
        name_end(uow, FakeNotifier(), newest.id, 36, talk.clock.business())
    assert "We keep this report until 24 November 2029" in talk.command("status")[-1].text


def test_the_status_names_the_time_that_was_named_at_filing_though_a_reminder_comes_before(talk: Talk) -> None:
    told = next(s.text for s in file_report(talk) if "asked to read" in s.text)
    with talk.database.read() as uow:
        row = uow.ladder.row(uow.cases.of_worker(talk.worker_id)[-1].id, LIVE)
    assert row is not None
    assert planned(row.plan)[row.rung].kind is RungKind.REMINDER
    when = told.split("no answer by ")[1].split(", we ask")[0]
    assert f"If there is no answer by {when}, we ask the next one." in talk.command("status")[0].text
