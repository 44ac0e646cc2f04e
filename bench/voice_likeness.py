"""`python -m bench.voice_likeness`: writes app/voice/engines/likeness.npz, who is heard in each voice of the pack.

Learning a voice begins with it. It is to be made again when the voices, what tells speakers apart or the text of the
trials change; it takes two minutes.
"""

import sys

import numpy as np

from app.config import settings
from app.voice.engines import pitch, speakers, styles
from app.voice.engines.kokoro import Kokoro
from app.voice.engines.search import RATE, TABLE, levelled
from app.voice.engines.sounds import known
from app.voice.engines.trial_texts import ENGLISH
from app.voice.rates import at_rate


def main() -> None:
    """Make the table."""
    models = settings().models_dir
    says, tells = Kokoro(models), speakers.that_tells(models)
    ids, _ = known(ENGLISH.trial)
    heard, pitches = [], []
    for place, name in enumerate(styles.ids()):
        sound = at_rate(says.said(ids, styles.style(name, len(ids)))[0], says.rate, RATE)
        heard.append(tells.of(levelled(sound)))
        pitches.append(pitch.usual(sound, RATE))
        sys.stderr.write(f'\r{place + 1} of {len(styles.ids())}: {name} at {pitches[-1]:.0f} Hz   ')
    np.savez_compressed(TABLE, heard=np.array(heard, np.float16), pitches=np.array(pitches, np.float16))
    print(f'\n{TABLE.name}: {TABLE.stat().st_size:,} bytes')


if __name__ == '__main__':
    main()
