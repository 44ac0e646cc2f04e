"""The drums of a song alone, to listen to while a map is mended; and the song without them, to play along with.

Every bin of a spectrum is shared out between drums and the rest, by two views of it:

    what goes on     a bin that was there before and is there after is no drum: notes last, strokes begin and fade
    what is struck   where the transcriber hears a stroke, what strokes of its kind usually look like in this song

Usual is the median over many strokes: a guitar that is plucked along with some of them is another note each time, and
leaves no trace in it. Phase, and where something stands between left and right, stay as they are. The two parts always
add up to the song. A long song is worked on by the half minute, wherever it lies.
"""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from app.drums.transcriber import FRAMES_A_SECOND, RATE, Activations, Kind

Sound = NDArray[np.float32]
Levels = NDArray[np.float32]
Strokes = Mapping[Kind, NDArray[np.int64]]
"""For each kind, at which samples it is struck."""

_WINDOW, _HOP = 2048, 512
_STRETCH, _BESIDE = 2600 * _HOP, 160 * _HOP
_LENGTHS = {
    Kind.KICK: 20, Kind.SNARE: 18, Kind.HIHAT_CLOSED: 8, Kind.HIHAT_OPEN: 24, Kind.TOM: 24, Kind.RIDE: 28,
    Kind.CRASH: 40, Kind.PERCUSSION: 14,
}  # fmt: skip
"""For how many frames of 12 ms a stroke is looked at."""
_LOOKED_AT, _BEGINS = 48, 6
_STRUCK = 0.35
_FADES, _COMES = 0.94, 0.5
"""What is struck is heard for a moment: so much of it is left after 10 ms, and so much is there 10 ms before."""
_QUIET, _USUALLY, _PASSING = 0.5, 0.55, 0.7
_LOUD_SHARE = 0.8
_TINY = 1e-9


def split(sound: Sound, activations: Activations) -> Iterator[tuple[Sound, Sound]]:
    """The drums and the rest, a stretch after the other; samples × channels at 44.1 kHz, or one channel alone."""
    samples = sound.reshape(len(sound), -1)
    strokes = _strokes(activations)
    usual = {kind: look for kind, at in strokes.items() if (look := _usual(samples, at, _LENGTHS[kind])) is not None}
    for first in range(0, len(samples), _STRETCH):
        last = min(len(samples), first + _STRETCH)
        begin, end = max(0, first - _BESIDE), min(len(samples), last + _BESIDE)
        part = np.asarray(samples[begin:end], np.float32)
        spectra = [_spectrum(part[:, channel]) for channel in range(part.shape[1])]
        mask = _mask(_loudness(spectra), begin, strokes, usual, _struck(activations, begin, len(spectra[0])))
        drums = np.stack([_sound(spectrum * mask, len(part)) for spectrum in spectra], axis=1)
        inner = slice(first - begin, last - begin)
        shape = (last - first, *sound.shape[1:])
        yield drums[inner].reshape(shape), (part[inner] - drums[inner]).reshape(shape)


def _strokes(activations: Activations) -> Strokes:
    """When each kind is struck, at the highest frames of it."""
    found = {}
    for kind in Kind:
        curve = np.pad(activations.values[:, kind], 1)
        top = (curve[1:-1] > _STRUCK) & (curve[1:-1] >= curve[:-2]) & (curve[1:-1] > curve[2:])
        found[kind] = np.flatnonzero(top) * (RATE // FRAMES_A_SECOND)
    return found


def _usual(samples: Sound, at: NDArray[np.int64], frames: int) -> Levels | None:
    """What a stroke usually looks like, its beginning of energy 1: the median of many from all over the song."""
    looks = []
    for sample in at[:: max(1, len(at) // _LOOKED_AT)]:
        begin = int(sample) - 3 * _HOP
        end = begin + (frames + 2) * _HOP + _WINDOW
        if begin < 0 or end > len(samples):
            continue
        spectra = [
            _spectrum(np.asarray(samples[begin:end, channel], np.float32)) for channel in range(samples.shape[1])
        ]
        levels = _loudness(spectra)
        look = _risen(levels, _frame(3 * _HOP), frames)
        looks.append(look / (float(np.sqrt(np.square(look[:_BEGINS]).sum())) + _TINY))
    return np.asarray(np.median(looks, axis=0), np.float32) if len(looks) > 2 else None


def _frame(sample: int) -> int:
    """The frame in whose middle a sample of a stretch is."""
    return round((sample + _WINDOW / 2) / _HOP)


def _risen(levels: Levels, frame: int, frames: int) -> Levels:
    """What is louder from a frame on than just before it."""
    before = levels[max(0, frame - 3) : max(1, frame - 1)].min(axis=0)
    look = np.maximum(levels[max(0, frame - 1) : frame - 1 + frames] - before, 0)
    return np.pad(look, ((0, frames - len(look)), (0, 0)))


def _mask(levels: Levels, begin: int, strokes: Strokes, usual: Mapping[Kind, Levels], struck: Levels) -> Levels:
    """The share of drums in every bin."""
    expected = np.zeros_like(levels)
    for kind, look in usual.items():
        for sample in strokes[kind]:
            frame = _frame(int(sample) - begin)
            if 1 <= frame < len(levels) - 1:
                _add(expected, levels, look, frame)
    lasting, passing = _lasting(levels), _passing(levels)
    drums = (_USUALLY * np.minimum(expected, levels) + _PASSING * passing) * struck[:, None]
    return np.asarray(drums**2 / (drums**2 + lasting**2 + _TINY), np.float32)


def _add(expected: Levels, levels: Levels, look: Levels, frame: int) -> None:
    """A stroke that looks as usual, as loud as most of its bins say."""
    begins = look[:_BEGINS]
    loud = begins > np.quantile(begins, _LOUD_SHARE)
    strength = float(np.median(_risen(levels, frame, _BEGINS)[loud] / (begins[loud] + _TINY)))
    place = expected[frame - 1 : frame - 1 + len(look)]
    place += strength * look[: len(place)]


def _lasting(levels: Levels) -> Levels:
    """What was there before, and is after: the quieter of the two."""
    both = np.minimum(_mean(levels, -10, -1, 0), _mean(levels, 2, 11, 0))
    return np.minimum(both, levels)


def _passing(levels: Levels) -> Levels:
    """What is as loud in the bins beside: noise and clicks, not notes."""
    return np.minimum(_mean(levels, -8, 9, 1), levels)


def _mean(levels: Levels, first: int, last: int, axis: int) -> Levels:
    """The mean of the neighbours from `first` up to `last`, along time (0) or bins (1)."""
    sums = np.cumsum(levels, axis=axis, dtype=np.float64)
    sums = np.insert(sums, 0, 0, axis=axis)
    at = np.arange(levels.shape[axis])
    low, high = (np.clip(at + edge, 0, len(at)) for edge in (first, last))
    total = np.take(sums, high, axis=axis) - np.take(sums, low, axis=axis)
    count = np.maximum(1, high - low)
    return np.asarray(total / (count[:, None] if axis == 0 else count), np.float32)


def _struck(activations: Activations, begin: int, frames: int) -> Levels:
    """How much is struck around each frame: never nothing, because a stroke may have been missed."""
    near = activations.values.max(axis=1)
    at = (begin + np.arange(frames) * _HOP - _WINDOW // 2) * FRAMES_A_SECOND // RATE
    first, last = max(0, int(at[0]) - 100), int(at[-1]) + 100
    heard = near[first:last].copy()
    for place in range(1, len(heard)):
        heard[place] = max(heard[place], heard[place - 1] * _FADES)
    for place in range(len(heard) - 2, -1, -1):
        heard[place] = max(heard[place], heard[place + 1] * _COMES)
    shares = heard[np.clip(at - first, 0, len(heard) - 1)]
    return np.asarray(_QUIET + (1 - _QUIET) * np.minimum(1, 1.5 * shares), np.float32)


def _loudness(spectra: list[NDArray[np.complex64]]) -> Levels:
    return np.asarray(np.sqrt(np.mean([np.abs(one) ** 2 for one in spectra], axis=0)), np.float32)


def _shape() -> Sound:
    """The window, once before and once after: together they add up to one."""
    return np.sqrt(np.hanning(_WINDOW + 1)[:-1]).astype(np.float32)


def _spectrum(channel: Sound) -> NDArray[np.complex64]:
    padded = np.pad(channel, (_WINDOW, 2 * _WINDOW))
    return np.fft.rfft(sliding_window_view(padded, _WINDOW)[::_HOP] * _shape(), axis=1).astype(np.complex64)


def _sound(spectrum: NDArray[np.complex64], length: int) -> Sound:
    frames = (np.fft.irfft(spectrum, axis=1) * _shape()).astype(np.float32)
    each = _WINDOW // _HOP
    made = np.zeros(((len(frames) + each) * _HOP), np.float32)
    for part in range(each):
        rows = frames[:, part * _HOP : (part + 1) * _HOP]
        made[part * _HOP : (part + len(rows)) * _HOP] += rows.ravel()
    return made[_WINDOW : _WINDOW + length] / (each / 2)
