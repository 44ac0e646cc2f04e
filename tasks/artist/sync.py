"""Reads the numbers of a connected platform."""

import json

from app.artist import syncing
from app.errors import NotFound
from app.jobs.runner import Finished, Heartbeat, handles
from models import ArtistTask


@handles(syncing.KIND)
def read_platform(job: ArtistTask, heartbeat: Heartbeat) -> Finished:
    """Read it, and say how many values came; one that was disconnected meanwhile is no failure."""
    heartbeat.report(0.1, 'read')
    try:
        found = syncing.sync(job.subject_id or '')
    except NotFound:
        found = {}
    return Finished({'found': json.dumps(found)})
