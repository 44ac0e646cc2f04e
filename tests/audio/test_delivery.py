"""The result in another format, and a bar that never goes back."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.audio import Goal, Progress, level
from app.audio.errors import UnsupportedAudio
from app.audio.files import open_source, probe
from app.audio.progress import Ticker
from tests.sounds import RATE, write_mix


@pytest.mark.nightly(all_but={'wav-pcm_s24-24', 'mp3-mp3-None'})
@pytest.mark.parametrize(
    ('to', 'codec', 'bits'), [('wav', 'pcm_s24', 24), ('flac', 'flac', 24), ('mp3', 'mp3', None), ('m4a', 'aac', None)]
)
def test_a_mix_comes_back_in_the_format_asked_for_on_target_and_as_long_as_before(
    tmp_path: Path, to: str, codec: str, bits: int | None
) -> None:
    source = write_mix(tmp_path / 'mix.aiff', 7, subtype='PCM_24')
    outcome = level(source, tmp_path / f'out.{to}', Goal(-13.0), to=to)
    info = probe(tmp_path / f'out.{to}')
    assert (info.container, info.codec, info.bits) == (to, codec, bits)
    assert outcome.verdict == 'on_target'
    assert outcome.output.integrated_lufs == pytest.approx(-13.0, abs=0.1)
    assert outcome.output.true_peak_dbtp is not None
    assert outcome.output.true_peak_dbtp <= -0.95
    with open_source(tmp_path / f'out.{to}') as decoded:
        assert len(decoded.read(9 * RATE)) == 7 * RATE


def test_silence_and_what_is_right_already_are_converted_all_the_same(tmp_path: Path) -> None:
    soundfile.write(tmp_path / 'silence.wav', np.zeros((RATE, 2)), RATE)
    assert level(tmp_path / 'silence.wav', tmp_path / 'a.flac', Goal(-14.0), to='flac').verdict == 'silent'
    assert soundfile.info(tmp_path / 'a.flac').format == 'FLAC'
    source = write_mix(tmp_path / 'mix.wav', 5)
    right = level(source, tmp_path / 'right.wav', Goal(-20.0))
    again = level(tmp_path / 'right.wav', tmp_path / 'b.flac', Goal(-20.0), to='flac')
    assert soundfile.info(tmp_path / 'b.flac').format == 'FLAC'
    assert again.output.integrated_lufs == pytest.approx(right.output.integrated_lufs, abs=0.02)


def test_a_format_that_nobody_writes_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    source = write_mix(tmp_path / 'mix.wav', 2)
    with pytest.raises(UnsupportedAudio, match='cannot be written; choose one of'):
        level(source, tmp_path / 'out.xyz', Goal(-14.0), to='xyz')
    assert [path.name for path in tmp_path.iterdir()] == ['mix.wav']


def test_the_bar_never_goes_back_when_a_stage_is_done_once_more() -> None:
    seen: list[Progress] = []
    ticker = Ticker(seen.append, {'analyse': (0.0, 0.3), 'render': (0.3, 0.8), 'verify': (0.8, 0.95)})
    for stage in ('analyse', 'render', 'verify', 'render', 'verify'):
        ticker.start(stage, 100)
        ticker.finish()
    shares = [progress.overall for progress in seen]
    assert shares == sorted(shares)
    assert len(set(shares)) == 6
    assert shares[-1] <= 1.0
