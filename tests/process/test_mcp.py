"""`/mcp` of a real server: a job is started, and followed while the worker works."""

from pathlib import Path

import httpx2
import pytest
from mcp import Client

from tests.app.mcp_support import Heard, at
from tests.sites import Sites
from tests.sounds import write_mix

pytestmark = pytest.mark.slow


def test_an_assistant_levels_a_mix_on_a_server(sites: Sites, tmp_path: Path) -> None:
    mix = write_mix(tmp_path / 'My Mix.wav', 20)
    with sites.lent() as server:
        with mix.open('rb') as file:
            sent = httpx2.post(f'{server.url}/api/v1/uploads', files={'file': (mix.name, file)}, timeout=60)
        assert sent.status_code == 201, sent.text

        async def story(client: Client) -> str:
            measured = await client.call_tool('measure', {'upload_id': sent.json()['id']})
            assert measured.structured_content['original']['integrated_lufs'] == pytest.approx(-23.2, abs=0.5)
            started = await client.call_tool('level', {'upload_id': sent.json()['id'], 'target_lufs': -14})
            heard, job_id = Heard(), started.structured_content['job_id']
            given = {'job_id': job_id, 'wait_seconds': 50}
            job = (await client.call_tool('get_job', given, progress_callback=heard)).structured_content
            while job['status'] in ('queued', 'processing'):
                job = (await client.call_tool('get_job', given)).structured_content
            assert job['status'] == 'completed'
            assert heard.shares == sorted(set(heard.shares))
            assert job['result']['loudness_lufs'] == pytest.approx(-14.0, abs=0.1)
            return str(job['result']['address'])

        address = at(server.url, story)
        assert address.startswith(server.url)
        assert httpx2.get(address, timeout=60).headers['content-type'].startswith('audio/')
        assert httpx2.post(f'{server.url}/mcp', headers={'Origin': 'https://evil.example'}).status_code == 403
        assert 'Traceback' not in server.log
