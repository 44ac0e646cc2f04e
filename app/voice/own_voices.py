"""Voices of one's own: learnt from samples that somebody agreed to, heard by their owner alone, gone without a rest.

Whose voice it is and that they agree is written down with the samples it is about, and looked at again by the worker
before anything is learnt: no page and no program comes around that.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from app import accounts, files, jobs, notifications, storage, uploads
from app.accounts import audit
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.runtime.thread_pools import LOOKS
from app.voice import sample_looks
from app.voice.engines.port import SampleReport, Speech, Voice
from app.voice.options import NAME_LIMIT
from app.voice.own_voice_views import OwnVoice as OwnVoice
from app.voice.own_voice_views import view
from models import CustomVoice, VoiceTraining
from models.job import ACTIVE

MOST, MOST_SAMPLES = 20, 20
SUFFIX = '.voice'
GONE = 'This voice does not exist, or it was deleted.'
NOT_AGREED = 'These are not the samples that somebody agreed to: nothing was learnt. Send them, and agree, once more.'


def mine(user_id: str) -> list[OwnVoice]:
    """All of a user, the newest first."""
    order = (col(CustomVoice.created_at).desc(), col(CustomVoice.id).desc())
    with reading() as session:
        rows = session.exec(select(CustomVoice).where(col(CustomVoice.user_id) == user_id).order_by(*order))
        return [view(session, row) for row in rows]


def get(user_id: str, voice_id: str) -> OwnVoice:
    """One of a user; raises NotFound."""
    with reading() as session:
        return view(session, owned(session, user_id, voice_id))


def check_samples(user_id: str, upload_ids: Sequence[str]) -> tuple[list[SampleReport], SampleReport]:
    """What is to be said of each of these uploads as samples, and of all together.

    Raises
    ------
    Refused
        One is not there any more, is no sound, or there are too many.
    """
    if not 0 < len(upload_ids) <= MOST_SAMPLES:
        raise NotAllowed(f'Send one recording of about a minute, or up to {MOST_SAMPLES} shorter ones.')
    sent = [uploads.get(user_id, upload_id) for upload_id in upload_ids]
    return LOOKS.run(user_id, partial(sample_looks.looked, [uploads.storage_key(one) for one in sent]))


def rename(user_id: str, voice_id: str, name: str, check: Callable[[OwnVoice], object] = lambda found: None) -> None:
    """Call it otherwise; clips that are made keep the name that they have."""
    with transaction() as session:
        accounts.acting(session, user_id)
        row = owned(session, user_id, voice_id)
        check(view(session, row))
        row.name = check_name(session, user_id, name, voice_id)
        session.add(row)


def delete(user_id: str, voice_id: str, check: Callable[[OwnVoice], object] = lambda found: None) -> None:
    """Delete a voice with its samples, what was learnt of them, and its row; clips that were made with it stay.

    Raises
    ------
    NotAllowed
        It is still being learnt.
    """
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = owned(session, user_id, voice_id)
        check(view(session, row))
        trainings = list(session.exec(select(VoiceTraining).where(col(VoiceTraining.voice_id) == voice_id)))
        if any(training.status in ACTIVE for training in trainings):
            raise NotAllowed('This voice is still being learnt. Cancel that first.')
        for training in trainings:
            session.delete(training)
        session.flush()
        files.release(session, *(training.id for training in trainings))
        for training in trainings:
            notifications.forget(session, notifications.JOB, training.id)
        session.delete(row)
        audit.note(session, 'voice.deleted', user, target=voice_id, before={'name': row.name})


def training_deleted(session: Session, training: VoiceTraining) -> None:
    """Whoever deletes the job deletes the voice: its files go with the job."""
    row = session.get(CustomVoice, training.voice_id)
    if row is not None:
        session.delete(row)


def agreed(session: Session, user: Any, voice: CustomVoice) -> None:
    """Write down in the audit log that somebody agreed, to what, and when."""
    told = {'name': voice.name, 'whose': voice.consent_name, 'samples_sha256': voice.consent_hash}
    audit.note(session, 'voice.consented', user, target=voice.id, after={**told, 'when': voice.consented_at})


def fingerprint(hashes: Iterable[str]) -> str:
    """One SHA-256 for all samples, in whatever order: what somebody agrees to."""
    return hashlib.sha256('\n'.join(sorted(hashes)).encode()).hexdigest()


def check_agreed(voice: CustomVoice, hashes: Iterable[str]) -> None:
    """Raise NotAllowed unless somebody agreed to have a voice learnt of just these samples."""
    if not voice.consent_name.strip() or voice.consented_at is None or voice.consent_hash != fingerprint(hashes):
        raise NotAllowed(NOT_AGREED)


def check_name(session: Session, user_id: str, name: str, voice_id: str = '') -> str:
    """A name as it is kept; raises NotAllowed where it is none, or taken."""
    name = ' '.join(name.split())
    if not 0 < len(name) <= NAME_LIMIT:
        raise NotAllowed(f'Give the voice a name, of up to {NAME_LIMIT} characters.')
    others = select(CustomVoice.name).where(col(CustomVoice.user_id) == user_id, col(CustomVoice.id) != voice_id)
    taken = {other.casefold() for other in session.exec(others)}
    if name.casefold() in taken:
        raise NotAllowed(f'You have a voice “{name}” already: give this one another name.')
    if not voice_id and len(taken) >= MOST:
        raise NotAllowed(f'You have {MOST} voices, which is the most: delete one that you do not need.')
    return name


def heard_by(user_id: str) -> list[Voice]:
    """Those of a user that can be heard, as the pickers show them."""
    ready = (col(CustomVoice.user_id) == user_id, col(CustomVoice.status) == 'ready')
    with reading() as session:
        rows = session.exec(select(CustomVoice).where(*ready).order_by(col(CustomVoice.created_at).desc()))
        return [_voice(row) for row in rows]


def _voice(row: CustomVoice) -> Voice:
    language = json.loads(row.facts).get('language', 'en-us')
    return Voice(row.id, row.name, language, 'unknown', 'kokoro', 'your own', custom=True)


def at_hand(speech: Speech, user_id: str, folder: Path) -> Speech:
    """The speech with its own voices named by where their files are, which are fetched into a folder.

    Raises
    ------
    NotFound
        One was deleted meanwhile.
    """
    places: dict[str, str] = {}
    for name in {speech.voice, *speech.speakers.values()}:
        if (place := model_of(user_id, name, folder)) is not None:
            places[name] = str(place)
    speakers = {who: places.get(name, name) for who, name in speech.speakers.items()}
    return replace(speech, voice=places.get(speech.voice, speech.voice), speakers=speakers)


def model_of(user_id: str, name: str, folder: Path) -> Path | None:
    """A file with what was learnt of a user's voice, in this folder; None where it is no voice of their own."""
    with reading() as session:
        row = session.get(CustomVoice, name)
    if row is None or row.user_id != user_id:
        return None
    if row.status != 'ready' or not row.model_key:
        raise NotFound(f'The voice “{row.name}” cannot be heard any more: choose another one.')
    place = folder / f'{row.id}{SUFFIX}'
    place.write_bytes(b''.join(storage.read(row.model_key)))
    return place


def preview(user_id: str, voice_id: str) -> str:
    """The storage key of a sentence in this voice; raises NotFound where there is none."""
    with reading() as session:
        row = owned(session, user_id, voice_id)
    key = str(json.loads(row.facts).get('preview', ''))
    if row.status != 'ready' or not key:
        raise NotFound('This voice cannot be heard yet.')
    return key


def owned(session: Session, user_id: str, voice_id: str) -> CustomVoice:
    """The row of a user's voice; raises NotFound."""
    row = session.get(CustomVoice, voice_id)
    if row is None or row.user_id != user_id:
        raise NotFound(GONE)
    return row


def cancel(user_id: str, voice_id: str) -> None:
    """Stop learning it; its samples stay until it is deleted."""
    jobs.cancel(_KIND, _training(user_id, voice_id), also=lambda session, job: _acting(session, user_id))


def retry(user_id: str, voice_id: str) -> None:
    """Learn it once more from the samples that were sent, after that failed or was cancelled."""
    retry_training(user_id, _training(user_id, voice_id))


def retry_training(user_id: str, job_id: str) -> None:
    """The same, asked for by the job, as lists of jobs do: its voice is being learnt again from then on."""

    def again(session: Session, training: VoiceTraining) -> None:
        accounts.acting(session, user_id)
        row = owned(session, user_id, training.voice_id)
        if not all(files.is_known(session, key) for key in json.loads(row.samples)):
            raise NotFound('The samples are no longer there. Send them again.')
        row.status = 'training'
        session.add(row)
        jobs.admit(session, training)

    jobs.retry(_KIND, job_id, also=again)


_KIND = 'voice.learn'


def _acting(session: Session, user_id: str) -> None:
    accounts.acting(session, user_id)


def _training(user_id: str, voice_id: str) -> str:
    found = get(user_id, voice_id).job_id
    if not found:
        raise NotFound(GONE)
    return found
