"""Which minimum wage holds where and when."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from flows.law import wages
from flows.law.errors import LawDataError
from flows.law.facts import HERE
from flows.law.wages import NotCovered, Wage, minimum_wage


def yen(prefecture: str, on: date) -> int:
    found = minimum_wage(prefecture, on)
    assert isinstance(found, Wage)
    return found.yen


def why_not(prefecture: str, on: date) -> str:
    found = minimum_wage(prefecture, on)
    assert isinstance(found, NotCovered)
    return found.reason


def test_tokyo_changes_on_the_first_of_october_2026() -> None:
    assert yen("13", date(2026, 9, 30)) == 1226
    assert yen("13", date(2026, 10, 1)) == 1280


def test_three_prefectures_are_still_on_the_old_rate_on_21_november_2026() -> None:
    today = date(2026, 11, 21)
    old = [code for code in wages.table().wages if yen(code, today) == wages.table().wages[code][0].yen]
    assert old == ["03", "43", "47"]  # Iwate, Kumamoto, Okinawa


def test_akita_changed_for_2025_only_at_the_end_of_march_2026() -> None:
    assert why_not("05", date(2026, 3, 30)) == "before_data"
    assert yen("05", date(2026, 3, 31)) == 1031


def test_years_nobody_entered_are_not_guessed() -> None:
    assert why_not("13", date(2024, 10, 1)) == "before_data"
    assert yen("13", date(2027, 9, 30)) == 1280
    assert why_not("13", date(2027, 10, 1)) == "after_data"


@pytest.mark.parametrize("code", ["00", "48", "1", "", "Tokyo", "１３"])
def test_an_unknown_prefecture_is_said_to_be_unknown(code: str) -> None:
    assert why_not(code, date(2026, 11, 21)) == "unknown_prefecture"


def test_every_prefecture_names_its_source() -> None:
    for code in (f"{number:02d}" for number in range(1, 48)):
        found = minimum_wage(code, date(2026, 12, 31))
        assert isinstance(found, Wage)
        assert found.basis.firm
        assert found.basis.sources


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("minimum_wage.csv", "minimum_wage.source.yaml"):
        shutil.copy(HERE / name, tmp_path / name)
    return tmp_path / "minimum_wage.csv"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("1226,2025-10-03", "12260,2025-10-03", 14, "plausible"),
        ("1226,2025-10-03", "1226,3.10.2025", 14, "not a date"),
        ("2025-10-03,1280", "2025-10-03,1180", 14, "never fallen"),
        ("1280,2026-10-01", "1280,2025-10-01", 14, "come after"),
        ("13,東京都", "12,東京都", 14, "written twice"),
        ("13,東京都", "53,東京都", 14, "prefecture's code"),
        (",1280,2026-10-01", "", 14, "7 columns"),
        ("fy2026_yen", "fy2027_yen", 1, "columns"),
    ],
)
def test_a_slip_in_the_table_is_refused_with_its_line(
    copy: Path, old: str, new: str, line: int, says: str
) -> None:
    text = copy.read_text(encoding="utf-8")
    assert old in text
    copy.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(LawDataError, match=says) as refused:
        wages.table(copy)
    assert (refused.value.path, refused.value.line) == (copy, line)


def test_a_missing_prefecture_is_refused(copy: Path) -> None:
    rows = copy.read_text(encoding="utf-8").splitlines()
    copy.write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")
    with pytest.raises(LawDataError, match="47 prefectures, not 46"):
        wages.table(copy)
