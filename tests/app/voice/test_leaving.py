"""What somebody made with voice is theirs to take along, and goes with them."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta

from fastapi.testclient import TestClient
from sqlmodel import select

from app import api, storage
from app.db import reading, transaction
from app.voice import dictionary, service
from models import GeneratedAudioClip, Pronunciation, User
from models.types import utc_now
from tasks import consumer
from tests.app.accounts_support import person, session_of, visiting
from tests.app.voice.clips_support import TEXT, Humming, say


def test_clips_and_words_are_exported_and_go_with_their_user(
    humming: Humming, with_accounts: None, worker: Callable[[], int]
) -> None:
    ann, eve = person(), person('eve@example.org')
    clip_id, hers = say(ann), say(eve)
    dictionary.add(ann, 'Geis', 'gice')
    worker()
    key, name = service.result(ann, clip_id)
    with visiting(session_of(ann)):
        archive = zipfile.ZipFile(io.BytesIO(TestClient(api.create()).get('/files/export').content))
    assert [path for path in archive.namelist() if path.startswith('voice/')] == [
        f'voice/results/{clip_id[-8:]} {name}'
    ]
    rows = json.loads(archive.read('rows.json'))
    assert [clip['text'] for clip in rows['generated_audio_clips']] == [TEXT]
    assert [entry['said'] for entry in rows['pronunciations']] == ['gice']
    with transaction() as session:
        session.get_one(User, ann).delete_after = utc_now() - timedelta(seconds=1)
    consumer._end_accounts()
    assert not storage.exists(key)
    with reading() as session:
        assert [clip.id for clip in session.exec(select(GeneratedAudioClip))] == [hers]
        assert session.exec(select(Pronunciation)).all() == []
