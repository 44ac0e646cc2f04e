"""`python -m app.audio.call_process`: measures or levels one file, or finds its tracks, for a program that waits.

One line of JSON on stdin says what is wanted (see `Wish`). Lines of JSON on stdout say how far it is, and at last what
came out or, in a sentence, why nothing did. Where stdin ends before, the work ends, and leaves nothing behind: so it
does if the program that waits is killed.
"""

import json
import os
import resource
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

from .errors import AudioError
from .segment_types import Cue, MatchOptions
from .types import Goal, Progress, Reading


class Stopped(BaseException):
    """Nobody waits any more; no error, so that nobody takes it for one of a file."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted: `do` is 'measure', 'level' or 'segments'. Names as `app.audio.level` has them.

    `stream` counts from 0; `tracks` are pairs of a second and a title, `None` where the engine is to find them;
    `memory_mb` is what it may take, in MiB, 0 for no limit; a `target` that is there is replaced only to `overwrite`.
    """

    do: str
    source: str
    target: str = ''
    target_lufs: float = 0.0
    ceiling_dbtp: float = -1.0
    even_percent: float = 0.0
    tracks: list[tuple[float, str | None]] | None = None
    stream: int | None = None
    dual_mono: bool = False
    remove_dc: bool = False
    mp3_quality: int | None = None
    memory_mb: int = 0
    overwrite: bool = False

    @property
    def match(self) -> MatchOptions:
        """How the tracks are brought together."""
        cues = None if self.tracks is None else tuple(Cue(start, title) for start, title in self.tracks)
        return MatchOptions(self.even_percent / 100.0, cues=cues)


def main() -> int:
    """Do what is asked for; returns the exit code."""
    wish, answers = Wish(**json.loads(sys.stdin.readline())), _own_stdout()
    stop = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(stop,), daemon=True).start()

    def report(progress: Progress) -> None:
        if stop.is_set():
            raise Stopped
        _answer(answers, {'share': progress.overall, 'stage': progress.stage})

    try:
        _limit_memory(wish.memory_mb)
        _prepare(answers)
        _answer(answers, {'outcome': _WORK[wish.do](wish, report)})
    except AudioError as error:
        _answer(answers, {'error': str(error)})
    except Stopped:
        return 1
    return 0


def _measure(wish: Wish, report: Callable[[Progress], None]) -> dict[str, Any]:
    from .analysis import measure

    return asdict(measure(Path(wish.source), report, reading=Reading(wish.dual_mono), stream=wish.stream))


def _level(wish: Wish, report: Callable[[Progress], None]) -> dict[str, Any]:
    from .files.placing import place
    from .files.write_errors import refusals

    target = Path(wish.target)
    if wish.overwrite:
        return _levelled(wish, target, report)
    with refusals(), TemporaryDirectory(prefix='.levelmix-', dir=target.parent) as folder:
        draft = Path(folder) / target.name
        outcome = _levelled(wish, draft, report)
        place(draft, target)  # somebody may have made a file of this name while the engine worked
    return outcome


def _levelled(wish: Wish, target: Path, report: Callable[[Progress], None]) -> dict[str, Any]:
    from .files import probe
    from .files.result_names import named
    from .pipeline import level

    source = Path(wish.source)
    outcome = level(
        source,
        target,
        Goal(wish.target_lufs, wish.ceiling_dbtp),
        report,
        to=named(probe(source, stream=wish.stream), target),
        match=wish.match if wish.even_percent or wish.tracks else None,
        mp3_quality=wish.mp3_quality,
        stream=wish.stream,
        reading=Reading(wish.dual_mono, wish.remove_dc),
    )
    return asdict(outcome)


def _segments(wish: Wish, report: Callable[[Progress], None]) -> dict[str, Any]:
    from .analysis import analyse
    from .segments import to_json
    from .segments.placed_tracks import match_tracks

    analysis = analyse(Path(wish.source), report, stream=wish.stream)
    matched = match_tracks(analysis, wish.match)
    return {**to_json(matched.segments), 'warnings': [*analysis.measurement.warnings, *matched.warnings]}


_WORK = {'measure': _measure, 'level': _level, 'segments': _segments}


def _limit_memory(mib: int) -> None:
    if mib and sys.platform == 'linux':
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = mib * 1024 * 1024
        resource.setrlimit(
            resource.RLIMIT_DATA, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
        )


def _prepare(answers: TextIO) -> None:
    from .warmup import is_warm, warm_up

    if not is_warm():
        _answer(answers, {'share': 0.0, 'stage': 'prepare'})
        warm_up()


def _own_stdout() -> TextIO:
    """Stdout for the answers alone: whatever a library prints goes to stderr."""
    kept = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(kept, 'w', encoding='utf-8')


def _answer(answers: TextIO, said: dict[str, Any]) -> None:
    answers.write(json.dumps(said) + '\n')
    answers.flush()


def _wait_for_the_end(stop: threading.Event) -> None:
    while os.read(0, 4096):  # not by `sys.stdin`, which this thread would still hold when Python ends
        pass
    stop.set()


if __name__ == '__main__':
    sys.exit(main())
