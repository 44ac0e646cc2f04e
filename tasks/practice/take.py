"""Hears a take, or reads what a keyboard sent, and scores it against the piece."""

import json
from pathlib import Path

from app.audio.errors import AudioError
from app.db import reading
from app.errors import NotFound
from app.jobs.runner import READABLE, Finished, Heartbeat, handles
from app.jobs.scratch import scratch
from app.jobs.transfer import fetch_to_scratch
from app.practice import area, own_takes, pieces
from app.practice.expecting import beside, expected, pass_seconds
from app.practice.own_takes import TakeOptions
from app.practice.score import Score
from app.practice.takes import refusals, scoring
from app.practice.takes.net import RATE
from app.practice.takes.result import TakeResult
from models import GeneratedContent, PracticeTake

assert area  # the area is known to whoever runs its jobs
READABLE.append(AudioError)


@handles(own_takes.TAKE)
def score(job: PracticeTake, heartbeat: Heartbeat) -> Finished:
    """Score the take of `job`."""
    heartbeat.report(0.0, 'read')
    options, piece = own_takes.options_of(job), _score(job.content_id)
    if job.source == 'midi':
        result, seconds = _keyboard(job, piece, options)
    else:
        with scratch(job.id, job.attempts) as folder:
            result, seconds = _recording(job, heartbeat, folder, piece, options)
    told = {'result': result.as_json(), 'seconds': round(seconds, 1)}
    return Finished({'score': float(result.score), 'outcome': json.dumps(told)})


def _keyboard(job: PracticeTake, piece: Score, options: TakeOptions) -> tuple[TakeResult, float]:
    notes = own_takes.read_notes(json.loads(job.settings)['notes'])
    wanted = expected(piece, options.tempo, options.transpose, options.bars)
    round_s = pass_seconds(piece, options.tempo, options.bars)
    result = scoring.score_keyboard(notes, wanted, pass_s=round_s, begins_s=options.begins_s)
    return result, max(one.at + one.length for one in notes)


def _recording(
    job: PracticeTake, heartbeat: Heartbeat, folder: Path, piece: Score, options: TakeOptions
) -> tuple[TakeResult, float]:
    if job.s3_key is None:
        raise NotFound('The recording is no longer there. Play it once more.')
    with fetch_to_scratch(job.s3_key, folder, heartbeat.report) as path:
        sound = refusals.read(path)
    heartbeat.report(0.3, 'hear')
    wanted = expected(piece, options.tempo, options.transpose, options.bars)
    others = beside(piece, options.tempo, options.transpose, options.bars) if options.band else ()
    round_s = pass_seconds(piece, options.tempo, options.bars)
    result = scoring.score_sound(sound, wanted, beside=others, pass_s=round_s, begins_s=options.begins_s)
    return result, len(sound) / RATE


def _score(content_id: str) -> Score:
    with reading() as session:
        row = session.get(GeneratedContent, content_id)
    if row is None or row.deleted_at is not None:
        raise NotFound('The piece was deleted meanwhile.')
    return pieces.score_of(row)
