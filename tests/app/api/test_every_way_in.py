"""All routes, walked as nobody, as another user and as a disabled one: what is not public opens to its owner alone."""

import asyncio
import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

import pages
from app import accounts, api, areas, leveling, library, uploads
from app.accounts import admin_actions, sessions
from app.db import transaction
from app.jobs import sharing
from app.leveling import LevelingOptions
from app.leveling.probing import Facts
from app.web.middleware import Gateway
from models import User
from tests.app.accounts_support import person, visiting
from tests.app.api.programs import application

PUBLIC = {
    '/healthz', '/readyz', '/auth/sign-in', '/auth/sign-out', '/auth/sign-up', '/auth/confirm', '/auth/forgot',
    '/auth/reset', '/auth/welcome', '/auth/second-step', '/auth/change-email', '/auth/oidc/{provider_id}',
    '/auth/oidc/{provider_id}/callback', '/auth/passkeys/begin', '/auth/passkeys/enter',
    '/shared/{token}', '/shared/{token}/file', '/calendars/{token}.ics', '/webhooks/payments/{provider}',
    '/test-payment/{ref}', '/studio-calendars/{token}.ics',
    *('/delivered/{token}', '/delivered/{token}/archive', '/delivered/{token}/approve/{version_id}'),
    *(f'/delivered/{{token}}/{part}/{{version_id}}' for part in ('comments', 'files', 'sounds')),
    '/', '/robots.txt', '/sitemap.xml', '/public/{mark}/{name}',
}  # fmt: skip
"""Routes for whoever has no session yet; each checks a password, a mailed or shared secret, a provider's word or
signature, or tells what is for everybody."""
REFUSED = {401, 404}


@pytest.fixture(autouse=True)
def unprobed(with_accounts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('app.leveling.service.probe', lambda _: Facts('wav', 60.0, 44100, 2, None))


def session_of(user_id: str) -> str:
    with visiting(), transaction() as session:
        return sessions.begin(session, session.get_one(User, user_id), 'password')


def routes() -> list[tuple[str, str]]:
    """Every method and path of the API, but those in `PUBLIC`, and what areas show to everybody."""
    described = application(tuple(areas._areas)).openapi()['paths']
    shown = tuple(prefix for area in areas.each() if area.public for prefix in area.public.prefixes)
    closed = {path: ways for path, ways in described.items() if path not in PUBLIC and not path.startswith(shown)}
    found = [(way.upper(), path) for path, ways in closed.items() for way in ways]
    assert len(found) >= 7
    assert set(described) >= PUBLIC, 'what is called public is there'
    return sorted(found)


def ask(method: str, path: str, **ids: str) -> int:
    """Ask as whoever visits, with JSON that every route takes."""
    client = TestClient(application(tuple(areas._areas)), raise_server_exceptions=False)
    known = {
        'part': '0',
        'number': '1',
        'place': '0',
        'side': 'before',
        'form': 'vtt' if '/voice/' in path else 'csv',
    } | ids
    filled = re.sub(r'{(\w+)}', lambda match: known.get(match[1], 'none'), path)
    sent = {'email': 'eve@example.org', 'current': 'x', 'password': 'four tin whistles sing'}
    sent |= {'name': 'a.wav', 'size': '4'}
    tus = {'Tus-Resumable': '1.0.0', 'Upload-Length': '4', 'Upload-Offset': '0'}
    kind = 'application/offset+octet-stream' if method == 'PATCH' else 'application/json'
    headers = tus | {'Content-Type': kind}
    return client.request(method, filled, json=None if method == 'GET' else sent, headers=headers).status_code


@pytest.fixture
def hers() -> dict[str, str]:
    """What belongs to Ann."""
    ann = person('ann@example.org')
    sent = []
    for _ in range(2):
        writer = uploads.begin(ann, 'mix.wav', 4)
        writer.write(b'RIFF')
        sent.append(writer.finish().id)
    job_id, item_id = leveling.submit(ann, sent[0], LevelingOptions(-14.0)), library.items(ann).found[0].id
    return {'user': ann, 'job_id': job_id, 'upload_id': sent[1], 'item_id': item_id}


def test_nobody_opens_anything(hers: dict[str, str]) -> None:
    with visiting():
        assert {route: ask(*route, **hers) for route in routes()} == {route: 401 for route in routes()}


def test_a_disabled_user_opens_nothing(hers: dict[str, str]) -> None:
    token = session_of(hers['user'])
    admin_actions.set_disabled('the admin', hers['user'], True)
    with visiting(token):
        assert {route: ask(*route, **hers) for route in routes()} == {route: 401 for route in routes()}


def test_another_user_finds_nothing_of_hers(hers: dict[str, str]) -> None:
    with visiting(session_of(person('eve@example.org'))):
        about_hers = [route for route in routes() if '_id}' in route[1] and 'provider' not in route[1]]
        assert about_hers
        assert {route: ask(*route, **hers) for route in about_hers} == {route: 404 for route in about_hers}
    assert uploads.get(hers['user'], hers['upload_id']), 'and nothing of it is gone'


SERVICES: dict[str, Callable[[str, dict[str, str]], object]] = {
    'get': lambda me, its: leveling.get(me, its['job_id']),
    'result': lambda me, its: leveling.result(me, its['job_id']),
    'cancel': lambda me, its: leveling.cancel(me, its['job_id']),
    'retry': lambda me, its: leveling.retry(me, its['job_id']),
    'rerun': lambda me, its: leveling.rerun(me, its['job_id'], LevelingOptions(-9.0)),
    'delete': lambda me, its: leveling.delete(me, its['job_id']),
    'share': lambda me, its: sharing.share(me, its['job_id'], 7),
    'shares': lambda me, its: sharing.shares(me, its['job_id']),
    'packed': lambda me, its: leveling.packed(me, [its['job_id']]),
    'submit': lambda me, its: leveling.submit(me, its['upload_id'], LevelingOptions(-9.0)),
    'forecast': lambda me, its: leveling.ask_forecast(me, its['job_id']),
    'study': lambda me, its: leveling.ask_lookahead(me, its['upload_id'], LevelingOptions(-9.0)),
    'tracks': lambda me, its: leveling.set_tracks(me, its['upload_id'], [leveling.Cue(0.0)]),
    'curves ahead': lambda me, its: leveling.window_ahead(me, its['upload_id'], 0, 9, 9),
    'sound ahead': lambda me, its: leveling.upload_sound(me, its['upload_id']),
    'passage': lambda me, its: leveling.passage(me, its['job_id'], 0, 9),
    'tracklist': lambda me, its: leveling.tracklist(me, its['job_id'], 'cue'),
    'report': lambda me, its: leveling.report(me, its['job_id']),
    'printed': lambda me, its: leveling.report_page(me, its['job_id']),
    'curves': lambda me, its: leveling.window(me, its['job_id'], 0, 9, 9),
    'previews': lambda me, its: leveling.previews(me, its['job_id']),
    'sound': lambda me, its: leveling.preview_part(me, its['job_id'], 'original', 0),
    'library': lambda me, its: library.get(me, its['item_id']),
    'rename': lambda me, its: library.rename(me, its['item_id'], 'mine'),
    'delete file': lambda me, its: library.delete(me, its['item_id']),
    'hear': lambda me, its: library.sound(me, its['item_id']),
    'loudness': lambda me, its: library.curve(me, its['item_id']),
    'level stored': lambda me, its: leveling.level_stored(me, its['item_id'], LevelingOptions(-9.0)),
    'upload': lambda me, its: uploads.get(me, its['upload_id']),
    'look': lambda me, its: uploads.get_with_offset(me, its['upload_id']),
    'resume': lambda me, its: uploads.resume(me, its['upload_id'], 0),
    'discard': lambda me, its: uploads.discard(me, its['upload_id']),
    'direct look': lambda me, its: uploads.direct.look(me, its['upload_id']),
    'direct part': lambda me, its: uploads.direct.sign(me, its['upload_id'], 1),
    'direct end': lambda me, its: uploads.direct.finish(me, its['upload_id']),
}


@pytest.mark.parametrize('service', SERVICES.values(), ids=SERVICES.keys())
def test_every_service_asks_whose_it_is(service: Callable[[str, dict[str, str]], object], hers: dict[str, str]) -> None:
    from app.errors import NotFound

    with pytest.raises(NotFound):
        service(person('eve@example.org'), hers)


@pytest.mark.parametrize(
    ('sent', 'status'),
    [
        ('{"email": "a@example.org", "password": "my secret \\ud800"}', 422),
        ('{"email": ["my secret"], "password": {}}', 422),
        ('{"password": "my secret"}', 422),
        ('{"email": "a\\u0000@example.org", "password": "my secret"}', 400),
        ('{"email": "my secret', 422),
        ('[' * 5000, 400),
    ],
)
def test_what_has_no_form_is_refused_without_repeating_it(sent: str, status: int) -> None:
    client = TestClient(api.create(), raise_server_exceptions=False)
    answer = client.post('/auth/sign-in', content=sent, headers={'Content-Type': 'application/json'})
    assert answer.status_code == status
    assert 'secret' not in answer.text


def through_the_door(path: str, token: str = '') -> tuple[int, str]:
    """Status and location of a page's answer."""

    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        await send({'type': 'http.response.start', 'status': 200, 'headers': []})
        await send({'type': 'http.response.body', 'body': b''})

    cookie = f'{accounts.cookie_name()}={token}'.encode()
    scope = {'type': 'http', 'path': path, 'method': 'GET', 'headers': [(b'host', b'127.0.0.1'), (b'cookie', cookie)]}
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {'type': 'http.request', 'body': b''}

    asyncio.run(Gateway(page, page, api.PREFIXES)(scope, receive, send))
    return sent[0]['status'], dict(sent[0]['headers']).get(b'location', b'').decode()


SCREENS = [*pages.ROUTES, *pages.SIGNED_IN, '/an/address/that/leads/nowhere']


@pytest.mark.parametrize('screen', [screen for screen in SCREENS if screen != api.public.LANDING])
def test_every_screen_sends_nobody_to_the_sign_in(screen: str) -> None:
    status, way = through_the_door(screen)
    assert status == 303
    assert way.startswith('/sign-in')


def test_the_screens_for_everybody_are_those_that_the_door_lets_through(hers: dict[str, str]) -> None:
    assert set(pages.ENTERING) == accounts.PUBLIC_PATHS
    assert {through_the_door(path)[0] for path in pages.ENTERING} == {200}
    token = session_of(hers['user'])
    assert {through_the_door(path, token)[0] for path in SCREENS} == {200}
    admin_actions.set_disabled('the admin', hers['user'], True)
    assert {through_the_door(path, token)[0] for path in SCREENS if path != api.public.LANDING} == {303}
