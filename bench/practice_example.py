"""`python -m bench.practice_example`: makes what home lets newcomers see and hear of practice.

A melody of eight bars by the generator, engraved as on any page, and played by the band from the recordings in
`app/practice/sound/samples`. Both files go to `app/practice/example`, and are committed.
"""

import numpy as np

from app.practice.accompaniment.trio import perform
from app.practice.example import KEY, LEVEL, PAGE, SOUND, STYLE
from app.practice.generator.making import generate
from app.practice.notation.engraving import engrave
from app.practice.options import Difficulty, Kind, Options, Style
from app.practice.sound.instruments import RATE
from app.practice.sound.stems import render
from app.practice.sound.tempo import timing

WIDTH = 720
ASKED = Options(kind=Kind.MELODY, key=KEY, style=Style(STYLE), difficulty=Difficulty(LEVEL), bars=8, tempo=132, seed=4)
MOST_BYTES = 400_000


def main() -> None:
    """Write both."""
    from bench.landing_example import encode  # here, because that loads the engine, which whoever reads ASKED needs not

    score = generate(ASKED)
    mix = render(perform(score), timing(score), seed=score.seed).mixed()
    fade = np.clip(np.arange(len(mix))[::-1] / RATE, 0, 1)[:, None]
    encode(np.asarray(mix * fade, np.float64), SOUND)
    PAGE.write_text(engrave(score, WIDTH).pages[0])
    together = SOUND.stat().st_size + PAGE.stat().st_size
    print(f'{score.title}: {len(mix) / RATE:.1f} s, {SOUND.stat().st_size:,} and {PAGE.stat().st_size:,} bytes')
    assert together < MOST_BYTES, f'{together} bytes are too much for a page'


if __name__ == '__main__':
    main()
