"""Coordinators change which questions are asked; who has begun is asked as before."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import questions
from bot.conversation.structures import Structures
from bot.opening import Opened, open_database, open_installation
from bot.settings import Settings
from bot.wiring import build
from flows.engine import step
from flows.events import Start, Tap
from flows.evidence import Given, Says, reading_of, source_of, spoken
from flows.loader import Loaded
from flows.model import Structure
from storage.models import AlarmKind
from tests.conversation.talk import TUESDAY, Ready
from tests.support import tables

LESS = "unpaid_overtime.last_time: {ask: no}\n"
PATH = "unpaid_overtime/last_time"


@pytest.fixture
def opened(ready: Ready, tmp_path: Path) -> Iterator[Opened]:
    """An installation that has been served before."""
    shutil.copytree(ready.folder, tmp_path / "data")
    opened = open_installation(settings(tmp_path), TUESDAY)
    yield opened
    opened.database.close()


def settings(folder: Path, **more: str) -> Settings:
    """Of an installation in this folder."""
    return Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(folder / "data"), **more})


def flows(opened: Opened) -> Loaded:
    """The flows as their files say."""
    assert opened.flows is not None
    return opened.flows


def publish(opened: Opened, content: str) -> Structure:
    """A coordinator publishes these changes."""
    with opened.database.write() as uow:
        return questions.publish(uow, flows(opened), content, "staff-1", TUESDAY)


def is_asked(structure: Structure) -> bool:
    """Whether the question of these stories is."""
    condition = structure.step(PATH)[1].ask_if
    return condition is None or condition.holds({})


def test_who_has_begun_is_asked_as_before_and_who_begins_is_not(opened: Opened) -> None:
    structures = Structures(opened.structure)
    begun = step(structures.current, None, Start(("en",)), TUESDAY).state
    publish(opened, LESS)
    assert is_asked(structures.current), "no process has looked yet"
    assert questions.follow(opened.database, flows(opened), structures)
    assert not questions.follow(opened.database, flows(opened), structures), "nothing new"
    assert not is_asked(structures.current)
    with opened.database.read() as uow:
        theirs = structures.of(uow, opened.structure.hash)
    assert is_asked(theirs)
    assert step(theirs, begun, Tap(begun["visit"], "en"), TUESDAY).state["at"] == "intro"


def test_a_restart_and_another_process_serve_what_was_published(opened: Opened, tmp_path: Path) -> None:
    publish(opened, LESS)
    program = build(settings(tmp_path))
    assert not is_asked(program.conversations.structures.current)
    program.database.close()


def test_what_is_wrong_is_refused_and_changes_nothing(opened: Opened) -> None:
    publish(opened, LESS)
    with pytest.raises(questions.QuestionsHeld, match=r"questions.yaml:1: months can't be left out"):
        publish(opened, "unpaid_overtime.months: {ask: no}")
    with pytest.raises(questions.QuestionsHeld, match=r"questions.yaml:2: "):
        publish(opened, "extra.talk_by:\n\thide: no")
    with opened.database.read() as uow:
        assert questions.published(uow).content == LESS


def test_a_question_without_words_is_not_asked(opened: Opened) -> None:
    with pytest.raises(questions.QuestionsHeld, match=r"The English text extra.best_time.ask is missing"):
        publish(opened, "extra.anything: {add: [{question: best_time, kind: text}]}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of an installation that never had any questions; it has its texts."""
    (tmp_path / "data").mkdir()
    shutil.copyfile(tables.served_file(), tmp_path / "data" / "todoke.db")
    return Path(shutil.copytree(settings(tmp_path).locales_dir, tmp_path / "locales"))


def test_a_file_is_in_force_at_the_first_start_and_waits_afterwards(folder: Path, tmp_path: Path) -> None:
    (folder / "questions.yaml").write_text(LESS)
    mine = settings(tmp_path, TODOKE_LOCALES_DIR=str(folder))
    first = open_installation(mine, TUESDAY)
    assert not is_asked(first.structure)
    with first.database.read() as uow:
        assert questions.waiting(uow, folder) is None
    first.database.close()
    (folder / "questions.yaml").write_text("# nothing\n")
    second = open_installation(mine, TUESDAY)
    assert not is_asked(second.structure)
    with second.database.read() as uow:
        assert questions.waiting(uow, folder) == "# nothing\n"
    second.database.close()


@pytest.mark.sampled(0)
def test_a_faulty_file_at_the_first_start_is_told_and_taken_once_it_is_mended(folder: Path, tmp_path: Path) -> None:
    mine = settings(tmp_path, TODOKE_LOCALES_DIR=str(folder))
    for said, standing, alarms in (("unpaid_overtime.months: {ask: no}", True, 1), (LESS, False, 0)):
        (folder / "questions.yaml").write_text(said)
        opened = open_installation(mine, TUESDAY)
        assert is_asked(opened.structure) is standing
        with opened.database.read() as uow:
            assert len([a for a in uow.system.open_alarms() if a.kind == AlarmKind.FLOWS.value]) == alarms
        opened.database.close()


def test_changes_that_no_longer_fit_the_flows_are_left_out_and_somebody_is_told(opened: Opened, tmp_path: Path) -> None:
    publish(opened, LESS)
    newer = tmp_path / "flows"
    newer.mkdir()
    for path in settings(tmp_path).flows_dir.glob("*.yaml"):
        text = path.read_text()
        if path.name == "unpaid_overtime.yaml":
            text = text.replace("id: last_time", "id: last_times")
        (newer / path.name).write_text(text)
    again = open_installation(settings(tmp_path, TODOKE_FLOWS_DIR=str(newer)), TUESDAY)
    assert again.structure.knows("unpaid_overtime/last_times")
    with again.database.read() as uow:
        [alarm] = [a for a in uow.system.open_alarms() if a.kind == AlarmKind.FLOWS.value]
        assert "questions.yaml:1: There is no question last_time" in str(alarm.details)
        assert questions.published(uow).content == LESS, "nothing a coordinator wrote is lost"
    again.database.close()


def test_what_answers_mean_is_read_beside_the_flows_in_use(opened: Opened, tmp_path: Path) -> None:
    kept = [Given("documents_kept.kept", ["passport"])]
    assert spoken(kept, {})["docs.kept"][0] is Says.DEVIATION
    own = tmp_path / "flows"
    shutil.copytree(settings(tmp_path).flows_dir, own)
    listed = own / "_evidence.yaml"
    changed = listed.read_text().replace("deviation: [passport, residence_card, bank_book]", "deviation: [bank_book]")
    for said in (changed, "no list at all"):  # the last good list serves on
        listed.write_text(said)
        source_of.cache_clear()
        reading_of.cache_clear()  # as at the start of a process
        open_installation(settings(tmp_path, TODOKE_FLOWS_DIR=str(own)), TUESDAY).database.close()
        assert spoken(kept, {}) == {}
        open_database(settings(tmp_path)).close()
        assert spoken(kept, {}) == {}, "a command that prints a paper reads answers as the program that runs does"
    open_installation(settings(tmp_path), TUESDAY).database.close()
    assert spoken(kept, {})["docs.kept"][0] is Says.DEVIATION
