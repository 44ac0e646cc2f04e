"""`make bench-voice`: 20,000 characters at once, to a levelled MP3 with its chapters, in one process.

Told is what it costs, whether memory grows with the length, and how far off the time was that was told at 3 %. By the
processor's time, because others may be using the machine. `--voice` takes another voice than Kokoro's first.
"""

import argparse
import re
import tempfile
import time
from pathlib import Path

from app.config import settings
from app.jobs.runner import Pace
from app.voice import clips, engines
from app.voice.engines.port import Speech
from bench.voice import LONG

CHARACTERS, EARLY = 20_000, 0.03
TEXT = '\n\n'.join(f'# Part {number}\n\n{LONG}' for number in range(1, 20))[:CHARACTERS]
ENGINES = {'instant': 'instant', 'classic-en-us': 'classic'}


class Watch:
    """Notes at each report how much of the work is done, what it has cost, and how much memory is in use."""

    def __init__(self) -> None:
        self.seen: list[tuple[float, float, float]] = []
        self.told: dict[float, float] = {}
        self._pace, self._began = Pace(), time.process_time()

    def __call__(self, done: float, stage: str) -> None:
        """As `clips.make` reports."""
        cost = time.process_time() - self._began
        self.seen.append((done, cost, resident_mb()))
        left = self._pace.seconds_left(cost, done)
        if left is not None:
            self.told[done] = cost + left

    def at(self, share: float) -> tuple[float, float, float]:
        """What was noted when this much was done."""
        return next(one for one in self.seen if one[0] >= share)


def resident_mb() -> float:
    """The memory that this process has now; 0 where the system does not tell."""
    status = Path('/proc/self/status')
    found = re.search(r'VmRSS:\s+(\d+) kB', status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    """Say it, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--voice', default='af_heart')
    voice = parser.parse_args().voice
    engine = engines.that_speaks(ENGINES.get(voice, 'kokoro'), settings().models_dir)
    watch, began = Watch(), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        chunks = engine.speak(Speech(TEXT, voice))
        clip = clips.make(chunks, Path(folder) / 'long.mp3', report=watch, said_share=clips.share_of(engine))
    wall, (_, whole, _) = time.monotonic() - began, watch.seen[-1]
    share, told = next((share, told) for share, told in watch.told.items() if share >= EARLY)
    memory = ', '.join(f'{watch.at(part)[2]:.0f} MB at {part:.0%}' for part in (EARLY, 0.25, 0.5, 0.75, 0.9))
    print(f'{len(TEXT):,} characters by {voice}: {clip.seconds:.0f} s of sound, {len(clip.chapters)} chapters')
    print(
        f'{whole:.0f} s of a processor, {wall:.0f} s by the clock; {memory}, at most {max(watch.seen, key=_mb)[2]:.0f}'
    )
    print(f'at {share:.0%} it was told {told:.0f} s of a processor: off by {told / whole - 1:+.0%}')


def _mb(seen: tuple[float, float, float]) -> float:
    return seen[2]


if __name__ == '__main__':
    main()
