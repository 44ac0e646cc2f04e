"""API keys that are limited to some areas: of all others they open nothing, and older keys open what they did."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from app import accounts, api, areas, leveling, uploads
from app.accounts import Visitor, api_keys
from app.errors import NotAllowed
from tests.app.accounts_support import mails, person

TUS = {'Tus-Resumable': '1.0.0'}
LEVELING = (
    '/files/results/none',
    '/files/archive?job=none',
    '/files/previews/none',
    '/files/previews/uploads/none',
    '/files/previews/none/original/0',
    '/files/reports/none',
    '/files/reports/none/report.json',
    '/files/timelines/none',
    '/files/timelines/none/passage?start=0&end=1',
    '/files/timelines/uploads/none',
    '/files/tracklists/none/cue',
)

OPEN = ('/files/export', '/shared/{token}', '/shared/{token}/file')
"""Of the same modules, but the account's own, or for whoever has the link."""


@pytest.fixture(autouse=True)
def another_area(with_accounts: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(areas._areas, 'echo', replace(areas._areas['leveling'], name='echo'))
    yield
    accounts.let_in(Visitor())


def ask(key: str, path: str, method: str = 'GET', **headers: str) -> int:
    accounts.let_in(Visitor(api_key=key, writes=method not in ('GET', 'HEAD')))
    client = TestClient(api.create(), raise_server_exceptions=False)
    return client.request(method, path, headers=TUS | headers).status_code


def metadata(purpose: str) -> str:
    said = {'filename': 'mix.wav', 'purpose': purpose, 'choice': json.dumps({'target_lufs': -14})}
    return ','.join(f'{name} {b64encode(value.encode()).decode()}' for name, value in said.items() if value)


def begin(key: str, purpose: str = '') -> int:
    return ask(key, '/files/uploads', 'POST', **{'Upload-Length': '5', 'Upload-Metadata': metadata(purpose)})


def test_a_key_of_another_area_opens_nothing_of_levelling() -> None:
    ann = person()
    other, ours = (api_keys.create(ann, area, writes=True, only=[area]) for area in ('echo', 'leveling'))
    everywhere = api_keys.create(ann, 'everywhere', writes=True)
    modules = [module for module in vars(api).values() if hasattr(module, 'router') and hasattr(module, 'leveling')]
    routes = [route for module in modules for route in module.router.routes if route.path not in OPEN]
    known = [path.partition('?')[0] for path in LEVELING]
    assert [route.path for route in routes if not any(route.path_regex.match(path) for path in known)] == []
    for path in LEVELING:
        assert (path, ask(other, path)) == (path, 400)
        assert ask(ours, path) == ask(everywhere, path) == 404, path


def test_an_upload_is_open_to_keys_of_the_area_that_shall_take_it() -> None:
    ann = person()
    other, ours = (api_keys.create(ann, area, writes=True, only=[area]) for area in ('echo', 'leveling'))
    assert begin(other, 'leveling') == 400
    assert begin(other, '*') == 400
    assert begin(other) == 201, 'nobody has said yet what shall be made of it'
    assert begin(ours, 'leveling') == 201
    begun = uploads.begin(ann, 'a.wav', 5, '', ('leveling', '{"target_lufs": -14}')).keep()
    place = f'/files/uploads/{begun.id}'
    for method in ('HEAD', 'DELETE'):
        assert ask(other, place, method) == 400
    assert ask(other, f'/files/parts/{begun.id}') == 400
    assert ask(ours, place, 'HEAD') == 200
    assert ask(ours, place, 'DELETE') == 204


def test_a_limited_key_reads_or_writes_as_it_was_made_and_opens_nothing_that_is_of_no_area() -> None:
    ann = person()
    reads = api_keys.create(ann, 'reads', writes=False, only=['leveling'])
    both = api_keys.create(ann, 'both', writes=True, only=['leveling', 'echo'])
    assert ask(reads, '/files/results/none') == 404
    assert begin(reads, 'leveling') == 400
    assert begin(both, 'leveling') == 201
    assert 'read and write for you, in echo, leveling only' in mails('ann@example.org')[-1].text
    shown = {key.name: (key.writes, key.areas) for key in api_keys.keys(ann)}
    assert shown == {'reads': (False, ('leveling',)), 'both': (True, ('echo', 'leveling'))}
    accounts.let_in(Visitor(api_key=both))
    with pytest.raises(NotAllowed):
        accounts.current_user()


def test_keys_made_before_hold_for_all_areas() -> None:
    for scopes, reads, writes in (('read', True, False), ('read write', True, True), ('', False, False)):
        for area in ('leveling', 'echo', '', api_keys.ANY_AREA):
            assert (api_keys.may(scopes, 'read', area), api_keys.may(scopes, 'write', area)) == (reads, writes)
    assert not api_keys.may('leveling:read', 'read', '')


def test_a_key_is_limited_to_areas_that_there_are() -> None:
    with pytest.raises(NotAllowed, match='no such part'):
        api_keys.create(person(), 'a program', writes=True, only=['nowhere'])
    assert leveling.KIND.startswith('leveling.'), 'an area goes by one name everywhere'
