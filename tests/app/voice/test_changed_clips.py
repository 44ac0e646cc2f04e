"""A recording becomes a clip in another voice: heard, corrected, changed, levelled; and what happens in between."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app import accounts, areas, audio, library, storage, uploads
from app.accounts import credits
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.jobs import feed
from app.voice import changing, queries, service, words
from app.voice.engines.port import Voice
from app.voice.engines.world import is_there
from app.voice.options import ChangeOptions
from models import CustomVoice, GeneratedAudioClip, Status
from models.types import utc_now
from tests.app.accounts_support import person
from tests.app.voice.changing_support import HEARD, Humming, humming_along, sent
from tests.app.voice.clips_support import row


@pytest.fixture
def humming(owner: str, monkeypatch: pytest.MonkeyPatch) -> Humming:
    import tasks  # noqa: F401

    return humming_along(monkeypatch)


def test_a_recording_is_heard_corrected_and_changed(
    humming: Humming, owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    upload = sent(owner, tmp_path)
    job = changing.submit_transcribe(owner, upload)
    assert changing.heard(owner, job).active
    worker()
    heard = changing.heard(owner, job)
    assert (heard.status, heard.language, heard.text, heard.words) == ('completed', 'en', HEARD.text, HEARD.words)
    assert uploads.get(owner, upload).filename == 'me.ogg', 'the recording still waits for what is made of it'

    options = ChangeOptions('hum', transcript='Hello amiable.', heard=job, format='flac', target_lufs=-16.0)
    clip_id = service.submit_change(owner, upload, options)
    worker()
    clip = queries.get(owner, clip_id)
    assert (clip.status, clip.tool, clip.title, clip.text) == (Status.COMPLETED, 'change', 'me', 'Hello amiable.')
    assert humming.listened == 1, 'what was heard is not heard again'
    assert [(word.text, word.start) for word in humming.said[0].words] == [('Hello', 0.2), ('amiable.', 0.6)]
    key, name = service.result(owner, clip_id)
    (tmp_path / name).write_bytes(b''.join(storage.read(key)))
    assert audio.measure(tmp_path / name).integrated_lufs == pytest.approx(-16.0, abs=0.2)
    assert clip.seconds == pytest.approx(2.0, abs=0.01)
    assert (clip.outcome['engine'], clip.outcome['language']) == ('change', 'en')
    assert clip.outcome['original_lufs'] == pytest.approx(-15.3, abs=1.0)
    assert feed.get(owner, clip_id).label == 'Another voice'
    assert storage.exists(changing.original(owner, clip_id))
    listed = {item.name for item in library.items(owner).found}
    assert listed == {'me.ogg', 'me.flac'}, 'what a browser plays of it is nothing of theirs'


def test_without_words_they_are_heard_first(
    humming: Humming, owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    clip_id = service.submit_change(owner, sent(owner, tmp_path), ChangeOptions('hum'))
    worker()
    assert queries.get(owner, clip_id).status == Status.COMPLETED
    assert humming.said[0] == HEARD


def test_heard_words_that_nobody_corrected_stand_in_the_clip(
    humming: Humming, owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    upload = sent(owner, tmp_path)
    job = changing.submit_transcribe(owner, upload)
    with pytest.raises(NotAllowed, match='still being listened to'):
        service.submit_change(owner, upload, ChangeOptions('hum', heard=job))
    worker()
    clip_id = service.submit_change(owner, upload, ChangeOptions('hum', heard=job))
    assert (row(clip_id).text, row(clip_id).original_voice_s3_key is not None) == (HEARD.text, True)
    worker()
    assert humming.said == [HEARD]


def test_words_that_are_gone_are_heard_again(
    humming: Humming, owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    upload = sent(owner, tmp_path)
    job = changing.submit_transcribe(owner, upload)
    worker()
    clip_id = service.submit_change(owner, upload, ChangeOptions('hum', transcript='Hello Annie Bull.', heard=job))
    _make_old(job)
    for keep in areas.upkeeps():
        keep()
    with pytest.raises(NotFound, match='have the recording heard once more'):
        changing.heard(owner, job)
    worker()
    assert queries.get(owner, clip_id).status == Status.COMPLETED
    assert humming.said[0].text == 'Hello Annie Bull.'


def _make_old(job_id: str) -> None:
    with transaction() as session:
        found = session.get_one(GeneratedAudioClip, job_id)
        found.created_at = utc_now() - changing.KEPT - timedelta(minutes=1)
        session.add(found)


def test_listening_costs_nothing_and_is_listed_nowhere(
    humming: Humming, with_accounts: None, worker: Callable[[], int], tmp_path: Path
) -> None:
    ann, ben = person(), person('ben@example.org')
    upload = sent(ann, tmp_path)
    before = library.items(ann).total
    job = changing.submit_transcribe(ann, upload)
    worker()
    assert credits.balance(ann) == 10_000
    assert (queries.history(ann).total, feed.feed(ann).total, library.items(ann).total) == (0, 0, before)
    with pytest.raises(NotFound):
        changing.heard(ben, job)


def test_a_change_costs_credits_only_if_it_brings_a_clip(
    humming: Humming, with_accounts: None, worker: Callable[[], int], tmp_path: Path
) -> None:
    ann = person()
    service.submit_change(ann, sent(ann, tmp_path), ChangeOptions('hum'))
    worker()
    left = credits.balance(ann)
    assert left == 10_000 - credits.cost(service.CHANGE)
    failing = service.submit_change(ann, sent(ann, tmp_path, 'music.ogg'), ChangeOptions('hum'))
    worker()
    clip = queries.get(ann, failing)
    assert (clip.status, clip.error) == (Status.FAILED, 'No words were heard in this recording: use Shift.')
    assert (credits.balance(ann), row(failing).failed) == (left, True)


def test_a_shift_needs_no_words_and_any_numbers_do(
    humming: Humming, owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    if not is_there():
        pytest.skip('make setup without SLIM=1 brings what takes voices apart')
    for voice in ('shift-lower', 'shift:+3:1.1'):
        clip_id = service.submit_change(owner, sent(owner, tmp_path), ChangeOptions(voice))
        worker()
        clip = queries.get(owner, clip_id)
        assert (clip.status, clip.outcome['engine'], clip.outcome['words']) == (Status.COMPLETED, 'shift', 0)


@pytest.mark.parametrize(
    ('options', 'sentence'),
    [
        (ChangeOptions('nobody'), 'no voice “nobody” for recordings'),
        (ChangeOptions('shift:99:1'), 'at most 24 semitones'),
        (ChangeOptions('hum', engine='steam'), 'no engine “steam”'),
        (ChangeOptions('hum', transcript='word ' * 5_000), 'More than 20,000 characters'),
        (ChangeOptions('hum', format='xyz'), 'Choose a format'),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_made(
    humming: Humming, owner: str, tmp_path: Path, options: ChangeOptions, sentence: str
) -> None:
    upload = sent(owner, tmp_path)
    with pytest.raises(NotAllowed, match=sentence):
        service.submit_change(owner, upload, options)
    assert uploads.get(owner, upload), 'the recording is still there'
    assert queries.history(owner).total == 0


def test_an_engine_that_is_not_there_is_told(
    humming: Humming, owner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Humming, 'here', False)
    with pytest.raises(NotAllowed, match='It lost its voice'):
        service.submit_change(owner, sent(owner, tmp_path), ChangeOptions('hum'))
    assert 'hum' not in {voice.id for voice in changing.all_voices(owner)}


def test_a_cancelled_listening_stops(
    humming: Humming, owner: str, worker: Callable[[], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = changing.submit_transcribe(owner, sent(owner, tmp_path))
    with pytest.raises(NotFound):
        changing.cancel(person('ben@example.org'), job)
    changing.cancel(owner, job)
    worker()
    assert changing.heard(owner, job).status == Status.CANCELLED


def test_a_voice_of_ones_own_is_offered_to_its_owner_and_goes_to_the_engine_as_a_file(
    humming: Humming, owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    (tmp_path / 'model').write_bytes(b'learnt')
    storage.put('voice/model/own.voice', tmp_path / 'model')
    with transaction() as session:
        accounts.acting(session, owner)
        voice = CustomVoice(
            user_id=owner, name='Mine', s3_key='', model_key='voice/model/own.voice', status='ready',
            consent_name='Ann', consent_hash='0', consented_at=utc_now(),
        )  # fmt: skip
        session.add(voice)
        session.flush()
        voice_id = voice.id
    offered: dict[str, Voice] = {one.id: one for one in changing.all_voices(owner)}
    assert offered[voice_id].custom
    clip_id = service.submit_change(owner, sent(owner, tmp_path), ChangeOptions(voice_id))
    worker()
    assert queries.get(owner, clip_id).status == Status.COMPLETED
    assert humming.voices_asked[0].endswith(f'{voice_id}.voice')
    with reading() as session:
        assert session.get(CustomVoice, voice_id) is not None


def test_words_of_a_changed_clip_become_subtitles(
    humming: Humming, owner: str, worker: Callable[[], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip_id = service.submit_change(owner, sent(owner, tmp_path), ChangeOptions('hum'))
    worker()
    assert words.subtitles(owner, clip_id, 'srt').splitlines()[2] == HEARD.text
