"""The API of a real server: asked for everything that its document allows and does not, and used by programs whose
client was made from that document. Resources that come later are asked for by themselves."""

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app import accounts, jobs, leveling, library, uploads
from app.accounts import Visitor, api_keys
from app.leveling import LevelingOptions
from app.leveling.probing import Facts
from tests.app.accounts_support import person
from tests.servers import LevelMix, serving
from tests.sites import inside
from tests.sounds import write_mix

pytestmark = pytest.mark.slow
EXAMPLES = {'owner': 3, 'another': 2, 'nobody': 1}
"""How often each operation is asked by each program; all of it takes half a minute."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
MARK = 'hers alone'


@dataclass(frozen=True)
class Site:
    """A server, Ann who has something there, and Eve who has not."""

    server: LevelMix
    ann: str
    eve: str

    def key(self, user_id: str) -> str:
        return api_keys.create(user_id, 'a program', scopes=['write'])


@pytest.fixture(scope='module')
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp('api') / 'data'
    with serving(folder, accounts='on', api_requests_per_minute=0) as server, inside(server):
        accounts.let_in(Visitor())
        yield Site(server, person('ann@example.org', subscription_tier=3), person('eve@example.org'))


@pytest.fixture
def hers(site: Site, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What belongs to Ann, by the names that stand in the addresses."""
    monkeypatch.setattr('app.leveling.service.probe', lambda _: Facts('wav', 60.0, 44100, 2, None))
    sent = []
    for _ in range(2):
        writer = uploads.begin(site.ann, f'{MARK}.wav', 4)
        writer.write(b'RIFF')
        sent.append(writer.finish().id)
    job_id = leveling.submit(site.ann, sent[0], LevelingOptions(-14.0))
    jobs.cancel(leveling.KIND, job_id)
    return {'job_id': job_id, 'upload_id': sent[1], 'item_id': library.items(site.ann).found[0].id}


schemathesis.serializer.alias('application/offset+octet-stream', 'application/octet-stream')


def operations(site: Site) -> list[Any]:
    """Those that end something come last, and before them what lets a job run that nobody would wait for."""
    schema = schemathesis.openapi.from_url(f'{site.server.url}/api/v1/openapi.json', timeout=60)
    found = [result.ok() for result in schema.get_all_operations()]  # type: ignore[union-attr]
    assert len(found) > 30
    return sorted(found, key=lambda one: (one.method.upper() == 'DELETE', one.path.endswith('/retry')))


@pytest.mark.nightly(all_but={'nobody'})
@pytest.mark.parametrize('who', [*EXAMPLES])
def test_whatever_is_asked_the_answer_is_as_the_document_says(site: Site, hers: dict[str, str], who: str) -> None:
    keys = {'owner': site.key(site.ann), 'another': site.key(site.eve), 'nobody': ''}
    headers = {'Authorization': f'Bearer {keys[who]}'} if keys[who] else {}
    found: list[str] = []

    for operation in operations(site):

        @settings(
            max_examples=EXAMPLES[who],
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), about_hers=st.booleans())
        def ask(case: Any, about_hers: bool) -> None:
            if about_hers and case.path_parameters:
                case.path_parameters |= {name: hers[name] for name in case.path_parameters if name in hers}
            if 'wait' in (case.query or {}):
                case.query['wait'] = 0
            answer = case.call(headers=headers, timeout=60)
            case.validate_response(answer, checks=CHECKS)
            if who != 'owner':
                assert MARK.encode() not in answer.content

        try:
            ask()
        except (Exception, BaseExceptionGroup) as wrong:  # one run tells all that is to be mended
            found.append(f'{operation.label}: {str(wrong)[:600]}')
    assert not found, '\n\n'.join(found)
    if who != 'owner':
        assert uploads.get(site.ann, hers['upload_id']), 'and nothing of hers is gone'
        assert leveling.get(site.ann, hers['job_id']).status == 'cancelled'


def kinds_of_bytes(site: Site) -> set[str]:
    """What the document calls bytes, of sounds and of anything; the generator makes no difference between them."""
    document = httpx2.get(f'{site.server.url}/api/v1/openapi.json').text
    found = set(
        re.findall(
            r'"([a-z]+/[a-z+.-]+|\*/\*)":\s*\{"schema":\s*\{"type":\s*"string",\s*"format":\s*"binary"', document
        )
    )
    assert '*/*' in found
    return found | {'text/event-stream'}


@pytest.fixture(scope='module')
def client(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A package that speaks to the API, made from its document; its name."""
    folder = tmp_path_factory.mktemp('client')
    told = {'post_hooks': [], 'content_type_overrides': dict.fromkeys(kinds_of_bytes(site), 'application/octet-stream')}
    (folder / 'config.yml').write_text(json.dumps(told))
    command = [str(Path(sys.executable).with_name('openapi-python-client')), 'generate', '--meta', 'none']
    command += ['--url', f'{site.server.url}/api/v1/openapi.json', '--config', 'config.yml', '--fail-on-warning']
    command += ['--output-path', str(folder / 'levelmix_client')]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        yield 'levelmix_client'
    for name in [name for name in sys.modules if name.partition('.')[0] == 'levelmix_client']:
        del sys.modules[name]


@pytest.mark.nightly
def test_a_program_with_a_client_made_from_the_document_has_a_mix_levelled(
    site: Site, client: str, tmp_path: Path
) -> None:
    def part(name: str) -> Any:
        return importlib.import_module(f'{client}.{name}')

    models, types = part('models'), part('types')
    api = part('client').AuthenticatedClient(
        base_url=f'{site.server.url}/api/v1', token=site.key(site.ann), raise_on_unexpected_status=True, timeout=120
    )
    mix = tmp_path / 'mix.wav'
    write_mix(mix, seconds=4)
    with api, mix.open('rb') as file:
        body = models.CreateUploadBody(file=types.File(payload=file, file_name='Evening.wav'))
        sent = part('api.uploads.create_upload').sync(client=api, body=body)
        assert (sent.name, sent.state) == ('Evening.wav', 'complete')
        options = models.LevelingOptions(target_lufs=-16.0)
        order = models.LevelingOrder(area='leveling', source=models.FromUpload(upload_id=sent.id), options=options)
        job = part('api.jobs.create_job').sync(client=api, body=order, idempotency_key='evening')
        assert part('api.jobs.create_job').sync(client=api, body=order, idempotency_key='evening').id == job.id
        for _ in range(20):
            job = part('api.jobs.get_job').sync(job.id, client=api, wait=30)
            if job.status in ('completed', 'failed'):
                break
        assert (job.status, job.error) == ('completed', None)
        assert job.result.loudness_lufs == pytest.approx(-16.0, abs=0.1)
        brought = part('api.library.get_library_item').sync(job.result.object_id, client=api)
        assert brought.job_id == job.id
        listed = part('api.jobs.list_jobs').sync(client=api, area='leveling', status=models.Status.COMPLETED)
        assert [one.id for one in listed.items] == [job.id]
        gone = part('api.jobs.get_job').sync_detailed('none', client=api)
        assert (gone.status_code, gone.parsed.type_) == (404, '/api/v1/problems/not-found')


def test_a_result_is_taken_in_ranges_and_a_job_followed_to_its_end_over_the_wire(site: Site, tmp_path: Path) -> None:
    mix = tmp_path / 'mix.wav'
    write_mix(mix, seconds=4)
    headers = {'Authorization': f'Bearer {site.key(site.ann)}'}
    with httpx2.Client(base_url=f'{site.server.url}/api/v1', headers=headers, timeout=120) as program:
        form = {'purpose': 'leveling', 'choice': json.dumps({'target_lufs': -18})}
        sent = program.post('/uploads', data=form, files={'file': ('Followed.wav', mix.read_bytes())}).json()
        with program.stream('GET', f'/jobs/{sent["job_id"]}/events') as events:
            told = events.read().decode()
        assert 'event: end' in told
        assert '"status": "completed"' in told
        place = f'/jobs/{sent["job_id"]}/result'
        whole = program.get(place).content
        some = program.get(place, headers={'Range': 'bytes=4-11'})
        assert (some.status_code, some.content) == (206, whole[4:12])
        wrong = program.get(place, headers={'Range': f'bytes={len(whole)}-'})
        assert (wrong.status_code, wrong.json()['type']) == (416, '/api/v1/problems/no-such-range')
