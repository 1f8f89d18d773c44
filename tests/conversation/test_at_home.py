"""After filing: where the report stands, writing to the people who have it, telling about something else."""

from tests.conversation.talk import Talk
from tests.conversation.ways import file_report, reach


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
