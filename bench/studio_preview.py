"""What a worker needs for the copy that clients hear of a mix that was handed over, for a short and for a long one.

`python -m bench.studio_preview` (some minutes, on Linux). Each length is a process of its own.
"""

import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import soundfile

from app.audio.heard_copy import encode
from tasks.studio import MP3_QUALITY, _cut, _levelled

MINUTES = (5, 70)
RATE = 44_100
_BLOCK_S = 10


def main() -> None:
    """Print one line for each length, or measure one."""
    if len(sys.argv) > 1:
        _measure(float(sys.argv[1]))
        return
    print(f'{"minutes":>8}{"processor, s":>14}{"clock, s":>10}{"memory, MB":>12}{"LUFS":>8}')
    for minutes in MINUTES:
        subprocess.run([sys.executable, '-m', 'bench.studio_preview', str(minutes)], check=True)


def _measure(minutes: float) -> None:
    with tempfile.TemporaryDirectory(prefix='levelmix-') as place:
        folder = Path(place)
        mix, levelled = folder / 'mix.wav', folder / 'levelled.flac'
        _write(mix, minutes)
        own = _Own()
        began, worked = time.perf_counter(), time.process_time()
        outcome = _levelled(mix, levelled, lambda *_: None)
        encode(levelled, folder / 'preview.mp3', MP3_QUALITY, lambda *_: None)
        _cut(levelled, folder / 'pieces.aac', outcome.input.duration_s, lambda *_: None)
        used = time.process_time() - worked, time.perf_counter() - began
        print(f'{minutes:8.0f}{used[0]:14.1f}{used[1]:10.1f}{own.most_mb:12.0f}{outcome.output.integrated_lufs:8.2f}')


class _Own:
    """The most memory that is this process's own, ten times a second. Files that are read as a map of the disk
    do not count: the system takes that back when somebody needs it."""

    def __init__(self) -> None:
        self.most_mb = 0.0
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while True:
            said = dict(line.split(':', 1) for line in Path('/proc/self/status').read_text().splitlines())
            self.most_mb = max(self.most_mb, int(said['RssAnon'].split()[0]) / 1024)
            time.sleep(0.1)


def _write(path: Path, minutes: float) -> None:
    """A WAV of noise that swells and fades, 24 bits."""
    random = np.random.default_rng(1)
    with soundfile.SoundFile(path, 'w', RATE, 2, 'PCM_24') as file:
        for block in range(int(minutes * 60 / _BLOCK_S)):
            loud = 0.05 + 0.04 * np.sin(block / 7)
            file.write(np.clip(random.normal(0, loud, (_BLOCK_S * RATE, 2)), -1, 1))


if __name__ == '__main__':
    main()
