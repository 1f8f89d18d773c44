"""Coordinators see in which languages and prefectures workers are sent to partners, and what is missing elsewhere."""

from __future__ import annotations

import re

from sqlmodel import select

from storage.models import Partner, Staff
from tests.console.conftest import Town


def row(page: str, language: str) -> list[str]:
    """What the table says of a language, column by column."""
    found = next(one for one in page.split("<tr>") if f'<th scope="row">{language}</th>' in one)
    return [re.sub(r"<[^>]*>", " ", cell).strip() for cell in re.findall(r"<td.*?>(.*?)</td>", found, re.S)]


def test_a_table_tells_where_one_partner_more_is_needed(town: Town) -> None:
    with town.db.write() as uow:
        for partner in uow.session.exec(select(Partner)):
            partner.languages, partner.prefectures = ["all"], ["all"]
            uow.session.add(partner)
        south = uow.session.get(Partner, town.partners["south"])
        assert south is not None
        south.languages, south.prefectures = ["vi"], ["13", "14", "23"]
        uow.session.add(south)
    page = town.log_in("coordinator").get("/console/partners").text
    assert "It is open nowhere" not in page
    opened, one, none = row(page, "Vietnamese")
    assert opened == "3 of 47"
    assert "44 of 47" in one
    assert none == "–"
    assert row(page, "Thai") == ["0 of 47", "everywhere", "–"]


def test_where_it_was_open_it_stays_open_without_a_deputy_and_the_page_says_so(town: Town) -> None:
    with town.db.write() as uow:
        uow.partners.open_places([("vi", "13")], town.clock.now())
        for person in uow.session.exec(select(Staff).where(Staff.role == "deputy")):
            person.active = False
            uow.session.add(person)
    page = town.log_in("coordinator").get("/console/partners").text
    assert "It is open nowhere" not in page
    assert "Nobody can log in as: Deputy coordinator. Partners are asked as before where it was open" in page


def test_without_a_deputy_who_can_log_in_it_is_open_nowhere(town: Town) -> None:
    with town.db.write() as uow:
        for person in uow.session.exec(select(Staff).where(Staff.role == "deputy")):
            person.active = False
            uow.session.add(person)
    page = town.log_in("coordinator").get("/console/partners").text
    assert "It is open nowhere. Nobody can log in as: " in page
    assert "nobody can log in as: deputy" in page.casefold()
