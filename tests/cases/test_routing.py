"""Who can be asked, and in which order."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.cases.eligibility import PartnerDraft, check_partner
from bot.cases.errors import ConflictOfInterest, PartnerInvalid
from bot.cases.names import same_body
from bot.cases.need import need_from
from bot.cases.routing import Need, ranked
from storage.models import Partner

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
NEED = Need("unpaid_overtime", "13", "ne")


def partner(name: str, kind: str = "ngo", **fields: Any) -> Partner:
    usual: dict[str, Any] = {"topics": ["all"], "prefectures": ["all"], "languages": ["all"], "ties": []}
    return Partner(id=name, name=name, kind=kind, created_at=NOW, **{**usual, **fields})


def order(need: Need, *partners: Partner, load: dict[str, int] | None = None) -> list[str]:
    return [p.id for p in ranked(partners, need, load or {})]


def test_who_speaks_the_language_comes_first_and_the_others_still_come() -> None:
    assert order(NEED, partner("a", languages=["vi"]), partner("b", languages=["ne", "en"])) == ["b", "a"]


def test_another_topic_or_region_is_not_asked() -> None:
    asked = order(
        NEED, partner("a", topics=["job_loss"]), partner("b", prefectures=["27"]),
        partner("c", topics=["unpaid_overtime"], prefectures=["13"]),
    )  # fmt: skip
    assert asked == ["c"]


def test_an_unknown_region_leaves_nobody_out() -> None:
    assert order(Need("unpaid_overtime", None, "ne"), partner("a", prefectures=["27"])) == ["a"]


def test_who_is_near_comes_before_who_is_everywhere() -> None:
    assert order(NEED, partner("a"), partner("b", prefectures=["13"])) == ["b", "a"]


def test_claiming_pay_is_for_unions_and_lawyers_first() -> None:
    kinds = [partner("ngo"), partner("union", "union"), partner("lawyer", "lawyer"), partner("office", "public")]
    assert order(NEED, *kinds) == ["ngo", "union", "lawyer", "office"]
    pay = Need("unpaid_overtime", "13", "ne", want=("pay",))
    assert order(pay, *kinds) == ["union", "lawyer", "ngo", "office"]


def test_without_a_valid_card_public_offices_are_not_offered() -> None:
    need = Need("unpaid_overtime", "13", "ne", without_card=True)
    assert order(need, partner("office", "public"), partner("lawyer", "lawyer"), partner("ngo")) == ["ngo", "lawyer"]


def test_who_is_full_is_not_asked_and_who_has_fewer_cases_comes_first() -> None:
    partners = (partner("a", capacity=2), partner("b"), partner("c"))
    assert order(NEED, *partners, load={"a": 2, "b": 5, "c": 1}) == ["c", "b"]


def test_rank_decides_when_all_else_is_equal() -> None:
    assert order(NEED, partner("a", rank=20), partner("b", rank=10)) == ["b", "a"]


def test_inactive_ones_are_not_asked() -> None:
    assert order(NEED, partner("a", active=False)) == []


def test_who_is_tied_to_a_body_that_was_named_is_not_asked() -> None:
    need = Need("unpaid_overtime", "13", "ne", names=("株式会社 みどり食品",))
    tied = partner("tied", ties=["みどり食品"])
    assert order(need, tied, partner("midori", name_ja="みどり食品"), partner("free")) == ["free"]
    assert order(NEED, tied) == ["tied"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Green Foods Co., Ltd.", "green foods", True),
        ("ＧＲＥＥＮ　ＦＯＯＤＳ", "Green Foods Inc", True),
        ("Nghiệp đoàn Đông Á", "nghiep doan dong a", True),
        ("Green Foods Tokyo", "green foods", True),
        ("Sun", "Sunrise Farm", False),  # three letters are too few to be sure
        ("", "", False),
        ("株式会社", "有限会社", False),
    ],
)
def test_names_are_compared_as_people_write_them(one: str, other: str, same: bool) -> None:
    assert same_body(one, other) is same


def test_the_need_is_read_from_the_answers() -> None:
    answers = {
        "prefecture": "13", "want": "pay", "status_other": "no_card", "support_name": "Blue Support",
        "broker": {"skipped": "unknown"}, "who_pays": " ",
    }  # fmt: skip
    need = need_from(answers, "job_loss", "vi")
    assert need == Need("job_loss", "13", "vi", names=("Blue Support",), want=("pay",), without_card=True)
    assert need_from({"prefecture": {"skipped": "unknown"}}, "job_loss", "vi").prefecture is None


@pytest.mark.parametrize("kind", ["employer", "registered_support", "supervising", "sending", "recruiting"])
def test_bodies_with_an_interest_are_refused_as_partners(kind: str) -> None:
    with pytest.raises(ConflictOfInterest, match="can't be a partner"):
        check_partner(PartnerDraft(name="Body", kind=kind))


def test_and_so_are_those_they_pay() -> None:
    with pytest.raises(ConflictOfInterest, match="paid by"):
        check_partner(PartnerDraft(name="Friends", kind="ngo", paid_by=("supervising",)))


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (PartnerDraft(name="A", kind="club"), "there are ngo, union, lawyer, public"),
        (PartnerDraft(name=" ", kind="ngo"), "no name"),
        (PartnerDraft(name="A", kind="ngo", capacity=-1), "capacity"),
        (PartnerDraft(name="A", kind="ngo", duty={"mon": [["17:00", "09:00"]]}), "mon"),
    ],
)
def test_what_can_not_be_read_is_refused_with_the_reason(draft: PartnerDraft, says: str) -> None:
    with pytest.raises(PartnerInvalid, match=says):
        check_partner(draft)
