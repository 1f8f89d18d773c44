"""The support check: a minute once every three months, for whoever wants it, and never a case by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from bot.cases.danger import worker_in_danger
from bot.channels.web.schema import NewSessionRequest
from bot.clock import JAPAN
from bot.conversation.checks import fitting
from bot.workers.support_checks import SupportChecks
from flows.evidence import Given
from storage.models import SupportCheck
from tests.conversation.talk import Said, Talk
from tests.conversation.ways import file_report

ALL_WELL = ("yes", "no", "yes", "none_of_these", "_done", "no", "yes", "no")
"""An interview without the boss, somebody to talk to, pay, papers, an office; no help needed."""


def press(talk: Talk, control: str) -> list[Said]:
    """Press a button of the support check."""
    return talk.press(f"c:0:home/check.{control}")


def answer(talk: Talk, *choices: str) -> list[Said]:
    """Answer one after the other; returns what the last answer led to."""
    said: list[Said] = []
    for choice in choices:
        said = talk.tap(choice)
    return said


def round_of(talk: Talk, **parts: float) -> list[Said]:
    """Time passes, and whoever is due is asked; returns how they are asked."""
    talk.clock.advance(timedelta(**parts))
    SupportChecks(talk.database, talk._wording, talk.clock).run()
    return [one for one in talk.wait() if "home/check.go" in one.controls]


def row(talk: Talk) -> SupportCheck | None:
    with talk.database.read() as uow:
        return uow.checks.get(talk.worker_id)


def cases(talk: Talk) -> int:
    with talk.database.read() as uow:
        return len(uow.cases.of_worker(talk.worker_id))


def reported(talk: Talk, **taps: str) -> None:
    """Somebody has sent a report and wants to be asked, and did the first check."""
    file_report(talk, mission="missed_support", **taps)
    press(talk, "yes")
    answer(talk, "yes", *ALL_WELL)


def test_after_a_report_the_home_page_offers_it_and_alone_is_asked_first(talk: Talk) -> None:
    file_report(talk)
    home = talk.command("status")
    assert "home/check" in home[-1].controls
    said = talk.tap("home/check")
    assert "every 3 months" in said[0].text
    assert list(said[-1].controls) == ["home/check.yes", "home/check.no"]
    assert "3 months" not in said[-1].text
    assert "check" not in said[-1].text
    assert row(talk) is None


def test_a_minute_of_buttons_and_no_case_is_made(talk: Talk) -> None:
    file_report(talk)
    began = press(talk, "yes")
    assert talk.at == "check/here"
    assert "the place you told us about" in began[-1].text
    answer(talk, "yes")
    assert talk.at == "check/interview"
    end = answer(talk, *ALL_WELL)
    assert end[1].text == "Kept with your report."
    assert talk.state()["ended"]
    assert cases(talk) == 1
    wanted = row(talk)
    assert wanted is not None
    assert wanted.due_at == datetime(2027, 2, 24, 9, 0, tzinfo=JAPAN)
    assert "home/check.off" in talk.command("status")[-1].controls


def test_asked_again_in_the_next_quarter_and_once_more_after_a_week_and_then_not(talk: Talk) -> None:
    reported(talk)
    assert not round_of(talk, days=80)
    first = round_of(talk, days=13)
    assert [one.controls.keys() for one in first] == [{"home/check.go", "home/check.no", "home/check.off"}]
    assert not round_of(talk, days=6)
    assert len(round_of(talk, days=2)) == 1
    assert not round_of(talk, days=30)
    assert len(round_of(talk, days=60)) == 1


def test_one_tap_and_nobody_asks_any_more(talk: Talk) -> None:
    reported(talk)
    asked = round_of(talk, days=95)[-1]
    assert talk.press(next(d for d in asked.data if d.endswith("check.off")))[-1].text.startswith("Saved")
    assert row(talk) is None
    assert not round_of(talk, days=200)
    old = talk.press(next(d for d in asked.data if d.endswith("check.go")))
    assert "every 3 months" in old[0].text  # it is explained anew, and nobody is taken to want it
    assert row(talk) is None


def test_one_tap_on_the_message_and_the_questions_begin(talk: Talk) -> None:
    reported(talk)
    asked = round_of(talk, days=95)[-1]
    talk.press(next(d for d in asked.data if d.endswith("check.go")))
    assert talk.at == "check/here"
    wanted = row(talk)
    assert wanted is not None
    assert (wanted.asked, wanted.due_at.date().isoformat()) == (0, "2027-05-27")


def names_nobody(said: list[Said]) -> bool:
    """Whether whoever looks at the phone learns no name and no status, and can press nothing."""
    shown = [one for one in said if one.kind]
    return len(shown) == 1 and "Sample" not in shown[0].text and not shown[0].controls and not shown[0].choices


def test_not_alone_and_nothing_is_shown_until_they_are(talk: Talk) -> None:
    reported(talk)
    talk.staff("accept", "staff-help-desk")
    asked = round_of(talk, days=95)[-1]
    said = talk.press(next(d for d in asked.data if d.endswith("check.no")))
    assert names_nobody(said), talk.screen()
    talk.say("I am alone now")
    assert talk.at == "check/here"


def test_not_alone_the_first_time_and_nothing_is_shown_or_wanted(talk: Talk) -> None:
    file_report(talk)
    talk.staff("accept", "staff-help-desk")
    talk.press("c:0:home/check")
    said = press(talk, "no")
    assert names_nobody(said), talk.screen()
    assert row(talk) is None
    press(talk, "off")
    talk.press("c:0:home/alone")
    assert talk.at is None or talk.state()["ended"]


def test_the_message_that_asks_does_not_say_that_it_comes_again_and_again(talk: Talk) -> None:
    reported(talk)
    asked = round_of(talk, days=95)[-1]
    assert asked.text.startswith("There is a question for you.")
    assert asked.labels == ("Yes, I am alone", "Not now", "No more reminders")


def test_a_check_that_is_left_in_the_middle_takes_nothing_else_of_the_chat_along(talk: Talk) -> None:
    reported(talk)
    asked = round_of(talk, days=95)[-1]
    talk.press(next(d for d in asked.data if d.endswith("check.go")))
    answer(talk, "yes", "yes")
    talk.staff("accept", "staff-help-desk")
    talk.say("can somebody call me on Sunday?")
    talk.staff("reply", "staff-help-desk", text="We call you on Sunday at ten.", language="en")

    def shown() -> list[str]:
        with talk.database.read() as uow:
            found = uow.web.bubbles(talk.conversation_id, talk.worker_id, 0, limit=1000)
            return [str(one.get("text", one.get("label"))) for one in found]

    question = talk.question.text
    before = shown()
    assert question in before
    talk.clock.advance(timedelta(days=31))
    with talk.database.write() as uow:
        uow.conversations.forget_run(talk.conversation_id)
    left = shown()
    assert [one for one in left if "Sunday at ten" in one]
    assert question not in left
    assert not [one for one in before if one not in left and "Sample" in one], "what was said of the report is gone"


def test_of_a_second_report_that_is_left_in_the_middle_only_what_staff_wrote_stays(talk: Talk) -> None:
    file_report(talk)
    talk.press("c:0:home/new")
    talk.say("my boss takes my passport every night")
    talk.staff("accept", "staff-help-desk")
    talk.staff("reply", "staff-help-desk", text="We call you on Sunday at ten.", language="en")
    with talk.database.write() as uow:
        uow.conversations.forget_run(talk.conversation_id)
        left = [str(one.get("text")) for one in uow.web.bubbles(talk.conversation_id, talk.worker_id, 0, limit=1000)]
    assert [one for one in left if "Sunday at ten" in one]
    assert not [one for one in left if "passport every night" in one]


@pytest.mark.parametrize(("write_first", "mails"), [("never", 0), ("any_time", 1)])
def test_who_never_wants_to_be_written_to_first_gets_no_mail(talk: Talk, write_first: str, mails: int) -> None:
    reported(talk)
    with talk.database.write() as uow:
        uow.conversations.connection.exec_driver_sql("UPDATE conversation SET channel = 'web'")
        uow.workers.update_profile(talk.worker_id, write_first=write_first, email="me@todoke.example")
    talk.clock.advance(timedelta(days=95))
    SupportChecks(talk.database, talk._wording, talk.clock, mail="https://todoke.example").run()
    with talk.database.read() as uow:
        sent = uow.connection.exec_driver_sql("SELECT 1 FROM outbox WHERE dedupe LIKE 'mail:check:%'").fetchall()
    assert len(sent) == mails


def test_what_waits_for_a_safe_hour_is_not_sent_after_the_off(talk: Talk, tmp_path: object) -> None:
    reported(talk, write_first="morning")
    with talk.database.write() as uow:
        uow.conversations.connection.exec_driver_sql("UPDATE conversation SET channel = 'telegram'")
    talk.clock.advance(timedelta(days=92, hours=2))  # noon: to be sent the next morning
    SupportChecks(talk.database, talk._wording, talk.clock).run()
    with talk.database.read() as uow:
        wanted = uow.checks.get(talk.worker_id)
        assert wanted is not None
        waiting = uow.connection.exec_driver_sql("SELECT due_at FROM outbox WHERE status = 'queued'").fetchall()
    assert len(waiting) == 1
    leaves = datetime.fromisoformat(str(waiting[0][0])).replace(tzinfo=UTC).astimezone(JAPAN)
    assert leaves == datetime(2027, 2, 25, 6, 0, tzinfo=JAPAN)
    with talk.database.write() as uow:
        uow.conversations.connection.exec_driver_sql("UPDATE conversation SET channel = 'terminal'")
    press(talk, "off")
    with talk.database.read() as uow:
        assert not uow.connection.exec_driver_sql("SELECT 1 FROM outbox WHERE status = 'queued'").fetchall()


def test_nobody_in_danger_and_nobody_who_leaves_is_asked(talk: Talk) -> None:
    reported(talk)
    with talk.database.write() as uow:
        worker_in_danger(uow, talk._service().notifier, talk.worker_id, talk.clock.business())
    talk.wait()
    assert not round_of(talk, days=95)
    assert row(talk) is not None  # it is looked again later


def test_after_delete_everything_nobody_asks_and_nothing_is_left(talk: Talk) -> None:
    reported(talk)
    talk.command("delete")
    talk.tap("delete/yes")
    assert not round_of(talk, days=95)
    with talk.database.write() as uow:
        uow.workers.erase(talk.worker_id)
    assert row(talk) is None


@pytest.mark.parametrize("come", ["say", "start", "command"])
def test_whoever_has_no_report_comes_with_a_word_or_a_link(talk: Talk, come: str) -> None:
    ways = {"say": lambda: talk.say("Check"), "start": lambda: talk.command("start", "check"),
            "command": lambda: talk.command("check")}  # fmt: skip
    if come == "say":  # in a chat that has a language
        talk.press("c:0:lang/vi")
    said = ways[come]()
    if come != "say":
        assert "c:0:lang/vi" in said[-1].data
        said = talk.press("c:0:lang/vi")
    assert "home/check.yes" in said[-1].controls
    assert talk._wording.now.text("vi", "opening.intro.ask") in [one.text for one in said]
    press(talk, "yes")
    assert talk.at == "check/interview"
    end = answer(talk, *ALL_WELL)
    assert [one for one in end[-1].controls if one.startswith("home/check.when.")]
    press(talk, "when.evening")
    assert cases(talk) == 0
    assert row(talk) is not None
    with talk.database.read() as uow:
        assert uow.workers.profile(talk.worker_id)["write_first"] == "evening"


@pytest.mark.parametrize("word", ["/check", "check"])
def test_whoever_has_only_opened_the_chat_comes_to_it_too(talk: Talk, word: str) -> None:
    talk.start("vi")
    talk.command("check") if word.startswith("/") else talk.say(word)
    said = talk.press("c:0:lang/vi")
    assert "home/check.yes" in said[-1].controls
    press(talk, "yes")
    assert talk.at == "check/interview"


def test_in_the_middle_of_a_report_the_word_is_an_answer_and_nothing_is_lost(talk: Talk) -> None:
    talk.start("en")
    talk.tap("en")
    talk.tap("start")
    talk.tap("missed_support")
    said = talk.command("check")
    assert talk.at == "missed_support/urgent"
    assert said[-1].choices


def test_who_may_not_be_written_to_first_is_not_asked_again(talk: Talk) -> None:
    talk.press("c:0:lang/en")
    press(talk, "yes")
    answer(talk, *ALL_WELL)
    press(talk, "when.never")
    assert row(talk) is None


def wants_help(talk: Talk) -> None:
    """Somebody without a report does a check: no interview, nobody to talk to; and they want help."""
    talk.press("c:0:lang/en")
    press(talk, "yes")
    answer(talk, "no", "no", "none_of_these", "_done", "no", "yes", "yes")


def test_yes_to_help_leads_straight_into_the_report_that_fits(talk: Talk) -> None:
    wants_help(talk)
    assert talk.at == "missed_support/urgent"
    assert talk.answers["topic"] == "missed_support"
    assert cases(talk) == 0


def test_a_report_that_came_of_a_check_takes_its_answers_along(talk: Talk) -> None:
    wants_help(talk)
    file_report(talk, mission="missed_support")
    with talk.database.read() as uow:
        case = uow.cases.of_worker(talk.worker_id)[-1]
        told = uow.checks.of_case(case.id, case.worker_id)
    assert [one["step"] for one in told[0]][:2] == ["check.interview", "check.talk"]


def test_each_check_stands_in_the_process_record_with_its_day_and_what_it_says(talk: Talk) -> None:
    file_report(talk, mission="missed_support", status="ssw1")
    for boss in ("no", "yes"):
        press(talk, "yes")
        answer(talk, "yes", "yes", boss, "yes", "none_of_these", "_done", "no", "_skip", "no")
        talk.clock.advance(timedelta(days=92))
    told = "\n".join(one.text for one in talk.press("c:0:home/paper"))
    boss_in_room = [line for line in told.split("\n\n") if "Was your boss" in line]
    assert ["(fulfilled" in line for line in boss_in_room] == [True, False]
    assert "(not fulfilled" in boss_in_room[1]
    assert "Do you still work at the place" not in told
    assert "Is there something that we should help" not in told


def test_words_in_a_check_go_to_the_people_of_the_case(talk: Talk) -> None:
    file_report(talk)
    press(talk, "yes")
    talk.say("they shouted at me yesterday because I asked for a day off")
    with talk.database.read() as uow:
        case = uow.cases.of_worker(talk.worker_id)[-1]
        assert "shouted" in uow.cases.messages(case.id)[-1]["text"]
    assert talk.at == "check/here"


def test_somewhere_else_by_now_nothing_is_said_of_the_old_place(talk: Talk) -> None:
    file_report(talk)
    press(talk, "yes")
    answer(talk, "no")
    assert talk.at == "check/help"


def test_two_things_that_lead_to_different_reports_are_asked_about() -> None:
    kept, unheard = Given("check.papers", True), Given("check.talk", False)
    assert fitting([kept], {}) == ("something_else", "documents_kept")
    assert fitting([kept, unheard], {}) == ()
    assert fitting([Given("check.boss", True)], {}) == ("missed_support",)


def test_the_web_chat_takes_the_link_that_leads_to_it() -> None:
    assert NewSessionRequest(languages=["vi"], mark="check").mark == "check"
    with pytest.raises(ValidationError):
        NewSessionRequest(languages=["vi"], mark="checks")


def test_a_photo_in_a_check_goes_to_the_people_of_the_case(talk: Talk) -> None:
    file_report(talk)
    press(talk, "yes")
    said = talk.send({"type": "file", "media": "photo", "ref": "photo-1", "size": 1000})
    assert said[0].text == "Kept with your report."
    assert talk.at == "check/here"
    with talk.database.read() as uow:
        case = uow.cases.of_worker(talk.worker_id)[-1]
        assert [file.media for file in uow.attachments.of_case(case.id)] == ["photo"]


def test_whose_chat_goes_on_as_somebody_elses_is_forgotten(talk: Talk) -> None:
    with talk.database.write() as uow:
        gone = uow.workers.create(talk.clock.now())
        uow.checks.ask_at(gone, talk.clock.now(), talk.clock.now())
    round_of(talk, days=1)
    with talk.database.read() as uow:
        assert uow.checks.get(gone) is None
