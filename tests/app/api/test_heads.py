"""What stands in the heads of requests and answers: by which name a file was announced, and how long an answer took."""

from types import SimpleNamespace
from typing import Any

import pytest

from app.api.v1 import envelope, rates
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem
from tests.app.limits_support import set_hard_limits


@pytest.fixture
def ann(owner: str, monkeypatch: pytest.MonkeyPatch) -> Program:
    set_hard_limits(monkeypatch)
    rates.forget()
    return Program(person(subscription_tier=3))


def test_an_upload_that_is_announced_again_is_the_same_one(ann: Program) -> None:
    def announce(name: str, length: int) -> Any:
        head = {'Tus-Resumable': '1.0.0', 'Upload-Length': str(length), 'Idempotency-Key': name}
        return ann.post('/uploads/tus', headers=head)

    first, again = announce('friday', 4), announce('friday', 4)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers['Location'] == first.headers['Location']
    assert (again.headers['Idempotency-Replayed'], again.headers['Tus-Resumable']) == ('true', '1.0.0')
    assert len(ann.get('/uploads').json()['items']) == 1
    assert problem(announce('friday', 5)) == (422, 'key-reused')
    assert announce('saturday', 4).headers['Location'] != first.headers['Location']


def test_every_answer_says_how_long_it_took_until_it_began(ann: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter(number * 0.0315 for number in range(100))
    monkeypatch.setattr(envelope, 'time', SimpleNamespace(perf_counter=lambda: next(now)))
    for answer in (ann.get('/account'), ann.get('/jobs/gone'), Program().get('/account'), ann.get('/nowhere')):
        assert answer.headers['Server-Timing'] == 'app;dur=31.5', answer.request.url
