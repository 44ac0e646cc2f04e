"""Hears the words of a recording, and brings recordings into another voice."""

import json
from pathlib import Path
from threading import Event

import soundfile

from app import audio
from app.config import settings
from app.jobs.runner import Finished, Heartbeat, handles
from app.jobs.scratch import scratch
from app.jobs.transfer import fetch_to_scratch
from app.voice import changing, clips, own_voices, service
from app.voice.engines import recordings
from app.voice.engines.port import Recording, Transcript
from app.voice.levels import Levels
from app.voice.options import CEILING_DBTP, SPEECH_LUFS
from models import GeneratedAudioClip
from tasks.voice.storing import store

READ, HEARD = 0.03, 0.25
"""How much of the work is done when the recording is read, and when its words are heard."""


@handles(changing.TRANSCRIBE)
def transcribe(job: GeneratedAudioClip, heartbeat: Heartbeat) -> Finished:
    """Hear the words of the recording of `job`."""
    with scratch(job.id, job.attempts) as folder:
        recording, _ = _read(job, heartbeat, folder)
        said = changing.engine(changing.USUAL).transcribe(recording, _Asking(heartbeat, READ))
    return Finished({'outcome': changing.as_outcome(said)})


@handles(service.CHANGE)
def change(job: GeneratedAudioClip, heartbeat: Heartbeat) -> Finished:
    """Bring the recording of `job` into another voice, and store the clip."""
    told, levels = json.loads(job.settings), Levels()
    engine = changing.engine(told['engine'] or changing.USUAL)
    with scratch(job.id, job.attempts) as folder:
        recording, loudness = _read(job, heartbeat, folder)
        model = own_voices.model_of(job.user_id or '', job.voice or '', folder)
        said = _said(job, told, recording, heartbeat)
        if not audio.is_warm():
            audio.warm_up()
        _keep_original(job, recording, folder, heartbeat)
        target = folder / f'clip.{told["format"]}'
        clip = clips.make(
            levels.heard(engine.convert(recording, said, str(model or job.voice))),
            target,
            audio.Goal(told.get('target_lufs', SPEECH_LUFS), CEILING_DBTP),
            lambda done, stage: heartbeat.report(
                min(0.99, HEARD + (1 - HEARD) * done), 'change' if stage == 'speak' else stage
            ),
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
            original_lufs=loudness,
            language=said.language,
        )


class _Asking(Event):
    """What an engine looks at now and then: it says that the work goes on, and leaves by an error where it must not."""

    def __init__(self, heartbeat: Heartbeat, done: float) -> None:
        super().__init__()
        self._heartbeat, self._done = heartbeat, done

    def is_set(self) -> bool:
        """Never: whoever stops the job is heard by the report."""
        self._heartbeat.report(self._done, 'hear')
        return False


def _read(job: GeneratedAudioClip, heartbeat: Heartbeat, folder: Path) -> tuple[Recording, float | None]:
    """The recording, and how loud it is."""
    heartbeat.report(0.0, 'fetch')
    with fetch_to_scratch(
        job.original_voice_s3_key or '', folder, lambda done, stage: heartbeat.report(0.0, stage)
    ) as path:
        recording = recordings.read(path)
        loudness = audio.measure(path).integrated_lufs
    heartbeat.report(READ, 'hear')
    return recording, loudness


def _said(job: GeneratedAudioClip, told: dict[str, str], recording: Recording, heartbeat: Heartbeat) -> Transcript:
    """The words: those that were heard before, or are heard now, as somebody has corrected them."""
    text = job.text or ''
    before = changing.said_before(job.user_id or '', told.get('heard', ''), text) if told.get('heard') else None
    if before is not None:
        return before
    engine = changing.engine(told['engine'] or changing.USUAL)
    said = engine.transcribe(recording, _Asking(heartbeat, READ))
    return changing.as_corrected(said, text) if said.words else said


def _keep_original(job: GeneratedAudioClip, recording: Recording, folder: Path, heartbeat: Heartbeat) -> None:
    """What a browser can play of the recording, to be heard beside the result."""
    path = folder / 'original.mp3'
    soundfile.write(path, recording.sound, recording.rate, 'MPEG_LAYER_III', format='MP3')
    source = job.original_voice_s3_key or ''
    heartbeat.files.beside(path, changing.original_key(job.id), changing.ORIGINAL, source=source)
