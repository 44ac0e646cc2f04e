"""`make bench-voice`: what speech costs, how soon it is heard, how well it is understood, and what its joins are like.

Each row is a process of its own, so that its memory is its own. `--quick` takes few voices; `--understood` hears what
was said, where `make setup-bench-voice` was run.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from app.config import settings
from app.voice import engines, joining
from app.voice.engines import styles
from app.voice.engines.port import Chunk, Speech

SHORT = (
    'The boat left the harbor before the sun came up. A warm wind pushed us along the coast. We counted nine '
    'white houses on the hill. Nobody at the market had seen the old captain. Bring two cups of tea and sit down '
    'by the fire. The road home was longer than we thought.'
)
LONG = (
    'On most evenings the station was quiet, and the only sound was the clock above the door. The woman who sold '
    'tickets kept a small radio beside her chair, and when no train was due she turned it up and listened to the '
    'weather. That night she heard that snow would fall in the mountains, so she put on her coat and walked to '
    'the end of the platform. The rails were wet. Far away a dog barked twice. She thought about her brother, who '
    'had driven a bus for thirty years and never once been late, and she laughed, because she was late for almost '
    'everything. When the last train came, a single passenger stepped down, a tall woman with a green bag and a '
    'paper map. She asked her the way to the school, and she told her that the school had been closed since the '
    'spring, but that the teacher still lived next to it. She thanked her and wrote something on the map with a '
    'short pencil. Then she asked whether there was a place to eat. There was, she said, but the cook went home '
    'when the rain began, and the rain had begun an hour ago. So she made her a sandwich in the back room and '
    'they talked about trains, about rivers, and about the best way to keep bread from getting hard. At midnight '
    'she paid for nothing, because she would not let her, and she walked up the hill with her bag over her '
    'shoulder. In the morning there was a letter under the door. It said that the school would open again, and '
    'that the clock above the door was four minutes slow.'
)
PAUSED = 'This is said. <break time="1.0s"/> And this. [pause 300ms] And then the rest of it.'


def one(engine: str, voice: str, text: str) -> dict[str, Any]:
    """Say one text, and measure it; in this process."""
    speaking = engines.that_speaks(engine, settings().models_dir)
    began = time.monotonic()
    list(speaking.speak(Speech('Hello there, everybody.', voice)))
    cold = time.monotonic() - began
    before, began = _cpu(), time.monotonic()
    first = next(iter(speaking.speak(Speech(text, voice))))
    soon, soon_cpu = time.monotonic() - began, _cpu() - before
    before, began = _cpu(), time.monotonic()
    chunks = list(speaking.speak(Speech(text, voice)))
    wall, cpu = time.monotonic() - began, _cpu() - before
    sound = np.concatenate([chunk.sound for chunk in chunks])
    seconds = len(sound) / first.rate
    np.save(_place(engine, voice), sound)
    return {
        'engine': engine,
        'voice': voice,
        'rate': first.rate,
        'seconds': seconds,
        'cold_s': cold,
        'first_s': soon,
        'first_cpu_s': soon_cpu,
        'cpu_per_s': cpu / seconds,
        'wall_per_s': wall / seconds,
        'peak_mb': _peak_mb(),
        'step': _worst_step(chunks),
        'spread_db': _spread(chunks),
        'pause_ms': _pause_error(list(speaking.speak(Speech(PAUSED, voice)))),
    }


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _peak_mb() -> float:
    """The most memory that this process had, without what its parent had; 0 where the system does not tell."""
    status = Path('/proc/self/status')
    found = re.search(r'VmHWM:\s+(\d+) kB', status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else 0.0


def _place(engine: str, voice: str) -> Path:
    folder = settings().data_dir / 'bench-voice'
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f'{engine}-{voice}.npy'


def _worst_step(chunks: list[Chunk]) -> float:
    """The largest step at a join, as a share of what one in a thousand steps of the sound itself is."""
    sound = np.concatenate([chunk.sound for chunk in chunks])
    steps = np.abs(np.diff(sound))
    usual = float(np.quantile(steps, 0.999))
    joins = np.cumsum([len(chunk.sound) for chunk in chunks])[:-1]
    return max((float(steps[at - 120 : at + 120].max()) / usual for at in joins), default=0.0)


def _spread(chunks: list[Chunk]) -> float:
    """How far the pieces are apart in loudness, in dB, by their voiced parts; of those that take a second and more."""
    levels = []
    for chunk in chunks:
        begin, end = joining.voiced(chunk.sound, chunk.rate)
        if end - begin > chunk.rate:
            levels.append(10 * float(np.log10(np.mean(np.square(chunk.sound[begin:end])))))
    return max(levels) - min(levels) if levels else 0.0


def _pause_error(chunks: list[Chunk]) -> float:
    """How far the silences of `PAUSED` are from what it asks for, in ms."""
    sound, rate = np.concatenate([chunk.sound for chunk in chunks]), chunks[0].rate
    frame = round(joining.FRAME_S * rate)
    power = np.sqrt(np.mean(np.square(sound[: len(sound) // frame * frame].reshape(-1, frame)), axis=1))
    quiet = np.concatenate([[0], power <= power.max() * 10 ** (joining.QUIET_DB / 20), [0]])
    edges = np.flatnonzero(np.diff(quiet))
    runs = sorted((edges[1::2] - edges[::2]) * joining.FRAME_S)[-2:]
    return float(max(abs(runs[0] - 0.3), abs(runs[1] - 1.0)) * 1000)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--understood', action='store_true')
    parser.add_argument('--one', nargs=3, metavar=('ENGINE', 'VOICE', 'TEXT'))
    asked = parser.parse_args()
    if asked.one:
        engine, voice, text = asked.one
        print(json.dumps(one(engine, voice, {'long': LONG, 'short': SHORT}[text])))
        return
    rows = [('instant', 'instant', 'long'), ('classic', 'classic-en-us', 'long'), ('kokoro', 'af_heart', 'long')]
    if not asked.quick:
        rows += [('kokoro', voice, 'long') for voice in ('am_michael', 'bf_emma', 'bm_george')]
        rows += [('kokoro', voice.id, 'short') for voice in styles.voices() if voice.language.startswith('en')]
    model = None
    if asked.understood and find_spec('faster_whisper'):
        from bench import hearing

        model = hearing.listener()
    heads = (
        ('s', 6),
        ('cold', 6),
        ('first', 6),
        ('cpu/s', 6),
        ('wall/s', 6),
        ('MB', 6),
        ('step', 5),
        ('dB', 5),
        ('pause', 6),
    )
    print('engine   voice         text  ' + ' '.join(f'{head:>{width}}' for head, width in (*heads, ('WER', 7))))
    for engine, voice, text in rows:
        made = subprocess.run(
            [sys.executable, '-m', 'bench.voice', '--one', engine, voice, text],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            print(f'{engine:8} {voice:13} {made.stderr.strip().splitlines()[-1]}')
            continue
        row = json.loads(made.stdout)
        print(f'{_line(row, text)} {_understood(model, row, text)}', flush=True)


def _line(row: dict[str, Any], text: str) -> str:
    told = (
        f'{row["engine"]:8} {row["voice"]:13} {text:5} {row["seconds"]:6.1f} {row["cold_s"]:6.2f} {row["first_s"]:6.2f}'
    )
    cost = f'{row["cpu_per_s"]:6.3f} {row["wall_per_s"]:6.2f} {row["peak_mb"]:6.0f}'
    return f'{told} {cost} {row["step"]:5.2f} {row["spread_db"]:5.1f} {row["pause_ms"]:6.0f}'


def _understood(model: Any, row: dict[str, Any], text: str) -> str:
    if model is None:
        return '-'
    from bench import hearing

    found = hearing.heard(model, np.load(_place(row['engine'], row['voice'])), row['rate'])
    wrong, words = hearing.errors(LONG if text == 'long' else SHORT, found)
    return f'{100 * wrong / words:5.1f} %'


if __name__ == '__main__':
    main()
