"""An operator looks after the keys and the tables."""

import stat
from pathlib import Path

import pytest

from bot.cli import main
from storage.keys import Keyring


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TODOKE_DATA_DIR", str(tmp_path / "var"))
    return tmp_path / "var"


def test_new_keys_are_made_for_their_owner_only_and_never_replaced(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["keys", "new"]) == 0
    path = installation / "keys.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    assert main(["keys", "new"]) == 1
    assert "left as it is" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_showing_keys_names_them_and_shows_none(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["keys", "new"])
    assert main(["keys", "show"]) == 0
    shown = capsys.readouterr().out
    keys = Keyring.load(installation / "keys.json")
    assert f"  {keys.active}  in use" in shown
    assert not any(key.hex() in shown for key in [*keys.wrapping.values(), keys.index_key, keys.sign_key])
    assert (installation / "keys.json").read_text() not in shown


def test_a_keys_file_others_can_read_is_told(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["keys", "new"])
    (installation / "keys.json").chmod(0o644)
    assert main(["keys", "show"]) == 1
    assert "chmod 600" in capsys.readouterr().out


def test_missing_and_damaged_keys_are_one_sentence(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["keys", "show"]) == 1
    installation.mkdir()
    (installation / "keys.json").write_text("{}")
    assert main(["keys", "show"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert all("Restore the keys file that belongs to this database." in line for line in told)


def test_migrating_a_new_installation_makes_tables_and_keys_and_again_changes_nothing(
    database_url: str, installation: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TODOKE_DATABASE_URL", database_url)
    assert main(["migrate"]) == 0
    keys = (installation / "keys.json").read_bytes()
    assert main(["migrate"]) == 0
    assert (installation / "keys.json").read_bytes() == keys
    assert capsys.readouterr().out.count("in the form this program needs") == 2
