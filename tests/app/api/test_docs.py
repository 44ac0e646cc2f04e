"""`docs/api.md` says what is: its problems, routes and numbers are those of the code."""

import re
from collections.abc import Iterator

import pytest

from app.accounts import idempotency
from app.api.v1 import forms, paging, system, waiting
from app.api.v1.envelope import MOST_BYTES
from app.api.v1.idempotency import LONGEST
from app.api.v1.problems import CATALOGUE
from app.config import MIB, Settings
from tests.app.api.programs import Program, document
from tests.places import ROOT

TEXT = (ROOT / 'docs' / 'api.md').read_text()


@pytest.fixture
def paths(owner: str) -> list[str]:
    return list(document()['paths'])


def rows(heading: str) -> Iterator[list[str]]:
    """The rows of the first table behind a heading."""
    section = TEXT.partition(f'## {heading}\n')[2].partition('\n## ')[0]
    for line in re.findall(r'^\| (.*) \|$', section, re.M)[1:]:
        yield line.split(' | ')


def test_it_lists_every_problem() -> None:
    told = [[name.strip('`'), status, what] for name, status, what in rows('Errors')]
    assert told == [[name, str(kind.status), f'{kind.title}. {kind.advice}'] for name, kind in CATALOGUE.items()]


def test_it_names_every_resource_and_no_address_that_is_none(paths: list[str]) -> None:
    named = {path for path in re.findall(r'(?:GET |\$LEVELMIX|`)(/[a-z/_{}]*)', TEXT) if path != '/api/v'}
    named = {path.replace('/$JOB', '/{job_id}').rstrip('?').rstrip('/') for path in named}
    known = {path for path in paths} | {'/api/v1'}
    unknown = {path for path in named if not any(one == path or one.startswith(f'{path}/') for one in known)}
    assert unknown - {''} == set()
    resources = {f'/{path.split("/")[1]}' for path in paths} - {'/'}
    missing = {one for one in resources if not any(path == one or path.startswith(one + '/') for path in named)}
    assert missing == set(), 'each has a line in the table'


def test_its_numbers_are_those_of_the_code() -> None:
    usual = Settings.model_fields['api_requests_per_minute'].default
    assert f'`LEVELMIX_API_REQUESTS_PER_MINUTE` requests ({usual})' in TEXT
    assert f'up to {forms.MOST_BYTES // MIB} MB' in TEXT
    assert f'A body has\nup to {MOST_BYTES // MIB} MB' in TEXT
    assert f'1 to {paging.MOST} ({paging.USUAL})' in TEXT
    assert f'up to {LONGEST} visible characters' in TEXT
    assert f'within {idempotency.KEPT.total_seconds() / 3600:g} hours' in TEXT
    assert f'every {waiting.HEARTBEAT_S:g} seconds' in TEXT
    assert waiting.LONGEST_S == 600
    assert 'After ten minutes the stream closes' in TEXT
    assert f'up to {waiting.MOST_STREAMS} streams' in TEXT


@pytest.mark.nightly
def test_the_pages_of_the_api_run_no_script_but_their_own_and_load_nothing_from_elsewhere(owner: str) -> None:
    nobody = Program()
    page = nobody.get('/docs')
    assert "script-src 'self';" in page.headers['Content-Security-Policy']
    assert re.findall(r'<script(?! src=)', page.text) == []
    assert 'http' not in page.text.replace('http-equiv', '')
    for name in re.findall(r'(?:src|href)="docs/([^"]+)"', page.text):
        assert nobody.get(f'/docs/{name}').status_code == 200
    assert set(system.ASSETS) == set(re.findall(r'(?:src|href)="docs/([^"]+)"', page.text))
    assert nobody.get('/docs/favicon.png').status_code == 404
    document = nobody.get('/openapi.json').json()
    assert (document['openapi'], document['servers']) == ('3.1.0', [{'url': '/api/v1'}])
