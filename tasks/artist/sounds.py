"""What workers do for sounds on pages: a levelled copy for everybody, whole or half a minute of it."""

import secrets
from itertools import pairwise
from pathlib import Path

import numpy as np
import soundfile
from sqlmodel import Session

from app import audio, files, storage
from app.artist import showcase, sources
from app.artist.showcase_views import KIND
from app.audio.errors import AudioError, SeveralStreams
from app.audio.files import Source, open_source
from app.audio.files.resampling import mixing
from app.audio.heard_copy import encode
from app.audio.preview import preview_bytes
from app.audio.types import Goal, Outcome, Progress
from app.errors import NotFound
from app.files import Need, NewFile
from app.jobs.runner import READABLE, Finished, Heartbeat, Report, handles
from app.jobs.scratch import scratch
from app.jobs.transfer import fetch_to_scratch
from models import ShowcaseTrack

READABLE.append(AudioError)
LOUDNESS_LUFS = -14.0
"""As loud as streaming services play, so that sounds of one page are heard one after the other at ease."""
MP3_QUALITY = 2 / 3
"""128 kbit/s, as libsndfile counts: 320 less two thirds of 288."""
FADE_IN_S, FADE_OUT_S = 0.02, 1.5
PEAKS = 240
PREVIEW = 'preview'
_BLOCK = 65_536
_FETCHED, _CUT, _LEVELLED = 0.15, 0.3, 0.8


@handles(KIND)
def make(track: ShowcaseTrack, heartbeat: Heartbeat) -> Finished:
    """Make what everybody hears of a sound; the sound itself is read where it is, and stays as it is."""
    if track.user_id is None:
        raise NotFound('Whose sound this was, has left.')
    source = sources.find(track.user_id, track.source_id)
    with scratch(track.id, track.attempts) as folder:
        fetching = heartbeat.within(0.0, _FETCHED)
        with fetch_to_scratch(source.key, folder, fetching) as path:
            heard = path
            if not track.is_whole:
                heard = _cut(path, folder / 'part.wav', track.starts_at_s, heartbeat.within(_FETCHED, _CUT))
            levelled = folder / 'levelled.flac'
            outcome = _levelled(heard, levelled, heartbeat.within(_CUT, _LEVELLED))
        storage.room().need(preview_bytes(outcome.input.duration_s))
        target = folder / 'preview.mp3'
        peaks = encode(levelled, target, MP3_QUALITY, heartbeat.within(_LEVELLED, 0.98))
        heartbeat.report(0.98, 'store')
        key = f'artist/{PREVIEW}/{track.id}-{secrets.token_hex(4)}.mp3'
        size = storage.put(key, target)
    made = NewFile(key, PREVIEW, size, f'{track.public_id}.mp3', lasting=True)

    def also(session: Session, row: ShowcaseTrack) -> None:
        files.release(session, row.id)  # what was heard before goes, now that there is something else
        files.note(session, made, Need.of(row))

    values = {
        'preview_key': key,
        'preview_bytes': size,
        'duration_seconds': round(outcome.output.duration_s, 3),
        'loudness_lufs': outcome.output.integrated_lufs,
        'peaks': f'[{",".join(map(str, _fewer(peaks)))}]',
    }
    return Finished(values, also=also, undo=lambda: storage.delete(key))


def _cut(source: Path, target: Path, starts_at_s: float, report: Report) -> Path:
    """Half a minute of a sound from a moment on, or its last one; it comes and goes softly."""
    with _opened(source) as opened:
        rate, frames = opened.info.sample_rate, opened.info.frames
        mix = mixing(opened.info.layout, ('L', 'R'))
        length = int(showcase.PREVIEW_S * rate)
        start = max(0, min(int(starts_at_s * rate), frames - length))
        kept = list[np.ndarray]()
        at = 0
        while at < start + length and len(block := opened.read(_BLOCK)):
            kept.append(np.ascontiguousarray(block[max(0, start - at) : max(0, start + length - at)] @ mix, np.float32))
            at += len(block)
            report(min(1.0, at / max(1, start + length)), 'cut')
    part = np.concatenate([one for one in kept if len(one)] or [np.zeros((1, 2), np.float32)])
    for edge, seconds in (
        (part, FADE_IN_S if start else 0.0),
        (part[::-1], FADE_OUT_S if start + length < frames else 0.0),
    ):
        size = min(len(part), int(seconds * rate))
        edge[:size] *= np.linspace(0.0, 1.0, size, dtype=np.float32)[:, None]
    soundfile.write(target, part, rate, subtype='FLOAT')
    return target


def _opened(source: Path) -> Source:
    """A sound to be read; of several in one file the first."""
    try:
        return open_source(source)
    except SeveralStreams:
        return open_source(source, stream=0)


def _levelled(path: Path, target: Path, report: Report) -> Outcome:
    if not audio.is_warm():
        audio.warm_up()

    def told(progress: Progress) -> None:
        report(progress.overall, 'level')

    goal = Goal(LOUDNESS_LUFS)
    try:
        return audio.level(path, target, goal, told, to='flac', room=storage.room().need)
    except SeveralStreams:
        return audio.level(path, target, goal, told, to='flac', room=storage.room().need, stream=0)


def _fewer(peaks: list[int]) -> list[int]:
    """As many as are drawn, the loudest of what each stands for."""
    if len(peaks) <= PEAKS:
        return peaks
    bounds = [place * len(peaks) // PEAKS for place in range(PEAKS + 1)]
    return [max(peaks[start:end]) for start, end in pairwise(bounds)]
