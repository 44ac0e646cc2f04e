"""Use cases of voice: what people ask for, checked before anything is counted, and what they do with it then.

All that can be wrong with what they ask for is said here, in one sentence and at no cost; models are opened by workers.
"""

import json
from datetime import timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, files, jobs, uploads
from app.accounts import throttle
from app.accounts.credits import cost
from app.accounts.tiers import way_up
from app.config import settings
from app.db import PAGE, reading, transaction
from app.errors import NotAllowed, NotFound, OverLimit, TooManyTries
from app.runtime.thread_pools import READINGS
from app.voice import changing, dictionary, own_voices, prompt_looks, queries, texts, voices
from app.voice.engines.port import Speech
from app.voice.options import ChangeOptions, EffectOptions, LearnOptions, SpeakOptions, as_settings
from models import CustomVoice, GeneratedAudioClip, Status, VoiceTraining
from models.job import ACTIVE
from models.types import new_id, utc_now

SPEAK, CHANGE, EFFECT, LEARN = 'voice.speak', 'voice.change', 'voice.effect', 'voice.learn'
MOST_VARIATIONS = 4
CHARACTERS = 'voice.characters_at_once'
"""How much text somebody may have said at once, as their plan names it."""
HEAR = 'voice.hear'
"""A few words, to be heard once: they cost nothing, and are kept nowhere."""
HEAR_CHARACTERS, HEAR_PRIORITY = 200, 20
HEARINGS = throttle.Limit('voice-hear', free=30, window_s=60.0, pause_s=10.0, longest_s=60.0)
SUBMITS = throttle.Limit('voice', free=3, window_s=60.0, pause_s=60.0, longest_s=60.0)
SERVICES = {
    HEAR: queries.TOOLS['speak'],
    SPEAK: queries.TOOLS['speak'],
    CHANGE: queries.TOOLS['change'],
    EFFECT: queries.TOOLS['effect'],
}


def check_speech(user_id: str, options: SpeakOptions) -> texts.Reading:
    """What would be said of a text, in words; raises what is wrong with it, as `submit_speak`."""
    options.check()
    most = accounts.entitlement(user_id, CHARACTERS) if settings().limits == 'hard' else None
    if most is not None and len(options.text) > most:
        raise OverLimit(f'Your plan takes {most:,} characters at once, and this text has more: divide it. {way_up()}')
    speech, engine = _speech(user_id, options, dictionary.for_text(user_id, options.text))
    own = own_voices.heard_by(user_id)
    return READINGS.run(user_id, partial(texts.read, speech, engine, own, partial(voices.all_voices, user_id)))


def submit_speak(user_id: str, options: SpeakOptions) -> str:
    """Have a text said; returns the id of its job.

    Raises
    ------
    Refused
        The text cannot be said, is too long for the plan, or there were too many a minute; nothing is counted then.
    """
    read = check_speech(user_id, options)
    _count(user_id)
    kept = as_settings(options, engine=read.engine, dictionary=dictionary.for_text(user_id, options.text))
    job = _job(user_id, SPEAK, read.title, kept, text=options.text, voice=options.voice)
    with transaction() as session:
        jobs.submit(session, job)
    return job.id


def submit_hear(user_id: str, words: str, voice: str) -> str:
    """Have a few words said to be heard at once, by their takes; returns the id of the job.

    Raises
    ------
    Refused
        They are too many, cannot be said, or there were too many a minute.
    """
    if len(words) > HEAR_CHARACTERS:
        raise NotAllowed(f'Up to {HEAR_CHARACTERS} characters can be heard at once. Have more of them made to a clip.')
    options = SpeakOptions(words, voice)
    read = check_speech(user_id, options)
    if settings().accounts == 'on':
        throttle.count(HEARINGS, user_id)
    kept = as_settings(options, engine=read.engine, dictionary=dictionary.for_text(user_id, words))
    job = _job(user_id, HEAR, read.title, kept, text=words, voice=voice)
    job.priority = HEAR_PRIORITY
    with transaction() as session:
        jobs.submit(session, job)
    return job.id


def forget_heard() -> None:
    """Remove what was heard once, an hour later."""
    old = sa.select(col(GeneratedAudioClip.id)).where(
        col(GeneratedAudioClip.kind) == HEAR,
        col(GeneratedAudioClip.status).not_in(ACTIVE),
        col(GeneratedAudioClip.created_at) < utc_now() - timedelta(hours=1),
    )
    with transaction() as session:
        if found := list(session.scalars(old.limit(PAGE))):
            session.execute(sa.delete(GeneratedAudioClip).where(col(GeneratedAudioClip.id).in_(found)))
            files.release(session, *found)


def submit_change(user_id: str, upload_id: str, options: ChangeOptions) -> str:
    """Have an uploaded recording heard in another voice; sent twice, it is one job. Raises as `submit_speak`."""
    options.check()
    if _made_already(user_id, upload_id):
        return upload_id
    by = changing.find(user_id, options.voice, options.engine)
    changing.check_text(options.transcript)
    if options.heard:
        options = changing.with_words(user_id, options)
    upload = uploads.get(user_id, upload_id)
    _count(user_id)
    text = options.transcript.strip() or None
    kept = as_settings(options, engine=by)
    job = _job(user_id, CHANGE, texts.without_suffix(upload.filename), kept, text, options.voice)
    job.id, job.original_voice_s3_key = upload_id, uploads.storage_key(upload)
    with transaction() as session:
        if session.get(GeneratedAudioClip, upload_id) is not None:
            return upload_id
        jobs.submit(session, job)
        uploads.take(session, upload, job)
    return job.id


def submit_effect(user_id: str, options: EffectOptions, variations: int = 1) -> list[str]:
    """Have a sound effect made, in so many variations; returns the ids of their jobs. Raises as `submit_speak`, and
    where no sound is close to the prompt, with the nearest there are (`errors.offered`).

    All of them count as one of those that are taken in a minute, and each takes its credits.
    """
    options.check()
    if not 1 <= variations <= MOST_VARIATIONS:
        raise NotAllowed(f'Choose 1 to {MOST_VARIATIONS} variations.')
    engine = voices.makes_effects(options.engine).name
    prompt_looks.check(user_id, options)
    _count(user_id)
    made = []
    for number in range(variations):
        kept = as_settings(options, engine=engine, seed=(options.seed + number) % 2**31)
        made.append(_job(user_id, EFFECT, texts.shortened(options.prompt), kept, options.prompt.strip()))
    with transaction() as session:
        for job in made:
            jobs.submit(session, job)
    return [job.id for job in made]


def submit_learn(user_id: str, samples: list[str], options: LearnOptions) -> str:
    """Have a voice learnt; returns the id of the voice.

    Parameters
    ----------
    samples : uploads, the first of them at least; they stay as long as the voice.

    Raises
    ------
    Refused
        Nobody agreed, no voice can be learnt from these, or the name is taken; nothing is counted then.
    """
    options.check()
    voices.check_learns(options.engine)
    faults = own_voices.check_samples(user_id, samples)[1].faults
    if faults:
        raise NotAllowed(' '.join(faults))
    sent = [uploads.get(user_id, upload_id) for upload_id in samples]
    _count(user_id)
    keys = list(dict.fromkeys(uploads.storage_key(upload) for upload in sent))
    voice = CustomVoice(
        user_id=user_id,
        name=options.name.strip(),
        s3_key=keys[0],
        samples=json.dumps(keys),
        engine=options.engine,
        consent_name=options.consent_name.strip(),
        consent_hash=own_voices.fingerprint({upload.content_hash or '' for upload in sent}),
        consented_at=utc_now(),
    )
    training = VoiceTraining(user_id=user_id, kind=LEARN, voice_id=voice.id)
    with transaction() as session:
        user = accounts.acting(session, user_id)
        voice.name = own_voices.check_name(session, user_id, options.name)
        session.add(voice)
        session.flush()
        own_voices.agreed(session, user, voice)
        jobs.submit(session, training)
        for upload in sent:
            uploads.take(session, upload, training)
    return voice.id


def retry(user_id: str, clip_id: str) -> None:
    """Try a failed or cancelled clip again; what was said of it before is gone on with."""

    def again(session: Session, clip: GeneratedAudioClip) -> None:
        accounts.acting(session, user_id)
        clip = queries.owned(session, user_id, clip.id)
        original = clip.original_voice_s3_key
        if original is not None and not files.is_known(session, original):
            raise NotFound('The recording is no longer there. Send it again.')
        clip.failed, clip.files_gone_at, clip.files_gone_why = False, None, None
        jobs.admit(session, clip)

    kind = queries.kind_of(user_id, clip_id)
    jobs.retry(kind, clip_id, also=again)


def ended(session: Session, clip: GeneratedAudioClip) -> None:
    """A clip says itself whether it failed, in the transaction that ends its job."""
    clip.failed = clip.status == Status.FAILED
    session.add(clip)


def training_ended(session: Session, training: VoiceTraining) -> None:
    """A voice is ready, or it could not be learnt, in the transaction that ends its job."""
    voice = session.get(CustomVoice, training.voice_id)
    if voice is not None:
        voice.status = 'ready' if training.status == Status.COMPLETED else 'failed'
        session.add(voice)


def result(user_id: str, clip_id: str) -> tuple[str, str]:
    """Storage key and file name of a clip; raises NotFound where there is none, or not any more."""
    with reading() as session:
        clip = queries.owned(session, user_id, clip_id)
    if clip.s3_key is None or clip.status != Status.COMPLETED:
        raise NotFound('This clip is not made yet.' if not clip.failed else 'This clip could not be made.')
    if clip.files_gone_at is not None:
        raise NotFound(f'The file of this clip is gone since {accounts.day(clip.files_gone_at)}. Make it once more.')
    return clip.s3_key, texts.file_name(clip.title, clip.s3_key)


def result_as(user_id: str, clip_id: str, form: str) -> tuple[str, str]:
    """The same in one of the formats that clips can be had in; raises as `result`."""
    key, name = result(user_id, clip_id)
    if key.endswith(f'.{form}'):
        return key, name
    clip = queries.get(user_id, clip_id)
    copy = clip.outcome.get('copies', {}).get(form)
    if copy is None:
        raise NotFound(f'This clip is not there as {form[:10]}. Download it as it was made.')
    return copy, texts.file_name(clip.title, copy)


def price(job: Any) -> int:
    """How many credits a job takes."""
    return cost(job.kind)


def speech_of(clip: GeneratedAudioClip) -> tuple[Speech, dict[str, Any]]:
    """What a worker is to say, and all that it was told."""
    told = json.loads(clip.settings)
    speakers = {one['name'].strip(): one['voice'] for one in told.get('speakers', ())}
    speech = Speech(clip.text or '', clip.voice or '', told.get('speed', 1.0), told.get('dictionary', {}), speakers)
    return speech, told


def _speech(user_id: str, options: SpeakOptions, words: dict[str, str]) -> tuple[Speech, Any]:
    _, engine = voices.find(options.voice, options.engine, user_id)
    speakers = {one.name.strip(): voices.find(one.voice, engine.name, user_id)[0].id for one in options.speakers}
    return Speech(options.text, options.voice, options.speed, words, speakers), engine


def _job(
    user_id: str, kind: str, title: str, kept: dict[str, Any], text: str | None = None, voice: str | None = None
) -> GeneratedAudioClip:
    return GeneratedAudioClip(
        id=new_id(),
        user_id=user_id,
        kind=kind,
        service=SERVICES[kind],
        title=texts.whole(title),
        text=text and texts.whole(text),
        voice=voice,
        settings=json.dumps(kept),
    )


def _count(user_id: str) -> None:
    """Three a minute, where others use this installation, too."""
    if settings().accounts == 'off':
        return
    try:
        throttle.count(SUBMITS, user_id)
    except TooManyTries as error:
        wait = max(1, round(error.seconds))
        raise TooManyTries(
            f'Three clips a minute are taken: send this one in {wait} seconds. Nothing was counted.', error.seconds
        ) from None


def _made_already(user_id: str, upload_id: str) -> bool:
    with reading() as session:
        clip = session.get(GeneratedAudioClip, upload_id)
    return clip is not None and clip.user_id == user_id
