"""Learns one voice from samples that somebody agreed to, and says a sentence with it."""

import hashlib
import json
from contextlib import ExitStack
from pathlib import Path

from sqlmodel import Session

from app import audio
from app.config import settings
from app.db import reading
from app.errors import NotFound
from app.jobs.runner import Finished, Heartbeat, handles
from app.jobs.scratch import scratch
from app.jobs.transfer import fetch_to_scratch
from app.voice import clips, engines, own_voices, sample_files, service
from app.voice.engines.learnt import understood
from app.voice.engines.port import Learnt, SampleReport, Speech
from models import CustomVoice, VoiceTraining

USUAL = 'kokoro'
MODEL, PREVIEW = 'model', 'preview'
_HEARD, _LEARNT, _SAID = 0.003, 0.98, 0.99
"""How much of the work is done when the samples are read, when the voice is learnt, and when it has said something."""
SENTENCES = {
    'es': 'Hola. Así sueno yo, más o menos.',
    'fr': 'Bonjour. Voilà ma voix, à peu près.',
    'hi': 'नमस्ते। मेरी आवाज़ कुछ ऐसी है।',
    'it': 'Buongiorno. Più o meno, la mia voce è questa.',
    'pt': 'Olá. A minha voz é mais ou menos assim.',
}
ENGLISH = 'Hello there. This is what I sound like, more or less.'
"""What a voice says of itself, so that its owner hears it at once."""


@handles(service.LEARN)
def learn(job: VoiceTraining, heartbeat: Heartbeat) -> Finished:
    """Learn the voice of `job`, and store what was learnt."""
    with reading() as session:
        voice = session.get(CustomVoice, job.voice_id)
    if voice is None:
        raise NotFound(own_voices.GONE)
    with scratch(job.id, job.attempts) as folder:
        report, learnt = _learnt(voice, heartbeat, folder)
        heartbeat.report(_LEARNT, 'learn')
        model = folder / f'{voice.id}{own_voices.SUFFIX}'
        model.write_bytes(learnt.model)
        language = understood(learnt.model).language
        spoken = _said(model, language, folder)
        heartbeat.report(_SAID, 'store')
        keys = {role: f'voice/{role}/{job.id}{path.suffix}' for role, path in ((MODEL, model), (PREVIEW, spoken))}
        heartbeat.files.beside(model, keys[MODEL], MODEL, lasting=True)
        heartbeat.files.beside(spoken, keys[PREVIEW], PREVIEW, lasting=True)
    near, alike = learnt.nearest
    facts = {
        'language': language,
        'seconds': report.seconds,
        'warnings': list(report.warnings),
        'similarity': learnt.similarity,
        'nearest': near,
        'nearest_similarity': alike,
        'preview': keys[PREVIEW],
    }

    def also(session: Session, _: VoiceTraining) -> None:
        row = session.get(CustomVoice, job.voice_id)
        if row is not None:
            row.model_key, row.facts = keys[MODEL], json.dumps(facts)
            session.add(row)

    return Finished({}, also=also)


def _learnt(voice: CustomVoice, heartbeat: Heartbeat, folder: Path) -> tuple[SampleReport, Learnt]:
    """What comes out of the samples, once it is sure that they are those that somebody agreed to."""
    heartbeat.report(0.0, 'fetch')
    with ExitStack() as opened:
        paths = [
            opened.enter_context(fetch_to_scratch(key, folder, lambda done, stage: heartbeat.report(0.0, stage)))
            for key in json.loads(voice.samples)
        ]
        own_voices.check_agreed(voice, map(_hash, paths))
        recordings = [sample_files.read(path) for path in paths]
    heartbeat.report(0.0, 'hear')
    engine = engines.that_learns(voice.engine or USUAL, settings().models_dir)
    report = engine.check(recordings)

    part = heartbeat.within(_HEARD, _LEARNT)
    return report, engine.learn(recordings, lambda done: part(done, 'learn'))


def _said(model: Path, language: str, folder: Path) -> Path:
    """A sentence in the voice."""
    engine = engines.that_speaks(USUAL, settings().models_dir)
    speech = Speech(SENTENCES.get(language[:2], ENGLISH), str(model))
    if not audio.is_warm():
        audio.warm_up()
    place = folder / 'preview.mp3'
    clips.make(engine.speak(speech), place, mp3_quality=settings().mp3_quality)
    return place


def _hash(path: Path) -> str:
    with path.open('rb') as content:
        return hashlib.file_digest(content, 'sha256').hexdigest()
