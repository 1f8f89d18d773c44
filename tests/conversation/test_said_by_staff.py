"""What people of a case say, on the worker's phone: ready answers in the worker's language, free text marked, and the
question about an interpreter."""

from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cases import interpreting
from bot.cases.interpreting_rules import translatable
from bot.cases.ready import ready_answers, send_ready
from bot.wording.blanks import Value
from bot.wording.languages import ENDONYMS
from storage.repositories.access import Viewer
from tests.conversation.talk import DEEDS, Ready, Talk
from tests.conversation.ways import file_report

WHEN: dict[str, Value] = {"date": date(2026, 12, 5), "time": time(18, 30), "place": "Shinjuku Station"}
MEETING = {
    "ne": "Sample Help Desk:\nहामी तपाईंलाई 2026 डिसेम्बर 5 मा 18:30 बजे भेट्न चाहन्छौं। ठाउँ",
    "ja": "Sample Help Desk：\n2026年（ねん）12月（がつ）5日（にち）の午後（ごご）6時（じ）30分（ふん）",
}
NOT_TRANSLATED = {
    "ne": "Sample Help Desk ले यो अंग्रेजी भाषामा लेखेको हो। अनुवाद गरिएको छैन:\nCall me.",
    "ja": "Sample Help Deskが英語（えいご）で書（か）きました。翻訳（ほんやく）していません：\nCall me.",
}


@pytest.fixture(params=["telegram", "web"])
def either(request: pytest.FixtureRequest, ready: Ready, tmp_path: Path) -> Talk:
    """A worker on Telegram, and one in the web chat."""
    return Talk(ready, tmp_path / "talk", channel=request.param)


def _ready(uow: Any, notifier: Any, case_id: str, by: Any, rev: int, now: Any, *, words: Any) -> None:
    meet = next(one for one in ready_answers(words) if one.id == "meet")
    send_ready(uow, notifier, words, case_id, by, now, ready=meet, given=WHEN, dedupe="once")


def _interpreter(uow: Any, notifier: Any, case_id: str, by: Any, rev: int, now: Any, *, person: str) -> None:
    by.role = "lead"
    case = uow.cases.get(case_id)
    item = next(item for item in translatable(uow, case) if item[0] == "message")
    wanted = interpreting.Wanted((item,), False, now + timedelta(days=2), "")
    interpreting.assign(uow, notifier, case_id, by, rev, now, interpreter_id=person, wanted=wanted)


@pytest.fixture(autouse=True)
def deeds(monkeypatch: pytest.MonkeyPatch) -> None:
    """What staff do in these stories besides."""
    monkeypatch.setitem(DEEDS, "ready", _ready)
    monkeypatch.setitem(DEEDS, "interpreter", _interpreter)


def _interprets(talk: Talk) -> str:
    with talk.database.write() as uow:
        person = uow.access.create(
            partner_id=None, role="interpreter", name="Sample interpreter", email="i@todoke.example", locale="en",
            now=talk.clock.now(),
        )
        uow.interpreting.set_profile(person.id, languages=["en", "ne", "ja"], ties=[], paid_by=[], now=talk.clock.now())
        return person.id


def _opens(talk: Talk, staff_id: str) -> bool:
    with talk.database.read() as uow:
        return bool(uow.interpreting.assigned(Viewer(staff_id, None, "interpreter")))


@pytest.mark.parametrize("language", ["ne", "ja"])
def test_the_worker_reads_their_own_language_alone(either: Talk, language: str) -> None:
    file_report(either, language=language)
    either.staff("accept", "staff-help-desk")
    either.staff("ready", "staff-help-desk", words=either.ready.texts)
    said = either.heard[-1]
    assert said.text.startswith(MEETING[language])
    assert "We would like" not in said.text
    assert "gloss" not in said.payload
    either.staff("reply", "staff-help-desk", text="Call me.", language="en")
    assert either.heard[-1].text == NOT_TRANSLATED[language]
    either.staff("reply", "staff-help-desk", text="…", language=language)
    assert either.heard[-1].text in ("Sample Help Desk:\n…", "Sample Help Desk：\n…")


def test_whatever_language_somebody_writes_in_has_a_name_in_the_workers(talk: Talk) -> None:
    """Staff may write in any of the languages."""
    file_report(talk, language="ne")
    talk.staff("accept", "staff-help-desk")
    for language in ENDONYMS:
        talk.staff("reply", "staff-help-desk", text="…", language=language)
        assert "spoken" not in talk.heard[-1].text, language
    names = [{talk._wording.now.find(own, f"spoken.{language}") for language in ENDONYMS} for own in ENDONYMS]
    assert [len(one - {None}) for one in names] == [len(ENDONYMS)] * len(ENDONYMS), "each has one of its own"


@pytest.mark.parametrize(("written", "agrees"), [("yes", True), ("no", False)])
def test_about_an_interpreter_the_worker_is_asked_alone_and_may_type_the_answer(
    either: Talk, written: str, agrees: bool
) -> None:
    file_report(either, language="en")
    either.staff("accept", "staff-help-desk")
    either.say("My boss said next month")
    person = _interprets(either)
    before = len(either.heard)
    either.staff("interpreter", "staff-help-desk", person=person)
    assert all("Sample interpreter" not in said.text for said in either.heard[before:])
    either.say("yes")  # alone
    asked = either.heard[-1]
    assert "May Sample interpreter interpret between you?" in asked.text
    assert "• what you wrote here on 24 November 2026" in asked.text
    assert not _opens(either, person)
    either.say(written)
    assert _opens(either, person) == agrees
    assert ("sees only what was named" in either.heard[-1].text) == agrees


def test_a_worker_who_thinks_better_of_it_ends_it_from_the_status(either: Talk) -> None:
    file_report(either, language="en")
    either.staff("accept", "staff-help-desk")
    either.say("My boss said next month")
    person = _interprets(either)
    assert "home/interpreter" not in " ".join(d for s in either.command("status") for d in s.data)
    either.staff("interpreter", "staff-help-desk", person=person)
    either.say("yes")
    either.say("yes")
    assert _opens(either, person)
    status = either.command("status")
    assert any("An interpreter sees what you agreed to" in said.text for said in status)
    assert "The interpreter sees nothing any more" in either.press("c:0:home/interpreter")[-1].text
    assert not _opens(either, person)
    assert "Nothing was changed" in either.press("c:0:home/interpreter")[-1].text
