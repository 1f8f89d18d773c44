"""Questions of a case in the chat: typed yes and no, what is shown again, and what is asked only of who is alone."""

from pathlib import Path

import pytest

from storage.models import Offer
from tests.conversation.talk import Ready, Said, Talk
from tests.conversation.ways import file_report, reach

CHANNELS = ("telegram", "web")


@pytest.fixture(params=CHANNELS)
def either(request: pytest.FixtureRequest, ready: Ready, tmp_path: Path) -> Talk:
    """A worker on Telegram, and one in the web chat."""
    return Talk(ready, tmp_path / "talk", channel=request.param)


def messages(talk: Talk) -> list[str]:
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        return [m["text"] for m in uow.cases.messages(case.id) if m["author"] == "worker"]


def happened(talk: Talk) -> list[str]:
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        return [line.kind for line in uow.cases.events(case.id)]


def offer(talk: Talk, partner: str = "help-desk") -> Offer:
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        found = uow.cases.offer(case.id, partner)
        assert found is not None
        return found


def asked(said: list[Said]) -> list[str]:
    """The choices of the case's questions among what was said, one line each."""
    return [" ".join(d.split(":")[2] for d in s.data) for s in said if any(d.startswith("q:") for d in s.data)]


def text_of(said: list[Said]) -> str:
    return "\n".join(s.text for s in said)


def claimed(talk: Talk, language: str) -> None:
    """A partner says that they have reached the worker, who is asked."""
    file_report(talk, language=language)
    talk.staff("accept", "staff-help-desk")
    talk.staff("claim_reached", "staff-help-desk", note="Spoke on the telephone.")


def kept_bubbles(talk: Talk) -> list[dict[str, object]]:
    """What the page of the web chat is made of when it is opened anew."""
    with talk.database.read() as uow:
        return list(uow.web.bubbles(talk.conversation_id, talk.worker_id, 0, 1_000))


@pytest.mark.parametrize("way", ["tapped", "typed"])
def test_a_page_opened_anew_shows_what_was_answered_instead_of_the_buttons(
    ready: Ready, tmp_path: Path, way: str
) -> None:
    talk = Talk(ready, tmp_path / "talk", channel="web")
    claimed(talk, "en")
    talk.answer("yes") if way == "tapped" else talk.say("yes")
    assert "reached_confirmed" in happened(talk)
    (shown,) = [one for one in kept_bubbles(talk) if one["type"] == "answered" and "question" in one]
    (asked_for,) = [one for one in kept_bubbles(talk) if f"q:{shown['question']}:yes" in str(one.get("rows"))]
    assert str(shown["label"]).removeprefix("✓ ") in str(asked_for["rows"])


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("language", "written", "confirmed"),
    [
        ("id", "ya sudah", True), ("id", "belum", False), ("vi", "co roi", True), ("vi", "chưa", False),
        ("ne", "ho", True), ("ne", "छैन", False), ("tl", "opo", True), ("tl", "hindi pa", False),
        ("en", "Yes, we talked", True), ("en", "nope", False), ("ja", "はい", True), ("ja", "いいえ", False),
    ],
)  # fmt: skip
def test_a_typed_answer_counts_and_what_was_understood_is_said(
    talk: Talk, language: str, written: str, confirmed: bool
) -> None:
    claimed(talk, language)
    label = next(s for s in reversed(talk.heard) if any(d.startswith("q:") for d in s.data)).labels[not confirmed]
    said = talk.say(written)
    assert label in said[0].text
    assert ("reached_confirmed" if confirmed else "reached_denied") in happened(talk)
    assert messages(talk) == []


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "ok but nobody came, I am still waiting"),
        ("en", "yes, still waiting"),
        ("id", "sudah, tapi dia tidak datang"),
        ("id", "iya katanya mau telepon besok"),
        ("vi", "rồi, nhưng chưa gặp"),
        ("tl", "oo naghihintay pa rin ako"),
        ("ja", "はい、まだ はなして いません"),
        ("my", "ဟုတ်ကဲ့ မရောက်သေးဘူး"),
    ],
)
def test_a_yes_with_more_behind_it_stops_no_clock_and_the_question_is_shown_again(
    talk: Talk, language: str, written: str
) -> None:
    claimed(talk, language)
    assert asked(talk.say(written)) == ["yes no"]
    assert "reached_confirmed" not in happened(talk)
    assert messages(talk) == [written]
    talk.say("yes")
    assert "reached_confirmed" in happened(talk)


def test_a_yes_after_a_message_of_staff_is_said_to_them_and_stops_no_clock(either: Talk) -> None:
    claimed(either, "en")
    either.wait(minutes=1)
    either.staff("reply", "staff-help-desk", text="明日、電話してもいいですか。", language="ja")
    assert "It is not translated" in either.heard[-1].text
    assert asked(either.say("yes")) == ["yes no"]
    assert "reached_confirmed" not in happened(either)
    assert messages(either) == ["yes"]
    either.say("yes")  # now the question was shown last
    assert "reached_confirmed" in happened(either)


def test_no_and_more_may_answer_what_staff_asked_before_the_question_and_denies_nothing(either: Talk) -> None:
    file_report(either)
    either.staff("accept", "staff-help-desk")
    either.staff("reply", "staff-help-desk", text="May we call you tonight?", language="en")
    either.wait(minutes=1)
    either.staff("claim_reached", "staff-help-desk", note="We wrote to each other.")
    written = "No, please call after 8 tomorrow"
    assert asked(either.say(written)) == ["yes no"]
    assert "reached_denied" not in happened(either)
    assert messages(either) == [written]
    either.say("no, we did not talk")  # nothing of theirs waits for an answer any more
    assert "reached_denied" in happened(either)


def test_an_unclear_text_is_kept_and_shows_the_question_again_once(either: Talk) -> None:
    claimed(either, "en")
    said = either.say("My boss was here today")
    assert asked(said) == ["yes no"]
    assert asked(either.say("He took my card")) == []
    assert messages(either) == ["My boss was here today", "He took my card"]
    either.answer("yes")
    assert "reached_confirmed" in happened(either)


def test_yes_but_is_not_fine(talk: Talk) -> None:
    claimed(talk, "en")
    talk.answer("yes")
    assert asked(talk.wait(days=3)) == ["fine not_fine"]
    assert asked(talk.say("yes but the company pays me nothing since May")) == ["fine not_fine"]
    said = talk.say("no")
    assert "check_in_not_fine" in happened(talk)
    [urgent] = [one for one in said if one.text.startswith("Is it urgent?")]
    assert list(urgent.controls) == ["home/help"]
    assert "110" in talk.tap("home/help")[0].text


def test_a_yes_after_the_question_about_danger_is_the_answer_to_that(talk: Talk) -> None:
    claimed(talk, "en")
    assert "danger/yes" in talk.say("he beats me")[-1].controls
    talk.say("yes")
    assert "reached_confirmed" not in happened(talk)
    assert any(s.kind == "card" for s in talk.heard[-4:])


def test_a_question_that_has_not_gone_out_is_not_answered_by_chance_and_is_shown_now(
    ready: Ready, tmp_path: Path
) -> None:
    talk = Talk(ready, tmp_path / "talk", channel="telegram")
    file_report(talk, write_first="morning")
    talk.clock.advance(hours=2)
    talk.staff("accept", "staff-help-desk")
    talk.staff("claim_reached", "staff-help-desk", note="Spoke on the telephone.")
    said = talk.say("yes")
    assert "reached_confirmed" not in happened(talk)
    assert asked(said) == ["yes no"]
    assert messages(talk) == ["yes"]
    assert asked(talk.wait(days=1)) == [], "it does not come a second time in the morning"


def test_nobody_is_named_on_the_phone_of_who_was_not_alone(either: Talk) -> None:
    said = file_report(either, alone="not_alone")
    assert "Nobody can read what you wrote" in text_of(said)
    assert "is asked to read" not in text_of(said)
    assert "home/alone" in either.heard[-1].controls or any("home/alone" in s.controls for s in said)
    before = len(either.heard)
    either.staff("accept", "staff-help-desk")
    either.wait(minutes=1)
    assert asked(either.heard[before:]) == ["yes no"]
    status = either.command("status")
    assert "Sample" not in text_of(either.heard[before:]) + text_of(status)
    assert "cannot read what you wrote" in text_of(status)
    assert "home/alone" in {c for s in status for c in s.controls}
    either.answer("no")
    said = either.tap("home/alone")
    assert "Sample Help Desk" in text_of(said)
    either.say("yes")
    assert offer(either).consented


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("vi", "gio toi o mot minh roi"), ("id", "sekarang saya sendirian"), ("ne", "ahile ma eklai chu"),
        ("tl", "mag-isa na ako"), ("en", "I'm alone now"), ("ja", "今一人です"),
    ],
)  # fmt: skip
def test_who_writes_that_they_are_alone_is_asked_who_may_read(talk: Talk, language: str, written: str) -> None:
    file_report(talk, language=language, alone="not_alone")
    said = talk.say(written)
    assert asked(said) == ["yes out0 out1 out2 no"]
    assert "Sample Help Desk" in text_of(said)
    assert "2026" in text_of(said), "and by when the first has to answer"
    talk.answer("yes")
    assert offer(talk).consented
    assert messages(talk) == []


def test_any_message_after_not_alone_offers_the_question(either: Talk) -> None:
    file_report(either, alone="not_alone")
    said = either.say("They pay me nothing for the night")
    assert asked(said) == ["yes no"]
    assert "Sample" not in text_of(said)
    assert "Sample Help Desk" in text_of(either.say("yes"))
    assert asked(either.say("who are they")) == ["yes out0 out1 out2 no"], "unclear: the list once more"
    either.clock.advance(hours=3)
    said = either.say("I was at work")
    assert asked(said) == ["yes no"], "hours later it is first asked again whether they are alone"
    assert "Sample" not in text_of(said)


@pytest.mark.parametrize("comes_back", ["unblocks", "writes", "status"])
def test_after_blocking_the_question_comes_again_and_the_case_goes_on(
    ready: Ready, tmp_path: Path, comes_back: str
) -> None:
    talk = Talk(ready, tmp_path / "talk", channel="telegram")
    file_report(talk, language="en", alone="not_alone")
    talk.send({"type": "blocked"})
    talk.staff("accept", "staff-help-desk")
    talk.clock.advance(hours=1)
    match comes_back:
        case "unblocks":
            said = talk.send({"type": "unblocked"})
            assert asked(said) == ["yes no"]
            talk.say("yes")
        case "writes":
            said = talk.say("Hello, I am here")
            assert asked(said) == ["yes no"]
            talk.say("yes")
        case _:
            said = talk.command("status")
            assert "will read" not in text_of(said)
            talk.tap("home/alone")
    talk.answer("yes")
    assert offer(talk).consented


def test_a_question_that_could_not_be_put_is_put_when_the_worker_is_back(ready: Ready, tmp_path: Path) -> None:
    talk = Talk(ready, tmp_path / "talk", channel="telegram")
    file_report(talk)
    talk.staff("accept", "staff-help-desk")
    talk.send({"type": "blocked"})
    talk.staff("claim_reached", "staff-help-desk", note="Spoke on the telephone.")
    assert asked(talk.send({"type": "unblocked"})) == ["yes no"]
    talk.say("yes")
    assert "reached_confirmed" in happened(talk)


@pytest.mark.parametrize(("status", "topic"), [("ssw1", "unpaid_overtime"), ("ssw1", "job_loss")])
def test_the_list_says_by_when_the_first_has_to_answer_and_that_day_holds(
    talk: Talk, status: str, topic: str
) -> None:
    question = reach(talk, "partners", mission=topic, status=status)
    line = next(line for line in question.text.split("\n") if line.startswith("If Sample Help Desk"))
    assert "may we ask Sample Union" in line
    until = line.split(" by ")[1].split(", may we")[0]
    said = file_report(talk, mission=topic)
    assert until in next(s.text for s in [*talk.heard, *said] if "is asked to read your report" in s.text)
