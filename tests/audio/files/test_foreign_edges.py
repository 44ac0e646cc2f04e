"""Heads that tell other things of a file than what is in it."""

import struct
from dataclasses import replace
from pathlib import Path

import av
import pytest

from app.audio.errors import UnreadableAudio
from app.audio.files import probe
from tests.audio.files.foreign import encode
from tests.audio.files.sounds import error_db, programme, read_all, write_like

RATE = 48_000


@pytest.mark.parametrize('planned', [1, 48_000, 96_000, 10_000_000])
def test_a_tta_file_is_whole_whatever_length_was_planned(tmp_path: Path, planned: int) -> None:
    sound = programme(2, RATE)
    like = replace(
        probe(encode(tmp_path / 'a.tta', sound, RATE, 'tta', 's16', words={'title': 'Blue'})), frames=planned
    )
    result = write_like(tmp_path / 'b.tta', like, sound)
    assert error_db(sound, read_all(result)) < -80
    assert result.stat().st_size == pytest.approx((tmp_path / 'a.tta').stat().st_size, abs=200)
    with av.open(str(result)) as container:
        assert {name.lower(): value for name, value in container.metadata.items()}['title'] == 'Blue'


def test_a_head_that_tells_of_millions_of_channels_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / 'a.au').write_bytes(struct.pack('>4s5I', b'.snd', 24, 1000, 3, RATE, 0x0FFF_FFFF) + bytes(1000))
    with pytest.raises(UnreadableAudio, match='more channels than there can be'):
        probe(tmp_path / 'a.au')


def test_a_sound_of_a_kind_that_nobody_knows_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = encode(tmp_path / 'a.mka', programme(1, RATE), RATE, 'flac', 's16')
    path.write_bytes(path.read_bytes().replace(b'A_FLAC', b'A_FLOC'))
    with pytest.raises(UnreadableAudio, match=r'The sound in this file .* cannot be decoded here'):
        probe(path)
