"""A recording sent becomes a song with maps: once a song, at a price of one a month, live, cancelled, tried again."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
import sqlalchemy as sa
from sqlmodel import col

from app import notifications, storage, uploads
from app.db import reading, transaction
from app.drums import fingerprints, maps, recognising, song_lists, songs, transcriptions, versions
from app.drums.drum_map import DrumMap
from app.drums.options import MapOptions
from app.drums.recognising import Heard
from app.errors import ChooseAnew, NotAllowed, NotFound, OverLimit
from app.jobs import queue, runner
from models import AiJob, Song, SongFingerprint, SongKey, Status, Subscription
from tasks.drums import transcribe
from tests.app.drums.community import BEAT
from tests.app.drums.drafting.sounds import ROCK, pattern, steady
from tests.app.drums.drafting.sounds import drums as played
from tests.app.limits_support import set_hard_limits, uploaded

RATE = 22_050
Work = Callable[[], int]


@pytest.fixture
def drafts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is heard is not what these stories are about: a drum machine has played."""

    def drafted(samples: np.ndarray, *, progress: Callable[[str, float], None], **_: object) -> DrumMap:
        progress('listening', 0.5)
        return BEAT

    monkeypatch.setattr(transcribe, 'draft', drafted)


def recording(folder: Path, seed: int, name: str, *, gain: float = 1.0, cut_s: float = 0.0, form: str = 'flac') -> Path:
    """Some seconds of a piece that no other seed plays, in some format."""
    draws = np.random.default_rng(seed)
    notes = [
        np.sin(2 * np.pi * 110 * 2 ** (draws.integers(0, 36) / 12) * np.arange(RATE // 2) / RATE)
        + 0.5 * np.sin(2 * np.pi * 220 * 2 ** (draws.integers(0, 30) / 12) * np.arange(RATE // 2) / RATE)
        for _ in range(60)
    ]
    sound = np.concatenate(notes) * 0.2 + draws.normal(0, 0.002, 60 * (RATE // 2))
    path = folder / f'{name}.{form}'
    soundfile.write(path, (gain * sound[round(cut_s * RATE) :]).astype(np.float32), RATE)
    return path


def sent(user_id: str, path: Path) -> str:
    """An upload of a file."""
    return uploaded(user_id, path.name, path.read_bytes())


def test_a_recording_becomes_a_song_with_maps_and_goes_itself(
    ann: str, worker: Work, drafts: None, tmp_path: Path
) -> None:
    upload = sent(ann, recording(tmp_path, 1, 'The Testers - Grüße'))
    key = uploads.storage_key(uploads.get(ann, upload))
    job = transcriptions.submit(ann, upload, MapOptions(easier=('Easy',)))
    assert transcriptions.submit(ann, upload) == job, 'sent twice, it is one job'
    waiting = transcriptions.get(ann, job)
    assert (waiting.status, waiting.title) == (Status.QUEUED, 'Grüße by The Testers')
    worker()
    done = transcriptions.get(ann, job)
    assert (done.status, done.error, len(done.maps)) == (Status.COMPLETED, None, 2)
    page = songs.page(done.song_id or '')
    assert (page.song.title, page.song.artist, page.song.status, page.song.bpm) == (
        *('Grüße', 'The Testers', 'unverified'),
        120.0,
    )
    assert [(one.difficulty, one.version_number) for one in page.maps] == [('Easy', 1), ('Expert', 1)]
    version = versions.get(maps.get(done.maps[0]).version_id or '')
    assert (version.source, version.by, version.created_by) == ('ai', 'The transcriber', None)
    for asset in ('waveform', 'preview_audio', 'thumbnail'):
        assert storage.exists(versions.asset(version.id, asset))
    assert not storage.exists(key), 'the recording is not kept'
    row = _row(job)
    assert (row.state, row.finished_at, row.requested_by, row.priority_word) == (
        *('complete', row.completed_at, ann),
        'standard',
    )


def test_whoever_has_a_map_made_is_not_told_besides_of_its_first_version(
    ann: str, worker: Work, drafts: None, tmp_path: Path
) -> None:
    transcriptions.submit(ann, sent(ann, recording(tmp_path, 1, 'The Testers - Grüße')), MapOptions(easier=('Easy',)))
    worker()
    assert [one.title for one in notifications.newest(ann) if 'version' in one.title] == []


@pytest.mark.nightly
def test_drums_that_are_heard_are_kept_alone_too_once_for_all_maps(ann: str, worker: Work, tmp_path: Path) -> None:
    path = tmp_path / 'The Testers - Rock.flac'
    soundfile.write(path, 0.5 * played(pattern(ROCK, steady(112, 40), 4), 20.0), 44_100)
    job = transcriptions.submit(ann, sent(ann, path), MapOptions(easier=('Easy',)))
    worker()
    done = transcriptions.get(ann, job)
    assert done.status == Status.COMPLETED, done.error
    stems = {versions.stem(maps.get(one).version_id or '', ann) for one in done.maps}
    assert [name for _, name in stems] == ['The Testers - Rock (drums).mp3']
    keys = {key for key, _ in stems}
    sound, rate = soundfile.read(io.BytesIO(b''.join(storage.read(keys.pop()))))
    assert abs(len(sound) / rate - 20.0) < 0.1
    assert np.abs(sound).max() > 0.1


@pytest.mark.nightly
def test_the_same_song_in_another_form_is_offered_instead_of_made_again(
    ann: str, bea: str, worker: Work, drafts: None, tmp_path: Path
) -> None:
    first = transcriptions.submit(ann, sent(ann, recording(tmp_path, 2, 'one')))
    with pytest.raises(ChooseAnew, match='written down right now'):
        transcriptions.submit(bea, sent(bea, recording(tmp_path, 2, 'meanwhile', gain=0.5)))
    worker()
    song = transcriptions.get(ann, first).song_id
    for other in (
        recording(tmp_path, 2, 'softer', gain=0.3, form='ogg'),
        recording(tmp_path, 2, 'later', cut_s=2.0),
        recording(tmp_path, 2, 'lossy', form='mp3'),
    ):
        upload = sent(bea, other)
        found = transcriptions.recognise(bea, upload)
        assert found is not None, other.name
        assert found.song_id == song
        with pytest.raises(transcriptions.Known, match='has a map already') as told:
            transcriptions.submit(bea, upload)
        assert told.value.song_id == song
    assert transcriptions.left(bea) == 5, 'nothing was counted'
    anew = transcriptions.submit(bea, upload, MapOptions(anew=True))
    worker()
    assert transcriptions.get(bea, anew).song_id == song
    assert len(songs.page(song or '').maps) == 2
    assert transcriptions.recognise(bea, sent(bea, recording(tmp_path, 3, 'another'))) is None


@pytest.mark.nightly
def test_the_month_has_so_many_and_what_brought_nothing_does_not_count(
    ann: str, worker: Work, monkeypatch: pytest.MonkeyPatch, drafts: None, tmp_path: Path
) -> None:
    set_hard_limits(monkeypatch)
    for number in range(5):
        transcriptions.submit(ann, sent(ann, recording(tmp_path, 10 + number, f'{number}')))
        worker()
    assert transcriptions.left(ann) == 0
    last = sent(ann, recording(tmp_path, 20, 'last'))
    with pytest.raises(OverLimit, match='5 of this a month'):
        transcriptions.submit(ann, last)
    assert uploads.get(ann, last).id == last, 'it is kept'
    assert song_lists.mine(ann).total == 5


def test_who_pays_for_a_plan_goes_ahead_of_who_asked_a_moment_before(
    ann: str, bea: str, worker: Work, drafts: None, tmp_path: Path
) -> None:
    with transaction() as session:
        mine = col(Subscription.product) == 'drums', col(Subscription.user_id) == bea
        session.execute(sa.update(Subscription).where(*mine).values(plan_code='pro_monthly', status='ACTIVE'))
    before = transcriptions.submit(ann, sent(ann, recording(tmp_path, 50, 'free')))
    after = transcriptions.submit(bea, sent(bea, recording(tmp_path, 51, 'paid')))
    assert [_row(job).priority_word for job in (before, after)] == ['standard', 'priority']
    taken: list[str] = []

    def take(kind: str, job_id: str) -> None:
        taken.append(job_id)
        runner.run(kind, job_id)

    queue.serve_with(take)
    worker()
    assert [job for job in taken if job in {before, after}][:2] == [after, before]


def test_a_cancelled_one_gives_its_place_back_and_is_tried_again(
    ann: str, bea: str, worker: Work, drafts: None, tmp_path: Path
) -> None:
    job = transcriptions.submit(ann, sent(ann, recording(tmp_path, 30, 'song')))
    assert transcriptions.left(ann) == 4
    with pytest.raises(NotFound):
        transcriptions.cancel(bea, job)
    transcriptions.cancel(ann, job)
    assert (transcriptions.left(ann), _row(job).state) == (5, 'cancelled')
    transcriptions.retry(ann, job)
    worker()
    assert transcriptions.get(ann, job).status == Status.COMPLETED
    assert transcriptions.left(ann) == 4


@pytest.mark.parametrize('content', [b'', b'no sound at all', b'RIFF\x00\x00\x00\x00WAVE'])
def test_what_is_no_sound_is_told_before_anything_is_counted(ann: str, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / 'sound.wav'
    path.write_bytes(content or b'\0')
    with pytest.raises(NotAllowed):
        transcriptions.submit(ann, sent(ann, path))
    assert (transcriptions.left(ann), song_lists.mine(ann).total) == (5, 0)


def test_what_has_no_drums_is_told_and_the_recording_kept(ann: str, worker: Work, tmp_path: Path) -> None:
    job = transcriptions.submit(ann, sent(ann, recording(tmp_path, 40, 'no drums')))
    worker()
    found = transcriptions.get(ann, job)
    assert found.status == Status.FAILED
    assert found.error is not None
    assert 'drum' in found.error
    assert found.has_recording
    assert transcriptions.left(ann) == 5


def test_many_songs_are_told_apart_by_few_rows(owner: str) -> None:
    draws = np.random.default_rng(4)
    with transaction() as session:
        for number in range(300):
            song = Song(title=f'{number}')
            session.add(song)
            session.flush()
            recognising.remember(session, song, _heard(draws.integers(1, 2**32, 900, np.uint32)))
    with reading() as session:
        third = session.scalars(sa.select(SongFingerprint).where(col(SongFingerprint.number) == 3)).one()
        words = np.frombuffer(third.fingerprint[4:], '<u4').copy()
        flipped = words ^ np.where(draws.random(900) < 0.3, np.uint32(1) << draws.integers(0, 32, 900, np.uint32), 0)
        found = recognising.find(session, _heard(flipped.astype(np.uint32)))
        assert found is not None
        assert found.song_id == third.song_id
        assert recognising.find(session, _heard(draws.integers(1, 2**32, 900, np.uint32))) is None
        rows = session.scalar(sa.select(sa.func.count()).select_from(SongKey)) or 0
    assert rows <= 300 * 256


def _heard(words: np.ndarray) -> Heard:
    made = fingerprints.Fingerprint(words)
    return Heard(fingerprints.exact(made), fingerprints.to_bytes(made), 110_000)


def _row(job_id: str) -> AiJob:
    with reading() as session:
        return session.get_one(AiJob, job_id)
