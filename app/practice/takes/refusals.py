"""Takes that are not scored, each with its reason: a wrong score would be worse than none."""

from pathlib import Path

import numpy as np

from app.audio.errors import AudioError
from app.audio.files import open_source
from app.audio.files.resampling import Fitting, mixing
from app.audio.types import Limits
from app.practice.takes.errors import NothingToScore, NotUsable
from app.practice.takes.net import RATE, Sound

SHORTEST_S, LONGEST_S = 1.0, 600.0
SILENT_DB, CLIPPED_SHARE = -60.0, 0.01
_KEPT = 'your earlier scores are kept.'
SILENT = (
    f'This take is silent, so it was not scored; {_KEPT} Look whether the right microphone is chosen and turned up.'
)
NOISE = f'No notes can be heard in this take, only noise, so it was not scored; {_KEPT} Bring the microphone nearer.'
CLIPPED = f'This take is distorted because it was recorded too loud, so it was not scored; {_KEPT} Turn the input down.'
TOO_SHORT = f'This take is shorter than a second, so it was not scored; {_KEPT} Play at least a bar.'
TOO_LONG = f'This take is longer than the 10 minutes that are scored; {_KEPT} Record a part of it.'
NO_SOUND = (
    f'This file has no sound that could be read, so it was not scored; {_KEPT} Send a WAV, FLAC, MP3, M4A or Ogg.'
)
TOO_FEW = f'Hardly any note can be heard in this take, so it was not scored; {_KEPT} Play nearer to the microphone.'
NOT_PLAYED = f'No playing of this piece was heard in this take, so it was not scored; {_KEPT}'
OTHER_PIECE = f'This take does not match the notes of this piece, so it was not scored; {_KEPT} Is it the right piece?'
_BLOCK = 65_536
_NOISY_FLATNESS = 0.35


def read(path: Path) -> Sound:
    """The sound of a file, at the rate and in the one channel that is scored.

    Raises
    ------
    NotUsable : it is no sound, or too long.
    """
    limits = Limits()
    blocks, frames = list[Sound](), 0
    try:
        with open_source(path, limits) as source:
            rate = source.info.sample_rate
            mix, fitting = mixing(source.info.layout, ('M',)), Fitting(rate, ('M',), RATE, ('M',))
            while len(block := source.read(_BLOCK)):
                frames += len(block)
                if frames > LONGEST_S * rate:
                    raise NotUsable(TOO_LONG)
                blocks += fitting.push(np.ascontiguousarray(block @ mix, np.float32))
            blocks += fitting.finish()
    except AudioError as error:
        if isinstance(error, NotUsable):
            raise
        raise NotUsable(NO_SOUND) from error
    return np.concatenate([block[:, 0] for block in blocks] or [np.zeros(0, np.float32)])


def check(sound: Sound) -> None:
    """Refuse what nothing can be heard in.

    Raises
    ------
    TakeRefused : too short, too long, silent, clipped, or noise.
    """
    if len(sound) < SHORTEST_S * RATE:
        raise NotUsable(TOO_SHORT)
    if len(sound) > LONGEST_S * RATE:
        raise NotUsable(TOO_LONG)
    loudest = float(np.abs(sound).max())
    if loudest < 10 ** (SILENT_DB / 20):
        raise NothingToScore(SILENT)
    if _clipped(sound, loudest) > CLIPPED_SHARE:
        raise NotUsable(CLIPPED)
    if _flatness(sound) > _NOISY_FLATNESS:
        raise NothingToScore(NOISE)


def _clipped(sound: Sound, loudest: float) -> float:
    """The share of samples that lie flat at the loudest there is: three and more, one after the other."""
    flat = np.abs(sound) >= 0.995 * loudest
    three = flat[:-2] & flat[1:-1] & flat[2:]
    return float(three.mean())


def _flatness(sound: Sound) -> float:
    """How alike all frequencies are in the loud parts: near 1 for noise, far below for notes."""
    frames = sound[: len(sound) // 2048 * 2048].reshape(-1, 2048)
    loud = frames[np.argsort(np.square(frames).mean(axis=1))[-max(1, len(frames) // 4) :]]
    power = np.square(np.abs(np.fft.rfft(loud * np.hanning(2048), axis=1)))[:, 8:400] + 1e-12
    return float(np.median(np.exp(np.log(power).mean(axis=1)) / power.mean(axis=1)))
