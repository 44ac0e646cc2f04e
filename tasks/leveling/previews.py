"""Makes the previews of a finished job, minutes at a time."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from app import storage
from app.audio.preview import LEAD_S, PIECE_S, preview, preview_bytes, preview_rate
from app.db import reading
from app.errors import NotAllowed
from app.jobs.runner import Finished, Heartbeat, handles
from app.jobs.scratch import scratch
from app.jobs.transfer import fetch_to_scratch
from app.leveling import KIND, queries
from app.leveling.helper_jobs import LISTEN
from app.leveling.options import place_of
from app.leveling.preview_files import KEPT, PART, STREAMS, Index, as_text, index_key, part_key
from models import HelperJob, ProcessingJob


@handles(LISTEN)
def listen(helper: HelperJob, heartbeat: Heartbeat) -> Finished:
    """Make light copies of original and result, both at once, so that what is there already can be compared."""
    with reading() as session:
        job = session.get_one(ProcessingJob, helper.job_id)
    (view,) = queries.views([job.id])
    if job.processed_file_path is None or view.result is None:
        raise NotAllowed('There is nothing to listen to yet. Wait until this job is done.')
    before, after = view.result['input'], view.result['output']
    loudness = {'original': before['integrated_lufs'], 'result': after['integrated_lufs']}
    index = Index(PIECE_S, LEAD_S, preview_rate(before['sample_rate']), before['duration_s'], loudness)
    total = max(1.0, before['duration_s'] / PIECE_S)
    room = storage.room()
    room.need(len(STREAMS) * preview_bytes(before['duration_s']))
    with ExitStack() as stack:
        folder = stack.enter_context(scratch(helper.id, helper.attempts))
        fetching = heartbeat.within(0.0, 0.0)
        keys = (job.original_file_path, job.processed_file_path)
        paths = [stack.enter_context(fetch_to_scratch(key, folder, fetching)) for key in keys]
        sounds = (place_of(job.stream), None)  # the result has but the one that was levelled
        makers = dict(zip(STREAMS, map(preview, paths, sounds), strict=True))
        part = 0
        while any([_store(job.id, index, s, part, makers[s], folder, heartbeat, total, room) for s in STREAMS]):
            _publish(job.id, index, folder, heartbeat)
            part += 1
        index.complete = True
        _publish(job.id, index, folder, heartbeat)
    return Finished()


def _store(
    job_id: str,
    index: Index,
    stream: str,
    part: int,
    pieces: Iterator[bytes],
    folder: Path,
    heartbeat: Heartbeat,
    total: float,
    room: storage.Room,
) -> bool:
    """Store the next pieces of one stream; False if there are none left."""
    path = folder / 'part.aac'
    sizes = index.sizes[stream]
    with path.open('wb') as file:
        for piece in islice(pieces, PART):
            room.take(len(piece))
            file.write(piece)
            sizes.append(len(piece))
            heartbeat.report(min(0.99, sum(map(len, index.sizes.values())) / (2 * total)), 'preview')
    if len(sizes) <= part * PART:
        return False
    heartbeat.files.beside(path, part_key(job_id, stream, part), 'preview', job_id=job_id, kind=KIND, kept=KEPT)
    return True


def _publish(job_id: str, index: Index, folder: Path, heartbeat: Heartbeat) -> None:
    path = folder / 'index.json'
    path.write_text(as_text(index))
    heartbeat.files.beside(path, index_key(job_id), 'preview', job_id=job_id, kind=KIND, kept=KEPT)
