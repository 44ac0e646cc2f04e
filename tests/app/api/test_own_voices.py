"""Programs have a voice learnt, hear it, rename and delete it; nobody else's key does."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app import accounts
from app.accounts import Visitor
from app.api.v1 import rates
from app.voice.engines.port import SampleReport
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem
from tests.app.voice.clips_support import TEXT
from tests.app.voice.learning_support import HummingAnybody, Quick, quick, sent


@pytest.fixture
def engines(with_accounts: None, monkeypatch: pytest.MonkeyPatch) -> tuple[Quick, HummingAnybody]:
    import tasks  # noqa: F401

    rates.forget()
    return quick(monkeypatch)


@pytest.fixture
def ann(engines: tuple[Quick, HummingAnybody]) -> Program:
    accounts.let_in(Visitor())
    return Program(person(), 'voice:write')


def wish(ann: Program, folder: Path, **more: object) -> dict[str, object]:
    samples = [sent(ann.user_id, folder)]
    return {'name': 'Mine', 'consent_name': 'Ann Miller', 'consent': True, 'samples': samples, **more}


def test_a_voice_is_learnt_spoken_with_renamed_and_deleted(
    ann: Program, worker: Callable[[], int], tmp_path: Path
) -> None:
    made = ann.ask('POST', '/voice/own', json=wish(ann, tmp_path))
    assert (made.status_code, made.json()['status'], made.json()['similarity']) == (201, 'training', None)
    voice_id = made.json()['id']
    assert made.headers['location'] == f'/api/v1/voice/own/{voice_id}'
    assert problem(ann.get(f'/voice/own/{voice_id}/preview')) == (404, 'not-found')
    worker()
    ready = ann.get(f'/voice/own/{voice_id}')
    assert (ready.json()['status'], ready.json()['nearest'], ready.json()['similarity']) == ('ready', 'af_heart', 0.88)
    assert ann.get(f'/jobs/{ready.json()["job_id"]}').json()['status'] == 'completed'
    assert ann.get(f'/voice/own/{voice_id}/preview').headers['content-type'] == 'audio/mpeg'
    listed = [voice for voice in ann.get('/voice/voices').json()['items'] if voice['custom']]
    assert [(voice['id'], voice['name']) for voice in listed] == [(voice_id, 'Mine')]
    assert ann.ask('POST', '/voice/speak', json={'text': TEXT, 'voice': voice_id}).status_code == 201
    renamed = ann.ask('PUT', f'/voice/own/{voice_id}', json={'name': 'Evening'})
    assert (renamed.status_code, renamed.json()['name']) == (200, 'Evening')
    assert ann.ask('DELETE', f'/voice/own/{voice_id}').status_code == 204
    assert ann.get('/voice/own').json()['items'] == []


def test_nothing_is_learnt_without_consent(ann: Program, tmp_path: Path) -> None:
    refused = ann.ask('POST', '/voice/own', json=wish(ann, tmp_path, consent=False))
    assert problem(refused) == (400, 'not-allowed')
    assert 'Confirm that this is your voice' in refused.json()['detail']
    assert ann.get('/voice/own').json()['items'] == []


def test_samples_are_looked_at_before(ann: Program, engines: tuple[Quick, HummingAnybody], tmp_path: Path) -> None:
    engines[0].report = SampleReport(2.0, ('Too short.',), ('Noisy.',))
    samples = [sent(ann.user_id, tmp_path)]
    looked = ann.ask('POST', '/voice/own/check', json={'samples': samples})
    assert looked.json() == {'seconds': 2.0, 'faults': ['Too short.'], 'warnings': ['Noisy.']}
    assert problem(ann.ask('POST', '/voice/own/check', json={'samples': ['nothing']}))[0] == 404


def test_a_key_for_reading_or_of_somebody_else_does_nothing_to_it(
    ann: Program, worker: Callable[[], int], tmp_path: Path
) -> None:
    voice_id = ann.ask('POST', '/voice/own', json=wish(ann, tmp_path)).json()['id']
    worker()
    reader, ben = Program(ann.user_id, 'voice:read'), Program(person('ben@example.org'), 'voice:write')
    assert reader.get(f'/voice/own/{voice_id}').status_code == 200
    assert reader.ask('DELETE', f'/voice/own/{voice_id}').status_code == 403
    for method, path in (('GET', ''), ('GET', '/preview'), ('DELETE', '')):
        assert ben.ask(method, f'/voice/own/{voice_id}{path}').status_code == 404
    assert Program(ann.user_id, 'leveling:write').get('/voice/own').status_code == 403
    assert ann.get(f'/voice/own/{voice_id}').json()['status'] == 'ready'
