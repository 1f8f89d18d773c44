"""Whom a worker can call now."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from flows.law import hotlines
from flows.law.errors import LawDataError
from flows.law.facts import HERE
from flows.law.hotlines import OfficeNow, offices_now
from flows.law.rules import STATUSES

JAPAN = ZoneInfo("Asia/Tokyo")
SATURDAY = datetime(2026, 11, 21, 12, 0, tzinfo=JAPAN)
YEAR = 365
AGES = 20 * YEAR
"""Long enough that every row with a date counts as checked: for what the hours say."""
LANGUAGES = (
    "vi", "id", "ne", "tl", "en", "ja", "my", "km", "zh_Hans", "th", "mn", "pt_BR", "es", "bn", "si", "uz",
)  # fmt: skip


def shown(language: str, status: str, at: datetime = SATURDAY, days: int = AGES) -> dict[str, OfficeNow]:
    return {one.office.id: one for one in offices_now(language, status, at, days)}


def test_110_and_119_are_always_there_and_last() -> None:
    for language in LANGUAGES:
        for status in STATUSES:
            listed = offices_now(language, status, SATURDAY, 0)
            assert [one.office.number for one in listed[-2:]] == ["110", "119"]
            assert all(one.open and not one.may_have_changed for one in listed[-2:])


def test_nobody_is_ever_left_with_emergency_numbers_alone() -> None:
    for language in (*LANGUAGES, "xx"):
        assert len(offices_now(language, "unknown", SATURDAY, 0)) > 4


def test_a_vietnamese_trainee_on_a_saturday_noon() -> None:
    listed = shown("vi", "intern")
    assert listed["labour_hotline_vi"].open
    assert listed["labour_hotline_vi"].closes_at == datetime(2026, 11, 21, 21, 0, tzinfo=JAPAN)
    assert not listed["otit_vi"].open
    # Monday the 23rd is a public holiday.
    assert listed["otit_vi"].opens_at == datetime(2026, 11, 24, 11, 0, tzinfo=JAPAN)


def test_other_workers_are_not_sent_to_the_interns_office() -> None:
    assert not any(name.startswith("otit") for name in shown("vi", "ssw1"))


def test_the_evening_line_has_holiday_hours_on_a_holiday() -> None:
    labour_day = datetime(2026, 11, 23, 9, 30, tzinfo=JAPAN)
    assert shown("en", "ssw1", labour_day)["labour_hotline_en"].open
    assert not shown("en", "ssw1", labour_day + timedelta(days=1))["labour_hotline_en"].open


def test_over_new_year_it_opens_again_on_the_fourth() -> None:
    eve = datetime(2026, 12, 31, 18, 0, tzinfo=JAPAN)
    line = shown("en", "ssw1", eve)["labour_hotline_en"]
    assert not line.open
    assert line.opens_at == datetime(2027, 1, 4, 17, 0, tzinfo=JAPAN)


def test_at_the_closing_minute_it_is_closed() -> None:
    friday = datetime(2026, 11, 20, 21, 59, tzinfo=JAPAN)
    assert shown("vi", "ssw1", friday)["labour_hotline_vi"].open
    assert shown("vi", "ssw1", friday + timedelta(minutes=1))["labour_hotline_vi"].open is False


def test_a_moment_in_another_time_zone_is_the_same_moment() -> None:
    utc = SATURDAY.astimezone(ZoneInfo("UTC"))
    assert offices_now("vi", "intern", utc, YEAR) == offices_now("vi", "intern", SATURDAY, YEAR)
    with pytest.raises(ValueError, match="time zone"):
        offices_now("vi", "intern", SATURDAY.replace(tzinfo=None), YEAR)


def test_nobody_says_open_where_sources_differ_about_the_day() -> None:
    thursday = datetime(2026, 11, 26, 12, 0, tzinfo=JAPAN)
    assert shown("tl", "intern", thursday)["otit_tl"].open is None
    assert shown("tl", "intern", thursday - timedelta(days=2))["otit_tl"].open is True
    assert shown("id", "ssw1", thursday.replace(hour=18))["labour_hotline_id"].open is None


def test_numbers_that_nobody_has_checked_for_too_long_are_hidden() -> None:
    checked = shown("ne", "ssw1", days=YEAR)
    assert "labour_hotline_ne" in shown("ne", "ssw1")
    assert "labour_hotline_ne" not in checked
    assert "houterasu" not in shown("ne", "ssw1"), "its page bears no date"
    assert not checked["immigration_information"].may_have_changed
    assert "web" not in {one.office.kind for one in checked.values()}


def test_pages_come_before_a_line_that_speaks_another_language() -> None:
    listed = offices_now("vi", "ssw1", SATURDAY, 180)
    assert [one.office.kind for one in listed[:2]] == ["web", "web"]
    assert [one.language for one in listed if one.office.kind == "phone"] == ["ja"]
    japanese = offices_now("ja", "ssw1", SATURDAY, 180)
    assert [one.office.kind for one in japanese] == ["phone", "emergency", "emergency"]


def test_on_the_last_day_a_number_is_still_shown() -> None:
    at = datetime(2026, 5, 17, 9, 0, tzinfo=JAPAN) + timedelta(days=180)
    assert "immigration_information" in shown("ne", "ssw1", at, 180)
    assert "immigration_information" not in shown("ne", "ssw1", at + timedelta(days=1), 180)


def test_when_every_number_is_too_old_official_pages_are_named_and_marked() -> None:
    listed = offices_now("vi", "intern", SATURDAY, 30)
    assert {one.office.kind for one in listed} == {"web", "emergency"}
    assert "https://www.support.otit.go.jp/soudan/vi/" in [one.office.url for one in listed]
    assert all(one.may_have_changed for one in listed if one.office.kind != "emergency")


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_without_a_card_always_has_a_way_that_is_no_public_office(language: str) -> None:
    for days in (0, YEAR, AGES):
        listed = offices_now(language, "no_card", SATURDAY, days)
        assert any(not one.explain_first and one.office.kind != "emergency" for one in listed)


def test_somebody_without_a_card_hears_of_public_offices_last_and_with_the_risk() -> None:
    listed = offices_now("ne", "no_card", SATURDAY, AGES)[:-2]
    risks = [one.explain_first for one in listed]
    assert risks == sorted(risks)
    assert not risks[0]
    assert all(one.explain_first is one.office.public for one in listed)
    assert not any(one.explain_first for one in offices_now("ne", "ssw1", SATURDAY, AGES))


def test_without_a_line_in_the_language_english_and_japanese_ones_are_named_as_such() -> None:
    assert {one.language for one in offices_now("my", "ssw1", SATURDAY, AGES)} == {"many", "en", "ja"}
    assert "labour_hotline_en" not in shown("vi", "ssw1")


def test_no_number_is_younger_than_its_page() -> None:
    for office in hotlines.offices():
        if office.kind == "phone":
            assert office.last_verified is None or office.last_verified <= date(2026, 11, 21)
            assert office.basis.sources


@pytest.mark.parametrize(
    "number",
    [
        "0120-004-008", "0120-150-520", "0120-290-922", "0120-336-230", "0120-400-166", "0120-558-815",
        "0120-662-700", "0120-750-880", "0120-022332",
    ],
)  # fmt: skip
def test_numbers_known_to_be_dead_are_not_listed(number: str) -> None:
    digits = number.replace("-", "")
    assert digits not in [(office.number or "").replace("-", "") for office in hotlines.offices()]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("number: 0120-531-406", "number: 120-531-406", "cannot be dialled|not a number that can be dialled"),
        ("languages: [vi]", "langauges: [vi]", "'langauges' is not a known name"),
        ('weekday: ["11:00-19:00"]', 'weekday: ["19:00-11:00"]', "does not end after it begins"),
        ('weekday: ["11:00-19:00"]', 'weekday: ["eleven"]', "must be times"),
        ("days: [wed, fri, sat]", "days: [wed, fri, sut]", "is not a day"),
        ("days: [wed, fri, sat]", "days: []", "at least one day"),
        ("unsure_days: [thu, sat]", "unsure_days: [tue, sat]", "both"),
        ("id: labour_hotline_vi", "id: labour_hotline_tl", "written twice"),
        ("only_for: [intern]", "only_for: [trainee]", "not a known status"),
        ("sources: [S90]", "sources: [S900]", "not in sources.yaml"),
        ("confidence: A-record", "confidence: certain", "must be one of"),
        ("last_verified: 2026-05-17", "last_verified: last May", "must be a date"),
        ("    last_verified: 2026-05-17\n", "", "'last_verified' is missing"),
        ("public: true", "public: yes", "must be one of true, false"),
    ],
)
def test_a_slip_in_the_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = (HERE / "hotlines.yaml").read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "hotlines.yaml"
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    near = text[: text.index(old)].count("\n") + 1
    with pytest.raises(LawDataError, match=says) as refused:
        hotlines.offices(broken)
    assert abs(refused.value.line - near) < 20
    assert str(refused.value).startswith(f"{broken}:{refused.value.line}: ")
