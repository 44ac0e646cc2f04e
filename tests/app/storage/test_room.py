"""What must stay free on the disk stays free: announced bytes hold little, and whatever is written asks before."""

import errno
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app import leveling, storage
from app.config import MIB
from app.errors import TooLarge
from app.jobs.runner import Finished, Heartbeat
from app.jobs.scratch import scratch
from app.leveling import LevelingOptions
from app.storage.local_cache import LocalCache
from app.storage.room import ASK_EVERY, LEAST, WRITERS, Room
from models import ProcessingJob, Status
from tests.app import leveling_support
from tests.app.disks import Disk
from tests.app.jobs_support import Area, row
from tests.app.leveling_support import Worker, job, upload
from tests.app.uploads_support import leftovers
from tests.sounds import RATE, write_mix

GIB = 1024 * MIB


def test_room_is_asked_for_the_sooner_the_less_there_is() -> None:
    for free, every in ((100 * GIB, ASK_EVERY), (WRITERS * 3 * MIB, 3 * MIB), (2 * MIB, LEAST)):
        asked: list[int] = []

        def left(free: int = free, asked: list[int] = asked) -> int:
            asked.append(free)
            return free

        room = Room(left, '', 'full')
        for _ in range(10 * every // (MIB // 4)):
            room.take(MIB // 4)
        assert 8 <= len(asked) <= 11, 'ten times as much was written'


@pytest.mark.parametrize('writers', [1, WRITERS])
def test_many_writers_stop_before_what_must_stay_free(writers: int) -> None:
    """None knows of the others; each has what it was granted in one piece before the next one asks."""
    left = [3 * GIB]
    rooms = [Room(lambda: left[0], '', 'full') for _ in range(writers)]
    stopped: set[int] = set()
    while len(stopped) < writers:
        for number, room in enumerate(rooms):
            for _ in range(4):
                try:
                    room.take(MIB)
                except TooLarge:
                    stopped.add(number)
                    break
                left[0] -= MIB
    assert left[0] + writers * LEAST >= 0
    assert left[0] < 64 * MIB, 'and hardly sooner'


def long_silence(path: Path) -> Path:
    """Four minutes in next to no bytes, with one loud second."""
    tone = np.sign(np.sin(np.arange(RATE) / 9)).astype(np.float32)[:, None].repeat(2, axis=1)
    with soundfile.SoundFile(path, 'w', RATE, 2, format='FLAC') as file:
        for second in range(240):
            file.write(tone * np.float32(0.1 if second == 9 else 0.0))
    return path


@pytest.fixture
def to_wav(owner: str, worker: Worker, tmp_path: Path) -> str:
    """A job that makes 40 MB of some KB, and waits."""
    mix = long_silence(tmp_path / 'mix.flac')
    assert mix.stat().st_size < MIB
    return leveling.submit(owner, upload(owner, mix), LevelingOptions(-14.0, output_format='wav'))


def test_a_result_that_cannot_fit_is_refused_before_it_is_begun(
    owner: str, worker: Worker, to_wav: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(data_dir / 'scratch', 20 * MIB)
    monkeypatch.setattr(storage, 'free_bytes', disk.free)
    monkeypatch.setattr('tasks.leveling.render.audio.level', lambda *_, **__: pytest.fail('it has begun'))
    assert worker() == 1
    failed = row(to_wav)
    assert failed.status == Status.FAILED
    assert failed.error_message is not None
    assert failed.error_message.startswith('The result takes up to 41 MB, and the server has room for 20 MB.')
    assert 'Your original is kept' in failed.error_message
    assert failed.attempts == 1
    assert worker() == 0, 'it is not tried again'
    assert storage.exists(row(to_wav).original_file_path)


def test_a_result_for_which_room_is_lost_on_the_way_ends_there_and_leaves_nothing(
    owner: str, worker: Worker, to_wav: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name for path in leftovers(data_dir)}
    disk = Disk(data_dir / 'scratch', 20 * MIB)
    monkeypatch.setattr(storage, 'free_bytes', disk.free)
    monkeypatch.setattr('tasks.leveling.render.Delivery.expected_bytes', 0)  # somebody else has taken it meanwhile
    assert worker() == 1
    failed = row(to_wav)
    assert (failed.status, failed.error_message) == (Status.FAILED, storage.FULL)
    assert failed.attempts == 1
    assert -MIB / 16 < disk.lowest < 10 * MIB, 'but for what waits in buffers'
    assert list((data_dir / 'scratch').iterdir()) == []
    assert {path.name for path in leftovers(data_dir) if 'result' in path.parts} == set()
    assert before <= {path.name for path in leftovers(data_dir)}


@pytest.mark.nightly
def test_a_second_render_needs_no_room_beside_the_first(
    owner: str, worker: Worker, to_wav: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(data_dir / 'scratch', 70 * MIB)
    monkeypatch.setattr(storage, 'free_bytes', disk.free)
    monkeypatch.setattr('app.audio.pipeline.TOLERANCE_LU', -1.0)  # nothing is ever right
    assert worker() == 1
    assert job(owner, to_wav).status == Status.COMPLETED


@pytest.mark.slow
@pytest.mark.parametrize('kind', ['look ahead', 'previews'])
def test_what_is_made_beside_a_mix_asks_for_room_as_well(
    owner: str, worker: Worker, tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    mix = write_mix(tmp_path / 'mix.wav', 8)
    if kind == 'look ahead':
        leveling.ask_lookahead(owner, upload(owner, mix), LevelingOptions(-14.0))
    else:
        done = leveling_support.submit(owner, mix)
        worker()
        leveling.ask_previews(owner, done)
    before = leftovers(data_dir)
    monkeypatch.setattr(storage, 'free_bytes', lambda: 100_000 if kind == 'previews' else 0)
    assert worker() == 1
    assert leftovers(data_dir) == before
    assert list((data_dir / 'scratch').rglob('*')) == []


def test_curves_for_which_there_is_no_room_are_left_out(
    owner: str, worker: Worker, tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = leveling_support.submit(owner, write_mix(tmp_path / 'mix.wav', 8))
    monkeypatch.setattr(storage, 'free_bytes', lambda: 10 * MIB)
    worker()
    assert job(owner, job_id).status == Status.COMPLETED
    assert not [path for path in leftovers(data_dir) if path.suffix == '.npz']


def test_no_job_begins_on_a_full_disk(owner: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, 'free_bytes', lambda: 0)
    with pytest.raises(TooLarge, match='The disk of the server is full'), scratch('job', 1):
        pytest.fail('it has begun')
    assert not (data_dir / 'scratch').exists()


def test_a_disk_that_takes_no_more_is_a_sentence_and_no_fault(
    area: Area, submit: Callable[..., str], worker: Worker, data_dir: Path
) -> None:
    def write(one: ProcessingJob, heartbeat: Heartbeat) -> Finished:
        with scratch(one.id, one.attempts):
            raise OSError(errno.ENOSPC, 'No space left on device')

    area.work = write
    job_id = submit()
    worker()
    assert (row(job_id).status, row(job_id).error_message) == (Status.FAILED, storage.FULL)
    assert list((data_dir / 'scratch').iterdir()) == []


def test_copies_that_are_only_kept_make_room(tmp_path: Path) -> None:
    (tmp_path / 'a').write_bytes(b'music')
    kept = LocalCache(tmp_path / 'kept')
    kept.keep('originals/a.wav', tmp_path / 'a')
    kept.drop()
    assert not kept.take('originals/a.wav', 5, tmp_path / 'b')
