"""Fishing is one answer with farms and animals: the rules of hours are others there, and of boats nobody is sure.
Whoever says so, in whichever words, reads no amount: a person has to count."""

import pytest

from tests.conversation.talk import Talk
from tests.conversation.ways import reach

FISHING = {
    "en": ("fishing", "oyster farm"), "vi": ("đánh cá", "ngu nghiep"), "id": ("nelayan",),
    "ne": ("माछा मार्ने", "machha marne"), "tl": ("pangingisda", "mangingisda"), "ja": ("漁業", "漁師"),
    "my": ("ငါးဖမ်း",), "km": ("នេសាទ",), "zh_Hans": ("渔业", "捕鱼"), "th": ("ประมง", "เรือประมง"),
    "mn": ("загас барих",), "pt_BR": ("pesca",), "es": ("pescador",), "bn": ("মাছ ধরা", "mach dhora"), "si": ("ධීවර",),
    "uz": ("baliq", "baliqchi"),
}  # fmt: skip
"""What is written for it."""


def asked_for_the_work(talk: Talk, language: str) -> None:
    """All that an amount needs has been told, but the kind of work."""
    reach(talk, "hourly_pay", language=language, ready="add_details", pay_form="hourly")
    talk.say("1200")
    reach(talk, "work_field", language=language)


def told(talk: Talk, language: str) -> str:
    """What is said from the kind of work to the next question after the estimate."""
    before = len(talk.heard)
    reach(talk, "alone", language=language, paid_how="nothing")
    return "\n".join(one.text for one in talk.heard[before:])


@pytest.mark.sampled(8)
@pytest.mark.parametrize(("language", "written"), [(one, word) for one, words in FISHING.items() for word in words])
def test_who_writes_of_fishing_has_given_the_answer(talk: Talk, language: str, written: str) -> None:
    asked_for_the_work(talk, language)
    talk.say(written)
    assert talk.answers["work_field"] == "farm"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_who_fishes_reads_that_a_person_counts(talk: Talk, language: str) -> None:
    asked_for_the_work(talk, language)
    talk.say(FISHING[language][0])
    said = told(talk, language)
    assert talk._wording.now.text(language, "unpaid_overtime.estimate_farm.info") in said
    assert _sum(talk, language) not in said


def test_who_works_in_a_factory_reads_an_amount(talk: Talk) -> None:
    asked_for_the_work(talk, "en")
    talk.tap("factory")
    said = told(talk, "en")
    assert _sum(talk, "en") in said
    assert talk._wording.now.text("en", "unpaid_overtime.estimate_farm.info") not in said


def _sum(talk: Talk, language: str) -> str:
    """How an estimate begins."""
    return str(talk._wording.now.find(language, "unpaid_overtime.estimate_range.info")).partition("{")[0]
