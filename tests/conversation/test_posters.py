"""Coming from a poster: the chat begins in its language, and its organisation is asked first where it can be asked."""

import pytest

from bot.cases.eligibility import PartnerDraft, save_partner
from bot.conversation.posted import mark
from tests.conversation.talk import TUESDAY, Said, Talk
from tests.conversation.ways import reach


def come(talk: Talk, argument: str, *phone: str) -> list[Said]:
    return talk.send({"type": "command", "name": "start", "argument": argument, "languages": list(phone)})


def listed(talk: Talk) -> list[str]:
    """Who may be asked, in order."""
    return [name for name in reach(talk, "partners").choices if name != "_done"]


@pytest.mark.parametrize(("language", "hello"), [("vi", "Xin chào"), ("zh_Hans", "您好"), ("my", "မင်္ဂလာပါ")])
def test_the_chat_begins_in_the_language_of_the_poster_whatever_the_phone_speaks(
    talk: Talk, language: str, hello: str
) -> None:
    said = come(talk, mark(language), "en")
    assert said[-1].text.startswith(hello)
    assert next(iter(said[-1].choices)) == language
    assert talk.command("help")[0].payload["lang"] == language


def test_the_language_of_the_poster_is_a_wish_and_another_can_be_chosen(talk: Talk) -> None:
    come(talk, mark("vi"))
    assert talk.tap("ne")[-1].payload["lang"] == "ne"
    assert come(talk, mark("vi"))[-1].payload["lang"] == "ne", "what was chosen stays"


def test_whose_poster_it_was_stands_first_and_can_be_struck_out(talk: Talk) -> None:
    come(talk, mark("en", "union"))
    assert listed(talk) == ["union", "help-desk", "coordinator"]
    assert talk.tap("union")[-1].labels[0] == "☐ Sample Union"
    talk.tap("_done")
    assert talk.answers["partners"] == ["help-desk", "coordinator"]


def test_without_a_poster_the_order_is_as_always(talk: Talk) -> None:
    assert listed(talk) == ["help-desk", "union", "coordinator"]


@pytest.mark.parametrize("why", ["full", "tied", "away"])
def test_an_organisation_that_cannot_be_asked_is_not_asked_for_its_poster(talk: Talk, why: str) -> None:
    with talk.database.write() as uow:
        draft = PartnerDraft(
            name="Sample Union", kind="union", rank=1, capacity=0 if why == "full" else None,
            ties=("Sample Works",) if why == "tied" else (), active=why != "away",
        )  # fmt: skip
        save_partner(uow, draft, TUESDAY, "union")
    come(talk, mark("en", "union"))
    if why == "tied":
        reach(talk, "who_pays", ready="add_details")
        talk.say("Sample Works")
    assert "union" not in listed(talk)


@pytest.mark.parametrize("argument", ["in_xx", "in_", "in_vi_", "in_vi_nobody12", "in_vi_union; drop", "INVI"])
def test_a_mark_that_means_nothing_begins_as_always(talk: Talk, argument: str) -> None:
    said = come(talk, argument, "en")
    assert "en" in said[-1].choices
    talk.tap("en")
    assert listed(talk)[0] == "help-desk"
