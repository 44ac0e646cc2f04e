"""What visitors find at the first address of an installation with accounts, before they sign in."""

import asyncio
import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from app import accounts, api, areas, audio
from app.config import settings
from app.db import transaction
from app.errors import DatabaseAway
from app.installation import open_areas
from app.public import look
from app.public.example import example
from app.web.middleware import Gateway
from models import FeatureFlag
from tests.app.accounts_support import person, session_of

PICTURES_AND_SOUND = ('.png', '.mp3')


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    await send({'type': 'http.response.start', 'status': 200, 'headers': [(b'x-from', b'page')]})
    await send({'type': 'http.response.body', 'body': b''})


def through_the_door(path: str, token: str = '', kind: str = 'http') -> dict[str, list[str]]:
    """Headers of the answer, each with all its values."""
    sent: list[Message] = []
    asked: list[str] = []
    headers = [(b'host', b'127.0.0.1'), (b'cookie', f'{accounts.cookie_name()}={token}'.encode())]
    scope = {'type': kind, 'path': path, 'method': 'GET', 'headers': headers, 'query_string': b''}

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        if asked:
            await asyncio.Event().wait()  # the visitor stays
        asked.append('')
        return {'type': 'http.request', 'body': b''}

    asyncio.run(Gateway(page, api.create(), api.prefixes())(scope, receive, send))
    found: dict[str, list[str]] = {}
    for name, value in sent[0]['headers']:
        found.setdefault(name.decode().lower(), []).append(value.decode())
    return found


def landing() -> str:
    return TestClient(api.create()).get('/').text


def test_nobody_reads_what_this_is_and_whoever_is_signed_in_sees_their_own_page(with_accounts: None) -> None:
    nobody, ann = through_the_door('/'), through_the_door('/', session_of(person()))
    assert 'x-from' not in nobody
    assert nobody['content-type'] == ['text/html; charset=utf-8']
    assert ann['x-from'] == ['page']
    assert through_the_door('/history')['location'] == ['/sign-in?next=%2Fhistory']


def test_an_installation_for_one_begins_with_its_own_page(owner: str) -> None:
    assert through_the_door('/')['x-from'] == ['page']


def test_no_cache_shows_the_page_of_nobody_to_somebody(with_accounts: None) -> None:
    found = through_the_door('/')
    assert (found['cache-control'], found['vary']) == (['no-cache'], ['Cookie'])


def test_one_policy_holds_and_it_is_the_page_s_own(with_accounts: None) -> None:
    (policy,) = through_the_door('/')['content-security-policy']
    assert "media-src 'self'" in policy
    assert 'unsafe' not in policy
    (policy,) = through_the_door('/robots.txt')['content-security-policy']
    assert "default-src 'none'" in policy


def test_what_caches_keep_for_everybody_carries_no_cookie(
    with_accounts: None, change_setting: Callable[[str, object], None]
) -> None:
    change_setting('secret_key', 'x' * 40)
    change_setting('redis_url', 'redis://127.0.0.1:1')
    change_setting('replica', 'one')
    assert 'set-cookie' not in through_the_door(look.address('public.css'))
    assert 'set-cookie' not in through_the_door('/sitemap.xml')
    assert through_the_door('/')['set-cookie'][0].startswith('replica=one')


def test_it_is_small(with_accounts: None) -> None:
    """Everything but pictures and sound: under 100 kB, as they come without any packing."""
    html = landing()
    loaded = set(re.findall(rf'{look.PREFIX}\w+/([\w.]+)', html))
    files = [look.files()[name] for name in loaded if not name.endswith(PICTURES_AND_SOUND)]
    assert {'public.css', 'compare.js', 'archivo.woff2'} <= loaded
    assert len(html.encode()) + sum(path.stat().st_size for path in files) < 100_000


def test_everything_that_it_names_is_there(with_accounts: None) -> None:
    client = TestClient(api.create())
    addresses = set(re.findall(rf'{look.PREFIX}\w+/[\w.]+', landing()))
    assert len(addresses) >= 7
    assert {client.head(address).status_code for address in addresses} == {200}
    part = client.get(look.address('after.mp3'), headers={'Range': 'bytes=100-199'})
    assert (part.status_code, len(part.content)) == (206, 100)


def test_without_scripts_both_sounds_can_be_played(with_accounts: None) -> None:
    html = landing()
    assert len(re.findall(r'<audio controls', html)) == 2
    assert re.search(r'<div class="player" data-player hidden>', html)


@pytest.mark.parametrize(('sign_up', 'offered'), [('open', True), ('closed', False)])
def test_an_account_is_offered_where_people_may_make_one(
    with_accounts: None, change_setting: Callable[[str, object], None], sign_up: str, offered: bool
) -> None:
    change_setting('sign_up', sign_up)
    assert ('href="/sign-up"' in landing()) is offered
    assert ('made by the admin' in landing()) is not offered
    assert 'href="/sign-in"' in landing()


def test_the_numbers_are_those_of_the_product(with_accounts: None) -> None:
    shown = example()
    assert abs(shown.after.whole - shown.target) <= 0.1
    assert shown.after.peak <= shown.ceiling
    assert abs(shown.after.loud - shown.after.quiet) < 1.0 < shown.before.loud - shown.before.quiet
    html = landing()
    for number in (shown.before.whole, shown.after.whole, shown.before.peak, shown.after.peak):
        assert f'>{look.signed(number)}<' in html
    assert settings().address in html


def test_the_sounds_are_as_loud_as_the_numbers_say() -> None:
    sounds = {name: look.files()[f'{name}.mp3'] for name in ('before', 'after')}
    assert sum(path.stat().st_size for path in sounds.values()) < 400_000
    after, before = audio.measure(sounds['after']), audio.measure(sounds['before'])
    assert after.integrated_lufs == pytest.approx(example().target, abs=0.6)
    assert before.short_term_max_lufs == pytest.approx(example().before.loud, abs=0.5)
    assert after.duration_s == pytest.approx(before.duration_s, abs=0.001), 'so one can be switched to the other'
    assert 15 < after.duration_s < 20


def switch_off(area: str) -> None:
    with transaction() as session:
        session.add(FeatureFlag(name=f'area.{area}', is_enabled=False, rollout_percentage=100.0))


def test_it_tells_of_all_that_one_can_do_here_and_for_whom(with_accounts: None) -> None:
    html, told = landing(), [area for area in areas.each() if area.front is not None]
    assert {area.name for area in told} == {'leveling', 'voice', 'practice', 'drums', 'studio', 'artist'}
    for area in told:
        assert area.front is not None
        for said in (f'<h3>{area.label}</h3>', f'<p>{area.does}</p>', f'>{area.front.whom}<'):
            assert said in html
    offered = re.findall(r'data-testid="offer-(\w+)"', html)
    assert offered == ['leveling', 'artist', 'drums', 'practice', 'studio', 'voice'], 'in the order of the rail'


def test_it_does_not_tell_of_what_is_switched_off(with_accounts: None) -> None:
    switch_off('drums')
    html = landing()
    assert 'offer-drums' not in html
    assert areas.get('drums').does not in html
    assert 'data-compare' in html
    switch_off('leveling')
    html = landing()
    assert 'offer-leveling' not in html
    assert 'data-compare' not in html, 'an example of nothing that is there'
    assert 'compare.js' not in html


def test_where_one_thing_is_open_the_page_is_about_that(with_accounts: None) -> None:
    for area in areas.each():
        if area.name != 'leveling':
            switch_off(area.name)
    assert f'<p class="lead">{areas.get("leveling").does}</p>' in landing()


def test_it_comes_while_the_database_is_away(with_accounts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise DatabaseAway('It does not answer.')

    monkeypatch.setattr(open_areas, 'public', away)
    html = landing()
    assert 'href="/sign-in"' in html
    assert 'offer-' not in html
