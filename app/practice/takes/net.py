"""What hears notes: the small net of Basic Pitch (Spotify, Apache-2.0), worked out with nothing but numpy.

    sound at 22,050 Hz ─ constant Q: nine octaves, three bins a semitone, a frame each 256 samples
                       ─ loudness of every bin in dB, between the quietest and the loudest around it
                       ─ eight copies, each shifted to where a harmonic of the bin would be
                       ─ convolutions: contours, from them notes, from both the beginnings of notes

A convolution over a spectrum is a matrix that has the same kernel in every place of a band. For a stretch of bins this
band is a small dense matrix, so that the whole of it is done by few large products, which is what numpy is fast at.

The model was made to look at two seconds at a time. Here a take is one stretch, whatever its length: there are no
windows whose frames would have to be put side by side, and frame i lies at sample 256 · i, exactly.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from app.practice.takes.banded import Banded

RATE = 22_050
HOP = 256
FRAMES_A_SECOND = RATE / HOP
LOWEST, KEYS = 21, 88
MODEL = Path(__file__).with_name('model.npz')
BINS = 3
"""A semitone has so many."""

Sound = NDArray[np.float32]
Frames = NDArray[np.float32]

_OCTAVES, _KERNEL = 9, 256
_HARMONICS = (-36, 0, 36, 57, 72, 84, 93, 101)
_INSIDE = KEYS * BINS
_AROUND = 86
"""The quietest and the loudest are looked for so many frames to both sides: the two seconds that the model knows."""
_CHUNK, _MARGIN = 1024, 12
_BLOCK = 128
_SMALLEST = 1e-10


@dataclass(frozen=True, slots=True)
class Posteriors:
    """How likely a note begins, and sounds, by frame and key (A0 is the first); and what all of it was heard from.

    `levels` are in dB, three bins a semitone from A0 on, with the harmonics above the highest key.
    """

    onset: Frames
    note: Frames
    levels: Frames


def posteriors(sound: Sound) -> Posteriors:
    """What the net makes of a sound at 22,050 Hz in one channel."""
    levels = constant_q(sound)
    scaled = _normalised(levels)
    parts = [_net(scaled, begin, end) for begin, end in _chunks(len(scaled))]
    return Posteriors(np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts]), levels)


def constant_q(sound: Sound) -> Frames:
    """Loudness in dB, by frame and bin; the octaves below are those of a sound of half the rate."""
    weights = _weights()
    kernels = np.ascontiguousarray(weights['octave'].T)
    count = len(sound) // HOP + 1
    octaves = []
    for octave in range(_OCTAVES):
        step = HOP >> octave
        around = _mirrored(sound, _KERNEL // 2)
        windows = sliding_window_view(around, _KERNEL)[::step][:count]
        both = np.ascontiguousarray(windows) @ kernels
        octaves.append(both[:, :36] ** 2 + both[:, 36:] ** 2)
        sound = _halved(sound, weights['halving'])
    power = np.concatenate(octaves[::-1], axis=1)[:, -len(weights['roots']) :] * weights['roots'] ** 2
    return np.asarray(10 * np.log10(power + _SMALLEST), np.float32)


def _mirrored(sound: Sound, by: int) -> Sound:
    """With its first and last samples again in front and behind; silence, where there are not so many."""
    return np.pad(sound, by, mode='reflect' if len(sound) > by else 'constant')


def _halved(sound: Sound, kernel: Sound) -> Sound:
    """The sound at half its rate, without what this cannot hold."""
    count = (len(sound) + 2 * (_KERNEL // 2 - 1) - _KERNEL) // 2 + 1
    if count < 1:
        return np.zeros(1, np.float32)
    blocks = -(-count // _BLOCK)
    length = 2 * (_BLOCK - 1) + _KERNEL
    room = np.zeros(2 * _BLOCK * (blocks - 1) + length, np.float32)
    kept = sound[: len(room) - (_KERNEL // 2 - 1)]
    room[_KERNEL // 2 - 1 :][: len(kept)] = kept
    windows = np.ascontiguousarray(sliding_window_view(room, length)[:: 2 * _BLOCK])
    return np.asarray(windows @ _halving(kernel.tobytes()), np.float32).ravel()[:count]


@cache
def _halving(kernel: bytes) -> Sound:
    """What makes a block of the halved sound out of the sound below it."""
    taps = np.frombuffer(kernel, np.float32)
    matrix = np.zeros((2 * (_BLOCK - 1) + _KERNEL, _BLOCK), np.float32)
    for column in range(_BLOCK):
        matrix[2 * column : 2 * column + _KERNEL, column] = taps
    return matrix


def _normalised(levels: Frames) -> Frames:
    """Every bin between 0, the quietest around, and 1, the loudest around; moved to where the net expects it."""
    offset, slope = _weights()['normal']
    low, high = _around(levels.min(axis=1), np.minimum), _around(levels.max(axis=1), np.maximum)
    span = high - low
    shares = (levels - low[:, None]) / np.where(span > 0, span, 1)[:, None]
    return np.asarray(shares * slope + offset, np.float32)


def _around(values: Frames, of: np.ufunc) -> Frames:
    """The smallest or largest of each frame and its neighbours; short sounds are one neighbourhood."""
    width = 2 * _AROUND + 1
    if len(values) < width:
        return np.full_like(values, of.reduce(values))
    return np.asarray(of.reduce(sliding_window_view(np.pad(values, _AROUND, mode='edge'), width), axis=1), np.float32)


def _chunks(frames: int) -> Iterator[tuple[int, int]]:
    yield from ((begin, min(frames, begin + _CHUNK)) for begin in range(0, frames, _CHUNK))


def _net(scaled: Frames, begin: int, end: int) -> tuple[Frames, Frames]:
    """Onsets and notes of these frames; those around are looked at, too, as far as the net reaches."""
    first, last = max(0, begin - _MARGIN), min(len(scaled), end + _MARGIN)
    layers = _layers()
    stack = _stacked(scaled[first:last])
    contour = _sigmoid(layers['contour_out'].of(_positive(layers['contour'].of(stack))))
    note = _sigmoid(layers['note_out'].of(_positive(layers['note'].of(contour))))
    begins = _positive(layers['onset'].of(stack))
    onset = _sigmoid(layers['onset_out'].of(np.concatenate([note, begins], axis=2)))
    return onset[begin - first : end - first, :, 0], note[begin - first : end - first, :, 0]


def _stacked(scaled: Frames) -> Frames:
    """Every bin with the bins where its harmonics are."""
    stack = np.zeros((len(scaled), _INSIDE, len(_HARMONICS)), np.float32)
    for place, shift in enumerate(_HARMONICS):
        low, high = max(0, -shift), min(_INSIDE, scaled.shape[1] - shift)
        stack[:, low:high, place] = scaled[:, low + shift : high + shift]
    return stack


def _positive(values: Frames) -> Frames:
    return np.maximum(values, 0, out=values)


def _sigmoid(values: Frames) -> Frames:
    return np.asarray(1 / (1 + np.exp(-values)), np.float32)


@cache
def _weights() -> dict[str, Sound]:
    """The weights, read once in a process."""
    with np.load(MODEL, allow_pickle=False) as stored:
        return dict(stored)


@cache
def _layers() -> dict[str, Banded]:
    """The convolutions, each with the size and the stride along the bins that the model has."""
    weights, made = _weights(), dict[str, Banded]()
    for name, bins, stride, pad in (
        ('contour', _INSIDE, 1, 19),
        ('contour_out', _INSIDE, 1, 2),
        ('note', _INSIDE, 3, 2),
        ('note_out', KEYS, 1, 1),
        ('onset', _INSIDE, 3, 1),
        ('onset_out', KEYS, 1, 1),
    ):
        made[name] = Banded(weights[name], weights[f'{name}_bias'], bins, stride, pad)
    return made
