"""Programs have a recording heard, correct its words, and have it said by another voice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app import accounts
from app.accounts import Visitor
from app.api.v1 import rates
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem
from tests.app.voice.changing_support import HEARD, Humming, humming_along, sent


@pytest.fixture
def humming(with_accounts: None, monkeypatch: pytest.MonkeyPatch) -> Humming:
    import tasks  # noqa: F401

    rates.forget()
    return humming_along(monkeypatch)


@pytest.fixture
def ann(humming: Humming) -> Program:
    accounts.let_in(Visitor())
    return Program(person(), 'voice:write')


def test_a_recording_is_heard_and_changed(ann: Program, worker: Callable[[], int], tmp_path: Path) -> None:
    upload = sent(ann.user_id, tmp_path)
    made = ann.ask('POST', '/voice/transcripts', json={'upload_id': upload})
    assert (made.status_code, made.json()['status'], made.json()['words']) == (201, 'queued', [])
    place = made.headers['location'].removeprefix('/api/v1')
    worker()
    heard = ann.get(place).json()
    assert (heard['status'], heard['language'], heard['text']) == ('completed', 'en', HEARD.text)
    assert heard['words'][0] == {'text': 'Hello', 'start': 0.2, 'end': 0.5}
    options = {'voice': 'hum', 'heard': heard['id'], 'transcript': 'Hello Annie Bull.', 'format': 'mp3'}
    job = ann.ask('POST', '/voice/change', json={'upload_id': upload, 'options': options})
    assert (job.status_code, job.json()['kind']) == (201, 'voice.change')
    worker()
    clip = ann.get(f'/voice/clips/{job.json()["id"]}').json()
    assert (clip['status'], clip['tool'], clip['text'], clip['voice']) == (
        'completed',
        'change',
        'Hello Annie Bull.',
        'hum',
    )


def test_voices_for_recordings_are_listed_with_the_ways_to_shift(ann: Program) -> None:
    listed = {voice['id']: voice['engine'] for voice in ann.get('/voice/change/voices').json()['items']}
    assert (listed['hum'], listed.get('shift-lower', 'shift')) == ('change', 'shift')


def test_what_is_wrong_is_a_problem_and_costs_nothing(ann: Program, tmp_path: Path) -> None:
    upload = sent(ann.user_id, tmp_path)
    refused = ann.ask('POST', '/voice/change', json={'upload_id': upload, 'options': {'voice': 'nobody'}})
    assert problem(refused) == (400, 'not-allowed')
    assert 'no voice “nobody” for recordings' in refused.json()['detail']
    assert problem(ann.ask('POST', '/voice/transcripts', json={'upload_id': 'none'})) == (404, 'not-found')
    assert problem(ann.get('/voice/transcripts/none')) == (404, 'not-found')


def test_nobody_reads_what_others_said(ann: Program, worker: Callable[[], int], tmp_path: Path) -> None:
    made = ann.ask('POST', '/voice/transcripts', json={'upload_id': sent(ann.user_id, tmp_path)}).json()['id']
    worker()
    accounts.let_in(Visitor())
    ben = Program(person('ben@example.org'), 'voice:write')
    assert problem(ben.get(f'/voice/transcripts/{made}')) == (404, 'not-found')
