"""Speech by the real voices, where `make setup` has brought them: what is heard, when, and how loud."""

import shutil
from itertools import pairwise
from pathlib import Path
from threading import Event

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
    pytest.mark.skipif(not weights.there(MODELS, weights.KOKORO), reason='make setup without SLIM=1 brings the voices'),
]
PAUSED = 'James T. Kirk spoke. <break time="1.0s"/> Then he left.'


def spoken(text: str, voice: str = 'af_heart') -> list[Chunk]:
    return list(engines.that_speaks('kokoro', MODELS).speak(Speech(text, voice)))


@pytest.mark.nightly
def test_a_clip_is_as_loud_as_asked(tmp_path: Path) -> None:
    chunks = spoken('Hello there. This is a short sentence for a meter.')
    clip = clips.make(chunks, tmp_path / 'clip.wav')
    heard = audio.measure(tmp_path / 'clip.wav').integrated_lufs
    assert heard == pytest.approx(-19.0, abs=0.1)
    assert 2 < clip.seconds < 8
    assert [path.name for path in tmp_path.iterdir()] == ['clip.wav']


@pytest.mark.nightly
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


def test_the_first_piece_is_short_and_all_pieces_are_what_was_written() -> None:
    engine = engines.that_speaks('instant', MODELS)
    text = 'The boat left the harbor early. ' + 'A warm wind pushed us along the coast, and nobody said a word. ' * 6
    speech = Speech(text, 'instant')
    chunks = list(engine.speak(speech))
    assert len(chunks[0].sound) < min(len(chunk.sound) for chunk in chunks[1:])
    assert ' '.join(chunk.text for chunk in chunks) == text.strip()
    words = [word for chunk in chunks for word in chunk.words]
    assert all(word.start < word.end for word in words)
    assert all(first.end <= second.start + 1e-6 for first, second in pairwise(words))
    seconds = sum(len(chunk.sound) for chunk in chunks) / chunks[0].rate
    assert words[-1].end <= seconds
    assert engine.plan(speech).seconds == pytest.approx(seconds, rel=0.15)
    assert [chunk.done for chunk in chunks] == sorted(chunk.done for chunk in chunks)
    assert chunks[-1].done == 1.0


def test_it_stops_behind_the_piece_in_which_it_is_asked_to() -> None:
    stop = Event()
    text = 'A warm wind pushed us along the coast, and nobody said a word. ' * 10
    stop.set()
    assert len(list(engines.that_speaks('instant', MODELS).speak(Speech(text, 'instant'), stop))) == 1


def test_what_is_said_is_the_same_each_time() -> None:
    first, second = (
        np.concatenate(
            [chunk.sound for chunk in engines.that_speaks('instant', MODELS).speak(Speech('Hello.', 'instant'))]
        )
        for _ in range(2)
    )
    assert np.array_equal(first, second)


@pytest.mark.skipif(shutil.which('espeak-ng') is None, reason='espeak-ng is not installed here')
def test_the_classic_voices_speak_german() -> None:
    engine = engines.that_speaks('classic', MODELS)
    assert 'classic-de' in {voice.id for voice in engine.voices()}
    (chunk,) = engine.speak(Speech('Guten Abend, liebe Leute.', 'classic-de'))
    assert 0.5 < len(chunk.sound) / chunk.rate < 5
    assert [word.text for word in chunk.words] == ['Guten', 'Abend,', 'liebe', 'Leute.']


def test_the_table_of_sounds_is_that_of_the_library() -> None:
    import json

    import hibari

    table = Path(str(hibari.__file__)).parent / 'assets' / 'vocab.json'
    assert json.loads(table.read_text(encoding='utf-8')) == NUMBERS
