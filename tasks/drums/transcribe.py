"""Writes down the drums of a recording: a draft of all that is heard, easier maps made of it, and its sounds."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlmodel import Session

from app.audio.errors import AudioError
from app.config import settings
from app.db import after_commit, reading
from app.drums import area, canonical, densities, levels, map_files, maps, sound_files, transcriptions, version_writing
from app.drums.drafting import draft
from app.drums.drum_map import DrumMap
from app.drums.map_files import STEM
from app.drums.options import FULL, MapOptions
from app.drums.sound_files import Samples
from app.drums.transcriber import Activations
from app.drums.version_writing import PREVIEW, THUMBNAIL, WAVEFORM, NewVersion
from app.errors import NotFound
from app.files import NewFile
from app.jobs.runner import READABLE, Finished, Heartbeat, Report, handles
from app.jobs.scratch import scratch
from app.jobs.transfer import fetch_to_scratch
from models import AiJob, Song
from models.types import new_id
from tasks.drums import sounds

assert area  # the area is known to whoever runs its jobs
READABLE.append(AudioError)
RATE = 44_100
_FETCHED, _READ, _DRAFTED, _HEARD = 0.03, 0.1, 0.8, 0.95
DELETED = 'The song was deleted meanwhile, so nothing was written down.'


@handles(transcriptions.TRANSCRIBE)
def transcribe(job: AiJob, heartbeat: Heartbeat) -> Finished:
    """Write down the drums of the recording of `job`."""
    song, options = _song(job), transcriptions.options_kept(job)
    if job.s3_key is None:
        raise NotFound(transcriptions.LOST)
    with scratch(job.id, job.attempts) as folder:
        with fetch_to_scratch(job.s3_key, folder, heartbeat.within(0.0, _FETCHED)) as path:
            heartbeat.report(_FETCHED, 'decode')
            samples, length_ms = sound_files.read(path, RATE, 60 * settings().max_duration_minutes)
            heard = list[Activations]()
            full = drafted(samples, song, heartbeat.within(_READ, _DRAFTED), heard)
            heartbeat.report(_DRAFTED, 'sounds')
            first = new_id()
            shared = _shared(first, path, samples, full, folder)
            if heard:
                alone = sounds.drums_alone(samples, RATE, heard[0], folder / 'drums.mp3')
                shared[STEM] = map_files.put(first, STEM, alone)
        heartbeat.report(_HEARD, 'store')
        made = _made(job, first, full, options, shared)

    def undo() -> None:
        for new in made:
            new.take_back()

    def also(session: Session, row: AiJob) -> None:
        there = session.get(Song, job.song_id) if job.song_id else None
        if there is None:
            after_commit(session, undo)
            return
        row.outcome = json.dumps(_written(session, there, row, made) | {'seconds': length_ms / 1000})
        session.add(row)

    return Finished({}, also=also, undo=undo)


def drafted(samples: Samples, song: Song, report: Report, heard: list[Activations]) -> DrumMap:
    """The draft of all that is heard, which is put into `heard`, too."""
    return draft(
        samples,
        title=song.title,
        artist=song.artist,
        progress=lambda stage, done: report(done, stage),
        keep=heard.append,
    )


def _song(job: AiJob) -> Song:
    with reading() as session:
        song = session.get(Song, job.song_id) if job.song_id else None
    if song is None or song.deleted_at is not None:
        raise NotFound(DELETED)
    return song


def _shared(version_id: str, path: Path, samples: Samples, full: DrumMap, folder: Path) -> dict[str, NewFile]:
    """What all maps of a song have: how it looks, and half a minute of it."""
    looks = sounds.waveform(samples, RATE, folder / 'waveform.json')
    heard = sounds.preview(path, full.preview_ms, folder / 'preview.mp3')
    return {
        WAVEFORM: map_files.put(version_id, WAVEFORM, looks),
        PREVIEW: map_files.put(version_id, PREVIEW, heard),
    }


def _made(
    job: AiJob, first: str, full: DrumMap, options: MapOptions, shared: dict[str, NewFile]
) -> Sequence[NewVersion]:
    """The versions, their files stored: the full map, then the easier ones that were asked for."""
    found = list[NewVersion]()
    stem = shared.pop(STEM, None)
    for label in (FULL, *(one for one in levels.LEVELS if one in options.easier)):
        drum_map = full if label == FULL else levels.thinned(full, label)
        version_id = new_id() if found else first
        found.append(
            NewVersion(
                id=version_id,
                drum_map=drum_map,
                file=map_files.put_map(version_id, drum_map),
                source='ai',
                created_by=None,
                job_id=job.id,
                stem=stem,
                assets={**shared, THUMBNAIL: densities.store(version_id, drum_map)},
            )
        )
    return found


def _written(session: Session, song: Song, job: AiJob, made: Sequence[NewVersion]) -> dict[str, Any]:
    """Write the maps down, in the transaction that ends the job."""
    full = made[0].drum_map
    rows = list[str]()
    for new in made:
        row = maps.add(session, song, new.drum_map.difficulty or FULL, job.user_id)
        version_writing.add(session, row, song, new)
        rows.append(row.id)
    if song.status in ('pending', 'archived'):
        song.status = 'unverified'
    song.bpm = song.bpm or round(_tempo(full), 2)
    session.add(song)
    canonical.follow(session, song)
    return {'maps': rows, 'hits': len(full.hits), 'bpm': song.bpm}


def _tempo(full: DrumMap) -> float:
    """The tempo that holds longest."""
    ends = [*(point.ms for point in full.timing[1:]), float(full.length_ms)]
    longest: dict[float, float] = {}
    for point, end in zip(full.timing, ends, strict=True):
        key = round(point.bpm, 1)
        longest[key] = longest.get(key, 0.0) + end - point.ms
    return max(longest, key=longest.__getitem__)
