"""`python -m bench.sound_meanings`: works out the meanings of all words by which effects are found, anew.

To be run when `app/voice/sounds/words.tsv` was changed; a test says when this was forgotten.
"""

import numpy as np

from app.config import settings
from app.meanings import minilm
from app.voice.engines.effects import library


def main() -> None:
    """Write one row for each phrase, in half the precision: what is lost is below a thousandth."""
    model = minilm.opened(settings().models_dir)
    rows = np.stack([model.of(words) for _, words in library.phrases()]).astype(np.float16)
    np.save(library.FOLDER / 'meanings.npy', rows)
    print(f'{len(rows)} phrases of {len(library.sounds())} sounds')


if __name__ == '__main__':
    main()
