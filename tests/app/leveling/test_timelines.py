"""The curves of a job: what they show is what a meter reads, they grow, and a second run needs no second analysis."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyloudnorm
import pytest
import soundfile

from app import audio, leveling, storage
from app.audio.timeline import NOTHING, Curves, Timeline
from app.db import reading
from app.errors import NotFound
from app.jobs.stored_results import JobFiles
from app.leveling import LevelingOptions
from app.leveling.timeline_recorder import TimelineRecorder
from models import ProcessingJob
from tests.app.leveling_support import job, submit
from tests.sounds import RATE, write_mix

pytestmark = pytest.mark.slow

Worker = Callable[[], int]


def shown_of(owner: str, job_id: str, start_s: float, end_s: float, points: int) -> dict[str, Any]:
    """What a screen draws of a job of which something is known."""
    found = leveling.window(owner, job_id, start_s, end_s, points)
    assert found is not None
    return found


@pytest.fixture
def mix(tmp_path: Path) -> Path:
    """Half a minute, louder in the second half."""
    quiet, loud = write_mix(tmp_path / 'a.wav', 14, level_db=-24), write_mix(tmp_path / 'b.wav', 14, level_db=-9)
    path = tmp_path / 'Mix.wav'
    soundfile.write(path, np.concatenate([soundfile.read(quiet)[0], soundfile.read(loud)[0]]), RATE)
    return path


def test_the_curves_are_what_a_meter_reads_of_original_and_result(
    owner: str, worker: Worker, mix: Path, tmp_path: Path
) -> None:
    job_id = submit(owner, mix, -12.0)
    worker()
    shown = shown_of(owner, job_id, 0, 1e9, 2000)
    assert (shown['start_s'], shown['step_s'], shown['duration_s']) == (0.0, 0.1, 28.0)
    key, _ = leveling.result(owner, job_id)
    for name, samples in (('before', soundfile.read(mix)[0]), ('after', _samples(key, tmp_path))):
        for end in (5.0, 13.0, 20.0):
            window = samples[round((end - 3) * RATE) : round(end * RATE)]
            expected = _ungated(window)
            assert shown[name]['high'][round(end * 10) - 1] / 100 == pytest.approx(expected, abs=0.1), (name, end)
        wave = shown[name]['wave']
        loudest = max(wave['high']) / 127
        assert loudest == pytest.approx(samples.max(), abs=0.02)
    result = job(owner, job_id).result
    assert result is not None
    assert max(shown['reduction']) / 100 == pytest.approx(result['limiter']['max_reduction_db'], abs=0.02)
    first, second = shown['reduction'][:130], shown['reduction'][150:]
    assert max(first) == 0, 'the quiet half is not limited'
    assert max(second) > 0
    assert shown['integrated']['after'] == pytest.approx(-12.0, abs=0.1)
    whole = leveling.passage(owner, job_id, 0, 1e9)
    assert whole['after'] == pytest.approx(result['output']['integrated_lufs'], abs=0.02)
    part = leveling.passage(owner, job_id, 2.0, 12.0)
    assert part['before'] == pytest.approx(_ungated(soundfile.read(mix)[0][2 * RATE : 12 * RATE]), abs=0.05)
    assert leveling.passage(owner, job_id, 5.0, 5.2) == {'before': None, 'after': None}
    with pytest.raises(NotFound):
        leveling.passage('somebody-else', job_id, 0, 1)


def _samples(key: str, folder: Path) -> np.ndarray:
    path = folder / 'result.wav'
    path.write_bytes(b''.join(storage.read(key)))
    samples: np.ndarray = soundfile.read(path)[0]
    return samples


def _ungated(samples: np.ndarray) -> float:
    """Loudness of a piece by another meter; steady enough that the gate takes nothing away."""
    return float(pyloudnorm.Meter(RATE, filter_class='DeMan').integrated_loudness(samples))


def test_a_zoomed_window_is_finer_and_never_larger_than_asked_for(owner: str, worker: Worker, mix: Path) -> None:
    job_id = submit(owner, mix)
    worker()
    whole = shown_of(owner, job_id, 0, 1e9, 50)
    assert len(whole['before']['high']) <= 50
    assert len(whole['before']['wave']['low']) <= 50
    part = shown_of(owner, job_id, 10, 12, 400)
    assert (part['start_s'], part['step_s'], len(part['before']['high'])) == (10.0, 0.1, 20)
    assert part['before']['wave']['step_s'] == 0.01
    assert max(v for v in whole['before']['high'] if v is not None) == max(
        v for v in shown_of(owner, job_id, 0, 1e9, 2000)['before']['high'] if v is not None
    ), 'a loud moment stays visible in the small picture'


def test_nobody_sees_the_curves_of_somebody_else(owner: str, worker: Worker, mix: Path) -> None:
    job_id = submit(owner, mix)
    worker()
    with pytest.raises(NotFound):
        leveling.window('somebody-else', job_id, 0, 1e9, 100)


def test_another_preset_renders_from_the_stored_analysis_and_gives_the_same_as_a_whole_run(
    owner: str, worker: Worker, mix: Path, tmp_path: Path
) -> None:
    first = submit(owner, mix)
    worker()
    second = leveling.rerun(owner, first, LevelingOptions(-12.0))
    worker()
    again = job(owner, second).result
    whole = audio.level(mix, tmp_path / 'whole.wav', audio.Goal(-12.0))
    assert again is not None
    assert again['passes'] == whole.passes - 1, 'only the render was left to do'
    assert again['output']['integrated_lufs'] == whole.output.integrated_lufs
    key, _ = leveling.result(owner, second)
    assert b''.join(storage.read(key)) == (tmp_path / 'whole.wav').read_bytes()


@pytest.mark.parametrize('how', ['cut off', 'packed by no method that there is'])
def test_a_damaged_analysis_is_made_anew(owner: str, worker: Worker, mix: Path, tmp_path: Path, how: str) -> None:
    first = submit(owner, mix)
    worker()
    (analysis,) = storage.each('analyses')
    whole = bytearray(b''.join(storage.read(analysis.key)))
    whole[whole.rfind(b'PK\x01\x02') + 10] = 99
    rubbish = tmp_path / 'rubbish'
    rubbish.write_bytes(whole if how != 'cut off' else whole[:1000])
    storage.put(analysis.key, rubbish)
    second = leveling.rerun(owner, first, LevelingOptions(-20.0))
    worker()
    assert job(owner, second).verdict == 'on_target'


@pytest.mark.nightly
def test_the_curves_grow_while_the_job_runs(
    owner: str, mix: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr('app.leveling.timeline_recorder.EVERY_S', 0.0)
    monkeypatch.setattr('app.leveling.timeline_recorder.COST', 0.0)
    monkeypatch.setattr('app.audio.progress.EVERY_S', 0.0)
    job_id = submit(owner, mix, -12.0)
    with reading() as session:
        stored = JobFiles(session.get_one(ProcessingJob, job_id))
    recorder = TimelineRecorder(job_id, f'originals/{job_id}.wav', tmp_path, stored)
    before: list[int] = []
    after: list[int] = []
    work: list[int] = []

    def look(_: audio.Progress) -> None:
        recorder.look()
        shown = leveling.window(owner, job_id, 0, 1e9, 2000)
        if shown is None:
            return
        for curves, seen in ((shown['before'], before), (shown['after'], after)):
            seen.append(0 if curves is None else len(curves['high']))
        work.append(sum(value > 0 for value in shown['reduction']))

    audio.level(mix, tmp_path / 'out.wav', audio.Goal(-12.0), look, observer=recorder)
    for seen in (before, after, work):
        assert len(set(seen)) > 5
        assert seen == sorted(seen)
    assert before[-1] == after[-1] == 280


def test_overs_are_found_with_their_times() -> None:
    peaks = np.full(3000, 0.5, np.float16)
    peaks[[1000, 1050, 2500]] = 0.95, 1.1, 1.0
    curves = Curves.of(np.ones(3000, np.float32), np.zeros((3, 3000), np.int8), 48_000, peaks)
    found = curves.overs(-1.0)
    assert [at for at, _ in found] == [10.0, 25.0]
    assert [peak for _, peak in found] == pytest.approx([0.83, 0.0], abs=0.02)
    assert curves.overs(1.0) == []


def test_silence_and_what_is_not_known_yet_have_no_value() -> None:
    curves = Curves.of(np.zeros(500, np.float32), np.zeros((3, 500), np.int8), 48_000)
    assert set(curves.momentary.tolist()) == {NOTHING}
    shown = Timeline(10.0, curves).window(0, 10, 100)
    assert shown['before']['high'] == [None] * 50
    assert shown['after'] is None
    assert json.loads(leveling.as_json(shown)) == shown
