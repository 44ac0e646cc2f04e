"""A voice that was learnt, as a small file: how the model is told to sound like it, how high, and in which colour.

It is read without pickle, whole and only if everything in it is as it should be: people may hand such a file on.
"""

import io
import json
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.voice.engines.colour import BANDS, MOST_DB, Gains
from app.voice.errors import NoVoice

SUFFIX = '.voice'
ROWS, WIDTH = 510, 256
MOST_BYTES = 2_000_000
LARGEST, HIGHER, VERSION = 12.0, 4.0, 1
KEPT = 8
_DAMAGED = '{name} is no voice that was learnt here, or it is damaged: learn it once more.'


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What the engine needs to speak with a voice.

    Attributes
    ----------
    styles : one row for each length of a text, as `styles.style` has them.
    pitch : how many times as high as the model would speak.
    gains : what gives it its colour, in dB.
    language : which its samples were in, like `en-us`.
    """

    styles: NDArray[np.float16]
    pitch: float
    gains: Gains
    language: str


def written(model: Model) -> bytes:
    """The file of a model."""
    content = io.BytesIO()
    about = json.dumps({'version': VERSION, 'language': model.language, 'pitch': round(model.pitch, 4)})
    np.savez_compressed(
        content,
        about=np.frombuffer(about.encode(), np.uint8),
        styles=model.styles.astype(np.float16),
        gains=model.gains.astype(np.float32),
    )
    return content.getvalue()


def is_one(voice: str) -> bool:
    """Whether a voice is asked for by where its file is, and not by the id of one in the list."""
    return voice.endswith(SUFFIX)


def read(voice: str) -> Model:
    """The model in this file; kept for the next sentence while the file stays as it is.

    Raises
    ------
    NoVoice : it is not there, or not as it should be.
    """
    path = Path(voice)
    try:
        facts = path.stat()
    except OSError:
        raise NoVoice(f'The voice {path.stem} is not there any more.') from None
    return _read(path, facts.st_mtime_ns, facts.st_size, facts.st_ino)


@lru_cache(maxsize=KEPT)
def _read(path: Path, _changed: int, size: int, _place: int) -> Model:
    if size > MOST_BYTES:
        raise NoVoice(_DAMAGED.format(name=path.name))
    return understood(path.read_bytes(), path.name)


def understood(content: bytes, name: str = 'This') -> Model:
    """The model in a file of these bytes.

    Raises
    ------
    NoVoice : it is not as it should be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(member.file_size for member in packed.infolist()) > MOST_BYTES:
                raise ValueError
        with np.load(io.BytesIO(content), allow_pickle=False) as parts:
            about = json.loads(parts['about'].tobytes())
            model = Model(parts['styles'], float(about['pitch']), parts['gains'], str(about['language']))
        right = about['version'] == VERSION and _is_right(model)
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        EOFError,
        OSError,
        zipfile.BadZipFile,
        NotImplementedError,
    ):
        right = False
    if not right:
        raise NoVoice(_DAMAGED.format(name=name))
    return model


def _is_right(model: Model) -> bool:
    shaped = model.styles.shape == (ROWS, WIDTH) and model.styles.dtype == np.float16 and model.gains.shape == (BANDS,)
    inside = shaped and float(np.abs(model.styles).max()) <= LARGEST and float(np.abs(model.gains).max()) <= 2 * MOST_DB
    return bool(inside and model.gains.dtype == np.float32 and 1 / HIGHER <= model.pitch <= HIGHER)
