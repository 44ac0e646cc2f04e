"""Work beside a job: forecasts of all presets."""

import json
from dataclasses import asdict

from app import audio, storage
from app.db import reading
from app.errors import NotAllowed, NotFound
from app.leveling import presets
from app.leveling.forecasts import MOST, forecast_key, goal_of, stored
from app.leveling.sides import FORECAST
from app.leveling.timelines import analysis_key
from app.running import Finished, Heart, handles
from app.scratch import scratch
from models import ProcessingJob, SideJob


@handles(FORECAST)
def forecast(side: SideJob, heart: Heart) -> Finished:
    """Work out what every preset of the user would make of the mix; what is known already stays."""
    job = _job(side)
    known = stored(job.id)
    missing = {goal_of(p): p for p in presets(side.user_id or '')[:MOST] if goal_of(p) not in known}
    try:
        with storage.local(analysis_key(job.original_file_path)) as path:
            analysis = audio.Analysis.load(path)
    except (NotFound, audio.AudioError):
        raise NotAllowed('The analysis of this mix is gone: run the job again.') from None
    goals = [audio.Goal(preset.lufs, preset.ceiling_dbtp) for preset in missing.values()]
    with scratch(side.id, side.attempts) as folder:
        found = audio.forecast(analysis, goals, job.output_format)
        for number, (name, one) in enumerate(zip(missing, found, strict=True), start=1):
            known[name] = asdict(one)
            heart.report(number / len(missing), 'plan')
        path = folder / 'forecast.json'
        path.write_text(json.dumps(known))
        storage.put(forecast_key(job.id), path)
    return Finished()


def _job(side: SideJob) -> ProcessingJob:
    with reading() as session:
        return session.get_one(ProcessingJob, side.job_id)
