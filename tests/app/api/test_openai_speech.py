"""Programs that know OpenAI's interface are pointed at this server: they hear, choose, and read what goes wrong."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
import soundfile
from httpx2 import Response

from app import accounts, audio
from app.accounts import Visitor, credits
from app.api.openai import speech
from app.api.v1 import rates
from app.db import transaction
from app.voice import queries, service, voices
from app.voice.errors import EngineMissing
from models import FeatureFlag, Status
from tests.app.accounts_support import person
from tests.app.api.programs import Program
from tests.app.voice.clips_support import RATE, TEXT, Humming, humming

WISH = {'model': 'tts-1', 'input': TEXT, 'voice': 'hum', 'response_format': 'wav'}


@pytest.fixture
def engine(with_accounts: None, monkeypatch: pytest.MonkeyPatch) -> Humming:
    import tasks  # noqa: F401

    rates.forget()
    return humming(monkeypatch)


@pytest.fixture
def ann(engine: Humming, worker: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> Program:
    """Ann’s program; a worker is quick here, and has done a job before anybody looks for its first piece."""
    submit = service.submit_speak

    def done_at_once(*asked: Any) -> str:
        clip_id = submit(*asked)
        worker()
        return clip_id

    monkeypatch.setattr(service, 'submit_speak', done_at_once)
    accounts.let_in(Visitor())
    return Program(person(), 'voice:write')


def ask(program: Program, path: str, method: str = 'GET', **sent: Any) -> Response:
    accounts.let_in(Visitor(address='203.0.113.7'))
    headers = {'Authorization': f'Bearer {program.key}'} if program.key else {}
    return program.client.request(method, path, headers=headers, **sent)


def say(program: Program, **wish: Any) -> Response:
    return ask(program, '/v1/audio/speech', 'POST', json=WISH | wish)


def error(answer: Response) -> tuple[int, str, str]:
    told = answer.json()['error']
    assert set(told) == {'message', 'type', 'param', 'code'}
    return answer.status_code, told['type'], told['message']


def test_a_text_is_heard_and_its_clip_stays(ann: Program) -> None:
    heard = say(ann)
    assert (heard.status_code, heard.headers['content-type']) == (200, 'audio/wav')
    sound, rate = soundfile.read(
        io.BytesIO(heard.content[:40] + (len(heard.content) - 44).to_bytes(4, 'little') + heard.content[44:])
    )
    assert (len(sound) / rate, rate) == (pytest.approx(0.25 * len(TEXT.split()), abs=0.01), RATE)
    clip = queries.get(ann.user_id, heard.headers['levelmix-clip'])
    assert (clip.status, clip.text, clip.voice) == (Status.COMPLETED, TEXT, 'hum')


def test_raw_samples_say_their_rate(ann: Program) -> None:
    heard = say(ann, response_format='pcm')
    assert heard.headers['content-type'] == f'audio/pcm; rate={RATE}; channels=1'
    assert heard.content == say(ann).content[44:]


@pytest.mark.parametrize(('form', 'kind'), [(None, 'audio/mpeg'), ('flac', 'audio/flac'), ('ogg', 'audio/ogg')])
def test_formats_that_need_all_of_it_come_levelled(form: str | None, kind: str, ann: Program, tmp_path: Any) -> None:
    wish = {name: value for name, value in WISH.items() if name != 'response_format'}
    heard = ask(ann, '/v1/audio/speech', 'POST', json=wish | ({'response_format': form} if form else {}))
    assert (heard.status_code, heard.headers['content-type']) == (200, kind)
    path = tmp_path / 'heard'
    path.write_bytes(heard.content)
    assert audio.measure(path).integrated_lufs == pytest.approx(-19.0, abs=0.1)
    assert heard.headers['levelmix-clip']


def test_names_of_voices_that_everybody_asks_for_are_understood(ann: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(speech.STANDS_FOR, 'nova', 'low')
    assert queries.get(ann.user_id, say(ann, voice='nova').headers['levelmix-clip']).voice == 'low'
    by_id = say(ann, voice={'id': 'low'}, model='humming', instructions='Softly.')
    assert queries.get(ann.user_id, by_id.headers['levelmix-clip']).voice == 'low'
    known = {voice.id for name in ('kokoro',) for voice in voices.engine(name).voices()}
    monkeypatch.undo()
    assert set(speech.STANDS_FOR.values()) <= known


@pytest.mark.parametrize(
    ('wish', 'said'),
    [
        ({'input': ' ...?! '}, 'There is no word in this text'),
        ({'voice': 'nobody'}, 'There is no voice “nobody” here'),
        ({'response_format': 'aac'}, 'There is no format “aac” here: ask for one of mp3, wav, pcm, flac, ogg.'),
        ({'speed': 9.0}, 'Choose a speed from 0.5 to 2'),
        ({'input': 5}, 'Invalid request: input: '),
        ({'stream_format': 'sse'}, 'The sound itself is sent, and no events'),
    ],
)
def test_what_cannot_be_said_is_an_error_of_such_programs_and_costs_nothing(
    wish: dict[str, Any], said: str, ann: Program
) -> None:
    before = credits.balance(ann.user_id)
    status, kind, message = error(say(ann, **wish))
    assert (status, kind) == (400, 'invalid_request_error')
    assert said in message
    assert credits.balance(ann.user_id) == before
    assert queries.history(ann.user_id).total == 0


def test_a_clip_that_fails_before_its_first_piece_is_an_error(
    ann: Program, engine: Humming, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise EngineMissing('The engine lost its voice. Nothing was taken.')

    monkeypatch.setattr(engine, 'speak_on', fail)
    before = credits.balance(ann.user_id)
    assert error(say(ann)) == (502, 'server_error', 'The engine lost its voice. Nothing was taken.')
    assert error(say(ann, response_format='mp3'))[0] == 502
    assert credits.balance(ann.user_id) == before


def test_a_clip_that_fails_later_is_never_taken_for_the_whole(
    ann: Program, engine: Humming, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(place: int) -> None:
        raise EngineMissing('The engine lost its voice.')

    engine.meanwhile = fail
    say(ann)
    assert 'ended too early: The engine lost its voice.' in caplog.text


def test_who_may_ask_is_as_everywhere(ann: Program, engine: Humming) -> None:
    assert error(say(Program()))[:2] == (401, 'authentication_error')
    reader = Program(person('eve@example.org'), 'voice:read')
    assert error(say(reader))[:2] == (403, 'permission_error')
    other = Program(person('bob@example.org'), 'leveling:write')
    for path in ('/v1/audio/voices', '/v1/models', '/v1/audio/models'):
        assert error(ask(Program(), path))[0] == 401
        assert error(ask(other, path))[0] == 403
        assert ask(reader, path).status_code == 200
    for _ in range(3):
        assert say(ann).status_code == 200
    full = say(ann)
    assert error(full)[:2] == (429, 'rate_limit_error')
    assert 0 < int(full.headers['retry-after']) <= 60
    with transaction() as session:
        session.add(FeatureFlag(name='area.voice', description='', is_enabled=False, rollout_percentage=0.0))
    assert error(ask(ann, '/v1/models'))[0] == 503


def test_voices_and_models_are_listed_as_such_programs_read_them(ann: Program) -> None:
    found = ask(ann, '/v1/audio/voices').json()['voices']
    assert {'id': 'hum', 'name': 'Hum', 'language': 'en-us', 'sex': 'female'} in found
    models = ask(ann, '/v1/models').json()
    assert models['object'] == 'list'
    assert {'tts-1', 'humming'} <= {one['id'] for one in models['data']}
    assert {'id': 'humming'} in ask(ann, '/v1/audio/models').json()['models']


def test_what_is_not_there_says_where_to_look(ann: Program) -> None:
    assert error(ask(ann, '/v1/audio/transcriptions', 'POST', json={})) == (
        404,
        'not_found_error',
        'There is nothing at this address: speech is made at /v1/audio/speech, and all else is at /api/v1/docs.',
    )
    huge = ask(ann, '/v1/audio/speech', 'POST', content=json.dumps(WISH | {'input': 'a' * 600_000}))
    assert huge.status_code == 413
