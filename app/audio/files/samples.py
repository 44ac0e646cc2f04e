"""From bytes to samples and back. All rounding of the file layer happens here, in `quantise`."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.audio.compiled import compiled_fast
from app.audio.types import Samples

DITHER_SEED = 1770


@dataclass(frozen=True, slots=True)
class Coding:
    """How one sample lies in a PCM file.

    Attributes
    ----------
    kind : 'u' unsigned, 's' signed, 'f' floating point, 'm' u-law, 'a' A-law.
    width : bytes per sample, 1 to 4, or 8 for float64.
    bits : bits that count, from the top; at most 8 * width.
    big : True for big-endian.
    low : True where the bits that count stand below in a wider word.
    """

    kind: str
    width: int
    bits: int
    big: bool = False
    low: bool = False

    @property
    def codec(self) -> str:
        """The name used in `Info.codec`."""
        return LAWS.get(self.kind) or f'pcm_{self.kind}{self.width * 8}'


LAWS = {'m': 'pcm_mulaw', 'a': 'pcm_alaw'}
"""Codecs of telephony (ITU-T G.711): eight bits that stand for 14 or 13, by a table."""


def companded(kind: str) -> Coding:
    """The coding of u-law ('m') or A-law ('a')."""
    return Coding(kind, 1, 14 if kind == 'm' else 13)


@cache
def table(kind: str) -> NDArray[np.float32]:
    """What each of the 256 bytes of u-law or A-law stands for (ITU-T G.711, tables 1 and 2)."""
    code = np.arange(256)
    code = code ^ (0xFF if kind == 'm' else 0x55)
    step, place = code >> 4 & 7, code & 15
    if kind == 'm':
        size = ((place << 3) + 132 << step) - 132
    else:
        size = np.where(step > 0, (place << 4) + 264 << np.maximum(step - 1, 0), (place << 4) + 8)
    negative = code >> 7 == (1 if kind == 'm' else 0)
    return (np.where(negative, -size, size) / 32768).astype(np.float32)


def _nearest(samples: Samples, kind: str) -> bytes:
    """The bytes of u-law or A-law nearest to samples."""
    levels, codes = np.unique(table(kind), return_index=True)
    between = (levels[1:] + levels[:-1]) / 2
    return codes.astype(np.uint8)[np.searchsorted(between, samples)].tobytes()


def justified(raw: bytes, coding: Coding) -> Coding:
    """Where in words that are wider than their samples these stand: on top, as they should, or below (24 in 32).

    On top the lowest byte is empty; below the highest one only repeats the sign.
    """
    spare = 8 * coding.width - coding.bits
    if coding.kind != 's' or coding.width != 4 or spare < 8:
        return coding
    words = np.frombuffer(raw[: len(raw) // 4 * 4], '>i4' if coding.big else '<i4')
    on_top = not np.any(words & 0xFF)
    return coding if on_top or np.any(words >> (31 - spare) != words >> 31) else replace(coding, low=True)


def decode(raw: NDArray[np.uint8], coding: Coding, out: Samples) -> None:
    """Turn the bytes of whole frames into float32, full scale at +-1.0.

    Parameters
    ----------
    raw : shape (frames * channels * width,).
    out : shape (frames, channels), C-contiguous; overwritten. 32-bit integers are rounded to float32's 24 bits.
    """
    flat = out.reshape(-1)
    order = '>' if coding.big else '<'
    if coding.kind == 'f':
        with np.errstate(over='ignore', invalid='ignore'):
            flat[:] = raw.view(f'{order}f{coding.width}')
        return
    if coding.kind in LAWS:
        flat[:] = table(coding.kind)[raw]
        return
    if coding.kind == 'u':
        flat[:] = raw
        flat -= np.float32(128)
        flat *= np.float32(1 / 128)
        return
    if coding.width == 3:
        flat[:] = _widen(raw, coding.big)
        flat *= np.float32(2.0**-31)
        return
    flat[:] = raw.view(f'{order}i{coding.width}')
    flat *= np.float32(2.0 ** (1 - (coding.bits if coding.low else 8 * coding.width)))


def _widen(raw: NDArray[np.uint8], big: bool) -> NDArray[np.int32]:
    """24-bit samples as int32, shifted to the top."""
    wide = np.zeros((raw.size // 3, 4), np.uint8)
    wide[:, 1:] = raw.reshape(-1, 3)[:, ::-1] if big else raw.reshape(-1, 3)
    return wide.reshape(-1).view('<i4')


def encode(samples: Samples, coding: Coding, dither: np.random.Generator | None = None) -> bytes:
    """Turn samples into the bytes of a PCM file; integers are rounded and clipped by `quantise`."""
    order = '>' if coding.big else '<'
    if coding.kind == 'f':
        return samples.astype(f'{order}f{coding.width}').tobytes()
    if coding.kind in LAWS:
        return _nearest(samples, coding.kind)
    whole = quantise(samples, coding.bits, dither)
    whole <<= 0 if coding.low else 8 * coding.width - coding.bits
    if coding.kind == 'u':
        return (whole + 128).astype(np.uint8).tobytes()
    if coding.width == 3:
        narrow = whole.astype('<i4').view(np.uint8).reshape(-1, 4)[:, :3]
        return (narrow[:, ::-1] if coding.big else narrow).tobytes()
    return whole.astype(f'{order}i{coding.width}').tobytes()


def quantise(samples: Samples, bits: int, dither: np.random.Generator | None = None) -> NDArray[np.int32]:
    """Round to integers of `bits` bits (2 to 32): to nearest, ties to even, clipped at full scale.

    Parameters
    ----------
    samples : shape (frames, channels).
    dither : a generator for TPDF dither of +-1 LSB, used only for 16 bits and less; None rounds plainly.

    Returns
    -------
    int32, same shape, in -2**(bits-1) .. 2**(bits-1)-1. The same input gives the same output on every machine.
    """
    full = 2.0 ** (bits - 1)
    if dither is None and bits <= 24:
        whole = np.empty(samples.shape, np.int32)
        _round_off(np.ascontiguousarray(samples).reshape(-1), np.float32(full), whole.reshape(-1))
        return whole
    # float32 holds every 24-bit number exactly; only beyond that is float64 needed to clip at the right place.
    scaled = samples * np.float32(full) if bits <= 24 else samples.astype(np.float64) * full
    if dither is not None and bits <= 16:
        scaled += dither.random(samples.shape, np.float32)
        scaled -= dither.random(samples.shape, np.float32)
    np.rint(scaled, out=scaled)
    np.clip(scaled, -full, full - 1, out=scaled)
    return scaled.astype(np.int32)


@compiled_fast
def _round_off(samples: NDArray[np.float32], full: np.float32, out: NDArray[np.int32]) -> None:
    """`quantise` without dither, where float32 holds each of the numbers: in one go, a quarter of the time."""
    top = full - np.float32(1.0)
    for i in range(len(samples)):
        out[i] = min(max(np.rint(samples[i] * full), -full), top)


def new_dither() -> np.random.Generator:
    """A generator for `quantise`, seeded, so that the same programme always gives the same file."""
    return np.random.default_rng(DITHER_SEED)
