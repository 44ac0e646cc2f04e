"""`levelmix remote` against a real server: whole folders, and lines, clients and servers that break in the middle."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import soundfile

from app import audio
from tests.app.console_support import command, levelmix
from tests.gates import Gate
from tests.servers import LevelMix, environment
from tests.sites import Sites
from tests.sounds import write_mix

pytestmark = [pytest.mark.slow, pytest.mark.nightly]
MIB = 1024 * 1024
Client = Callable[..., 'subprocess.CompletedProcess[str]']


HEARING = 'import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])'
"""Whoever runs the tests in the background has all processes ignore SIGINT; what is run by this one hears it."""


@pytest.fixture(scope='module')
def site(sites: Sites) -> Iterator[LevelMix]:
    with sites.lent() as server:
        yield server


@pytest.fixture
def gate(site: LevelMix) -> Iterator[Gate]:
    with Gate(site.port).running() as gate:
        yield gate


@pytest.fixture
def home(tmp_path: Path, gate: Gate) -> dict[str, str]:
    """The environment of a client whose server is behind the gate."""
    folders = {'XDG_CONFIG_HOME': str(tmp_path / 'config'), 'XDG_STATE_HOME': str(tmp_path / 'state')}
    return environment(tmp_path / 'nothing') | folders | {'LEVELMIX_SERVER': gate.url}


@pytest.fixture
def client(home: dict[str, str]) -> Client:
    def client(*words: object, **how: Any) -> 'subprocess.CompletedProcess[str]':
        return levelmix('remote', *words, **{'env': home} | how)

    return client


@pytest.fixture
def mixes(tmp_path: Path) -> Path:
    """A folder for mixes that nobody has brought before: the server knows a file again."""
    folder = tmp_path / 'mixes'
    folder.mkdir()
    return folder


def mix(path: Path, seconds: float = 6, *, seed: int) -> Path:
    path.parent.mkdir(exist_ok=True)
    return write_mix(path, seconds, seed=seed)


def jobs(site: LevelMix) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f'{site.url}/api/v1/jobs?limit=100', timeout=60) as answer:
        return list(json.load(answer)['items'])


def ended(done: 'subprocess.CompletedProcess[str]', code: int = 0) -> str:
    assert done.returncode == code, done.stderr + done.stdout
    assert 'Traceback' not in done.stderr
    return done.stdout


def test_a_folder_is_levelled_with_files_of_one_name_and_of_names_that_are_no_text(
    site: LevelMix, client: Client, mixes: Path, tmp_path: Path
) -> None:
    mix(mixes / 'friday' / 'set.wav', seed=11)
    mix(mixes / 'saturday' / 'set.wav', seed=12)
    odd = mixes / os.fsdecode(b'caf\xe9.wav')
    mix(mixes / 'odd.wav', seed=13).rename(odd)
    before = len(jobs(site))
    words = ('level', mixes, '--recursive', '--to', 'spotify', '-o', tmp_path / 'out', '--json')
    told = json.loads(ended(client(*words)))
    assert (told['done'], told['failed']) == (3, 0)
    for name in ('friday/set.wav', 'saturday/set.wav', odd.name):
        assert audio.measure(tmp_path / 'out' / name).integrated_lufs == pytest.approx(-14, abs=0.1)
    assert {job['title'] for job in jobs(site)[: len(jobs(site)) - before]} == {'set.wav', 'caf\ufffd.wav'}

    again = json.loads(ended(client(*words)))
    assert [one.get('skipped') for one in again['files']] == [True] * 3
    assert len(jobs(site)) == before + 3

    flat = client('level', mixes / 'friday/set.wav', mixes / 'saturday/set.wav', '--to', 'spotify', '-o', tmp_path)
    ended(flat, 2)
    assert 'would both become' in flat.stderr
    assert len(jobs(site)) == before + 3, 'nothing was sent'


def test_a_client_that_was_killed_while_it_sent_goes_on_where_it_was(
    client: Client, gate: Gate, home: dict[str, str], mixes: Path, tmp_path: Path
) -> None:
    source = mix(mixes / 'long.wav', 60, seed=21)
    size = source.stat().st_size
    words = ('level', source, tmp_path / 'out.flac', '--target', '-16')
    gate.hold_after(up=size * 2 // 3)
    running = subprocess.Popen(command('remote', *words), env=home, stderr=subprocess.DEVNULL)
    gate.wait_until_held()
    running.send_signal(signal.SIGKILL)
    running.wait(60)
    gate.cut()
    sent = gate.up
    assert '-> ' in ended(client(*words))
    assert sent > size // 2
    assert gate.up - sent < size // 2, 'what had come was sent once more'
    assert soundfile.info(tmp_path / 'out.flac').format == 'FLAC'


def test_a_server_that_starts_again_while_a_result_comes_gives_the_rest(
    site: LevelMix, client: Client, gate: Gate, home: dict[str, str], mixes: Path, tmp_path: Path
) -> None:
    source = mix(mixes / 'long.wav', 60, seed=31)
    (sent,) = json.loads(ended(client('level', source, '--target', '-16', '--detach', '--json')))['files']
    ended(client('watch', sent['job_id']))
    gate.hold_after(down=4 * MIB)
    got, before = tmp_path / 'got', gate.down
    running = subprocess.Popen(
        command('remote', 'get', sent['job_id'], '-o', got), env=home, stderr=subprocess.PIPE, text=True
    )
    gate.wait_until_held()
    site.end(signal.SIGKILL)
    gate.cut()
    site.start()
    _, said = running.communicate(timeout=120)
    assert running.returncode == 0, said
    (result,) = got.iterdir()
    assert audio.measure(result).integrated_lufs == pytest.approx(-16, abs=0.1)
    assert gate.down - before < result.stat().st_size + 2 * MIB, 'what had come was fetched once more'


def test_whoever_ends_it_reads_how_to_go_on_and_can(
    client: Client, gate: Gate, home: dict[str, str], mixes: Path, tmp_path: Path
) -> None:
    source = mix(mixes / 'long.wav', 40, seed=41)
    words = ('level', source, '-o', tmp_path / 'out', '--target', '-16')
    gate.hold_after(up=2 * MIB)

    running = subprocess.Popen(
        [sys.executable, '-c', HEARING, *command('remote', *words)], env=home, stderr=subprocess.PIPE, text=True
    )
    gate.wait_until_held()
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert said.startswith('Stopped by SIGINT; 0 of 1 are done. What was sent is kept')
    assert len(said.strip().splitlines()) == 1
    gate.cut()
    ended(client(*words))
    assert (tmp_path / 'out' / 'long.wav').exists()


def test_what_was_sent_and_left_is_followed_and_fetched_later(
    site: LevelMix, client: Client, mixes: Path, tmp_path: Path
) -> None:
    sources = [mix(mixes / f'{seed}.wav', seed=seed) for seed in (51, 52)]
    out = tmp_path / 'out'
    sent = json.loads(ended(client('level', *sources, '--target', '-16', '--detach', '-o', out, '--json')))
    ids = [one['job_id'] for one in sent['files']]
    assert sorted(path.name for path in tmp_path.iterdir() if path == out) == []
    lines = [json.loads(line) for line in ended(client('watch', '--json')).splitlines()]
    assert {line['id'] for line in lines if line['status'] == 'completed'} == set(ids)
    ended(client('get'))
    assert sorted(path.name for path in out.iterdir()) == ['51.wav', '52.wav']
    ended(client('get'), 2)  # nothing is left
    assert ids[0] in ended(client('list'))
    assert json.loads(ended(client('show', ids[0], '--json')))['status'] == 'completed'
    refused = client('delete', ids[0])
    ended(refused, 2)
    assert '--yes' in refused.stderr
    ended(client('delete', ids[0], '--yes'))
    assert ids[0] not in {job['id'] for job in jobs(site)}


def test_a_file_that_is_no_sound_keeps_no_other_from_it(client: Client, mixes: Path, tmp_path: Path) -> None:
    mix(mixes / 'good.wav', seed=61)
    (mixes / 'bad.wav').write_bytes(b'not music' * 500)
    done = client('level', mixes / '*.wav', '--target', '-16', '-o', tmp_path / 'out', '--json')
    told = json.loads(ended(done, 5))
    assert (told['done'], told['failed']) == (1, 1)
    assert [one['error'].endswith('.') for one in told['files'] if 'error' in one] == [True]
    assert [path.name for path in (tmp_path / 'out').iterdir()] == ['good.wav']
    impossible = client('level', mixes / 'good.wav', tmp_path / 'x.xyz', '--target', '-16')
    ended(impossible, 2)
    assert not (tmp_path / 'x.xyz').exists()


KEYS = """
from app import db
from app.accounts import admin_actions, api_keys
user, _ = admin_actions.create('a test', 'dj@example.org', name='DJ')
print(api_keys.create(user, 'cli', scopes=('write',)), api_keys.create(user, 'reader', scopes=('read',)))
"""


def test_keys_open_what_they_are_for_and_are_shown_nowhere(sites: Sites, tmp_path: Path) -> None:
    with sites.lent(accounts='on', embedded_worker='false') as site:
        at_server = environment(site.data_dir, port=site.port, accounts='on')
        made = subprocess.run([*command()[:1], '-c', KEYS], env=at_server, capture_output=True, text=True, check=True)
        writer, reader = made.stdout.split()
        folders = {'XDG_CONFIG_HOME': str(tmp_path / 'config'), 'XDG_STATE_HOME': str(tmp_path / 'state')}
        env = environment(tmp_path / 'nothing') | folders

        def client(*words: object, **how: Any) -> 'subprocess.CompletedProcess[str]':
            return levelmix('remote', *words, **{'env': env} | how)

        wrong = client('login', site.url, input='lmx_wrongwrongwrong\n')
        ended(wrong, 2)
        assert len(wrong.stderr.strip().splitlines()) == 1
        right = client('login', site.url, input=f'{reader}\n')
        assert f'Logged in to {site.url} as dj@example.org' in right.stderr, right.stderr
        assert right.returncode == 0
        assert f'dj@example.org at {site.url}, LevelMix' in ended(client('whoami'))
        source = mix(tmp_path / 'mix.wav', seed=71)
        refused = client('level', source, tmp_path / 'out.wav', '--target', '-16')
        ended(refused, 2)
        assert 'key' in refused.stderr + refused.stdout
        as_writer = env | {'LEVELMIX_KEY': writer}
        sent = ended(client('level', source, '--target', '-16', '--detach', env=as_writer))
        assert sent.split()[0] in ended(client('list'))
        said = [right.stdout, right.stderr, refused.stderr, sent, site.log]
        said += [path.read_text() for path in (tmp_path / 'state').rglob('*.json')]
        assert not any(key in text for text in said for key in (writer, reader))
        assert 'forgotten' in client('logout').stderr
        assert 'Which server is not known' in client('whoami').stderr
