"""The library: what somebody sent and what was made of it, found again, renamed, deleted, heard, sent on."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import col, select

from app import api, files, leveling, library, storage, uploads
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound, StorageFailed
from app.files import Need, NewFile
from app.leveling import LevelingOptions
from app.ops import retention, space_used
from models import FilesGone, ProcessingJob, StoredObject, Upload
from models.types import utc_now
from tests.app.accounts_support import person
from tests.app.ledger_support import check_agreed, ledger, long_ago
from tests.app.leveling_support import counted, upload
from tests.app.uploads_support import send
from tests.sounds import write_mix

Worker = Callable[[], int]


def names(found: library.ItemPage) -> list[str]:
    return [item.name for item in found.found]


def filled(owner: str, count: int) -> None:
    """So many files of which the ledger knows, one a minute, the last one the newest."""
    with transaction() as session:
        for number in range(count):
            name = f'Night {number:02} 100%.wav'
            row = StoredObject(
                key=f'originals/{number}.wav', area='leveling', role='original', name=name, media_type='audio/wav'
            )
            row.user_id = owner
            row.created_at = utc_now() - timedelta(minutes=count - number)
            session.add(row)


@pytest.fixture
def levelled(owner: str, tmp_path: Path, worker: Worker) -> str:
    """The job of a mix that was levelled."""
    job_id = leveling.submit(owner, upload(owner, write_mix(tmp_path / 'Rooftop.wav', 5)), LevelingOptions(-20.0))
    worker()
    assert leveling.get(owner, job_id).status == 'completed'
    return job_id


def test_the_picture_of_a_profile_is_no_file_of_the_library(owner: str) -> None:
    filled(owner, 1)
    with transaction() as session:
        row = StoredObject(key='accounts/picture/1-512.webp', area='accounts', role='picture', media_type='image/webp')
        row.user_id = owner
        session.add(row)
    for kind in ('', 'document'):
        assert 'picture' not in {item.role for item in library.items(owner, kind=kind).found}
    with pytest.raises(NotFound):
        library.get(owner, row.id)


@pytest.mark.slow
def test_what_is_sent_and_what_is_made_stands_there_with_its_length_and_loudness(owner: str, levelled: str) -> None:
    made, sent = library.items(owner).found
    result = leveling.get(owner, levelled).result
    assert result is not None
    assert (sent.name, sent.is_sent, sent.area_label, sent.job_id) == ('Rooftop.wav', True, 'Level', levelled)
    assert (made.name, made.is_sent, made.job_id) == ('Rooftop (LevelMix -20 LUFS).wav', False, levelled)
    assert sent.loudness_lufs == pytest.approx(result['input']['integrated_lufs'])
    assert made.loudness_lufs == pytest.approx(-20.0, abs=0.05)
    assert made.duration_s == pytest.approx(5.0, abs=0.05)
    assert sent.duration_s == pytest.approx(5.0, abs=0.05)
    assert names(library.items(owner, kind='made')) == [made.name]
    assert names(library.items(owner, kind='sent')) == [sent.name]
    assert names(library.items(owner, kind='document')) == []
    assert library.get(owner, levelled).id == made.id, 'a job stands for what came out of it'
    heard = library.curve(owner, made.id)
    assert heard is not None
    loudest = max(value for value in heard if value is not None)
    assert loudest == pytest.approx(-20.0, abs=2.0)
    assert max(value for value in library.curve(owner, sent.id) or () if value is not None) != loudest


def test_names_are_searched_filtered_by_area_and_paged(owner: str) -> None:
    filled(owner, 45)
    eve = person('eve@example.org')
    with transaction() as session:
        files.note(
            session, NewFile('echo/result/x.txt', 'result', 3, 'Night.txt'), Need('echo.say', 'j', owner, 'echo')
        )
        files.note(session, NewFile('originals/e.wav', 'original'), Need('upload', 'u', eve, 'uploads'))
        files.note(session, NewFile('timelines/t.npz', 'timeline', lasting=True), Need('k', 'j', owner, 'leveling'))
    first = library.items(owner)
    assert (first.total, first.pages, first.found[0].name) == (46, 3, 'Night.txt')
    assert names(library.items(owner, page=2))[0] == 'Night 25 100%.wav'
    last = library.items(owner, page=99)
    assert (last.page, len(last.found), last.found[-1].name) == (3, 6, 'Night 00 100%.wav')
    assert names(library.items(owner, search='night 07')) == ['Night 07 100%.wav']
    assert library.items(owner, search='100%').total == 45
    assert names(library.items(owner, among=['echo'])) == ['Night.txt']
    assert names(library.items(owner, kind='document')) == ['Night.txt']
    assert library.items(owner, search='nobody').total == 0
    with pytest.raises(NotAllowed, match='Search for at most 200'):
        library.items(owner, search='x' * 201)


@pytest.mark.parametrize(
    ('wanted', 'called'),
    [('Sunrise', 'Sunrise.wav'), ('  Sun   rise.WAV ', 'Sun rise.wav'), ('Sunrise.mp3', 'Sunrise.mp3.wav')],
)
def test_a_new_name_keeps_the_ending_by_which_its_kind_is_known(owner: str, wanted: str, called: str) -> None:
    send(owner, 'mix.wav', b'RIFF')
    (item,) = library.items(owner).found
    assert library.rename(owner, item.id, wanted) == called
    assert names(library.items(owner, search='sun')) == [called]
    assert files.of_user(owner)[0][0].endswith(called), 'the archive of all files calls it so, too'


@pytest.mark.parametrize('wanted', ['', ' . ', '.wav', 'a/b', 'a\\b', 'a\x00b', 'x' * 300, '\u202efdp.wav'])
def test_what_is_no_name_is_refused_in_a_sentence(owner: str, wanted: str) -> None:
    send(owner, 'mix.wav', b'RIFF')
    (item,) = library.items(owner).found
    with pytest.raises(NotAllowed, match='name'):
        library.rename(owner, item.id, wanted)
    assert names(library.items(owner)) == ['mix.wav']


@pytest.mark.slow
def test_a_deleted_result_is_gone_and_its_job_says_so_and_makes_it_again(
    owner: str, levelled: str, worker: Worker
) -> None:
    leveling.ask_previews(owner, levelled)
    worker()
    made = library.get(owner, levelled)
    assert asdict(library.needed(owner, made.id)) == {'given': 0, 'made': True}
    before = space_used.my_bytes(owner)
    library.delete(owner, made.id)
    assert not storage.exists(made.key)
    assert not list(storage.each('leveling/preview')), 'nobody hears it any more, not even as a light copy'
    assert space_used.my_bytes(owner) == before - (made.size_bytes or 0)
    view = leveling.get(owner, levelled)
    assert (view.files_gone_why, view.verdict) == (FilesGone.DELETED, 'on_target')
    with pytest.raises(NotFound, match=r'deleted on .* Run the job again'):
        leveling.result(owner, levelled)
    with pytest.raises(NotFound):
        library.get(owner, made.id)
    again = leveling.rerun(owner, levelled, LevelingOptions(-20.0))
    worker()
    assert library.get(owner, again).name == made.name
    leveling.delete(owner, levelled)
    leveling.delete(owner, again)
    assert ledger() == {}


@pytest.mark.slow
def test_a_deleted_original_leaves_the_result_and_what_was_measured(owner: str, levelled: str) -> None:
    made, sent = library.items(owner).found
    assert library.needed(owner, sent.id).given == 1
    library.delete(owner, sent.id)
    assert names(library.items(owner)) == [made.name]
    assert leveling.result(owner, levelled)[0] == made.key
    assert list(storage.each('analyses')) == []
    with pytest.raises(NotFound, match='Upload it again'):
        leveling.rerun(owner, levelled, LevelingOptions(-9.0))
    long_ago()
    retention.upkeep()
    assert names(library.items(owner)) == [made.name], 'it does not come back'


def test_bytes_that_could_not_be_removed_go_later_and_the_file_does_not_come_back(
    owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = send(owner, 'mix.wav', b'RIFF')
    key = uploads.storage_key(uploads.get(owner, sent))
    job = ProcessingJob(user_id=owner, target_lufs=-9, original_file_path=key, status='completed')
    with transaction() as session:
        session.add(job)
        uploads.take(session, uploads.get(owner, sent), job)

    def be_away(*keys: str) -> None:
        raise StorageFailed('The storage does not answer.')

    with monkeypatch.context() as patch:
        patch.setattr(storage, 'delete', be_away)
        library.delete(owner, library.items(owner).found[0].id)
    assert storage.exists(key)
    long_ago()
    retention.upkeep()
    assert not storage.exists(key)
    assert library.items(owner).total == 0
    assert send(owner, 'mix.wav', b'RIFF'), 'the same may be sent anew'
    assert names(library.items(owner)) == ['mix.wav']
    assert len(list(storage.each('originals'))) == 1


def test_an_upload_that_nothing_took_goes_altogether(owner: str) -> None:
    send(owner, 'mix.wav', b'RIFF')
    send(owner, 'twin.wav', b'RIFF')
    (item,) = library.items(owner).found
    assert (item.area_label, item.job_id) == ('', '')
    library.delete(owner, item.id)
    with reading() as session:
        assert session.exec(select(Upload)).all() == []
    assert (ledger(), list(storage.each(''))) == ({}, [])
    check_agreed()


def test_what_a_job_works_with_is_not_deleted_under_its_hands(owner: str, submit: Callable[..., str]) -> None:
    job_id = submit()
    with transaction() as session:
        files.note(session, NewFile('originals/k.wav', 'original'), Need('leveling.level', job_id, owner, 'leveling'))
    (item,) = library.items(owner).found
    with pytest.raises(NotAllowed, match='A job is working with this file'):
        library.delete(owner, item.id)
    assert library.items(owner).total == 1


def test_nobody_else_hears_renames_or_deletes_it(owner: str) -> None:
    send(owner, 'mix.wav', b'RIFF')
    (item,) = library.items(owner).found
    eve = person('eve@example.org')
    deeds: list[Callable[[], object]] = [
        lambda: library.get(eve, item.id),
        lambda: library.sound(eve, item.id),
        lambda: library.curve(eve, item.id),
        lambda: library.needed(eve, item.id),
        lambda: library.rename(eve, item.id, 'mine'),
        lambda: library.delete(eve, item.id),
        lambda: uploads.hand_in(eve, item.key, 'mine.wav'),
        lambda: leveling.level_stored(eve, item.id, LevelingOptions(-9.0)),
    ]
    for deed in deeds:
        with pytest.raises(NotFound):
            deed()
    assert names(library.items(owner)) == ['mix.wav']


@pytest.mark.slow
def test_a_sound_is_sent_to_level_without_being_sent_again(
    owner: str, levelled: str, worker: Worker, tmp_path: Path
) -> None:
    made, sent = library.items(owner).found
    assert {area.name for area in library.takers(sent)} >= {'leveling', 'voice'}
    assert counted(owner) == 1
    again = leveling.level_stored(owner, sent.id, LevelingOptions(-30.0))
    assert counted(owner) == 1, 'what was levelled before is run again, which costs nothing'
    further = leveling.level_stored(owner, made.id, LevelingOptions(-26.0))
    assert counted(owner) == 2
    worker()
    assert leveling.get(owner, further).filename == made.name
    assert library.get(owner, further).loudness_lufs == pytest.approx(-26.0, abs=0.05)
    assert library.get(owner, again).loudness_lufs == pytest.approx(-30.0, abs=0.05)
    leveling.delete(owner, levelled)
    assert storage.exists(made.key), 'the other job needs it'
    check_agreed()


def test_what_level_cannot_take_is_refused_and_leaves_nothing_behind(owner: str) -> None:
    send(owner, 'mix.wav', b'no sound at all')
    (item,) = library.items(owner).found
    with pytest.raises(NotAllowed):
        leveling.level_stored(owner, item.id, LevelingOptions(-9.0))
    with reading() as session:
        assert len(session.exec(select(Upload)).all()) == 1, 'the one that was there'
    assert library.items(owner).total == 1


def test_a_sound_is_heard_from_any_place_and_downloaded_under_its_name(owner: str) -> None:
    send(owner, 'mix.wav', bytes(range(200)) * 1000)
    (item,) = library.items(owner).found
    library.rename(owner, item.id, 'Sommernächte')
    client = TestClient(api.create())
    far = client.get(f'/files/library/{item.id}/sound', headers={'Range': 'bytes=199990-'})
    assert (far.status_code, far.content) == (206, bytes(range(190, 200)))
    assert far.headers['content-range'] == 'bytes 199990-199999/200000'
    whole = client.get(f'/files/library/{item.id}')
    assert 'Sommern%C3%A4chte.wav' in whole.headers['content-disposition']
    told = client.get(f'/files/library/{item.id}/track').json()
    assert (told['title'], told['lufs'], told['job']) == ('Sommernächte.wav', None, '')
    assert client.get(f'/files/library/{item.id}/curve').status_code == 204
    with transaction() as session:
        session.execute(sa.update(StoredObject).where(col(StoredObject.id) == item.id).values(media_type='text/plain'))
    assert client.get(f'/files/library/{item.id}/sound').status_code == 400
