"""What staff wrote while nobody could write to the worker: it is told as soon as the worker is here."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.cases.decline import decline
from bot.cases.reviews import Decision, review
from tests.conversation.talk import DEEDS, Ready, Said, Talk
from tests.conversation.test_asked import asked, happened, text_of
from tests.conversation.ways import file_report

WORDS = "Please come on Friday at 15:00."


def written_in_vain(talk: Talk) -> None:
    """Staff have accepted, and answer when this worker must not be written to."""
    talk.staff("accept", "staff-help-desk")
    talk.clock.advance(hours=1)
    talk.staff("reply", "staff-help-desk", text=WORDS, language="en")
    assert WORDS not in text_of(talk.heard)


@pytest.fixture
def never(ready: Ready, tmp_path: Path) -> Talk:
    """A worker on Telegram who does not want to be written to first: "we only answer you"."""
    talk = Talk(ready, tmp_path / "talk", channel="telegram")
    file_report(talk, write_first="never")
    return talk


def comes(talk: Talk, how: str) -> list[Said]:
    """The worker is here again."""
    match how:
        case "writes":
            return talk.say("Hello, is somebody there?")
        case "looks":
            return talk.command("menu")
        case _:
            return talk.send({"type": "unblocked"})


@pytest.mark.parametrize("how", ["writes", "looks"])
def test_who_is_not_written_to_first_reads_it_when_they_come(never: Talk, how: str) -> None:
    written_in_vain(never)
    assert "words_wait" in happened(never)
    said = text_of(comes(never, how))
    assert "Sample Help Desk (24 November 2026, 11:00):\n" + WORDS in said, "with the day, for Friday may be over"
    assert "words_told" in happened(never)
    assert WORDS not in text_of(never.say("And another thing")), "once"


@pytest.mark.parametrize("how", ["writes", "looks", "unblocks"])
def test_who_had_blocked_the_bot_reads_it_when_they_come_back(ready: Ready, tmp_path: Path, how: str) -> None:
    talk = Talk(ready, tmp_path / "talk", channel="telegram")
    file_report(talk)
    talk.send({"type": "blocked"})
    written_in_vain(talk)
    assert text_of(comes(talk, how)).count(WORDS) == 1
    assert WORDS not in text_of(talk.say("And another thing"))


def test_several_come_in_their_order_and_what_was_asked_comes_after_them(never: Talk) -> None:
    written_in_vain(never)
    never.staff("reply", "staff-help-desk", text="Or on Saturday.", language="en")
    never.staff("claim_reached", "staff-help-desk", note="Spoke on the telephone.")
    said = never.say("Hello, is somebody there?")
    shown = text_of(said)
    assert shown.index(WORDS) < shown.index("Or on Saturday.") < shown.index("they have talked with you")
    assert asked(said[-1:]) == ["yes no"], "a yes is for what stands last"
    never.say("yes")
    assert "reached_confirmed" in happened(never)


def test_a_photo_is_a_word_too(never: Talk) -> None:
    written_in_vain(never)
    said = never.send({"type": "file", "media": "photo", "ref": "a-photo", "size": 120_000})
    assert WORDS in text_of(said)


def test_what_an_organisation_wrote_that_has_given_the_case_back_is_not_told_any_more(
    never: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    written_in_vain(never)
    monkeypatch.setitem(DEEDS, "decline", decline)
    never.staff("decline", "staff-help-desk", reason="full")
    assert WORDS not in text_of(never.say("Hello"))


def test_who_could_be_written_to_reads_nothing_twice(ready: Ready, tmp_path: Path) -> None:
    talk = Talk(ready, tmp_path / "talk", channel="telegram")
    file_report(talk)
    talk.staff("accept", "staff-help-desk")
    talk.staff("reply", "staff-help-desk", text=WORDS, language="en")
    talk.wait(minutes=1)
    assert text_of(talk.heard).count(WORDS) == 1
    talk.say("Thank you")
    talk.command("menu")
    assert text_of(talk.heard).count(WORDS) == 1
    assert "words_wait" not in happened(talk)


def test_the_day_on_which_a_report_is_to_end_stands_where_it_stands(
    never: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(DEEDS, "review", review)
    for _ in range(80):
        never.wait(days=1)
    until = never.clock.business() + timedelta(days=30)
    never.staff("review", "coordinator", decision=Decision.END, until=until, reason="Nobody has heard of them.")
    told = "Your report ends on 14 March 2027, unless you write here before."
    assert told not in text_of(never.heard), "nobody could write to them"
    assert told in text_of(never.command("status"))
    never.say("I am here")
    assert told not in text_of(never.command("status")), "it goes on"
