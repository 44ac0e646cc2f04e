"""A voice of one's own: who agreed to it, how it is learnt and heard, by whom, and that nothing of it is left."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app import storage
from app.db import reading, transaction
from app.errors import Cancelled, NotAllowed, NotFound
from app.jobs import feed, own_jobs
from app.voice import own_voices, queries, service, voices
from app.voice.engines.port import Health, SampleReport
from app.voice.options import LearnOptions, SpeakOptions
from models import AuditEntry, CustomVoice, Status, StoredObject, VoiceTraining
from tests.app.accounts_support import person
from tests.app.voice.clips_support import TEXT
from tests.app.voice.learning_support import AGREED, HummingAnybody, Quick, have_learnt, quick, sent


@pytest.fixture
def engines(owner: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Quick, HummingAnybody]:
    import tasks  # noqa: F401

    return quick(monkeypatch)


def rows(table: type) -> int:
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def stored() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(StoredObject.key).where(col(StoredObject.deleted_at).is_(None))))


def test_a_voice_is_learnt_and_says_a_text(
    engines: tuple[Quick, HummingAnybody], owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    voice_id = have_learnt(owner, tmp_path)
    waiting = own_voices.get(owner, voice_id)
    assert (waiting.name, waiting.status, waiting.there) == ('Mine', 'training', False)
    assert voice_id not in {voice.id for voice in voices.all_voices(owner)}
    entry = feed.get(owner, waiting.job_id)
    assert (entry.title, entry.label, entry.page) == ('Mine', 'Learning a voice', '/voice/mine')
    worker()
    ready = own_voices.get(owner, voice_id)
    assert (ready.status, ready.similarity, ready.nearest, ready.seconds) == ('ready', 0.88, ('af_heart', 0.83), 48.0)
    assert storage.exists(own_voices.preview(owner, voice_id))
    listed = next(voice for voice in voices.all_voices(owner) if voice.id == voice_id)
    assert (listed.name, listed.custom, listed.language) == ('Mine', True, 'en-us')

    clip_id = service.submit_speak(owner, SpeakOptions(text=TEXT, voice=voice_id))
    worker()
    clip = queries.get(owner, clip_id)
    assert (clip.status, clip.voice, clip.error) == (Status.COMPLETED, voice_id, None)
    assert engines[1].asked == ['en-us', 'en-us'], 'its preview, and the text'


def test_it_is_learnt_of_several_samples(
    engines: tuple[Quick, HummingAnybody], owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    samples = [sent(owner, tmp_path, f'{place}.wav') for place in range(3)]
    service.submit_learn(owner, samples, AGREED)
    worker()
    assert engines[0].given == [3]


@pytest.mark.parametrize(
    ('options', 'sentence'),
    [
        (replace(AGREED, consent=False), 'Confirm that this is your voice'),
        (replace(AGREED, consent_name='  '), 'the name of whose voice it is'),
        (replace(AGREED, name=''), 'Give the voice a name'),
        (replace(AGREED, engine='steam'), 'There is no engine “steam” that learns'),
    ],
)
def test_nothing_is_learnt_that_nobody_agreed_to(
    engines: tuple[Quick, HummingAnybody], owner: str, tmp_path: Path, options: LearnOptions, sentence: str
) -> None:
    upload = sent(owner, tmp_path)
    with pytest.raises(NotAllowed, match=sentence):
        service.submit_learn(owner, [upload], options)
    assert (rows(CustomVoice), rows(VoiceTraining)) == (0, 0)


def test_what_was_agreed_to_is_written_down(engines: tuple[Quick, HummingAnybody], owner: str, tmp_path: Path) -> None:
    voice_id = have_learnt(owner, tmp_path)
    with reading() as session:
        row = session.get_one(CustomVoice, voice_id)
        line = session.exec(select(AuditEntry).where(col(AuditEntry.action) == 'voice.consented')).one()
    assert (row.consent_name, len(row.consent_hash), line.entity_id) == ('Ann Miller', 64, voice_id)
    told = json.loads(line.new_data or '{}')
    assert (told['whose'], told['samples_sha256']) == ('Ann Miller', row.consent_hash)
    assert told['when'].startswith(row.consented_at.date().isoformat())


@pytest.mark.parametrize('wrong', [{'consent_hash': '0' * 64}, {'consent_name': ' '}])
def test_the_worker_learns_nothing_of_samples_that_nobody_agreed_to(
    engines: tuple[Quick, HummingAnybody],
    owner: str,
    worker: Callable[[], int],
    tmp_path: Path,
    wrong: dict[str, str],
) -> None:
    voice_id = have_learnt(owner, tmp_path)
    with transaction() as session:
        session.execute(sa.update(CustomVoice).values(**wrong))
    worker()
    found = own_voices.get(owner, voice_id)
    assert (found.status, found.error) == ('failed', own_voices.NOT_AGREED)
    assert engines[0].given == []


def test_samples_that_do_not_do_are_refused_and_stay(
    engines: tuple[Quick, HummingAnybody], owner: str, tmp_path: Path
) -> None:
    engines[0].report = SampleReport(2.0, ('Too short.', 'Two speak.'))
    upload = sent(owner, tmp_path)
    with pytest.raises(NotAllowed, match=r'^Too short\. Two speak\.$'):
        service.submit_learn(owner, [upload], AGREED)
    with pytest.raises(NotAllowed, match='Send one recording of about a minute'):
        service.submit_learn(owner, [], AGREED)
    engines[0].report = SampleReport(48.0)
    assert service.submit_learn(owner, [upload], AGREED)


def test_an_installation_without_voices_says_how_to_get_them(
    engines: tuple[Quick, HummingAnybody], owner: str, tmp_path: Path
) -> None:
    engines[0].state = Health('missing', 'The weights are not here.', 'Run make setup.')
    with pytest.raises(NotAllowed, match=r'The weights are not here\. Run make setup\.'):
        have_learnt(owner, tmp_path)


def test_deleting_it_leaves_nothing_behind(
    engines: tuple[Quick, HummingAnybody], owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    before = stored()
    voice_id = have_learnt(owner, tmp_path)
    with pytest.raises(NotAllowed, match='still being learnt'):
        own_voices.delete(owner, voice_id)
    worker()
    keys = [key for key in stored() if key not in before]
    assert len(keys) == 3, 'a sample, what was learnt, and a sentence'
    own_voices.delete(owner, voice_id)
    assert (rows(CustomVoice), rows(VoiceTraining)) == (0, 0)
    assert stored() == before
    assert not any(storage.exists(key) for key in keys)
    with pytest.raises(NotAllowed, match='There is no voice'):
        service.submit_speak(owner, SpeakOptions(text=TEXT, voice=voice_id))


def test_whoever_deletes_the_job_deletes_the_voice(
    engines: tuple[Quick, HummingAnybody], owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    voice_id = have_learnt(owner, tmp_path)
    worker()
    own_jobs.delete(owner, service.LEARN, own_voices.get(owner, voice_id).job_id)
    assert own_voices.mine(owner) == []


def test_a_voice_that_was_deleted_meanwhile_is_told(
    engines: tuple[Quick, HummingAnybody], owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    voice_id = have_learnt(owner, tmp_path)
    worker()
    clip_id = service.submit_speak(owner, SpeakOptions(text=TEXT, voice=voice_id))
    own_voices.delete(owner, voice_id)
    worker()
    assert queries.get(owner, clip_id).status == Status.FAILED


def test_it_can_be_cancelled_tried_again_and_renamed(
    engines: tuple[Quick, HummingAnybody], owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    voice_id = have_learnt(owner, tmp_path)

    def cancel(done: float) -> None:
        own_voices.cancel(owner, voice_id)
        raise Cancelled('cancelled')

    engines[0].meanwhile = cancel
    worker()
    cancelled = own_voices.get(owner, voice_id)
    assert (cancelled.status, cancelled.cancelled, cancelled.moving) == ('failed', True, None)
    assert 'Its samples are kept' in (cancelled.error or '')
    engines[0].meanwhile = lambda done: None
    own_voices.retry(owner, voice_id)
    assert own_voices.get(owner, voice_id).status == 'training'
    worker()
    assert own_voices.get(owner, voice_id).there
    own_voices.rename(owner, voice_id, '  My   evening voice ')
    assert own_voices.get(owner, voice_id).name == 'My evening voice'
    have_learnt(owner, tmp_path)
    with pytest.raises(NotAllowed, match='You have a voice “mine” already'):
        own_voices.rename(owner, voice_id, 'mine')


def test_nobody_else_hears_it_or_touches_it(
    engines: tuple[Quick, HummingAnybody], with_accounts: None, worker: Callable[[], int], tmp_path: Path
) -> None:
    ann, ben = person(), person('ben@example.org')
    voice_id = have_learnt(ann, tmp_path)
    worker()
    assert voice_id in {voice.id for voice in voices.all_voices(ann)}
    assert voice_id not in {voice.id for voice in voices.all_voices(ben)}
    for deed in (
        lambda: own_voices.get(ben, voice_id),
        lambda: own_voices.preview(ben, voice_id),
        lambda: own_voices.rename(ben, voice_id, 'Ben'),
        lambda: own_voices.delete(ben, voice_id),
        lambda: own_voices.retry(ben, voice_id),
        lambda: own_voices.cancel(ben, voice_id),
    ):
        with pytest.raises(NotFound):
            deed()
    with pytest.raises(NotAllowed, match='There is no voice'):
        service.submit_speak(ben, SpeakOptions(text=TEXT, voice=voice_id))
    assert own_voices.model_of(ben, voice_id, tmp_path) is None
    assert own_voices.get(ann, voice_id).there


def test_there_are_at_most_so_many(
    engines: tuple[Quick, HummingAnybody], owner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_voices, 'MOST', 1)
    have_learnt(owner, tmp_path)
    with pytest.raises(NotAllowed, match='You have 1 voices, which is the most'):
        have_learnt(owner, tmp_path, replace(AGREED, name='Another'))
