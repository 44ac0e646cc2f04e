"""From bytes to samples and back. All rounding of the file layer happens here, in `quantise`."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.audio.types import Samples

DITHER_SEED = 1770


@dataclass(frozen=True, slots=True)
class Coding:
    """How one sample lies in a PCM file.

    Attributes
    ----------
    kind : 'u' unsigned, 's' signed, 'f' floating point.
    width : bytes per sample, 1 to 4, or 8 for float64.
    bits : bits that count, from the top; at most 8 * width.
    big : True for big-endian.
    """

    kind: str
    width: int
    bits: int
    big: bool = False

    @property
    def codec(self) -> str:
        """The name used in `Info.codec`."""
        return f'pcm_{self.kind}{self.width * 8}'


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
    flat *= np.float32(2.0 ** (1 - 8 * coding.width))


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
    whole = quantise(samples, coding.bits, dither)
    whole <<= 8 * coding.width - coding.bits
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
    # float32 holds every 24-bit number exactly; only beyond that is float64 needed to clip at the right place.
    scaled = samples * np.float32(full) if bits <= 24 else samples.astype(np.float64) * full
    if dither is not None and bits <= 16:
        scaled += dither.random(samples.shape, np.float32)
        scaled -= dither.random(samples.shape, np.float32)
    np.rint(scaled, out=scaled)
    np.clip(scaled, -full, full - 1, out=scaled)
    return scaled.astype(np.int32)


def new_dither() -> np.random.Generator:
    """A generator for `quantise`, seeded, so that the same programme always gives the same file."""
    return np.random.default_rng(DITHER_SEED)
