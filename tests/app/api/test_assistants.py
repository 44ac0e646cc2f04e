"""`/mcp` of a server, by the official client: tools for whoever brings a key, and nothing for anybody else."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, MCPError
from starlette.testclient import TestClient

from app import accounts, areas, leveling, uploads
from app.accounts import Visitor, api_keys
from app.api import assistants
from app.api.v1 import rates
from app.db import transaction
from app.errors import OUR_FAULT
from app.jobs import feed
from app.leveling import LevelingOptions
from app.mcp_server import job_tools
from models import FeatureFlag
from tests.app.accounts_support import person
from tests.app.limits_support import submit
from tests.app.mcp_support import INSIDE, Heard, gateway, inside, said
from tests.sounds import write_mix
from tests.waiting import until

WRITING = {'level', 'cancel_job', 'retry_job', 'generate_piece', 'log_practice', 'write_drums_down', 'ask_adviser'}
DRUMS = {'find_songs', 'get_drum_map', 'write_drums_down'}
STUDIO = {'list_free_starts', 'list_my_sessions', 'list_bookings_of_day'}
ARTIST = {'ask_adviser', 'list_artist_numbers', 'get_artist_number', 'list_insights'}
OTHERS = {'generate_piece', 'list_pieces', 'list_due_pieces', 'log_practice', *DRUMS, *STUDIO, *ARTIST}
ASKED: dict[str, Any] = {'jsonrpc': '2.0', 'id': 1, 'method': 'tools/list', 'params': {}}
HEAD = {'Accept': 'application/json, text/event-stream', 'MCP-Protocol-Version': '2025-06-18'}


@pytest.fixture
def ann(hard: None) -> str:
    rates.forget()
    return person()


def key_of(user_id: str, *, writes: bool = True, only: tuple[str, ...] = ()) -> str:
    accounts.let_in(Visitor())
    return api_keys.create(user_id, 'assistant', writes=writes, only=only)


async def names(client: Client) -> set[str]:
    return {tool.name for tool in (await client.list_tools()).tools}


def mix_sent(user_id: str, folder: Path) -> str:
    sound = write_mix(folder / 'mix.wav', 6).read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, 'admit_upload', lambda *_, **__: None)
        writer = uploads.begin(user_id, 'My Mix.wav', len(sound))
    writer.write(sound)
    return writer.finish().id


@pytest.mark.nightly
@pytest.mark.slow
def test_a_mix_is_measured_levelled_followed_and_found(owner: str, worker: Callable[[], int], tmp_path: Path) -> None:
    upload_id = mix_sent(owner, tmp_path)
    at_work = threading.Event()

    def work() -> None:
        while not at_work.wait(0.2):
            worker()

    async def story(client: Client) -> None:
        measured = await client.call_tool('measure', {'upload_id': upload_id})
        assert measured.structured_content['original']['integrated_lufs'] == pytest.approx(-23.2, abs=0.5)
        assert measured.structured_content['result'] is None
        started = await client.call_tool('level', {'upload_id': upload_id, 'preset': 'spotify'})
        job_id, heard = started.structured_content['job_id'], Heard()
        done = await client.call_tool('get_job', {'job_id': job_id, 'wait_seconds': 50}, progress_callback=heard)
        job = done.structured_content
        assert (job['status'], job['title'], job['area']) == ('completed', 'My Mix.wav', 'leveling')
        assert job['result']['loudness_lufs'] == pytest.approx(-14.0, abs=0.1)
        assert heard.shares == sorted(set(heard.shares))
        result = (await client.call_tool('get_result', {'job_id': job_id})).structured_content
        assert result == job['result']
        assert result['address'].endswith(f'/api/v1/jobs/{job_id}/result')
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(gateway())) as http:
            file = await http.get(result['address'])
        assert (file.status_code, len(file.content)) == (200, result['size_bytes'])
        found = await client.call_tool('search_library', {'kind': 'made', 'search': 'My Mix'})
        assert [one['item_id'] for one in found.structured_content['files']] == [result['item_id']]
        report = await client.call_tool('get_report', {'job_id': job_id})
        assert report.structured_content['report']['gain_db'] == pytest.approx(9.2, abs=0.5)
        for address in (
            f'levelmix://jobs/{job_id}',
            f'levelmix://jobs/{job_id}/report',
            f'levelmix://library/{result["item_id"]}',
        ):
            read = await client.read_resource(address)
            assert read.contents[0].mime_type == 'application/json'
        again = await client.call_tool('level', {'job_id': job_id, 'target_lufs': -16})
        listed = await client.call_tool('list_jobs', {'limit': 1})
        assert [job['id'] for job in listed.structured_content['jobs']] == [again.structured_content['job_id']]
        assert listed.structured_content['has_more']
        behind = await client.call_tool('list_jobs', {'after_job_id': again.structured_content['job_id']})
        assert [job['id'] for job in behind.structured_content['jobs']] == [job_id]

    working = threading.Thread(target=work)
    working.start()
    try:
        inside(story)
    finally:
        at_work.set()
        working.join()


@pytest.mark.nightly(all_but_one_in=2)
@pytest.mark.parametrize('mode', ['auto', 'legacy'])
def test_a_key_that_may_write_has_all_tools_and_one_that_reads_those_that_read(ann: str, mode: str) -> None:
    everything = inside(names, key_of(ann), mode)
    assert everything >= WRITING | {'measure', 'segments', 'get_job', 'list_jobs', 'search_library', 'list_presets'}
    assert inside(names, key_of(ann, writes=False), mode) == everything - WRITING
    assert inside(names, key_of(ann, only=('leveling',)), mode) == everything - OTHERS


def test_a_key_that_reads_changes_nothing(ann: str) -> None:
    job_id = submit(ann)

    async def story(client: Client) -> None:
        for tool, given in (('cancel_job', {'job_id': job_id}), ('level', {'job_id': job_id, 'target_lufs': -9})):
            answer = await client.call_tool(tool, given)
            assert answer.is_error
            assert said(answer) == 'This API key may only read. Make one that may write on your account page.'

    inside(story, key_of(ann, writes=False))
    assert feed.get(ann, job_id).status == 'queued'


def test_what_needs_work_first_is_not_begun_by_a_key_that_reads(ann: str, tmp_path: Path) -> None:
    upload_id = mix_sent(ann, tmp_path)
    answer = inside(lambda client: client.call_tool('measure', {'upload_id': upload_id}), key_of(ann, writes=False))
    assert said(answer) == 'This has to be worked out first, and this API key may only read. Make one that may write.'


def test_jobs_are_cancelled_and_tried_again(ann: str) -> None:
    job_id = submit(ann)

    async def story(client: Client) -> list[str]:
        told = [await client.call_tool(tool, {'job_id': job_id}) for tool in ('cancel_job', 'retry_job', 'cancel_job')]
        told.append(await client.call_tool('cancel_job', {'job_id': job_id}))
        return [said(one) if one.is_error else one.structured_content['status'] for one in told]

    assert inside(story, key_of(ann)) == [
        'cancelled', 'queued', 'cancelled', 'This job has ended already; there is nothing to cancel.',
    ]  # fmt: skip


def test_what_is_somebody_elses_is_not_there(ann: str, tmp_path: Path) -> None:
    theirs, mix = submit(ann), mix_sent(ann, tmp_path)
    bea = person('bea@example.org')

    async def story(client: Client) -> None:
        jobs = ('get_job', 'get_result', 'cancel_job', 'retry_job', 'get_report', 'measure', 'segments')
        asked: list[tuple[str, dict[str, Any]]] = [(tool, {'job_id': theirs}) for tool in jobs]
        asked += [('level', {'target_lufs': -9, what: one}) for what, one in
                  (('job_id', theirs), ('upload_id', mix), ('item_id', theirs))]  # fmt: skip
        asked += [('list_jobs', {'after_job_id': theirs}), ('measure', {'upload_id': mix})]
        for tool, given in asked:
            answer = await client.call_tool(tool, given)
            assert answer.is_error, tool
            assert 'Traceback' not in said(answer)
        assert (await client.call_tool('list_jobs', {})).structured_content['jobs'] == []
        assert (await client.call_tool('search_library', {})).structured_content['files'] == []
        for address in (
            f'levelmix://jobs/{theirs}',
            f'levelmix://jobs/{theirs}/report',
            f'levelmix://library/{theirs}',
        ):
            with pytest.raises(MCPError):
                await client.read_resource(address)

    inside(story, key_of(bea))
    assert feed.get(ann, theirs).status == 'queued'


def send(headers: dict[str, str], method: str = 'POST') -> httpx2.Response:
    client = TestClient(gateway(), base_url=INSIDE)
    return client.request(method, '/mcp', json=ASKED if method == 'POST' else None, headers=HEAD | headers)


def test_without_a_good_key_there_is_a_problem_and_no_tool(ann: str) -> None:
    for headers in ({}, {'Authorization': 'Bearer lmx_wrong'}, {'Cookie': 'levelmix=whatever'}):
        answer = send(headers)
        assert answer.status_code == 401
        assert answer.headers['www-authenticate'] == 'Bearer'
        assert answer.json()['type'] == '/api/v1/problems/signed-out'
    revoked = key_of(ann)
    api_keys.revoke(ann, api_keys.keys(ann)[0].id)
    assert send({'Authorization': f'Bearer {revoked}'}).status_code == 401


def test_other_sites_and_hosts_are_refused(owner: str) -> None:
    assert send({}).status_code == 200, 'the owner of an installation without accounts needs no key'
    for headers in (
        {'Origin': 'https://evil.example'},
        {'Host': 'evil.example'},
        {'Sec-Fetch-Site': 'cross-site'},
    ):
        assert send(headers).status_code == 403, headers


def test_nothing_is_kept_open_and_nothing_large_is_read(owner: str) -> None:
    for method in ('GET', 'DELETE'):
        answer = send({}, method)
        assert (answer.status_code, answer.headers['allow']) == (405, 'POST')
    client = TestClient(gateway(), base_url=INSIDE)
    assert client.post('/mcp', content=b' ' * 600_000, headers=HEAD).status_code == 413


def test_requests_of_a_key_are_counted_with_those_of_the_api(
    ann: str, change_setting: Callable[[str, object], None]
) -> None:
    change_setting('api_requests_per_minute', 2)
    headers = {'Authorization': f'Bearer {key_of(ann)}'}
    answers = [send(headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0].headers['ratelimit'].startswith('"minute";r=1;')
    assert int(answers[2].headers['retry-after']) > 0


def test_no_more_than_some_requests_of_one_user_wait_at_a_time(ann: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assistants, 'MOST_AT_ONCE', 1)
    job_id, key = submit(ann), key_of(ann)

    async def story(client: Client) -> None:
        waiting = asyncio.create_task(client.call_tool('get_job', {'job_id': job_id, 'wait_seconds': 50}))
        await asyncio.to_thread(until, lambda: assistants._open, seconds=60, what='the first to wait')
        with pytest.raises(MCPError):
            await client.call_tool('list_presets', {})
        leveling.cancel(ann, job_id)
        assert (await waiting).structured_content['status'] == 'cancelled'
        assert not (await client.call_tool('list_presets', {})).is_error

    inside(story, key)
    assert not assistants._open


def test_an_area_that_is_switched_off_gives_no_tools(ann: str) -> None:
    job_id = submit(ann)
    with transaction() as session:
        session.add_all(FeatureFlag(name=area.flag, is_enabled=False) for area in areas.each())

    async def story(client: Client) -> None:
        assert (await names(client)) == set()
        answer = await client.call_tool('level', {'job_id': job_id, 'target_lufs': -9})
        assert answer.is_error
        assert 'switched off' in said(answer)
        answer = await client.call_tool('get_job', {'job_id': job_id})
        assert answer.is_error

    inside(story, key_of(ann))


def test_a_fault_of_ours_is_a_sentence_that_tells_nothing_else(ann: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError('secret: /srv/levelmix/data')

    monkeypatch.setattr(feed, 'behind', fails)
    answer = inside(lambda client: client.call_tool('list_jobs', {}), key_of(ann))
    assert answer.is_error
    assert said(answer) == OUR_FAULT


def test_no_two_tools_have_the_same_name_and_each_has_its_units() -> None:
    boxes = [job_tools.toolbox(), *(area.tools() for area in areas.each())]
    tools = [tool for box in boxes for tool in box.tools]
    assert len({tool.name for tool in tools}) == len(tools)
    for tool in tools:
        for name, facts in tool.takes.model_json_schema()['properties'].items():
            assert facts.get('description'), f'{tool.name} does not say what {name} is'


def test_levelling_takes_every_choice(ann: str, tmp_path: Path) -> None:
    chosen = {
        'target_lufs': -9.5, 'ceiling_dbtp': -2, 'output_format': 'flac', 'even_percent': 40,
        'tracklist': '0:00 One', 'stream': None,
    }  # fmt: skip
    upload_id = mix_sent(ann, tmp_path)
    started = inside(lambda client: client.call_tool('level', {'upload_id': upload_id, **chosen}), key_of(ann))
    view = leveling.get(ann, started.structured_content['job_id'])
    made = LevelingOptions(
        view.target_lufs, view.ceiling_dbtp, view.preset_name, view.output_format, view.even_percent, view.tracklist
    )
    assert made == LevelingOptions(-9.5, -2.0, None, 'flac', 40.0, '0:00 One')
