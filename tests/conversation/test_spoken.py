"""Texts that a native speaker has spoken: beside the text in the web chat, under it on Telegram."""

from pathlib import Path

from bot.wording import recordings
from bot.wording.edition import Rules
from bot.wording.recordings import Sound
from tests.conversation.talk import TUESDAY, Ready, Talk
from tests.conversation.ways import file_report
from tests.evidence.sounds import ogg
from tests.support.texts import LOCALES

RULES = Rules(frozenset(), LOCALES)


def speak(talk: Talk, key: str, language: str = "en") -> str:
    """Somebody's recording of a text is published; returns its id."""
    with talk.database.write() as uow:
        assert recordings.take(uow, language, key, Sound(ogg(), 2_000), source="console", by=None, now=TUESDAY)
        assert recordings.publish(uow, language, key, None, now=TUESDAY, rules=RULES)
        return str(uow.recordings.of_text(language, key)[0].id)


def test_in_the_web_chat_a_text_has_its_recording_in_its_language_only(ready: Ready, tmp_path: Path) -> None:
    talk = Talk(ready, tmp_path / "talk", "web")
    greeting, topic = speak(talk, "opening.language.ask"), speak(talk, "opening.topic.ask")
    said = talk.start("en", "vi")
    assert said[-1].payload["sounds"] == [{"id": greeting, "lang": "en"}]
    talk.tap("en")
    assert talk.tap("start")[-1].payload["sounds"] == [{"id": topic, "lang": "en"}]
    talk.tap("unpaid_overtime")
    assert "sounds" not in talk.question.payload


def test_the_emergency_card_is_spoken_too_and_only_in_its_language(ready: Ready, tmp_path: Path) -> None:
    talk = Talk(ready, tmp_path / "talk", "web")
    card = speak(talk, "card.emergency")
    talk.start("en")
    talk.tap("en")
    talk.say("he hits me")
    talk.tap("danger/yes")
    [shown] = [s for s in talk.heard if s.kind == "card"]
    assert shown.payload["sounds"] == [{"id": card, "lang": "en"}]
    talk.command("language")
    talk.tap("lang/vi")
    assert "sounds" not in talk.command("help")[0].payload


def test_on_telegram_it_follows_under_its_text_also_when_we_write_first(ready: Ready, tmp_path: Path) -> None:
    talk = Talk(ready, tmp_path / "talk", "telegram")
    topic, asked = speak(talk, "opening.topic.ask"), speak(talk, "case.check_in.ask")
    talk.start("en")
    talk.tap("en")
    assert [(s.type, s.payload.get("id")) for s in talk.tap("start")] == [
        ("bubble", None), ("sound", topic), ("answered", None),
    ]  # fmt: skip
    file_report(talk)
    talk.staff("accept", "staff-help-desk")
    talk.staff("claim_reached", "staff-help-desk", note="By telephone.")
    talk.answer("yes")
    said = talk.wait(days=4)
    at = next(n for n, one in enumerate(said) if "How are you?" in one.text)
    assert (said[at + 1].type, said[at + 1].payload["id"]) == ("sound", asked)
