"""Recordings are read in a process of their own: what is let through, and what nobody gets to hear."""

import pytest

from bot.evidence import run
from bot.evidence.apart.recording import NoRecording, make
from tests.evidence.files import photo
from tests.evidence.sounds import ogg


@pytest.mark.anyio
async def test_only_the_sound_comes_out_of_the_process() -> None:
    sent = ogg(2.0, tags=b"ARTIST=somebody in room 203")
    milliseconds, sound = await run.recording(sent)
    assert 1_950 <= milliseconds <= 2_050
    assert b"room 203" in sent
    assert b"room 203" not in sound
    assert make(sound) == (milliseconds, sound), "made anew it is the same"
    with pytest.raises(run.NoRecording):
        await run.recording(photo())


@pytest.mark.parametrize("seconds", [0.02, 1, 1.3, 75])
def test_its_length_is_counted_in_its_packets(seconds: float) -> None:
    assert abs(make(ogg(seconds))[0] - seconds * 1000) <= 20


def test_a_length_that_is_only_claimed_does_not_count() -> None:
    assert make(ogg(60, claims=1.0))[0] >= 59_900
    assert make(ogg(1, claims=900.0))[0] >= 899_900, "what says that it is longer is taken at its word"


def broken() -> dict[str, bytes]:
    whole = ogg(1.0)
    second = ogg(1.0)
    return {
        "nothing": b"", "a picture": photo(), "cut off": whole[:-1], "a byte turned": whole[:-2] + b"\xff" + whole[-1:],
        "two files": whole + second, "no sound": whole[: whole.index(b"OggS", 40) + 80], "a head alone": whole[:47],
        "Vorbis": whole.replace(b"OpusHead", b"\x01vorbis\x00"), "something behind": whole + b"PK\x03\x04",
    }  # fmt: skip


@pytest.mark.parametrize("name", broken())
def test_what_is_no_whole_opus_file_is_refused(name: str) -> None:
    with pytest.raises(NoRecording):
        make(broken()[name])
