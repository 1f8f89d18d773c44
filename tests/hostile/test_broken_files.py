"""Somebody has saved a flow or a text with a mistake, or lost the keys, and starts the program."""

import asyncio
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import INSTALLATION
from tests.crash.installation import database_of
from tests.support.program import Program

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300), pytest.mark.slow]

Break = Callable[[Path], None]


def flow_with_a_typo(folder: Path) -> None:
    path = folder / "flows" / "unpaid_overtime.yaml"
    path.write_text(path.read_text("utf-8").replace("kind: choice", "kind: choise", 1), "utf-8")


def flow_that_asks_for_what_nobody_answered(folder: Path) -> None:
    """Its form is right; only the rules see it."""
    path = folder / "flows" / "unpaid_overtime.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("{var: pay_form,", "{var: pay_fromm,", 1), "utf-8")


def flow_that_is_no_yaml(folder: Path) -> None:
    path = folder / "flows" / "opening.yaml"
    path.write_text(path.read_text("utf-8") + "\n  - {id: x, kind: [", "utf-8")


def flow_that_is_gone(folder: Path) -> None:
    (folder / "flows" / "about_you.yaml").unlink()


def text_with_a_broken_placeholder(folder: Path) -> None:
    path = folder / "locales" / "ne" / "LC_MESSAGES" / "worker.po"
    text = path.read_text("utf-8")
    at = text.index("{limit}", text.index('msgctxt "common.file_too_large"') + 1)
    end = text.index("{limit}", at + 1)  # the first is the English
    path.write_text(text[:end] + "{limti}" + text[end + len("{limit}") :], "utf-8")


def text_file_cut_off(folder: Path) -> None:
    path = folder / "locales" / "vi" / "LC_MESSAGES" / "worker.po"
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b'msgstr "', 0, len(data) // 2) + 15])


def text_file_of_another_encoding(folder: Path) -> None:
    path = folder / "locales" / "tl" / "LC_MESSAGES" / "worker.po"
    path.write_bytes(path.read_bytes() + "\nmsgctxt \"x\"\nmsgid \"é\"\nmsgstr \"é\"\n".encode("latin-1"))


FLOWS = {"typo": (flow_with_a_typo, "unpaid_overtime.yaml:"), "no yaml": (flow_that_is_no_yaml, "opening.yaml:"),
         "unset": (flow_that_asks_for_what_nobody_answered, "unpaid_overtime.yaml:"),
         "gone": (flow_that_is_gone, ".yaml:")}  # fmt: skip
TEXTS = {"placeholder": (text_with_a_broken_placeholder, "worker.po:", "ne"),
         "cut off": (text_file_cut_off, "worker.po:", "vi"),
         "encoding": (text_file_of_another_encoding, "worker.po:", "tl")}  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the flows and texts, to be broken."""
    shutil.copytree(INSTALLATION / "flows" / "definitions", tmp_path / "flows")
    shutil.copytree(INSTALLATION / "locales", tmp_path / "locales")
    return tmp_path


def program(files: Path, port: int) -> Program:
    """A program that serves these files."""
    return Program(
        files / "data", port, FLOWS_DIR=str(files / "flows"), LOCALES_DIR=str(files / "locales")
    )


async def ends(one: Program) -> int:
    """Start it and wait for its end."""
    one.spawn()
    assert one.process is not None
    try:
        return await asyncio.to_thread(one.process.wait, 60)
    except subprocess.TimeoutExpired:
        one.kill()
        raise


@pytest.mark.parametrize("what", FLOWS)
async def test_a_broken_flow_on_the_first_start_is_refused_with_its_line(
    files: Path, free_port: int, what: str
) -> None:
    spoil, place = FLOWS[what]
    spoil(files)
    one = program(files, free_port)
    assert await ends(one) == 1
    assert place in one.output()
    assert "Traceback" not in one.output()


async def test_what_is_broken_later_is_told_and_the_last_good_one_serves_on(files: Path, free_port: int) -> None:
    one = program(files, free_port)
    await asyncio.to_thread(one.start, 60)
    one.stop()
    whole = texts(one)
    for name, (spoil, _) in FLOWS.items():
        if name != "gone":
            spoil(files)
    for spoil, _, _ in TEXTS.values():
        spoil(files)
    one.log.unlink()
    try:
        await asyncio.to_thread(one.start, 60)
        assert one.get("/chat")[0] == 200
        one.stop()
        told = one.output()
    finally:
        one.kill()
    for _, place in FLOWS.values():
        assert place in told
    for _, place, language in TEXTS.values():
        assert f"{language}/LC_MESSAGES/{place}" in told
    assert texts(one) == whole, "every language serves on with its last good texts"
    with database_of(one) as database, database.read() as uow:
        assert {"flows_broken", "texts_broken"} <= {alarm.kind for alarm in uow.system.open_alarms()}
        assert uow.system.fact("structure") is not None
    shutil.copytree(INSTALLATION / "flows" / "definitions", files / "flows", dirs_exist_ok=True)
    shutil.copytree(INSTALLATION / "locales", files / "locales", dirs_exist_ok=True)
    await asyncio.to_thread(one.start, 60)
    one.stop()
    with database_of(one) as database, database.read() as uow:
        assert {a.kind for a in uow.system.open_alarms()}.isdisjoint({"flows_broken", "texts_broken"})


def texts(one: Program) -> dict[str, int]:
    """Language → how many texts are served."""
    with database_of(one) as database, database.read() as uow:
        served = uow.wording.texts(uow.wording.newest_number())
        return {language: len(keys) for language, keys in served.items()}


async def test_without_its_keys_a_database_with_data_is_not_opened(tmp_path: Path, free_port: int) -> None:
    """New keys would be of no use: nothing could be read, and what is written could not be read with the old ones."""
    one = Program(tmp_path / "data", free_port)
    await asyncio.to_thread(one.start, 60)
    one.stop()
    keys = (tmp_path / "data" / "keys.json").rename(tmp_path / "elsewhere.json")
    assert await ends(one) == 1
    assert "keys.json is missing" in one.output()
    assert not (tmp_path / "data" / "keys.json").exists()
    keys.rename(tmp_path / "data" / "keys.json")
    await asyncio.to_thread(one.start, 60)
    one.stop()


async def test_with_keys_of_another_installation_it_is_not_opened(tmp_path: Path, free_port: int) -> None:
    one, other = Program(tmp_path / "one", free_port), Program(tmp_path / "other", free_port)
    for each in (one, other):
        with database_of(each):
            pass
    shutil.copy(tmp_path / "other" / "keys.json", tmp_path / "one" / "keys.json")
    assert await ends(one) == 1
    assert "belongs to another installation" in one.output()


async def test_a_damaged_keys_file_is_one_sentence(tmp_path: Path, free_port: int) -> None:
    one = Program(tmp_path / "data", free_port)
    with database_of(one):
        pass
    (tmp_path / "data" / "keys.json").write_text("{}")
    assert await ends(one) == 1
    assert "Restore the keys file that belongs to this database." in one.output()


async def test_a_database_file_that_is_none_is_one_sentence(tmp_path: Path, free_port: int) -> None:
    one = Program(tmp_path / "data", free_port)
    with database_of(one):
        pass
    (tmp_path / "data" / "todoke.db").write_bytes(b"this is no database" * 500)
    for name in ("todoke.db-wal", "todoke.db-shm"):
        (tmp_path / "data" / name).unlink(missing_ok=True)
    assert await ends(one) == 1
    assert "todoke.db" in one.output()
    assert "Traceback" not in one.output()


async def test_a_database_that_is_not_there_is_one_sentence(tmp_path: Path, free_port: int) -> None:
    url = f"postgresql://nobody:secret-word@127.0.0.1:{free_port}/none"
    one = Program(tmp_path / "data", free_port, database_url=url)
    assert await ends(one) == 1
    assert "can't be reached" in one.output()
    assert "secret-word" not in one.output()
    assert not (tmp_path / "data" / "keys.json").exists()
