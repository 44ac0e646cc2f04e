"""The 54 voices of Kokoro, and the numbers that make the model sound like each."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.voice.engines.port import Voice

PACK = Path(__file__).with_name('voices.npz')
LONGEST = 510
"""So many phonemes the model takes at once."""
LANGUAGES = {
    'a': 'en-us',
    'b': 'en-gb',
    'e': 'es',
    'f': 'fr',
    'h': 'hi',
    'i': 'it',
    'p': 'pt-br',
    'j': 'ja',
    'z': 'zh',
}
SPOKEN = frozenset({'en-us', 'en-gb', 'es', 'fr', 'hi', 'it', 'pt-br'})
"""Languages whose text can be turned into phonemes here."""
_SEXES: dict[str, Literal['female', 'male']] = {'f': 'female', 'm': 'male'}
_NOTES = {'af_nicole': 'whispers', 'af_heart': 'the best of them'}


@cache
def _pack() -> dict[str, Any]:
    with np.load(PACK) as pack:
        return {name: pack[name] for name in pack.files}


def style(voice: str, phonemes: int) -> NDArray[np.float32]:
    """What the model is told to sound like this voice in a text of so many phonemes: one row of 256 numbers."""
    pack = _pack()
    at = [str(name) for name in pack['names']].index(voice)
    way: NDArray[np.float32] = pack['ways'][at, min(max(phonemes, 1), LONGEST) - 1]
    row: NDArray[np.float32] = pack['means'][at] + way @ pack['directions'][at]
    return row[None]


@cache
def voices() -> tuple[Voice, ...]:
    """Those whose language can be read here, in the order of their ids."""
    found = [(str(name), LANGUAGES[str(name)[0]]) for name in _pack()['names']]
    return tuple(
        Voice(name, name[3:].capitalize(), language, _SEXES[name[1]], 'kokoro', _NOTES.get(name, ''))
        for name, language in found
        if language in SPOKEN
    )
