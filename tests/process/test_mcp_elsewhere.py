"""`levelmix mcp` of somebody who is logged in to a server: its jobs stand beside the files of the machine."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError

from app.api.assistants import MOST_AT_ONCE
from app.remote import Login
from app.remote.servers import remember
from tests.app.console_support import command, left
from tests.app.mcp_support import Heard, here, said
from tests.gates import Gate
from tests.servers import LevelMix, environment
from tests.sites import Sites
from tests.sounds import write_mix

pytestmark = [pytest.mark.slow, pytest.mark.nightly]
WRONG = 'lmx_wrongwrongwrong'
WAYS = {'send_file', 'fetch_result'}
KEYS = """
from app import db
from app.accounts import admin_actions, api_keys
user, _ = admin_actions.create('a test', 'dj@example.org', name='DJ')
print(api_keys.create(user, 'assistant', scopes=('write',)), api_keys.create(user, 'reader', scopes=('read',)))
"""


@pytest.fixture(scope='module')
def site(sites: Sites) -> Iterator[LevelMix]:
    with sites.lent(accounts='on') as server:
        yield server


@pytest.fixture(scope='module')
def keys(site: LevelMix) -> tuple[str, str]:
    at_server = environment(site.data_dir, port=site.port, accounts='on')
    made = subprocess.run([*command()[:1], '-c', KEYS], env=at_server, capture_output=True, text=True, check=True)
    writer, reader = made.stdout.split()
    return writer, reader


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / 'mixes').mkdir()
    return tmp_path / 'mixes'


def log(folder: Path) -> str:
    return (folder.parent / 'mcp.log').read_text()


async def names(client: Client) -> set[str]:
    return {tool.name for tool in (await client.list_tools()).tools}


async def ended(client: Client, job_id: str) -> Any:
    while True:
        job = await client.call_tool('server_get_job', {'job_id': job_id, 'wait_seconds': 50})
        if job.structured_content['status'] not in ('queued', 'processing'):
            return job.structured_content


def test_a_mix_of_this_machine_is_levelled_by_the_server_and_comes_back(
    site: LevelMix, keys: tuple[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mix = write_mix(folder / 'My Mix.wav', 20)
    monkeypatch.setenv('XDG_CONFIG_HOME', str(folder.parent / 'config'))
    remember(Login(site.url, keys[0]))

    async def story(client: Client) -> None:
        assert WAYS | {'level', 'server_level', 'server_get_job', 'server_list_jobs'} <= await names(client)
        sent = (await client.call_tool('send_file', {'path': mix.name})).structured_content
        again = (await client.call_tool('send_file', {'path': mix.name})).structured_content
        assert sent == again, 'what has come is not sent again'
        assert sent['size_bytes'] == mix.stat().st_size

        job_id = await client.call_tool('server_level', {'upload_id': sent['upload_id'], 'target_lufs': -14})
        job_id = job_id.structured_content['job_id']
        heard = Heard()
        given = {'job_id': job_id, 'wait_seconds': 50}
        await client.call_tool('server_get_job', given, progress_callback=heard)
        assert heard.shares
        assert heard.shares == sorted(set(heard.shares))
        assert (await ended(client, job_id))['status'] == 'completed'

        fetched = (await client.call_tool('fetch_result', {'job_id': job_id})).structured_content
        assert Path(fetched['path']).parent == folder
        here_again = (await client.call_tool('measure', {'path': fetched['path']})).structured_content
        assert here_again['integrated_lufs'] == pytest.approx(-14.0, abs=0.1)

        await nothing_is_overwritten(client, job_id, Path(fetched['path']))
        read = await client.read_resource(f'levelmix://server/jobs/{job_id}')
        assert read.contents[0].uri == f'levelmix://server/jobs/{job_id}'
        assert json.loads(read.contents[0].model_dump()['text'])['status'] == 'completed'

    here(folder, story, log_level='DEBUG')
    assert not list(folder.glob('*.part'))
    assert site.url not in log(folder)
    assert keys[0] not in log(folder) + site.log
    assert 'Traceback' not in log(folder) + site.log


async def nothing_is_overwritten(client: Client, job_id: str, there: Path) -> None:
    taken(there)
    refused = await client.call_tool('fetch_result', {'job_id': job_id})
    assert 'is there already, and was left as it is' in said(refused)
    assert begins(there) == b'mine'
    outside = await client.call_tool('fetch_result', {'job_id': job_id, 'result_path': '../out.wav'})
    assert said(outside).startswith('Only files below')
    asked_for = await client.call_tool('fetch_result', {'job_id': job_id, 'overwrite': True})
    assert not asked_for.is_error, said(asked_for)
    assert begins(there) == b'RIFF'


def taken(path: Path) -> None:
    path.write_text('mine')


def begins(path: Path) -> bytes:
    return path.read_bytes()[:4]


def test_what_the_server_offers_stands_beside_what_is_here_and_says_its_own_names(
    site: LevelMix, keys: tuple[str, str], folder: Path
) -> None:
    async def story(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert not {name for name in tools if name.startswith('server_')} & {'server_send_file'}
        assert 'server_list_jobs' in json.dumps(tools['server_level'].input_schema)
        assert '"see list_jobs' not in json.dumps(tools['server_level'].input_schema)
        assert tools['server_get_job'].annotations
        assert tools['server_get_job'].annotations.read_only_hint
        addresses = {str(one.uri) for one in (await client.list_resources()).resources}
        assert addresses == {'levelmix://presets', 'levelmix://server/presets'}
        templates = {one.uri_template for one in (await client.list_resource_templates()).resource_templates}
        assert 'levelmix://server/jobs/{id}' in templates
        nothing = await client.call_tool('server_get_job', {'job_id': 'nothing'})
        assert nothing.is_error
        assert said(nothing).endswith('.')
        with pytest.raises(MCPError, match='There is no'):
            await client.read_resource('levelmix://server/nothing')

    here(folder, story, server=site.url, key=keys[0])


def test_a_key_that_only_reads_is_offered_no_more_than_that(
    site: LevelMix, keys: tuple[str, str], folder: Path
) -> None:
    mix = write_mix(folder / 'My Mix.wav', 2)

    async def story(client: Client) -> None:
        found = await names(client)
        assert 'server_list_jobs' in found
        assert 'server_level' not in found
        for tool, given in (('send_file', {'path': mix.name}), ('server_level', {'upload_id': 'x', 'target_lufs': -9})):
            assert 'key' in said(await client.call_tool(tool, given))

    here(folder, story, server=site.url, key=keys[1])


AWAY = 'The LevelMix server does not answer.'
KEY = 'The LevelMix server does not take the key'
TOO_OLD = 'The LevelMix server offers no tools for assistants: it is too old'


@pytest.mark.parametrize('trouble', ['away', 'wrong key', 'too old', 'no address'])
def test_a_server_that_cannot_be_used_costs_nothing_but_its_tools_and_is_told_once(
    site: LevelMix, folder: Path, request: pytest.FixtureRequest, trouble: str
) -> None:
    mix = write_mix(folder / 'My Mix.wav', 2)
    server, key, sentence = {
        'away': ('http://127.0.0.1:9', WRONG, AWAY),
        'wrong key': (site.url, WRONG, KEY),
        'too old': (f'{site.url}/elsewhere', WRONG, TOO_OLD),
        'no address': ('ftp://example.org', WRONG, 'What LEVELMIX_SERVER says is no address'),
    }[trouble]

    async def story(client: Client) -> None:
        for _ in range(2):
            found = await names(client)
            assert {'level', 'measure'} <= found
            assert not {name for name in found if name.startswith('server_')} | (WAYS & found)
            assert [str(one.uri) for one in (await client.list_resources()).resources] == ['levelmix://presets']
        assert not (await client.call_tool('measure', {'path': mix.name})).is_error
        for tool, given in (('server_list_jobs', {}), ('send_file', {'path': mix.name})):
            answer = await client.call_tool(tool, given)
            assert answer.is_error
            assert said(answer).startswith(sentence) or (trouble, tool) == ('too old', 'send_file'), said(answer)
            assert not any(word in said(answer) for word in (server, key, 'Traceback', 'Error'))
        with pytest.raises(MCPError) as error:
            await client.read_resource('levelmix://server/presets')
        assert str(error.value).startswith(sentence)

    here(folder, story, server=server, key=key, log_level='DEBUG')
    written = log(folder)
    assert written.count(sentence) == 1
    assert not any(word in written for word in (server, key, 'Traceback'))


def test_nobody_who_is_not_logged_in_hears_of_a_server(folder: Path) -> None:
    async def story(client: Client) -> None:
        found = await names(client)
        assert 'level' in found
        assert not {name for name in found if name.startswith('server_')} | (WAYS & found)
        answer = await client.call_tool('server_list_jobs', {})
        assert 'levelmix remote login' in said(answer)

    here(folder, story)
    assert 'server' not in log(folder)


def test_who_gives_up_while_a_file_is_sent_ends_that_and_goes_on_later(
    site: LevelMix, keys: tuple[str, str], folder: Path
) -> None:
    mix = write_mix(folder / 'Long.wav', 60)
    size = mix.stat().st_size
    with Gate(site.port).running() as gate:

        async def story(client: Client) -> int:
            await client.list_tools()
            gate.hold_after(up=size // 2)
            sending = asyncio.create_task(client.call_tool('send_file', {'path': mix.name}))
            await asyncio.to_thread(gate.wait_until_held)
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
            gate.cut()
            before = gate.up
            sent = await client.call_tool('send_file', {'path': mix.name})
            assert not sent.is_error, said(sent)
            return gate.up - before

        later = here(folder, story, server=gate.url, key=keys[0])
    assert later < size * 3 // 4, 'what had come was sent once more'
    assert left(folder) == ['Long.wav']


def test_who_gives_up_waiting_for_a_job_is_not_answered_by_the_server_any_more(sites: Sites, folder: Path) -> None:
    mix = write_mix(folder / 'My Mix.wav', 2)
    with sites.lent(embedded_worker='false') as site:

        async def story(client: Client) -> None:
            sent = (await client.call_tool('send_file', {'path': mix.name})).structured_content
            wish = {'upload_id': sent['upload_id'], 'target_lufs': -14}
            job_id = (await client.call_tool('server_level', wish)).structured_content['job_id']
            given, heard = {'job_id': job_id, 'wait_seconds': 50}, [Heard() for _ in range(MOST_AT_ONCE)]
            waiting = [
                asyncio.create_task(client.call_tool('server_get_job', given, progress_callback=one)) for one in heard
            ]
            await asyncio.wait_for(asyncio.gather(*(one.some.wait() for one in heard)), 45)
            refused = await client.call_tool('server_list_jobs', {})
            assert said(refused).startswith(f'{MOST_AT_ONCE} requests of yours are being answered.')
            for one in waiting:
                one.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
            for _ in range(100):  # far less than the jobs would have been waited for
                answer = await client.call_tool('server_list_jobs', {})
                if not answer.is_error:
                    break
                await asyncio.sleep(0.2)
            assert not answer.is_error, said(answer)

        here(folder, story, server=site.url)
