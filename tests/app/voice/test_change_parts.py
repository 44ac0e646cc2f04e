"""What changing a voice is made of, on sounds that are made here: cutting, correcting, laying over, shifting."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from threading import Event

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from app.audio.errors import UnreadableAudio
from app.voice import transcripts
from app.voice.engines import change_aligning, hearing, onnx_parts, recordings
from app.voice.engines.change_cuts import LONGEST_S, cuts
from app.voice.engines.change_timing import whole_steps
from app.voice.engines.port import Recording, Sound, TimedWord, Transcript
from app.voice.engines.shift import Shift
from app.voice.engines.world import is_there
from app.voice.errors import BadRecording, NothingToSay, NoVoice
from app.voice.rates import at_rate

RATE = 16_000
SAID = Transcript(
    'en',
    (
        TimedWord('Had', 0.1, 0.3),
        TimedWord('he', 0.3, 0.4),
        TimedWord('married', 0.4, 0.9),
        TimedWord('Amelia.', 1.0, 1.6),
    ),
)


def talk(*lengths: float) -> tuple[Sound, list[TimedWord]]:
    """Hums of these lengths in s, a word each, where a negative one is silence."""
    parts, words, at = [], list[TimedWord](), 0.0
    for length in lengths:
        time = np.arange(round(abs(length) * RATE)) / RATE
        parts.append((0.3 * np.sin(2 * np.pi * 150 * time) if length > 0 else 0 * time).astype(np.float32))
        if length > 0:
            words.append(TimedWord(f'word{len(words)}', at, at + length))
        at += abs(length)
    return np.concatenate(parts), words


def test_a_talk_is_cut_where_nobody_speaks() -> None:
    sound, words = talk(*[length for _ in range(12) for length in (1.0, -0.02, 1.2, -0.02, 0.8, -0.6)])
    found = cuts(sound, RATE, words)
    assert (found[0].begin, found[-1].end) == (0, len(sound))
    assert all(one.end == other.begin for one, other in pairwise(found))
    assert [word for cut in found for word in cut.words] == words
    for cut in found[:-1]:
        assert not sound[cut.end - 800 : cut.end + 800].any()
    assert max(cut.last - cut.first for cut in found) <= LONGEST_S * RATE


def test_a_talk_without_a_pause_is_cut_all_the_same() -> None:
    sound, words = talk(*[0.5] * 60)
    found = cuts(sound, RATE, words)
    assert sum(len(cut.words) for cut in found) == 60
    assert max(cut.end - cut.begin for cut in found) <= (LONGEST_S + 1) * RATE


def test_silence_around_speech_belongs_to_no_word() -> None:
    sound, words = talk(-5, 1.0, -9, 1.0, -5)
    first, second = cuts(sound, RATE, words)
    assert first.first == pytest.approx(5 * RATE, abs=0.05 * RATE)
    assert first.last == pytest.approx(6 * RATE, abs=0.05 * RATE)
    assert second.end - second.begin > 5 * RATE


@pytest.mark.parametrize(
    ('text', 'times'),
    [
        ('Had he married Amelia.', [(0.1, 0.3), (0.3, 0.4), (0.4, 0.9), (1.0, 1.6)]),
        ('Had he married a million', [(0.1, 0.3), (0.3, 0.4), (0.4, 0.9), (1.0, 1.075), (1.075, 1.6)]),
        ('Had married Amelia', [(0.1, 0.3), (0.4, 0.9), (1.0, 1.6)]),
        ('Had he ever married Amelia', [(0.1, 0.3), (0.3, 0.4), (0.35, 0.65), (0.4, 0.9), (1.0, 1.6)]),
    ],
)
def test_corrected_words_stand_where_they_were_said(text: str, times: list[tuple[float, float]]) -> None:
    found = transcripts.corrected(SAID, text)
    assert found.text == text
    assert [(word.start, word.end) for word in found.words] == [pytest.approx(pair) for pair in times]


def test_a_wholly_other_text_takes_the_same_time() -> None:
    words = transcripts.corrected(SAID, 'nothing of this').words
    assert (words[0].start, words[-1].end) == pytest.approx((0.1, 1.6))


def test_an_empty_correction_is_refused() -> None:
    with pytest.raises(NothingToSay, match='no word in the corrected text'):
        transcripts.corrected(SAID, '... !')


def test_what_the_model_calls_words_is_put_together() -> None:
    parts = [(' ill', 0.0, 0.2), ('-disposed', 0.2, 0.8), (' man.', 0.9, 1.2)]
    assert hearing.whole_words(parts) == [TimedWord('ill-disposed', 0.0, 0.8), TimedWord('man.', 0.9, 1.2)]


def test_every_sound_takes_a_step_and_all_together_the_whole() -> None:
    steps = whole_steps(np.array([0, 0, 0.2, 4.6, 4.6, 9.0, 12.0]), 12)
    assert steps is not None
    assert (steps.sum(), steps.min(), len(steps)) == (12, 1, 6)
    assert whole_steps(np.arange(14.0), 12) is None


def test_the_same_said_more_slowly_is_laid_over() -> None:
    random, fast, slow = np.random.default_rng(1), list[Sound](), list[Sound]()
    for place in range(12):
        noise = np.convolve(random.standard_normal(3 * RATE // 5), np.ones(2 + 7 * (place % 4)) / 5, 'same')
        fast.append(noise[: RATE // 5].astype(np.float32))
        slow.append(noise[RATE // 5 :].astype(np.float32))
    one, other = (change_aligning.features(np.concatenate(parts)) for parts in (fast, slow))
    over = change_aligning.laid_over(one, other)
    edges = np.arange(16, 12 * 16, 16)
    assert np.abs(over[edges] - 2 * edges).max() <= 3


def test_a_part_of_a_model_is_made_of_the_same_bytes() -> None:
    onnx = pytest.importorskip('onnx')
    helper = onnx.helper
    numbers = onnx.TensorProto.FLOAT
    nodes = [
        helper.make_node('Add', ['x', 'one'], ['more']),
        helper.make_node('Mul', ['more', 'two'], ['twice']),
        helper.make_node('Neg', ['twice'], ['y']),
    ]
    weights = [helper.make_tensor(name, numbers, [1], [value]) for name, value in (('one', 1.0), ('two', 2.0))]
    ends = [[helper.make_tensor_value_info(name, numbers, [1])] for name in 'xy']
    model = helper.make_model(helper.make_graph(nodes, 'whole', *ends, weights)).SerializeToString()
    takes = {'more': onnx_parts.Takes(onnx_parts.FLOATS, [1, 'many'])}
    found = onnx.load_from_string(onnx_parts.part(model, takes, ['twice']))
    assert [node.op_type for node in found.graph.node] == ['Mul']
    assert [one.name for one in found.graph.initializer] == ['two']
    assert [one.name for one in (*found.graph.input, *found.graph.output)] == ['more', 'twice']
    with pytest.raises(ValueError, match='“x” comes from outside'):
        onnx_parts.part(model, {}, ['twice'])


def written(path: Path, sound: NDArray[np.float64], rate: int = 8_000) -> Path:
    soundfile.write(path, sound, rate)
    return path


def test_a_recording_is_read_in_one_channel_at_one_rate(tmp_path: Path) -> None:
    tone = 0.4 * np.sin(2 * np.pi * 200 * np.arange(44_100) / 44_100)
    found = recordings.read(written(tmp_path / 'a.flac', np.stack([tone, 0 * tone], 1), 44_100))
    assert (len(found.sound), found.rate) == (24_000, 24_000)
    assert float(np.abs(found.sound).max()) == pytest.approx(0.2, abs=0.01)


def five_hours(path: Path) -> Path:
    written(path, np.zeros(8))
    head = bytearray(path.read_bytes()[:-16])
    head[4:8], head[40:44] = (288_000_036).to_bytes(4, 'little'), (288_000_000).to_bytes(4, 'little')
    path.write_bytes(head)
    with path.open('r+b') as file:
        file.truncate(44 + 288_000_000)  # a hole, which takes no room
    return path


def no_sound(path: Path) -> Path:
    path.write_bytes(b'no sound at all ' * 100)
    return path


BAD: list[tuple[Callable[[Path], Path], type[Exception], str]] = [
    (lambda path: written(path, np.zeros(16_000)), BadRecording, 'is silent'),
    (lambda path: written(path, np.ones(24) / 3), BadRecording, 'is 3 ms long'),
    (five_hours, BadRecording, 'is 5:00:00 long, and at most 10 minutes'),
    (no_sound, UnreadableAudio, 'audio'),
]


@pytest.mark.parametrize(('make', 'error', 'sentence'), BAD)
def test_what_is_no_recording_is_told_in_one_sentence(
    tmp_path: Path, make: Callable[[Path], Path], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence) as told:
        recordings.read(make(tmp_path / 'a.wav'))
    assert len(str(told.value).splitlines()) == 1


needs_world = pytest.mark.skipif(not is_there(), reason='make setup without SLIM=1 brings what takes voices apart')


def hum(seconds: float, hz: float = 160.0, rate: int = 24_000) -> Recording:
    time = np.arange(round(seconds * rate)) / rate
    sound = sum(np.sin(2 * np.pi * hz * part * time) / part for part in range(1, 12))
    return Recording((0.1 * np.asarray(sound)).astype(np.float32), rate)


@needs_world
@pytest.mark.parametrize(('voice', 'hz'), [('shift-higher', 160 * 2 ** (4 / 12)), ('shift:-12:1', 80.0)])
def test_a_shift_moves_the_pitch_and_keeps_the_length(voice: str, hz: float) -> None:
    from app.voice.engines import change_melody

    recording = hum(2.0)
    shift = Shift(Path())
    made = np.concatenate([chunk.sound for chunk in shift.convert(recording, shift.transcribe(recording), voice)])
    assert len(made) == len(recording.sound)
    narrow = at_rate(made, recording.rate, change_melody.RATE)
    pitch = change_melody.pitch(narrow)
    assert float(np.median(pitch[pitch > 0])) == pytest.approx(hz, rel=0.02)


@pytest.mark.nightly
@needs_world
def test_a_shift_goes_block_by_block_without_a_step_and_stops() -> None:
    recording, said = hum(19.0, rate=16_000), Transcript('', ())
    chunks = list(Shift(Path()).convert(recording, said, 'shift-lower'))
    sound = np.concatenate([chunk.sound for chunk in chunks])
    assert (len(chunks), len(sound)) == (3, len(recording.sound))
    steps = np.abs(np.diff(sound))
    for at in np.cumsum([len(chunk.sound) for chunk in chunks])[:-1]:
        assert steps[at - 2 : at + 2].max() <= np.quantile(steps, 0.999)
    stop = Event()
    stop.set()
    assert len(list(Shift(Path()).convert(recording, said, 'shift-lower', stop))) == 1


@pytest.mark.parametrize('voice', ['af_heart', 'shift:99:1', 'shift:0:9', 'shift:', 'shift:1:0'])
def test_a_shift_that_nobody_knows_is_refused(voice: str) -> None:
    with pytest.raises(NoVoice, match='Shift'):
        Shift(Path()).convert(hum(1), Transcript('', ()), voice)
