"""A worker that stops amid its jobs where a test says so, and goes on when it says so.

What is to be seen while a job runs can then be seen on a fast machine and on a slow one. All else is as ever: its heart
beats, and the job can be cancelled, handed back and killed.
"""

import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.machines import Worker

PAUSE_S = 0.05


class HeldWorker(Worker):
    """One `levelmix worker` that can be held."""

    def __init__(self, data_dir: Path, name: str = 'worker', **settings: Any) -> None:
        self._stage = data_dir.parent / f'{name}.hold'
        self.go_on()
        super().__init__(data_dir, name, program=('-m', 'tests.holding', str(self._stage)), **settings)

    def hold(self, stage: str, share: float = 0.0) -> None:
        """Let every job stop in this stage as soon as it has this share, 0 to 1, and report it again and again."""
        self._stage.write_text(f'{stage} {share}')

    def go_on(self) -> None:
        """Let them go on."""
        self._stage.unlink(missing_ok=True)


def _holds(wanted: str, stage: str, share: float) -> bool:
    name, _, least = wanted.partition(' ')
    return stage == name and share >= float(least)


def _serve(stage: Path) -> None:
    import main
    from app.audio import Progress
    from app.jobs.runner import Report
    from app.leveling.timeline_recorder import TimelineRecorder
    from tasks.leveling import render

    tell = render._tell

    def held(report: Report, recorder: TimelineRecorder, progress: Progress) -> None:
        tell(report, recorder, progress)
        with suppress(FileNotFoundError):
            while _holds(stage.read_text(), progress.stage, progress.overall):
                time.sleep(PAUSE_S)
                tell(report, recorder, progress)

    render._tell = held
    main.main()


if __name__ == '__main__':
    _serve(Path(sys.argv.pop(1)))
