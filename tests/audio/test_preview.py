"""Light copies: pieces that decode on their own and join to the whole, in step with the original."""

import io
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from app.audio.preview import LEAD_S, PIECE_S, preview, preview_rate
from tests.audio.signals import mix, write

pytestmark = pytest.mark.slow

PRIMING = 1024
"""Frames that FFmpeg's AAC puts before the sound."""


def decoded(piece: bytes) -> np.ndarray:
    with av.open(io.BytesIO(piece), 'r') as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)


@pytest.mark.nightly(all_but_one_in=2)
@pytest.mark.parametrize('rate', [44_100, 96_000])
def test_the_pieces_join_to_the_whole_without_a_gap(tmp_path: Path, rate: int) -> None:
    samples = mix(22)
    path = write(tmp_path / 'mix.wav', samples if rate == 44_100 else np.repeat(samples, 2, axis=0), rate, 'PCM_24')
    made = preview_rate(rate)
    lead, length = round(LEAD_S * made), PIECE_S * made
    pieces = [decoded(piece)[:, PRIMING + lead :] for piece in preview(path)]
    seconds = soundfile.info(path).duration
    assert len(pieces) == -(-seconds // PIECE_S)
    joined = np.concatenate([piece[:, :length] for piece in pieces], axis=1)[:, : round(seconds * made)]
    if rate == made:
        for at in (0, length - 2000, length, 2 * length - 2000, 2 * length):
            ours, theirs = joined[:, at : at + 4000].ravel(), samples.T[:, at : at + 4000].ravel()
            assert np.corrcoef(ours, theirs)[0, 1] > 0.97, f'around {at / made:.1f} s'
    assert joined.shape[1] == pytest.approx(seconds * made, abs=2048)


def test_a_mono_file_is_heard_on_both_sides(tmp_path: Path) -> None:
    path = write(tmp_path / 'mono.wav', mix(4)[:, :1], 44_100, 'PCM_16')
    (piece,) = preview(path)
    left, right = decoded(piece)
    assert np.abs(left).max() > 0.1
    assert np.allclose(left, right, atol=0.02)
