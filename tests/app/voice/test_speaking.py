"""Speech by the real voices, where `make setup` has brought them: what is heard, when, and how loud."""

from pathlib import Path

import numpy as np
import pytest

from app import audio
from app.config import settings
from app.voice import clips, engines, joining
from app.voice.engines import weights
from app.voice.engines.port import Chunk, Speech
from app.voice.engines.sounds import NUMBERS

MODELS = settings().models_dir
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (MODELS / weights.KOKORO).is_file(), reason='make setup without SLIM=1 brings the voices'),
]
PAUSED = 'James T. Kirk spoke. <break time="1.0s"/> Then he left.'


def spoken(text: str, voice: str = 'af_heart') -> list[Chunk]:
    return list(engines.that_speaks('kokoro', MODELS).speak(Speech(text, voice)))


def test_a_clip_is_as_loud_as_asked(tmp_path: Path) -> None:
    chunks = spoken('Hello there. This is a short sentence for a meter.')
    clip = clips.make(chunks, tmp_path / 'clip.wav')
    heard = audio.measure(tmp_path / 'clip.wav').integrated_lufs
    assert heard == pytest.approx(-19.0, abs=0.1)
    assert 2 < clip.seconds < 8
    assert [path.name for path in tmp_path.iterdir()] == ['clip.wav']


def test_a_pause_is_as_long_as_asked() -> None:
    (chunk,) = spoken(PAUSED)
    rate = chunk.rate
    quiet = np.abs(chunk.sound) < np.abs(chunk.sound).max() * 10 ** (joining.QUIET_DB / 20)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet, [0]])))
    longest = max(zip(edges[::2], edges[1::2], strict=True), key=lambda run: run[1] - run[0])
    assert (longest[1] - longest[0]) / rate == pytest.approx(1.0, abs=0.025)
    words = {word.text: word for word in chunk.words}
    assert words['spoke.'].end <= longest[0] / rate + 0.03
    assert words['Then'].start >= longest[1] / rate - 0.06


def test_the_table_of_sounds_is_that_of_the_library() -> None:
    import json

    import hibari

    table = Path(str(hibari.__file__)).parent / 'assets' / 'vocab.json'
    assert json.loads(table.read_text(encoding='utf-8')) == NUMBERS
