"""Records of the accepting side: an employer spelled four ways is found, a mistyped number asked back, nothing is lost
when two records are merged and taken apart again."""

from __future__ import annotations

import re

import pytest

from bot.compliance.corporate_number import check_digit, corporate_number
from bot.compliance.errors import NumberInvalid
from bot.compliance.matching import alike, candidates
from bot.escalation.urgency import Urgency
from storage.ids import new_id
from storage.models import Organisation
from tests.console.conftest import Browser, Town
from tests.console.reports import Report


@pytest.fixture
def report(town: Town) -> Report:
    """Files reports."""
    return Report(town)


def _organisation(town: Town, name: str, **more: str) -> str:
    with town.db.write() as uow:
        one = Organisation(
            id=new_id(), kind="accepting", name=name, spellings=[], created_at=town.clock.now(), created_by="", **more
        )
        uow.organisations.save(one)
        return one.id


def _save(browser: Browser, organisation: str, **form: str) -> str:
    """The answer's text, or where it leads."""
    plain = {"kind": "accepting", "name": "春日製作所", "sector": "", "number": ""}
    answer = browser.send(f"/console/organisations/{organisation}", **plain | form)
    return str(answer.headers.get("location") or answer.text)


# Published numbers: the National Tax Agency, Toyota Motor, and one with a digit changed.
@pytest.mark.parametrize("typed", ["7000012050002", "7-0000-1205-0002", "７０００012050002", "T1180301018771"])
def test_a_corporate_number_is_taken_as_it_is_written(typed: str) -> None:
    kept = corporate_number(typed)
    assert len(kept) == 13
    assert int(kept[0]) == check_digit(kept[1:])


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("7000012050003", "mistyped"), ("7000012005002", "mistyped"), ("700001205000", "12 digits"),
        ("7000O12050002", "else"), ("70T00012050002", "else"),
    ],
)  # fmt: skip
def test_a_mistyped_number_is_refused_with_what_is_wrong(typed: str, says: str) -> None:
    with pytest.raises(NumberInvalid, match=says):
        corporate_number(typed)


def test_a_number_is_found_in_whatever_width_it_is_typed(town: Town) -> None:
    _organisation(town, "春日製作所", number="7000012050002")
    assert "春日製作所" in town.log_in("coordinator").get("/console/organisations?q=７０００-０１２０５０００２").text


def test_a_wrong_number_is_asked_back_and_the_form_keeps_what_was_typed(town: Town) -> None:
    organisation, coordinator = _organisation(town, "春日製作所"), town.log_in("coordinator")
    wrong = _save(coordinator, organisation, number="7000012050003", name_latin="Kasuga Seisakusho")
    assert "is no corporate number" in wrong
    assert "7000012050003" in wrong
    assert "Kasuga Seisakusho" in wrong
    assert "done=organisation_saved" in _save(coordinator, organisation, number="7000012050002")
    other = _organisation(town, "青葉介護")
    taken = _save(coordinator, other, name="青葉介護", number="7000012050002")
    assert "春日製作所 has this corporate number already" in taken


@pytest.mark.parametrize(
    "written",
    ["Kasuga Seisakujo", "kasuga seisakusyo", "Cty Kasuga Seisakusho", "カスガ・セイサクショ", "かすがせいさくしょ",
     "㈱春日製作所", "春日製作所 豊田工場", "春日"],
)  # fmt: skip
def test_an_employer_is_found_however_it_is_spelled(town: Town, written: str) -> None:
    latin = "Kasuga Seisakusho"
    organisation = _organisation(town, "株式会社春日製作所", name_kana="カスガセイサクショ", name_latin=latin)
    _organisation(town, "青葉介護サービス", name_kana="アオバカイゴサービス", name_latin="Aoba Care Service")
    with town.db.read() as uow:
        found = candidates(uow, written)
    assert [one.organisation.id for one in found] == [organisation]


def test_what_another_coordinator_saved_meanwhile_is_not_overwritten(town: Town) -> None:
    organisation = _organisation(town, "春日製作所")
    at = f"/console/organisations/{organisation}"
    coordinator, deputy = town.log_in("coordinator"), town.log_in("deputy")
    seen = re.search(r'name="seen" value="(\w+)"', coordinator.get(at).text)
    assert seen is not None
    assert "done=organisation_saved" in _save(deputy, organisation, number="7000012050002", seen=seen[1])
    late = _save(coordinator, organisation, name_latin="Kasuga", seen=seen[1])
    assert "somebody has changed it since you opened it" in late
    assert "Kasuga" in late, "what was typed is not lost"
    with town.db.read() as uow:
        kept = uow.organisations.get(organisation)
        assert kept is not None
        assert (kept.number, kept.name_latin) == ("7000012050002", None)


def test_different_names_are_not_put_before_anybody() -> None:
    assert alike("Kasuga Seisakusho", "Aoba Care Service") < 72
    assert alike("みなと水産", "青葉介護") < 72


def test_merged_records_stand_for_each_other_and_come_apart_unharmed(town: Town, report: Report) -> None:
    numbers = [report("vi"), report("id", name="Kasuga Co")]
    for number in numbers:
        report.reached(number)
    one, other = report.about(numbers[0]), report.about(numbers[1], "Kasuga Co", "春日 製作所（株）")
    coordinator, north = town.log_in("coordinator"), town.log_in("north")
    assert report.cell(north, one) == "✕ 1"
    at = f"/console/organisations/{one}"
    assert coordinator.send(f"{at}/merge", other=other, note="").status_code == 422  # say how you know
    assert coordinator.send(f"{at}/merge", other=other, note="Same address and telephone.").status_code == 303
    assert coordinator.send(f"{at}/merge", other=other, note="Again.").status_code == 422
    assert report.cell(north, one) == "✕ 2"
    assert "Same address and telephone." in coordinator.get(at).text
    assert coordinator.send(f"/console/organisations/{other}/apart").status_code == 303
    assert report.cell(north, one) == "✕ 1"
    assert report.cell(north, other) == "✕ 1"
    assert "apart again since" in coordinator.get(at).text  # the history stays
    with town.db.read() as uow:
        kept = [uow.organisations.get(one), uow.organisations.get(other)]
        assert [record.name for record in kept if record is not None] == ["春日製作所", "春日 製作所（株）"]


def test_two_corporate_numbers_are_two_bodies(town: Town) -> None:
    one = _organisation(town, "春日製作所", number="7000012050002")
    other = _organisation(town, "春日製作所", number="1180301018771")
    refused = town.log_in("coordinator").send(f"/console/organisations/{one}/merge", other=other, note="Same name.")
    assert refused.status_code == 422
    assert "two corporate numbers are two bodies" in refused.text


def test_a_deviation_repeated_at_one_place_presses_more_with_its_reason(town: Town, report: Report) -> None:
    first, second = report("vi"), report("id")
    report.reached(first)
    report.about(first)
    report.accepted(second)
    report.about(second)
    with town.db.read() as uow:
        case = uow.cases.find(second)
        assert case is not None
        assert case.urgency is not None
        urgency = Urgency.from_data(uow.vault.open_json(case.id, "case_file", case.id, "urgency", case.urgency))
    (reason,) = [one for one in urgency.contributions if one.reason == "repeated_deviation"]
    assert reason.weight == "raised"
    assert reason.source == "duty.support.10_interview"
    assert "deviation_repeated" in report.happened(second)
    assert "deviation_repeated" not in report.happened(first)


def test_a_partner_bound_to_the_organisation_under_another_name_loses_access(town: Town, report: Report) -> None:
    with town.db.write() as uow:
        partner = uow.partners.get(town.partners["north"])
        assert partner is not None
        partner.ties = ["カスガセイサクショ"]
    number = report("vi")
    north = town.log_in("north")
    report.accepted(number)
    organisation = _organisation(town, "春日製作所", name_kana="カスガセイサクショ")
    answer = north.act(town, number, "organisation", organisation=organisation, named="Kasuga")
    assert answer.headers["location"].startswith("/console?")
    assert north.get(f"/console/cases/{number}").status_code == 404


def test_a_spelling_added_to_a_record_parts_whoever_is_bound_to_it_under_another_name(
    town: Town, report: Report
) -> None:
    with town.db.write() as uow:
        partner = uow.partners.get(town.partners["north"])
        assert partner is not None
        partner.ties = ["春日製作所"]
    number, organisation = report("vi"), _organisation(town, "春日製作所")
    report.accepted(number)
    north, page = town.log_in("north"), f"/console/cases/{number}"
    assert north.get(page).status_code == 200  # nobody has said that "Kasuga" is the same
    assert "done=organisation_saved" in _save(town.log_in("coordinator"), organisation, spellings="Kasuga")
    assert north.get(page).status_code == 404


@pytest.mark.parametrize(
    "written", ["công ty Kasuga", "perusahaan Kasuga di Adachi", "บริษัท Kasuga", "nha may kasuga", "Kasuga की कम्पनी"]
)
def test_an_employer_is_found_among_words_for_company_in_any_language(town: Town, written: str) -> None:
    _organisation(town, "春日製作所", name_kana="カスガセイサクショ")
    _organisation(town, "長野食品", name_kana="ナガノショクヒン")
    with town.db.read() as uow:
        [found] = candidates(uow, written)
    assert found.organisation.name == "春日製作所"
    assert not found.exact, "a person looks whether it is that one"
