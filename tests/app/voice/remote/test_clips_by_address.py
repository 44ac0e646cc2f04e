"""Clips of an engine at an address: jobs like all others, and nothing is taken where it fails."""

import json
from collections.abc import Callable

import pytest

from app import config
from app.accounts import credits
from app.errors import NotAllowed
from app.voice import engines, queries, service, voices, words
from models import Status
from tests.app.accounts_support import person
from tests.app.voice.clips_support import TEXT, say
from tests.engine_doubles import KEY, Double, posts

VOICE = 'gpu-andreas'


@pytest.fixture
def gpu(plain: Double, with_accounts: None, monkeypatch: pytest.MonkeyPatch) -> Double:
    import tasks  # noqa: F401

    monkeypatch.setattr(engines, 'SPEAKING', dict(engines.SPEAKING))
    place = {'name': 'gpu', 'shape': 'plain', 'url': plain.server.url(''), 'licence': 'MIT'}
    monkeypatch.setenv('LEVELMIX_VOICE_ENGINES', json.dumps([place]))
    monkeypatch.setenv('LEVELMIX_VOICE_ENGINE_KEYS', json.dumps({'gpu': KEY}))
    config.forget_settings()
    return plain


def test_a_clip_by_it_is_a_clip_like_any_other(gpu: Double, worker: Callable[[], int]) -> None:
    ann = person()
    assert {VOICE, 'gpu-woman'} <= {voice.id for voice in voices.all_voices(ann)}
    clip_id = say(ann, voice=VOICE)
    worker()
    clip = queries.get(ann, clip_id)
    assert (clip.status, clip.outcome['engine'], clip.outcome['licence']) == (Status.COMPLETED, 'gpu', 'MIT')
    assert clip.loudness_lufs == pytest.approx(-19.0, abs=0.1)
    assert ' '.join(word.text for word in words.of_clip(ann, clip_id)) == TEXT


def test_one_that_fails_is_told_and_costs_nothing_and_later_goes_on(gpu: Double, worker: Callable[[], int]) -> None:
    ann = person()
    before = credits.balance(ann)
    clip_id = say(ann, voice=VOICE)
    first = gpu.answer
    made = len(posts(gpu))
    gpu.server.answers = lambda asked: first(asked) if len(posts(gpu)) <= made + 1 else (500, {}, KEY.encode())
    worker()
    clip = queries.get(ann, clip_id)
    assert clip.status == Status.FAILED
    assert clip.error == (
        'The engine “gpu” failed. Nothing was made and nothing is taken. Try again later, or choose another engine.'
    )
    assert credits.balance(ann) == before
    gpu.server.answers = first
    service.retry(ann, clip_id)
    worker()
    assert queries.get(ann, clip_id).status == Status.COMPLETED
    said = [wish['text'] for wish in gpu.wishes()]
    assert said.count('The boat left early. A warm wind pushed us along.') == 1, 'what was said is gone on with'


def test_one_that_is_away_takes_no_wish(gpu: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person()
    gpu.key = 'another one'
    with pytest.raises(NotAllowed, match='The engine “gpu” refuses the key that it is asked with'):
        say(ann, voice=VOICE)
    assert {one.name: one.health.state for one in voices.states()}['gpu'] == 'missing'
    assert not [voice for voice in voices.all_voices(ann) if voice.engine == 'gpu']
