"""Requests of programs that several web servers count together, in Redis."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.api.v1 import rates
from app.jobs import shared_counts
from tests.app.accounts_support import person, turn_accounts_on
from tests.app.api.programs import Program, problem
from tests.machines import Redis

pytestmark = pytest.mark.slow


def test_what_one_web_server_has_counted_the_other_counts_too_and_without_redis_each_its_own(
    owner: str, tmp_path: Path, change_setting: Callable[[str, object], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    turn_accounts_on(monkeypatch)
    change_setting('api_requests_per_minute', 3)
    program = Program(person())
    server = Redis(tmp_path)
    try:
        change_setting('redis_url', server.url)
        assert program.get('/account').headers['RateLimit'].startswith('"minute";r=2;t=')
        rates.forget()  # another web server has counted nothing itself
        assert program.get('/account').headers['RateLimit'].startswith('"minute";r=1;t=')
        assert program.get('/account').status_code == 200
        refused = program.get('/account')
        assert problem(refused) == (429, 'too-many-requests')
        assert 0 < int(refused.headers['Retry-After']) <= rates.WINDOW_S
    finally:
        server.end()
    shared_counts._server.cache_clear()
    monkeypatch.setattr(shared_counts, '_not_before', 0.0)
    assert program.get('/account').headers['RateLimit'] == '"minute";r=2;t=60', 'nobody waits for what is away'
