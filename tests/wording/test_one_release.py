"""Texts are published while people talk: every message is of one release, whole."""

import re
import threading
from pathlib import Path

import pytest

from bot.cli import check
from bot.settings import Settings
from bot.wording.checks.fills import MISSING
from bot.wording.edition import Edition
from bot.wording.finding import Finding, Severity
from bot.wording.publishing import publish
from bot.wording.served import Snapshot
from storage.keys import Keyring
from tests.conversation.talk import Ready, Said, Talk, installed
from tests.transcripts.play import play
from tests.wording.desk import Desk

LOCALES = Path(__file__).parents[2] / "locales"
_MARK = re.compile(r"⟦(\d)⟧")


@pytest.fixture(scope="module")
def ready() -> Ready:
    return installed()


def marked(release: Snapshot, mark: int) -> Snapshot:
    """The same texts, each with a mark by which one can tell the release. Its number stays: nobody swaps it back."""
    texts = {
        language: {
            key: f"{text}⟦{mark}⟧"
            for key in release.subset("en", "")
            if (text := release.find(language, key)) is not None
        }
        for language in release.all_languages
    }
    return Snapshot(release.number, texts, release.reviewed, ready=release.languages)


def test_every_message_of_a_report_is_of_one_release_however_often_texts_are_published(
    ready: Ready, tmp_path: Path
) -> None:
    talk = Talk(ready, tmp_path / "talk")
    releases = [marked(talk._wording.now, number) for number in range(2)]
    done = threading.Event()

    def publish() -> None:
        turn = 0
        while not done.wait(0.0005):
            turn = 1 - turn
            talk._wording._snapshot = releases[turn]

    publisher = threading.Thread(target=publish)
    talk._wording._snapshot = releases[0]
    publisher.start()
    try:
        play(talk, "unpaid_overtime", "vi", details=False)
        talk.wait(days=1)
        talk.staff("accept", "staff-help-desk")
        talk.wait(days=4)
    finally:
        done.set()
        publisher.join()
        talk.close()
    seen = [_releases(said) for said in talk.heard]
    assert {frozenset("0"), frozenset("1")} <= set(seen), "both were read"
    mixed = [said for said, of in zip(talk.heard, seen, strict=True) if len(of) > 1]
    assert not mixed, f"{mixed[0].text} {mixed[0].labels}"


def test_a_text_that_a_conversation_still_asks_stays_though_its_file_has_it_no_more(
    ready: Ready, desk: Desk, tmp_path: Path
) -> None:
    talk = Talk(ready, tmp_path / "talk")
    talk.start("vi")
    before = talk._wording.now.text("vi", "opening.intro.ask")
    with talk.database.write() as uow:
        number = publish(uow, desk.folder, desk.now, frozenset()).number
        held, texts = uow.wording.report(number)["held"], uow.wording.texts(number)
    assert held["opening.intro.ask"] == 1
    assert texts["vi"]["opening.intro.ask"] == before
    assert "common.slower" not in texts["en"], "no question: nobody is in the middle of it"
    assert talk.tap("vi")[-1].text.endswith(before)
    talk.close()


def test_what_is_kept_is_looked_at_again_though_no_file_was_saved_since(
    ready: Ready, desk: Desk, tmp_path: Path
) -> None:
    counts = []
    for phone in ("phone", "another phone"):
        talk = Talk(ready, tmp_path / "talk", phone=phone)
        talk.start("vi")
        with talk.database.write() as uow:
            number = publish(uow, desk.folder, desk.now, frozenset()).number
            counts.append(uow.wording.report(number)["held"]["opening.intro.ask"])
        talk.close()
    assert counts == [1, 2]


def test_a_button_with_the_own_name_of_a_language_is_no_text_that_conversations_hold(
    ready: Ready, desk: Desk, tmp_path: Path
) -> None:
    talk, key = Talk(ready, tmp_path / "talk"), "opening.language.choice.vi"
    talk.start("vi")
    with talk.database.write() as uow:
        edition = Edition.open(uow)
        edition.put("en", key, "Vietnamese")
        before = edition.publish(uow, desk.now, desk.rules, source="files")
        number = publish(uow, desk.folder, desk.now, frozenset()).number
        texts, held = uow.wording.texts, uow.wording.report(number)["held"]
        assert (key in texts(before)["en"], key in texts(number)["en"], key in held) == (True, False, False)
    talk.close()


def test_the_check_says_how_many_conversations_hold_a_removal_back(
    ready: Ready, desk: Desk, tmp_path: Path
) -> None:
    talk = Talk(ready, tmp_path / "talk")
    talk.start("vi")
    given = {"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(talk.folder), "TODOKE_LOCALES_DIR": str(desk.folder)}
    settings = Settings.from_environment(given)
    told = list(check.held_back(settings))
    assert "kept: opening.intro.ask: 1 open conversation still asks it; it goes once they are over." in told
    assert not any("common.slower" in line for line in told), "no question: nobody is in the middle of it"
    assert list(check.held_back(Settings.from_environment(given | {"TODOKE_LOCALES_DIR": str(LOCALES)}))) == []
    talk.close()


def test_without_a_database_the_check_neither_needs_nor_makes_one(tmp_path: Path) -> None:
    settings = Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(tmp_path / "none")})
    assert list(check.held_back(settings)) == []
    assert not (tmp_path / "none").exists()
    away = {"TODOKE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "TODOKE_KEYS_FILE": str(tmp_path / "keys")}
    Keyring.new().save_new(tmp_path / "keys")
    (told,) = check.held_back(Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(tmp_path), **away}))
    assert told.startswith("Whether open conversations hold a removal back could not be seen: ")


def _releases(said: Said) -> frozenset[str]:
    """The releases that the words and buttons of a message come from."""
    return frozenset(_MARK.findall("\n".join((said.text, *said.labels))))


def test_english_that_only_the_console_has_is_said_and_is_no_finding(ready: Ready, desk: Desk, tmp_path: Path) -> None:
    """Somebody has added a question on the page, where its English is asked for, and put the draft into the file."""
    talk = Talk(ready, tmp_path / "talk")
    talk.start("vi")
    keys = ("extra.best_time.ask", "extra.best_time.choice.morning")
    with talk.database.write() as uow:
        edition = Edition.open(uow)
        edition.put("en", keys[0], "When may we call?")
        edition.publish(uow, desk.now, desk.rules, source="console")
    settings = Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(talk.folder)})
    findings = [Finding("en/LC_MESSAGES/worker.po", 9, "en", key, MISSING, "fills", Severity.FINDING) for key in keys]
    left, told = check.written_in_console(settings, findings)
    assert [finding.key for finding in left] == [keys[1]], "what nobody has written yet"
    assert len(told) == 1
    assert re.fullmatch(r"in the console only: extra\.best_time\.ask: untranslated in \d+ languages\.", told[0])
    talk.close()
