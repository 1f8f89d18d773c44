"""Posters and cards: one page each in every language, with codes that lead into the chat and tell of nobody."""

import argparse
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cases.eligibility import PartnerDraft, save_partner
from bot.cli import poster
from bot.conversation.posted import mark, opened
from bot.documents import posters
from bot.documents.rendering import bundled, pictures, render
from bot.errors import NotFound, SettingsError
from bot.opening import open_installation
from bot.settings import Settings
from bot.wording.languages import ENDONYMS
from tests.support.texts import texts

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
BASE = "https://todoke.example.org"


def content(language: str, partner: str | None = None) -> dict[str, object]:
    ways = posters.ways(mark(language, partner), BASE, "sample_bot")
    return dict(posters.content(texts(), language, ways, partner))


@pytest.mark.sampled(2)
@pytest.mark.parametrize("language", ENDONYMS)
def test_a_poster_says_everything_in_its_language_on_one_page(language: str) -> None:
    told = content(language, "Sample Union")
    english = content("en")
    own = [told[name] for name in ("title", "answer", "scan", "private")]
    assert all(own)
    assert language == "en" or not set(own) & {english["title"], english["answer"], english["scan"], english["private"]}
    assert [line[:3] for line in told["calls"]] == ["110", "119"]  # type: ignore[attr-defined]  # a list, as the template takes it
    for kind in (posters.POSTER, posters.CARDS):
        assert len(re.findall(rb"/Type */Page\b", render(kind, told, bundled()))) == 1


def test_a_longer_text_is_set_smaller_and_stays_on_its_page() -> None:
    told = content("ja")
    told["private"] = str(told["private"]) * 6
    assert len(pictures(posters.POSTER, told, bundled(), ppi=10)) == 1


def test_the_links_hold_language_and_organisation_and_nothing_else() -> None:
    web, telegram = posters.ways(mark("zh_Hans", "01kz3v9w8xpartnr0"), BASE, "sample_bot")
    assert re.fullmatch(rf"{BASE}/chat#in_zh-Hans_[0-9a-z]{{8}}", web.url)
    assert telegram.url == "https://t.me/sample_bot?start=" + web.url.partition("#")[2]
    assert len(telegram.url.partition("=")[2]) <= 64, "Telegram takes no longer ones"
    event = {"type": "command", "name": "start", "argument": web.url.partition("#")[2], "languages": ["en"]}
    assert opened(event)["languages"] == ["zh_Hans", "en"]


def test_what_no_native_reader_has_checked_says_so() -> None:
    assert content("vi")["draft"] == texts().text("vi", "common.draft_notice")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation that workers reach, with an organisation."""
    made = Settings.from_environment(
        {"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(tmp_path / "data"), "TODOKE_PUBLIC_URL": BASE}
    )
    (tmp_path / "data").mkdir()
    installed = open_installation(made, NOW)
    with installed.database.write() as uow:
        save_partner(uow, PartnerDraft(name="Sample Union", kind="union"), NOW, "01kz3v9w8xsample9")
    installed.database.close()
    return made


def run(settings: Settings, *words: str) -> int:
    parser = argparse.ArgumentParser()
    poster.add(parser.add_subparsers())
    return poster.run(parser.parse_args(["poster", *words]), settings)


@pytest.mark.sampled(0)
def test_the_command_makes_them(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "papers"
    assert run(settings, "--lang", "vi", "--partner", "xsample9", "--out", str(out)) == 0
    assert sorted(path.name for path in out.iterdir()) == ["cards-vi.pdf", "poster-vi.pdf"]
    said = capsys.readouterr().out
    assert f"{BASE}/chat#in_vi_xsample9" in said
    assert "No bot is known" in said
    for wrong in (("--lang", "fr"), ("--partner", "nobody00")):
        with pytest.raises(NotFound):
            run(settings, *wrong, "--out", str(out))


def test_no_code_leads_into_a_chat_without_its_language(settings: Settings, tmp_path: Path) -> None:
    signed_only, out = replace(settings, reviewed_only=True), tmp_path / "papers"  # nobody has signed Vietnamese
    with pytest.raises(NotFound):
        run(signed_only, "--lang", "vi", "--out", str(out), "--bot", "sample_bot")
    assert run(signed_only, "--out", str(out), "--bot", "sample_bot") == 0
    assert sorted(path.name for path in out.iterdir()) == ["cards-en.pdf", "poster-en.pdf"]


def test_without_an_address_that_phones_reach_there_is_no_poster(tmp_path: Path) -> None:
    made = Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(tmp_path)})
    with pytest.raises(SettingsError, match="TODOKE_PUBLIC_URL"):
        run(made)
