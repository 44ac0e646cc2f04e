"""Previews to compare original and result by ear: asked for by a screen, made by a worker, gone after some days."""

import json
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from app import storage, uploads
from app.errors import NotAllowed, NotFound
from app.leveling import helper_jobs, queries
from app.ops import retention
from models import Status

PREVIEWS = 'leveling/preview'
KEPT = timedelta(days=3)
STREAMS = ('original', 'result')
PART = 30
"""Pieces in one stored file: the first minutes can be heard while the rest is made."""


@dataclass(slots=True)
class Index:
    """What there is to hear: bytes of every piece, in files of PART pieces; times in seconds, loudness in LUFS."""

    piece_s: float
    lead_s: float
    rate: int
    duration_s: float
    loudness: dict[str, float | None]
    sizes: dict[str, list[int]] = field(default_factory=lambda: {stream: [] for stream in STREAMS})
    part: int = PART
    complete: bool = False


def index_key(job_id: str) -> str:
    """Where the index of a job's previews is kept."""
    return f'{PREVIEWS}/{job_id}.json'


def part_key(job_id: str, stream: str, part: int) -> str:
    """Where some pieces of a job's original or result are kept."""
    return f'{PREVIEWS}/{job_id}.{stream}.{part}.aac'


def ask_previews(user_id: str, job_id: str) -> str:
    """Have the previews of a finished job made; returns the id to follow.

    Raises
    ------
    NotAllowed
        The job has no result to listen to.
    """
    view = queries.get(user_id, job_id)
    if view.status != Status.COMPLETED:
        raise NotAllowed('There is nothing to listen to before this job is done.')
    retention.check_there(view)
    return helper_jobs.ask(user_id, job_id, helper_jobs.LISTEN)


def previews(user_id: str, job_id: str) -> Index | None:
    """What there is to hear of a job so far; None until there is something.

    Raises
    ------
    NotFound
        The job is not this user's.
    """
    queries.get(user_id, job_id)
    try:
        return stored_index(job_id)
    except NotFound:
        return None


def preview_part(user_id: str, job_id: str, stream: str, part: int) -> str:
    """The storage key of some pieces."""
    queries.get(user_id, job_id)
    if stream not in STREAMS or not storage.exists(part_key(job_id, stream, part)):
        raise NotFound('This preview is no longer there. Open the page again to have it made anew.')
    return part_key(job_id, stream, part)


def upload_sound(user_id: str, upload_id: str) -> str:
    """The storage key of an upload as it is, to be played by a browser that knows its format.

    Raises
    ------
    NotFound
        The upload is not this user's, or was taken by a job.
    """
    return uploads.storage_key(uploads.get(user_id, upload_id))


def stored_index(job_id: str) -> Index:
    """The index, whoever owns the job."""
    try:
        return Index(**json.loads(b''.join(storage.read(index_key(job_id)))))
    except (NotFound, ValueError, TypeError, OSError):
        raise NotFound('There is no preview of this job yet.') from None


def as_text(index: Index) -> str:
    """For storing and sending."""
    return json.dumps(asdict(index))
