"""Records a piece: the band plays it part by part, each part becomes a stem, all together the mix."""

import json
from pathlib import Path

import numpy as np
import soundfile

from app.db import reading
from app.errors import NotFound
from app.jobs.runner import Finished, Heartbeat, handles
from app.jobs.scratch import scratch
from app.practice import area, pieces, play_alongs
from app.practice.accompaniment.mma import perform_with
from app.practice.accompaniment.trio import perform
from app.practice.performing import shifted
from app.practice.score import Score
from app.practice.sound.clicks import click_stem
from app.practice.sound.events import PARTS, Arrangement
from app.practice.sound.instruments import RATE, Wave
from app.practice.sound.levels import loudness
from app.practice.sound.stems import render
from app.practice.sound.tempo import timing
from models import GeneratedContent, PlayAlong

assert area  # the area is known to whoever runs its jobs
STEM = 'stem'
"""What a part is in the ledger, beside the mix."""


@handles(play_alongs.SOUND)
def record(job: PlayAlong, heartbeat: Heartbeat) -> Finished:
    """Play the piece of `job` as it was asked for, and store mix and stems."""
    heartbeat.report(0.0, 'arrange')
    options = play_alongs.options_of(job)
    score = shifted(_score(job.content_id), options.transpose)
    how = timing(score, options.tempo)
    heartbeat.report(0.1, 'play')
    mix = render(_arranged(score, options), how, seed=score.seed)
    heartbeat.report(0.6, 'store')
    stems: dict[str, Wave] = dict(mix.stems.items())
    stems['click'] = click_stem(score, how, options.choruses)
    with scratch(job.id, job.attempts) as folder:
        whole = mix.mixed()
        stored = heartbeat.files.put(
            _written(folder / 'mix.flac', whole),
            name=f'{job.title}.flac',
            duration_s=len(whole) / RATE,
            loudness_lufs=round(loudness(whole), 2),
        )
        keys = {}
        for done, (part, wave) in enumerate(stems.items()):
            heartbeat.report(0.6 + 0.38 * done / len(stems), 'store')
            path = _written(folder / f'{part}.flac', wave)
            keys[part] = heartbeat.files.put(path, STEM, name=f'{job.title} ({part}).flac', source=stored.key).key
    gains = {part: mix.gains_db.get(part, 0.0) for part in PARTS if part in stems} | {'click': 0.0}
    outcome = {'keys': keys, 'gains_db': gains, 'seconds': round(len(whole) / RATE, 3)}
    return Finished({'s3_key': stored.key, 'outcome': json.dumps(outcome)})


def _score(content_id: str) -> Score:
    with reading() as session:
        row = session.get(GeneratedContent, content_id)
    if row is None or row.deleted_at is not None:
        raise NotFound('The piece was deleted meanwhile.')
    return pieces.score_of(row)


def _arranged(score: Score, options: play_alongs.SoundOptions) -> Arrangement:
    if options.band == play_alongs.HOUSE:
        return perform(score, choruses=options.choruses, intro=options.intro)
    return perform_with(score, options.band)


def _written(path: Path, wave: Wave) -> Path:
    soundfile.write(path, np.clip(wave, -1.0, 1.0), RATE, subtype='PCM_16')
    return path
