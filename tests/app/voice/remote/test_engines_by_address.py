"""Engines that the operator has named: asked in three ways, and told in one sentence where they fail."""

import json
from pathlib import Path

import numpy as np
import pytest

from app import audio, config
from app.voice import engines
from app.voice.engines import remote
from app.voice.engines.port import EffectWish, Recording, Speech
from app.voice.errors import BadRecording, EngineAway, NothingToSay, NoVoice, VoiceError
from tests.app.conftest import Run
from tests.engine_doubles import (
    KEY,
    RATE,
    TEXT,
    VOICES,
    Double,
    double,
    json_of,
    posts,
    recording,
    samples,
    speech,
    tone,
    wav,
)

PATHS = {'plain': '/generate', 'openai': '/v1/audio/speech', 'elevenlabs': '/v1/text-to-speech/r4ch/with-timestamps'}


def test_a_text_is_said_piece_by_piece_as_a_person_would_read_it(engine: Double) -> None:
    chunks = speech(engine)
    said = [wish.get('text') or wish.get('input') for wish in engine.wishes()]
    assert said == ['Doors open at seven thirty P.M.', 'It cost five dollars in nineteen oh eight.', 'Then they left.']
    assert {asked.path.partition('?')[0] for asked in posts(engine)} == {PATHS[engine.shape]}
    assert ' '.join(chunk.text for chunk in chunks) == 'Doors open at 7:30pm. It cost $5 in 1908. Then they left.'
    assert chunks[-1].done == 1.0
    assert {chunk.rate for chunk in chunks} == {RATE}
    pause = np.flatnonzero(np.abs(np.concatenate([chunk.sound for chunk in chunks])) > 1e-4)
    assert max(np.diff(pause)) / RATE == pytest.approx(1.0, abs=0.03)


def test_it_is_asked_with_its_key_and_in_its_own_words(engine: Double) -> None:
    speech(engine, 'Hello there.')
    (asked,) = posts(engine)
    (wish,) = engine.wishes()
    if engine.shape == 'plain':
        assert asked.headers['authorization'] == f'Bearer {KEY}'
        assert wish == {
            'text': 'Hello there.',
            'target_voice': 'andreas',
            'language': 'en-us',
            'speed': 1.0,
            'format': 'wav',
        }
    elif engine.shape == 'openai':
        assert asked.headers['authorization'] == f'Bearer {KEY}'
        assert wish == {
            'model': 'tts-1',
            'input': 'Hello there.',
            'voice': 'alloy',
            'response_format': 'wav',
            'speed': 1.0,
        }
    else:
        assert asked.headers['xi-api-key'] == KEY
        assert asked.path.endswith('?output_format=pcm_24000')
        assert wish == {
            'text': 'Hello there.',
            'model_id': 'eleven_multilingual_v2',
            'voice_settings': {'speed': 1.0},
        }


def test_its_voices_have_names_that_no_other_engine_has(engine: Double) -> None:
    found = remote.that_speaks(engine.place()).voices()
    assert VOICES[engine.shape] in {voice.id for voice in found}
    assert {voice.engine for voice in found} == {'gpu'}


def test_voices_that_the_operator_names_need_not_be_asked_for(engine: Double) -> None:
    voices = remote.that_speaks(engine.place(voices=['anna', 'ben'], language='de')).voices()
    assert [(voice.id, voice.language) for voice in voices] == [('gpu-anna', 'de'), ('gpu-ben', 'de')]
    assert engine.asked == []


def test_the_times_of_signs_are_used_where_they_are_told() -> None:
    with double('elevenlabs') as engine:
        (chunk,) = speech(engine, 'One two three.')
    assert chunk.words[1].start == pytest.approx((4 / 14) ** 2 * 14 / 15, abs=0.07), 'its share would be 0.27'


def test_how_it_is_stands_in_words(engine: Double) -> None:
    health = remote.that_speaks(engine.place(memory='8 GB')).health()
    assert health.state == 'ready'
    assert health.memory == ('4 GB' if engine.shape == 'plain' else '8 GB')
    assert health.version == ('styletts2 1.3' if engine.shape == 'plain' else '')
    engine.key = 'another one'
    ill = remote.that_speaks(engine.place()).health()
    assert ill.state == 'missing'
    assert ill.what == 'The engine “gpu” refuses the key that it is asked with.'


def test_a_voice_that_is_not_there_is_named(engine: Double) -> None:
    with pytest.raises(NoVoice, match='There is no voice “gpu-nobody” here'):
        remote.that_speaks(engine.place()).plan(Speech(TEXT, 'gpu-nobody'))


@pytest.mark.parametrize('kind', ['audio/pcm', 'audio/pcm; rate=24000', 'application/octet-stream', ''])
def test_samples_without_anything_around_them_are_taken(kind: str) -> None:
    with double('openai') as engine:
        engine.faults = [(200, {'Content-Type': kind}, samples(1.0))]
        (chunk,) = speech(engine, 'Hello there.')
    assert len(chunk.sound) / chunk.rate == pytest.approx(1.0, abs=0.15)


@pytest.mark.parametrize('length', [b'\xff\xff\xff\xff', b'\xff\xff\xff\x7f', b'\0\0\0\0'])
def test_a_wav_that_does_not_know_its_length_is_taken_whole(length: bytes, plain: Double) -> None:
    whole = tone(1.0)
    at = whole.index(b'data') + 4
    plain.faults = [(200, {'Content-Type': 'audio/wav'}, whole[:4] + length + whole[8:at] + length + whole[at + 4 :])]
    (chunk,) = speech(plain, 'Hello there.')
    assert len(chunk.sound) / chunk.rate == pytest.approx(1.0, abs=0.15)


@pytest.mark.parametrize('rate', [24_000, 48_000])
def test_all_answers_are_brought_to_one_rate(rate: int, plain: Double) -> None:
    plain.faults = [wav(1.0), (200, {'Content-Type': 'audio/wav'}, tone(1.0, 44_100, 2))]
    chunks = speech(plain, 'Hello there, all of you out there. Then they went away.', rate=rate)
    assert {chunk.rate for chunk in chunks} == {rate}
    assert sum(len(chunk.sound) for chunk in chunks) / rate == pytest.approx(2.3, abs=0.4)


def test_sound_may_be_inside_of_an_answer_or_at_an_address_of_the_same_engine(plain: Double) -> None:
    import base64

    plain.faults = [json_of({'audio': base64.b64encode(tone(1.0)).decode()})]
    assert speech(plain, 'Hello there.')
    plain.faults = [json_of({'audio_url': '/voices'})]
    with pytest.raises(EngineAway, match='something that is no sound'):
        speech(plain, 'Hello there.')
    assert plain.asked[-1].headers['authorization'] == f'Bearer {KEY}', 'it was fetched'


def test_sound_at_another_host_is_fetched_only_where_that_is_named_and_without_the_key(plain: Double) -> None:
    with double('plain') as bucket:
        bucket.server.answers = lambda asked: wav(1.0)
        told = json_of({'audio_url': bucket.server.url('/clip.wav?signature=1')})
        plain.faults = [told, told]
        with pytest.raises(EngineAway, match='sends on to a host that is not named for it'):
            speech(plain, 'Hello there.')
        assert bucket.asked == []
        assert speech(plain, 'Hello there.', files=['127.0.0.1'])
        (asked,) = bucket.asked
    assert KEY not in json.dumps(dict(asked.headers)) + asked.path


def test_a_recording_comes_back_in_the_other_voice_just_as_long(plain: Double) -> None:
    engine = remote.that_converts(plain.place(makes=['change']))
    chunks = list(engine.convert(recording(2.1), engine.transcribe(recording()), 'gpu-woman'))
    assert sum(len(chunk.sound) for chunk in chunks) == round(2.1 * RATE)
    (asked,) = posts(plain)
    assert asked.path == '/convert'
    assert b'name="target_voice"\r\n\r\nwoman\r\n' in asked.body
    assert b'RIFF' in asked.body
    assert asked.headers['content-type'].startswith('multipart/form-data; boundary=')


def test_silence_goes_nowhere(plain: Double) -> None:
    with pytest.raises(BadRecording, match='silent'):
        remote.that_converts(plain.place()).transcribe(Recording(np.zeros(16_000, np.float32), 16_000))
    assert posts(plain) == []


@pytest.mark.parametrize('shape', ['plain', 'elevenlabs'])
def test_a_sound_is_made_from_words(shape: str) -> None:
    with double(shape) as engine:
        maker = remote.that_makes_effects(engine.place(makes=['effects'], licence='CC0'))
        made = maker.effect(EffectWish('rain on a roof', 2.0, loop=True, influence=0.7, seed=3))
        (wish,) = engine.wishes()
    assert made.sound.shape == (2 * RATE, 1)
    assert (made.licence, made.how) == ('CC0', 'Made by the engine “gpu” from the words alone.')
    if shape == 'plain':
        expected = {'prompt': 'rain on a roof', 'seconds': 2.0, 'influence': 0.7, 'seed': 3, 'format': 'wav'}
    else:
        expected = {'text': 'rain on a roof', 'duration_seconds': 2.0, 'prompt_influence': 0.7}
    assert wish == expected | {'loop': True}


def test_a_prompt_without_a_word_goes_nowhere(plain: Double) -> None:
    with pytest.raises(NothingToSay):
        remote.that_makes_effects(plain.place()).effect(EffectWish('...?!'))
    assert plain.asked == []


def test_a_command_says_a_text_by_such_an_engine(
    engine: Double, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, 'SPEAKING', dict(engines.SPEAKING))
    place = engine.place().model_dump(mode='json', include={'name', 'shape', 'url'})
    monkeypatch.setenv('LEVELMIX_VOICE_ENGINES', json.dumps([place]))
    monkeypatch.setenv('LEVELMIX_VOICE_ENGINE_KEYS', json.dumps({'gpu': KEY}))
    config.forget_settings()
    monkeypatch.setattr(audio, 'is_warm', lambda: True, raising=False)
    told = run('voice', 'speak', TEXT, tmp_path / 'clip.wav', '--voice', VOICES[engine.shape], '--json')
    assert told[0] == 0, told[2]
    assert json.loads(told[1])['engine'] == 'gpu'
    assert audio.measure(tmp_path / 'clip.wav').integrated_lufs == pytest.approx(-19.0, abs=0.1)
    engine.faults = [(500, {}, b'')] * 2
    code, out, err = run('voice', 'speak', TEXT, tmp_path / 'next.wav', '--voice', VOICES[engine.shape])
    assert (code, out) == (2, '')
    assert 'The engine “gpu” failed. Nothing was made and nothing is taken. Try again later' in err
    assert KEY not in err
    assert not (tmp_path / 'next.wav').exists()


def test_an_engine_cannot_take_the_name_of_one_that_is_here(plain: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, 'SPEAKING', dict(engines.SPEAKING))
    with pytest.raises(VoiceError, match='names an engine “kokoro”, which is the name of one that is here'):
        engines.by_address([plain.place(name='kokoro')])
