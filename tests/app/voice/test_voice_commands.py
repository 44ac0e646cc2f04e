"""`levelmix voice …`: what people and programs meet, with an engine that says a tone where the voices are not there."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app import audio
from app.audio.files import probe
from app.audio.files.metadata import every_tag
from app.voice import engines
from app.voice.engines.port import Health, Voice
from app.voice.engines.speaking import Rendered, Speaking
from app.voice.phonemes.spelling import Spelt
from app.voice.pieces import Piece
from app.voice.text.clean import MOST_CHARACTERS
from app.voice.text.words import Sentence
from tests.app.conftest import Run


class Humming(Speaking):
    """An engine that hums each letter for 50 ms and is silent at signs and spaces."""

    name, licence = 'humming', 'CC0-1.0'
    here = True

    def health(self) -> Health:
        return Health('ready') if self.here else Health('missing', 'It lost its voice.', 'Give it tea.')

    def voices(self) -> list[Voice]:
        return [
            Voice('hum', 'Hum', 'en-us', 'unknown', self.name),
            Voice('sing', 'Sing', 'it', 'female', self.name, 'sings'),
        ]

    def spell(self, sentence: Sentence) -> Spelt:
        starts, text = [], ''
        for word in sentence.words:
            starts.append(len(text))
            text += f'{word.spoken} '
        return Spelt(sentence, text.rstrip(), tuple(starts))

    def render(self, piece: Piece, speed: float) -> Rendered:
        step = round(0.05 * self.rate / speed)
        loud = np.repeat([0.3 * sign.isalpha() for sign in piece.sounds], step)
        tone = np.sin(2 * np.pi * 220 / self.rate * np.arange(len(loud)))
        return Rendered((loud * tone).astype(np.float32), np.arange(len(piece.sounds) + 1) * step)


@pytest.fixture(autouse=True)
def humming(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Humming()
    monkeypatch.setattr(engines, 'SPEAKING', {'humming': lambda models: one})
    monkeypatch.setattr(audio, 'is_warm', lambda: True, raising=False)


def speak(run: Run, *arguments: object) -> tuple[int, str, str]:
    return run('voice', 'speak', *arguments, '--voice', 'hum')


def test_all_voices_are_told(run: Run) -> None:
    code, out, _ = run('voice', 'voices')
    assert (code, out.splitlines()[1].split()) == (0, ['sing', 'Sing', 'it', 'female', 'humming', 'sings'])
    told = json.loads(run('voice', 'voices', '--json')[1])
    assert told['engines'] == {'humming': 'ready'}
    assert told['voices'][0]['id'] == 'hum'


@pytest.mark.parametrize('name', ['clip.wav', 'clip.mp3', 'clip.ogg', 'clip.flac'])
def test_a_text_becomes_a_levelled_clip(run: Run, tmp_path: Path, name: str) -> None:
    code, out, _ = speak(run, 'Hello there, this is a text that is long enough.', tmp_path / name)
    assert code == 0
    assert out.startswith(f'{tmp_path / name}: ')
    assert audio.measure(tmp_path / name).integrated_lufs == pytest.approx(-19.0, abs=0.2)


def test_a_clip_in_json_with_times_and_subtitles(run: Run, tmp_path: Path) -> None:
    code, out, _ = speak(run, 'It cost $5. [pause 1s] Really.', tmp_path / 'a.wav', '--json', '--subtitles')
    told = json.loads(out)
    assert (code, told['voice'], told['engine'], told['licence']) == (0, 'hum', 'humming', 'CC0-1.0')
    assert [word['text'] for word in told['words']] == ['It', 'cost', '$5.', 'Really.']
    assert told['words'][3]['start'] - told['words'][2]['end'] == pytest.approx(1.0, abs=0.025)
    assert told['words'][3]['end'] <= told['seconds']
    assert (tmp_path / 'a.srt').read_text().splitlines()[2] == 'It cost $5.'
    assert (tmp_path / 'a.vtt').read_text().startswith('WEBVTT')


def test_twice_the_speed_takes_half_the_time(run: Run, tmp_path: Path) -> None:
    def seconds(speed: str) -> float:
        text = 'Some words that are said in no hurry at all'
        return float(json.loads(speak(run, text, tmp_path / f'{speed}.wav', '--speed', speed, '--json')[1])['seconds'])

    assert seconds('2') / seconds('1') == pytest.approx(0.5, abs=0.05)


def test_a_text_from_a_file_and_a_dictionary(run: Run, tmp_path: Path) -> None:
    (tmp_path / 'text.txt').write_text('My name is Geis.', encoding='utf-8')
    (tmp_path / 'words.txt').write_text('# names\nGeis = gice\n', encoding='utf-8')
    code, out, _ = run(
        'voice',
        'speak',
        '--file',
        tmp_path / 'text.txt',
        '--voice',
        'hum',
        '--plan',
        '--dictionary',
        tmp_path / 'words.txt',
    )
    assert (code, out.splitlines()[0]) == (0, 'My name is gice.')


def test_several_speakers_are_named(run: Run, tmp_path: Path) -> None:
    text = 'Anna: Hello.\nCarla: Ciao a tutti.'
    code, out, _ = speak(run, text, tmp_path / 'a.wav', '--speaker', 'Anna=hum', '--speaker', 'Carla=Sing', '--json')
    assert code == 0
    assert [word['text'] for word in json.loads(out)['words']] == ['Hello.', 'Ciao', 'a', 'tutti.']


def test_what_would_be_said_is_shown_and_nothing_made(run: Run, tmp_path: Path) -> None:
    code, out, err = speak(run, 'It cost $5 <wow/>', '--plan')
    assert (code, out.splitlines()[0]) == (0, 'It cost five dollars')
    assert 'not read: <wow>' in err
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


@pytest.mark.parametrize(
    ('text', 'sentence'),
    [
        ('', 'The text is empty'),
        ('   ', 'The text is empty'),
        ('...?!', 'no word in this text'),
        ('😀🎉', 'no word in this text'),
        ('\x07', 'The text is empty'),
        ('你好，世界', 'This text is in Chinese, which '),
        ('<prosody rate="slow">Hi', 'is opened and never closed'),
        ('<break time="1s"', 'does not close'),
    ],
)
def test_bad_texts_end_in_one_sentence_and_no_file(run: Run, tmp_path: Path, text: str, sentence: str) -> None:
    code, out, err = speak(run, text, tmp_path / 'a.wav')
    assert (code, out, len(err.strip().splitlines())) == (2, '', 1)
    assert sentence in err
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_a_megabyte_of_text_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / 'long.txt').write_text('word ' * 210_000)
    code, _, err = speak(run, tmp_path / 'a.wav', '--file', tmp_path / 'long.txt')
    assert (code, len(err.strip().splitlines())) == (2, 1)
    assert f'At most {MOST_CHARACTERS:,} characters are said at once' in err


@pytest.mark.parametrize(
    ('arguments', 'sentence'),
    [
        (['Hi'], 'Give the text in quotes, then OUT'),
        (['Hi', 'there', 'a.wav'], 'Give the text in quotes, then OUT'),
        (['Hi', 'a.wav', '--file', 'none.txt'], 'Give OUT alone'),
        (['a.wav', '--file', 'none.txt'], 'cannot be read'),
        (['Hi', 'a.xyz'], 'let it end with .wav'),
        (['Hi', 'nowhere/a.wav'], 'There is no folder'),
        (['Hi', 'a.wav', '--speaker', 'Anna'], 'is no pair'),
        (['Hi', 'a.wav', '--speaker', 'Anna=nobody'], 'There is no voice “nobody”'),
        (['Hi', 'a.wav', '--target', '3'], 'LUFS'),
        (['Hi', 'a.wav', '--engine', 'steam'], 'There is no engine “steam”'),
    ],
)
def test_commands_that_cannot_be(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = speak(run, *arguments)
    assert (code, len(err.strip().splitlines())) == (2, 1)
    assert sentence in err
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_a_clip_that_is_there_is_not_replaced(run: Run, tmp_path: Path) -> None:
    (tmp_path / 'a.wav').write_bytes(b'mine')
    assert 'is there already' in speak(run, 'Hi', tmp_path / 'a.wav')[2]
    assert (tmp_path / 'a.wav').read_bytes() == b'mine'
    assert speak(run, 'Hello there again', tmp_path / 'a.wav', '--force')[0] == 0


def test_an_engine_that_is_not_there_says_how_to_get_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Humming, 'here', False)
    assert speak(run, 'Hi', tmp_path / 'a.wav')[::2] == (2, 'It lost its voice. Give it tea.\n')
    assert 'humming: It lost its voice. Give it tea.' in run('voice', 'voices')[1]


def test_a_slim_installation_says_how_to_get_voices(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change_setting: Callable[[str, object], None]
) -> None:
    monkeypatch.undo()
    change_setting('models', str(tmp_path / 'none'))
    monkeypatch.setitem(sys.modules, 'onnxruntime', None)
    code, _, err = run('voice', 'speak', 'Hi', tmp_path / 'a.wav', '--voice', 'af_heart')
    assert code == 2
    assert (
        err
        == f'The weights are not in {tmp_path / "none"}. Run `make setup` without SLIM=1, which fetches them once.\n'
    )


BOOK = '# One\nSome words are here.\n\n# Two\nAnd some more of them.'


@pytest.mark.parametrize('name', ['clip.mp3', 'clip.m4a', 'clip.opus', 'clip.flac', 'clip.wav'])
def test_the_headings_of_a_text_are_the_chapters_of_its_file(run: Run, tmp_path: Path, name: str) -> None:
    listed = tmp_path / 'list.json'
    code, out, _ = speak(run, BOOK, tmp_path / name, '--chapters', listed, '--json')
    told = json.loads(out)
    assert (code, [one['title'] for one in told['chapters']], told['chapters_file']) == (0, ['One', 'Two'], str(listed))
    second = told['words'][5]['start']
    assert told['chapters'][1]['start_s'] == pytest.approx(second - 0.1, abs=0.002)
    kept = every_tag.words(probe(tmp_path / name)).chapters
    assert [(one.title, one.start_s) for one in kept] == [
        ('One', 0.0),
        ('Two', pytest.approx(told['chapters'][1]['start_s'], abs=0.002)),
    ]
    begin = [one['startTime'] for one in json.loads(listed.read_text())['chapters']]
    assert begin == [one['start_s'] for one in told['chapters']]


def test_chapters_are_planned_and_a_list_that_cannot_be_is_told_before_anything_is_said(
    run: Run, tmp_path: Path
) -> None:
    told = json.loads(run('voice', 'speak', BOOK, '--voice', 'hum', '--plan', '--json')[1])
    made = json.loads(speak(run, BOOK, tmp_path / 'a.wav', '--json')[1])
    assert [one['title'] for one in told['chapters']] == ['One', 'Two']
    assert told['chapters'][1]['start_s'] == pytest.approx(made['chapters'][1]['start_s'], rel=0.4)
    code, _, err = speak(run, BOOK, tmp_path / 'b.wav', '--chapters', tmp_path / 'b.doc')
    assert (code, 'written as .txt or .json' in err, (tmp_path / 'b.wav').exists()) == (2, True, False)
    code, _, err = speak(run, 'No heading at all.', tmp_path / 'c.wav', '--chapters', tmp_path / 'c.txt')
    assert (code, 'at least two headings' in err, (tmp_path / 'c.txt').exists()) == (0, True, False)
