"""The 54 voices of Kokoro, and the numbers that make the model sound like each."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.voice.engines import learnt
from app.voice.engines.colour import coloured
from app.voice.engines.port import Sound, Voice

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
_NOTES = {'af_nicole': 'whispers', 'af_heart': 'our best'}


@cache
def _pack() -> dict[str, Any]:
    with np.load(PACK) as pack:
        return {name: pack[name] for name in pack.files}


def style(voice: str, phonemes: int) -> NDArray[np.float32]:
    """What the model is told to sound like this voice in a text of so many phonemes: one row of 256 numbers.

    Parameters
    ----------
    voice : the id of one in the pack, or where the file of one is that was learnt.

    Raises
    ------
    NoVoice : the file is not there, or damaged.
    """
    place = min(max(phonemes, 1), LONGEST) - 1
    if learnt.is_one(voice):
        return learnt.read(voice).styles[place, None].astype(np.float32)
    pack = _pack()
    at = ids().index(voice)
    way: NDArray[np.float32] = pack['ways'][at, place]
    row: NDArray[np.float32] = pack['means'][at] + way @ pack['directions'][at]
    return row[None]


def pitch(voice: str) -> float:
    """How many times as high as by its style alone somebody with this voice speaks."""
    return learnt.read(voice).pitch if learnt.is_one(voice) else 1.0


def finished(voice: str, sound: Sound, rate: int) -> Sound:
    """What the model made in the style of this voice, in the colour of the voice; as long as it was."""
    return coloured(sound, rate, learnt.read(voice).gains) if learnt.is_one(voice) else sound


@cache
def ids() -> tuple[str, ...]:
    """All voices in the pack, in their order there."""
    return tuple(str(name) for name in _pack()['names'])


@cache
def every() -> NDArray[np.float32]:
    """The styles of all voices in the pack, by voice and length: what new ones are mixed from."""
    pack = _pack()
    found: NDArray[np.float32] = pack['means'][:, None] + pack['ways'] @ pack['directions']
    return found


def described(voice: str) -> Voice:
    """A voice that was learnt, by where its file is; called after the file.

    Raises
    ------
    NoVoice : the file is not there, or damaged.
    """
    return Voice(voice, Path(voice).stem, learnt.read(voice).language, 'unknown', 'kokoro', 'your own', custom=True)


@cache
def voices() -> tuple[Voice, ...]:
    """Those whose language can be read here, in the order of their ids."""
    found = [(name, LANGUAGES[name[0]]) for name in ids()]
    return tuple(
        Voice(name, name[3:].capitalize(), language, _SEXES[name[1]], 'kokoro', _NOTES.get(name, ''))
        for name, language in found
        if language in SPOKEN
    )
