"""The data the guess rests on is whole, small and named."""

import csv
import json
from pathlib import Path

import pytest

from bot.language import LANGUAGES, listed, models
from bot.language.folding import fold, plain, words

HERE = Path(models.__file__).parent
WRITTEN = Path(__file__).parents[2] / "benchmarks" / "language"


def test_every_variant_has_its_profile_and_vocabulary() -> None:
    variants = {variant for ours, _ in models.GROUPS.values() for variant in ours}
    assert {path.stem for path in (HERE / "profiles").glob("*.json")} == variants
    assert {path.stem for path in (HERE / "vocabulary").glob("*.json")} == variants | set(models.TWINS)


def test_profiles_are_in_langdetects_format() -> None:
    for path in (HERE / "profiles").glob("*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        assert content.keys() == {"name", "freq", "n_words"}
        assert content["name"] == path.stem
        assert {len(gram) for gram in content["freq"]} == {1, 2, 3}


def test_all_of_it_stays_below_three_megabytes() -> None:
    assert sum(path.stat().st_size for path in HERE.rglob("*.json")) < 3_000_000


def test_the_sources_are_named_with_their_licences() -> None:
    notice = (HERE / "profiles" / "NOTICE").read_text(encoding="utf-8")
    for name in ("TALPCo", "CC BY 4.0", "Leipzig Corpora", "CC0", "MIT", "langdetect", "Apache"):
        assert name in notice


def test_every_language_in_latin_letters_has_telling_words() -> None:
    assert listed.listed().languages >= set(LANGUAGES) - {"zh_Hans"}


def test_listed_words_are_written_as_they_are_compared() -> None:
    known = listed.listed()
    for word in known.neutral | known.loans:
        assert words(fold(word)) == [word], word
    assert not known.neutral & known.loans - {"card"}


def test_a_phrase_wins_over_the_words_in_it() -> None:
    hits = listed.listed().hits(["bi", "duoi", "viec"])
    assert hits[1].phrase
    assert hits[2].phrase
    assert hits[1].languages == {"vi"}


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Tăng CA", "tăng ca"),
        ("ｔａｎｇ\u200b ca", "tang ca"),
        ("xem https://x.vn/a b", "xem   b"),
        ("@bot toi", "  toi"),
        ("oʻz", "o'z"),
    ],
)
def test_folding(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_words_keep_vowel_signs_and_apostrophes() -> None:
    assert words(fold("Mening pulim yo‘q, 2 oy!")) == ["mening", "pulim", "yo'q", "oy"]
    assert words(fold("पैसा दिएन।")) == ["पैसा", "दिएन"]
    assert plain("được") == "duoc"


def written(half: str) -> list[dict[str, str]]:
    with (WRITTEN / f"written-{half}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_written_sentences_are_ours_and_none_is_in_both_halves() -> None:
    rows = written("train") + written("dev")
    texts = [fold(row["text"]).strip() for row in rows]
    assert len(texts) == len(set(texts))
    assert {row["source"] for row in rows} == {"written for this, CC0 1.0"}
