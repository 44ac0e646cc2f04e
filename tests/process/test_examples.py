"""What lies in examples/ does what it says, against a real server."""

import base64
import hashlib
import hmac
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import audio
from tests.places import ROOT
from tests.servers import LevelMix, environment
from tests.sites import Sites
from tests.sounds import write_mix

pytestmark = pytest.mark.slow
EXAMPLES = ROOT / 'examples'
FLOW = json.loads((EXAMPLES / 'n8n' / 'workflow.json').read_text())
CODE = (EXAMPLES / 'n8n' / 'check_signature.js').read_text()
SECRET = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture(scope='module')
def site(sites: Sites) -> Iterator[LevelMix]:
    with sites.lent() as server:
        yield server


def env(site: LevelMix, folder: Path) -> dict[str, str]:
    places = {'HOME': str(folder), 'XDG_CONFIG_HOME': str(folder / 'config'), 'XDG_STATE_HOME': str(folder / 'state')}
    program = {'PATH': f'{Path(sys.executable).parent}{os.pathsep}{os.environ["PATH"]}'}
    return environment(folder / 'nothing') | places | program | {'LEVELMIX_SERVER': site.url}


@pytest.mark.parametrize(
    ('program', 'seed'), [(['sh', str(EXAMPLES / 'curl.sh')], 81), ([sys.executable, str(EXAMPLES / 'level.py')], 82)]
)
def test_a_mix_is_levelled_by_a_few_lines(site: LevelMix, tmp_path: Path, program: list[str], seed: int) -> None:
    if program[0] == 'sh' and shutil.which('curl') is None:
        pytest.skip('there is no curl here')
    mix = write_mix(tmp_path / 'my mix.wav', 6, seed=seed)
    words = [*program, str(mix), str(tmp_path / 'out.wav'), '-16']
    done = subprocess.run(words, env=env(site, tmp_path), capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert audio.measure(tmp_path / 'out.wav').integrated_lufs == pytest.approx(-16, abs=0.1)


def test_what_cannot_be_levelled_ends_with_the_sentence_of_the_server(site: LevelMix, tmp_path: Path) -> None:
    mix = write_mix(tmp_path / 'mix.wav', 6, seed=83)
    words = [sys.executable, str(EXAMPLES / 'level.py'), str(mix), str(tmp_path / 'out.wav'), '5']
    done = subprocess.run(words, env=env(site, tmp_path), capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, 'between -40 and -3 LUFS' in done.stderr) == (1, True), done.stderr
    assert not (tmp_path / 'out.wav').exists()


@pytest.mark.nightly
def test_the_line_of_the_crontab_levels_what_is_new(site: LevelMix, tmp_path: Path) -> None:
    (line,) = (one for one in (EXAMPLES / 'crontab').read_text().splitlines() if not one.startswith('#'))
    assert re.match(r'\*/10 \* \* \* \*  ', line)
    (tmp_path / 'recordings').mkdir()
    for seed in (84, 85):
        write_mix(tmp_path / 'recordings' / f'{seed}.wav', 6, seed=seed)
        said = subprocess.run(
            ['sh', '-c', line.split(None, 5)[5]], env=env(site, tmp_path), capture_output=True, text=True, check=True
        )
    assert 'is there already' in said.stdout
    assert sorted(path.name for path in (tmp_path / 'levelled').iterdir()) == ['84.wav', '85.wav']


def test_the_workflow_leads_from_the_event_to_the_result() -> None:
    names = [node['name'] for node in FLOW['nodes']]
    follows = {name: [[to['node'] for to in way] for way in FLOW['connections'][name]['main']] for name in names[:-1]}
    assert [follows[name][0] for name in names[:-1]] == [[name] for name in names[1:]]
    by_name = {node['name']: node['parameters'] for node in FLOW['nodes']}
    assert by_name['Event']['options'] == {'rawBody': True}, 'what was signed are the bytes as they came'
    assert by_name['Check signature']['jsCode'] == CODE
    assert by_name['Fetch result']['url'].endswith('/api/v1/jobs/{{ $json.data.id }}/result')
    assert all({'id', 'name', 'type', 'typeVersion', 'position', 'parameters'} <= node.keys() for node in FLOW['nodes'])


def passed(body: bytes, *, secret: str = SECRET, age_s: int = 0, changed: bytes = b'') -> Any:
    """What the code step makes of a signed event; the words of its error if it lets none pass."""
    moment = str(int(time.time()) - age_s)
    signed = f'evt_1.{moment}.'.encode() + body
    signature = base64.b64encode(hmac.digest(base64.b64decode(secret), signed, hashlib.sha256)).decode()
    item = {
        'json': {
            'headers': {
                'webhook-id': 'evt_1',
                'webhook-timestamp': moment,
                'webhook-signature': f'v1,AAAA v1,{signature}',
            }
        }
    }
    sent = base64.b64encode(changed or body).decode()
    program = (
        f'const $env = {{LEVELMIX_WEBHOOK_SECRET: "whsec_{SECRET}"}}, $input = {{first: () => ({json.dumps(item)})}};'
        f'const node = {{helpers: {{getBinaryDataBuffer: async () => Buffer.from("{sent}", "base64")}}}};'
        'const Code = Object.getPrototypeOf(async () => {}).constructor;'
        f'new Code("$env", "$input", "require", {json.dumps(CODE)}).call(node, $env, $input, require)'
        '.catch((error) => error.message).then((made) => console.log(JSON.stringify(made)))'
    )
    done = subprocess.run(['node', '-e', program], capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


@pytest.mark.skipif(shutil.which('node') is None, reason='there is no node here')
def test_the_code_step_lets_signed_events_pass_and_no_others() -> None:
    event = {'type': 'job.completed', 'timestamp': '2026-11-28T20:00:00Z', 'data': {'id': 'j1', 'title': 'Größe.wav'}}
    body = json.dumps(event, ensure_ascii=False, separators=(',', ':')).encode()
    assert passed(body) == [{'json': {'id': 'evt_1', **event}}]
    assert 'not signed' in passed(body, changed=body.replace(b'j1', b'j2'))
    assert 'not signed' in passed(body, secret=base64.b64encode(bytes(32)).decode())
    assert 'too old' in passed(body, age_s=3600)
