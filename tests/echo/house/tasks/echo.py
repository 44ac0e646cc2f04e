"""What a worker does for the echo area."""

import tempfile
import time
from pathlib import Path

from app.echo import KIND
from models.echo import Saying

from app.config import settings
from app.jobs.runner import Finished, Heartbeat, handles


@handles(KIND)
def say(job: Saying, heartbeat: Heartbeat) -> Finished:
    """Say it twice; listening goes on while there is a file that says so."""
    heartbeat.report(0.4, 'listen')
    while Path(settings().data_dir, 'listen').exists():
        heartbeat.report(0.4, 'listen')
        time.sleep(0.02)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, 'echo.txt')
        path.write_text(job.text * 2)
        stored = heartbeat.files.put(path, name=f'{job.text}.txt')
    heartbeat.report(0.9, 'say')
    return Finished({'stored_as': stored.key})
