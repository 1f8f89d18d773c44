"""Make the language profiles and vocabularies of `bot/language/` from labelled sentences.

    python -m scripts.train_language_profiles TRAIN.tsv.gz

The file has four columns, separated by tabs, under a heading: language, variant (`native`, `romanised`,
`nodiacritics`), text, source. Ways of writing that nobody has collected are made from the native text by
rule (`transliteration.py`): Japanese from its kana, Hindi and Mongolian in Latin letters, Uzbek in Cyrillic.
The same file gives the same profiles. `bot/language/profiles/NOTICE` names the sources and their licences:
keep it true.
"""

import csv
import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from langdetect.utils.lang_profile import LangProfile

from bot.language.folding import fold, words
from bot.language.models import GROUPS, TWINS
from scripts.transliteration import (
    devanagari_to_latin,
    kana_to_latin,
    mongolian_to_latin,
    short_vowels,
    uzbek_to_cyrillic,
)

LANGUAGE = Path(__file__).parent.parent / "bot" / "language"
EVERY_WORD = {"id", "ms", "tl"}
"""Vocabularies that keep words seen once: small, or told apart by words alone. Others: words seen twice."""
MISLABELLED = {("ms", "lingua-py")}
"""Sources left out: those Malay sentences are for the greater part Indonesian."""


def main(argument: str) -> None:
    """Read the sentences and write one profile and one vocabulary for each variant."""
    texts = variants(sentences(Path(argument)))
    for group, _ in GROUPS.values():
        for variant in group:
            shared = [text for twin, like in TWINS.items() if like == variant for text in texts[twin]]
            write_profile(variant, texts[variant] + shared)
            write_vocabulary(variant, texts[variant])
    for twin in TWINS:
        write_vocabulary(twin, texts[twin])


def sentences(path: Path) -> Iterator[tuple[str, str, str]]:
    """Read language, variant and folded text of each row that is worth learning from."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        for language, variant, text, source in rows:
            if (language, source.split()[0]) not in MISLABELLED:
                yield language, variant, fold(text)


def variants(rows: Iterable[tuple[str, str, str]]) -> dict[str, list[str]]:
    """Sort the sentences by the way they are written, and write some of them in other ways by rule."""
    found: dict[str, list[str]] = defaultdict(list)
    for language, variant, text in rows:
        if variant == "nodiacritics":
            found[f"{language}-plain"].append(text)
        elif variant == "romanised":
            found[f"{language}-latin"] += sorted({text, short_vowels(text)})
        else:
            found[language].append(text)
    found["ja-latin"] = [kana_to_latin(text) for text in found["ja"]]
    found["hi-latin"] = [devanagari_to_latin(text) for text in found["hi"]]
    found["mn-latin"] = [mongolian_to_latin(text) for text in found["mn"]]
    found["uz-cyrillic"] = [uzbek_to_cyrillic(text) for text in found["uz"]]
    return found


def write_profile(variant: str, texts: list[str]) -> None:
    """Count the n-grams as langdetect does and keep what it would keep."""
    profile = LangProfile(name=variant)
    for text in texts:
        profile.update(f"{text} ")
    profile.omit_less_freq()
    content = {"name": variant, "n_words": profile.n_words, "freq": dict(sorted(profile.freq.items()))}
    write(LANGUAGE / "profiles" / f"{variant}.json", content)
    print(f"{variant}: {len(texts)} sentences, {len(profile.freq)} n-grams")


def write_vocabulary(variant: str, texts: list[str]) -> None:
    """Count the words; the total counts the rare ones too."""
    counts = Counter(word for text in texts for word in words(text.replace("-", " ")))
    rarest = 1 if variant in EVERY_WORD else 2
    common = {word: number for word, number in sorted(counts.items()) if number >= rarest}
    write(LANGUAGE / "vocabulary" / f"{variant}.json", {"total": counts.total(), "words": common})
    print(f"{variant}: {len(common)} words")


def write(path: Path, content: object) -> None:
    """Write compact JSON, the same bytes for the same content."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
