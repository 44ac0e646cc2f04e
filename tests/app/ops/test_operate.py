"""docs/operate.md is so: every command in it is known, and backup and restore run as they are written."""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import boto3
import httpx2
import pytest
import yaml
from typer.testing import CliRunner

import main  # noqa: F401  adds its commands
from app import db, leveling
from app.cli import app as program
from app.leveling import LevelingOptions
from tests.app.leveling_support import downloaded, upload
from tests.databases import is_remote
from tests.s3_servers import moto
from tests.servers import ROOT, environment
from tests.sounds import write_mix

DOCUMENT = ROOT / 'docs' / 'operate.md'
BLOCKS = re.findall(r'^```sh\n(.*?)^```', DOCUMENT.read_text(), flags=re.MULTILINE | re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines()]


def levelmix(words: list[str]) -> None:
    """The command exists and takes as many words."""
    told = CliRunner().invoke(program, [words[0], '--help'])
    assert told.exit_code == 0, told.output
    assert all(word in told.output for word in words if word.startswith('--'))


def make(words: list[str]) -> None:
    target = words[-1]
    assert re.search(rf'^{target}:', (ROOT / 'Makefile').read_text(), flags=re.MULTILINE)


def systemctl(words: list[str]) -> None:
    for unit in (word for word in words if word.endswith('.service')):
        assert (ROOT / 'deploy' / 'systemd' / re.sub(r'@\w+', '@', unit)).is_file(), unit


def copies(words: list[str]) -> None:
    for path in (word for word in words if word.startswith('/opt/levelmix/')):
        assert (ROOT / path.removeprefix('/opt/levelmix/')).is_file(), path


def docker(words: list[str]) -> None:
    assert words[0] == 'compose'
    services = yaml.safe_load((ROOT / words[words.index('-f') + 1]).read_text())['services']
    assert all(word.split('=')[0] in services for flag, word in pairwise(words) if flag == '--scale')
    if 'logs' in words:
        assert words[-1] in services


def curl(words: list[str]) -> None:
    from app import api

    assert words[-1].removeprefix('http://127.0.0.1:8080') in api.PREFIXES


def script(words: list[str]) -> None:
    assert (ROOT / words[0]).is_file()


def aws(words: list[str]) -> None:
    """What Amazon's own client calls, its library has under the same name."""
    assert words[0] == 's3api'
    assert hasattr(boto3.client('s3', region_name='us-east-1'), words[1].replace('-', '_'))


KNOWN: dict[str, Callable[[list[str]], None]] = {
    '/opt/levelmix/.venv/bin/levelmix': levelmix,
    'aws': aws,
    'cp': copies,
    'curl': curl,
    'docker': docker,
    'install': copies,
    'make': make,
    'sh': script,
    'systemctl': systemctl,
}
SYSTEM = {'export', 'git', 'journalctl', 'useradd'}
"""Commands of the machine that need nothing of ours."""


def test_the_rule_for_a_bucket_lets_pages_of_that_address_send_and_nobody_else() -> None:
    (rule,) = re.findall(r'^```json\n(.*?)^```', DOCUMENT.read_text(), flags=re.MULTILINE | re.DOTALL)
    with moto() as service:
        bucket = service.new_bucket()
        service.client().put_bucket_cors(Bucket=bucket, CORSConfiguration=json.loads(rule))
        asked = {
            origin: httpx2.options(
                f'{service.endpoint}/{bucket}/a.wav?partNumber=1',
                headers={'Origin': origin, 'Access-Control-Request-Method': 'PUT'},
            )
            for origin in ('https://mix.example.org', 'https://evil.example')
        }
    assert [answer.status_code for answer in asked.values()] == [200, 403]
    allowed = asked['https://mix.example.org'].headers
    assert allowed['access-control-allow-origin'] == 'https://mix.example.org'
    assert allowed['access-control-allow-methods'] == 'PUT'


@pytest.mark.parametrize('command', COMMANDS)
def test_every_command_in_the_document_is_one(command: str) -> None:
    words = [word for word in shlex.split(command) if not re.match(r'[A-Z_]+=', word)]
    if words[0] == 'sudo':
        words = words[1:]
    if words[0] not in SYSTEM:
        KNOWN[words[0]](words[1:])


def test_the_document_names_only_settings_that_there_are() -> None:
    from app.config import Settings

    named = set(re.findall(r'LEVELMIX_([A-Z0-9_]+)', DOCUMENT.read_text())) - {'SOURCE'}
    assert {name.lower() for name in named} <= set(Settings.model_fields)
    assert len(named) > 5


@pytest.mark.nightly
@pytest.mark.skipif(is_remote(), reason='about an installation with a database file')
@pytest.mark.slow
def test_backup_and_restore_run_as_they_are_written(
    owner: str,
    data_dir: Path,
    tmp_path: Path,
    worker: Callable[[], int],
    change_setting: Callable[[str, object], None],
) -> None:
    job_id = leveling.submit(owner, upload(owner, write_mix(tmp_path / 'mix.wav', 3)), LevelingOptions(-14.0))
    worker()
    before = downloaded(owner, job_id, tmp_path).read_bytes()
    db.dispose()

    def run(title: str) -> str:
        (block,) = (b for b in BLOCKS if f'levelmix {title} ' in b)
        here = {'/opt/levelmix': str(ROOT), '/var/lib/levelmix': str(data_dir), '/mnt/backup': str(tmp_path / 'disk')}
        for written, ours in here.items():
            assert written in block
            block = block.replace(written, ours)
        done = subprocess.run(
            ['sh', '-e', '-c', block], env=environment(data_dir), capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert 'the database and 4 files' in run('backup')
    shutil.move(data_dir, tmp_path / 'lost')
    assert 'Restored 4 files' in run('restore')
    assert downloaded(owner, job_id, tmp_path).read_bytes() == before
