"""Pipes, outputs that nobody takes, ends from outside: what only a process of its own meets."""

import json
import os
import signal
import subprocess
import threading
from pathlib import Path

import pytest

from tests.app.console_support import command, left, levelmix
from tests.sounds import write_mix
from tests.waiting import until

pytestmark = pytest.mark.slow


@pytest.fixture
def mix(tmp_path: Path) -> Path:
    return write_mix(tmp_path / 'mix.wav', 3)


@pytest.mark.nightly('flac', 'mp3')
@pytest.mark.parametrize('suffix', ['wav', 'flac', 'mp3'])
def test_what_comes_through_a_pipe_is_read_once_and_levelled(tmp_path: Path, suffix: str) -> None:
    content = write_mix(tmp_path / f'mix.{suffix}', 3).read_bytes()
    if suffix == 'wav':  # as it comes from a program that does not know how long it will be
        content = content[:4] + b'\xff' * 4 + content[8:40] + b'\xff' * 4 + content[44:]
    plain = json.loads(levelmix('measure', tmp_path / f'mix.{suffix}', '--json').stdout)
    done = levelmix('measure', '-', '--json', input=content, text=None, errors=None)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)['integrated_lufs'] == plain['integrated_lufs']
    out = tmp_path / f'out.{suffix}'
    done = levelmix('level', '-', out, '--target', '-16', input=content, text=None, errors=None)
    assert done.returncode == 0, done.stderr
    assert json.loads(levelmix('measure', out, '--json').stdout)['integrated_lufs'] == pytest.approx(-16, abs=0.1)


def test_a_named_pipe_is_read_to_its_end(mix: Path, tmp_path: Path) -> None:
    pipe = tmp_path / 'pipe'
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(mix.read_bytes()))
    writer.start()
    done = levelmix('level', pipe, tmp_path / 'out.wav', '--target', '-16')
    writer.join()
    assert (done.returncode, done.stderr) == (0, '')
    assert pipe.is_fifo()
    assert (tmp_path / 'out.wav').stat().st_size == mix.stat().st_size


def test_more_than_is_taken_is_not_kept(mix: Path, tmp_path: Path) -> None:
    environment = os.environ | {'LEVELMIX_MAX_UPLOAD_MB': '1', 'TMPDIR': str(tmp_path / 'aside')}
    (tmp_path / 'aside').mkdir()
    done = levelmix('measure', '-', input=bytes(3_000_000), text=None, errors=None, env=environment)
    assert (done.returncode, 'More than 1 MiB' in str(done.stderr)) == (2, True)
    assert left(tmp_path / 'aside') == []


def test_a_pipe_that_brings_nothing_ends_with_a_sentence() -> None:
    done = levelmix('measure', '-', input='')
    assert (done.returncode, 'empty' in done.stderr, 'Traceback' in done.stderr) == (2, True, False)


@pytest.mark.nightly
@pytest.mark.parametrize(('number', 'code'), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_who_ends_it_from_outside_finds_nothing_left(tmp_path: Path, number: signal.Signals, code: int) -> None:
    mix, results = write_mix(tmp_path / 'long.flac', 400), tmp_path / 'results'
    results.mkdir()
    levelling = subprocess.Popen(
        command('level', mix, results / 'out.mp3', '--target', '-16'),
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # whoever runs the tests may ignore it, as nohup does
    )
    until(lambda: any(results.glob('.levelmix-*/*')), seconds=100, what='a draft of the result')
    levelling.send_signal(number)
    _, said = levelling.communicate(timeout=60)
    assert (levelling.returncode, said) == (code, f'Stopped by {number.name}; nothing was written.\n')
    assert left(results) == []


@pytest.mark.parametrize('what', ['measure', 'level'])
def test_waiting_for_a_pipe_that_brings_nothing_can_be_ended(tmp_path: Path, what: str) -> None:
    pipe = tmp_path / 'pipe'
    os.mkfifo(pipe)
    words = (what, pipe) if what == 'measure' else (what, pipe, tmp_path / 'out.wav', '--target', '-16')
    waiting = subprocess.Popen(command(*words), stderr=subprocess.PIPE, text=True)
    with pipe.open('wb'):  # opened here as soon as it is opened there
        waiting.terminate()
        _, said = waiting.communicate(timeout=60)
    assert (waiting.returncode, said) == (143, 'Stopped by SIGTERM; nothing was written.\n')
    assert left(tmp_path) == ['pipe']


@pytest.mark.nightly
def test_who_ends_several_at_once_is_told_what_is_there(tmp_path: Path) -> None:
    short, long = write_mix(tmp_path / 'a.wav', 1), write_mix(tmp_path / 'b.flac', 400)
    third, results = write_mix(tmp_path / 'c.flac', 400, seed=3), tmp_path / 'results'
    words = ('level', short, long, third, '--output-dir', results, '--target', '-16', '--jobs', '2')
    levelling = subprocess.Popen(command(*words), stderr=subprocess.PIPE, text=True)
    until(lambda: (results / 'a.wav').exists(), seconds=100, what='the first result')
    until(lambda: any(results.glob('.levelmix-*/*')), seconds=100, what='a draft of another one')
    levelling.terminate()
    _, said = levelling.communicate(timeout=60)
    there = left(results)  # on a machine that stood still for a moment, the second one may be done, too
    assert there in (['a.wav'], ['a.wav', 'b.flac'])
    told = 'the result is there' if len(there) == 1 else 'these results are there'
    names = ', '.join(str(results / name) for name in there)
    assert (levelling.returncode, said) == (143, f'Stopped by SIGTERM; {told}: {names}.\n')


def test_a_result_that_nobody_hears_of_is_there_and_that_is_said(mix: Path, tmp_path: Path) -> None:
    with Path('/dev/full').open('w') as full:
        done = levelmix('level', mix, tmp_path / 'out.wav', '--target', '-16', stdout=full)
    assert done.returncode == 4
    assert 'could not be printed' in done.stderr
    assert f'The result is there: {tmp_path / "out.wav"}' in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / 'out.wav').exists()


@pytest.mark.nightly
def test_an_output_that_is_closed_is_no_fault(mix: Path, tmp_path: Path) -> None:
    script = '"$@" >&-'
    words = command('level', mix, tmp_path / 'out.wav', '--target', '-16')
    done = subprocess.run(['sh', '-c', script, 'sh', *words], capture_output=True, text=True, check=False)
    assert (done.returncode, 'The result is there' in done.stderr, 'fault' in done.stderr) == (4, True, False)
    done = subprocess.run(
        ['sh', '-c', '{ "$@"; echo $? >&2; } | true', 'sh', *command('measure', mix)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert 'Traceback' not in done.stderr
    assert done.stderr.split()[-1] in ('0', '4')


@pytest.mark.nightly
def test_titles_that_a_legacy_terminal_cannot_show_do_not_stop_anything(mix: Path, tmp_path: Path) -> None:
    (tmp_path / 'list.txt').write_text('00:00 Мумий Тролль - Утекай', 'utf-8')
    environment = os.environ | {'PYTHONIOENCODING': 'ascii', 'LC_ALL': 'C'}
    words = ('segments', mix, '--tracklist', tmp_path / 'list.txt')
    done = levelmix(*words, env=environment)
    assert (done.returncode, done.stderr) == (0, '')
    done = levelmix(*words, '--json', env=environment)
    assert json.loads(done.stdout)['segments'][0]['title'] == 'Мумий Тролль - Утекай'


def test_a_name_that_is_not_utf_8_gets_its_result_and_its_tracklist(mix: Path, tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    source, target = folder + b'/bj\xf6rk.wav', folder + b'/bj\xf6rk out.wav'
    mix.rename(os.fsdecode(source))
    words = ('level', os.fsdecode(source), os.fsdecode(target), '--target', '-16', '--write', tmp_path / 'mix.cue')
    done = levelmix(*words)
    assert (done.returncode, done.stderr) == (0, '')
    assert Path(os.fsdecode(target)).stat().st_size == Path(os.fsdecode(source)).stat().st_size
    assert 'FILE "bj\ufffdrk out.wav" WAVE' in (tmp_path / 'mix.cue').read_text('utf-8')
    done = levelmix('level', os.fsdecode(source), os.fsdecode(target), '--target', '-16')
    assert (done.returncode, 'is there already' in done.stderr) == (2, True)
