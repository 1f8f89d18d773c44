"""Reading stays cheap: at most a millisecond for a message of 4,000 characters, and never more than linear."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import date

import pytest

from flows.inputs import KINDS, Lexicon, parse
from flows.inputs.danger import find

TODAY = date(2026, 11, 21)
STORIES = {
    "vi": "Công ty không trả tiền làm thêm 20 tiếng cho tôi từ tháng trước. ",
    "id": "perusahaan tidak membayar lembur saya 20 jam bulan lalu dan paspor ditahan ",
    "ne": "कम्पनीले मलाई २० घण्टा ओभरटाइमको पैसा दिएको छैन अघिल्लो महिनादेखि ",
    "tl": "hindi binayaran ng kumpanya ang 20 oras na overtime ko noong nakaraang buwan ",
    "en": "the company did not pay me 20 hours overtime since last month ",
    "ja": "会社が先月から20時間の残業代を払ってくれません。",
}
HOSTILE = ["1,", "1.", "12:", "-", "a-", "năm ", "から", "十", "और", "\u0301", "ﷺ", "x ", "kill ", "死", "(", "9"]


def fastest(call: Callable[[], object], runs: int = 15) -> float:
    """Processor seconds of the fastest of some runs: what the code needs, not what the machine was busy with."""
    best = float("inf")
    for _ in range(runs):
        begun = time.thread_time()
        call()
        best = min(best, time.thread_time() - begun)
    return best


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_long_message_is_read_within_a_millisecond(lexicons: Mapping[str, Lexicon], kind: str) -> None:
    options = {str(number): [f"choice number {number}", f"lựa chọn {number}"] for number in range(8)}
    for lang, story in STORIES.items():
        text = (story * 80)[:4000]
        assert fastest(lambda: parse(kind, text, lexicons[lang], TODAY, options=options)) < 0.001  # noqa: B023  # called at once


@pytest.mark.sampled(6)
@pytest.mark.parametrize("repeated", HOSTILE)
def test_no_text_makes_the_time_grow_faster_than_its_length(lexicons: Mapping[str, Lexicon], repeated: str) -> None:
    everything = tuple(lexicons.values())
    for kind in KINDS:
        short = (repeated * 300)[:290]
        assert fastest(lambda: parse(kind, short, lexicons["ne"], TODAY), 3) < 0.05  # noqa: B023  # called at once
    half, whole = (repeated * 5000)[:2500], (repeated * 5000)[:5000]
    assert fastest(lambda: find(whole, everything), 5) < 4 * fastest(lambda: find(half, everything), 5) + 0.005


def test_danger_is_looked_for_within_milliseconds(lexicons: Mapping[str, Lexicon]) -> None:
    everything = tuple(lexicons.values())
    for story in STORIES.values():
        text = (story * 80)[:4000]
        assert fastest(lambda: find(text, everything)) < 0.02  # noqa: B023  # called at once
