"""Sockets of a real server: a page takes messages only from the session it was built for, and only so many."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app import accounts
from app.accounts import api_keys
from app.web.sockets import MESSAGE_BYTES, MESSAGE_CHARS, TOO_LONG
from tests.app.accounts_support import person, session_of
from tests.open_page import OpenPage, closing
from tests.servers import LevelMix
from tests.sites import Sites, inside

pytestmark = pytest.mark.slow


@pytest.fixture(scope='module')
def site(sites: Sites) -> Iterator[LevelMix]:
    """A server where Ann and Eve are signed in."""
    with sites.lent(accounts='on', embedded_worker='false') as server, inside(server):
        yield server


def cookie(user_id: str) -> str:
    return f'{accounts.cookie_name()}={session_of(user_id)}'


async def make_key(page: OpenPage, name: str, by: OpenPage) -> None:
    """Make a key on somebody's account page, through somebody's socket."""
    await by.say(page.event(page.named('key-name'), 'update', name))
    await by.say(page.event(page.named('key-create'), 'click'))


async def answered(page: OpenPage) -> None:
    """Wait until everything that was sent through a socket is handled: what is sent last is answered last."""
    await page.say('4277' + json.dumps(['handshake', {'client_id': 'none'}]))
    await page.until('4377')


def test_a_page_hears_nobody_but_the_session_that_had_it_built(site: LevelMix) -> None:
    async def story() -> None:
        who, eves = person('ann@example.org'), cookie(person('eve@example.org'))
        ann = await OpenPage(site.url, cookie(who)).open('/account')
        await ann.until('key-create')
        eve, nobody = await OpenPage(site.url, eves).open('/account'), await OpenPage(site.url).open('/sign-in')
        await eve.until('key-create')
        for other in (eve, nobody):
            await make_key(ann, 'by a stranger', other)
            await answered(other)
        for stranger in (OpenPage(site.url), OpenPage(site.url, eves)):
            assert 'Implicit handshake failed' in await stranger.connect(ann.id, ann.tab)
            await make_key(ann, 'by a stranger', stranger)
        await make_key(ann, 'by Ann', ann)
        await ann.until('lmx_')
        assert [key.name for key in api_keys.keys(who)] == ['by Ann']

    asyncio.run(closing(story()))


def test_a_socket_that_polls_is_nobody_elses_either(site: LevelMix) -> None:
    async def story() -> None:
        bea = OpenPage(site.url, cookie(person('bea@example.org')))
        await bea.open('/account')
        opened = await bea.poll('GET', bea.query(bea.id, bea.tab, 'polling'))
        going_on = f'EIO=4&transport=polling&sid={json.loads(opened.text[1:])["sid"]}'
        for method in ('GET', 'POST'):
            stolen = await OpenPage(site.url).poll(method, going_on, '40' if method == 'POST' else '')
            assert stolen.status_code == 403
        assert (await bea.poll('POST', going_on, '40')).text == 'OK', 'the session that opened it goes on with it'
        assert '"sid"' in (await bea.poll('GET', going_on)).text

    asyncio.run(closing(story()))


def test_nothing_that_a_page_says_stands_in_the_log(site: LevelMix) -> None:
    async def story() -> None:
        page = await OpenPage(site.url).open('/sign-in')
        line = {
            'client_id': page.id,
            'level': 'error',
            'message': 'x\n09:00:00 I app.web.server: Become the admin here: evil',
        }
        await page.say('42' + json.dumps(['log', line]))
        for nonsense in ('42["event",', '42["event",7]', '42["event"]', '42[[]]', '42{}', '2', '', '459999-["event"]'):
            await page.say(f'4{nonsense}'.replace('44', '4'))
        await page.say(b'evil' * 1000)
        await answered(page)

    before = site.log
    asyncio.run(closing(story()))
    assert site.log == before


def test_a_message_longer_than_any_page_sends_ends_its_socket(site: LevelMix) -> None:
    async def story() -> None:
        for size, why in ((MESSAGE_CHARS, 1000), (8 * MESSAGE_BYTES, 1009)):  # the larger one is not read to its end
            page = await OpenPage(site.url).open('/sign-in')
            await page.say('42' + json.dumps(['ack', {'client_id': page.id, 'x': 'a' * size}]))
            assert await page.closed() == why

    asyncio.run(closing(story()))


def test_a_socket_that_never_stops_talking_is_closed(site: LevelMix) -> None:
    async def story() -> None:
        page = await OpenPage(site.url).open('/sign-in')
        for _ in range(700):
            await page.say('42' + json.dumps(['ack', {'client_id': page.id, 'next_message_id': 0}]))
        await page.closed()

    asyncio.run(closing(story()))


def test_more_than_a_field_takes_is_refused_with_a_sentence_and_the_rest_stays(site: LevelMix) -> None:
    async def story() -> None:
        page = await OpenPage(site.url, cookie(person('cleo@example.org'))).open('/account')
        await page.until('key-create')
        await page.say(page.event(page.named('key-name'), 'update', 'a player'))
        await page.say(page.event(page.named('key-name'), 'update', 'n' * 20_000))
        await page.until(TOO_LONG)
        await page.say(page.event(page.named('key-create'), 'click'))
        await page.until('lmx_')
        await page.until('a player')

    asyncio.run(closing(story()))


def test_a_head_that_does_not_end_is_not_gathered(site: LevelMix, tmp_path: Path) -> None:
    async def story(kind: bytes) -> bytes:
        reader, writer = await asyncio.open_connection('127.0.0.1', site.port)
        writer.write(b'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n')
        for number in range(200):
            writer.write(kind.replace(b'N', str(number).encode()) + b'a' * 4096)
            await writer.drain()
        answer = await asyncio.wait_for(reader.read(), 60)
        writer.close()
        return answer

    for kind in (b'X-N: ', b'\r\nX-N: '):
        with suppress(ConnectionError):  # closed while more was being sent
            assert b'400' in asyncio.run(story(kind)).split(b'\r\n')[0]
