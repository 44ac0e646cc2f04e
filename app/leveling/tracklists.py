"""The tracklist of a finished job, as a file to keep, to publish or to burn."""

from app.audio.segments import Segment, to_cue, to_text
from app.errors import NotFound
from app.leveling import queries
from app.leveling.download_names import output_name
from app.uploads import parted
from models import Status

TRACKLISTS = {'cue': 'application/x-cue', 'txt': 'text/plain; charset=utf-8'}
"""Suffix and media type of what can be had."""


def tracklist(user_id: str, job_id: str, kind: str) -> tuple[str, str]:
    """The text of a tracklist with its times, and a name for the file; `kind` is one of TRACKLISTS.

    Raises
    ------
    NotFound
        The job is not this user's, is not done, or nothing is known of its tracks; or there is no such kind.
    """
    view = queries.get(user_id, job_id)
    if kind not in TRACKLISTS:
        raise NotFound(f'A tracklist comes as {" or ".join(TRACKLISTS)}.')
    if view.status != Status.COMPLETED or not (view.result or {}).get('segments'):
        raise NotFound('The tracks of this job are not known. Run it again with a tracklist, or even its tracks out.')
    segments = [Segment(**facts) for facts in (view.result or {})['segments']]
    suffix = view.output_format and f'.{view.output_format}'
    name = output_name(view.filename, target_lufs=view.target_lufs, suffix=suffix)
    text = to_text(segments) if kind == 'txt' else to_cue(segments, name, parted(view.filename)[0])
    return text, output_name(view.filename, target_lufs=view.target_lufs, suffix=f'.{kind}')
