"""What was measured of a job over time, and where it is kept."""

from contextlib import suppress
from functools import lru_cache
from pathlib import PurePath

from app import storage
from app.audio.errors import AudioError
from app.audio.timeline import Timeline
from app.errors import NotFound

ANALYSES = 'analyses'
"""What is known of an original, for any later run: one file an original."""
TIMELINES = 'timelines'
"""What is drawn of a job: one file a job, which grows while the job runs."""


def analysis_key(original_key: str, stream: int | None = None) -> str:
    """Where the analysis of an original, or of one of its sounds, is kept: beside it, as long as it is."""
    which = '' if stream is None else f'-{stream}'
    return f'{ANALYSES}/{PurePath(original_key).stem}{which}.npz'


def timeline_key(job_id: str) -> str:
    """Where the timeline of a job is kept; a job that runs twice writes the same again."""
    return f'{TIMELINES}/{job_id}.npz'


def load(job_id: str) -> Timeline:
    """The stored timeline of a job, whoever owns it; NotFound if there is none that can be read."""
    key = timeline_key(job_id)
    stored = storage.stat(key)
    if stored is not None:
        with suppress(NotFound, AudioError, FileNotFoundError):  # gone meanwhile, or of an older engine
            return _load(key, stored.version)
    raise NotFound('There is no timeline of this job. Run it again to have one.')


@lru_cache(maxsize=4)
def _load(key: str, _: str) -> Timeline:
    with storage.local(key) as path:
        return Timeline.load(path)
