"""A recording in another voice, by the real models, where `make setup` brought them: two seconds, said here."""

from threading import Event

import numpy as np
import pytest

from app.config import settings
from app.voice import engines
from app.voice.engines import change_melody, hearing, recordings, styles, weights
from app.voice.engines.kokoro_parts import in_parts
from app.voice.engines.port import Recording, Sound, Speech, TimedWord, Transcript
from app.voice.engines.sounds import known
from app.voice.engines.world import is_there
from app.voice.errors import BadRecording, NoVoice, Stopped
from app.voice.pieces import Piece
from app.voice.rates import at_rate
from app.voice.text.words import Manner

MODELS = settings().models_dir
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not weights.there(MODELS, weights.KOKORO, *weights.WHISPER),
        reason='make setup without SLIM=1 brings the voices',
    ),
]
needs_world = pytest.mark.skipif(not is_there(), reason='make setup brings what takes voices apart, by a compiler')
TEXT = 'The boat left the harbor before the sun came up.'
SILENCE_S = 0.4


@pytest.fixture(scope='module')
def recording() -> Recording:
    """Somebody says a sentence, with silence around."""
    said = list(engines.that_speaks('instant', MODELS).speak(Speech(TEXT, 'instant')))
    silence = np.zeros(round(SILENCE_S * said[0].rate), np.float32)
    return Recording(np.concatenate([silence, *(chunk.sound for chunk in said), silence]), said[0].rate)


@pytest.fixture(scope='module')
def heard(recording: Recording) -> Transcript:
    return engines.that_converts('change', MODELS).transcribe(recording)


def narrow(sound: Sound, rate: int = recordings.RATE) -> Sound:
    return at_rate(sound, rate, hearing.RATE)


def plain(text: str) -> str:
    return text.lower().replace('harbour', 'harbor').rstrip('.')


@pytest.mark.nightly
def test_the_words_of_a_recording_are_heard_in_their_places(heard: Transcript, recording: Recording) -> None:
    assert (heard.language, plain(heard.text)) == ('en', plain(TEXT))
    seconds = len(recording.sound) / recording.rate
    assert isinstance(heard.words[0].start, float)
    assert heard.words[-1].end == pytest.approx(seconds - SILENCE_S, abs=0.35)


@pytest.mark.nightly
@needs_world
def test_words_length_and_melody_stay_and_the_voice_is_another(recording: Recording, heard: Transcript) -> None:
    (chunk,) = engines.that_converts('change', MODELS).convert(recording, heard, 'am_michael')
    assert len(chunk.sound) == len(recording.sound) * chunk.rate // recording.rate
    assert chunk.done == 1.0
    before, after = (change_melody.pitch(narrow(one.sound, one.rate)) for one in (recording, chunk))
    count = min(len(before), len(after))
    both = (before[:count] > 0) & (after[:count] > 0)
    first, second = (np.log(track[:count][both]) for track in (before, after))
    assert np.corrcoef(first, second)[0, 1] > 0.7
    assert np.exp(np.median(second) - np.median(first)) < 0.8  # a man instead of a woman
    assert plain(hearing.that_hears(MODELS).heard(narrow(chunk.sound)).text) == plain(TEXT)
    quiet = round(SILENCE_S / 2 * chunk.rate)
    assert np.abs(chunk.sound[:quiet]).max() < 0.01 * np.abs(chunk.sound).max()


@pytest.mark.nightly
@needs_world
def test_the_same_comes_out_each_time(recording: Recording, heard: Transcript) -> None:
    engine = engines.that_converts('change', MODELS)
    first, second = (
        np.concatenate([chunk.sound for chunk in engine.convert(recording, heard, 'af_sky')]) for _ in range(2)
    )
    assert np.array_equal(first, second)


@pytest.mark.nightly
@needs_world
def test_a_long_recording_goes_piece_by_piece_and_stops(recording: Recording, heard: Transcript) -> None:
    seconds = len(recording.sound) / recording.rate
    words = tuple(
        TimedWord(word.text, word.start + place * seconds, word.end + place * seconds)
        for place in range(8)
        for word in heard.words
    )
    long, said, stop = Recording(np.tile(recording.sound, 8), recording.rate), Transcript('en', words), Event()
    pieces = engines.that_converts('change', MODELS).convert(long, said, 'am_michael', stop)
    first = next(pieces)
    assert len(first.sound) < len(long.sound) / 2
    assert 0 < first.done < 0.5
    stop.set()
    assert list(pieces) == []


@pytest.mark.nightly
def test_only_voices_of_the_language_are_taken(recording: Recording, heard: Transcript) -> None:
    engine = engines.that_converts('change', MODELS)
    with pytest.raises(NoVoice, match='is in English, which Sara does not speak'):
        engine.convert(recording, heard, 'if_sara')
    with pytest.raises(NoVoice, match='No voice here does, or use Shift'):
        engine.convert(recording, Transcript('cy', heard.words), 'am_michael')
    with pytest.raises(NoVoice, match='no voice “nobody”'):
        engine.convert(recording, heard, 'nobody')


@pytest.mark.nightly
@needs_world
def test_more_words_than_time_are_refused(recording: Recording, heard: Transcript) -> None:
    word = TimedWord('incomprehensibilities ' * 8, 0.5, 1.0)
    with pytest.raises(BadRecording, match='more words between 0:00 and 0:01'):
        list(engines.that_converts('change', MODELS).convert(recording, Transcript('en', (word,)), 'am_michael'))


def test_music_without_words_is_sent_to_shift() -> None:
    time = np.arange(3 * recordings.RATE) / recordings.RATE
    chord = sum(np.sin(2 * np.pi * hz * time) for hz in (220, 277.2, 329.6)) * (1 - time % 0.5)
    with pytest.raises(BadRecording, match='No words were heard in this recording: use Shift'):
        engines.that_converts('change', MODELS).transcribe(Recording((0.1 * chord).astype(np.float32), recordings.RATE))


@pytest.mark.nightly
def test_stopping_ends_the_hearing(recording: Recording) -> None:
    stop = Event()
    stop.set()
    with pytest.raises(Stopped):
        engines.that_converts('change', MODELS).transcribe(recording, stop)


@pytest.mark.nightly
def test_the_parts_of_the_model_say_what_the_whole_says() -> None:
    sounds = 'həlˈO ðˈɛɹ.'
    numbers, _ = known(sounds)
    model, style = in_parts(MODELS), styles.style('bf_emma', len(numbers))
    words = model.words(numbers, style)
    made = model.sound(words, words.steps, model.melody(words, words.steps, style), style)
    whole = engines.that_speaks('kokoro', MODELS).render(Piece(sounds, (), Manner('en-gb', 'bf_emma'), 0.0), 1.0)  # type: ignore[attr-defined]
    assert np.array_equal(made, whole.sound)
