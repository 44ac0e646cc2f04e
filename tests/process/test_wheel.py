"""What `pip install` installs: the wheel runs in an environment without the folder that it was built in."""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import ROOT, environment, free_port
from tests.sounds import write_mix
from tests.waiting import until

pytestmark = pytest.mark.slow
UV = ROOT / '.tools' / 'uv' / 'bin' / 'uv'
PACKED = ('app', 'components', 'models', 'pages', 'tasks')


@pytest.fixture(scope='module')
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of the sources, so that nothing is left among them."""
    if not UV.exists():
        pytest.skip('uv is not there: make setup brings it')
    sources, out = tmp_path_factory.mktemp('sources'), tmp_path_factory.mktemp('wheel')
    for name in PACKED:
        shutil.copytree(ROOT / name, sources / name, ignore=shutil.ignore_patterns('__pycache__'))
    for name in ('main.py', 'pyproject.toml', 'README.md', 'LICENSE'):
        shutil.copy(ROOT / name, sources / name)
    uv('build', '--quiet', '--wheel', '--out-dir', str(out), str(sources))
    (built,) = out.glob('levelmix-*.whl')
    return built


@pytest.fixture(scope='module')
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the wheel and its dependencies, in the versions that are locked."""
    folder = tmp_path_factory.mktemp('environment') / 'venv'
    uv('venv', '--quiet', '--no-project', '--python', sys.executable, str(folder))
    python = str(folder / 'bin' / 'python')
    uv('pip', 'install', '--quiet', '--python', python, '--constraints', str(ROOT / 'requirements.lock'), str(wheel))
    return folder


def uv(*arguments: str) -> None:
    """Run it with its cache of earlier installations, or else with what the index has."""
    inherited = {name: value for name, value in os.environ.items() if name not in ('VIRTUAL_ENV', 'PYTHONPATH')}
    for way in (['--offline'], []):
        done = subprocess.run([UV, *arguments, *way], env=inherited, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return
    raise AssertionError(f'uv {arguments[0]}: {done.stderr}')


@pytest.fixture
def elsewhere(installed: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a command that must not find the sources."""
    return {
        **{name: value for name, value in environment(tmp_path / 'data').items() if name != 'PYTHONPATH'},
        'PATH': f'{installed / "bin"}:{os.environ["PATH"]}',
        'VIRTUAL_ENV': str(installed),
    }


def test_the_wheel_holds_every_module_and_every_file_that_a_page_or_a_migration_needs(wheel: Path) -> None:
    def sources() -> Iterator[str]:
        for name in PACKED:
            for path in (ROOT / name).rglob('*'):
                if path.is_file() and '__pycache__' not in path.parts:
                    yield path.relative_to(ROOT).as_posix()

    packed = {name for name in zipfile.ZipFile(wheel).namelist() if '.dist-info/' not in name}
    assert packed == {*sources(), 'main.py'}


@pytest.mark.nightly
def test_an_installed_wheel_levels_a_file(installed: Path, elsewhere: dict[str, str], tmp_path: Path) -> None:
    mix, louder = write_mix(tmp_path / 'mix.wav', 4), tmp_path / 'louder.wav'
    command = ['levelmix', 'level', str(mix), str(louder), '--target', '-12', '--json']
    done = subprocess.run(command, env=elsewhere, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)['output']['integrated_lufs'] == pytest.approx(-12, abs=0.1)
    assert louder.stat().st_size > 100_000


@pytest.mark.nightly
def test_an_installed_wheel_serves_and_its_worker_is_there(
    installed: Path, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    url = f'http://127.0.0.1:{(port := free_port())}'
    log = (tmp_path / 'log').open('wb')
    server = subprocess.Popen(
        ['levelmix', 'serve'], env=elsewhere | {'LEVELMIX_PORT': str(port)}, cwd=tmp_path, stdout=log, stderr=log
    )

    def answer(path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(url + path, timeout=5) as answered:
                return answered.status, answered.read().decode()
        except OSError:
            return 0, ''

    def told() -> str:
        assert server.poll() is None, (tmp_path / 'log').read_text()
        return f'the server to be ready; it wrote:\n{(tmp_path / "log").read_text()}'

    try:
        until(lambda: answer('/healthz')[0] == 200, seconds=120, what=told)
        until(lambda: answer('/readyz')[0] == 200, seconds=120, what=told)
        status, page = answer('/')
        look = re.search(r'<link rel="stylesheet" href="([^"]*/made/look[^"]+)">', page)
        assert status == 200
        assert look is not None
        assert 'font-face' in answer(look[1])[1], 'the style sheets are included'
    finally:
        server.terminate()
        server.wait(60)
        log.close()
