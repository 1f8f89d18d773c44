"""Somebody has saved a flow, a text or a word list with a mistake, or lost the keys, and starts the program."""

import asyncio
import shutil
import signal
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import main
from bot.opening import open_installation
from bot.settings import INSTALLATION, Settings
from storage.keys import Keyring
from tests.crash.installation import database_of
from tests.support import tables
from tests.support.begun import begin
from tests.support.program import Program

FEW = ("en", "vi", "ne", "tl", "id", "es", "uz")
"""Languages that are served here: five have a file with a mistake at some time."""
PO = Path("LC_MESSAGES", "worker.po")
WORDS = "\nyes: ["
QUOTE = '"'
GREETING = 'msgstr "Xin chào. Bạn hãy chọn ngôn ngữ."'
STEP, SAID = "\n  - ", "\nmsgstr"
"""How what is named by its line begins in a flow, and in a file of texts."""
Place = str
"""File and line that are named."""
Out = pytest.CaptureFixture[str]


def put(path: Path, before: str, after: str, *, beyond: Sequence[str] = (), begins: str = "\n") -> int:
    """Write something else in a file where it first stands ``beyond`` these, one after the other; returns the line, or
    that of what ``begins`` before it."""
    text, at = path.read_text("utf-8"), 0
    for mark in (*beyond, before):
        at = text.index(mark, at)
    path.write_text(text[:at] + after + text[at + len(before) :], "utf-8")
    return text[: text.rindex(begins, 0, at)].count("\n") + begins.count("\n") + 1


def flow_with_a_typo(folder: Path) -> Place:
    path = folder / "flows" / "job_loss.yaml"
    return f"job_loss.yaml:{put(path, 'kind: choice', 'kind: choise', begins=STEP)}: "


def flow_that_asks_for_what_nobody_answered(folder: Path) -> Place:
    """Its form is right; only the rules see it."""
    path = folder / "flows" / "unpaid_overtime.yaml"
    return f"unpaid_overtime.yaml:{put(path, '{var: pay_form,', '{var: pay_fromm,')}: "


def flow_that_is_no_yaml(folder: Path) -> Place:
    path = folder / "flows" / "opening.yaml"
    path.write_text(path.read_text("utf-8") + "\n  - {id: x, kind: [", "utf-8")
    return f"opening.yaml:{len(path.read_text('utf-8').splitlines()) + 1}: "


def flow_that_is_gone(folder: Path) -> Place:
    (folder / "flows" / "about_you.yaml").unlink()
    return ".yaml:"


def text_with_a_broken_placeholder(folder: Path) -> Place:
    path = folder / "locales" / "ne" / PO
    line = put(path, "{limit}", "{limti}", beyond=('msgctxt "common.file_too_large"', "msgstr"), begins=SAID)
    return f"ne/{PO}:{line}: "


def text_without_its_last_sign(folder: Path) -> Place:
    path = folder / "locales" / "vi" / PO
    return f"vi/{PO}:{put(path, GREETING, GREETING.removesuffix(QUOTE))}: "


def text_file_cut_off(folder: Path) -> Place:
    path = folder / "locales" / "id" / PO
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b'msgstr "', 0, len(data) // 2) + 15])
    return f"id/{PO}:{len(path.read_bytes().splitlines())}: "


def text_file_of_another_encoding(folder: Path) -> Place:
    path = folder / "locales" / "tl" / PO
    path.write_bytes(path.read_bytes() + '\nmsgctxt "x"\nmsgid "é"\nmsgstr "é"\n'.encode("latin-1"))
    return f"tl/{PO}:{path.read_bytes().count(bytes([10])) - 1}: "


def word_list_with_a_typo(folder: Path, language: str = "ne") -> Place:
    path = folder / "locales" / language / "lexicon.yaml"
    return f"{language}/lexicon.yaml:{put(path, WORDS, WORDS.replace('yes', 'yess')) + 1}: "


FLOWS: dict[str, Callable[[Path], Place]] = {
    "typo": flow_with_a_typo, "unset": flow_that_asks_for_what_nobody_answered, "no yaml": flow_that_is_no_yaml,
    "gone": flow_that_is_gone,
}  # fmt: skip
TEXTS = (
    text_with_a_broken_placeholder, text_without_its_last_sign, text_file_cut_off, text_file_of_another_encoding,
    word_list_with_a_typo,
)  # fmt: skip


def whole(folder: Path) -> None:
    """The flows and texts as they should be."""
    shutil.copytree(INSTALLATION / "flows" / "definitions", folder / "flows", dirs_exist_ok=True)
    for language in FEW:
        shutil.copytree(INSTALLATION / "locales" / language, folder / "locales" / language, dirs_exist_ok=True)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the flows and texts, to be broken; the program brings none beside them."""
    monkeypatch.setattr("bot.opening.INSTALLATION", tmp_path)
    whole(tmp_path)
    return tmp_path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Commands work on an installation in this folder; there is nothing yet."""
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setenv("TODOKE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TODOKE_DEMO", "0")
    yield tmp_path / "data"
    signal.signal(signal.SIGTERM, before)


def refused(out: Out) -> str:
    """Start, which ends at once; all that was said."""
    assert main(["serve"]) == 1
    said = out.readouterr()
    told = said.out + said.err
    assert "Traceback" not in told
    return told


@pytest.mark.parametrize("what", FLOWS)
def test_a_broken_flow_on_the_first_start_is_refused_with_its_line(
    files: Path, here: Path, what: str, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    place = FLOWS[what](files)
    begin(here)
    monkeypatch.setenv("TODOKE_FLOWS_DIR", str(files / "flows"))
    assert place in refused(capsys)


def test_an_english_word_list_that_was_never_good_stops_the_first_start_with_its_line(
    files: Path, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    place = word_list_with_a_typo(files, "en")
    here.mkdir()
    shutil.copyfile(tables.migrated_file(), here / "todoke.db")
    monkeypatch.setenv("TODOKE_LOCALES_DIR", str(files / "locales"))
    assert place in refused(capsys)


def start_once(one: Program) -> None:
    """Take everything in as a start does, and end."""
    env = {k: v for k, v in one.environment.items() if k.startswith("TODOKE_")}
    open_installation(Settings.from_environment(env), datetime.now(UTC)).database.close()


def alarms(one: Program) -> set[str]:
    """What is alarmed about."""
    with database_of(one) as database, database.read() as uow:
        return {alarm.kind for alarm in uow.system.open_alarms()}


def texts(one: Program) -> dict[str, dict[str, str]]:
    """All texts that are served."""
    with database_of(one) as database, database.read() as uow:
        return {language: dict(own) for language, own in uow.wording.texts(uow.wording.newest_number()).items()}


@pytest.mark.slow
@pytest.mark.anyio
@pytest.mark.timeout(300)
async def test_what_is_broken_later_is_told_and_the_last_good_one_serves_on(files: Path, free_port: int) -> None:
    """All but one list of words were good at the first start; that one closes its language, and no other."""
    one = Program(
        files / "data", free_port, FLOWS_DIR=str(files / "flows"), LOCALES_DIR=str(files / "locales"), DEMO="1"
    )
    never_good = word_list_with_a_typo(files, "uz")
    start_once(one)
    good = texts(one)
    assert alarms(one) == {"texts_broken"}
    flows = [FLOWS[name](files) for name in ("typo", "no yaml")]
    held_back = [*(spoil(files) for spoil in TEXTS), never_good]

    def says(language: str, *given: str) -> str:
        """What somebody new who writes this reads."""
        return one.run("chat", "--new", "--lang", language, given="".join(f"{line}\n" for line in given)).stdout

    def serves_on() -> None:
        assert one.get("/chat")[0] == 200
        assert "Bắt đầu" in says("vi"), "the last good texts"
        assert "Empezar" in says("es"), "nobody else's texts"
        assert "Boshlash" not in says("uz"), "never good"
        assert "What is your problem about?" in says("en", "1"), "the last good flows"
        # start, unpaid overtime, afraid, and then the hours in words
        assert "45 देखि 60" in says("ne", "1", "1", "2", "sathi ghanta"), "the last good list of words"

    try:
        await asyncio.to_thread(one.start, 60)
        await asyncio.to_thread(serves_on)
        one.stop()
        told = one.log.read_text("utf-8")
    finally:
        one.kill()
    for place in (*flows, *held_back):
        assert place in told
    assert "the last good ones serve on" in told
    assert texts(one) == good, "every language serves on with its last good texts"
    assert {"flows_broken", "texts_broken"} <= alarms(one)

    shutil.copytree(INSTALLATION / "flows" / "definitions", files / "flows", dirs_exist_ok=True)
    checked = await asyncio.to_thread(one.run, "check")
    assert checked.returncode == 1
    for place in held_back:
        assert place in checked.stdout
    whole(files)
    start_once(one)
    assert alarms(one).isdisjoint({"flows_broken", "texts_broken"})


def test_with_keys_of_another_installation_it_is_not_opened(here: Path, capsys: Out) -> None:
    begin(here)
    assert main(["cases"]) == 0
    Keyring.new().save(here / "keys.json")
    assert "belongs to another installation" in refused(capsys)


def test_a_damaged_keys_file_is_one_sentence(here: Path, capsys: Out) -> None:
    begin(here)
    assert main(["cases"]) == 0
    (here / "keys.json").write_text("{}")
    assert "Restore the keys file that belongs to this database." in refused(capsys)


def test_a_database_file_that_is_none_is_one_sentence(here: Path, capsys: Out) -> None:
    here.mkdir()
    Keyring.new().save(here / "keys.json")
    (here / "todoke.db").write_bytes(b"this is no database" * 500)
    assert "todoke.db" in refused(capsys)


def test_a_database_that_is_not_there_is_one_sentence(
    here: Path, free_port: int, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"postgresql://nobody:secret-word@127.0.0.1:{free_port}/none"
    monkeypatch.setenv("TODOKE_DATABASE_URL", url)
    told = refused(capsys)
    assert "can't be reached" in told
    assert "secret-word" not in told
    assert not (here / "keys.json").exists()
