"""Links for whoever has them, and many results in one archive."""

import asyncio
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app import api, config, leveling, storage
from app.api import packing
from app.db import transaction
from app.errors import NotAllowed, NotFound, TooManyTries
from app.jobs import sharing
from app.leveling import LevelingOptions
from models import ProcessingJob, ShareLink, User
from models.types import utc_now
from tests.app.accounts_support import log_of, visiting
from tests.app.leveling_support import submit
from tests.sounds import write_mix


@pytest.fixture
def job_id(owner: str, tmp_path: Path, worker: Callable[[], int]) -> str:
    job_id = submit(owner, write_mix(tmp_path / 'Köln “Live”.wav', 5))
    worker()
    return job_id


def get(path: str, method: str = 'GET', **headers: str) -> tuple[int, dict[str, str], bytes]:
    answer = TestClient(api.create()).request(method, path, headers=headers)
    return answer.status_code, dict(answer.headers), answer.content


def content_of(owner: str, job_id: str) -> bytes:
    return b''.join(storage.read(leveling.result(owner, job_id)[0]))


def test_whoever_has_a_link_sees_what_it_is_and_downloads_it(owner: str, job_id: str) -> None:
    token = sharing.share(owner, job_id, 7)
    status, head, page = get(f'/shared/{token}')
    assert status == 200
    assert 'Köln “Live” (LevelMix -14 LUFS).wav'.encode() in page
    assert '−14.0 LUFS'.encode() in page
    assert head['x-robots-tag'] == 'noindex, nofollow'
    assert head['referrer-policy'] == 'no-referrer'
    status, head, sent = get(f'/shared/{token}/file')
    assert (status, sent) == (200, content_of(owner, job_id))
    assert 'filename*=' in head['content-disposition']
    assert get(f'/shared/{token}/file', Range='bytes=100-199')[2] == sent[100:200]
    assert get(f'/shared/{token}/file', 'HEAD')[0] == 200
    (link,) = sharing.shares(owner, job_id)
    assert link.downloads == 1, 'one that goes on is no new one'
    assert link.expires_at - link.created_at == timedelta(days=7)


def test_a_link_ends_when_it_is_taken_back_expires_or_its_file_goes(owner: str, job_id: str) -> None:
    first, second, third = (sharing.share(owner, job_id, days) for days in sharing.SHARE_DAYS)
    by_end = sorted(sharing.shares(owner, job_id), key=lambda link: link.expires_at)
    sharing.unshare(owner, by_end[0].id)
    with transaction() as session:
        session.get_one(ShareLink, by_end[1].id).expires_at = utc_now() - timedelta(seconds=1)
    assert [get(f'/shared/{token}')[0] for token in (first, second, third)] == [404, 404, 200]
    assert [link.id for link in sharing.shares(owner, job_id)] == [by_end[2].id]
    sharing.upkeep()
    with pytest.raises(NotFound):
        sharing.unshare(owner, by_end[1].id)

    with transaction() as session:
        job = session.get_one(ProcessingJob, job_id)
        job.files_gone_at, job.files_gone_why = utc_now(), 'expired'
    status, _, page = get(f'/shared/{third}/file')
    assert status == 404
    assert b'no longer there' in page
    with pytest.raises(NotFound, match='expired on'):
        sharing.share(owner, job_id, 7)
    leveling.delete(owner, job_id)
    assert get(f'/shared/{third}')[0] == 404


def test_a_link_to_what_is_not_done_or_for_ever_is_not_made(owner: str, tmp_path: Path) -> None:
    waiting = submit(owner, write_mix(tmp_path / 'a.wav', 4))
    with pytest.raises(NotAllowed, match='before this job is done'):
        sharing.share(owner, waiting, 7)
    with pytest.raises(NotAllowed, match='1, 7 or 30 days'):
        sharing.share(owner, waiting, 365)


def test_links_are_secret_and_not_guessed(
    owner: str, job_id: str, monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    monkeypatch.setenv('LEVELMIX_ACCOUNTS', 'on')
    config.forget_settings()
    with visiting():
        token = sharing.share(owner, job_id, 1)
        assert len(token) >= 43
        assert token not in str(sharing.shares(owner, job_id))
        for guess in range(30):
            assert get(f'/shared/guess-{guess}')[0] == 404
        assert get(f'/shared/{token}')[0] == 429, 'who guesses is let in by no right one either'
        with pytest.raises(TooManyTries):
            sharing.shared(token)
    with visiting(address='198.51.100.9'):
        assert get(f'/shared/{token}')[0] == 200
        sharing.unshare(owner, sharing.shares(owner, job_id)[0].id)
    assert log_of('owner@localhost')[:2] == ['share.ended', 'share.made']


def test_what_a_disabled_user_shared_is_closed(owner: str, job_id: str) -> None:
    token = sharing.share(owner, job_id, 30)
    with transaction() as session:
        session.get_one(User, owner).disabled_at = utc_now()
    assert get(f'/shared/{token}')[0] == 404


@pytest.mark.parametrize('column', ['delete_after', 'banned_until'])
def test_what_somebody_shared_is_hidden_while_they_are_leaving_or_banned(column: str, owner: str, job_id: str) -> None:
    token = sharing.share(owner, job_id, 7)
    for until, status in ((utc_now() + timedelta(days=7), 404), (None, 200)):
        with transaction() as session:
            setattr(session.get_one(User, owner), column, until)
        assert get(f'/shared/{token}')[0] == status


def test_many_results_come_as_one_archive(owner: str, job_id: str, worker: Callable[[], int]) -> None:
    louder = leveling.rerun(owner, job_id, LevelingOptions(-9.0))
    same = leveling.rerun(owner, job_id, LevelingOptions(-14.0))
    worker()
    names = [
        'Köln “Live” (LevelMix -14 LUFS).wav',
        'Köln “Live” (LevelMix -9 LUFS).wav',
        'Köln “Live” (LevelMix -14 LUFS) (2).wav',
    ]
    status, head, sent = get(f'/files/archive?job={job_id}&job={louder}&job={same}&job={louder}')
    assert (status, head['content-type']) == (200, 'application/zip')
    assert len(sent) == int(head['content-length'])
    archive = zipfile.ZipFile(io.BytesIO(sent))
    assert archive.testzip() is None
    assert archive.namelist() == names
    assert archive.read(names[1]) == content_of(owner, louder)
    assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
    assert len(zipfile.ZipFile(io.BytesIO(get('/files/archive?everything=true')[2])).namelist()) == 3
    assert leveling.packed_size(owner) == (3, sum(entry.file_size for entry in archive.infolist()))

    assert get('/files/archive?everything=true&search=nothing')[0] == 400
    assert get('/files/archive')[0] == 400
    status, _, told = get('/files/archive?' + '&'.join(['job=a'] * 201))
    assert (status, 'One ZIP takes 200 chosen results' in told.decode()) == (400, True)
    storage.delete(leveling.result(owner, louder)[0])
    status, _, told = get(f'/files/archive?job={louder}')
    assert (status, b'no longer there' in told) == (404, True)
    assert get(f'/files/archive?job={job_id}&job=nonsense')[0] == 404


@pytest.mark.nightly
@pytest.mark.slow
def test_an_archive_beyond_four_gigabytes_is_made_as_it_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its size is right, and nothing of it is held: two files of 3 GiB that exist nowhere."""
    gigabytes = 3 * 1024**3
    monkeypatch.setattr('app.api.packing.storage.stat', lambda key: storage.Stored(key, gigabytes, '', 0.0))
    made = 0

    def read(key: str) -> Iterator[bytes]:
        nonlocal made
        block = bytes(8 * 1024**2)
        for _ in range(gigabytes // len(block)):
            made += len(block)
            yield block

    monkeypatch.setattr('app.api.packing.storage.read', read)
    archive = packing.Archive('ann')
    archive.add_stored([('a.wav', 'a'), ('b.wav', 'b')])
    expected = int(archive.answer('x.zip').headers['content-length'])
    assert expected > 2 * gigabytes

    async def receive() -> int:
        sent = 0
        async for chunk in packing._chunks('ann', archive._zip):
            assert made - sent < 32 * 1024**2
            sent += len(chunk)
        return sent

    assert asyncio.run(receive()) == expected
