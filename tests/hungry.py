"""A worker whose jobs take all the memory they get as soon as they are analysed, and die of it as they are told to."""

import os
import sys


def _serve(how: str) -> None:
    import main
    from app.audio import Progress
    from app.jobs.runner import Report
    from app.leveling.timeline_recorder import TimelineRecorder
    from tasks.leveling import render

    def eat(report: Report, recorder: TimelineRecorder, progress: Progress) -> None:
        eaten = []
        try:
            while True:
                eaten.append(b'x' * (1 << 22))
        except MemoryError:
            if how == 'abort':  # as libraries do that cannot go on without
                os.abort()
            raise

    render._tell = eat
    main.main()


if __name__ == '__main__':
    _serve(sys.argv.pop(1))
