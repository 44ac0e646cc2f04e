"""What `deploy/` brings is well-formed and fits the program; no engine runs here, so nothing is built."""

import json
import re
import shutil
import stat
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import main  # noqa: F401  adds its commands
from app import config
from app.cli import app as program
from app.config import Settings, settings
from tests.servers import ROOT

DEPLOY = ROOT / 'deploy'
COMPOSED = [DEPLOY / 'compose.yaml', DEPLOY / 'compose.scale.yaml']
UNITS = sorted((DEPLOY / 'systemd').glob('*.service'))
DOCKERFILE = (DEPLOY / 'Dockerfile').read_text()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The folder, without secrets that somebody made."""
    return Path(shutil.copytree(DEPLOY, tmp_path / 'deploy', ignore=shutil.ignore_patterns('secrets')))


def test_the_image_is_built_as_the_linter_likes_it() -> None:
    linter = Path(shutil.which('hadolint', path=str(ROOT / '.venv' / 'bin')) or 'hadolint')
    done = subprocess.run([linter, '--no-color', DEPLOY / 'Dockerfile'], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, '')


def test_the_image_holds_the_program_and_runs_it_as_nobody_special() -> None:
    project = tomllib.loads((ROOT / 'pyproject.toml').read_text())['tool']['setuptools']
    copied = {word for line in re.findall(r'^COPY (?!--)(.*) \S+$', DOCKERFILE, flags=re.M) for word in line.split()}
    packages = {pattern.removesuffix('*') for pattern in project['packages']['find']['include']}
    assert {*packages, *(f'{module}.py' for module in project['py-modules'])} <= copied
    assert all((ROOT / name).exists() for name in copied)
    allowed = {line[1:] for line in (ROOT / '.dockerignore').read_text().splitlines() if line.startswith('!')}
    assert copied == allowed, 'nothing else is sent to the engine: no data, no secrets'
    assert '--require-hashes -r requirements.lock' in DOCKERFILE
    (user,) = re.findall(r'^USER (\S+)', DOCKERFILE, flags=re.M)
    assert user != '0:0'
    assert 'HEALTHCHECK' in DOCKERFILE
    assert json.loads(re.findall(r'^CMD (.*)', DOCKERFILE, flags=re.M)[-1])[0] in commands()


def test_the_image_has_the_voices_unless_somebody_wants_it_slim(tmp_path: Path) -> None:
    """Its own lines are run, with programs that only say what they are asked."""
    asked = tmp_path / 'asked'
    for name in ('pip', 'levelmix', 'apt-get', 'rm'):
        (tmp_path / name).write_text(f'#!/bin/sh\necho {name} "$@" >>{asked}\n')
        (tmp_path / name).chmod(0o755)
    build = DOCKERFILE.split('\nFROM')[1]
    steps = [step.replace('\\\n', ' ') for step in re.findall(r'^RUN ((?:.*\\\n)*.*)$', build, flags=re.M)]
    for slim, there in (('1', False), ('', True)):
        asked.write_text('')
        for step in (step for step in steps if 'venv /venv' not in step):
            here = step.replace('/venv/bin/', f'{tmp_path}/')
            subprocess.run(['sh', '-ec', here], env={'SLIM': slim, 'PATH': f'{tmp_path}:/usr/bin:/bin'}, check=True)
        said = asked.read_text()
        assert '--editable .' in said
        for word in (
            'g++',
            '-r requirements-voice.lock',
            '-r requirements-voice-compiled.lock',
            '-r requirements-voice-weights.lock',
            'levelmix voice assemble',
        ):
            assert (word in said) == there
    built = [
        service['build'] for path in COMPOSED for service in composed(path)['services'].values() if 'build' in service
    ]
    assert built
    assert all(build['args'] == {'SLIM': '${SLIM:-}'} for build in built)


def commands() -> set[str]:
    return {
        str(command.name or command.callback.__name__) for command in program.registered_commands if command.callback
    }


def composed(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text()))


@pytest.mark.parametrize('path', COMPOSED, ids=lambda path: path.name)
def test_a_composition_names_only_what_there_is(path: Path) -> None:
    file = composed(path)
    for name, service in file['services'].items():
        for kind in ('secrets', 'networks'):
            assert set(service.get(kind, ())) <= set(file.get(kind, ())), (name, kind)
        assert set(service.get('depends_on', ())) <= set(file['services'])
        for volume in service.get('volumes', ()):
            source = volume.split(':')[0]
            assert (DEPLOY / source).is_file() if source.startswith('.') else source in file['volumes'], volume
        if service['image'] == 'levelmix':
            assert (DEPLOY / service['build']['context'] / service['build']['dockerfile']).is_file()
            assert service.get('command', ['serve'])[0] in commands()
            assert service['cap_drop'] == ['ALL']
            assert 'no-new-privileges:true' in service['security_opt']
            known = {name.removeprefix('LEVELMIX_').lower() for name in service['environment']}
            assert known <= set(Settings.model_fields)
            assert not {n for n in known if re.search('password|token|secret_key|access_key|redis_url', n)}


@pytest.mark.skipif(
    subprocess.run(['sh', '-c', 'docker compose version'], capture_output=True, check=False).returncode != 0,
    reason='no docker client with compose here',
)
@pytest.mark.parametrize('path', COMPOSED, ids=lambda path: path.name)
def test_a_composition_is_one_to_the_client(path: Path, copy: Path) -> None:
    subprocess.run(['sh', copy / 'secrets.sh'], check=True)
    subprocess.run(
        ['docker', 'compose', '-f', copy / path.name, 'config', '--quiet'],
        env={'LEVELMIX_PUBLIC_URL': 'https://mix.example.org', 'PATH': '/usr/local/bin:/usr/bin:/bin'},
        check=True,
    )


@pytest.fixture
def secrets(copy: Path) -> Path:
    subprocess.run(['sh', copy / 'secrets.sh'], check=True)
    return copy / 'secrets'


def test_secrets_are_made_once_each_of_its_own_and_for_every_service(secrets: Path) -> None:
    declared = composed(DEPLOY / 'compose.scale.yaml')['secrets']
    assert {Path(secret['file']).name for secret in declared.values()} == {path.name for path in secrets.iterdir()}
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    before = {path.name: path.read_text() for path in secrets.iterdir()}
    assert len(set(before.values())) == len(before)
    subprocess.run(['sh', secrets.parent / 'secrets.sh'], check=True)
    assert {path.name: path.read_text() for path in secrets.iterdir()} == before
    word = re.findall('requirepass (.*)', before['redis_conf'])[0]
    assert f':{word}@redis:6379' in before['levelmix_redis_url']
    assert len(word) == 48
    (identity,) = json.loads(before['s3_json'])['identities']
    assert list(identity['credentials'][0].values()) == [
        before['levelmix_s3_access_key'].strip(),
        before['levelmix_s3_secret_key'].strip(),
    ]


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    monkeypatch.undo()
    config.forget_settings()


@pytest.mark.parametrize('service', ['web-a', 'web-b', 'worker'])
def test_the_program_starts_with_the_settings_of_the_composition(
    service: str, secrets: Path, data_dir: Path, clean: pytest.MonkeyPatch
) -> None:
    for name, value in composed(DEPLOY / 'compose.scale.yaml')['services'][service]['environment'].items():
        example = re.findall(r'like (https://\S+)}', value)
        clean.setenv(name, example[0] if example else value)
    clean.setenv('LEVELMIX_SECRETS_DIR', str(secrets))
    clean.setenv('LEVELMIX_HOST', re.findall(r'LEVELMIX_HOST=(\S+)', DOCKERFILE)[0])
    config.forget_settings()
    assert settings().redis_url.get_secret_value().startswith('redis://:')
    assert settings().secret == (secrets / 'levelmix_secret_key').read_text().strip()
    assert settings().replica == {'web-a': 'a', 'web-b': 'b', 'worker': ''}[service]


@pytest.mark.parametrize('path', UNITS, ids=lambda path: path.name)
def test_a_unit_is_hardened_and_names_what_there_is(path: Path, tmp_path: Path) -> None:
    text = path.read_text()
    wanted = ('NoNewPrivileges=true', 'ProtectSystem=strict', 'ProtectHome=true', 'PrivateTmp=true', 'User=levelmix')
    assert all(line in text.splitlines() for line in (*wanted, 'CapabilityBoundingSet=', 'Restart=on-failure'))
    assert set(re.findall(r'LEVELMIX_([A-Z_]+)=', text)) <= {name.upper() for name in Settings.model_fields}
    assert re.findall(r'^ExecStart=.*/levelmix (\S+)$', text, flags=re.M)[0] in commands()
    if shutil.which('systemd-analyze') is None:
        return
    here = tmp_path / path.name
    here.write_text(text.replace('/opt/levelmix', str(ROOT)))
    done = subprocess.run(['systemd-analyze', 'verify', here], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if path.name in line]
    assert ours == [], done.stderr


def test_the_settings_of_the_services_are_settings() -> None:
    named = re.findall(r'^LEVELMIX_([A-Z_]+)=', (DEPLOY / 'systemd' / 'levelmix.env').read_text(), flags=re.M)
    assert named
    assert {name.lower() for name in named} <= set(Settings.model_fields)
