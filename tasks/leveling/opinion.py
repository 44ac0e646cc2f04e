"""Has the result of a job measured by another meter."""

import json
from functools import partial
from typing import Any

from sqlmodel import Session

from app import audio
from app.audio.other_meter import meter_name
from app.db import reading
from app.errors import NotAllowed
from app.jobs.runner import Finished, Heartbeat, handles
from app.jobs.scratch import scratch
from app.jobs.transfer import fetch_to_scratch
from app.leveling.helper_jobs import OPINION
from models import HelperJob, ProcessingJob


@handles(OPINION)
def opinion(helper: HelperJob, heartbeat: Heartbeat) -> Finished:
    """Measure the result once more, with pyloudnorm, and store what that says beside it."""
    with reading() as session:
        key = session.get_one(ProcessingJob, helper.job_id).processed_file_path
    if key is None:
        raise NotAllowed('There is nothing to measure yet. Wait until this job is done.')
    with (
        scratch(helper.id, helper.attempts) as folder,
        fetch_to_scratch(key, folder, heartbeat.within(0.0, 0.0)) as path,
    ):
        loudness = audio.second_opinion(path, partial(_tell, heartbeat))
    return Finished(also=partial(_note, {'meter': meter_name(), 'integrated_lufs': loudness}))


def _tell(heartbeat: Heartbeat, progress: audio.Progress) -> None:
    heartbeat.report(progress.overall, progress.stage)


def _note(said: dict[str, Any], session: Session, helper: Any) -> None:
    job = session.get(ProcessingJob, helper.job_id)
    if job is not None and job.result is not None:
        job.result = json.dumps({**json.loads(job.result), 'second_opinion': said})
        session.add(job)
