"""What shall be made of an upload is said before or while it comes; the server makes the job with the last byte."""

import base64
import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app import api, leveling, uploads
from app.db import transaction
from app.errors import NotAllowed, NotFound, Paused
from app.jobs import feed
from app.leveling import LevelingOptions
from app.uploads.choosing import OVERDUE
from models import Pause, Status, Upload
from models.types import utc_now
from tests.app.uploads_support import began
from tests.sounds import write_mix

CLUB = LevelingOptions(-9.0, preset_name='Club Ready').as_json()
TUS = {'Tus-Resumable': '1.0.0'}
BYTES = {**TUS, 'Content-Type': 'application/offset+octet-stream'}


@pytest.fixture
def mix(tmp_path: Path) -> bytes:
    return write_mix(tmp_path / 'mix.wav', 2).read_bytes()


@pytest.fixture
def client(owner: str) -> TestClient:
    return TestClient(api.create(), base_url='http://127.0.0.1')


def said(**metadata: str) -> str:
    return ','.join(f'{name} {base64.b64encode(value.encode()).decode()}' for name, value in metadata.items())


def finish(owner: str, upload_id: str, content: bytes) -> Upload:
    """The last bytes come, by a client that has chosen nothing itself."""
    writer = uploads.resume(owner, upload_id, 100)
    writer.write(content[100:])
    return writer.finish()


def aged(upload_id: str) -> None:
    with transaction() as session:
        row = session.get_one(Upload, upload_id)
        row.touched_at = utc_now() - 2 * OVERDUE
        session.add(row)


def test_a_program_says_at_the_beginning_what_it_wants_and_need_not_ask_again(
    client: TestClient, mix: bytes, owner: str
) -> None:
    metadata = said(filename='night.wav', purpose='leveling', choice=json.dumps(CLUB))
    headers = {**BYTES, 'Upload-Length': str(len(mix)), 'Upload-Metadata': metadata}
    answer = client.post('/files/uploads', content=mix, headers=headers)
    assert answer.status_code == 201
    job = leveling.get(owner, answer.headers['LevelMix-Job'])
    assert (job.filename, job.target_lufs, job.preset_name, job.status) == (
        'night.wav',
        -9.0,
        'Club Ready',
        Status.QUEUED,
    )


def test_a_choice_made_while_the_bytes_come_is_carried_out_with_the_last_one(
    client: TestClient, mix: bytes, owner: str
) -> None:
    upload_id = began(owner, mix[:100], len(mix))
    assert uploads.choose(owner, upload_id, 'leveling', CLUB) is None
    answer = client.patch(f'/files/uploads/{upload_id}', content=mix[100:], headers={**BYTES, 'Upload-Offset': '100'})
    assert answer.headers['LevelMix-Job'] == upload_id
    assert leveling.get(owner, upload_id).target_lufs == -9.0


def test_the_page_that_asks_after_that_finds_the_same_job(client: TestClient, mix: bytes, owner: str) -> None:
    upload_id = began(owner, mix[:100], len(mix))
    uploads.choose(owner, upload_id, 'leveling', CLUB)
    uploads.take_up(finish(owner, upload_id, mix))
    assert uploads.choose(owner, upload_id, 'leveling', CLUB) == upload_id
    assert feed.feed(owner).total == 1


def test_a_server_that_was_killed_between_last_byte_and_job_is_made_up_for(mix: bytes, owner: str) -> None:
    upload_id = began(owner, mix[:100], len(mix))
    uploads.choose(owner, upload_id, 'leveling', CLUB)
    finish(owner, upload_id, mix)
    assert uploads.take_up_overdue() == 0, 'its own server is still at it'
    aged(upload_id)
    assert uploads.take_up_overdue() == 1
    assert leveling.get(owner, upload_id).status == Status.QUEUED


def test_what_is_no_sound_is_told_to_whoever_comes_back_and_the_upload_is_kept(owner: str) -> None:
    upload_id = began(owner, bytes(100), 200)
    uploads.choose(owner, upload_id, 'leveling', CLUB)
    assert uploads.take_up(finish(owner, upload_id, bytes(200))) is None
    (declined,) = uploads.refused(owner)
    assert declined.id == upload_id
    assert declined.refusal
    aged(upload_id)
    assert uploads.take_up_overdue() == 0, 'it was declined: nobody tries that again by themselves'
    assert uploads.get(owner, upload_id)


def test_a_pause_only_puts_it_off(mix: bytes, owner: str) -> None:
    upload_id = began(owner, mix[:100], len(mix))
    uploads.choose(owner, upload_id, 'leveling', CLUB)
    with transaction() as session:
        session.add(Pause(name='intake', sentence='Back in a minute.', by='admin'))
    upload = finish(owner, upload_id, mix)
    with pytest.raises(Paused):
        uploads.choose(owner, upload_id, 'leveling', CLUB)
    assert uploads.take_up(upload) is None
    assert uploads.refused(owner) == []
    with transaction() as session:
        session.delete(session.get_one(Pause, 'intake'))
    aged(upload_id)
    assert uploads.take_up_overdue() == 1


@pytest.mark.parametrize(
    ('purpose', 'choice'),
    [
        ('weather', {}),
        ('leveling', {}),
        ('leveling', {'target_lufs': 'loud'}),
        ('leveling', {'target_lufs': 30.0}),
        ('leveling', {'target_lufs': -14.0, 'volume': 11}),
        ('leveling', {'target_lufs': -14.0, 'tracklist': 'no times here'}),
        ('leveling', {'target_lufs': -14.0, 'tracklist': '0:00 ' + 'x' * 600_000}),
    ],
)
def test_a_choice_that_cannot_be_meant_is_refused_before_any_byte(
    client: TestClient, mix: bytes, owner: str, purpose: str, choice: dict[str, object]
) -> None:
    upload_id = began(owner, mix[:100], len(mix))
    with pytest.raises(NotAllowed):
        uploads.choose(owner, upload_id, purpose, choice)
    metadata = said(filename='night.wav', purpose=purpose, choice=json.dumps(choice)[:2000])
    headers = {**TUS, 'Upload-Length': '1000', 'Upload-Metadata': metadata}
    assert client.post('/files/uploads', headers=headers).status_code == 400
    assert feed.feed(owner).total == 0


def test_nobody_chooses_for_somebody_else(mix: bytes, owner: str) -> None:
    upload_id = began(owner, mix[:100], len(mix))
    with pytest.raises(NotFound):
        uploads.choose('somebody', upload_id, 'leveling', CLUB)
    assert uploads.take_up(finish(owner, upload_id, mix)) is None


def test_a_choice_survives_its_way_through_json() -> None:
    choice = LevelingOptions(
        -9.0, -0.5, 'Club Ready', 'mp3', 80.0, '0:00 One\n5:00 Two', (leveling.Cue(0.0, 'One'), leveling.Cue(300.0))
    )
    assert leveling.choice_of(json.loads(json.dumps(choice.as_json()))) == choice


@pytest.mark.parametrize(
    'written',
    [
        pytest.param('{"target_lufs": -14, "preset_name": "\\ud800"}', id='a name'),
        pytest.param('{"target_lufs": -14, "\\udfff": 1}', id='what it would be called in the refusal'),
        pytest.param('{"target_lufs": -14, "tracklist": "0:00 \\ud83d Intro\\n1:00 Next"}', id='a title cut in a sign'),
    ],
)
def test_half_a_sign_in_a_choice_is_refused_with_a_sentence(client: TestClient, mix: bytes, written: str) -> None:
    metadata = said(filename='night.wav', purpose='leveling', choice=written)
    headers = {**BYTES, 'Upload-Length': str(len(mix)), 'Upload-Metadata': metadata}
    answer = client.post('/files/uploads', content=mix, headers=headers)
    assert answer.status_code == 400
    assert 'signs that are none' in answer.json()['error']


def test_a_choice_that_is_nested_too_deeply_is_refused(owner: str) -> None:
    deep: list[object] = []
    for _ in range(5_000):
        deep = [deep]
    with pytest.raises(NotAllowed, match='too deeply'):
        uploads.choosing.checked('leveling', {'target_lufs': deep})
