"""Looking at an upload before a job takes it: nothing is counted, and nothing is worked out twice."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from app import leveling, storage, uploads
from app.audio.files.tags import chapters
from app.audio.segments import Cue
from app.config import settings
from app.errors import NotAllowed, NotFound
from app.jobs import feed
from app.leveling import LevelingOptions, Told
from app.leveling.probing import Facts, probe
from app.ops import retention
from models import Status
from tests.app.leveling_support import counted, downloaded, upload
from tests.sounds import RATE, write_mix

pytestmark = pytest.mark.slow

Worker = Callable[[], int]


@pytest.fixture
def mix(tmp_path: Path) -> Path:
    """Half a minute of noise at -30 dBFS, then half a minute 12 dB louder."""
    noise = np.random.default_rng(5).normal(size=(60 * RATE, 2)) * 10 ** (-30 / 20)
    noise[30 * RATE :] *= 10 ** (12 / 20)
    soundfile.write(tmp_path / 'mix.wav', noise, RATE, subtype='PCM_16')
    return tmp_path / 'mix.wav'


def told_of(owner: str, upload_id: str) -> Told:
    """What is worked out of an upload."""
    told = leveling.get_lookahead(owner, upload_id).told
    assert told is not None
    return told


def result_of(owner: str, job_id: str) -> dict[str, Any]:
    """The engine's outcome of a finished job."""
    view = leveling.get(owner, job_id)
    assert (view.status, view.error) == (Status.COMPLETED, None)
    assert view.result is not None
    return view.result


def step(path: Path) -> float:
    """How much louder the end is than the beginning, dB."""
    samples, _ = soundfile.read(path)
    parts = samples[5 * RATE : 15 * RATE], samples[-15 * RATE : -5 * RATE]
    quiet, loud = (10 * np.log10(float(np.mean(part**2))) for part in parts)
    return float(loud - quiet)


@pytest.mark.nightly
def test_all_presets_are_told_with_and_without_evening_and_the_job_needs_no_second_analysis(
    owner: str, worker: Worker, mix: Path
) -> None:
    upload_id = upload(owner, mix)
    asked = leveling.ask_lookahead(owner, upload_id, LevelingOptions(-14.0, tracklist='00:00 Quiet\n00:30 Loud'))
    assert (asked.status, asked.told) == (Status.QUEUED, None)
    assert leveling.window_ahead(owner, upload_id, 0, 1e9, 100) is None
    worker()
    told = told_of(owner, upload_id)
    names = [preset.name for preset in leveling.presets(owner)]
    assert told.plain is not None
    assert told.matched is not None
    assert [one.preset.name for one in told.plain] == [one.preset.name for one in told.matched] == names
    assert [track['title'] for track in told.segments] == ['Quiet', 'Loud']
    assert told.segments[0]['gain_db'] > 4 > -4 > told.segments[1]['gain_db']
    shown = leveling.window_ahead(owner, upload_id, 0, 1e9, 100)
    assert shown is not None
    assert (shown['duration_s'], shown['after'], shown['active']) == (60.0, None, False)
    assert shown['integrated']['before'] == told.measured['integrated_lufs']
    assert (counted(owner), feed.feed(owner).total) == (0, 0), 'a look costs nothing'

    choice = LevelingOptions(-23.0, even_percent=100.0, tracklist='00:00 Quiet\n00:30 Loud')
    assert leveling.submit(owner, upload_id, choice) == upload_id
    assert counted(owner) == 1
    with pytest.raises(NotFound):
        leveling.get_lookahead(owner, upload_id)
    worker()
    result = result_of(owner, upload_id)
    broadcast = told.matched[names.index('Broadcast Standard')]
    assert result['passes'] == 1, 'only the render was left to do'
    assert result['gain_db'] == pytest.approx(broadcast.found['gain_db'], abs=0.05)
    assert result['output']['range_lu'] == pytest.approx(broadcast.found['range_lu'], abs=0.5)
    assert result['segments'] == [pytest.approx(track, abs=0.01) for track in told.segments]
    assert leveling.forecast(owner, upload_id) == told, 'and so are the forecasts'


@pytest.mark.nightly
def test_another_preset_with_evening_renders_from_the_stored_analysis(owner: str, worker: Worker, mix: Path) -> None:
    job_id = leveling.submit(
        owner, upload(owner, mix), LevelingOptions(-23.0, even_percent=100.0, tracklist='0:00 A\n0:30 B')
    )
    worker()
    first = result_of(owner, job_id)
    again = leveling.rerun(owner, job_id, LevelingOptions(-20.0, even_percent=100.0, tracklist='0:00 A\n0:30 B'))
    worker()
    second = result_of(owner, again)
    assert (first['passes'], second['passes']) == (2, 1)
    assert second['segments'] == first['segments']
    assert counted(owner) == 1


@pytest.mark.nightly
def test_tracks_that_are_set_by_hand_are_what_the_render_evens_out(
    owner: str, worker: Worker, mix: Path, tmp_path: Path
) -> None:
    upload_id = upload(owner, mix)
    leveling.ask_lookahead(owner, upload_id, LevelingOptions(-14.0))
    worker()
    moved = leveling.set_tracks(owner, upload_id, [Cue(0.0, '  First\n one '), Cue(30.0, 'Second')])
    assert moved.edited
    worker()
    told = told_of(owner, upload_id)
    assert [(track['start_s'], track['title']) for track in told.segments] == [(0.0, 'First one'), (30.0, 'Second')]
    assert told.ramps[0]['start_s'] < 30.0 < told.ramps[0]['end_s']

    job_id = leveling.submit(owner, upload_id, LevelingOptions(-20.0, even_percent=100.0))
    worker()
    assert [track['title'] for track in result_of(owner, job_id)['segments']] == ['First one', 'Second']
    assert step(downloaded(owner, job_id, tmp_path)) == pytest.approx(0.0, abs=1.0)
    kept = leveling.tracks_of(leveling.get(owner, job_id).tracks)
    assert kept == (Cue(0.0, 'First one'), Cue(30.0, 'Second'))

    assert leveling.tracklist(owner, job_id, 'txt') == (
        '00:00 First one\n00:30 Second\n', 'mix (LevelMix -20 LUFS).txt',
    )  # fmt: skip
    sheet, name = leveling.tracklist(owner, job_id, 'cue')
    assert 'FILE "mix (LevelMix -20 LUFS).wav" WAVE' in sheet
    assert name.endswith('.cue')
    for wrong in ((owner, job_id, 'pdf'), ('somebody-else', job_id, 'cue')):
        with pytest.raises(NotFound):
            leveling.tracklist(*wrong)

    again = leveling.rerun(owner, job_id, LevelingOptions(-20.0, tracks=kept, output_format='mp3'))
    worker()
    told_again = result_of(owner, again)
    assert [track['title'] for track in told_again['segments']] == ['First one', 'Second']
    result = downloaded(owner, again, tmp_path)
    assert step(result) == pytest.approx(12.0, abs=0.3), 'named, and left as loud as it was'
    assert [(mark.start_s, mark.title) for mark in chapters.read(result)] == [(0.0, 'First one'), (30.0, 'Second')]


@pytest.mark.nightly
def test_another_tracklist_takes_the_place_of_what_was_set(owner: str, worker: Worker, mix: Path) -> None:
    upload_id = upload(owner, mix)
    leveling.ask_lookahead(owner, upload_id, LevelingOptions(-14.0))
    leveling.set_tracks(owner, upload_id, [Cue(0.0), Cue(20.0)])
    assert not leveling.ask_lookahead(owner, upload_id, LevelingOptions(-14.0, tracklist='0:00 A\n0:30 B')).edited
    worker()
    assert [track['title'] for track in told_of(owner, upload_id).segments] == ['A', 'B']
    leveling.set_tracks(owner, upload_id, [Cue(0.0), Cue(20.0)])
    leveling.set_tracks(owner, upload_id, None)
    job_id = leveling.submit(owner, upload_id, LevelingOptions(-14.0, tracklist='0:00 A\n0:30 B'))
    assert leveling.get(owner, job_id).tracks is None


@pytest.mark.parametrize(
    ('tracks', 'reason'),
    [
        ([], '1 to 999'),
        ([Cue(0.0), Cue(30.0), Cue(20.0)], 'boundary at 00:20 is not after the one at 00:30'),
        ([Cue(0.0), Cue(30.0), Cue(30.4)], 'at least a second apart'),
        ([Cue(0.0), Cue(59.8)], 'not inside the mix'),
        ([Cue(0.0), Cue(float('nan'))], 'begins at a time'),
    ],
)
def test_tracks_that_cannot_be_meant_are_refused(owner: str, mix: Path, tracks: list[Cue], reason: str) -> None:
    upload_id = upload(owner, mix)
    leveling.ask_lookahead(owner, upload_id, LevelingOptions(-14.0))
    with pytest.raises(NotAllowed, match=reason):
        leveling.set_tracks(owner, upload_id, tracks)
    assert not leveling.get_lookahead(owner, upload_id).edited
    with pytest.raises(NotAllowed, match=reason):
        leveling.rerun(
            owner,
            leveling.submit(owner, upload_id, LevelingOptions(-14.0)),
            LevelingOptions(-14.0, tracks=tuple(tracks)),
        )


def test_what_is_sent_from_a_screen_is_read_or_refused() -> None:
    assert leveling.tracks_sent([{'start_s': 0}, {'start_s': '4.5', 'title': 'B'}]) == (Cue(0.0), Cue(4.5, 'B'))
    for wrong in (None, 5, [1], [{'title': 'no time'}], [{'start_s': 'soon'}]):
        with pytest.raises(NotAllowed, match='not understood'):
            leveling.tracks_sent(wrong)


def test_a_job_that_takes_the_upload_ends_the_look_and_levels_all_the_same(
    owner: str, worker: Worker, mix: Path
) -> None:
    upload_id = upload(owner, mix)
    leveling.ask_lookahead(owner, upload_id, LevelingOptions(-14.0))
    job_id = leveling.submit(owner, upload_id, LevelingOptions(-20.0))
    worker()
    assert result_of(owner, job_id)['passes'] == 2


def test_a_job_that_takes_the_upload_while_it_is_looked_at_first_leaves_nothing_to_look_at(
    owner: str, mix: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_id = upload(owner, mix)

    def meanwhile(path: Path) -> Facts:
        leveling.submit(owner, upload_id, LevelingOptions(-14.0))
        return probe(path)

    monkeypatch.setattr('app.leveling.lookahead.probe', meanwhile)
    with pytest.raises(NotFound, match='A job has taken'):
        leveling.ask_lookahead(owner, upload_id, LevelingOptions(-14.0))


def test_what_is_no_audio_is_told_before_anything_is_queued(owner: str, tmp_path: Path) -> None:
    (tmp_path / 'a.mp3').write_text('This is not music. ' * 100)
    upload_id = upload(owner, tmp_path / 'a.mp3')
    with pytest.raises(NotAllowed, match='audio'):
        leveling.ask_lookahead(owner, upload_id, LevelingOptions(-14.0))
    assert uploads.get(owner, upload_id), 'and is kept until it is removed'


def test_few_mixes_are_looked_at_side_by_side_and_only_ones_own(owner: str, tmp_path: Path) -> None:
    sent = [upload(owner, write_mix(tmp_path / f'{n}.wav', 2)) for n in range(4)]
    for upload_id in sent[:3]:
        leveling.ask_lookahead(owner, upload_id, LevelingOptions(-14.0))
    with pytest.raises(NotAllowed, match='looked at already'):
        leveling.ask_lookahead(owner, sent[3], LevelingOptions(-14.0))
    with pytest.raises(NotFound):
        leveling.ask_lookahead('somebody-else', sent[0], LevelingOptions(-14.0))
    with pytest.raises(NotFound):
        leveling.get_lookahead('somebody-else', sent[0])
    with pytest.raises(NotFound):
        leveling.set_tracks('somebody-else', sent[0], [Cue(0.0)])


def test_what_was_worked_out_goes_with_the_upload(owner: str, worker: Worker, tmp_path: Path) -> None:
    kept, gone = (upload(owner, write_mix(tmp_path / f'{n}.wav', 4)) for n in range(2))
    for upload_id in (kept, gone):
        leveling.ask_lookahead(owner, upload_id, LevelingOptions(-14.0))
    worker()
    uploads.discard(owner, gone)
    for path in (settings().data_dir / 'files').rglob('*'):
        os.utime(path, (0, 0))
    retention.upkeep()
    left = {path.name for path in (settings().data_dir / 'files').rglob('*') if path.is_file()}
    assert left == {f'{kept}.wav', f'{kept}.npz', f'{kept}.json'}
    assert storage.exists(leveling.timeline_key(kept))
