"""`python -m bench.practice_sound`: how long a piece takes from its notes to page and sound, and how much memory.

A chorus of 32 bars in each style, in a process of its own: cold is the first piece of a process, which also reads the
recordings and loads libraries; warm is the next one. Seconds are by the clock, with those of the processor beside them.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable

from app.practice.accompaniment.trio import perform
from app.practice.generator.making import generate
from app.practice.notation.engraving import engrave
from app.practice.notation.paper import to_pdf
from app.practice.notation.reading import read_musicxml
from app.practice.notation.writing import to_musicxml
from app.practice.options import Difficulty, Kind, Options, Style
from app.practice.sound.midi_export import to_midi
from app.practice.sound.stems import render
from app.practice.sound.tempo import timing

STYLES = (Style.SWING, Style.BOSSA, Style.BALLAD, Style.FUNK)
BARS = 32


def main() -> None:
    """One line a style, each measured in a process of its own."""
    print(f'{BARS} bars; seconds by the clock (of the processor)')
    for style in STYLES:
        subprocess.run([sys.executable, '-m', 'bench.practice_sound', style.value], check=True)


def measure(style: Style) -> None:
    """Every step of one piece, and the sound once more."""
    score = generate(Options(kind=Kind.MELODY, style=style, difficulty=Difficulty.ADVANCED, bars=BARS, seed=5))
    band = perform(score)
    text = to_musicxml(score)
    steps: list[tuple[str, Callable[[], object]]] = [
        ('page', lambda: engrave(score)),
        ('page again', lambda: engrave(score)),
        ('MusicXML', lambda: to_musicxml(score)),
        ('read', lambda: read_musicxml(text)),
        ('PDF', lambda: to_pdf(score)),
        ('MIDI', lambda: to_midi(band, score, timing(score))),
        ('band', lambda: perform(score)),
        ('stems cold', lambda: render(band, timing(score))),
        ('stems warm', lambda: render(perform(score, seed=9), timing(score))),
    ]
    told = []
    for name, step in steps:
        began, worked = time.perf_counter(), time.process_time()
        step()
        told.append(f'{name} {time.perf_counter() - began:.2f} ({time.process_time() - worked:.2f})')
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = timing(score).seconds(band.length)
    print(
        f'{style.value} at {score.tempo}, {seconds:.0f} s of music: {", ".join(told)}; {memory:.0f} MB at most',
        flush=True,
    )


if __name__ == '__main__':
    if len(sys.argv) > 1:
        measure(Style(sys.argv[1]))
    else:
        main()
