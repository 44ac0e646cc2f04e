"""Says one text: take by take, each stored as it is said, then all of them levelled to one clip."""

from collections.abc import Iterator
from pathlib import Path

from app import audio
from app.audio.errors import AudioError
from app.config import settings
from app.jobs.runner import READABLE, Finished, Heartbeat, handles
from app.jobs.scratch import scratch
from app.version import engine_version
from app.voice import area, clips, own_voices, service, takes, voices
from app.voice.engines.port import Chunk, GoesOn, Speaks, Speech
from app.voice.levels import Levels, gain_to
from app.voice.options import CEILING_DBTP, SPEECH_LUFS
from models import GeneratedAudioClip
from tasks.voice.storing import store

assert area  # the area is known to whoever runs its jobs
READABLE.append(AudioError)


@handles(service.SPEAK)
def speak(job: GeneratedAudioClip, heartbeat: Heartbeat) -> Finished:
    """Say the text of `job` and store the clip."""
    heartbeat.report(0.0, 'prepare')
    speech, told = service.speech_of(job)
    engine, levels = voices.engine(told['engine']), Levels()
    with scratch(job.id, job.attempts) as folder:
        speech = own_voices.at_hand(speech, job.user_id or '', folder)
        if not audio.is_warm():
            audio.warm_up()
        target = folder / f'clip.{told["format"]}'
        clip = clips.make(
            levels.heard(_said(job, engine, speech, heartbeat, folder, told.get('target_lufs', SPEECH_LUFS))),
            target,
            audio.Goal(told.get('target_lufs', SPEECH_LUFS), CEILING_DBTP),
            lambda done, stage: heartbeat.report(min(0.99, done), stage),
            clips.share_of(engine),
            mp3_quality=settings().mp3_quality,
        )
        return store(
            job,
            heartbeat,
            target,
            clip,
            levels,
            engine=engine.name,
            licence=engine.licence,
        )


@handles(service.HEAR)
def hear(job: GeneratedAudioClip, heartbeat: Heartbeat) -> Finished:
    """Say a few words; their takes are all that is wanted."""
    heartbeat.report(0.0, 'prepare')
    speech, told = service.speech_of(job)
    with scratch(job.id, job.attempts) as folder:
        speech = own_voices.at_hand(speech, job.user_id or '', folder)
        for chunk in _said(job, voices.engine(told['engine']), speech, heartbeat, folder):
            heartbeat.report(chunk.done * 0.99, 'speak')
    return Finished()


def _said(
    job: GeneratedAudioClip,
    engine: Speaks,
    speech: Speech,
    heartbeat: Heartbeat,
    folder: Path,
    target_lufs: float | None = None,
) -> Iterator[Chunk]:
    """Every piece of a speech: those that a worker before has stored, then the missing ones, stored as they come.

    Parameters
    ----------
    target_lufs : how loud the clip will be: whoever listens meanwhile hears it about as loud, by its first piece.
    """
    made_by, place, seconds, gain = f'{engine.name} {engine_version()}', 0, 0.0, None
    goes_on = isinstance(engine, GoesOn)
    for take in takes.stored(job.id, made_by) if goes_on else ():
        place, seconds, gain = place + 1, seconds + take.seconds, take.gain
        yield takes.chunk_of(take)
    missing = engine.speak_on(speech, place, seconds) if isinstance(engine, GoesOn) else engine.speak(speech)
    for chunk in missing:
        path = folder / 'take'
        if gain is None and target_lufs is not None:
            gain = gain_to(chunk, target_lufs, CEILING_DBTP)
        path.write_bytes(takes.take_of(chunk, made_by, gain or 1.0).as_bytes())
        heartbeat.files.beside(path, takes.key(job.id, place), takes.ROLE, kept=takes.KEPT)
        place += 1
        yield chunk
