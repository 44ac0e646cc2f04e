"""`levelmix voice clone …`: who may have a voice learnt, where it is kept, how it is asked for and how forgotten."""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

import numpy as np
import pytest
import soundfile

from app import audio
from app.console import own_voices
from app.voice import engines
from app.voice.engines import learnt, styles
from app.voice.engines.port import Health, Learnt, Recording, SampleReport, Speech, Voice
from tests.app.conftest import Run
from tests.app.voice.test_learnt_voices import a_model
from tests.app.voice.test_voice_commands import Humming


class HummingAnybody(Humming):
    """Hums in the voices that were learnt, too."""

    name = 'kokoro'

    def heard_in(self, speech: Speech) -> list[Voice]:
        return [*self.voices(), *([styles.described(speech.voice)] if learnt.is_one(speech.voice) else [])]


class Quick:
    """Learns a voice from anything at once, and remembers what it was given."""

    name, licence = 'kokoro', 'CC0-1.0'
    report = SampleReport(12.0, (), ('It is short.',))

    def __init__(self) -> None:
        self.given: list[Recording] = []

    def health(self) -> Health:
        return Health('ready')

    def check(self, samples: Sequence[Recording]) -> SampleReport:
        return self.report

    def learn(self, samples: Sequence[Recording], report: Callable[[float], None], stop: Event | None = None) -> Learnt:
        self.given = list(samples)
        report(1.0)
        return Learnt(learnt.written(a_model()), 0.88, ('af_heart', 0.83))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Quick:
    learning, speaking = Quick(), HummingAnybody()
    monkeypatch.setattr(engines, 'LEARNING', {'kokoro': lambda models: learning})
    monkeypatch.setattr(engines, 'SPEAKING', {'kokoro': lambda models: speaking})
    monkeypatch.setattr(audio, 'is_warm', lambda: True, raising=False)
    monkeypatch.setenv('XDG_DATA_HOME', str(tmp_path / 'home'))
    return learning


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / 'sample.wav'
    soundfile.write(path, np.random.default_rng(1).normal(scale=0.1, size=16_000), 16_000)
    return path


def kept() -> list[str]:
    return sorted(path.name for path in own_voices.folder().glob('*')) if own_voices.folder().exists() else []


def test_nothing_is_learnt_without_permission(run: Run, sample: Path, quick: Quick) -> None:
    code, out, err = run('voice', 'clone', 'Me', sample)
    assert (code, out, len(err.strip().splitlines())) == (2, '', 1)
    assert 'only with the permission of whose it is. Nothing was read or kept' in err
    assert (kept(), quick.given) == ([], [])


def test_a_voice_is_learnt_listed_spoken_with_and_forgotten(run: Run, sample: Path, tmp_path: Path) -> None:
    code, out, err = run('voice', 'clone', 'My voice', sample, '--i-have-permission')
    assert (code, err.strip().splitlines()[-1]) == (0, 'It is short.')
    assert out.startswith('My voice: learnt from 12 s of speech. Likeness 0.88 of 1 to the samples; af_heart, the near')
    assert kept() == ['My voice.json', 'My voice.voice']

    told = json.loads(run('voice', 'voices', '--json')[1])['voices']
    assert [(voice['id'], voice['language'], voice['custom']) for voice in told][-1] == ('My voice', 'it', True)

    code, out, _ = run('voice', 'speak', 'Buona sera.', tmp_path / 'a.wav', '--voice', 'my voice', '--json')
    assert (code, json.loads(out)['voice']) == (0, 'My voice')

    assert run('voice', 'forget', 'My voice')[:2] == (0, 'My voice was removed.\n')
    assert kept() == []
    assert 'no voice “My voice”' in run('voice', 'forget', 'My voice')[2]
    assert 'There is no voice “My voice”' in run('voice', 'speak', 'Hi', tmp_path / 'b.wav', '--voice', 'My voice')[2]


def test_what_was_permitted_is_noted_with_the_samples(run: Run, sample: Path, quick: Quick) -> None:
    code, out, _ = run('voice', 'clone', 'Me', sample, sample, '--i-have-permission', '--json')
    assert (code, json.loads(out)['nearest']) == (0, {'voice': 'af_heart', 'similarity': 0.83})
    noted = json.loads((own_voices.folder() / 'Me.json').read_text(encoding='utf-8'))
    assert noted['samples_sha256'] == [hashlib.sha256(sample.read_bytes()).hexdigest()] * 2
    assert noted['consented'].endswith('+00:00')
    assert [len(one.sound) for one in quick.given] == [16_000, 16_000]


def test_samples_that_do_not_do_are_told_and_nothing_is_kept(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Quick, 'report', SampleReport(0.0, ('Nobody speaks.',)))
    assert run('voice', 'clone', 'Me', sample, '--i-have-permission')[::2] == (2, 'Nobody speaks.\n')
    assert kept() == []


@pytest.mark.parametrize(
    ('name', 'sentence'),
    [
        ('../../etc/x', 'Name it by'),
        ('', 'Name it by'),
        ('-x', 'Name it by'),
        ('a' * 61, 'Name it by'),
        ('dot.', 'Name it by'),
        ('af_heart', 'is a voice of the list'),
        ('HEART', 'is a voice of the list'),
    ],
)
def test_names_that_cannot_be(run: Run, sample: Path, name: str, sentence: str) -> None:
    code, _, err = run('voice', 'clone', '--i-have-permission', '--', name, sample)
    assert code == 2
    assert sentence in err
    assert kept() == []


def test_one_that_is_there_is_not_replaced(run: Run, sample: Path) -> None:
    assert run('voice', 'clone', 'Me', sample, '--i-have-permission')[0] == 0
    before = (own_voices.folder() / 'Me.json').read_text()
    assert 'There is a voice “Me” already' in run('voice', 'clone', 'Me', sample, '--i-have-permission')[2]
    assert (own_voices.folder() / 'Me.json').read_text() == before
    assert run('voice', 'clone', 'Me', sample, '--i-have-permission', '--force')[0] == 0


def test_a_damaged_voice_is_told_and_the_others_are_heard(run: Run, sample: Path) -> None:
    run('voice', 'clone', 'Me', sample, '--i-have-permission')
    (own_voices.folder() / 'Broken.voice').write_bytes(b'x')
    code, out, err = run('voice', 'voices')
    assert code == 0
    assert 'Me' in out.splitlines()[-1]
    assert err == 'Broken.voice is no voice that was learnt here, or it is damaged: learn it once more.\n'
    assert run('voice', 'forget', 'Broken')[0] == 0


def test_an_engine_that_does_not_learn(run: Run) -> None:
    with pytest.raises(Exception, match='There is no engine “steam” that learns: choose one of kokoro'):
        engines.that_learns('steam', Path())
