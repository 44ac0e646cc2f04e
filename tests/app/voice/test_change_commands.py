"""`levelmix voice change` and `transcribe`: what people and programs meet, with an engine that only hums along."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app import audio
from app.voice.engines import recordings, world
from app.voice.engines.world import is_there
from tests.app.conftest import Run
from tests.app.voice.changing_support import Humming, humming_along


@pytest.fixture(autouse=True)
def humming(monkeypatch: pytest.MonkeyPatch) -> Humming:
    monkeypatch.setattr(audio, 'is_warm', lambda: True, raising=False)
    return humming_along(monkeypatch)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    time = np.arange(2 * 44_100) / 44_100
    path = tmp_path / 'me.ogg'
    soundfile.write(path, 0.3 * np.sin(2 * np.pi * 200 * time) * (time % 0.5 < 0.4), 44_100)
    return path


def test_a_recording_in_another_voice_is_as_long_and_as_loud_as_asked(run: Run, recording: Path) -> None:
    out = recording.with_name('out.mp3')
    code, told, _ = run('voice', 'change', recording, out, '--voice', 'Hum')
    assert (code, told.splitlines()[0].startswith(f'{out}: 2.0 s, -19.')) == (0, True)
    assert audio.measure(out).integrated_lufs == pytest.approx(-19.0, abs=0.2)


def test_what_came_out_in_json(run: Run, recording: Path) -> None:
    out = recording.with_name('out.wav')
    code, told, _ = run('voice', 'change', recording, out, '--voice', 'hum', '--target', -16, '--json')
    facts = json.loads(told)
    assert code == 0
    assert (facts['voice'], facts['engine'], facts['licence']) == ('hum', 'change', 'CC0-1.0')
    assert (facts['language'], facts['text']) == ('en', 'Hello Amy Bull.')
    assert facts['loudness_lufs'] == pytest.approx(-16.0, abs=0.2)


def test_words_are_told_corrected_and_used(run: Run, recording: Path, humming: Humming) -> None:
    code, told, _ = run('voice', 'transcribe', recording)
    assert (code, told) == (0, 'Hello Amy Bull.\n')
    words = recording.with_name('words.txt')
    words.write_text('Hello amiable.\n', encoding='utf-8')
    assert run('voice', 'change', recording, recording.with_name('a.wav'), '--voice', 'hum', '--words', words)[0] == 0
    assert [(word.text, word.start, word.end) for word in humming.said[0].words] == [
        ('Hello', 0.2, 0.5),
        ('amiable.', 0.6, 1.4),
    ]


def test_a_transcript_with_times_is_taken_as_it_is(
    run: Run, recording: Path, humming: Humming, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = recording.with_name('words.json')
    words.write_text(run('voice', 'transcribe', recording, '--json')[1].replace('Amy', 'Annie'), encoding='utf-8')
    monkeypatch.setattr(humming, 'transcribe', None)  # nothing is heard again
    assert run('voice', 'change', recording, recording.with_name('a.wav'), '--voice', 'hum', '--words', words)[0] == 0
    assert humming.said[0].text == 'Hello Annie Bull.'
    assert humming.said[0].words[1].start == 0.6


def test_a_shift_needs_no_words(run: Run, recording: Path) -> None:
    if not is_there():
        pytest.skip('make setup without SLIM=1 brings what takes voices apart')
    out = recording.with_name('out.flac')
    code, told, _ = run('voice', 'change', recording, out, '--voice', 'shift-lower', '--json')
    facts = json.loads(told)
    assert (code, facts['engine'], facts['text']) == (0, 'shift', '')
    assert facts['seconds'] == pytest.approx(2.0, abs=0.001)


BAD = [
    (['me.ogg', 'out.wav', '--voice', 'nobody'], 'There is no voice “nobody”'),
    (['me.ogg', 'out.xyz', '--voice', 'hum'], 'let it end with .wav'),
    (['me.ogg', 'me.ogg', '--voice', 'hum'], 'would replace the original'),
    (['none.ogg', 'out.wav', '--voice', 'hum'], 'cannot be opened'),
    (['me.ogg', 'out.wav', '--voice', 'hum', '--words', 'none.txt'], 'cannot be read'),
    (['me.ogg', 'out.wav', '--voice', 'hum', '--words', 'empty.txt'], 'The text is empty'),
    (['me.ogg', 'out.wav', '--voice', 'hum', '--words', 'bad.json'], 'is no transcript'),
    (['me.ogg', 'out.wav', '--voice', 'hum', '--target', '3'], 'LUFS'),
    (['me.ogg', 'out.wav', '--voice', 'shift:99:1'], 'at most 24 semitones' if is_there() else world.MISSING),
    (['silent.wav', 'out.wav', '--voice', 'hum'], 'is silent'),
    (['short.wav', 'out.wav', '--voice', 'hum'], 'is 3 ms long'),
    (['music.wav', 'out.wav', '--voice', 'hum'], 'No words were heard'),
    (['bad.json', 'out.wav', '--voice', 'hum'], 'audio'),
]


@pytest.mark.parametrize(('arguments', 'sentence'), BAD, ids=[sentence for _, sentence in BAD])
def test_what_cannot_be_ends_in_one_sentence_and_no_file(
    run: Run, recording: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    monkeypatch.chdir(recording.parent)
    Path('empty.txt').write_text(' ')
    Path('bad.json').write_text('{"words": 3}')
    soundfile.write('silent.wav', np.zeros(recordings.RATE), recordings.RATE)
    soundfile.write('short.wav', np.ones(72) / 2, recordings.RATE)
    soundfile.write('music.wav', np.ones(recordings.RATE), recordings.RATE, 'FLOAT')
    before = sorted(Path().iterdir())
    code, out, err = run('voice', 'change', *arguments)
    assert (code, out, len(err.strip().splitlines())) == (2, '', 1)
    assert sentence in err
    assert sorted(Path().iterdir()) == before


def test_an_engine_that_is_not_there_says_how_to_get_it(
    run: Run, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Humming, 'here', False)
    told = run('voice', 'change', recording, recording.with_name('a.wav'), '--voice', 'hum')
    assert told[::2] == (2, 'It lost its voice. Give it tea.\n')
    assert run('voice', 'transcribe', recording)[2] == 'It lost its voice. Give it tea.\n'
