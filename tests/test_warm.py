"""What is forked from a process that has its modules loaded is what it would be if it had loaded them itself."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.jobs import workers
from tests import warm
from tests.machines import Worker
from tests.places import ROOT
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.nightly]

LEVELMIX = [sys.executable, str(ROOT / 'main.py')]


def told(*words: str, **how: object) -> tuple[int, str, str]:
    done = subprocess.run([*LEVELMIX, *words], capture_output=True, text=True, **how)  # type: ignore[call-overload]
    return done.returncode, done.stdout, done.stderr


def parent_of(pid: int) -> int:
    return int(Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[1])


@pytest.mark.parametrize('words', [('man',), ('level', '--help'), ('measure', 'gone.wav'), ('nothing',)])
def test_it_says_the_same_and_ends_the_same(words: tuple[str, ...], tmp_path: Path) -> None:
    forked = told(*words, cwd=tmp_path)
    with warm.cold():
        assert told(*words, cwd=tmp_path) == forked


def test_it_has_the_environment_and_the_folder_that_it_is_given_and_no_others(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith('LEVELMIX_')}
    environment |= {'LEVELMIX_DATA_DIR': 'here', 'LEVELMIX_LOG_LEVEL': 'ERROR'}
    code, _, said = told('db', 'upgrade', cwd=tmp_path, env=environment)
    assert (code, said) == (0, '')
    assert (tmp_path / 'here' / 'levelmix.db').exists()


def test_it_is_waited_for_and_ended_like_any_other(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / 'pipe')
    waiting = subprocess.Popen([*LEVELMIX, 'measure', str(tmp_path / 'pipe')], stderr=subprocess.PIPE, text=True)
    with (tmp_path / 'pipe').open('wb'):  # opened here as soon as it is opened there
        assert waiting.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(0.01)
        waiting.send_signal(signal.SIGKILL)
        _, said = waiting.communicate(timeout=60)
    assert (waiting.returncode, said) == (-signal.SIGKILL, '')
    until(lambda: not Path(f'/proc/{waiting.pid}').exists(), seconds=60, what='nothing of it to be left')


def test_two_that_are_forked_from_one_are_two_workers(owner: str, data_dir: Path) -> None:
    started = [Worker(data_dir, f'worker{number}') for number in (1, 2)]
    try:
        until(lambda: len(workers.present()) == 2, seconds=120, what='both workers')
    finally:
        for one in started:
            one.end()


@pytest.mark.skipif(sys.platform != 'linux', reason='elsewhere everything starts as ever')
def test_what_asks_for_more_than_usual_is_started_as_ever() -> None:
    for how in ({'start_new_session': True}, {'env': os.environ | {'PYTHONUTF8': '1'}}, {'preexec_fn': os.getpid}, {}):
        with subprocess.Popen([*LEVELMIX, '--help'], stdout=subprocess.DEVNULL, **how) as started:
            assert (parent_of(started.pid) == os.getpid()) == bool(how), how


@pytest.mark.skipif(sys.platform != 'linux', reason='elsewhere everything starts as ever')
def test_beside_an_event_loop_it_is_forked_and_what_the_loop_itself_starts_is_not() -> None:
    """Playwright's loop runs for as long as there is a browser, and most servers are started meanwhile."""

    async def story() -> None:
        with subprocess.Popen([*LEVELMIX, '--help'], stdout=subprocess.DEVNULL) as started:  # noqa: ASYNC220
            assert parent_of(started.pid) != os.getpid()
        process = await asyncio.create_subprocess_exec(*LEVELMIX, '--help', stdout=subprocess.PIPE)
        assert parent_of(process.pid) == os.getpid()
        assert b'Usage' in (await process.communicate())[0]

    asyncio.run(story())
