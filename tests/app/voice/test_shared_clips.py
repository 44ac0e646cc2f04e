"""A clip is shared by a link: heard by whoever has it, for a while, and by nobody when it is gone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app import accounts, api, storage
from app.accounts import Visitor
from app.api.v1 import rates
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.jobs import own_jobs, sharing
from app.voice import service
from models import GeneratedAudioClip, ShareLink
from models.types import utc_now
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem
from tests.app.voice.clips_support import Humming, humming, say


def get(path: str, **headers: str) -> tuple[int, str, bytes]:
    answer = TestClient(api.create()).get(path, headers=headers)
    return answer.status_code, answer.text if 'text' in answer.headers['content-type'] else '', answer.content


@pytest.fixture
def clip_id(humming: Humming, owner: str, worker: Callable[[], int]) -> str:
    made = say(owner, format='mp3')
    worker()
    return made


def test_whoever_has_a_link_reads_what_it_is_hears_it_and_downloads_it(owner: str, clip_id: str) -> None:
    token = sharing.share(owner, clip_id, 7)
    status, page, _ = get(f'/shared/{token}')
    assert status == 200
    for told in ('The boat left early.', '0:04', ' LUFS · ', 'not spoken by a person', f'/shared/{token}/file'):
        assert told in page
    heard = get(f'/shared/{token}/file', **{'Sec-Fetch-Dest': 'audio'})
    assert heard[2] == b''.join(storage.read(service.result(owner, clip_id)[0]))
    assert sharing.shares(owner, clip_id)[0].downloads == 0, 'to listen is no download'
    get(f'/shared/{token}/file')
    assert sharing.shares(owner, clip_id)[0].downloads == 1


def test_a_link_ends_with_its_time_its_file_and_its_clip(owner: str, clip_id: str) -> None:
    first, second = sharing.share(owner, clip_id, 1), sharing.share(owner, clip_id, 7)
    with transaction() as session:
        soonest = min(session.exec(select(ShareLink)), key=lambda link: link.expires_at)
        soonest.expires_at = utc_now() - timedelta(seconds=1)
    assert [get(f'/shared/{token}')[0] for token in (first, second)] == [404, 200]
    sharing.upkeep()
    with transaction() as session:
        row = session.get_one(GeneratedAudioClip, clip_id)
        row.files_gone_at, row.files_gone_why = utc_now(), 'expired'
    status, page, _ = get(f'/shared/{second}')
    assert (status, 'no longer there' in page) == (404, True)
    with pytest.raises(NotFound):
        sharing.share(owner, clip_id, 7)
    own_jobs.delete(owner, service.SPEAK, clip_id)
    assert get(f'/shared/{second}')[0] == 404
    with reading() as session:
        assert list(session.exec(select(ShareLink))) == []


def test_what_is_not_made_or_somebody_elses_is_not_shared(humming: Humming, owner: str, clip_id: str) -> None:
    with pytest.raises(NotAllowed, match='before this job is done'):
        sharing.share(owner, say(owner), 7)
    link = sharing.make_share(owner, clip_id, 7)[0]
    for wrong in (lambda: sharing.share('eve', clip_id, 7), lambda: sharing.shares('eve', clip_id)):
        with pytest.raises(NotFound):
            wrong()
    heard = service.submit_hear(owner, 'Geis', 'hum')
    with pytest.raises(NotFound):
        sharing.share(owner, heard, 7)
    with pytest.raises(NotFound):
        sharing.unshare(owner, link.id, 'leveling')
    sharing.unshare(owner, link.id, 'voice')
    assert sharing.shares(owner, clip_id) == []


def test_programs_share_clips_and_a_key_for_mixes_opens_none(
    with_accounts: None, monkeypatch: pytest.MonkeyPatch, worker: Callable[[], int]
) -> None:
    rates.forget()
    humming(monkeypatch)
    accounts.let_in(Visitor())
    user = person()
    ann = Program(user, 'voice:write')
    clip_id = ann.ask('POST', '/voice/speak', json={'text': 'Hello there.', 'voice': 'hum'}).json()['id']
    worker()
    made = ann.ask('POST', f'/voice/clips/{clip_id}/shares', json={'days': 7}).json()
    assert get('/shared/' + made['url'].rpartition('/')[2])[0] == 200
    (listed,) = ann.get(f'/voice/clips/{clip_id}/shares').json()['items']
    assert (listed['id'], listed['url'], listed['downloads']) == (made['id'], None, 0)
    of_mixes = Program(user, 'leveling:write')
    assert problem(of_mixes.get(f'/leveling/jobs/{clip_id}/shares')) == (404, 'not-found')
    assert problem(of_mixes.ask('DELETE', f'/leveling/shares/{made["id"]}')) == (404, 'not-found')
    assert ann.ask('DELETE', f'/voice/shares/{made["id"]}').status_code == 204
    assert ann.get(f'/voice/clips/{clip_id}/shares').json()['items'] == []
