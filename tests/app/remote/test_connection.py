"""Requests of the client: what is asked again and what is not, and what people read where it is in vain."""

import httpx2
import pytest

from app.remote.connection import Halted
from app.remote.problems import NoAnswer, RemoteError, WrongKey
from tests.app.remote.conftest import KEY, SERVER, Connect, Quick


def refusal(status: int, **facts: object) -> httpx2.Response:
    return httpx2.Response(status, json=facts, headers={'Content-Type': 'application/problem+json'})


def test_every_request_brings_the_key_and_says_who_asks(connect: Connect) -> None:
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200, json={'name': 'LevelMix'})

    connect(answer).about()
    assert str(asked[0].url) == f'{SERVER}/api/v1/'
    assert asked[0].headers['authorization'] == f'Bearer {KEY}'
    assert asked[0].headers['user-agent'].startswith('levelmix/')


@pytest.mark.parametrize('status', [429, 502, 503, 504])
def test_a_server_that_is_busy_is_asked_again_as_late_as_it_says(connect: Connect, halt: Quick, status: int) -> None:
    answers = [httpx2.Response(status, headers={'Retry-After': '7'}), httpx2.Response(200, json={'name': 'LevelMix'})]
    assert connect(lambda _: answers.pop(0)).about() == {'name': 'LevelMix'}
    assert halt.pauses == [7.0]


def test_pauses_grow_and_are_never_all_the_same_and_end(connect: Connect, halt: Quick) -> None:
    asked: list[int] = []

    def away(_: httpx2.Request) -> httpx2.Response:
        asked.append(1)
        if len(asked) == 1:
            return httpx2.Response(200, json={})
        raise httpx2.ConnectError('Connection refused')

    client = connect(away)
    client.about()
    with pytest.raises(NoAnswer, match=r'mix\.example\.org does not answer \(Connection refused\)'):
        client.about()
    assert len(asked) == len(halt.pauses) + 2 > 5
    assert halt.pauses[3] > halt.pauses[0]
    assert sum(halt.pauses) <= 120


def test_a_server_that_has_never_answered_is_not_waited_for_long(connect: Connect, halt: Quick) -> None:
    def nobody(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError('Name or service not known')

    with pytest.raises(NoAnswer, match='Look whether it runs and the address is right'):
        connect(nobody).about()
    assert 0 < sum(halt.pauses) <= 5


def test_what_makes_something_carries_one_key_through_all_its_tries(connect: Connect) -> None:
    keys: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        keys.append(request.headers['idempotency-key'])
        if len(keys) < 3:
            raise httpx2.ReadError('')
        return httpx2.Response(201, json={'id': 'j1', 'status': 'queued'})

    client = connect(answer)
    assert client.submit('u1', {'target_lufs': -14}).id == 'j1'
    assert len(keys) == 3
    assert len(set(keys)) == 1
    client.submit('u2', {'target_lufs': -14})
    assert keys[3] != keys[0]


def test_what_could_be_done_twice_is_not_asked_again_when_the_line_breaks(connect: Connect) -> None:
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        raise httpx2.ReadError('')

    with pytest.raises(NoAnswer):
        connect(answer).retry('j1')
    assert asked == ['/api/v1/jobs/j1/retry']


@pytest.mark.parametrize(
    ('answer', 'sentence'),
    [
        (
            refusal(404, type='/api/v1/problems/not-found', detail='This job does not exist.'),
            'This job does not exist.',
        ),
        (
            refusal(
                422, detail='Some of it is not valid', errors=[{'pointer': '/options/target_lufs', 'detail': 'Low.'}]
            ),
            'Some of it is not valid. (options/target_lufs: Low.)',
        ),
        (refusal(403, title='The API key is not for this'), 'The API key is not for this.'),
        (httpx2.Response(400, text='Too long.', headers={'Content-Type': 'text/plain'}), 'Too long.'),
        (
            httpx2.Response(413, text='<html>nginx</html>', headers={'Content-Type': 'text/html'}),
            'The server did not take this now (413 ',
        ),
        (httpx2.Response(404, text='nginx'), f'There is no LevelMix with this API at {SERVER}. Check the address.'),
        (httpx2.Response(301, headers={'Location': 'https://other.example/'}), 'sends on to https://other.example/'),
        (httpx2.Response(400, text='{', headers={'Content-Type': 'application/json'}), '(400 Bad Request)'),
    ],
)
def test_a_refusal_is_told_in_one_sentence_and_not_asked_again(
    connect: Connect, halt: Quick, answer: httpx2.Response, sentence: str
) -> None:
    with pytest.raises(RemoteError) as refused:
        connect(lambda _: answer).job('j1')
    assert sentence in str(refused.value)
    assert halt.pauses == []


def test_an_admins_pause_is_told_at_once_instead_of_waiting_for_its_end(connect: Connect, halt: Quick) -> None:
    paused = refusal(503, type='/api/v1/problems/paused', detail='New mixes are not taken at the moment.')
    with pytest.raises(RemoteError, match='not taken at the moment'):
        connect(lambda _: paused).submit('u1', {})
    assert halt.pauses == []


def test_a_key_that_is_not_known_leads_to_the_login_and_is_not_shown(connect: Connect) -> None:
    with pytest.raises(WrongKey) as refused:
        connect(lambda _: refusal(401, detail='This API key is not valid.')).account()
    assert f'levelmix remote login {SERVER}' in str(refused.value)
    assert KEY not in str(refused.value)


def test_who_is_to_end_waits_for_nothing(connect: Connect, halt: Quick) -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        halt.ask()
        return httpx2.Response(503)

    with pytest.raises(Halted):
        connect(answer).about()


def test_a_list_is_read_to_its_end_and_not_further_than_wanted(connect: Connect) -> None:
    asked: list[dict[str, str]] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(dict(request.url.params))
        page = int(request.url.params.get('cursor', 0))
        items = [{'id': f'j{page}{at}'} for at in range(3)]
        return httpx2.Response(200, json={'items': items, 'next': str(page + 1) if page < 2 else None})

    client = connect(answer)
    assert len(list(client.jobs())) == 9
    assert [job.id for job in client.jobs(limit=4, status='failed')] == ['j00', 'j01', 'j02', 'j10']
    assert asked[-1] == {'status': 'failed', 'limit': '4', 'cursor': '1'}


def test_what_somebody_types_as_an_id_leads_nowhere_else(connect: Connect) -> None:
    asked: list[bytes] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.raw_path)
        return httpx2.Response(200, json={'id': 'x'})

    connect(answer).job('../account?x=')
    assert asked == [b'/api/v1/jobs/..%2Faccount%3Fx%3D']


def test_a_page_of_something_else_is_not_taken_for_an_answer(connect: Connect) -> None:
    with pytest.raises(RemoteError, match='something else than LevelMix'):
        connect(lambda _: httpx2.Response(200, text='<html>')).account()
