"""The ledger of stored files: it says what the rows say and what the storage has, whatever happens in between."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app import files, leveling, storage, uploads
from app.db import reading, transaction
from app.errors import StorageFailed
from app.files import Need, NewFile
from app.leveling import LevelingOptions
from app.ops import retention, space_used
from app.storage.folder import Folder
from models import ProcessingJob, StoredObject, Upload
from models.types import utc_now
from tests.app.jobs_support import KIND, Area, row
from tests.app.ledger_support import check_agreed, ledger, long_ago
from tests.app.leveling_support import upload
from tests.app.uploads_support import age, send
from tests.places import ROOT
from tests.sounds import write_mix

Worker = Callable[[], int]


@pytest.mark.slow
def test_rows_ledger_and_storage_agree_through_a_whole_story(owner: str, tmp_path: Path, worker: Worker) -> None:
    mix, other = write_mix(tmp_path / 'mix.wav', 4), write_mix(tmp_path / 'other.wav', 4, seed=1)
    sent = upload(owner, mix)
    leveling.ask_lookahead(owner, sent, LevelingOptions(-14.0))
    worker()
    check_agreed()
    made = {f'analyses/{sent}.npz', f'timelines/{sent}.npz', f'forecasts/{sent}.json'}
    assert set(ledger()) == {f'originals/{sent}.wav'} | made
    first = leveling.submit(owner, sent, LevelingOptions(-14.0))
    second = leveling.rerun(owner, first, LevelingOptions(-9.0))
    twin, unwanted = upload(owner, mix, 'twin.wav'), upload(owner, other)
    worker()
    leveling.ask_previews(owner, first)
    worker()
    check_agreed()
    assert ledger()[f'originals/{sent}.wav'] == {first, second, twin}
    theirs = {key for _, key in files.of_user(owner)}
    assert theirs == {key for key in ledger() if key.startswith(('originals/', 'leveling/result/'))}
    assert space_used.my_bytes(owner) == sum(file.size for file in storage.each('') if file.key in theirs)
    retention.upkeep()
    long_ago()
    retention.upkeep()
    check_agreed()
    leveling.delete(owner, first)
    uploads.discard(owner, unwanted)
    check_agreed()
    assert ledger()[f'originals/{sent}.wav'] == {second, twin}
    assert f'analyses/{sent}.npz' in ledger(), 'which the second job may still need'
    age()
    retention.upkeep()
    check_agreed()
    leveling.delete(owner, second)
    assert ledger() == {}
    assert list(storage.each('')) == []


def test_what_was_sent_counts_from_its_last_byte_on_and_once(owner: str) -> None:
    first = send(owner, 'mix.wav', b'same')
    send(owner, 'mix (1).wav', b'same')
    send(owner, 'other.wav', b'another')
    writer = uploads.begin(owner, 'coming.wav', 10)
    writer.write(b'x')
    writer.keep()
    assert space_used.my_bytes(owner) == len(b'same') + len(b'another')
    names = [name for name, _ in files.of_user(owner)]
    assert sorted(name.partition(' ')[2] for name in names) == ['mix.wav', 'other.wav']
    assert all(name.startswith('uploads/originals/') for name in names), 'nobody has said what shall become of them'
    assert f'uploads/originals/{first[-8:]} mix.wav' in names


def test_a_server_that_is_killed_before_it_writes_down_leaves_a_file_that_goes_and_no_row(
    owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr('app.uploads.completion._write_down', lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            send(owner, 'mix.wav', b'RIFF')
    (left,) = storage.each('originals')
    assert ledger() == {}
    with transaction() as session:
        session.execute(sa.delete(Upload))
    long_ago()
    retention.upkeep()
    assert not storage.exists(left.key)


def test_a_storage_that_is_away_when_something_goes_leaves_files_that_upkeep_removes(
    owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_id = send(owner, 'mix.wav', b'RIFF')
    key = uploads.storage_key(uploads.get(owner, upload_id))

    def be_away(*keys: str) -> None:
        raise StorageFailed('The storage does not answer.')

    with monkeypatch.context() as patch:
        patch.setattr(storage, 'delete', be_away)
        uploads.discard(owner, upload_id)
    assert (ledger(), storage.exists(key)) == ({}, True)
    long_ago()
    retention.upkeep()
    assert not storage.exists(key)


def test_what_a_program_from_before_the_ledger_has_written_is_learned_and_kept(owner: str, tmp_path: Path) -> None:
    """Machines are brought up to date one after the other: an older one knows only the columns."""
    job = ProcessingJob(user_id=owner, status='completed', target_lufs=-14, original_file_path='originals/old.wav')
    job.processed_file_path, job.completed_at = 'results/old.wav', utc_now()
    kept, gone = f'timelines/{job.id}.npz', 'timelines/nobodys.npz'
    for key in ('originals/old.wav', 'results/old.wav', 'originals/nobodys.wav', kept, gone):
        (tmp_path / 'sound').write_bytes(b'sound')
        storage.put(key, tmp_path / 'sound')
    sent = send(owner, 'mix.wav', b'RIFF')
    with transaction() as session:
        session.add(job)
        session.execute(sa.delete(StoredObject))
    long_ago()
    retention.upkeep()
    assert ledger() == {
        'originals/old.wav': {job.id},
        'results/old.wav': {job.id},
        f'originals/{sent}.wav': {sent},
    }
    assert {file.key for file in storage.each('')} == {*ledger(), kept}
    assert space_used.my_bytes(owner) == len(b'sound') * 2 + len(b'RIFF')


def test_a_second_job_that_only_its_row_tells_of_keeps_the_original(owner: str) -> None:
    sent = send(owner, 'mix.wav', b'RIFF')
    again = ProcessingJob(user_id=owner, target_lufs=-9, original_file_path=f'originals/{sent}.wav')
    with transaction() as session:
        session.add(again)
    retention.upkeep()
    uploads.discard(owner, sent)
    assert ledger() == {f'originals/{sent}.wav': {again.id}}
    assert storage.exists(f'originals/{sent}.wav')


def test_a_storage_that_is_the_wrong_one_for_a_while_costs_nothing(
    stores: Callable[..., None],
    submit: Callable[..., str],
    worker: Worker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stores(lambda _: None)
    job_id = submit()
    worker()
    known = ledger()
    long_ago()
    with monkeypatch.context() as patch:
        patch.setattr(storage, '_store', lambda: Folder(tmp_path / 'another'))
        retention.upkeep()
    assert row(job_id).files_gone_why == 'missing'
    with reading() as session:
        assert None not in session.exec(select(StoredObject.gone_at)).all()
    retention.upkeep()
    assert row(job_id).files_gone_why is None
    assert ledger() == known
    assert set(known) == {file.key for file in storage.each('')}


def test_what_was_only_thought_to_be_there_is_forgotten(owner: str) -> None:
    sent = send(owner, 'mix.wav', b'RIFF')
    with transaction() as session:
        need = Need('leveling.level', sent, owner, 'leveling')
        for key in ('timelines/x.npz', 'forecasts/x.json'):
            files.note(session, NewFile(key, 'timeline', lasting=True), need)
        files.note(session, NewFile('analyses/x.npz', 'analysis', source=f'originals/{sent}.wav'), need)
    long_ago()
    retention.upkeep()
    assert set(ledger()) == {f'originals/{sent}.wav'}


def test_a_job_of_another_id_takes_an_upload_over_with_what_was_worked_out_of_it(area: Area, owner: str) -> None:
    sent = uploads.get(owner, send(owner, 'mix.wav', b'RIFF'))
    job = ProcessingJob(user_id=owner, kind=KIND, target_lufs=-14, original_file_path=f'originals/{sent.id}.wav')
    with transaction() as session:
        files.note(session, NewFile('test/curve/x', 'curve'), Need(KIND, sent.id, owner, 'test'))
        session.add(job)
        uploads.take(session, sent, job)
    assert ledger() == {f'originals/{sent.id}.wav': {job.id}, 'test/curve/x': {job.id}}
    assert [name.partition('/')[0] for name, _ in files.of_user(owner)] == ['test'], 'it is of that area now'


def test_nobody_stores_or_deletes_a_file_past_the_ledger() -> None:
    """An area that did would have files that nobody exports, counts or erases."""
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ('app', 'components', 'pages', 'tasks')
        for path in (ROOT / folder).rglob('*.py')
        if re.search(r'storage\.(put|delete)\(', path.read_text())
    }
    assert found == {
        'app/accounts/picture.py',
        'app/drums/map_files.py',
        'app/files/removal.py',
        'app/jobs/stored_results.py',
        'app/uploads/records.py',
        'app/uploads/completion.py',
        'tasks/artist/pictures.py',
        'tasks/artist/sounds.py',
        'tasks/studio.py',
    }
